"""The figures that `verify` compares: balances, now and at any earlier size, and tallies (`ledger.figures`)."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from projections.queries.motions import Count


@dataclass(frozen=True, slots=True)
class BalanceLine:
    """One balance of one fund, zero ones included."""

    fund: str
    kind: str
    code: str
    currency: str
    amount: int


@dataclass(frozen=True, slots=True)
class Tally:
    """A closed motion."""

    motion: str
    outcome: str
    tally: list[Count]
    elected: list[str]
    alternates: list[str]


def balances(tables: sqlite3.Connection) -> list[BalanceLine]:
    """Return all balances by fund, kind and code."""
    rows = tables.execute(
        "SELECT fund, balance.kind, code, currency, amount FROM balance JOIN fund ON fund.id = fund"
        " ORDER BY fund, balance.kind, code"
    )
    return [BalanceLine(*row) for row in rows]


def balances_at(tables: sqlite3.Connection, size: int) -> list[BalanceLine]:
    """Return all balances as the book stood when it had ``size`` entries, by fund, kind and code.

    A movement counts from the entry by which it took effect: its own, or its confirmation. Imported rows that an
    opening balance turned into history counted until that took effect.
    """
    rows = tables.execute(
        "WITH shown AS (SELECT movement.*, coalesce(confirmed_position, position) AS since"
        " FROM movement LEFT JOIN waiting USING (position)),"
        " opening AS (SELECT fund, min(since) AS since FROM shown WHERE type = 'balance.opened' GROUP BY fund)"
        " SELECT posting.fund, posting.kind, code, currency, posting.amount,"
        " counted OR opening.since >= ? FROM posting JOIN shown USING (position)"
        " JOIN fund ON fund.id = posting.fund LEFT JOIN opening ON opening.fund = posting.fund"
        " WHERE shown.since < ? AND (counted OR opening.since > shown.since)",
        (size, size),
    )
    # Summed here and not by SQLite, whose integers end where ours, on the way, need not.
    sums: dict[tuple[str, str, str, str], int] = {}
    for *place, amount, counts in rows:
        key = (place[0], place[1], place[2], place[3])
        sums[key] = sums.get(key, 0) + (amount if counts else 0)
    return [BalanceLine(*key, amount) for key, amount in sorted(sums.items())]


def tallies(tables: sqlite3.Connection) -> list[Tally]:
    """Return the tallies of closed motions by motion."""
    lines: dict[str, list[Count]] = {}
    for motion, *line in tables.execute("SELECT motion, choice, ballots, area, heads FROM tally ORDER BY motion, line"):
        lines.setdefault(motion, []).append(Count(*line))
    chosen: dict[tuple[str, int], list[str]] = {}
    for motion, name, alternate in tables.execute(
        "SELECT motion, candidate, alternate FROM elected ORDER BY motion, line"
    ):
        chosen.setdefault((motion, alternate), []).append(name)
    rows = tables.execute("SELECT id, outcome FROM motion WHERE closed_position IS NOT NULL ORDER BY id")
    return [
        Tally(motion, outcome, lines.get(motion, []), chosen.get((motion, 0), []), chosen.get((motion, 1), []))
        for motion, outcome in rows
    ]
