"""The reader beyond its contract: as another user, of a book that is not there, and of one that was damaged."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.layout import Folder
from ledger.store.reader import Reader
from ledger.store.wal import connect_writer, leave_side_files
from tests.contracts.engines import CAST, SQLiteEngine, insert, rows
from tests.other_user import as_nobody, let_others_in, needs_root
from tests.refusals import unstorable

PUBLISHED = 600

READ_EVERYTHING = """
from tests.contracts.engines import rows
folder = Path(sys.argv[1])
for act in (
    lambda: (folder / "private" / "vault.db").read_bytes(),
    lambda: list((folder / "private").iterdir()),
    lambda: (folder / "public" / "new").touch(),
    lambda: (folder / "public" / "ledger.db").open("r+b"),
    lambda: (folder / "public" / "ledger.db").unlink(),
    lambda: (folder / "public" / "ledger.db-wal").open("r+b"),
    lambda: (folder / "public" / "ledger.db").rename(folder / "public" / "other.db"),
):
    try:
        act()
    except PermissionError:
        continue
    sys.exit("this user may do more than read public/")
with Reader.open(folder / "public") as reader:
    assert list(reader.entries(0, 1000)) == [row.stored.state for row in rows(0, 600)]
    assert len(list(reader.disclosures(0, 1000))) == 1200
    assert [len(reader.tile(0, n)) for n in range(3)] == [8192, 8192, 32 * 88]
    assert reader.index_of_hash(rows(7, 8)[0].indexed.sha256) == 7
    print(reader.origin, reader.size, len(reader.checkpoints()))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """A closed book of 600 published entries and one more."""
    engine = SQLiteEngine.new(tmp_path)
    insert(engine.recorder, rows(0, PUBLISHED))
    engine.publish()
    insert(engine.recorder, rows(PUBLISHED, PUBLISHED + 1))
    engine.close()
    folder = Folder(tmp_path / "book")
    leave_side_files(folder.ledger_db)
    return folder


@pytest.fixture
def file(folder: Folder) -> Iterator[sqlite3.Connection]:
    """The database in the hands of somebody who has removed its triggers."""
    connection = connect_writer(folder.ledger_db)
    for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        connection.execute(f"DROP TRIGGER {trigger}")
    yield connection
    connection.close()


@needs_root
def test_another_user_reads_everything_that_is_public_and_can_do_nothing_else(folder: Folder) -> None:
    let_others_in(folder.path.parent)
    imports = "from pathlib import Path\nfrom ledger.store.reader import Reader\nimport tests.contracts.engines"
    assert as_nobody(imports, READ_EVERYTHING, folder.path).split() == [CAST.origin, str(PUBLISHED), "1"]


def test_a_book_that_is_not_there(tmp_path: Path) -> None:
    with unstorable("store.missing"):
        Reader.open(tmp_path)


def test_a_reader_holds_no_lock_and_cannot_write(folder: Folder) -> None:
    with Reader.open(folder.public) as reader:
        assert reader.size == PUBLISHED
        with pytest.raises(sqlite3.OperationalError, match="readonly"):
            reader._connection.execute("DELETE FROM checkpoint")
        engine = SQLiteEngine(folder)
        insert(engine.recorder, rows(PUBLISHED + 1, PUBLISHED + 2))
        engine.close()
        assert reader.stored == PUBLISHED + 2


@pytest.mark.parametrize("gone", [1, 8, PUBLISHED])
def test_an_entry_that_is_gone_is_missed(folder: Folder, file: sqlite3.Connection, gone: int) -> None:
    """Without this the entries behind it would move up by one, each under its neighbour's number."""
    file.execute("DELETE FROM stored_events WHERE rowid = ?", (gone,))
    with Reader.open(folder.public) as reader:
        with unstorable("store.altered"):
            list(reader.entries(0, PUBLISHED))
        with unstorable("store.altered"):
            reader.entry(gone - 1)
        assert reader.entry(300) == rows(300, 301)[0].stored.state


@pytest.mark.parametrize(
    "statement",
    ["DELETE FROM tile WHERE level = 0 AND n = 1", "UPDATE tile SET hashes = zeroblob(32) WHERE level = 0 AND n = 1"],
)
def test_a_tile_that_is_gone_or_short_is_missed(folder: Folder, file: sqlite3.Connection, statement: str) -> None:
    file.execute(statement)
    with Reader.open(folder.public) as reader:
        with unstorable("store.altered"):
            reader.tile(0, 1)
        assert len(reader.tile(0, 0)) == 8192


def test_an_entry_that_was_stored_anew_as_text_is_read_as_the_bytes_that_it_is(
    folder: Folder, file: sqlite3.Connection
) -> None:
    """SQLite keeps a type beside each value; a hash of text would end in a `TypeError` instead of a verdict."""
    file.execute("UPDATE stored_events SET state = ? WHERE rowid = 4", ("書",))
    with Reader.open(folder.public) as reader:
        assert reader.entry(3) == "書".encode()
