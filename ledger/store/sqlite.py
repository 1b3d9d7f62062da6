"""The ledger in SQLite: entries, tiles, index and public disclosures of a batch, in one transaction.

``ledger.db`` holds the library's table of events (``rowid`` = index + 1, gapless) and beside it::

    tile         (level, n, hashes)            C2SP tlog-tiles: up to 256 hashes a row, level 0 the leaf hashes
    event_index  (id, sha256, position)        which event stands where; sha256 is that of its JWS, which holds the id,
                                               so one unique key makes both unique
    sealed       (digest, position)            every digest of a sealed field, once in the whole log
    disclosure   (position, texts)             🔓 disclosures of an entry joined by ~, withdrawable
    checkpoint   (size, note)                  every checkpoint ever published, with its cosignatures
    log          (origin)                      whose log this is

Triggers refuse to change or remove an entry, and to change a tile in any way but growing it. They stop mistakes, not
an attacker who owns the file: him the tree, the guard and the witnesses find out.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple, cast

from eventsourcing.persistence import IntegrityError, StoredEvent
from eventsourcing.sqlite import (
    SQLiteApplicationRecorder,
    SQLiteConnection,
    SQLiteConnectionPool,
    SQLiteCursor,
    SQLiteDatastore,
    SQLiteFactory,
    SQLiteTransaction,
)

from ledger.errors import StoreError
from ledger.rules import Target
from ledger.store.reader import altered
from ledger.store.wal import connect_writer
from ledger.tlog import tiles
from ledger.tlog.merkle import leaf_hash

SCHEMA_VERSION = 1
_TABLES = (
    """CREATE TABLE tile (
        level INTEGER NOT NULL, n INTEGER NOT NULL,
        hashes BLOB NOT NULL CHECK (length(hashes) BETWEEN 32 AND 8192 AND length(hashes) % 32 = 0),
        PRIMARY KEY (level, n)
    ) STRICT""",
    """CREATE TABLE event_index (
        id TEXT PRIMARY KEY, sha256 TEXT NOT NULL, position INTEGER NOT NULL
    ) STRICT, WITHOUT ROWID""",
    "CREATE TABLE sealed (digest TEXT PRIMARY KEY, position INTEGER NOT NULL) STRICT, WITHOUT ROWID",
    "CREATE TABLE disclosure (position INTEGER PRIMARY KEY, texts TEXT NOT NULL) STRICT",
    "CREATE TABLE checkpoint (size INTEGER PRIMARY KEY, note BLOB NOT NULL) STRICT",
    "CREATE TABLE log (origin TEXT NOT NULL) STRICT",
)
# REPLACE removes rows without firing a DELETE trigger, hence those on INSERT. An entry may not choose its place:
# before an INSERT without a rowid NEW.rowid is -1, and after it -1 can only have been chosen.
_TRIGGERS = (
    """CREATE TRIGGER entry_kept BEFORE DELETE ON stored_events
        BEGIN SELECT RAISE(ABORT, 'append-only: entries are never removed'); END""",
    """CREATE TRIGGER entry_unchanged BEFORE UPDATE ON stored_events
        BEGIN SELECT RAISE(ABORT, 'append-only: entries are never changed'); END""",
    """CREATE TRIGGER entry_continues BEFORE INSERT ON stored_events
        WHEN NEW.rowid <> -1 OR NEW.originator_version IS NOT 1 + coalesce(
            (SELECT max(originator_version) FROM stored_events WHERE originator_id = NEW.originator_id), 0)
        BEGIN SELECT RAISE(ABORT, 'append-only: the next event of a stream has the next version'); END""",
    """CREATE TRIGGER entry_is_counted AFTER INSERT ON stored_events WHEN NEW.rowid < 1
        BEGIN SELECT RAISE(ABORT, 'append-only: entries are counted from 1'); END""",
    """CREATE TRIGGER tile_kept BEFORE DELETE ON tile
        BEGIN SELECT RAISE(ABORT, 'append-only: tiles are never removed'); END""",
    """CREATE TRIGGER tile_only_grows BEFORE UPDATE ON tile
        WHEN NEW.level <> OLD.level OR NEW.n <> OLD.n OR length(NEW.hashes) <= length(OLD.hashes)
             OR substr(NEW.hashes, 1, length(OLD.hashes)) <> OLD.hashes
        BEGIN SELECT RAISE(ABORT, 'append-only: a tile only grows'); END""",
    """CREATE TRIGGER tile_begins BEFORE INSERT ON tile
        WHEN NEW.rowid <> -1 OR EXISTS (SELECT 1 FROM tile WHERE level = NEW.level AND n = NEW.n)
        BEGIN SELECT RAISE(ABORT, 'append-only: a tile only grows'); END""",
)


class Indexed(NamedTuple):
    """What the index keeps of an event, beside its entry."""

    event_id: str
    sha256: str
    digests: tuple[str, ...]
    public: tuple[str, ...]
    """🔓 disclosures, in the order of the event's sealed fields."""


