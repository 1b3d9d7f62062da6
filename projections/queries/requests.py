"""Requests on which money is still to go out: those that nothing was paid on, and those that less was paid on."""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ledger.rules.packs import Pack
from projections.queries.book import last_admitted_at
from projections.queries.chain import Act, Decision, Repeat, act, decisions_of, repeat_of
from projections.queries.movements import Backing, of_request


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


def unpaid(tables: sqlite3.Connection, pack: Pack) -> list[Asked]:
    """Return the requests that nothing was paid on and nobody has taken back, oldest first."""
    return _asked(tables, pack, lambda _request, paid: paid == 0)


def part_paid(tables: sqlite3.Connection, pack: Pack) -> list[Asked]:
    """Return the requests of a single payment that less was paid on than they ask for, oldest first."""
    return _asked(tables, pack, lambda request, paid: request["times"] == 1 and 0 < paid < request["amount"])


def _asked(tables: sqlite3.Connection, pack: Pack, wanted: Callable[[Any, int], bool]) -> list[Asked]:
    paid: Counter[int] = Counter()
    for request, amount in tables.execute("SELECT request, amount FROM movement WHERE request IS NOT NULL"):
        paid[request] -= amount
    rows = tables.execute(
        "SELECT payment.*, currency FROM payment JOIN fund ON fund.id = payment.fund"
        " WHERE cancelled_position IS NULL ORDER BY payment.position"
    ).fetchall()
    day = last_admitted_at(tables).date().isoformat()
    return [
        Asked(
            act(tables, row["position"]),
            row["fund"],
            row["currency"],
            row["kind"],
            row["category"],
            row["payee"],
            row["purpose"],
            row["amount"],
            repeat_of(tables, row["position"]),
            paid[row["position"]],
            decisions_of(tables, row["position"]),
            of_request(tables, pack, row, row["amount"] - paid[row["position"]], day, None),
        )
        for row in rows
        if wanted(row, paid[row["position"]])
    ]
