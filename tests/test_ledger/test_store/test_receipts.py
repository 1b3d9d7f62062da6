"""Receipts: every one that is handed out proves its entry, and of a damaged book none is."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.layout import Folder
from ledger.store.receipts import receipt
from ledger.store.wal import connect_writer
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.proof import verify_proof
from tests.contracts.engines import CAST, SQLiteEngine, insert, rows
from tests.refusals import unstorable
from tests.test_ledger.test_tlog.reference import Tree, leaf

TREE = Tree([leaf(row.stored.state) for row in rows(0, 600)])


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[SQLiteEngine]:
    engine = SQLiteEngine.new(tmp_path)
    yield engine
    engine.close()


def proven(raw: bytes, index: int) -> int:
    """Check a receipt; return the size of the tree in which it stands."""
    checkpoint = verify_proof(raw, leaf_hash(rows(index, index + 1)[0].stored.state), CAST.log_vkey)
    assert (checkpoint.origin, checkpoint.root) == (CAST.origin, TREE.root(checkpoint.size))
    return checkpoint.size


def test_the_receipt_of_every_published_entry_verifies(engine: SQLiteEngine) -> None:
    insert(engine.recorder, rows(0, 300))
    engine.publish()
    insert(engine.recorder, rows(300, 310))
    with engine.reader() as reader:
        for index in (*range(0, 300, 7), 255, 256, 299):
            assert proven(receipt(reader, index), index) == 300
        for index in (-1, 300, 309, 310):
            with unstorable("entry.unknown"):
                receipt(reader, index)


def test_an_old_receipt_stays_good_when_the_log_grows(engine: SQLiteEngine) -> None:
    insert(engine.recorder, rows(0, 3))
    engine.publish()
    with engine.reader() as reader:
        raw = receipt(reader, 1)
    insert(engine.recorder, rows(3, 303))
    engine.publish()
    assert proven(raw, 1) == 3


def test_there_is_no_receipt_before_the_first_checkpoint(engine: SQLiteEngine) -> None:
    insert(engine.recorder, rows(0, 3))
    with engine.reader() as reader, unstorable("entry.unknown"):
        receipt(reader, 0)


def flipped(held: bytes, at: int) -> bytes:
    """Return a value with one bit changed."""
    return held[:at] + bytes([held[at] ^ 1]) + held[at + 1 :]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE tile SET hashes = flipped(hashes, 40) WHERE level = 0 AND n = 0",
        "UPDATE tile SET hashes = flipped(hashes, 8191) WHERE level = 0 AND n = 0",
        "UPDATE tile SET hashes = flipped(hashes, 0) WHERE level = 0 AND n = 1",
        "UPDATE stored_events SET state = flipped(state, 30) WHERE rowid = 1",
        "UPDATE checkpoint SET note = flipped(note, 40)",
        "UPDATE checkpoint SET note = x''",
        "DELETE FROM stored_events WHERE rowid = 1",
        "DELETE FROM tile WHERE level = 0 AND n = 1",
    ],
)
def test_of_a_damaged_book_no_receipt_is_handed_out(engine: SQLiteEngine, tmp_path: Path, statement: str) -> None:
    insert(engine.recorder, rows(0, 300))
    engine.publish()
    attacker = connect_writer(Folder(tmp_path / "book").ledger_db)
    for (trigger,) in attacker.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
        attacker.execute(f"DROP TRIGGER {trigger}")
    attacker.create_function("flipped", 2, flipped)
    attacker.execute(statement)
    attacker.close()
    with engine.reader() as reader, unstorable("store.altered"):
        receipt(reader, 0)
