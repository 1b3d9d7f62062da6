"""What binds the money of a fund before it moves: budgets against what was spent, contracts, works, emergencies."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from ledger.rules import periods


@dataclass(frozen=True, slots=True)
class BudgetLine:
    """One line of a budget; ``used`` is what requests that name it have cost in its period, returns taken off.

    ``replaced`` is the index of the entry that revised it.
    """

    index: int
    period: str
    code: str
    category: str
    amount: int
    kind: str
    motion: str
    replaced: int | None
    used: int


@dataclass(frozen=True, slots=True)
class Work:
    """One person's word on the work (``result``), or what a cost review gave."""

    index: int
    member: str | None
    result: str | None
    submitted: int | None
    approved: int | None
    reviewer: str | None


@dataclass(frozen=True, slots=True)
class Contract:
    """A contract; ``amount_now`` and ``ends`` are as its amendments left them, ``paid`` what its requests have cost."""

    id: str
    index: int
    direction: str
    party: str
    amount: int
    amount_now: int
    begins: str
    ends: str
    purpose: str | None
    motion: str | None
    paid: int
    works: list[Work]


@dataclass(frozen=True, slots=True)
class Confirmation:
    """Who confirmed an emergency, and the party in whose name."""

    index: int
    member: str | None
    authority: str


@dataclass(frozen=True, slots=True)
class Emergency:
    """An emergency, and who confirmed it."""

    id: str
    index: int
    estimate: int
    declared_by: str | None
    confirmations: list[Confirmation]


@dataclass(frozen=True, slots=True)
class Expected:
    """What should come in, and by when."""

    index: int
    period: str
    category: str
    amount: int
    payers_count: int
    due: str
    basis: str | None


@dataclass(frozen=True, slots=True)
class Commitments:
    """Everything that binds one fund."""

    budget: list[BudgetLine]
    contracts: list[Contract]
    emergencies: list[Emergency]
    expected: list[Expected]


_BUDGET = """
SELECT position, period, code, category, amount, kind, motion, replaced_position FROM budget_line WHERE fund = ?
"""
_CONTRACT = """
SELECT id, position, direction, party, amount, amount_now, begins, ends, purpose, motion FROM contract WHERE fund = ?
"""


def commitments(tables: sqlite3.Connection, fund: str) -> Commitments:
    """Return what binds a fund."""
    budget = tables.execute(f"{_BUDGET} ORDER BY position, code", (fund,)).fetchall()
    contracts = tables.execute(f"{_CONTRACT} ORDER BY position", (fund,)).fetchall()
    emergencies = tables.execute(f"{_EMERGENCY} ORDER BY position", (fund,)).fetchall()
    expected = tables.execute(
        "SELECT position, period, category, amount, payers_count, due, basis FROM expected WHERE fund = ?"
        " ORDER BY position",
        (fund,),
    )
    return Commitments(
        [_line_of(tables, fund, row) for row in budget],
        [_contract_of(tables, fund, row) for row in contracts],
        [_emergency_of(tables, row) for row in emergencies],
        [Expected(*row) for row in expected],
    )


_EMERGENCY = "SELECT id, position, estimate, declared_by FROM emergency WHERE fund = ?"


def contract(tables: sqlite3.Connection, fund: str, contract_id: str | None) -> Contract | None:
    """Return one contract of a fund with the works under it."""
    row = tables.execute(f"{_CONTRACT} AND id = ?", (fund, contract_id)).fetchone()
    return None if row is None else _contract_of(tables, fund, row)


def budget_line(tables: sqlite3.Connection, fund: str, code: str | None) -> BudgetLine | None:
    """Return the line of a fund's budget that holds under a code: the one adopted last."""
    row = tables.execute(f"{_BUDGET} AND code = ? ORDER BY position DESC LIMIT 1", (fund, code)).fetchone()
    return None if row is None else _line_of(tables, fund, row)


def emergency(tables: sqlite3.Connection, fund: str, case: str | None) -> Emergency | None:
    """Return one emergency of a fund."""
    row = tables.execute(f"{_EMERGENCY} AND id = ?", (fund, case)).fetchone()
    return None if row is None else _emergency_of(tables, row)


def _line_of(tables: sqlite3.Connection, fund: str, row: Any) -> BudgetLine:
    rows = tables.execute(
        "SELECT movement.amount FROM payment JOIN movement ON request = payment.position"
        " WHERE payment.fund = ? AND budget_line = ? AND book_date BETWEEN ? AND ?",
        (fund, row["code"], periods.first_day(row["period"]), periods.last_day(row["period"])),
    )
    return BudgetLine(*(*row, _spent(rows)))


def _spent(amounts: Iterable[Any]) -> int:
    """Return what left. It is summed here and not by SQLite, whose integers end where ours need not."""
    return -sum(int(amount) for (amount,) in amounts)


def _contract_of(tables: sqlite3.Connection, fund: str, row: Any) -> Contract:
    paid = tables.execute(
        "SELECT movement.amount FROM payment JOIN movement ON request = payment.position"
        " WHERE payment.fund = ? AND payment.contract = ?",
        (fund, row["id"]),
    )
    works = tables.execute(
        "SELECT position, member, result, submitted, approved, reviewer FROM work WHERE fund = ? AND contract = ?"
        " ORDER BY position",
        (fund, row["id"]),
    )
    return Contract(*(*row, _spent(paid), [Work(*work) for work in works]))


def _emergency_of(tables: sqlite3.Connection, row: Any) -> Emergency:
    confirmations = tables.execute(
        "SELECT position, member, authority FROM emergency_confirmation WHERE emergency = ? ORDER BY position",
        (row["position"],),
    )
    return Emergency(*(*row, [Confirmation(*one) for one in confirmations]))
