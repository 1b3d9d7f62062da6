"""The figures of published reports against the books that they were drawn from.

A report names its period and the state of the book (number of entries) that it was drawn from. Its lines add up:
``opening`` and all that changed it are ``closing``. Their codes:

    opening, closing             what lies on the accounts that were opened, before and at the end
    income, expense              what came in and went out in the period
    parking, parking/north-gate  the turnover of a category of the chart: whole, or one slug of it
    transit, received_in_advance what came from (or, negative, went to) any other account, with underscores for hyphens
    account/<id>                 what lies on one account at the end

Income is positive; expense is written with or without its minus. What counts in a period is the day on which it was
booked. Any other code is not of the books.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ledger.rules import periods
from ledger.rules.packs import Side

Verdict = Literal["equal", "different", "unknown"]
ACCOUNT = "account/"


@dataclass(frozen=True, slots=True)
class ComparedFigure:
    """One figure of a report: what was ``stated`` and what the books give, in minor units of the fund's currency.

    ``found`` is null where the code is not of the books. ``superseded`` is the index of the report that replaced it.
    """

    index: int
    fund: str
    currency: str
    report: str
    period: str
    code: str
    stated: int
    found: int | None
    superseded: int | None

    @property
    def verdict(self) -> Verdict:
        """Whether both are equal; unknown where there is nothing to compare with."""
        if self.found is None:
            return "unknown"
        return "equal" if self.found == self.stated else "different"


class Posting(NamedTuple):
    """A line that counts: its day, where it posts, and its amount, debit positive."""

    day: str
    kind: str
    code: str
    amount: int


def compared_figures(tables: sqlite3.Connection, sides: Mapping[str, Side]) -> list[ComparedFigure]:
    """Return all figures of all reports, oldest first; ``sides`` says of each chart code what it is."""
    assets = {account for (account,) in tables.execute("SELECT id FROM account WHERE kind = 'asset'")}
    found = []
    for index, fund, currency, report, period, size, superseded in tables.execute(
        "SELECT publication.position, fund, currency, report, period, size, superseded_position FROM publication"
        " JOIN fund ON fund.id = fund ORDER BY publication.position"
    ).fetchall():
        postings = _postings(tables, fund, size)
        for code, stated in tables.execute(
            "SELECT code, amount FROM figure WHERE position = ? ORDER BY code", (index,)
        ):
            given = _found(postings, code, period, assets, sides)
            if given is not None and _is_expense(code, sides) and stated > 0:
                given = -given
            found.append(ComparedFigure(index, fund, currency, report, period, code, stated, given, superseded))
    return found


def _is_expense(code: str, sides: Mapping[str, Side]) -> bool:
    return code == "expense" or sides.get(code.partition("/")[0]) == "expense"


def _postings(tables: sqlite3.Connection, fund: str, size: int) -> list[Posting]:
    """Return the lines that counted in a fund when the book had so many entries."""
    rows = tables.execute(
        "SELECT book_date, kind, code, posting.amount FROM posting JOIN movement USING (position)"
        " LEFT JOIN waiting USING (position)"
        " WHERE posting.fund = ? AND counted AND coalesce(confirmed_position, movement.position) < ?",
        (fund, size),
    )
    return [Posting(*row) for row in rows]


def _found(postings: list[Posting], code: str, period: str, assets: set[str], sides: Mapping[str, Side]) -> int | None:
    first, last = periods.first_day(period), periods.last_day(period)
    own = [one for one in postings if one.kind == "account" and one.code in assets]
    within = [one for one in postings if first <= one.day <= last]
    if code == "opening":
        return sum(one.amount for one in own if one.day < first)
    if code == "closing":
        return sum(one.amount for one in own if one.day <= last)
    if code.startswith(ACCOUNT):
        account = code.removeprefix(ACCOUNT)
        on_it = [one.amount for one in postings if one.kind == "account" and one.code == account and one.day <= last]
        return sum(on_it) if account in assets or on_it else None
    if code in ("income", "expense") or code.partition("/")[0] in sides:
        return -sum(one.amount for one in within if one.kind == "category" and _belongs(one.code, code, sides))
    name = code.replace("_", "-")
    others = [one for one in postings if one.kind == "account" and one.code not in assets]
    if name not in {one.code.partition("/")[0] for one in others}:
        return None
    return -sum(one.amount for one in others if first <= one.day <= last and one.code.partition("/")[0] == name)


def _belongs(category: str, code: str, sides: Mapping[str, Side]) -> bool:
    """Tell whether what is posted to a category is part of a figure."""
    if code in ("income", "expense"):
        return sides.get(category.partition("/")[0]) == code
    return category == code or category.startswith(f"{code}/")
