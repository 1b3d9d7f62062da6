"""Which disclosures are public: a pure function of the body, and of the state where a later version needs it."""

from __future__ import annotations

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
