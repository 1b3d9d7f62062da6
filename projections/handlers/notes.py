"""Rows of events that stand in the stream of what they are about."""

from __future__ import annotations

from ledger.bodies.notes import EntryAnnotated, FieldErased, FindingAnswered
from projections.effect import Effect


def annotated(effect: Effect, body: EntryAnnotated) -> None:
    """Show the words beside their entry."""
    effect.insert(
        "annotation",
        position=effect.position,
        target=effect.position_of(body.on.id),
        text=effect.text(body.says),
        reason=body.reason,
    )


def answered(effect: Effect, body: FindingAnswered) -> None:
    """Show the answer beside each entry that the finding is about."""
    for target in sorted({effect.position_of(ref.id) for ref in body.on}):
        effect.insert(
            "finding_answer",
            position=effect.position,
            target=target,
            finding=body.finding,
            text=effect.text(body.text),
            outcome=body.outcome,
        )


def erased(effect: Effect, body: FieldErased) -> None:
    """Show that fields of the entry are withdrawn, and why."""
    for digest in sorted(set(body.digests)):
        effect.insert(
            "erasure",
            position=effect.position,
            target=effect.position_of(body.on.id),
            digest=digest,
            basis=effect.text(body.basis),
        )
