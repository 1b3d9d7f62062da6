"""The guard: what was signed last is remembered outside the folder, and only one hand can move it."""

from __future__ import annotations

import os
import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.store.guard import Guard, Head, default_path
from tests.refusals import unstorable

ORIGIN = "ledger.example/yuanqu-1"
ROOT = Path(__file__).parents[3]
FIRST, SECOND, THIRD = (Head(size, bytes([size]) * 32) for size in (1, 2, 3))

SWAP_AFTER_A_SIGNAL = """
import sys
from pathlib import Path
from ledger.errors import StoreError
from ledger.store.guard import Guard, Head
guard = Guard(Path(sys.argv[1]), sys.argv[2])
held = guard.head()
print("ready", flush=True)
sys.stdin.readline()
try:
    guard.swap(held, Head(held.size + 1, bytes([int(sys.argv[3])]) * 32))
except StoreError as error:
    print(error.rule_id)
else:
    print("moved")
sys.stdin.readline()
"""


def test_what_was_swapped_in_is_there_when_the_guard_is_opened_again(tmp_path: Path) -> None:
    path = tmp_path / "state" / "guard.db"
    guard = Guard(path, ORIGIN)
    assert guard.head() is None
    guard.swap(None, FIRST)
    guard.swap(FIRST, SECOND)
    guard.close()
    again = Guard(path, ORIGIN)
    assert again.head() == SECOND
    again.close()


def test_a_swap_of_what_the_guard_does_not_hold_changes_nothing(tmp_path: Path) -> None:
    guard = Guard(tmp_path / "guard.db", ORIGIN)
    with unstorable("guard.moved"):
        guard.swap(FIRST, SECOND)
    assert guard.head() is None
    guard.swap(None, SECOND)
    for wrong in (None, FIRST, THIRD, Head(2, FIRST.root), Head(1, SECOND.root)):
        with unstorable("guard.moved"):
            guard.swap(wrong, THIRD)
        assert guard.head() == SECOND
    guard.close()


def test_one_file_guards_many_logs_apart(tmp_path: Path) -> None:
    one, other = (Guard(tmp_path / "guard.db", origin) for origin in (ORIGIN, "ledger.example/yuanqu-2"))
    one.swap(None, THIRD)
    assert other.head() is None
    other.swap(None, FIRST)
    assert (one.head(), other.head()) == (THIRD, FIRST)
    one.close()
    other.close()


def _swapping(path: Path, mark: int) -> subprocess.Popen[str]:
    command = [sys.executable, "-c", SWAP_AFTER_A_SIGNAL, str(path), ORIGIN, str(mark)]
    process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert process.stdout is not None
    assert process.stdout.readline() == "ready\n"
    return process


def _told(process: subprocess.Popen[str]) -> str:
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    return process.stdout.readline().strip()


def test_of_two_processes_that_have_seen_the_same_head_one_moves_it(tmp_path: Path) -> None:
    path = tmp_path / "guard.db"
    guard = Guard(path, ORIGIN)
    guard.swap(None, FIRST)
    processes = [_swapping(path, mark) for mark in (7, 8)]
    answers = [_told(process) for process in processes]
    assert answers == ["moved", "guard.moved"]
    assert guard.head() == Head(2, bytes([7]) * 32)
    guard.close()
    for process in processes:
        process.communicate("\n", timeout=20)


def test_an_acknowledged_head_survives_the_death_of_its_writer(tmp_path: Path) -> None:
    path = tmp_path / "guard.db"
    guard = Guard(path, ORIGIN)
    guard.swap(None, FIRST)
    guard.close()
    process = _swapping(path, 9)
    assert _told(process) == "moved"
    process.send_signal(signal.SIGKILL)
    process.communicate(timeout=20)
    again = Guard(path, ORIGIN)
    assert again.head() == Head(2, bytes([9]) * 32)
    again.close()


def test_its_settings_are_durable(tmp_path: Path) -> None:
    guard = Guard(tmp_path / "guard.db", ORIGIN)
    assert guard._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert guard._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)
    guard.close()


@pytest.mark.parametrize("content", [b"not a database" * 100, b"\0" * 4096])
def test_a_file_that_is_no_guard_is_refused_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "guard.db"
    path.write_bytes(content)
    with unstorable("guard.unusable"):
        Guard(path, ORIGIN)
    assert path.read_bytes() == content


def test_a_place_that_cannot_hold_a_guard(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for path in (tmp_path, tmp_path / "file" / "guard.db"):
        with unstorable("guard.unusable"):
            Guard(path, ORIGIN)


def test_a_guard_that_fails_while_it_is_in_use_says_so(tmp_path: Path) -> None:
    guard = Guard(tmp_path / "guard.db", ORIGIN)
    guard.swap(None, FIRST)
    other = sqlite3.connect(tmp_path / "guard.db", isolation_level=None)
    other.execute("DROP TABLE head")
    other.close()
    with unstorable("guard.unusable"):
        guard.head()
    with unstorable("guard.unusable"):
        guard.swap(FIRST, SECOND)
    guard.close()


def test_its_default_place_is_outside_the_book_and_one_for_each_log(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", "/somewhere/state")
    path = default_path(ORIGIN)
    assert path.parent == Path("/somewhere/state/mingzhang/guard")
    assert default_path("ledger.example/yuanqu-2") != path
    for unset in ("", None):
        monkeypatch.setenv("HOME", "/home/somebody")
        if unset is None:
            monkeypatch.delenv("XDG_STATE_HOME")
        else:
            monkeypatch.setenv("XDG_STATE_HOME", unset)
        assert default_path(ORIGIN).parent == Path("/home/somebody/.local/state/mingzhang/guard")


def test_its_folder_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        Guard(tmp_path / "state" / "guard.db", ORIGIN).close()
    finally:
        os.umask(before)
    assert (tmp_path / "state").stat().st_mode & 0o777 == 0o700
