"""Long lists come in pages, the latest day first; a cursor names the last row of the page before."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

RowT = TypeVar("RowT")
_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.(0|[1-9][0-9]{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last row of the page before: its day and its index, written ``2026-06-22.44``."""

    date: str
    index: int

    def __str__(self) -> str:
        return f"{self.date}.{self.index}"


FIRST = Cursor("9999-12-31", 2**53)
"""Before every row."""


def parse_cursor(text: str) -> Cursor | None:
    """Parse a cursor; None where it is not one of ours."""
    match = _CURSOR.fullmatch(text)
    return Cursor(match[1], int(match[2])) if match else None


def cut(rows: list[RowT], limit: int, cursor: Callable[[RowT], Cursor]) -> tuple[list[RowT], str | None]:
    """Return a page of ``limit`` rows out of one more, and the cursor of the page that follows, if any does."""
    page = rows[:limit]
    return page, str(cursor(page[-1])) if len(rows) > limit else None
