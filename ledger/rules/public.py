"""Which disclosures are public: a pure function of the body, and of the state where a later version needs it."""

from __future__ import annotations

import msgspec

from ledger.bodies.shared import Sealed
from ledger.events import Event


def published(event: Event) -> frozenset[str]:
    """Return the digests of an event's 🔓 fields; all others rest in the vault."""
    found: set[str] = set()
    _collect(event.data, found)
    return frozenset(found)


def _collect(part: object, found: set[str]) -> None:
    if isinstance(part, Sealed):
        if part.published and isinstance(part.sd, list):
            found.update(part.sd)
    elif isinstance(part, msgspec.Struct):
        for field in part.__struct_fields__:
            _collect(getattr(part, field), found)
    elif isinstance(part, list):
        for item in part:
            _collect(item, found)
