"""`mingzhang verify`: exit codes 0 to 3, what it prints, and that it needs nothing of what it verifies."""

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
from tests.test_ledger.test_verification.loopback import raw, serving

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
    assert lines[1] == "checked against the anchor you gave"
    assert "       22 signatures" in run.out
    assert "        3 balances and 1 tallies" in run.out
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
    assert desk.done("verify", export, "--quiet")[1:] == ("", "")
    assert desk.done("verify", export, "-q", "--jobs", "1")[1:] == ("", "")


def test_a_changed_entry_is_named_with_the_reason_and_what_it_means(desk: Desk, copy: Path) -> None:
    bundle = copy / "tile/entries/000.p/22"
    bundle.write_bytes(bundle.read_bytes().replace(b"2026-03-05T02:10:00Z", b"2026-03-05T02:10:01Z"))
    for quiet in ([], ["--quiet"]):
        run = desk.run("verify", copy, *quiet)
        assert (run.code, run.out) == (1, "")
        what, why, meaning = run.err.splitlines()
        assert what == "NOT VERIFIED: entry 9, tile/0/000.p/22"
        assert why == "why: the entry is not the one whose hash stands in the tree (log.leaf)"
        assert meaning.startswith("what it means: ")


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
