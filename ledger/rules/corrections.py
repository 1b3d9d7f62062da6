"""Rules and folds of what follows a movement: its reversal, the release of a receipt, the settlement of an advance.

A reversal posts the exact mirror of what was posted, and gives free what the movement had used: a booking of the bank
may be recorded again, this time rightly. Whatever rests on a movement is reversed before the movement itself.
"""

from __future__ import annotations

from ledger.bodies.accounts import BalanceOpened
from ledger.bodies.money import AdvanceSettled, MovementReversed, OutflowRecorded, PaymentReturned, ReceiptReleased
from ledger.bodies.shared import Ref
from ledger.events import Event
from ledger.rules import editions, postings
from ledger.rules.act import Act
from ledger.rules.booking import book, check_movement, in_transit
from ledger.rules.state import Fund, ImportedRows, Posted

REVERSIBLE = (
    "balance.opened", "income.recorded", "payment.executed", "payment.returned", "outflow.recorded",
    "movement.imported", "receipt.released", "advance.settled",
)  # fmt: skip


def check_reversed(act: Act, body: MovementReversed) -> None:
    """A movement that stands, that nothing else rests on, and that took effect; once."""
    act.target(body.on, *REVERSIBLE)
    fund = act.open_fund()
    act.check_happened(body.book_date)
    act.check_standing(fund, body.on.id)
    if body.on.id not in fund.posted:
        raise act.refuse(
            "reversal.waiting",
            "the entry waits for its second person and has moved nothing yet",
            "Leave it unconfirmed: what nobody confirms never counts.",
        )
    editions.check_reversal(act, fund, body)
    used = _used(act, fund, body.on.id)
    if used:
        raise act.refuse(
            "reversal.in_use",
            f"{used} of this movement were refunded, released, returned, settled, or have arrived where they went",
            "Reverse those movements first, or take the requests for them back.",
        )
    check_movement(act, fund, _posted_reversal(fund, body))
    _check_order(act, fund, body.on.id, body.book_date)


def _check_order(act: Act, fund: Fund, event_id: str, book_date: str) -> None:
    """What follows a movement counts on its day or later: else the days between would show what never was."""
    counted_on = fund.posted[event_id].book_date
    if book_date < counted_on:
        raise act.refuse(
            "book_date.early",
            f"the movement acted upon counts on {counted_on}, this would count before it",
            f"Set book_date to {counted_on} or a later day.",
        )


def _used(act: Act, fund: Fund, event_id: str) -> int:
    """Return how much of a movement others rest on."""
    if (receipt := fund.receipts.get(event_id)) is not None:
        return receipt.body.amount - receipt.rest
    if (execution := fund.executions.get(event_id)) is not None:
        rest = in_transit(act, fund, event_id) if execution.request.kind == "transfer" else execution.rest
        return execution.body.amount - rest
    return 0


def _posted_reversal(fund: Fund, body: MovementReversed) -> Posted:
    original = fund.posted[body.on.id]
    return Posted(
        original.date,
        body.book_date,
        postings.mirror(original.lines),
        postings.mirrored_shares(original.shares),
        original.imported,
    )


def fold_reversed(fund: Fund, event: Event, body: MovementReversed) -> None:
    """Book the mirror, and give free what the movement had used."""
    book(fund, event.id, _posted_reversal(fund, body))
    fund.reversed.add(body.on.id)
    if isinstance(body.edition, str):
        fund.imported.setdefault(body.edition, ImportedRows()).taken_back.add(body.on.id)
    if (receipt := fund.receipts.get(body.on.id)) is not None and isinstance(receipt.body.refund_of, Ref):
        fund.executions[receipt.body.refund_of.id].returned -= receipt.body.amount
    if (execution := fund.executions.get(body.on.id)) is not None:
        fund.payments[execution.body.on.id].executed -= execution.body.amount
        fund.bank_refs.discard((execution.body.account, execution.body.bank_ref))
    match fund.undoable.get(body.on.id):
        case OutflowRecorded() as outflow:
            fund.outflows[outflow.account, outflow.bank_ref, outflow.date, outflow.amount] -= 1
        case PaymentReturned() as returned:
            fund.executions[returned.on.id].returned -= returned.amount
        case ReceiptReleased() as release:
            fund.receipts[release.on.id].released -= release.amount
        case AdvanceSettled() as settlement:
            fund.executions[settlement.on.id].settled -= _total(settlement)
        case BalanceOpened(account=account):
            fund.openings.discard(account)
            fund.openings_reversed.add(account)


def check_released(act: Act, body: ReceiptReleased) -> None:
    """Of a deposit or a receipt in advance, not more than is left of it, into a category of income."""
    act.target(body.on, "income.recorded")
    fund = act.open_fund()
    act.check_happened(body.book_date)
    act.check_standing(fund, body.on.id)
    act.check_category(body.category, "income")
    receipt = fund.receipts[body.on.id]
    if receipt.body.nature not in ("deposit", "advance_receipt"):
        raise act.refuse(
            "release.nature",
            f"a receipt of nature {receipt.body.nature} is no debt that could be released",
            "Name a deposit or a receipt in advance.",
        )
    if body.amount > receipt.rest:
        raise act.refuse(
            "release.exceeds", f"the receipt has {receipt.rest} left, {body.amount} is released", "Lower the amount."
        )
    check_movement(act, fund, _posted_release(fund, body))
    _check_order(act, fund, body.on.id, body.book_date)


def _posted_release(fund: Fund, body: ReceiptReleased) -> Posted:
    return Posted(body.book_date, body.book_date, postings.of_release(body, fund.receipts[body.on.id].body))


def fold_released(fund: Fund, event: Event, body: ReceiptReleased) -> None:
    """Book the income."""
    book(fund, event.id, _posted_release(fund, body))
    fund.receipts[body.on.id].released += body.amount
    fund.undoable[event.id] = body


def _total(body: AdvanceSettled) -> int:
    return body.returned + sum(line.amount for line in body.lines)


def check_settled(act: Act, body: AdvanceSettled) -> None:
    """Of an advance that was paid, not more than is left of it, in categories of expense."""
    act.target(body.on, "payment.executed")
    fund = act.open_fund()
    act.check_happened(body.book_date)
    act.check_standing(fund, body.on.id)
    execution = fund.executions[body.on.id]
    if execution.request.kind != "advance":
        raise act.refuse(
            "advance.kind", f"the payment is of kind {execution.request.kind}", "Name the payment of an advance."
        )
    for line in body.lines:
        act.check_category(line.category, "expense")
    if not 0 < _total(body) <= execution.rest:
        raise act.refuse(
            "advance.exceeds",
            f"the advance has {execution.rest} left, {_total(body)} is settled",
            "Correct the lines or what was returned.",
        )
    if body.returned:
        act.check_account(execution.body.account, fund, body.book_date)
    check_movement(act, fund, _posted_settlement(fund, body))
    _check_order(act, fund, body.on.id, body.book_date)


def _posted_settlement(fund: Fund, body: AdvanceSettled) -> Posted:
    execution = fund.executions[body.on.id]
    return Posted(
        body.book_date,
        body.book_date,
        postings.of_settlement(body, execution.body, execution.request),
        postings.shares_of_payment(execution.request, execution.body.account, body.returned),
    )


def fold_settled(fund: Fund, event: Event, body: AdvanceSettled) -> None:
    """Book what the advance was spent on."""
    book(fund, event.id, _posted_settlement(fund, body))
    fund.executions[body.on.id].settled += _total(body)
    fund.undoable[event.id] = body
