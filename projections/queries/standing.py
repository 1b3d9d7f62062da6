"""Standing requests: approved once, paid again and again within what was approved."""

from __future__ import annotations

import sqlite3

from ledger.rules import periods


def is_outside(tables: sqlite3.Connection, asked: sqlite3.Row, day: str, index: int, planned: int) -> bool:
    """Tell whether a payment on a day lies outside the repetition of its request (a row of the table ``payment``).

    It does after the last day of it, and where more is paid in a month, quarter or year than is approved for each time.
    ``planned`` is what is still to be paid then, beside what was paid up to the entry at ``index``.
    """
    if asked["every"] is None:
        return False
    period = periods.period_of(day, asked["every"])
    (paid,) = tables.execute(
        "SELECT -coalesce(sum(amount), 0) FROM movement WHERE request = ? AND position <= ? AND date BETWEEN ? AND ?"
        " AND type IN ('payment.executed', 'payment.returned') AND reversed_position IS NULL",
        (asked["position"], index, periods.first_day(period), periods.last_day(period)),
    ).fetchone()
    return bool(day > asked["until"] or paid + planned > asked["max_each"])