class LedgerRecorder(SQLiteApplicationRecorder):
    """Stores batches of events with all that must never part from them."""

    def __init__(self, datastore: SQLiteDatastore, events_table_name: str = "stored_events") -> None:
        super().__init__(datastore, events_table_name)
        # Checked out of the pool for good: handing it out and back costs a third of a single append.
        self._writer = datastore.pool.get_connection()

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int] | None:
        """Store a batch; for the holder of the writer's lock, in one thread."""
        with SQLiteTransaction(self._writer, commit=True) as cursor:
            return self._insert_events(cursor, stored_events, **kwargs)

    def construct_create_table_statements(self) -> list[str]:
        """Return the library's table of events, then ours."""
        return [
            *super().construct_create_table_statements(),
            *_TABLES,
            *_TRIGGERS,
            f"PRAGMA user_version={SCHEMA_VERSION}",
        ]

    def create(self, origin: str) -> None:
        """Make all tables of a new book, and write whose it is, in one transaction."""
        with self.datastore.transaction(commit=True) as c:
            self._create_table(c)
            c.execute("INSERT INTO log VALUES (?)", (origin,))

    def _insert_events(
        self,
        c: SQLiteCursor,
        stored_events: Sequence[StoredEvent],
        *,
        expected_size: int | None = None,
        indexed: Sequence[Indexed] = (),
        **kwargs: Any,
    ) -> Sequence[int] | None:
        # The INSERT goes first: it takes the write lock. A SELECT before it would take a read snapshot that cannot
        # be upgraded once another process has written.
        rows = super()._insert_events(c, stored_events, **kwargs)
        if not rows:
            return rows
        start = rows[0] - 1
        if expected_size not in (None, start):
            raise IntegrityError(f"the ledger has {start} entries, expected {expected_size}")
        self._insert_index(c, start, stored_events, indexed)
        self._grow(c, start, [leaf_hash(event.state) for event in stored_events])
        return rows

    def _insert_index(
        self, c: SQLiteCursor, start: int, stored_events: Sequence[StoredEvent], indexed: Sequence[Indexed]
    ) -> None:
        positions = range(start, start + len(stored_events))
        placed = list(zip(positions, indexed, strict=True))
        c.executemany(
            "INSERT INTO event_index VALUES (?, ?, ?)", [(row.event_id, row.sha256, at) for at, row in placed]
        )
        sealed = [(digest, at) for at, row in placed for digest in row.digests]
        if sealed:
            c.executemany("INSERT INTO sealed VALUES (?, ?)", sealed)
        public = [(at, "~".join(row.public)) for at, row in placed if row.public]
        if public:
            c.executemany("INSERT INTO disclosure VALUES (?, ?)", public)

    def _grow(self, c: SQLiteCursor, start: int, hashes: list[bytes]) -> None:
        try:
            tiles.grow(partial(read_tile, c), partial(write_tile, c), start, hashes)
        except ValueError as error:
            raise altered(str(error)) from error


def read_tile(c: SQLiteCursor, level: int, n: int) -> bytes:
    """Return the hashes of a tile as they stand, full or partial; none where the tile has not begun."""
    c.execute("SELECT hashes FROM tile WHERE level = ? AND n = ?", (level, n))
    row = c.fetchone()
    return b"" if row is None else cast("bytes", row[0])


def write_tile(c: SQLiteCursor, level: int, n: int, hashes: bytes) -> None:
    """Begin a tile or replace it by one that continues it."""
    c.execute("UPDATE tile SET hashes = ? WHERE level = ? AND n = ?", (hashes, level, n))
    if c.sqlite_cursor.rowcount == 0:
        c.execute("INSERT INTO tile VALUES (?, ?, ?)", (level, n, hashes))


