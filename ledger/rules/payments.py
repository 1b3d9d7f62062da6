"""Rules and folds of payments: request, approval, rejection, cancellation, execution, return."""

from __future__ import annotations

from msgspec import UNSET

from ledger.bodies.money import (
    PaymentApproved,
    PaymentCancelled,
    PaymentExecuted,
    PaymentRejected,
    PaymentRequested,
    PaymentReturned,
)
from ledger.bodies.shared import Ref
from ledger.events import Event
from ledger.rules import postings
from ledger.rules.act import Act
from ledger.rules.booking import book, check_movement, in_transit
from ledger.rules.commitments import check_contract, check_motion
from ledger.rules.state import Community, Execution, Fund, Payment, Posted


def check_request(act: Act, body: PaymentRequested) -> None:
    """Everything that the request names exists, and its kind has what it needs."""
    fund = act.open_fund()
    if body.payment in fund.payment_ids:
        raise act.refuse("payment.id_reused", f"the payment id {body.payment!r} is in use", "Choose another id.")
    act.check_party(body.payee)
    act.check_category(body.category, "income" if body.kind == "refund" else "expense")
    for invoice in body.invoices:
        act.check_party(invoice.issuer)
        act.check_date(invoice.date)
    check_motion(act, body.motion)
    check_contract(act, fund, body.contract)
    budgets = fund.commitments.budgets.values()
    if isinstance(body.budget_line, str) and not any(body.budget_line in lines for lines in budgets):
        raise act.unresolved("budget line", body.budget_line)
    if isinstance(body.emergency, str) and body.emergency not in fund.commitments.cases:
        raise act.unresolved("emergency", body.emergency)
    _check_kind(act, body, fund)
    _check_allocation(act, body, fund)
    if not isinstance(body.repeat, type(UNSET)):
        act.check_date(body.repeat.until)
        if body.kind == "refund":
            raise act.refuse("refund.repeat", "what was received is paid back once", "Leave repeat out.")
        if body.amount > body.repeat.max_each:
            raise act.refuse("payment.repeat", "the amount is above max_each of its repetition", "Correct one of both.")


def _check_kind(act: Act, body: PaymentRequested, fund: Fund) -> None:
    if (body.kind == "refund") != (body.refund_of is not UNSET):
        raise act.refuse("refund.receipt", "a refund, and only a refund, names the receipt", "Set refund_of.")
    if isinstance(body.refund_of, Ref):
        act.target(body.refund_of, "income.recorded")
        act.check_standing(fund, body.refund_of.id)
        rest = fund.receipts[body.refund_of.id].rest
        if body.amount > rest:
            raise act.refuse(
                "refund.exceeds", f"the receipt has {rest} left to refund, {body.amount} is asked", "Lower the amount."
            )
    _check_destination(act, body, fund)


def _check_destination(act: Act, body: PaymentRequested, fund: Fund) -> None:
    """Money moves to another fund, or to another account of the same one: into cash, into a term deposit."""
    named = body.to_fund is not UNSET or body.to_account is not UNSET
    if (body.kind == "transfer") != named:
        raise act.refuse(
            "transfer.destination", "a transfer, and only a transfer, names where it goes", "Set to_fund or to_account."
        )
    target = act.fund(body.to_fund) if isinstance(body.to_fund, str) else fund
    assert fund.opened is not None
    if target.opened is None:
        raise act.unresolved("fund", str(body.to_fund))
    if target.opened.currency != fund.opened.currency:
        raise act.refuse(
            "transfer.currency",
            f"the fund {body.to_fund!r} is in {target.opened.currency}, this one in {fund.opened.currency}",
            "Pay it out of this fund as an expense and record it as an income of the other one, each in its currency.",
        )
    if isinstance(body.to_account, str):
        act.check_account(body.to_account, target, act.event.time.date().isoformat())
    elif named and target is fund:
        raise act.refuse(
            "transfer.destination", "money that stays in its fund goes to another account", "Set to_account."
        )


def _check_allocation(act: Act, body: PaymentRequested, fund: Fund) -> None:
    assert fund.opened is not None
    if body.allocation is UNSET:
        if isinstance(fund.opened.scope, list):
            raise act.refuse(
                "allocation.missing", "the fund is kept per building; the payment must be shared", "Set allocation."
            )
    else:
        assert not isinstance(body.allocation, type(UNSET))
        act.check_shares(body.allocation.lines, body.amount)


def fold_request(fund: Fund, event: Event, body: PaymentRequested) -> None:
    """Keep the request, and reserve what it refunds."""
    fund.payment_ids.add(body.payment)
    fund.payments[event.id] = Payment(event, body, event.kid)
    if isinstance(body.refund_of, Ref):
        fund.receipts[body.refund_of.id].refunds_requested += body.amount


def requester_of(payment: Payment, community: Community) -> str | None:
    """Return the member who asked for a payment."""
    return community.keys[payment.requester_kid].member


