"""Rows of the streams ``source/<sha256>``: what was imported from, and whether that is complete."""

from __future__ import annotations

from ledger.bodies.sources import ImportCompleted, SourceRegistered
from projections.effect import Effect


def registered(effect: Effect, body: SourceRegistered) -> None:
    """Show the source, and which older edition it replaces."""
    effect.insert(
        "source",
        id=body.source,
        name=effect.text(body.name),
        rows=body.rows,
        replaces=body.replaces,
        position=effect.position,
    )


def completed(effect: Effect, body: ImportCompleted) -> None:
    """Show that the import is complete and confirmed, and what the source itself states wrongly."""
    effect.execute(
        "UPDATE source SET completed_position = ?, added = ?, changed = ?, vanished = ? WHERE id = ?",
        effect.position,
        body.added,
        body.changed,
        body.vanished,
        effect.stream_id,
    )
    for one in body.misstated or []:
        effect.insert(
            "misstated",
            source=effect.stream_id,
            row=one.row,
            what=one.what,
            stated=one.stated,
            expected=one.expected,
            position=effect.position,
        )
