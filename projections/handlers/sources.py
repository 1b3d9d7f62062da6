"""Rows of the streams ``source/<sha256>``: what was imported from, and whether that is complete."""

from __future__ import annotations

from ledger.bodies.sources import ImportCompleted, SourceRegistered
from projections.effect import Effect


def registered(effect: Effect, body: SourceRegistered) -> None:
    """Show the source."""
    effect.insert("source", id=body.source, name=effect.text(body.name), rows=body.rows, position=effect.position)


def completed(effect: Effect, body: ImportCompleted) -> None:
    """Show that the import is complete and confirmed, and what a newer edition has otherwise than the older one."""
    effect.execute(
        "UPDATE source SET completed_position = ?, changed = ?, vanished = ? WHERE id = ?",
        effect.position,
        body.changed,
        body.vanished,
        effect.stream_id,
    )
