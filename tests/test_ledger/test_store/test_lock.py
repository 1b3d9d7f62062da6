"""The writer's lock: one holder at a time, and none that is dead."""

from __future__ import annotations

import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from ledger.store.lock import writer_lock
from tests.refusals import unstorable

ROOT = Path(__file__).parents[3]
HOLD = """
import sys
from pathlib import Path
from ledger.store.lock import writer_lock
with writer_lock(Path(sys.argv[1])):
    print("held", flush=True)
    sys.stdin.readline()
"""


@pytest.fixture
def lock(tmp_path: Path) -> Path:
    path = tmp_path / "lock"
    path.touch()
    return path


def _holder(lock: Path) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", HOLD, str(lock)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_writer_waits_and_is_then_refused(lock: Path) -> None:
    holder = _holder(lock)
    began = time.monotonic()
    with unstorable("ledger.locked"), writer_lock(lock, wait_seconds=0.2):
        pytest.fail("two writers hold the lock")
    assert time.monotonic() - began >= 0.2
    holder.communicate("\n", timeout=20)
    with writer_lock(lock, wait_seconds=0):
        pass


def test_a_second_writer_gets_it_as_soon_as_the_first_lets_go(lock: Path) -> None:
    holder = _holder(lock)
    assert holder.stdin is not None
    threading.Timer(0.2, lambda: holder.communicate("\n", timeout=20)).start()
    with writer_lock(lock, wait_seconds=20):
        pass
    holder.wait(timeout=20)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_a_holder_that_is_killed_leaves_the_lock_free(lock: Path, how: signal.Signals) -> None:
    holder = _holder(lock)
    holder.send_signal(how)
    holder.communicate(timeout=20)
    with writer_lock(lock, wait_seconds=0):
        pass


def test_an_error_inside_lets_go(lock: Path) -> None:
    with pytest.raises(RuntimeError, match="within"), writer_lock(lock):
        raise RuntimeError("within")
    with writer_lock(lock, wait_seconds=0):
        pass


def test_the_same_process_does_not_hold_it_twice(lock: Path) -> None:
    with writer_lock(lock), unstorable("ledger.locked"), writer_lock(lock, wait_seconds=0.05):
        pytest.fail("two writers hold the lock")


def test_two_locks_do_not_wait_for_each_other(lock: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.touch()
    with writer_lock(lock, wait_seconds=0), writer_lock(other, wait_seconds=0):
        pass
