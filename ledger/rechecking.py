"""What is checked once more before a tree is signed: that each new entry was signed by a key of this book.

The door has checked it, but somebody who can write ``public/ledger.db`` need not have come through the door; and what
is signed for once can never be taken back. A key counts from the entry on that announces it; whether it might sign is
for the rules, and so for every verifier, to say.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ledger import jws
from ledger.announcing import ANNOUNCING, announced_keys
from ledger.errors import FormatError, VerificationError
from ledger.events import Event, parse_entry, parse_payload, wire_type
from ledger.publishing import checked_entries
from ledger.store.reader import altered
from ledger.store.sqlite import Snapshot

_ANNOUNCING = [wire_type(body.wire_name) for body in ANNOUNCING]


def check_signatures(now: Snapshot, start: int) -> None:
    """Check the signatures of the entries from ``start`` on, under keys that the entries before them announce.

    Each must also be the one that the index has under its id, so that no entry is signed for a second time.

    Raises:
        StoreError: ``store.altered``.
    """
    known: dict[str, bytes] = {}
    for _, _, event in _opened(now, now.positions(_ANNOUNCING, start)):
        known |= announced_keys(event.data)
    for index, signed, event in _opened(now, range(start, now.size)):
        held = now.target(event.id)
        if held is None or (held.position, held.sha256) != (index, event.sha256):
            raise altered(f"the entry {index}, which the index does not have there")
        if index == 0:
            known |= announced_keys(event.data)
        try:
            jws.verify(signed, known.get(event.kid, b""))
        except VerificationError as error:
            raise altered(f"the entry {index}, which nobody in this book has signed") from error
        known |= announced_keys(event.data)


def _opened(now: Snapshot, indexes: Iterable[int]) -> Iterator[tuple[int, jws.Jws, Event]]:
    """Yield entries that are those in the tree."""
    for index, entry in checked_entries(now, indexes):
        try:
            signed = jws.parse(parse_entry(entry).event)
            event = parse_payload(signed)
        except FormatError as error:
            raise altered(f"the entry {index}, {error}") from error
        yield index, signed, event
