"""``python -m tests.bench [PART…]``: run the benchmark, print a table, write ``build/bench.json``.

A goal that is missed is shown and changes nothing else: the exit code says only whether the benchmark ran.
"""

from __future__ import annotations

import importlib
import json
import sys
from dataclasses import asdict
from pathlib import Path

from rich.console import Console
from rich.table import Table

from tests.bench.harness import Measure

HERE = Path(__file__).parent
RESULT = HERE.parents[1] / "build" / "bench.json"
PREFIX = "bench_"


def main(parts: list[str]) -> None:
    """Measure ``parts`` (all of them when none is named), one after another."""
    console = Console()
    known = sorted(path.stem.removeprefix(PREFIX) for path in HERE.glob(f"{PREFIX}*.py"))
    if unknown := sorted(set(parts) - set(known)):
        sys.exit(f"no such part: {', '.join(unknown)}; there are {', '.join(known)}")
    found: list[Measure] = []
    for part in parts or known:
        with console.status(f"measuring {part}"):
            found.extend(importlib.import_module(f"tests.bench.{PREFIX}{part}").measures())
    console.print(_table(found))
    RESULT.parent.mkdir(exist_ok=True)
    RESULT.write_text(json.dumps([asdict(measure) for measure in found], indent=1) + "\n")
    console.print(f"written to {RESULT.relative_to(Path.cwd()) if RESULT.is_relative_to(Path.cwd()) else RESULT}")


def _table(measures: list[Measure]) -> Table:
    table = Table(title="ratios, median of the rounds")
    for heading in ("figure", "ratio", "goal", "", "min … max", "rounds", "conditions"):
        table.add_column(heading, overflow="fold")
    for measure in measures:
        sign = "≥" if measure.better == "higher" else "≤"
        table.add_row(
            measure.id,
            f"{measure.ratio:.2f}",
            f"{sign} {measure.goal}",
            "[green]met[/]" if measure.met else "[red]missed[/]",
            f"{measure.min:.2f} … {measure.max:.2f}",
            str(measure.rounds),
            measure.conditions,
        )
    return table


if __name__ == "__main__":
    main(sys.argv[1:])
