"""WAL: durable for the one who writes, readable for those who may not even make a file in the folder."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ledger.store.wal import connect_reader, connect_writer, create_file, leave_side_files
from tests.other_user import ROOT, as_nobody, let_others_in, needs_root
from tests.refusals import unstorable

READ = "from pathlib import Path\nfrom ledger.store.wal import connect_reader\nfrom ledger.errors import StoreError"
COUNT = "print(connect_reader(Path(sys.argv[1])).execute('SELECT count(*) FROM t').fetchone()[0])"

WRITE_AND_WAIT = """
import sys
from pathlib import Path
from ledger.store.wal import connect_writer
connection = connect_writer(Path(sys.argv[1]))
connection.execute("INSERT INTO t VALUES (1)")
connection.execute("BEGIN IMMEDIATE")
connection.execute("INSERT INTO t VALUES (2)")
print("written", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def database(tmp_path: Path) -> Path:
    """A closed database of one row, which other users may read and its folder nobody else may write."""
    path = tmp_path / "public" / "ledger.db"
    path.parent.mkdir()
    create_file(path, 0o644)
    writer = connect_writer(path)
    writer.execute("CREATE TABLE t (x)")
    writer.execute("INSERT INTO t VALUES (0)")
    writer.close()
    leave_side_files(path)
    let_others_in(path.parent)
    return path


def side_files(database: Path) -> dict[str, int]:
    return {path.name: path.stat().st_mode & 0o777 for path in database.parent.glob("ledger.db-*")}


def test_a_writer_commits_to_the_disk(database: Path) -> None:
    writer = connect_writer(database)
    for pragma, wanted in (("synchronous", 2), ("journal_mode", "wal"), ("busy_timeout", 10_000)):
        assert writer.execute(f"PRAGMA {pragma}").fetchone() == (wanted,)
    assert not writer.in_transaction
    writer.close()


def test_a_new_file_is_never_made_over_another(tmp_path: Path) -> None:
    create_file(tmp_path / "new.db", 0o640)
    assert (tmp_path / "new.db").stat().st_mode & 0o777 == 0o640
    (tmp_path / "new.db").write_bytes(b"content")
    with unstorable("community.exists"):
        create_file(tmp_path / "new.db", 0o640)
    assert (tmp_path / "new.db").read_bytes() == b"content"


def test_the_side_files_are_put_back_empty_with_the_mode_of_the_database(database: Path) -> None:
    assert side_files(database) == {"ledger.db-wal": 0o644, "ledger.db-shm": 0o644}
    assert all(path.stat().st_size == 0 for path in database.parent.glob("ledger.db-*"))
    for path in database.parent.glob("ledger.db-*"):
        path.unlink()
    database.chmod(0o600)
    leave_side_files(database)
    assert set(side_files(database).values()) == {0o600}


def test_side_files_in_use_are_left_alone(database: Path) -> None:
    writer = connect_writer(database)
    writer.execute("INSERT INTO t VALUES (1)")
    before = {path: path.read_bytes() for path in database.parent.glob("ledger.db-*")}
    leave_side_files(database)
    assert {path: path.read_bytes() for path in before} == before
    assert all(before.values())
    writer.close()


@pytest.mark.parametrize(
    "statement",
    ["INSERT INTO t VALUES (1)", "DELETE FROM t", "DROP TABLE t", "CREATE TABLE u (x)", "PRAGMA user_version=7"],
)
def test_a_reader_cannot_write_even_as_the_owner(database: Path, statement: str) -> None:
    before = database.read_bytes()
    reader = connect_reader(database)
    assert reader.execute("PRAGMA query_only").fetchone()[0] == 1
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute(statement)
    reader.execute("PRAGMA query_only=OFF")
    with pytest.raises(sqlite3.OperationalError, match="readonly"):
        reader.execute(statement)
    reader.close()
    assert database.read_bytes() == before


def test_a_reader_takes_a_path_with_any_characters(tmp_path: Path) -> None:
    for name in ("a b", "a?mode=rwc", "a#b", "a%20b", "样例", "a'b"):
        (tmp_path / name).mkdir()
        path = tmp_path / name / "ledger.db"
        writer = connect_writer(path)
        writer.execute("CREATE TABLE t (x)")
        writer.close()
        reader = connect_reader(path)
        assert reader.execute("SELECT count(*) FROM t").fetchone()[0] == 0
        reader.close()


def test_a_database_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    with unstorable("store.missing"):
        connect_reader(tmp_path / "ledger.db")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("content", [b"not a database" * 100, b"SQLite format 3\0" + b"\xff" * 200])
def test_a_file_that_is_no_database(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ledger.db").write_bytes(content)
    with unstorable("store.damaged"):
        connect_reader(tmp_path / "ledger.db")


# As another user of the machine.


@needs_root
def test_another_user_reads_with_no_writer_running(database: Path) -> None:
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in database.parent.iterdir()}
    assert as_nobody(READ, COUNT, database) == "1\n"
    after = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in database.parent.iterdir()}
    assert after == before


@needs_root
def test_control_without_the_side_files_another_user_cannot_read(database: Path) -> None:
    for path in database.parent.glob("ledger.db-*"):
        path.unlink()
    refused = f"try:\n    {COUNT}\nexcept StoreError as error:\n    print(error.rule_id)"
    assert as_nobody(READ, refused, database) == "store.unreadable\n"


@needs_root
def test_another_user_reads_what_is_committed_while_a_writer_is_busy_and_after_it_was_killed(database: Path) -> None:
    command = [sys.executable, "-c", WRITE_AND_WAIT, str(database)]
    writer = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    assert writer.stdout is not None
    assert writer.stdout.readline() == "written\n"
    assert as_nobody(READ, COUNT, database) == "2\n"
    writer.send_signal(signal.SIGKILL)
    writer.communicate(timeout=20)
    assert as_nobody(READ, COUNT, database) == "2\n"
    healing = connect_writer(database)
    assert healing.execute("SELECT count(*) FROM t").fetchone() == (2,)
    healing.close()
    leave_side_files(database)
    assert as_nobody(READ, COUNT, database) == "2\n"


@needs_root
def test_another_user_opens_and_reads_while_writers_come_and_go(database: Path) -> None:
    code = """
seen = 0
for _ in range(150):
    connection = connect_reader(Path(sys.argv[1]))
    now = connection.execute("SELECT count(*) FROM t").fetchone()[0]
    assert now >= seen, (now, seen)
    seen = now
    connection.close()
print("read", flush=True)
"""
    come_and_go = f"""
import sys, time
sys.path.insert(0, {str(ROOT)!r})
from pathlib import Path
from ledger.store.wal import connect_writer, leave_side_files
path = Path(sys.argv[1])
while True:
    writer = connect_writer(path)
    writer.execute("INSERT INTO t VALUES (1)")
    writer.close()
    leave_side_files(path)
    time.sleep(0.001)
"""
    writers = subprocess.Popen([sys.executable, "-c", come_and_go, str(database)])
    try:
        assert as_nobody(READ, code, database) == "read\n"
    finally:
        writers.kill()
        writers.wait()
