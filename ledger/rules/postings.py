"""The posting table: what each movement of money debits and credits (EVENTS.md, "Postings").

Pure functions from bodies to lines that sum to zero; debit positive, credit negative, in minor units of the fund's
currency. Accounts are assets, liabilities and equity; income and expense are categories. Beside the accounts that the
community opens there are four kinds that arise by themselves:

    deposits/<party>      what we hold for somebody (liability)
    advances/<party>      what somebody holds for us (asset)
    transit/<event id>    on its way between two funds, by the executing event (asset)
    received-in-advance   income of later periods (liability)
    net-assets            brought forward from earlier books (equity)
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import accumulate, pairwise
from typing import Literal, NamedTuple

from msgspec import UNSET

from ledger.bodies.accounts import BalanceOpened, Share
from ledger.bodies.money import (
    AdvanceSettled,
    IncomeRecorded,
    MovementImported,
    OutflowRecorded,
    PaymentExecuted,
    PaymentRequested,
    PaymentReturned,
    ReceiptReleased,
)
from ledger.bodies.shared import Unset

RECEIVED_IN_ADVANCE = "received-in-advance"
NET_ASSETS = "net-assets"


class Line(NamedTuple):
    """One side of a movement."""

    kind: Literal["account", "category"]
    code: str
    amount: int


Lines = tuple[Line, ...]


Side = tuple[Literal["account", "category"], str]
"""Where a line posts: kind and code."""


class BuildingShare(NamedTuple):
    """What a movement changes on one account for one building."""

    building: str
    account: str
    amount: int


Shares = tuple[BuildingShare, ...]


def _account(code: str) -> Side:
    return ("account", code)


def _pair(amount: int, debit: Side, credit: Side) -> Lines:
    return (Line(*debit, amount), Line(*credit, -amount))


def transit_of(event_id: str) -> str:
    """Return the account of money on its way between two funds, by the event that executed the payment."""
    return f"transit/{event_id}"


def of_opening(body: BalanceOpened) -> Lines:
    """Opening balance: account / net assets brought forward."""
    return _pair(body.amount, _account(body.account), _account(NET_ASSETS))


def credit_of_income(body: IncomeRecorded) -> Side:
    """Return the credited side of a receipt: what a refund of it would debit."""
    match body.nature:
        case "deposit":
            return _account(f"deposits/{body.payer}")
        case "advance_receipt":
            return _account(RECEIVED_IN_ADVANCE)
        case "transfer":
            assert body.transfer_of is not UNSET
            return _account(transit_of(body.transfer_of.id))
    return ("category", body.category)


def of_income(body: IncomeRecorded) -> Lines:
    """Receipt: account / what its nature says."""
    return _pair(body.amount, _account(body.account), credit_of_income(body))


def of_execution(
    event_id: str, body: PaymentExecuted, request: PaymentRequested, refunded: IncomeRecorded | None
) -> Lines:
    """Payment: what the request's kind says / account. ``refunded`` is the receipt that a refund pays back."""
    return _pair(body.amount, _debit_of_execution(event_id, request, refunded), _account(body.account))


def _debit_of_execution(event_id: str, request: PaymentRequested, refunded: IncomeRecorded | None) -> Side:
    match request.kind:
        case "expense":
            return ("category", request.category)
        case "advance":
            return _account(f"advances/{request.payee}")
        case "transfer":
            return _account(transit_of(event_id))
    assert refunded is not None
    return credit_of_income(refunded)


def of_return(body: PaymentReturned, executed: Lines) -> Lines:
    """Returned payment: the mirror of its execution, for the returned amount and on the account it came back to."""
    debited = executed[0]
    return _pair(body.amount, _account(body.account), (debited.kind, debited.code))


def of_outflow(body: OutflowRecorded) -> Lines:
    """Outflow without a request: expense category / account."""
    return _pair(body.amount, ("category", body.category), _account(body.account))


def of_imported(body: MovementImported) -> Lines:
    """Imported movement: the postings as they stood."""
    return tuple(
        Line("account", posting.account, posting.amount)
        if isinstance(posting.account, str)
        else Line("category", str(posting.category), posting.amount)
        for posting in body.postings
    )


def of_release(body: ReceiptReleased, receipt: IncomeRecorded) -> Lines:
    """Released receipt: what the receipt credited / income category."""
    return _pair(body.amount, credit_of_income(receipt), ("category", body.category))


def of_settlement(body: AdvanceSettled, execution: PaymentExecuted, request: PaymentRequested) -> Lines:
    """Settled advance: expense categories, and the account it was paid from / advances."""
    spent = tuple(Line("category", line.category, line.amount) for line in body.lines)
    returned = (Line(*_account(execution.account), body.returned),) if body.returned else ()
    total = sum(line.amount for line in (*spent, *returned))
    return (*spent, *returned, Line(*_account(f"advances/{request.payee}"), -total))


def mirror(lines: Lines) -> Lines:
    """Reversal: the same lines with the other sign."""
    return tuple(Line(line.kind, line.code, -line.amount) for line in lines)


def shares_of_opening(body: BalanceOpened) -> Shares:
    """Return whose an opening balance is, building by building."""
    return _shares(body.allocation, body.account, body.amount)


def shares_of_income(body: IncomeRecorded) -> Shares:
    """Return which buildings a receipt is for: those of its allocation, or the one that it belongs to."""
    if isinstance(body.belongs_to, str) and body.allocation is UNSET:
        return (BuildingShare(body.belongs_to, body.account, body.amount),)
    return _shares(body.allocation, body.account, body.amount)


def shares_of_payment(request: PaymentRequested, account: str, amount: int) -> Shares:
    """Return which buildings bear a payment on a request: ``amount`` is negative where money left."""
    return () if isinstance(request.allocation, Unset) else _shares(request.allocation.lines, account, amount)


def mirrored_shares(shares: Shares) -> Shares:
    """Reversal: the same shares with the other sign."""
    return tuple(share._replace(amount=-share.amount) for share in shares)


def _shares(allocation: list[Share] | Unset, account: str, amount: int) -> Shares:
    if isinstance(allocation, Unset):
        return ()
    return tuple(BuildingShare(building, account, part) for building, part in _split(allocation, amount))


def _split(allocation: list[Share], amount: int) -> Iterator[tuple[str, int]]:
    """Split an amount in the ratio of an allocation, in integers that add up to it.

    What leaves is split as what comes back, so that a payment which the bank returns whole leaves nobody a cent off.
    """
    sums = [0, *accumulate(share.amount for share in allocation)]
    sign = -1 if amount < 0 else 1
    bounds = (part * abs(amount) // sums[-1] for part in sums) if sums[-1] else iter(sums)
    for share, (start, stop) in zip(allocation, pairwise(bounds), strict=True):
        yield share.building, sign * (stop - start)
