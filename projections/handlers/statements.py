"""Rows of bank statements, reconciliations, closed periods, publications and who saw them posted."""

from __future__ import annotations

from ledger.bodies.shared import Ref
from ledger.bodies.statements import (
    DisclosurePublished,
    PeriodClosed,
    PostingEvidenced,
    StatementReconciled,
    StatementRecorded,
)
from ledger.rules import periods
from projections.effect import Effect


def recorded(effect: Effect, body: StatementRecorded) -> None:
    """Show the statement."""
    effect.insert(
        "statement",
        position=effect.position,
        account=effect.stream_id,
        begins=body.from_,
        until=body.to,
        opening=body.opening,
        closing=body.closing,
        lines_sha256=body.lines_sha256,
        obtained=body.obtained,
    )


def reconciled(effect: Effect, body: StatementReconciled) -> None:
    """Show one person's comparison."""
    effect.insert(
        "reconciliation",
        position=effect.position,
        account=effect.stream_id,
        until=body.to,
        member=effect.member,
        matched=body.matched,
        unmatched=len(body.unmatched),
        difference=body.difference,
        seen_in_bank=body.seen_in_bank,
    )


def closed(effect: Effect, body: PeriodClosed) -> None:
    """Show that the books are closed up to the end of the period."""
    effect.insert(
        "period",
        position=effect.position,
        fund=effect.stream_id,
        period=body.period,
        until=periods.last_day(body.period),
    )


def published(effect: Effect, body: DisclosurePublished) -> None:
    """Show the report; the one that it supersedes stays."""
    effect.insert(
        "publication",
        position=effect.position,
        fund=effect.stream_id,
        report=body.report,
        period=body.period,
        channels=" ".join(body.channels),
        begins=body.from_,
        until=body.to,
        size=body.checkpoint.size,
        root=body.checkpoint.root,
    )
    for figure in body.figures:
        effect.insert("figure", position=effect.position, code=figure.code, amount=figure.amount)
    if isinstance(body.supersedes, Ref):
        effect.execute(
            "UPDATE publication SET superseded_position = ? WHERE position = ?",
            effect.position,
            effect.position_of(body.supersedes.id),
        )


def evidenced(effect: Effect, body: PostingEvidenced) -> None:
    """Show who saw it where."""
    effect.insert(
        "sighting",
        position=effect.position,
        publication=effect.position_of(body.on.id),
        member=effect.member,
        place=body.place,
        state=body.state,
        date=body.date,
    )
