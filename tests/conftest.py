"""Settings of all tests, and what a run says at its end."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import Phase, settings

from tests.shared_data import WITHOUT

# What is slow on a busy machine is not wrong; no test here is about time.
settings.register_profile("mingzhang", deadline=None)
settings.load_profile("mingzhang")
# Thousands of mutants each run the same few examples, and nobody reads the smallest one that fails.
settings.register_profile(
    "mutants", deadline=None, derandomize=True, database=None, max_examples=10, phases=[Phase.explicit, Phase.generate]
)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say how many tests were skipped because the outside data is not here, and in which files."""
    skipped = [report for report in terminalreporter.stats.get("skipped", []) if WITHOUT in str(report.longrepr)]
    if skipped:
        terminalreporter.section(f"{len(skipped)} tests NOT RUN: the outside data is not here", yellow=True)
        for file, number in sorted(Counter(report.location[0] for report in skipped).items()):
            terminalreporter.line(f"{number:>5} in {file}")
        terminalreporter.line(
            "Set MINGZHANG_SHARED to its folder; made-up books of the same size were imported instead."
        )
