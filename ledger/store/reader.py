"""Reading a book without being able to write it: for the API, the projections, the export and the verifier.

A reader sees what is *published*: entries, tiles, disclosures and index below the size of the latest checkpoint.
What was appended since does not exist for it yet. It holds no lock and no key.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self, cast

from ledger.errors import StoreError
from ledger.store.wal import connect_reader

PAGE = 500
_HASH_BYTES = 32
_TILE_WIDTH = 256
_TILE_BITS = 8


class Reader:
    """Read-only access to ``ledger.db``; one thread at a time."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection

    @classmethod
    def open(cls, public: Path) -> Self:
        """Open the book in a community's ``public/`` folder.

        Raises:
            StoreError: ``store.missing``, ``store.unreadable``.
        """
        return cls(connect_reader(public / "ledger.db"))

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        self.close()

    def _value(self, statement: str, *parameters: object) -> Any:
        row = self._connection.execute(statement, parameters).fetchone()
        return None if row is None else row[0]

    @property
    def origin(self) -> str:
        """The log's name; its last part is the community id."""
        return cast("str", self._value("SELECT origin FROM log"))

    @property
    def size(self) -> int:
        """The number of published entries."""
        return self._value("SELECT max(size) FROM checkpoint") or 0

    @property
    def stored(self) -> int:
        """The number of entries stored, published or not: how far publishing lags behind."""
        return self._value("SELECT max(rowid) FROM stored_events") or 0

    def checkpoint(self) -> bytes | None:
        """Return the latest published checkpoint, a signed note, or None before the first."""
        return cast("bytes | None", self._value("SELECT note FROM checkpoint ORDER BY size DESC LIMIT 1"))

    def checkpoint_of(self, size: int) -> bytes | None:
        """Return the checkpoint published for this size, or None."""
        return cast("bytes | None", self._value("SELECT note FROM checkpoint WHERE size = ?", size))

    def checkpoint_page(self, after: int, limit: int) -> list[tuple[int, bytes]]:
        """Return size and note of the first ``limit`` published checkpoints of more than ``after`` entries."""
        rows = self._connection.execute(
            "SELECT size, note FROM checkpoint WHERE size > ? ORDER BY size LIMIT ?", (after, limit)
        )
        return [(size, note) for size, note in rows]

    def checkpoints(self) -> list[int]:
        """Return the sizes of all published checkpoints, ascending."""
        return [row[0] for row in self._connection.execute("SELECT size FROM checkpoint ORDER BY size")]

    def entry(self, index: int) -> bytes:
        """Return the entry at a 0-based index, byte for byte.

        Raises:
            StoreError: ``entry.unknown``, ``store.altered``.
        """
        for entry in self.entries(index, index + 1):
            return entry
        raise unpublished(index, self.size)

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the published entries at indexes ``start`` to ``stop - 1``, read page by page.

        Raises:
            StoreError: ``store.altered``.
        """
        stop = min(stop, self.size)
        for page in range(max(start, 0), stop, PAGE):
            end = min(page + PAGE, stop)
            rows = self._connection.execute(
                "SELECT CAST(state AS BLOB) FROM stored_events WHERE rowid > ? AND rowid <= ? ORDER BY rowid",
                (page, end),
            ).fetchall()
            if len(rows) != end - page:
                raise altered(f"of the entries {page} to {end - 1} only {len(rows)} are there")
            yield from (row[0] for row in rows)

    def tile(self, level: int, n: int) -> bytes:
        """Return the 32-byte hashes of tile ``n`` at ``level``, as many as the published size has in it.

        Raises:
            StoreError: ``tile.unknown``, ``store.altered``.
        """
        in_level = self.size >> _TILE_BITS * level if level >= 0 else 0
        width = min(_TILE_WIDTH, in_level - _TILE_WIDTH * n)
        if width <= 0 or n < 0:
            raise StoreError(
                "tile.unknown", f"no tile {level}/{n} is published", advice="Ask only for tiles of a published size."
            )
        hashes = self._value("SELECT hashes FROM tile WHERE level = ? AND n = ?", level, n) or b""
        if len(hashes) < _HASH_BYTES * width:
            raise altered(f"tile {level}/{n} has {len(hashes)} bytes instead of {_HASH_BYTES * width}")
        return cast("bytes", hashes[: _HASH_BYTES * width])

    def disclosures(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Yield (index, disclosure) of the public disclosures of published entries, in the order of the log."""
        stop = min(stop, self.size)
        for page in range(max(start, 0), stop, PAGE):
            rows = self._connection.execute(
                "SELECT position, texts FROM disclosure WHERE position >= ? AND position < ? ORDER BY position",
                (page, min(page + PAGE, stop)),
            ).fetchall()
            yield from ((position, text) for position, texts in rows for text in texts.split("~"))

    def index_of_event(self, event_id: str) -> int | None:
        """Return the index of the published event with this id, or None."""
        return self._published(self._value("SELECT position FROM event_index WHERE id = ?", event_id))

    def index_of_hash(self, sha256: str) -> int | None:
        """Return the index of the published event whose compact JWS has this SHA-256 (hex), or None."""
        return self._published(self._value("SELECT position FROM event_index WHERE sha256 = ?", sha256))

    def _published(self, position: int | None) -> int | None:
        return position if position is not None and position < self.size else None


def unpublished(index: int, size: int) -> StoreError:
    """Return the error for an index that is not below the published size."""
    return StoreError(
        "entry.unknown",
        f"there is no published entry {index}; there are {size}",
        advice="Count from 0, or publish what was appended.",
    )


def altered(what: str) -> StoreError:
    """Return the error for a row that is not as it was stored."""
    return StoreError(
        "store.altered",
        f"{what}: the file was damaged or altered",
        advice="Restore ledger.db from a backup. What is missing there stands in any later export and in the signed "
        "files themselves: append those, then publish.",
    )
