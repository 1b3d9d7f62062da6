"""Rows of the streams ``inquiry/<id>``: what owners ask, and what they are told."""

from __future__ import annotations

from ledger.bodies.inquiries import InquiryAnswered, InquiryClosed, InquiryRaised
from ledger.bodies.shared import Ref
from projections.effect import Effect


def raised(effect: Effect, body: InquiryRaised) -> None:
    """Show the question; who asked is not public."""
    effect.insert(
        "inquiry",
        id=effect.stream_id,
        position=effect.position,
        topic=body.topic,
        text=effect.text(body.text),
        channel=body.channel,
    )
    _refer(effect, body.about)


def answered(effect: Effect, body: InquiryAnswered) -> None:
    """Show the answer and the entries that support it."""
    effect.insert(
        "inquiry_answer",
        position=effect.position,
        inquiry=effect.stream_id,
        member=effect.member,
        text=effect.text(body.text),
    )
    _refer(effect, body.supports)


def _refer(effect: Effect, refs: list[Ref]) -> None:
    for target in sorted({effect.position_of(ref.id) for ref in refs}):
        effect.insert("inquiry_ref", position=effect.position, target=target)


def closed(effect: Effect, body: InquiryClosed) -> None:
    """Show how it ended."""
    effect.execute(
        "UPDATE inquiry SET closed_position = ?, outcome = ? WHERE id = ?",
        effect.position,
        body.outcome,
        effect.stream_id,
    )
