"""`mingzhang import`: what a treasurer runs, what is refused, and what a second run does."""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from ledger import base64url
from ledger.importing import maps
from ledger.store.reader import Reader
from tests.test_cli.desk import ORIGIN, Desk
from tests.test_ledger.test_importing.samples import POSTINGS, POSTINGS_MAP, TABLE, TABLE_MAP

COMMUNITY = ORIGIN.rpartition("/")[2]
KILLED_AFTER = """
import os, signal, sys
from ledger.application import Ledger
from ledger.cli import main
from ledger.importing import writing
writing.BATCH = 3
batches, append = int(sys.argv.pop(1)), Ledger.append
def append_and_die(self, files, **options):
    global batches
    answer = append(self, files, **options)
    batches -= 1
    if batches == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    return answer
Ledger.append = append_and_die
main()
"""


class Treasurer:
    """A desk at which the sample source is imported by the sample map."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.map = self.write("sample.toml", TABLE_MAP)

    def write(self, name: str, text: str | bytes) -> Path:
        path = self.desk.tmp / name
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    def arguments(self, file: Path, *more: object) -> tuple[object, ...]:
        given = more if "--map" in more else ("--map", self.map, *more)
        return ("import", file, "--key", self.desk.key("treasurer"), *given)

    def done(self, text: str | bytes, *more: object, name: str = "2025.csv") -> Any:
        """Import a file that must go in; return the summary."""
        return json.loads(self.desk.done(*self.arguments(self.write(name, text), "--json", *more)).out)

    def refused(self, rule_id: str, text: str | bytes, *more: object, code: int = 1) -> str:
        """Import a file that must be refused, and store nothing; return what was said."""
        file = self.write("refused.csv", text)
        return self.desk.refused(rule_id, *self.arguments(file, *more), code=code).err

    def confirm(self, number: int) -> None:
        flags = ("--on", number, "--set", "purpose=second_person", "--key", self.desk.key("chair"))
        self.desk.done("record", "entry.confirmed", *flags)

    def exported(self) -> Path:
        folder = self.desk.tmp / f"export-{self.desk.size()}"
        if not folder.exists():
            self.desk.done("export", folder)
        return folder

    def balances(self) -> dict[str, int]:
        found = json.loads((self.exported() / "balances.json").read_bytes())
        return {line["code"]: line["amount"] for line in found["balances"]}


@pytest.fixture
def treasurer(book: Desk) -> Treasurer:
    return Treasurer(book)


BALANCES = {"bank": 29_950, "parking": -60_000, "other": 30_050}


def test_an_interrupted_import_says_that_the_same_command_goes_on(
    treasurer: Treasurer, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> list[object]:
        raise KeyboardInterrupt

    file = treasurer.write("2025.csv", TABLE)
    with monkeypatch.context() as patch:
        patch.setattr("ledger.application.Ledger.append", interrupt)
        run = treasurer.desk.run(*treasurer.arguments(file))
    assert run.code != 0
    assert "interrupted: what is stored stays. Run the same command again" in run.err
    treasurer.done(TABLE)


def test_a_source_goes_in_and_the_summary_says_who_must_confirm_it(treasurer: Treasurer) -> None:
    file = treasurer.write("2025.csv", TABLE)
    run = treasurer.desk.done(*treasurer.arguments(file))
    number = treasurer.desk.size() - 1
    assert "4 go in, 0 went in before" in run.out
    assert f"mingzhang record entry.confirmed --on {number} --set purpose=second_person" in run.err
    assert "mingzhang record balance.opened --subject fund/common-income --set account=bank" in run.err
    assert f"--on {number}" in treasurer.desk.done("inbox", "--member", "chair").out
    treasurer.confirm(number)
    assert treasurer.balances() == BALANCES
    treasurer.desk.done("verify", treasurer.exported())


def test_the_second_person_confirms_on_a_machine_without_the_book(treasurer: Treasurer) -> None:
    run = treasurer.desk.done(*treasurer.arguments(treasurer.write("2025.csv", TABLE)))
    (command,) = [line for line in run.err.splitlines() if "mingzhang draft entry.confirmed" in line]
    draft = treasurer.desk.tmp / "confirmed.json"
    treasurer.desk.done(*command.split()[1:-1], draft)
    treasurer.desk.done("sign", draft, "--key", treasurer.desk.key("chair"))
    treasurer.desk.done("append", draft.with_suffix(".sdjwt"))
    assert treasurer.done(TABLE)["confirmed"]


def test_the_command_that_the_summary_gives_for_the_opening_works(treasurer: Treasurer) -> None:
    run = treasurer.desk.done(*treasurer.arguments(treasurer.write("2025.csv", TABLE)))
    (command,) = [line for line in run.err.splitlines() if "record balance.opened" in line]
    treasurer.desk.done(*command.split()[1 : command.split().index("--key")], "--key", treasurer.desk.key("treasurer"))
    treasurer.confirm(treasurer.desk.size() - 1)
    assert treasurer.balances()["bank"] == 129_950


def test_a_dry_run_shows_the_same_and_needs_no_key_and_stores_nothing(treasurer: Treasurer) -> None:
    file = treasurer.write("2025.csv", TABLE)
    before = treasurer.desk.stored()
    run = treasurer.desk.done("import", file, "--map", treasurer.map, "--dry-run")
    assert treasurer.desk.stored() == before
    real = treasurer.desk.done(*treasurer.arguments(file))
    assert run.out.splitlines()[0] == "dry run: nothing is signed or stored"
    assert run.out.splitlines()[1:] == real.out.splitlines()[1:]


@pytest.mark.parametrize("confirmed", [False, True])
def test_the_same_file_again_adds_nothing(treasurer: Treasurer, *, confirmed: bool) -> None:
    number = treasurer.done(TABLE)["completed"]
    if confirmed:
        treasurer.confirm(number)
    before = treasurer.desk.stored()
    again = treasurer.done(TABLE, name="copy.csv")
    assert treasurer.desk.stored() == before
    assert (again["new"], again["completed"], again["confirmed"]) == (0, number, confirmed)
    run = treasurer.desk.done(*treasurer.arguments(treasurer.write("x.csv", TABLE), "--map", "bank", "--dry-run"))
    assert f"completed by entry {number}" in run.out


@pytest.mark.parametrize(("batches", "still_to_go"), [(1, 4), (2, 4), (3, 1), (4, 0)])
def test_an_import_killed_between_two_batches_is_continued(
    treasurer: Treasurer, batches: int, still_to_go: int
) -> None:
    size = treasurer.desk.size()
    file = treasurer.write("2025.csv", TABLE)
    arguments = treasurer.arguments(file, "--guard", os.environ["MINGZHANG_GUARD"])
    program = [sys.executable, "-c", KILLED_AFTER, str(batches), *map(str, arguments)]
    killed = subprocess.run(program, capture_output=True, check=False, timeout=60, text=True)
    assert killed.returncode == -signal.SIGKILL, killed.stderr
    again = treasurer.done(TABLE)
    assert again["new"] == still_to_go
    treasurer.confirm(again["completed"])
    assert treasurer.desk.size() == size + 12
    assert treasurer.balances() == BALANCES
    treasurer.desk.done("verify", treasurer.exported())


BAD_FILES: dict[str, tuple[str, str | bytes]] = {
    "truncated within a quoted cell": ("import.csv", POSTINGS[: POSTINGS.index("lines") + 2]),
    "truncated within a row": ("import.width", POSTINGS[: POSTINGS.rindex('","0"')] + '"'),
    "truncated within a transaction": ("import.unbalanced", "\n".join(POSTINGS.splitlines()[:-2])),
    "wrong encoding": ("import.encoding", POSTINGS.encode("gb18030")),
    "wrong columns": ("import.header", POSTINGS.replace('"account"', '"konto"')),
    "empty": ("import.header", ""),
    "more digits than the currency": ("import.amount", POSTINGS.replace('"0"', '"0.000"')),
    "another currency": ("import.currency", POSTINGS.replace('"0","元"', '"0","$"')),
    "an account that the map does not know": ("import.account_unmapped", POSTINGS.replace("Income", "Equity")),
    "a day that no calendar has": ("import.date", POSTINGS.replace("2025-01-05", "2025-02-30")),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_FILES)
def test_a_bad_list_of_postings_is_refused_and_nothing_stored(treasurer: Treasurer, case: str) -> None:
    rule_id, text = BAD_FILES[case]
    map_ = treasurer.write("postings.toml", POSTINGS_MAP)
    treasurer.refused(rule_id, text, "--map", map_)


BAD_TABLES: dict[str, tuple[str, str | bytes]] = {
    "truncated at a row": ("import.cut_off", TABLE[: TABLE.index("合计")]),
    "truncated within its last number": ("import.balance", TABLE.replace("600.00,300.50,1299.50", ",,129")),
    "a missing row": ("import.balance", TABLE.replace("2025-01-03,停车费,甲样例,200.00,,1200.00,一月\n", "")),
    "a row nobody understands": ("import.date", TABLE.replace("合计", "注：虚构,,,,,,\n合计")),
    "wrong encoding": ("import.encoding", TABLE.encode("gb18030")),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD_TABLES)
def test_a_bad_table_is_refused_and_nothing_stored(treasurer: Treasurer, case: str) -> None:
    rule_id, text = BAD_TABLES[case]
    treasurer.refused(rule_id, text)


def test_control_the_good_files_of_these_bad_ones_go_in(treasurer: Treasurer) -> None:
    assert treasurer.done(TABLE)["new"] == 4
    assert treasurer.done(POSTINGS, "--map", treasurer.write("postings.toml", POSTINGS_MAP), "--yes")["new"] == 3


def test_every_row_that_is_not_understood_is_listed_before_the_refusal(treasurer: Treasurer) -> None:
    said = treasurer.refused("import.date", TABLE.replace("合计", "一,,,,,,\n二,,,,,,\n合计"))
    assert "not understood: row 9: " in said
    assert "not understood: row 10: " in said


def test_balances_that_do_not_follow_go_in_when_somebody_has_looked_and_are_published(treasurer: Treasurer) -> None:
    text = BAD_TABLES["a missing row"][1]
    found = treasurer.done(text, "--balances-ok")
    assert found["new"] == 3
    assert [one["row"] for one in found["deviations"]] == [4, 8]
    with Reader.open(treasurer.desk.home / COMMUNITY / "public") as reader:
        texts = [
            base64url.decode(text, "x").decode() for _, text in reader.disclosures(found["completed"], reader.size)
        ]
    assert any("第 4 行：余额写作 899.50" in text for text in texts)


def test_rows_of_another_source_are_refused_unless_they_are_other_movements(treasurer: Treasurer) -> None:
    first = treasurer.done(TABLE)["source"]
    saved_again = TABLE.replace("\n", "\r\n")
    said = treasurer.refused("import.rows_known", saved_again)
    assert f"in the book already: row 4 as row 4 of {first}" in said
    assert treasurer.done(saved_again, "--also")["new"] == 4
    assert treasurer.balances() == {code: 2 * amount for code, amount in BALANCES.items()}


def test_a_newer_edition_counts_no_row_twice(treasurer: Treasurer) -> None:
    first = treasurer.done(TABLE)["source"]
    edition = TABLE.replace("合计,,,600.00,300.50,1299.50", "2025-02-03,停车费,,1.00,,,\n合计,,,601.00,300.50,1300.50")
    treasurer.refused("import.rows_known", edition)
    treasurer.refused("import.replaces_unknown", edition, "--replaces", "ab" * 32, code=2)
    found = treasurer.done(edition, "--replaces", first)
    assert (found["new"], found["replaced"], found["vanished"]) == (1, 4, [])
    assert treasurer.balances()["bank"] == 29_950 + 100


def test_only_the_treasurer_imports(treasurer: Treasurer) -> None:
    file = treasurer.write("2025.csv", TABLE)
    desk = treasurer.desk
    desk.refused("role.not_held", "import", file, "--map", treasurer.map, "--key", desk.key("chair"))
    desk.refused("key.missing", "import", file, "--map", treasurer.map, code=2)


IN_CLEAR = ["account assets-bank: Assets:Bank", "category other/food-tea"]


def test_names_of_a_ledgers_paths_are_listed_and_somebody_must_say_yes(treasurer: Treasurer) -> None:
    map_ = treasurer.write("postings.toml", POSTINGS_MAP)
    file = treasurer.write("postings.csv", POSTINGS)
    run = treasurer.desk.done("import", file, "--map", map_, "--dry-run")
    assert [line.partition(": ")[2] for line in run.out.splitlines() if line.startswith("in clear")] == IN_CLEAR
    said = treasurer.refused("import.in_clear", POSTINGS, "--map", map_, code=2)
    assert all(f"in clear, for ever: {name}\n" in said for name in IN_CLEAR)
    assert treasurer.done(POSTINGS, "--map", map_, "--yes")["in_clear"] == IN_CLEAR
    more = POSTINGS.replace("2025", "2024")
    assert treasurer.done(more, "--map", map_, name="2024.csv")["in_clear"] == []


@pytest.mark.parametrize(("answer", "code"), [("y\n", 0), ("n\n", 2), ("\n", 2)])
def test_on_a_terminal_the_question_is_asked(
    treasurer: Treasurer, monkeypatch: pytest.MonkeyPatch, answer: str, code: int
) -> None:
    keyboard = io.StringIO(answer)
    monkeypatch.setattr(keyboard, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdin", keyboard)
    file = treasurer.write("postings.csv", POSTINGS)
    size = treasurer.desk.size()
    run = treasurer.desk.run(*treasurer.arguments(file, "--map", treasurer.write("postings.toml", POSTINGS_MAP)))
    assert (run.code, treasurer.desk.size() > size) == (code, code == 0)
    assert "Is none of them the name of a person?" in run.err


def test_of_a_table_what_stands_in_clear_is_written_in_its_map_and_only_listed(treasurer: Treasurer) -> None:
    account, firm = treasurer.done(TABLE)["in_clear"]
    assert account.startswith("account bank: ")
    assert firm.startswith("firm ")


def test_bad_input_is_refused_before_the_passphrase_is_read(treasurer: Treasurer) -> None:
    (treasurer.desk.tmp / "passphrase").unlink()
    treasurer.refused("import.cut_off", BAD_TABLES["truncated at a row"][1])


def test_a_map_is_a_file_or_a_shipped_one(treasurer: Treasurer) -> None:
    treasurer.refused("map.missing", TABLE, "--map", "excel", code=2)
    treasurer.refused("file.unreadable", TABLE, "--map", treasurer.desk.tmp / "none.toml", code=2)
    treasurer.refused("map.invalid", TABLE, "--map", treasurer.write("bad.toml", TABLE_MAP + "[extra]\n"))
    statement = "date,text,in,out,balance\n2025-03-21,结息,43.22,,143.22\n2025-03-22,手续费,,3.00,140.22\n"
    assert treasurer.done(statement, "--map", "bank")["sums"]["asset"] == 4_022
    assert treasurer.balances() == {"bank": 4_022, "interest": -4_322, "bank_charge": 300}


@pytest.mark.parametrize("name", ["bank", "hledger", "spreadsheet"])
def test_a_shipped_map_can_be_printed_and_changed(desk: Desk, name: str) -> None:
    run = desk.done("import", "--print-map", name)
    assert run.out.encode() == maps.shipped_file(name)
    desk.refused("map.missing", "import", "--print-map", "excel", code=2)


def test_a_file_named_after_an_account_number_is_registered_under_another_name(treasurer: Treasurer) -> None:
    file = treasurer.write("6222021234567890_2025.csv", TABLE)
    treasurer.desk.refused("import.name_personal", *treasurer.arguments(file), code=2)
    treasurer.desk.done(*treasurer.arguments(file, "--name", "样例银行 2025"))


def test_a_book_that_is_not_founded_takes_no_import(desk: Desk) -> None:
    desk.done("init", ORIGIN)
    treasurer = Treasurer(desk)
    desk.refused("ledger.empty", *treasurer.arguments(treasurer.write("2025.csv", TABLE)))
    desk.refused("community.not_founded", *treasurer.arguments(treasurer.write("2025.csv", TABLE), "--dry-run"))
