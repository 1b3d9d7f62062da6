"""`make test` fails where its tests leave a branch of the rules untaken."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.test_documents.walkthrough import ROOT, page

COMMAND = "--cov=ledger.rules"


def test_make_test_measures_the_branches_of_the_rules() -> None:
    assert f"\t$(BIN)/pytest -n 2 {COMMAND} $(RULES)\n" in page("Makefile")


def test_control_tests_that_pass_without_taking_every_branch_fail(tmp_path: Path) -> None:
    # A measurement that runs inside another one must not write into the file of the outer one.
    environ = {name: value for name, value in os.environ.items() if not name.startswith(("COV_", "PYTEST_"))}
    options = f"-m pytest -n 0 -p no:cacheprovider {COMMAND} --basetemp={tmp_path / 'of'}".split()
    few = [sys.executable, *options, "tests/test_ledger/test_rules/test_periods.py"]
    environ["COVERAGE_FILE"] = str(tmp_path / "measured")
    done = subprocess.run(few, cwd=ROOT, env=environ, capture_output=True, text=True, check=False)
    assert " passed" in done.stdout
    assert " failed" not in done.stdout
    assert "Required test coverage of 100.0% not reached" in done.stdout
    assert done.returncode == 1
