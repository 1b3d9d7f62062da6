"""Rows of the way of a payment: request, yes and no, cancellation, execution, return."""

from __future__ import annotations

from ledger.bodies.money import (
    IncomeRecorded,
    PaymentApproved,
    PaymentCancelled,
    PaymentExecuted,
    PaymentRejected,
    PaymentRequested,
    PaymentReturned,
    Repeat,
)
from ledger.bodies.shared import Ref
from ledger.rules import postings
from ledger.rules.postings import Line
from projections.effect import Effect
from projections.handlers.money import add_movement


def requested(effect: Effect, body: PaymentRequested) -> None:
    """Show the request and the invoices behind it, each as often as it names it."""
    repeat = body.repeat if isinstance(body.repeat, Repeat) else None
    effect.insert(
        "payment",
        position=effect.position,
        fund=effect.stream_id,
        id=body.payment,
        kind=body.kind,
        amount=body.amount,
        times=1 if repeat is None else repeat.times,
        max_each=body.amount if repeat is None else repeat.max_each,
        every=repeat and repeat.every,
        until=repeat and repeat.until,
        category=body.category,
        payee=body.payee,
        purpose=effect.text(body.purpose),
        motion=body.motion,
        contract=body.contract,
        budget_line=body.budget_line,
        emergency=body.emergency,
        stage=body.stage,
        requester=effect.member,
    )
    for number, invoice in enumerate(body.invoices):
        effect.insert(
            "invoice",
            position=effect.position,
            line=number,
            issuer=invoice.issuer,
            number=invoice.number,
            date=invoice.date,
            amount=invoice.amount,
        )


def decided(effect: Effect, body: PaymentApproved | PaymentRejected) -> None:
    """Show the yes or no, with the roles that its signer held then."""
    member = effect.member
    roles = effect.community.members[member].roles if member else frozenset[str]()
    effect.insert(
        "decision",
        position=effect.position,
        request=effect.position_of(body.on.id),
        member=member,
        roles=" ".join(sorted(roles)),
        approved=isinstance(body, PaymentApproved),
    )


def cancelled(effect: Effect, body: PaymentCancelled) -> None:
    """Show that the request was taken back."""
    request = effect.position_of(body.on.id)
    effect.execute("UPDATE payment SET cancelled_position = ? WHERE position = ?", effect.position, request)


def executed(effect: Effect, body: PaymentExecuted) -> None:
    """Show the payment."""
    request = effect.position_of(body.on.id)
    category, payee, purpose = effect.execute(
        "SELECT category, payee, purpose FROM payment WHERE position = ?", request
    ).fetchone()
    add_movement(
        effect,
        body.date,
        body.book_date,
        -body.amount,
        account=body.account,
        category=category,
        party=payee,
        description=purpose,
        request=request,
    )
    asked = effect.body_at(request, PaymentRequested)
    lines = _lines_of_execution(effect, body, asked)
    effect.post(lines, postings.shares_of_payment(asked, body.account, -body.amount))


def _lines_of_execution(effect: Effect, body: PaymentExecuted, asked: PaymentRequested) -> postings.Lines:
    """Return what the execution posts; the refunded receipt comes from its own entry."""
    refunded = None
    if isinstance(asked.refund_of, Ref):
        refunded = effect.body_at(effect.position_of(asked.refund_of.id), IncomeRecorded)
    return postings.of_execution(effect.event.id, body, asked, refunded)


def returned(effect: Effect, body: PaymentReturned) -> None:
    """Show what came back, against what the execution had posted."""
    execution = effect.position_of(body.on.id)
    request, category, payee, purpose = effect.execute(
        "SELECT request, category, party, description FROM movement WHERE position = ?", execution
    ).fetchone()
    add_movement(
        effect,
        body.date,
        body.book_date,
        body.amount,
        account=body.account,
        category=category,
        party=payee,
        description=purpose,
        request=request,
    )
    lines = effect.execute("SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line", execution)
    shares = postings.shares_of_payment(effect.body_at(request, PaymentRequested), body.account, body.amount)
    effect.post(postings.of_return(body, tuple(Line(*line) for line in lines)), shares)
