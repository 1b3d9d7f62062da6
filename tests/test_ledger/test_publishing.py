"""Publishing: nothing is signed that does not continue what was signed before, whatever happens in between."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import publishing
from ledger.publishing import LogSigner, receipt
from ledger.store.guard import Guard, Head
from ledger.store.layout import Folder
from ledger.store.wal import connect_writer
from ledger.tlog.checkpoint import open_checkpoint
from ledger.tlog.merkle import leaf_hash
from ledger.tlog.proof import verify_proof
from tests.contracts.engines import CAST, SQLiteEngine, insert, rows
from tests.refusals import unstorable
from tests.test_ledger.test_tlog.reference import Tree, leaf

SIGNER = LogSigner(CAST.origin, CAST.log_key)
TREE = Tree([leaf(row.stored.state) for row in rows(0, 600)])


class Book:
    """A book of made-up rows, published under a guard that a test chooses."""

    def __init__(self, tmp: Path) -> None:
        self.tmp = tmp
        self.engine = SQLiteEngine.new(tmp)
        self.guard = Guard(tmp / "guard.db", CAST.origin)
        self.size = 0

    def append(self, count: int = 1) -> Book:
        insert(self.engine.recorder, rows(self.size, self.size + count))
        self.size += count
        return self

    def publish(self, guard: Guard | None = None, signer: LogSigner = SIGNER, *, new_guard: bool = False) -> Head:
        datastore = self.engine.recorder.datastore
        note = publishing.publish(datastore, guard or self.guard, signer, new_guard=new_guard)
        return signer.open(note)

    def checkpoints(self) -> list[int]:
        with self.engine.reader() as reader:
            return reader.checkpoints()

    def attacker(self) -> sqlite3.Connection:
        """Open the database for somebody who gets past the triggers."""
        connection = connect_writer(Folder(self.tmp / "book").ledger_db)
        for (trigger,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            connection.execute(f"DROP TRIGGER {trigger}")
        return connection


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Book]:
    made = Book(tmp_path)
    yield made
    made.guard.close()
    made.engine.close()


def test_the_checkpoint_is_of_all_entries_and_signed_by_the_log(book: Book) -> None:
    for count in (1, 2, 255, 1, 300):
        assert book.append(count).publish() == Head(book.size, TREE.root(book.size))
        assert book.guard.head() == Head(book.size, TREE.root(book.size))
    assert book.checkpoints() == [1, 3, 258, 259, 559]
    with book.engine.reader() as reader:
        for size in reader.checkpoints():
            opened = open_checkpoint(reader.checkpoint_of(size) or b"", CAST.log_vkey)
            assert (opened.size, opened.root) == (size, TREE.root(size))


def test_publishing_again_signs_nothing_new(book: Book) -> None:
    first = book.append(3).publish()
    assert book.publish() == first
    assert book.checkpoints() == [3]


def test_an_empty_book_is_not_published(book: Book) -> None:
    with unstorable("ledger.empty"):
        book.publish()
    assert book.guard.head() is None


# Crashes between the steps.


class CrashError(Exception):
    """The machine stops here."""


def crash(*_: object) -> None:
    raise CrashError


def test_a_crash_before_the_guard_moves_leaves_nothing(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    book.append(3).publish()
    book.append(2)
    with monkeypatch.context() as patch:
        patch.setattr(Guard, "swap", crash)
        with pytest.raises(CrashError):
            book.publish()
    assert (book.guard.head(), book.checkpoints()) == (Head(3, TREE.root(3)), [3])
    assert book.publish().size == 5
    assert book.checkpoints() == [3, 5]


@pytest.mark.parametrize(("owner", "seam"), [(LogSigner, "sign"), (publishing, "_store")])
@pytest.mark.parametrize("grown", [0, 4])
def test_a_crash_behind_the_guard_is_made_good_by_the_next_run(
    book: Book, monkeypatch: pytest.MonkeyPatch, owner: object, seam: str, grown: int
) -> None:
    """The guard is ahead of the checkpoints then; no tree was signed that it does not know."""
    book.append(3).publish()
    book.append(2)
    with monkeypatch.context() as patch:
        patch.setattr(owner, seam, crash)
        with pytest.raises(CrashError):
            book.publish()
    assert (book.guard.head(), book.checkpoints()) == (Head(5, TREE.root(5)), [3])
    if grown:
        book.append(grown)
    assert book.publish() == Head(5 + grown, TREE.root(5 + grown))
    assert book.checkpoints() == [3, 5 + grown]


def test_the_very_first_publication_survives_a_crash_behind_the_guard(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.append(3)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_store", crash)
        with pytest.raises(CrashError):
            book.publish()
    assert book.publish().size == 3


# The guard.


def test_a_book_restored_from_an_old_copy_is_not_published(book: Book) -> None:
    book.append(3).publish()
    book.guard.swap(book.guard.head(), Head(9, bytes(32)))
    with unstorable("guard.ahead"):
        book.publish()
    with unstorable("guard.ahead"):
        book.publish(new_guard=True)
    assert book.checkpoints() == [3]


def test_a_guard_that_knows_nothing_of_a_published_book_stops_it_until_a_person_has_looked(book: Book) -> None:
    book.append(3).publish()
    book.append(2)
    empty = Guard(book.tmp / "empty.db", CAST.origin)
    with unstorable("guard.missing"):
        book.publish(empty)
    assert empty.head() is None
    assert book.publish(empty, new_guard=True).size == 5
    assert empty.head() == Head(5, TREE.root(5))
    empty.close()


def test_a_new_guard_begins_from_what_was_published_and_not_from_what_is_stored(book: Book) -> None:
    book.append(3).publish()
    attacker = book.attacker()
    attacker.execute("UPDATE tile SET hashes = zeroblob(96) WHERE level = 0")
    attacker.close()
    empty = Guard(book.tmp / "empty.db", CAST.origin)
    with unstorable("guard.fork"):
        book.publish(empty, new_guard=True)
    assert empty.head() is None
    empty.close()


def test_a_book_never_published_needs_no_person_to_begin_its_guard(book: Book) -> None:
    assert book.append(3).publish().size == 3


def test_the_guard_of_another_log_is_no_guard_of_this_one(book: Book) -> None:
    book.append(3).publish()
    other = Guard(book.tmp / "guard.db", "ledger.example/yuanqu-2")
    with unstorable("guard.missing"):
        book.publish(other)
    other.close()


def test_two_copies_of_a_folder_with_one_guard(book: Book) -> None:
    """Between reading the guard and moving it, the other copy has published."""
    book.append(3).publish()
    book.append(2)
    other = Guard(book.tmp / "guard.db", CAST.origin)

    class Slow(Guard):
        def swap(self, old: Head | None, new: Head) -> None:
            if other.head() == old:
                other.swap(old, Head(4, bytes(32)))
            super().swap(old, new)

    slow = Slow(book.tmp / "guard.db", CAST.origin)
    with unstorable("guard.moved"):
        book.publish(slow)
    slow.close()
    other.close()
    assert book.checkpoints() == [3]


# A tree that was rewritten.

REWRITTEN = {
    "an old entry and its leaf": [
        "UPDATE stored_events SET state = x'00' WHERE rowid = 2",
        "UPDATE tile SET hashes = leaf(hashes, 1) WHERE level = 0 AND n = 0",
    ],
    "an old leaf alone": ["UPDATE tile SET hashes = leaf(hashes, 1) WHERE level = 0 AND n = 0"],
}


@pytest.mark.parametrize("what", REWRITTEN)
@pytest.mark.parametrize("grown", [0, 2])
def test_a_rewritten_history_is_not_signed(book: Book, what: str, grown: int) -> None:
    book.append(3).publish()
    attacker = book.attacker()
    changed = leaf_hash(b"\0")
    attacker.create_function("leaf", 2, lambda held, at: held[: 32 * at] + changed + held[32 * (at + 1) :])
    for statement in REWRITTEN[what]:
        attacker.execute(statement)
    attacker.close()
    if grown:
        book.append(grown)
    with unstorable("guard.fork"):
        book.publish()
    assert (book.guard.head(), book.checkpoints()) == (Head(3, TREE.root(3)), [3])


def test_a_rewritten_history_is_not_signed_under_an_older_guard_either(book: Book) -> None:
    """Somebody puts back last year's guard: what was published since must still be continued."""
    older = Guard(book.tmp / "older.db", CAST.origin)
    book.append(1).publish()
    older.swap(None, Head(1, TREE.root(1)))
    book.append(2).publish()
    attacker = book.attacker()
    changed = leaf_hash(b"\0")
    attacker.create_function("leaf", 2, lambda held, at: held[: 32 * at] + changed + held[32 * (at + 1) :])
    for statement in REWRITTEN["an old entry and its leaf"]:
        attacker.execute(statement)
    for grown in (0, 2):
        if grown:
            book.append(grown)
        with unstorable("guard.fork"):
            book.publish(older)
    attacker.close()
    assert older.head() == Head(1, TREE.root(1))
    assert book.checkpoints() == [1, 3]
    older.close()


