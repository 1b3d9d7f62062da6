"""What is checked once more before a tree is signed: that each new entry was signed by a key of this book.

The door has checked it, but somebody who can write ``public/ledger.db`` need not have come through the door; and what
is signed for once can never be taken back. A key counts from the entry on that announces it; whether it might sign is
for the rules, and so for every verifier, to say.
"""

from __future__ import annotations

from ledger import jws
from ledger.announcing import announced_keys
from ledger.errors import FormatError, VerificationError
from ledger.events import Event, parse_entry, parse_payload
from ledger.publishing import check_leaf
from ledger.store.reader import altered
from ledger.store.sqlite import Snapshot


def check_signatures(now: Snapshot, start: int) -> None:
    """Check the signatures of the entries from ``start`` on, under keys that the entries before them announce.

    Raises:
        StoreError: ``store.altered``.
    """
    known: dict[str, bytes] = {}
    for index in now.positions("community", start):
        known |= announced_keys(_opened(now, index)[1].data)
    for index in range(start, now.size):
        signed, event = _opened(now, index)
        if index == 0:
            known |= announced_keys(event.data)
        try:
            jws.verify(signed, known.get(event.kid, b""))
        except VerificationError as error:
            raise altered(f"the entry {index}, which nobody in this book has signed") from error
        known |= announced_keys(event.data)


def _opened(now: Snapshot, index: int) -> tuple[jws.Jws, Event]:
    """Return an entry that is the one in the tree."""
    entry = now.entry(index)
    check_leaf(now, index, entry)
    try:
        signed = jws.parse(parse_entry(entry).event)
        return signed, parse_payload(signed)
    except FormatError as error:
        raise altered(f"the entry {index}, {error}") from error
