"""The figures that `verify` compares: all balances, and the tallies of closed motions (`ledger.figures`)."""

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
