"""The SQLite recorder beyond its contract: what the file itself refuses, and what is really in force."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.store.layout import Folder
from ledger.store.sqlite import SCHEMA_VERSION
from ledger.store.wal import connect_writer
from tests.contracts.engines import CAST, SQLiteEngine, insert, rows
from tests.refusals import unstorable

STORED = 300


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SQLiteEngine]:
    """A book of 300 entries: two tiles at level 0, one at level 1."""
    made = SQLiteEngine.new(tmp_path)
    insert(made.recorder, rows(0, STORED))
    made.publish()
    yield made
    made.close()


@pytest.fixture
def file(engine: SQLiteEngine, tmp_path: Path) -> Iterator[sqlite3.Connection]:
    """The database as somebody opens it who may write it, and who makes a mistake."""
    assert engine
    connection = connect_writer(Folder(tmp_path / "book").ledger_db)
    connection.create_function("grown", 2, lambda held, more: held + more)
    yield connection
    connection.close()


def dump(connection: sqlite3.Connection) -> list[str]:
    return [*connection.iterdump(), *map(str, connection.execute("SELECT rowid FROM stored_events ORDER BY rowid"))]


ATTACKS = {
    "an entry is edited": "UPDATE stored_events SET state = x'00' WHERE rowid = 3",
    "an entry is written over with the same bytes": "UPDATE stored_events SET state = state WHERE rowid = 3",
    "an entry is moved to another stream": "UPDATE stored_events SET originator_id = 'fund/x' WHERE rowid = 3",
    "an entry is moved to another place": "UPDATE stored_events SET rowid = 999 WHERE rowid = 3",
    "an entry is given another type": "UPDATE stored_events SET topic = 'x' WHERE rowid = 300",
    "an entry is removed": "DELETE FROM stored_events WHERE rowid = 3",
    "the last entry is removed": "DELETE FROM stored_events WHERE rowid = 300",
    "all entries are removed": "DELETE FROM stored_events",
    "an entry is replaced": "REPLACE INTO stored_events VALUES ('fund/common', 3, 't', x'00')",
    "an entry is replaced by its place": "REPLACE INTO stored_events (rowid, originator_id, originator_version, topic,"
    " state) VALUES (3, 'fund/common', 301, 't', x'00')",
    "the last entry is replaced by its place": "REPLACE INTO stored_events (rowid, originator_id, originator_version,"
    " topic, state) VALUES (300, 'fund/common', 301, 't', x'00')",
    "an entry is replaced by an upsert": "INSERT INTO stored_events VALUES ('fund/common', 3, 't', x'00')"
    " ON CONFLICT DO UPDATE SET state = x'00'",
    "an update replaces another entry": "UPDATE OR REPLACE stored_events SET originator_version = 4 WHERE rowid = 3",
    "a version is left out": "INSERT INTO stored_events VALUES ('fund/common', 302, 't', x'00')",
    "a version is used again": "INSERT INTO stored_events VALUES ('fund/common', 300, 't', x'00')",
    "a stream begins at 2": "INSERT INTO stored_events VALUES ('fund/new', 2, 't', x'00')",
    "a stream begins at 0": "INSERT INTO stored_events VALUES ('fund/new', 0, 't', x'00')",
    "a version is no number": "INSERT INTO stored_events VALUES ('fund/common', 'x', 't', x'00')",
    "a version is missing": "INSERT INTO stored_events VALUES ('fund/common', NULL, 't', x'00')",
    "an entry chooses the next place": "INSERT INTO stored_events (rowid, originator_id, originator_version, topic,"
    " state) VALUES (301, 'fund/common', 301, 't', x'00')",
    "an entry leaves a gap": "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (400, 'fund/common', 301, 't', x'00')",
    "an entry takes the last place there is": "INSERT INTO stored_events (rowid, originator_id, originator_version,"
    " topic, state) VALUES (9223372036854775807, 'fund/common', 301, 't', x'00')",
    "an entry hides at place 0": "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (0, 'fund/common', 301, 't', x'00')",
    "an entry hides at place -1": "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (-1, 'fund/common', 301, 't', x'00')",
    "an entry hides at place -7": "INSERT INTO stored_events (rowid, originator_id, originator_version, topic, state)"
    " VALUES (-7, 'fund/common', 301, 't', x'00')",
    "a tile is removed": "DELETE FROM tile WHERE level = 0 AND n = 1",
    "a tile shrinks": "UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 0 AND n = 1",
    "a tile is emptied": "UPDATE tile SET hashes = x'' WHERE level = 0 AND n = 1",
    "a tile is rewritten": "UPDATE tile SET hashes = randomblob(length(hashes)) WHERE level = 0 AND n = 1",
    "a tile is rewritten as it grows": "UPDATE tile SET hashes = randomblob(length(hashes) + 32) WHERE n = 1",
    "the last hash of a tile changes as it grows": "UPDATE tile SET hashes ="
    " grown(substr(hashes, 1, length(hashes) - 1), randomblob(33)) WHERE level = 0 AND n = 1",
    "a full tile grows": "UPDATE tile SET hashes = grown(hashes, zeroblob(32)) WHERE level = 0 AND n = 0",
    "a tile grows by part of a hash": "UPDATE tile SET hashes = grown(hashes, x'00') WHERE level = 0 AND n = 1",
    "a tile begins with part of a hash": "INSERT INTO tile VALUES (0, 2, zeroblob(33))",
    "a tile begins empty": "INSERT INTO tile VALUES (0, 2, x'')",
    "a tile begins wider than a tile is": "INSERT INTO tile VALUES (0, 2, zeroblob(32 * 257))",
    "a tile is moved": "UPDATE tile SET n = 7 WHERE level = 0 AND n = 1",
    "a tile changes its level": "UPDATE tile SET level = 3 WHERE level = 0 AND n = 1",
    "a tile is replaced": "REPLACE INTO tile VALUES (0, 1, zeroblob(32 * 200))",
    "a tile is replaced by its place in the file": "REPLACE INTO tile (rowid, level, n, hashes)"
    " VALUES (1, 9, 9, zeroblob(32))",
    "a tile is replaced by an upsert": "INSERT INTO tile VALUES (0, 1, zeroblob(32))"
    " ON CONFLICT DO UPDATE SET hashes = zeroblob(32)",
}  # fmt: skip


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_file_refuses(file: sqlite3.Connection, attack: str) -> None:
    before = dump(file)
    with pytest.raises(sqlite3.IntegrityError, match=r"append-only: |CHECK constraint"):
        file.execute(ATTACKS[attack])
    assert dump(file) == before


def test_control_an_honest_append_passes_the_same_triggers(file: sqlite3.Connection) -> None:
    file.execute("INSERT INTO stored_events VALUES ('fund/common', 301, 't', x'00'), ('fund/new', 1, 't', x'00')")
    file.execute("UPDATE tile SET hashes = grown(hashes, zeroblob(32)) WHERE level = 0 AND n = 1")
    file.execute("INSERT INTO tile VALUES (0, 2, zeroblob(32))")
    assert file.execute("SELECT max(rowid), min(rowid) FROM stored_events").fetchone() == (302, 1)


def test_every_connection_of_the_recorder_is_durable(engine: SQLiteEngine) -> None:
    """2 is FULL: a commit is on the disk when it is answered. The library alone would take SQLite's default."""
    with engine.recorder.datastore.transaction(commit=False) as pooled:
        cursors: list[sqlite3.Cursor] = [pooled.sqlite_cursor, engine.recorder._writer.cursor().sqlite_cursor]
        for cursor in cursors:
            assert cursor.execute("PRAGMA synchronous").fetchone()[0] == 2
            assert cursor.execute("PRAGMA journal_mode").fetchone()[0] == "wal"
            assert cursor.execute("PRAGMA busy_timeout").fetchone()[0] == 10_000


