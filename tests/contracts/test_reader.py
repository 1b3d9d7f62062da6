"""What every reader owes those who look: what is published, whole and as it was signed, and nothing beyond."""

from __future__ import annotations

import pytest

from ledger.publishing import LogSigner
from ledger.store.reader import PAGE
from ledger.tlog.merkle import leaf_hash
from tests.contracts.engines import CAST, Engine, Row, insert, rows
from tests.refusals import unstorable

SIGNER = LogSigner(CAST.origin, CAST.log_key)


def leaves(start: int, stop: int) -> bytes:
    return b"".join(leaf_hash(row.stored.state) for row in rows(start, stop))


def test_before_the_first_checkpoint_there_is_nothing_to_see(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 3))
    with engine.reader() as reader:
        assert (reader.origin, reader.size, reader.stored) == (CAST.origin, 0, 3)
        assert (reader.checkpoint(), reader.checkpoint_of(3), reader.checkpoints()) == (None, None, [])
        assert list(reader.entries(0, 10)) == []
        assert list(reader.disclosures(0, 10)) == []
        assert reader.index_of_event(Row(0).indexed.event_id) is None
        assert reader.index_of_hash(Row(0).indexed.sha256) is None
        with unstorable("entry.unknown"):
            reader.entry(0)
        with unstorable("tile.unknown"):
            reader.tile(0, 0)


def test_what_was_stored_since_does_not_exist_yet(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 3))
    note = engine.publish()
    insert(engine.recorder, rows(3, 5))
    with engine.reader() as reader:
        assert (reader.size, reader.stored) == (3, 5)
        assert reader.checkpoint() == reader.checkpoint_of(3) == note
        assert SIGNER.open(note).size == 3
        assert list(reader.entries(0, 10)) == [row.stored.state for row in rows(0, 3)]
        assert reader.tile(0, 0) == leaves(0, 3)
        assert list(reader.disclosures(0, 10)) == [
            (at, text) for at, row in enumerate(rows(0, 3)) for text in row.indexed.public
        ]
        assert reader.index_of_event(Row(2).indexed.event_id) == reader.index_of_hash(Row(2).indexed.sha256) == 2
        for hidden in rows(3, 5):
            assert reader.index_of_event(hidden.indexed.event_id) is None
            assert reader.index_of_hash(hidden.indexed.sha256) is None
        for index in (-1, 3, 4, 2**40):
            with unstorable("entry.unknown"):
                reader.entry(index)


def test_a_reader_that_stays_open_sees_what_is_published_next(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 3))
    engine.publish()
    with engine.reader() as reader:
        assert reader.size == 3
        insert(engine.recorder, rows(3, 5))
        assert reader.size == 3
        engine.publish()
        assert (reader.size, reader.checkpoints()) == (5, [3, 5])
        assert reader.entry(4) == Row(4).stored.state
        assert reader.tile(0, 0) == leaves(0, 5)


def test_tiles_have_the_width_of_the_published_size(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 255))
    engine.publish()
    insert(engine.recorder, rows(255, 700))
    with engine.reader() as reader:
        assert reader.tile(0, 0) == leaves(0, 255)
        for level, n in ((0, 1), (1, 0), (2, 0), (0, -1), (-1, 0), (63, 0), (0, 2**60), (64, 0), (2**40, 0)):
            with unstorable("tile.unknown"):
                reader.tile(level, n)
        engine.publish()
        assert reader.tile(0, 0) == leaves(0, 256)
        assert reader.tile(0, 1) == leaves(256, 512)
        assert reader.tile(0, 2) == leaves(512, 700)
        assert len(reader.tile(1, 0)) == 2 * 32


@pytest.mark.parametrize(
    ("start", "stop"),
    [
        (0, 2 * PAGE + 7),
        (0, PAGE),
        (0, PAGE + 1),
        (PAGE - 1, PAGE + 1),
        (PAGE, 2 * PAGE),
        (3, 4),
        (-5, 2),
        (5, 5),
        (9, 3),
    ],
)
def test_entries_and_disclosures_come_in_order_page_by_page(engine: Engine, start: int, stop: int) -> None:
    total = 2 * PAGE + 7
    insert(engine.recorder, rows(0, total))
    engine.publish()
    insert(engine.recorder, rows(total, total + 3))
    within = range(max(start, 0), min(stop, total))
    with engine.reader() as reader:
        assert list(reader.entries(start, stop)) == [Row(at).stored.state for at in within]
        assert list(reader.disclosures(start, stop)) == [(at, text) for at in within for text in Row(at).indexed.public]
        assert list(reader.entries(total - 2, total + 50)) == [Row(at).stored.state for at in (total - 2, total - 1)]


def test_what_was_withdrawn_is_gone_and_everything_else_stays(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 3))
    engine.publish()
    engine.withdraw(1)
    with engine.reader() as reader:
        assert {at for at, _ in reader.disclosures(0, 3)} == {0, 2}
        assert reader.entry(1) == Row(1).stored.state
        assert reader.tile(0, 0) == leaves(0, 3)


def test_every_checkpoint_ever_published_is_kept(engine: Engine) -> None:
    notes: dict[int, bytes] = {}
    for size in (1, 2, 5):
        insert(engine.recorder, rows(max(notes, default=0), size))
        notes[size] = engine.publish()
    with engine.reader() as reader:
        assert reader.checkpoints() == [1, 2, 5]
        assert {size: reader.checkpoint_of(size) for size in reader.checkpoints()} == notes
        assert reader.checkpoint_of(3) is None
        assert reader.checkpoint() == notes[5]


def test_many_readers_read_while_one_writes(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 1))
    engine.publish()
    readers = [engine.reader() for _ in range(8)]
    for size in range(2, 30):
        insert(engine.recorder, rows(size - 1, size))
        engine.publish()
        for reader in readers:
            assert reader.size == size
            assert reader.entry(size - 1) == Row(size - 1).stored.state
    for reader in readers:
        reader.close()