def check_decision(act: Act, body: PaymentApproved | PaymentRejected) -> None:
    """Each seat decides once; never the requester, never the payee, never a request that was taken back."""
    act.target(body.on, "payment.requested")
    payment = act.open_fund().payments[body.on.id]
    if payment.cancelled:
        raise act.refuse("payment.cancelled", "the request has been taken back", "Nothing is to be decided.")
    if requester_of(payment, act.community) == act.member.id:
        raise act.refuse(
            "payment.own_request", "nobody approves their own request", "Ask another member of the committee."
        )
    payee = act.community.parties.get(payment.request.payee)
    if act.member.id in (payment.request.payee, payee.member if payee else None):
        raise act.refuse("payment.payee", "the payee does not decide", "Ask another member of the committee.")
    if act.has_acted(payment.decided):
        raise act.refuse(
            "payment.decided_twice", f"{act.member.id} has decided on this request", "One decision counts."
        )
    if act.member.seat_no in act.community.seats_of(payment.decided):
        raise act.refuse(
            "payment.seat_decided",
            f"whoever held seat {act.member.seat_no} before has decided on this request",
            "A seat decides once, whoever holds it.",
        )


def fold_decision(fund: Fund, event: Event, body: PaymentApproved | PaymentRejected) -> None:
    """Count the decision."""
    fund.payments[body.on.id].decided[event.kid] = isinstance(body, PaymentApproved)


def check_cancellation(act: Act, body: PaymentCancelled) -> None:
    """Only while nothing has been paid, and once."""
    act.target(body.on, "payment.requested")
    payment = act.open_fund().payments[body.on.id]
    if payment.executed:
        raise act.refuse(
            "payment.executed_already",
            "the bank has paid; a request is taken back before that",
            "Ask for the money back.",
        )
    if payment.cancelled:
        raise act.refuse("payment.cancelled", "the request has been taken back", "Nothing is to be done.")


def fold_cancellation(fund: Fund, _event: Event, body: PaymentCancelled) -> None:
    """Take the request back; what it had reserved of a receipt is free again."""
    payment = fund.payments[body.on.id]
    payment.cancelled = True
    if isinstance(payment.request.refund_of, Ref):
        fund.receipts[payment.request.refund_of.id].refunds_requested -= payment.request.amount


def check_execution(act: Act, body: PaymentExecuted) -> None:
    """The bank has paid on a request of this fund. Missing approvals are a finding, not a refusal."""
    act.target(body.on, "payment.requested")
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund, body.date)
    _check_bank_ref(act, body, fund)
    check_movement(act, fund, _posted_execution(fund, act.event.id, body, fund.payments[body.on.id].request))


def _check_bank_ref(act: Act, body: PaymentExecuted, fund: Fund) -> None:
    """A reference pays once, and what an outflow has recorded already is not paid again.

    On a return or another outflow the bank may repeat a reference, and what it did is never refused.
    """
    outflow = (body.account, body.bank_ref, body.date, body.amount)
    if (body.account, body.bank_ref) in fund.bank_refs or fund.outflows[outflow]:
        raise act.refuse(
            "bank_ref.reused",
            f"the bank's booking {body.bank_ref!r} on {body.account!r} is already recorded",
            "Look whether this very movement stands in the book; it must not stand there twice.",
        )


def fold_execution(fund: Fund, event: Event, body: PaymentExecuted) -> None:
    """Book the payment."""
    payment = fund.payments[body.on.id]
    payment.executed += body.amount
    fund.executions[event.id] = Execution(body, payment.request)
    fund.bank_refs.add((body.account, body.bank_ref))
    book(fund, event.id, _posted_execution(fund, event.id, body, payment.request))


def _posted_execution(fund: Fund, event_id: str, body: PaymentExecuted, request: PaymentRequested) -> Posted:
    refunded = fund.receipts[request.refund_of.id].body if isinstance(request.refund_of, Ref) else None
    return Posted(
        body.date,
        body.book_date,
        postings.of_execution(event_id, body, request, refunded),
        postings.shares_of_payment(request, body.account, -body.amount),
    )


def check_return(act: Act, body: PaymentReturned) -> None:
    """Not more comes back than went out, and of a transfer not what has arrived."""
    act.target(body.on, "payment.executed")
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund, body.date)
    act.check_standing(fund, body.on.id)
    execution = fund.executions[body.on.id]
    rest = execution.rest
    if execution.request.kind == "transfer":
        rest = min(rest, in_transit(act, fund, body.on.id))
    if body.amount > rest:
        raise act.refuse(
            "return.exceeds", f"of this payment {rest} can still come back, not {body.amount}", "Correct the amount."
        )
    check_movement(act, fund, _posted_return(fund, body))


def _posted_return(fund: Fund, body: PaymentReturned) -> Posted:
    return Posted(
        body.date,
        body.book_date,
        postings.of_return(body, fund.posted[body.on.id].lines),
        postings.shares_of_payment(fund.executions[body.on.id].request, body.account, body.amount),
    )


def fold_return(fund: Fund, event: Event, body: PaymentReturned) -> None:
    """Book the return."""
    fund.executions[body.on.id].returned += body.amount
    fund.undoable[event.id] = body
    book(fund, event.id, _posted_return(fund, body))
