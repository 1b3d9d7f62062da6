"""Opening SQLite files in WAL mode: durable for the one writer, read-only for readers who may be another user.

A write-ahead log needs two files beside the database, ``ledger.db-wal`` and ``ledger.db-shm``. The last writer to
close removes them, and a reader that may not write into the folder can then not open the database at all. So a writer
that has closed puts both back, empty, with the mode of the database; SQLite (since 3.22) then reads without ever
writing (docs/adr/0002-read-only-readers.md). Between the removal and the return lies a moment in which a reader is
refused, and another while a writer starts up; `ReadOnlyConnection` waits such moments out.

What holds the file of a database may copy it; only the owner of the folder can write it.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

from ledger.errors import StoreError

_Answer = TypeVar("_Answer")

BUSY_TIMEOUT_SECONDS = 10
PATIENCE_SECONDS = 2.0
_PAUSE_SECONDS = 0.01
_PASSING = {
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_READONLY_RECOVERY,
    sqlite3.SQLITE_READONLY_CANTLOCK,
    sqlite3.SQLITE_READONLY_CANTINIT,
    sqlite3.SQLITE_READONLY_DIRECTORY,
}
"""What a reader may meet while a writer starts or ends. Plain SQLITE_READONLY, an attempt to write, is not in it."""


def connect_writer(database: Path) -> sqlite3.Connection:
    """Open a database for writing, so that an acknowledged commit survives a loss of power.

    The connection is in autocommit mode: transactions are begun and ended by hand.
    """
    connection = sqlite3.connect(database, isolation_level=None, check_same_thread=False)
    connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
    connection.execute("PRAGMA journal_mode=WAL")
    connection.execute("PRAGMA synchronous=FULL")
    return connection


def create_file(database: Path, mode: int) -> None:
    """Create an empty database file with exactly this mode, whatever the umask says; SQLite's side files follow it.

    Raises:
        StoreError: ``community.exists``.
    """
    try:
        descriptor = os.open(database, os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
    except FileExistsError as error:
        raise StoreError(
            "community.exists", f"{database} is already there", advice="Choose another community id or --home."
        ) from error
    os.fchmod(descriptor, mode)
    os.close(descriptor)


def leave_side_files(database: Path) -> None:
    """Put ``-wal`` and ``-shm`` back, empty, for readers who may not create them; call it after closing a writer.

    An existing file is never opened here: closing a second descriptor of ``-shm`` would drop the locks that this
    process holds on it through SQLite (POSIX advisory locks belong to the process).
    """
    mode = database.stat().st_mode & 0o777
    for suffix in ("-wal", "-shm"):
        try:
            descriptor = os.open(f"{database}{suffix}", os.O_CREAT | os.O_EXCL | os.O_WRONLY, mode)
        except FileExistsError:
            continue
        os.fchmod(descriptor, mode)
        os.close(descriptor)


class ReadOnlyConnection(sqlite3.Connection):
    """A connection that cannot write and that waits, at most two seconds, while a writer starts or ends."""

    def execute(self, *args: Any) -> sqlite3.Cursor:
        """Execute one statement, as the base class does."""
        return _patiently(lambda: super(ReadOnlyConnection, self).execute(*args))


def _patiently(ask: Callable[[], _Answer]) -> _Answer:
    give_up_at = time.monotonic() + PATIENCE_SECONDS
    while True:
        try:
            return ask()
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode not in _PASSING or time.monotonic() > give_up_at:
                raise
            time.sleep(_PAUSE_SECONDS)


def connect_reader(database: Path) -> ReadOnlyConnection:
    """Open a database for reading alone (``mode=ro`` and ``query_only``); rows come as `sqlite3.Row`.

    One thread at a time may use the connection, not always the same.

    Raises:
        StoreError: ``store.missing``, ``store.unreadable``, ``store.damaged``.
    """
    if not database.exists():
        raise StoreError(
            "store.missing", f"there is no {database}", advice="Check --home and --community, or found the book first."
        )
    uri = f"{database.absolute().as_uri()}?mode=ro"
    try:
        connection = _patiently(
            lambda: sqlite3.connect(
                uri, uri=True, isolation_level=None, check_same_thread=False, factory=ReadOnlyConnection
            )
        )
        connection.execute("PRAGMA query_only=ON")
        connection.execute(f"PRAGMA busy_timeout={BUSY_TIMEOUT_SECONDS * 1000}")
        connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()
    except sqlite3.OperationalError as error:
        raise StoreError(
            "store.unreadable",
            f"cannot read {database}: {error}",
            advice="Run `mingzhang publish` as the owner of the folder once, which puts the -wal and -shm files back.",
        ) from error
    except sqlite3.DatabaseError as error:
        raise StoreError(
            "store.damaged",
            f"{database} is damaged: {error}",
            advice="Views are made anew by `mingzhang rebuild`; the book itself comes back from its backup "
            "(docs/how-to/recover.md).",
        ) from error
    connection.row_factory = sqlite3.Row
    return connection
