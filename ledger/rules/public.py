"""What of an event is public: a pure function of the body, and of the state where a later version needs it."""

from __future__ import annotations

from ledger.bodies.documents import DocumentRegistered
from ledger.bodies.shared import sealed_in
from ledger.events import Event


def published(event: Event) -> frozenset[str]:
    """Return the digests of an event's 🔓 fields; all others rest in the vault."""
    return frozenset(
        digest
        for field in sealed_in(event.data)
        if field.published and isinstance(field.sd, list)
        for digest in field.sd
    )


def documents(event: Event) -> frozenset[str]:
    """Return the SHA-256 of the documents that an event registers as public, by themselves or beside an act."""
    evidence = event.data.documents
    named = frozenset(one.sha256 for one in evidence if one.visibility == "public") if evidence else frozenset()
    if isinstance(event.data, DocumentRegistered) and event.data.visibility == "public":
        return named | {event.subject.partition("/")[2]}
    return named
