"""The entries of a log that was verified, kept in a file, for whoever reads more out of them.

They are read a second time, because a verification keeps nothing; so the tree over them is built anew, and its root
must be the verified one. A text opens a field by its hash alone, so a false one opens nothing.
"""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterator
from pathlib import Path

from ledger.errors import VerificationError
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint
from ledger.verification.report import Report
from ledger.verification.sources import BUNDLE_BYTES_MAX, Source
from ledger.verification.tree import read_tile

Progress = Callable[[int, int], None]


class Kept:
    """A verified log that can be read again: entries, public disclosures, tiles."""

    def __init__(self, database: Path) -> None:
        """Make the file that holds it."""
        self._database = sqlite3.connect(database, isolation_level=None)
        self._database.executescript(
            "CREATE TABLE entry (position INTEGER PRIMARY KEY, raw BLOB NOT NULL) STRICT;"
            "CREATE TABLE disclosure (position INTEGER NOT NULL, text TEXT NOT NULL) STRICT;"
            "CREATE INDEX disclosure_position ON disclosure (position);"
        )
        self._tiles: dict[tuple[int, int], bytes] = {}

    def close(self) -> None:
        """Close the file."""
        self._database.close()

    def take(self, source: Source, report: Report, progress: Progress) -> Checkpoint:
        """Read what ``report`` says was verified from its source again, and return its checkpoint.

        Raises:
            VerificationError: ``log.two_answers``: the source gave other entries than before.
            FetchError: something could not be read.
        """
        self._database.execute("BEGIN")
        for first in range(0, report.size, tiles.TILE_WIDTH):
            width = min(tiles.TILE_WIDTH, report.size - first)
            _name, raw = read_tile(source, None, first // tiles.TILE_WIDTH, width, BUNDLE_BYTES_MAX)
            entries = tiles.split_bundle(raw)[0][:width]
            tiles.grow(self.tile, self._write, first, [merkle.leaf_hash(entry) for entry in entries])
            self._database.executemany("INSERT INTO entry VALUES (?, ?)", enumerate(entries, first))
            if len(entries) != width:
                raise _two_answers(report)
            progress(first + width, report.size)
        root = tiles.root(self.tile, report.size)
        if b64encode(root).decode("ascii") != report.root:
            raise _two_answers(report)
        rows = ((one.index, one.disclosure) for one in source.disclosures() or () if one.index < report.size)
        self._database.executemany("INSERT INTO disclosure VALUES (?, ?)", rows)
        self._database.execute("COMMIT")
        return Checkpoint(report.origin, report.size, root)

    def root(self, size: int) -> str:
        """Return the root of the tree over the first ``size`` entries, base64; empty beyond the last one."""
        known = 0 <= size <= self._size()
        return b64encode(tiles.root(self.tile, size)).decode("ascii") if known else ""

    def _size(self) -> int:
        (size,) = self._database.execute("SELECT count(*) FROM entry").fetchone()
        return int(size)

    def entry(self, index: int) -> bytes:
        """Return the entry at an index."""
        (raw,) = self._database.execute("SELECT raw FROM entry WHERE position = ?", (index,)).fetchone()
        return bytes(raw)

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield the entries at indexes ``start`` to ``stop - 1``."""
        rows = self._database.execute(
            "SELECT raw FROM entry WHERE position >= ? AND position < ? ORDER BY position", (start, stop)
        )
        yield from (raw for (raw,) in rows)

    def disclosures(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Yield index and text of the public disclosures of these entries, in their order."""
        yield from self._database.execute(
            "SELECT position, text FROM disclosure WHERE position >= ? AND position < ? ORDER BY position, rowid",
            (start, stop),
        )

    def tile(self, level: int, n: int) -> bytes:
        """Return the hashes of a tile, as many as there are."""
        return self._tiles.get((level, n), b"")

    def _write(self, level: int, n: int, hashes: bytes) -> None:
        self._tiles[level, n] = hashes


def _two_answers(report: Report) -> VerificationError:
    return VerificationError(
        "log.two_answers",
        "the entries were verified, and other ones were given when they were read again",
        advice="Whoever serves the book gives different answers to the same question. Do not trust it.",
        where=report.source,
    )
