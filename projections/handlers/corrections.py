"""Rows of reversals, released receipts and settled advances."""

from __future__ import annotations

from ledger.bodies.money import (
    AdvanceSettled,
    IncomeRecorded,
    MovementReversed,
    PaymentExecuted,
    PaymentRequested,
    ReceiptReleased,
)
from ledger.rules import postings
from ledger.rules.postings import BuildingShare, Line
from projections.effect import Effect
from projections.handlers.money import add_movement

_KEPT = (
    "account", "category", "party", "description", "request", "source", "source_row", "contract", "expected",
)  # fmt: skip
"""The columns of a movement that its reversal has as well."""


def reversed_(effect: Effect, body: MovementReversed) -> None:
    """Show the mirror beside what it takes back; both stay."""
    original = effect.position_of(body.on.id)
    date, amount, *kept = effect.execute(
        f"SELECT date, amount, {', '.join(_KEPT)} FROM movement WHERE position = ?",  # noqa: S608 - our own names alone
        original,
    ).fetchone()
    columns = dict(zip(_KEPT, kept, strict=True))
    as_of = effect.execute("SELECT opening_as_of FROM fund WHERE id = ?", effect.stream_id).fetchone()[0]
    counted = columns["source"] is None or as_of is None or date > as_of
    columns |= {"reverses": original, "edition": body.edition}
    add_movement(effect, date, body.book_date, -amount, counted=counted, **columns)
    effect.execute("UPDATE movement SET reversed_position = ? WHERE position = ?", effect.position, original)
    lines = effect.execute("SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line", original)
    mirrored = postings.mirror(tuple(Line(*line) for line in lines))
    shares = effect.execute("SELECT building, account, amount FROM share WHERE position = ? ORDER BY line", original)
    effect.post(mirrored, postings.mirrored_shares(tuple(BuildingShare(*one) for one in shares)), counted=counted)


def released(effect: Effect, body: ReceiptReleased) -> None:
    """Show what became income: no money moves, so the amount on accounts is none."""
    receipt = effect.body_at(effect.position_of(body.on.id), IncomeRecorded)
    add_movement(effect, body.book_date, body.book_date, 0, category=body.category, party=receipt.payer)
    effect.post(postings.of_release(body, receipt))


def settled(effect: Effect, body: AdvanceSettled) -> None:
    """Show what the advance was spent on, and what came back."""
    execution = effect.position_of(body.on.id)
    executed = effect.body_at(execution, PaymentExecuted)
    request = effect.position_of(executed.on.id)
    asked = effect.body_at(request, PaymentRequested)
    add_movement(
        effect,
        body.book_date,
        body.book_date,
        body.returned,
        account=executed.account if body.returned else None,
        category=body.lines[0].category if body.lines else asked.category,
        party=asked.payee,
        request=request,
    )
    shares = postings.shares_of_payment(asked, executed.account, body.returned)
    effect.post(postings.of_settlement(body, executed, asked), shares)