def test_a_commit_is_in_the_file_of_the_log_before_it_is_answered(engine: SQLiteEngine, tmp_path: Path) -> None:
    """A copy of the files, taken while the writer is still open, holds what was acknowledged."""
    insert(engine.recorder, rows(STORED, STORED + 1))
    copy = tmp_path / "copy.db"
    for suffix in ("", "-wal"):
        Path(f"{copy}{suffix}").write_bytes(Path(f"{Folder(tmp_path / 'book').ledger_db}{suffix}").read_bytes())
    connection = sqlite3.connect(copy)
    assert connection.execute("SELECT max(rowid) FROM stored_events").fetchone() == (STORED + 1,)
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.close()


# A file that somebody has damaged who knows how to get past the triggers.


def damage(connection: sqlite3.Connection, statement: str) -> None:
    for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    connection.execute(statement)


DAMAGES = {
    "a tile is short": "UPDATE tile SET hashes = substr(hashes, 1, 32) WHERE level = 0 AND n = 1",
    "a tile is long": "UPDATE tile SET hashes = grown(hashes, zeroblob(32)) WHERE level = 0 AND n = 1",
    "a tile is gone": "DELETE FROM tile WHERE level = 0 AND n = 1",
}


@pytest.mark.parametrize("what", DAMAGES)
def test_an_append_on_damaged_tiles_is_refused_and_stores_nothing(
    engine: SQLiteEngine, file: sqlite3.Connection, what: str
) -> None:
    damage(file, DAMAGES[what])
    before = dump(file)
    with unstorable("store.altered"):
        insert(engine.recorder, rows(STORED, STORED + 1))
    assert dump(file) == before


