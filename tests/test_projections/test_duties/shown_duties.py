"""What the tests of duties ask of a book."""

from __future__ import annotations

from datetime import date
from zoneinfo import ZoneInfo

from projections.duties import Duty, calendar_of, duties
from tests.test_projections.shown import Shown

ZONE = ZoneInfo("Asia/Shanghai")


def all_duties(book: Shown, on: str) -> dict[str, Duty]:
    """Publish the book and return its duties on a day by their ids."""
    with book.tables() as tables:
        found = duties(calendar_of(tables, ZONE), date.fromisoformat(on))
    assert len({one.id for one in found}) == len(found), "an id is that of one duty"
    return {one.id: one for one in found}
