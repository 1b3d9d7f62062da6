"""How a movement is booked: on a day of an open period, within the numbers of the format, building by building."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import TypeAlias

from ledger.rules import postings
from ledger.rules.act import Act
from ledger.rules.postings import Lines
from ledger.rules.state import Fund, Posted
from ledger.strict_json import INTEGER_MAX

Key: TypeAlias = tuple[str, str]


def counts(fund: Fund, posted: Posted) -> bool:
    """Tell whether a movement moves balances: imported rows up to the opening balance are history."""
    return not posted.imported or fund.opening_as_of is None or posted.date > fund.opening_as_of


def check_movement(act: Act, fund: Fund, posted: Posted) -> None:
    """Booked in an open period, and within the numbers of the format; history is neither."""
    if not counts(fund, posted):
        return
    check_book_date(act, fund, posted.book_date)
    check_balances(act, fund, posted.lines)
    check_shares(act, fund, posted)


def check_shares(act: Act, fund: Fund, posted: Posted) -> None:
    """No share of a building becomes longer than a number of strict JSON."""
    for building, _account in _beyond(fund.shares, posted.shares):
        raise act.refuse(
            "balance.limit",
            f"the share of {building!r} would lie beyond ±{INTEGER_MAX}",
            "Correct the allocation: no building has that much money.",
        )


def _beyond(held: Mapping[Key, int], changes: Iterable[tuple[str, str, int]]) -> Iterator[Key]:
    """Yield the keys whose sum all changes together would make longer than a number of strict JSON."""
    added: defaultdict[Key, int] = defaultdict(int)
    for first, second, amount in changes:
        added[first, second] += amount
    for key, amount in added.items():
        if abs(held.get(key, 0) + amount) > INTEGER_MAX:
            yield key


def check_book_date(act: Act, fund: Fund, book_date: str) -> None:
    """A day of an open period."""
    if book_date <= fund.closed_until:
        raise act.refuse(
            "book_date.closed",
            f"the fund's books are closed up to {fund.closed_until}, {book_date} lies before that",
            "Set book_date to a day of the open period; the movement is then shown as one of an earlier period.",
        )


def check_balances(act: Act, fund: Fund, lines: Lines) -> None:
    """No balance becomes longer than a number of strict JSON: whoever shows or sums it could not hold it."""
    for _kind, code in _beyond(fund.balances, lines):
        raise act.refuse(
            "balance.limit",
            f"the balance of {code!r} would lie beyond ±{INTEGER_MAX}",
            "Correct the amount: no community has that much money.",
        )


def book(fund: Fund, event_id: str, posted: Posted) -> None:
    """Book a movement."""
    fund.posted[event_id] = posted
    if not posted.imported:
        fund.last_date = max(fund.last_date, posted.date)
    if counts(fund, posted):
        post(fund, posted.book_date, posted.lines)
    for building, account, amount in posted.shares:
        fund.shares[building, account] += amount


def post(fund: Fund, book_date: str, lines: Lines) -> None:
    """Add lines to the fund's balances."""
    day = fund.booked_on.setdefault(book_date, type(fund.balances)(int))
    for kind, code, amount in lines:
        fund.balances[kind, code] += amount
        day[kind, code] += amount


def in_transit(act: Act, source: Fund, execution_id: str) -> int:
    """Return what of a transfer out of ``source`` has neither arrived nor come back."""
    to_fund = source.executions[execution_id].request.to_fund
    target = act.fund(to_fund) if isinstance(to_fund, str) else source
    transit = ("account", postings.transit_of(execution_id))
    return sum(fund.balances.get(transit, 0) for fund in ((source,) if source is target else (source, target)))
