"""A book long enough that worker processes check it, served with one or two things wrong in it."""

from __future__ import annotations

from copy import copy

from ledger.tlog import merkle, tiles
from tests.published import PublishedBook, Served, founded, income

ENTRIES = 5_000
"""Twenty bundles, five tasks; processes are started for more than sixteen bundles."""


def long_book() -> PublishedBook:
    """Return a published book with an earlier checkpoint."""
    book = founded()
    book.admit(*(income(book, 1 + number) for number in range(ENTRIES - len(book.raw))))
    book.publish()
    return book


def resigned(book: PublishedBook, changed: dict[int, bytes]) -> Served:
    """Serve a book whose operator has put other entries in these places, into the tree too, and signed that."""
    forged = copy(book)
    forged.raw, forged.notes, forged._tiles = list(book.raw), {}, {}
    for index, entry in changed.items():
        forged.raw[index] = entry
    tiles.grow(forged.tile, forged._write, 0, [merkle.leaf_hash(entry) for entry in forged.raw])
    forged.publish()
    return Served(forged)


def badly_signed(book: PublishedBook, index: int) -> bytes:
    """Return an entry with one character of its signature changed."""
    entry = bytearray(book.raw[index])
    entry[-20] = ord("A") if entry[-20] != ord("A") else ord("B")
    return bytes(entry)
