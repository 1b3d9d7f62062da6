"""Findings about the books: when things were written down, and sources that do not agree with themselves."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from typing import Any

from ledger.rules import periods
from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Severity, Views


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


def e4(views: Views) -> Iterator[Found]:
    """An imported source states figures that do not follow from its own rows: balances, sums."""
    rows = views.rows(
        "SELECT source.position, misstated.position AS completion, row, stated, expected, currency FROM misstated"
        " JOIN source ON source.id = misstated.source"
        " LEFT JOIN fund ON fund.id = (SELECT min(fund) FROM movement WHERE movement.source = misstated.source)"
        " ORDER BY misstated.position, row, what"
    )
    of_source: defaultdict[tuple[int, int], list[Any]] = defaultdict(list)
    for row in rows:
        of_source[row["position"], row["completion"]].append(row)
    for (source, completion), wrong in of_source.items():
        first = wrong[0]
        money = (
            Fact("stated", first["stated"], first["currency"]),
            Fact("expected", first["expected"], first["currency"]),
        )
        facts = (Fact("number", len(wrong)), Fact("row", first["row"]), *(money if first["currency"] else ()))
        yield Found(completion, views.day_of(completion), refs=(source,), facts=facts)


def e5(views: Views) -> Iterator[Found]:
    """A row that was imported is otherwise in a newer edition of its source, or is not there any more.

    It weighs more where people had been told of it: where the books of its day were closed, or a report about it was
    published, before the row was taken back.
    """
    rows = views.rows(
        "SELECT back.position, back.reverses, back.fund, back.date, old.amount, currency, source.position AS edition,"
        " (SELECT position FROM movement WHERE replaces = back.reverses AND source = back.edition) AS now"
        " FROM movement AS back JOIN movement AS old ON old.position = back.reverses JOIN fund ON fund.id = back.fund"
        " JOIN source ON source.id = back.edition ORDER BY back.position"
    )
    for row in rows:
        told = _told(views, row["fund"], row["date"], views.effective(row["position"]))
        refs = tuple(index for index in (row["position"], row["now"], row["edition"], told) if index is not None)
        facts = (
            Fact("change", "vanished" if row["now"] is None else "changed"),
            Fact("day", row["date"]),
            Fact("amount", row["amount"], row["currency"]),
        )
        severity: Severity | None = None if told is None else "high"
        yield Found(row["reverses"], views.day_of(row["position"]), refs=refs, facts=facts, severity=severity)


def _told(views: Views, fund: str, day: str, before: int) -> int | None:
    """Return the first entry, before another one, that closed the books of a day or published a report about it."""
    closed = views.rows("SELECT position FROM period WHERE fund = ? AND until >= ?", fund, day)
    published = [
        (position,)
        for position, period in views.rows("SELECT position, period FROM publication WHERE fund = ?", fund)
        if periods.first_day(period) <= day <= periods.last_day(period)
    ]
    return min((index for (index,) in (*closed, *published) if views.effective(index) < before), default=None)


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
    Definition(
        "E4",
        "warn",
        Words("Figures of a source do not follow", "来源数字不符"),
        Words(
            "the book does not show why figures of this imported source do not follow from its own rows",
            "账本中未发现这份导入来源的数字与其各行不符的原因",
        ),
        e4,
    ),
    Definition(
        "E5",
        "warn",
        Words("A row was changed afterwards", "事后改动的行"),
        Words(
            "the book does not show why a newer edition of the source has this row otherwise, or no longer",
            "账本中未发现来源的新版改动或删去这一行的原因",
        ),
        e5,
    ),
)