def test_an_entry_that_is_gone_is_missed_where_it_is_read(engine: SQLiteEngine, file: sqlite3.Connection) -> None:
    damage(file, "DELETE FROM stored_events WHERE rowid = 8")
    with engine.look() as now:
        now.entry(6)
        with unstorable("store.altered"):
            now.entry(7)


def test_a_layout_that_this_program_does_not_know(engine: SQLiteEngine, file: sqlite3.Connection) -> None:
    with engine.look() as now:
        now.check_schema_version()
    file.execute(f"PRAGMA user_version={SCHEMA_VERSION + 1}")
    with engine.look() as now, unstorable("store.version"):
        now.check_schema_version()


def test_a_new_book_is_made_whole_or_not_at_all(tmp_path: Path) -> None:
    paths = Folder(tmp_path / "book")
    engine = SQLiteEngine.new(tmp_path)
    with pytest.raises(Exception, match="already exists"):
        engine.recorder.create(CAST.origin)
    engine.close()
    connection = sqlite3.connect(paths.ledger_db)
    assert connection.execute("SELECT count(*) FROM log").fetchone() == (1,)
    connection.close()


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    paths = Folder(tmp_path / "book")
    SQLiteEngine.new(tmp_path).close()
    paths.ledger_db.write_bytes(b"not a database" * 1000)
    with unstorable("store.damaged"):
        SQLiteEngine(paths)


def _full(connection: sqlite3.Connection) -> None:
    pages = connection.execute("PRAGMA page_count").fetchone()[0]
    connection.execute(f"PRAGMA max_page_count={pages}")


@pytest.mark.parametrize("prepare", [_full])
def test_a_disk_without_room_stores_nothing(
    engine: SQLiteEngine, file: sqlite3.Connection, prepare: Callable[[sqlite3.Connection], None]
) -> None:
    """SQLite answers as on a full disk when a file may not grow any more."""
    prepare(engine.recorder._writer._sqlite_conn)
    before = dump(file)
    large = StoredEvent("fund/common", STORED + 1, "t", bytes(60_000))
    with pytest.raises(Exception, match="full"):
        engine.recorder.insert_events([large], indexed=[rows(STORED, STORED + 1)[0].indexed])
    assert dump(file) == before
    engine.recorder._writer._sqlite_conn.execute("PRAGMA max_page_count=1000000")
    insert(engine.recorder, rows(STORED, STORED + 1), expected_size=STORED)