class Snapshot:
    """What the ledger holds at one moment, inside one read transaction; satisfies the rules' port `Index`."""

    def __init__(self, cursor: SQLiteCursor) -> None:
        self._cursor = cursor
        self.size = self._value("SELECT max(rowid) FROM stored_events") or 0

    def _value(self, statement: str, *parameters: object) -> Any:
        row = self._row(statement, *parameters)
        return None if row is None else row[0]

    def _row(self, statement: str, *parameters: object) -> Any:
        self._cursor.execute(statement, parameters)
        return self._cursor.fetchone()

    def entry(self, index: int) -> bytes:
        """Return the entry at a 0-based index below `size`.

        Raises:
            StoreError: ``store.altered``.
        """
        entry = self._value("SELECT CAST(state AS BLOB) FROM stored_events WHERE rowid = ?", index + 1)
        if entry is None:
            raise altered(f"the entry {index} of {self.size} is not there")
        return cast("bytes", entry)

    def positions(self, stream: str, stop: int) -> list[int]:
        """Return the indexes below ``stop`` of a stream's entries, in order."""
        self._cursor.execute(
            "SELECT rowid - 1 FROM stored_events WHERE originator_id = ? AND rowid <= ? ORDER BY rowid", (stream, stop)
        )
        return [row[0] for row in self._cursor.fetchall()]

    def target(self, event_id: str) -> Target | None:
        """Return where the event with this id stands, or None."""
        row = self._row(
            "SELECT position, sha256, topic, originator_id FROM event_index JOIN stored_events"
            " ON stored_events.rowid = position + 1 WHERE id = ?",
            event_id,
        )
        return None if row is None else Target(*row)

    def has_digest(self, digest: str) -> bool:
        """Tell whether a sealed field with this digest was admitted."""
        return self._value("SELECT 1 FROM sealed WHERE digest = ?", digest) is not None

    def tile(self, level: int, n: int) -> bytes:
        """Return the hashes of a tile as they stand."""
        return read_tile(self._cursor, level, n)

    def checkpoint(self) -> tuple[int, bytes] | None:
        """Return size and note of the latest published checkpoint."""
        row = self._row("SELECT size, note FROM checkpoint ORDER BY size DESC LIMIT 1")
        return None if row is None else (row[0], row[1])

    def check_schema_version(self) -> None:
        """Refuse a database that this version of the program does not know.

        Raises:
            StoreError: ``store.version``.
        """
        version = self._value("PRAGMA user_version")
        if version != SCHEMA_VERSION:
            raise StoreError(
                "store.version",
                f"the book has the layout {version}, this program knows {SCHEMA_VERSION}",
                advice="Use the version of mingzhang that wrote the book, or a newer one.",
            )

    def origin(self) -> str:
        """Return whose log this is."""
        return cast("str", self._value("SELECT origin FROM log"))


@contextmanager
def snapshot(datastore: SQLiteDatastore) -> Iterator[Snapshot]:
    """Look at the ledger inside one read transaction."""
    with datastore.transaction(commit=False) as cursor:
        yield Snapshot(cursor)


class _DurablePool(SQLiteConnectionPool):
    """The library's pool over connections of ours.

    The library's own take ``synchronous`` as SQLite happens to be compiled, and keep one prepared statement
    (``cached_statements=True`` is 1), so that each append would parse all its statements again.
    """

    def _create_connection(self) -> SQLiteConnection:
        try:
            connection = connect_writer(Path(self.db_name))
        except sqlite3.Error as error:
            raise StoreError(
                "store.unusable",
                f"cannot open {self.db_name}: {error}",
                advice="Run the command as the owner of the folder; if the file itself is damaged, restore it.",
            ) from error
        connection.row_factory = sqlite3.Row
        return SQLiteConnection(connection, max_age=self.max_age)


class LedgerFactory(SQLiteFactory):
    """Makes the recorder over one durable pool of connections."""

    application_recorder_class = LedgerRecorder

    def __init__(self, env: Any) -> None:
        super().__init__(env)
        self.datastore.pool = _DurablePool(db_name=self.datastore.pool.db_name)
