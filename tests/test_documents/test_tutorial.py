"""The tutorial: every command in it runs, and prints what the page says."""

from __future__ import annotations

from pathlib import Path

from tests.test_documents.walkthrough import ROOT, walk


def test_the_first_book_is_founded_filled_published_and_verified(tmp_path: Path) -> None:
    walk((ROOT / "docs/tutorial/first-book.md").read_text(encoding="utf-8"), tmp_path / "lesson")