def test_what_the_guard_alone_remembers_is_not_rewritten_either(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    """After a crash behind the guard no checkpoint says what the guard does, and a witness may have seen it signed."""
    book.append(1).publish()
    book.append(2)
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_store", crash)
        with pytest.raises(CrashError):
            book.publish()
    attacker = book.attacker()
    changed = leaf_hash(b"\0")
    attacker.create_function("leaf", 2, lambda held, at: held[: 32 * at] + changed + held[32 * (at + 1) :])
    for statement in REWRITTEN["an old entry and its leaf"]:
        attacker.execute(statement)
    attacker.close()
    with unstorable("guard.fork"):
        book.publish()
    assert (book.guard.head(), book.checkpoints()) == (Head(3, TREE.root(3)), [1])


def test_a_new_entry_that_is_not_the_one_in_the_tree_is_not_signed(book: Book) -> None:
    book.append(3).publish()
    book.append(2)
    attacker = book.attacker()
    attacker.execute("UPDATE stored_events SET state = x'00' WHERE rowid = 5")
    attacker.close()
    with unstorable("store.altered"):
        book.publish()
    assert book.guard.head() == Head(3, TREE.root(3))


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM tile WHERE level = 0 AND n = 1",
        "UPDATE tile SET hashes = zeroblob(32) WHERE level = 0 AND n = 1",
        "DELETE FROM tile WHERE level = 1",
        "DELETE FROM stored_events WHERE rowid = 280",
    ],
)
def test_a_damaged_file_is_said_to_be_damaged(book: Book, statement: str) -> None:
    book.append(258).publish()
    book.append(42)
    attacker = book.attacker()
    attacker.execute(statement)
    attacker.close()
    with unstorable("store.altered"):
        book.publish()
    assert book.guard.head() == Head(258, TREE.root(258))


