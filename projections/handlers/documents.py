"""Rows of the streams ``document/<sha256>``."""

from __future__ import annotations

from ledger.bodies.documents import DocumentRegistered, DocumentWithdrawn
from projections.effect import Effect


def registered(effect: Effect, body: DocumentRegistered) -> None:
    """Show the document, as public where it stood there as not public before."""
    effect.execute("DELETE FROM document WHERE sha256 = ?", effect.stream_id)
    effect.insert(
        "document",
        sha256=effect.stream_id,
        title=effect.text(body.title),
        **{"class": body.class_},
        media_type=body.media_type,
        size=body.size,
        visibility=body.visibility,
        position=effect.position,
    )


def withdrawn(effect: Effect, body: DocumentWithdrawn) -> None:
    """Show that the document is no longer handed out."""
    effect.insert("withdrawal", sha256=effect.stream_id, position=effect.position, reason=body.reason)
