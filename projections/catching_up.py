"""``views.db``: brought up to the latest checkpoint page by page, or made anew.

A crash between pages loses nothing: the next run goes on from the position that stands in ``views.db``. Rows depend
on nothing but the entries and their public disclosures, so `rebuild` gives the same tables as any sequence of
`catch_up`. One writer at a time, which ``views.lock`` beside it sees to.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path

from ledger.errors import StoreError
from ledger.store.layout import check_writable
from ledger.store.lock import writer_lock
from ledger.store.reader import Reader
from ledger.store.wal import connect_reader, connect_writer, create_file, leave_side_files, unreadable
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import parse_note
from projections import schema
from projections.projector import Progress, Projector, Published

PAGE = 500
VIEWS = "views.db"
LOCK = "views.lock"
_MODE = 0o644
_LOCK_MODE = 0o600
_SIDE_FILES = ("-wal", "-shm")
_REBUILD = (
    "The book is whole, and what was appended is in it: do not append it again. Run `mingzhang rebuild`, which makes "
    "the views anew."
)
_MAKE_ROOM = "Make sure that the disk has room and the folder can be written, then run `mingzhang rebuild` again."


def _silent(_done: int, _total: int) -> None:
    """Report no progress."""


def catch_up(public: Path, progress: Progress = _silent, page: int = PAGE) -> int:
    """Bring the views of the book in ``public`` up to its latest checkpoint; return the size they now show.

    ``progress`` is told how many entries are shown, of how many published ones.

    Raises:
        StoreError: ``views.ahead``, ``views.other_history``, ``views.unusable``, ``store.missing``,
            ``ledger.locked``, ``community.denied``.
    """
    with _only_writer(public), Reader.open(public) as reader, _usable(public / VIEWS, _REBUILD):
        return _fill(public / VIEWS, reader, progress, page)


def rebuild(public: Path, progress: Progress = _silent) -> int:
    """Make the views anew beside the old ones and put them in their place; return the size they show.

    Who reads the old ones reads them to the end.

    Raises:
        StoreError: ``views.unusable``, ``store.missing``, ``ledger.locked``, ``community.denied``.
    """
    shown = public / VIEWS
    fresh = public / f"{VIEWS}.new"
    with _only_writer(public), Reader.open(public) as reader, _usable(fresh, _MAKE_ROOM):
        _remove(fresh, "", *_SIDE_FILES)
        size = _fill(fresh, reader, progress, PAGE)
        if size:
            _settle(shown)
            _remove(fresh, *_SIDE_FILES)
            _remove(shown, *_SIDE_FILES)
            fresh.replace(shown)
            leave_side_files(shown)
    return size


def position(public: Path) -> int:
    """Return how many entries the views show; 0 where there are none yet, or only those of another version.

    Raises:
        StoreError: ``store.damaged``, ``store.unreadable``.
    """
    database = public / VIEWS
    if not database.exists():
        return 0
    with closing(connect_reader(database)) as tables:
        try:
            if tables.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
                return 0
            row = tables.execute("SELECT size FROM progress").fetchone()
        except sqlite3.DatabaseError as error:
            raise unreadable(database, error) from error
    return row[0] if row else 0


def _fill(database: Path, reader: Reader, progress: Progress, page: int) -> int:
    note = reader.checkpoint()
    if note is None:
        return 0
    published = parse_checkpoint(parse_note(note).text)
    project(database, reader, published, progress, page)
    return published.size


def project(
    database: Path, log: Published, published: Checkpoint, progress: Progress = _silent, page: int = PAGE
) -> None:
    """Bring the views in the file ``database``, which may be new, up to a checkpoint of ``log``.

    Raises:
        StoreError: ``views.ahead``, ``views.other_history``.
    """
    if not database.exists():
        create_file(database, _MODE)
    with closing(connect_writer(database)) as tables:
        Projector(tables, log, published).run(progress, page)
    leave_side_files(database)


@contextmanager
def _usable(database: Path, advice: str) -> Iterator[None]:
    """Say what to do where the views cannot be written: the book itself is as it was."""
    try:
        yield
    except (sqlite3.Error, OSError) as error:
        raise StoreError("views.unusable", f"cannot write the views {database}: {error}", advice=advice) from error


@contextmanager
def _only_writer(public: Path) -> Iterator[None]:
    lock = public / LOCK
    check_writable(public, lock, public / VIEWS)
    lock.touch(_LOCK_MODE)
    with writer_lock(lock):
        yield


def _settle(database: Path) -> None:
    """Move what the write-ahead log still holds into the database: a crash may now take the log alone.

    What is no sound database has nothing to keep, and making it anew is what a rebuild is for.
    """
    if database.exists():
        with suppress(sqlite3.DatabaseError), closing(connect_writer(database)) as tables:
            tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def _remove(database: Path, *suffixes: str) -> None:
    for suffix in suffixes:
        Path(f"{database}{suffix}").unlink(missing_ok=True)
