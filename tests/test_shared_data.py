"""Tests that want the outside data: never skipped in silence, and never because of a slip of the pen."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WANTING = "tests/test_ledger/test_tlog/test_merkle.py"


def run(where: str, *more: str) -> tuple[int, str]:
    """Run the tests of one file that wants the data, and return the exit code and what is printed."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "pytest",
            "-q",
            "-p",
            "no:cacheprovider",
            "-k",
            "vectors",
            WANTING,
            *more,
        ],
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
        cwd=ROOT,
        env={**os.environ, "MINGZHANG_SHARED": where, "CI": "true"},
    )
    return done.returncode, done.stdout + done.stderr


def test_a_run_without_the_data_says_at_its_end_what_was_not_run() -> None:
    code, out = run("")
    assert code == 0, out
    end = out.partition("NOT RUN: the outside data is not here")
    assert end[0].rstrip("= ").splitlines()[-1].split()[-1] == "tests"
    assert f" in {WANTING}" in end[2]


@pytest.mark.parametrize("where", ["/nowhere/at/all", __file__])
def test_a_place_that_is_named_and_is_not_there_fails(where: str) -> None:
    code, out = run(where)
    assert code != 0
    assert f"MINGZHANG_SHARED leads nowhere: there is no folder {where}" in out
