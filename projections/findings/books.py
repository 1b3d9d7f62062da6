"""Findings about the books: when things were written down."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views


def e2(views: Views) -> Iterator[Found]:
    """An entry came into the book long after its signer says to have made it, or long after the day that it counts in.

    Imported rows are history, and an opening balance carries a day of its own.
    """
    rows = views.rows(
        "SELECT entry.position, time, book_date FROM entry LEFT JOIN movement ON movement.position = entry.position"
        " AND entry.type NOT IN ('movement.imported', 'balance.opened') ORDER BY entry.position"
    )
    for index, time, book_date in rows:
        admitted = views.admitted[index]
        signed = views.day(time)
        by_signature = _days(signed, admitted) > views.pack.number("finding.late_days", admitted)
        by_book = book_date is not None and _days(book_date, admitted) > views.pack.number(
            "finding.booking_days", admitted
        )
        if by_signature or by_book:
            day = signed if by_signature else book_date
            facts = (Fact("day", day), Fact("days", _days(day, admitted)))
            yield Found(index, admitted, facts=facts)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


DEFINITIONS = (
    Definition(
        "E2",
        "warn",
        Words("Written down late", "迟记"),
        Words(
            "the book does not show why this was written down so late",
            "账本中未发现这么晚才记录的原因",
        ),
        e2,
        ("finding.late_days", "finding.booking_days"),
    ),
)
