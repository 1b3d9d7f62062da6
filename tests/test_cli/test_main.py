"""The command as a process of its own: exit codes, two lines of what and what to do, and a quick help."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

COMMAND = [sys.executable, "-c", "from ledger.cli import main; main()"]
OFFLINE = """
import sys
from ledger.cli import main
sys.argv = ["mingzhang", *sys.argv[1:]]
try:
    main()
finally:
    loaded = {name.partition(".")[0] for name in sys.modules}
    assert not loaded & {"eventsourcing", "fastapi", "uvicorn", "projections", "api", "sqlite3"}, loaded
"""


def run(*arguments: object, home: Path, program: list[str] = COMMAND) -> subprocess.CompletedProcess[str]:
    """Run `mingzhang` as a process."""
    environment = os.environ | {"MINGZHANG_HOME": str(home), "TERM": "dumb"}
    return subprocess.run(
        [*program, *map(str, arguments)], capture_output=True, text=True, check=False, env=environment, timeout=60
    )


def test_a_refusal_is_two_lines_and_exit_code_1(tmp_path: Path) -> None:
    bad = tmp_path / "bad.sdjwt"
    bad.write_bytes(b"nothing")
    assert run("init", "ledger.example/yuanqu-1", home=tmp_path).returncode == 0
    done = run("append", bad, "--guard", tmp_path / "guard.db", home=tmp_path)
    assert (done.returncode, done.stdout) == (1, "")
    what, to_do = done.stderr.splitlines()
    assert what.startswith("error: jws.malformed: ")
    assert to_do.startswith("what to do: ")


@pytest.mark.parametrize("arguments", [["append", "x.sdjwt"], ["vanish"], ["append", "--vanish"], ["append"]])
def test_a_call_that_cannot_work_has_exit_code_2(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr


@pytest.mark.parametrize("arguments", [["--help"], ["append", "--help"], ["key", "--help"]])
def test_help_needs_nothing(tmp_path: Path, arguments: list[str]) -> None:
    done = run(*arguments, home=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert "Usage: " in done.stdout


def test_drafting_and_signing_load_neither_the_store_nor_the_web(tmp_path: Path) -> None:
    (tmp_path / "passphrase").write_text("four words to remember\n")
    program = [sys.executable, "-c", OFFLINE]
    passphrase = ("--passphrase-file", tmp_path / "passphrase")
    flags = ("--set", "party=plumber", "--set", "kind=company", "--set", "name=样例水电公司")
    for arguments in (
        ("key", "new", tmp_path / "me.pem", *passphrase),
        ("draft", "counterparty.registered", "--origin", "a.example/b", *flags, "--out", tmp_path / "d.json"),
        ("sign", tmp_path / "d.json", "--key", tmp_path / "me.pem", *passphrase),
    ):
        done = run(*arguments, home=tmp_path / "home", program=program)
        assert done.returncode == 0, done.stderr
    assert (tmp_path / "d.sdjwt").exists()
    assert not (tmp_path / "home").exists()


def test_a_missing_option_is_told_with_what_to_do(tmp_path: Path) -> None:
    done = run("inbox", home=tmp_path)
    assert done.returncode == 2
    assert "Missing option '--member'" in done.stderr
    assert done.stderr.splitlines()[-1].startswith("what to do: ")
    assert "mingzhang inbox --help" in done.stderr
    done = run("status", home=tmp_path)  # a refusal of our own has its advice already
    assert done.stderr.count("what to do: ") == 1


def test_the_list_of_commands_is_not_cut_off(tmp_path: Path) -> None:
    done = run(home=tmp_path)
    assert "…" not in done.stdout + done.stderr
    assert "..." not in (done.stdout + done.stderr).partition("Commands:")[2]