# The log key.


def test_another_log_key_does_not_continue_what_this_one_has_published(book: Book) -> None:
    book.append(3).publish()
    book.append(1)
    other = LogSigner(CAST.origin, Ed25519PrivateKey.from_private_bytes(b"\x07" * 32))
    with unstorable("log_key.other"):
        book.publish(signer=other)
    assert book.guard.head() == Head(3, TREE.root(3))


@pytest.mark.parametrize(
    ("statement", "rule_id"),
    [
        ("UPDATE checkpoint SET note = x'00'", "log_key.other"),
        ("UPDATE checkpoint SET note = zeroblob(length(note))", "log_key.other"),
        ("UPDATE checkpoint SET size = 2", "store.altered"),
    ],
)
def test_a_damaged_checkpoint_is_not_continued(book: Book, statement: str, rule_id: str) -> None:
    book.append(3).publish()
    book.append(1)
    attacker = book.attacker()
    attacker.execute(statement)
    attacker.close()
    with unstorable(rule_id):
        book.publish()
    assert book.guard.head() == Head(3, TREE.root(3))


def test_a_signer_opens_only_what_it_has_signed() -> None:
    head = Head(3, TREE.root(3))
    assert SIGNER.open(SIGNER.sign(head)) == head
    assert SIGNER.vkey == CAST.log_vkey


# Receipts.


def test_the_receipt_of_every_published_entry_verifies(book: Book) -> None:
    book.append(300).publish()
    book.append(10)
    with book.engine.reader() as reader:
        for index in (*range(0, 300, 7), 255, 256, 299):
            raw = receipt(reader, index)
            checkpoint = verify_proof(raw, leaf_hash(rows(index, index + 1)[0].stored.state), CAST.log_vkey)
            assert (checkpoint.origin, checkpoint.size, checkpoint.root) == (CAST.origin, 300, TREE.root(300))
        for index in (-1, 300, 309, 310):
            with unstorable("entry.unknown"):
                receipt(reader, index)


def test_an_old_receipt_stays_good_when_the_log_grows(book: Book) -> None:
    book.append(3).publish()
    with book.engine.reader() as reader:
        raw = receipt(reader, 1)
    book.append(300).publish()
    assert verify_proof(raw, leaf_hash(rows(1, 2)[0].stored.state), CAST.log_vkey).size == 3


def test_there_is_no_receipt_before_the_first_checkpoint(book: Book) -> None:
    book.append(3)
    with book.engine.reader() as reader, unstorable("entry.unknown"):
        receipt(reader, 0)
