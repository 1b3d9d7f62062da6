"""What an event registers, and what of it is public: pure functions of the event."""

from __future__ import annotations

from ledger.bodies.documents import DocumentRegistered
from ledger.bodies.shared import sealed_in
from ledger.events import Event

_NONE: frozenset[str] = frozenset()


def published(event: Event) -> frozenset[str]:
    """Return the digests of an event's 🔓 fields; all others rest in the vault."""
    return frozenset(
        digest
        for field in sealed_in(event.data)
        if field.published and isinstance(field.sd, list)
        for digest in field.sd
    )


def registered(event: Event) -> frozenset[str]:
    """Return the SHA-256 of all documents that an event registers, by themselves or beside an act."""
    evidence = event.data.documents
    named = frozenset(one.sha256 for one in evidence) if evidence else _NONE
    if isinstance(event.data, DocumentRegistered):
        return named | {event.subject.partition("/")[2]}
    return named


def documents(event: Event) -> frozenset[str]:
    """Return the SHA-256 of the documents that an event registers as public, by themselves or beside an act."""
    evidence = event.data.documents
    named = frozenset(one.sha256 for one in evidence if one.visibility == "public") if evidence else frozenset()
    if isinstance(event.data, DocumentRegistered) and event.data.visibility == "public":
        return named | {event.subject.partition("/")[2]}
    return named
