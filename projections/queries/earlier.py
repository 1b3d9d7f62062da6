"""A fund's history as the book told it at an earlier size: corrections that came later have not happened yet.

Texts are those that are public today: what was withdrawn since is not shown again.
"""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from projections.queries.movements import COLUMNS, Movement, MovementPage, movement_of
from projections.queries.paging import FIRST, Cursor, cut

_SINCE = "coalesce((SELECT confirmed_position FROM waiting WHERE waiting.position = {0}), {0})"
"""The entry by which an entry took effect: itself, or its confirmation."""


def movements_at(tables: sqlite3.Connection, fund: str, size: int, after: Cursor | None, limit: int) -> MovementPage:
    """Return a page of a fund's history as it stood when the book had ``size`` entries, the latest day first."""
    after = after or FIRST
    rows = tables.execute(
        f"{COLUMNS} WHERE movement.fund = ? AND (date, movement.position) < (?, ?)"
        f" AND {_SINCE.format('movement.position')} < ? ORDER BY date DESC, movement.position DESC LIMIT ?",
        (fund, after.date, after.index, size, limit + 1),
    )
    found = [_then(tables, movement_of(row), size) for row in rows]
    return MovementPage(*cut(found, limit, lambda one: Cursor(one.date, one.index)))


def _then(tables: sqlite3.Connection, now: Movement, size: int) -> Movement:
    """Take from a movement what later entries did to it."""
    reversed_ = now.reversed if now.reversed is not None and _took_effect(tables, now.reversed, size) else None
    return replace(
        now,
        counted=now.counted or not _is_opened(tables, now.fund, size),
        reversed=reversed_,
        edition=now.edition if now.reverses is not None or reversed_ is not None else None,
        replaced=now.replaced if now.replaced is not None and now.replaced < size else None,
        late=now.late and _is_closed(tables, now, size),
    )


def _took_effect(tables: sqlite3.Connection, index: int, size: int) -> bool:
    (since,) = tables.execute(f"SELECT {_SINCE.format('?1')}", (index,)).fetchone()
    return bool(since < size)


def _is_opened(tables: sqlite3.Connection, fund: str, size: int) -> bool:
    """Tell whether an opening balance had turned the rows up to its day into history."""
    return _any(tables, "movement WHERE type = 'balance.opened' AND fund = ?", size, fund)


def _is_closed(tables: sqlite3.Connection, movement: Movement, size: int) -> bool:
    closed = "period WHERE fund = ? AND until >= ? AND until < ?"
    return _any(tables, closed, size, movement.fund, movement.date, movement.book_date)


def _any(tables: sqlite3.Connection, rows: str, size: int, *parameters: str) -> bool:
    table = rows.partition(" ")[0]
    statement = f"SELECT EXISTS (SELECT 1 FROM {rows} AND {_SINCE.format(f'{table}.position')} < ?)"  # noqa: S608
    return bool(tables.execute(statement, (*parameters, size)).fetchone()[0])
