"""``mingzhang demo``: builds, says what to open and to try, serves; and what it says to try works."""

from __future__ import annotations

import os
import re
import shlex
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from ledger.demo.home import PASSPHRASE
from tests.test_cli.desk import Desk, Run

ROOT = Path(__file__).parents[2]
COMMUNITY = "mingzhang-garden"


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a whole demo, built by the command itself."""
    home = tmp_path_factory.mktemp("demo") / "home"
    mingzhang = [sys.executable, "-c", "from ledger.cli import main; main()"]
    subprocess.run([*mingzhang, "demo", "--home", str(home), "--no-serve"], check=True, cwd=ROOT, capture_output=True)
    return home


@pytest.fixture
def visitor(desk: Desk, whole: Path, monkeypatch: pytest.MonkeyPatch) -> Desk:
    """A visitor who has typed what the command says to type first."""
    (export,) = re.findall(r"^  export (.*)$", guide(desk, whole).out, re.MULTILINE)
    for setting in shlex.split(export):
        name, _, value = setting.partition("=")
        monkeypatch.setenv(name, value)
    return desk


def guide(desk: Desk, home: Path) -> Run:
    return desk.done("demo", "--home", home, "--no-serve", "--port", 8123)


def test_a_demo_that_is_there_is_left_as_it_is_and_said_so(desk: Desk, whole: Path) -> None:
    before = (whole / COMMUNITY / "public" / "ledger.db").read_bytes()
    assert "is there already: left as it is" in guide(desk, whole).out.splitlines()[0]
    assert (whole / COMMUNITY / "public" / "ledger.db").read_bytes() == before


def test_it_says_what_to_open(desk: Desk, whole: Path) -> None:
    out = guide(desk, whole).out
    base = f"http://127.0.0.1:8123/{COMMUNITY}"
    assert f"{base}/  where the owners' money is" in out
    assert re.search(rf"{base}/movements/\d+  a payment with its chain: 地下车库照明", out)
    assert re.search(rf"{base}/movements/\d+  a payment with something missing: 地下车库坡道", out)
    assert f"{base}/motions/charging-2026  what is being decided: 东门旁新建电动自行车充电棚" in out
    assert f"verify {base} --anchor {whole}/demo-kit/anchor.txt" in out
    assert PASSPHRASE in out


def test_a_visitor_exports_and_verifies_with_the_anchor(visitor: Desk, whole: Path) -> None:
    visitor.done("export", visitor.tmp / "copy")
    run = visitor.done("verify", visitor.tmp / "copy", "--anchor", whole / "demo-kit" / "anchor.txt")
    assert run.out.startswith("VERIFIED")
    assert "checked against the anchor you gave" in run.out


def test_a_visitor_takes_up_what_waits(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    home = desk.tmp / "home"
    desk.done("demo", "--home", home, "--no-serve")
    for name, path in {"MINGZHANG_GUARD": "guard.db", "MINGZHANG_PASSPHRASE_FILE": "passphrase.txt"}.items():
        monkeypatch.setenv(name, str(home / "demo-kit" / path))
    waiting = desk.done("inbox", "--member", "chair").out
    (command,) = re.findall(r"mingzhang (record payment\.approved --on \d+)", waiting)
    assert "pipes-2026" in waiting
    key = home / "demo-kit" / "keys" / "chair.pem"
    assert "appended" in desk.done(*command.split(), "--key", key, "--clock-ok").out
    assert "pipes-2026" not in desk.done("inbox", "--member", "chair").out
    desk.done("export", desk.tmp / "copy")
    desk.done("verify", desk.tmp / "copy", "--anchor", home / "demo-kit" / "anchor.txt")
    assert "what is being decided" not in guide(desk, home).out, "the visitor's clock has gone past the vote"


def test_what_a_killed_build_left_behind_is_said_and_thrown_away(desk: Desk) -> None:
    home = desk.tmp / "home"
    half = home / ".demo-building" / COMMUNITY / "public"
    half.mkdir(parents=True)
    (half / "ledger.db").write_bytes(b"half")
    run = desk.done("demo", "--home", home, "--no-serve")
    assert "an earlier build did not come to its end" in run.err
    assert run.out.startswith("built in ")
    assert not (home / ".demo-building").exists()
    assert "an earlier build" not in guide(desk, home).err


def test_a_home_that_cannot_be_written_is_refused(desk: Desk) -> None:
    desk.refused("home.unwritable", "demo", "--home", desk.file(b""), "--no-serve", code=2)


def test_help_has_an_example(desk: Desk) -> None:
    assert "Example: mingzhang demo --home demo-home --port 8000" in desk.done("demo", "--help").out


def test_it_serves_what_it_built_until_interrupted(whole: Path) -> None:
    command = [sys.executable, "-c", "from ledger.cli import main; main()", "demo", "--home", str(whole), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        assert process.stdout is not None
        lines: list[str] = []
        while not lines or not lines[-1].startswith("The keys in"):
            lines.append(process.stdout.readline())
            assert lines[-1], lines
        (page,) = [line.split()[0] for line in lines if line.rstrip().endswith("where the owners' money is")]
        with urllib.request.urlopen(f"{page}zh/", timeout=10) as answer:
            assert "业主的钱一共" in answer.read().decode()
        process.send_signal(signal.SIGINT)
        assert process.wait(timeout=20) == 0
