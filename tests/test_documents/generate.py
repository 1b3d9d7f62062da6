"""Writes the generated pages of the documentation: `python -m tests.test_documents.generate`, or `make docs`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.test_documents import api_reference, cli_reference, error_reference, event_reference, finding_reference
from tests.test_ledger.test_rules import tally_vectors

REFERENCE = Path(__file__).parents[2] / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "api.md": api_reference.render,
    "cli.md": cli_reference.render,
    "errors.md": error_reference.render,
    "events.md": event_reference.render,
    "findings.md": finding_reference.render,
    "tally-vectors.json": tally_vectors.render,
}


def main() -> None:
    """Write all pages."""
    for name, render in PAGES.items():
        (REFERENCE / name).write_text(render(), encoding="utf-8")


if __name__ == "__main__":
    main()
