"""Requests on which money is still to go out: those that nothing was paid on, and those that less was paid on."""

from __future__ import annotations

import sqlite3
from collections import Counter
from dataclasses import dataclass
from typing import Any

from ledger.rules.packs import Pack
from projections.queries.book import last_admitted_at
from projections.queries.chain import Act, Decision, Repeat, act, decisions_of, repeat_of
from projections.queries.movements import ON_REQUESTS, Backing, of_request


@dataclass(frozen=True, slots=True)
class Asked:
    """A request; ``paid`` is what has gone out on it, returns taken off, ``backing`` what a payment of the rest has."""

    act: Act
    fund: str
    currency: str
    kind: str
    category: str
    payee: str
    purpose: str | None
    amount: int
    repeat: Repeat | None
    paid: int
    decisions: list[Decision]
    backing: Backing


@dataclass(frozen=True, slots=True)
class Outstanding:
    """The requests that nobody has taken back and on which nothing was paid, or less than a single payment asks for."""

    unpaid: list[Asked]
    part_paid: list[Asked]


def outstanding(tables: sqlite3.Connection, pack: Pack) -> Outstanding:
    """Return the requests on which money is still to go out, oldest first."""
    paid: Counter[int] = Counter()
    moved = tables.execute(f"SELECT request, amount FROM movement WHERE {ON_REQUESTS}")  # noqa: S608 - our own words
    for request, amount in moved:
        paid[request] -= amount
    rows = tables.execute(
        "SELECT payment.*, currency FROM payment JOIN fund ON fund.id = payment.fund"
        " WHERE cancelled_position IS NULL ORDER BY payment.position"
    ).fetchall()
    day = last_admitted_at(tables).date().isoformat()
    found = Outstanding([], [])
    for row in rows:
        gone = paid[row["position"]]
        if gone == 0:
            found.unpaid.append(_asked(tables, pack, row, gone, day))
        elif row["times"] == 1 and 0 < gone < row["amount"]:
            found.part_paid.append(_asked(tables, pack, row, gone, day))
    return found


def _asked(tables: sqlite3.Connection, pack: Pack, row: Any, paid: int, day: str) -> Asked:
    index = row["position"]
    return Asked(
        act(tables, index),
        row["fund"],
        row["currency"],
        row["kind"],
        row["category"],
        row["payee"],
        row["purpose"],
        row["amount"],
        repeat_of(tables, index),
        paid,
        decisions_of(tables, index),
        of_request(tables, pack, row, row["amount"] - paid, day, None),
    )
