"""Funds: what lies in each, on which accounts, and what came in and went out by category."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any, Literal, cast

from ledger.rules.packs import Pack
from ledger.rules.postings import NET_ASSETS, RECEIVED_IN_ADVANCE

Kind = Literal["asset", "liability", "equity"]
TRANSIT = "transit/"


@dataclass(frozen=True, slots=True)
class AccountBalance:
    """What a fund has on one account; accounts that arise by themselves have neither name nor bank."""

    code: str
    kind: Kind
    subtype: str
    name: str | None
    bank: str | None
    masked_number: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class CategoryBalance:
    """What a fund earned (negative) or spent (positive) under one category."""

    code: str
    side: Literal["income", "expense"]
    amount: int


@dataclass(frozen=True, slots=True)
class Totals:
    """The balances by kind, debit positive; together they are zero."""

    assets: int
    liabilities: int
    equity: int
    income: int
    expenses: int


@dataclass(frozen=True, slots=True)
class Statement:
    """How a fund came to what it has; every line has the sign with which it is added.

    ``opening`` (brought forward) + ``came_in`` + ``went_out`` + ``moved`` (from and to other funds) + ``owed``
    (received in advance, borrowed) + ``overpaid`` (deposits paid back beyond what came in) = ``money``; with the
    ``deposits`` of others that lie there too, it is what is on the ``accounts``.
    """

    opening: int
    came_in: int
    went_out: int
    moved: int
    owed: int
    overpaid: int
    money: int
    deposits: int
    accounts: int


@dataclass(frozen=True, slots=True)
class Fund:
    """A fund; ``money`` is what lies in it and what is on its way out of it, deposits of others taken off.

    ``overpaid`` has the deposit accounts (``deposits/<party>``) from which more was paid back than had been deposited:
    that money has left, so it is no part of ``money``.
    """

    id: str
    name: str
    kind: str
    currency: str
    owner_of_money: str
    scope: str
    cutover: str | None
    opening_as_of: str | None
    index: int
    money: int
    overpaid: list[AccountBalance]
    totals: Totals
    statement: Statement
    accounts: list[AccountBalance]
    categories: list[CategoryBalance]


@dataclass(frozen=True, slots=True)
class BuildingBalance:
    """What of a fund is allocated to a building on its accounts; ``building`` is None for what is not allocated."""

    building: str | None
    amount: int


@dataclass(frozen=True, slots=True)
class MonthTotal:
    """What came in and went out in one month, in one currency, over all funds of the owners."""

    currency: str
    income: int
    spent: int


_COLUMNS = """
SELECT id, name, kind, currency, owner_of_money, scope, cutover, opening_as_of, position AS "index" FROM fund
"""


def funds(tables: sqlite3.Connection, pack: Pack) -> list[Fund]:
    """Return all funds in the order in which they were opened."""
    rows = tables.execute(f"{_COLUMNS} ORDER BY position").fetchall()
    return [_with_balances(tables, pack, row) for row in rows]


def fund(tables: sqlite3.Connection, pack: Pack, fund_id: str) -> Fund | None:
    """Return one fund."""
    row = tables.execute(
        f"{_COLUMNS} WHERE id = ?",
        (fund_id,),
    ).fetchone()
    return None if row is None else _with_balances(tables, pack, row)


def buildings(tables: sqlite3.Connection, fund_id: str) -> list[BuildingBalance]:
    """Return a fund by building; together it is what the fund has on the accounts that the community opened."""
    sums: dict[str, int] = {}
    for building, amount in tables.execute(
        "SELECT building, amount FROM share WHERE fund = ? ORDER BY building", (fund_id,)
    ):
        sums[building] = sums.get(building, 0) + amount
    held = tables.execute(
        "SELECT amount FROM balance JOIN account ON account.id = code WHERE balance.kind = 'account' AND fund = ?",
        (fund_id,),
    )
    rest = sum(amount for (amount,) in held) - sum(sums.values())
    return [*(BuildingBalance(*share) for share in sums.items()), BuildingBalance(None, rest)]


def months(tables: sqlite3.Connection, pack: Pack, month: str) -> list[MonthTotal]:
    """Return what came in and went out in a month (``2026-06``), by currency; transfers between funds are neither.

    A movement is of the month that it counts in, whatever day the bank moved it on.
    """
    rows = tables.execute(
        "SELECT currency, code, posting.amount FROM movement JOIN posting USING (position)"
        " JOIN fund ON fund.id = movement.fund"
        " WHERE posting.kind = 'category' AND owner_of_money = 'owners' AND counted"
        " AND book_date BETWEEN ? || '-01' AND ? || '-31' ORDER BY currency",
        (month, month),
    )
    sums: dict[str, list[int]] = {}
    for currency, code, amount in rows:
        income_and_spent = sums.setdefault(currency, [0, 0])
        if pack.side_of(code) == "income":
            income_and_spent[0] -= amount
        else:
            income_and_spent[1] += amount
    return [MonthTotal(currency, *both) for currency, both in sums.items()]


def _with_balances(tables: sqlite3.Connection, pack: Pack, row: Any) -> Fund:
    accounts = [
        part
        for found in tables.execute(
            "SELECT code, account.kind, subtype, name, bank, masked_number, amount"
            " FROM balance LEFT JOIN account ON account.id = code"
            " WHERE balance.kind = 'account' AND fund = ? ORDER BY code",
            (row["id"],),
        )
        for part in _parts(_account(*found), tables)
    ]
    categories = [
        CategoryBalance(code, pack.side_of(code) or "expense", amount)
        for code, amount in tables.execute(
            "SELECT code, amount FROM balance WHERE kind = 'category' AND fund = ? ORDER BY code", (row["id"],)
        )
    ]
    by_kind = {
        kind: sum(one.amount for one in accounts if one.kind == kind) for kind in ("asset", "liability", "equity")
    }
    by_side = {side: sum(one.amount for one in categories if one.side == side) for side in ("income", "expense")}
    deposits = [one for one in accounts if one.kind == "liability" and one.subtype == "deposit"]
    totals = Totals(by_kind["asset"], by_kind["liability"], by_kind["equity"], by_side["income"], by_side["expense"])
    statement = _statement(totals, accounts, deposits)
    return Fund(
        **row,
        money=statement.money,
        overpaid=[one for one in deposits if one.amount > 0],
        totals=totals,
        statement=statement,
        accounts=accounts,
        categories=categories,
    )


def _statement(totals: Totals, accounts: list[AccountBalance], deposits: list[AccountBalance]) -> Statement:
    moved = sum(one.amount for one in accounts if one.kind == "equity" and one.subtype == "transit")
    held = sum(min(0, one.amount) for one in deposits)
    overpaid = sum(max(0, one.amount) for one in deposits)
    return Statement(
        opening=moved - totals.equity,
        came_in=-totals.income,
        went_out=-totals.expenses,
        moved=-moved,
        owed=held + overpaid - totals.liabilities,
        overpaid=-overpaid,
        money=totals.assets + held,
        deposits=-held,
        accounts=totals.assets,
    )


def accounts_of(tables: sqlite3.Connection, codes: Iterable[str]) -> dict[str, AccountBalance]:
    """Return what is known of accounts by their codes, without any balance."""
    found = {}
    for code in codes:
        row = tables.execute(
            "SELECT kind, subtype, name, bank, masked_number FROM account WHERE id = ?", (code,)
        ).fetchone()
        kind, subtype, name, bank, masked_number = row or (None, None, None, None, None)
        found[code] = _account(code, kind, subtype, name, bank, masked_number, 0)
    return found


def _parts(balance: AccountBalance, tables: sqlite3.Connection) -> list[AccountBalance]:
    """Tell money that is on its way between two funds, an asset, from what has arrived, which is equity of both."""
    if not balance.code.startswith(TRANSIT):
        return [balance]
    # Summed here and not by SQLite, whose integers end where ours, over many funds, need not.
    funds = tables.execute("SELECT amount FROM balance WHERE kind = 'account' AND code = ?", (balance.code,))
    amount, rest = balance.amount, sum(of_fund for (of_fund,) in funds)
    not_arrived = 0 if amount * rest <= 0 else min(amount, rest) if amount > 0 else max(amount, rest)
    arrived = replace(balance, kind="equity", amount=amount - not_arrived)
    if not_arrived == 0:
        return [arrived]
    return [replace(balance, amount=not_arrived), *([arrived] if arrived.amount else [])]


def _account(
    code: str,
    kind: Kind | None,
    subtype: str | None,
    name: str | None,
    bank: str | None,
    masked_number: str | None,
    amount: int,
) -> AccountBalance:
    """Name what `ledger.rules.postings` lets arise beside the accounts that were opened."""
    if kind is None:
        arisen = {
            "deposits": ("liability", "deposit"),
            "advances": ("asset", "advance"),
            "transit": ("asset", "transit"),
            RECEIVED_IN_ADVANCE: ("liability", "received_in_advance"),
            NET_ASSETS: ("equity", "net_assets"),
        }
        found, subtype = arisen[code.partition("/")[0]]
        kind = cast("Kind", found)
    assert subtype is not None
    return AccountBalance(code, kind, subtype, name, bank, masked_number, amount)
