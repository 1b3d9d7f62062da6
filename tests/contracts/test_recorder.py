"""What every recorder owes the ledger: a batch whole or not at all, with its tiles, its index and its disclosures."""

from __future__ import annotations

import threading
from typing import NamedTuple

import pytest
from eventsourcing.persistence import IntegrityError, StoredEvent

from ledger.rules import Target
from ledger.store.sqlite import Indexed
from ledger.tlog import tiles
from ledger.tlog.merkle import leaf_hash
from tests.contracts.engines import CAST, TOPIC, Engine, Row, insert, rows


class Everything(NamedTuple):
    """All that an engine holds of a book, read back through its own doors."""

    size: int
    entries: list[bytes]
    tiles: dict[tuple[int, int], bytes]
    targets: list[Target | None]
    digests: list[bool]
    documents: list[bool]
    published: list[tuple[int, str]]


def everything(engine: Engine, of: list[Row]) -> Everything:
    """Read back what is stored; ``of`` are the events that may be there."""
    with engine.look() as now:
        held = {(level, n): now.tile(level, n) for level in range(3) for n in range(8)}
        found = Everything(
            now.size,
            [now.entry(index) for index in range(now.size)],
            {place: hashes for place, hashes in held.items() if hashes},
            [now.target(row.indexed.event_id) for row in of],
            [now.has_digest(digest) for row in of for digest in row.indexed.digests],
            [now.has_document(sha256) for row in of for sha256 in row.indexed.documents],
            [],
        )
    if found.size:
        engine.publish()
        with engine.reader() as reader:
            found.published.extend(reader.disclosures(0, found.size))
    return found


def wanted(of: list[Row]) -> Everything:
    """Return what must be stored of these events."""
    grown: dict[tuple[int, int], bytes] = {}
    tiles.grow(
        lambda level, n: grown.get((level, n), b""),
        lambda level, n, hashes: grown.update({(level, n): hashes}),
        0,
        [leaf_hash(row.stored.state) for row in of],
    )
    return Everything(
        len(of),
        [row.stored.state for row in of],
        grown,
        [Target(at, row.indexed.sha256, TOPIC, str(row.stored.originator_id)) for at, row in enumerate(of)],
        [True for row in of for _ in row.indexed.digests],
        [True for row in of for _ in row.indexed.documents],
        [(at, text) for at, row in enumerate(of) for text in row.indexed.public],
    )


def test_a_new_book_is_empty_and_knows_whose_it_is(engine: Engine) -> None:
    with engine.look() as now:
        now.check_schema_version()
        assert (now.size, now.origin(), now.checkpoint(), now.tile(0, 0)) == (0, CAST.origin, None, b"")
        assert now.target("0") is None
        assert not now.has_digest("digest")
        assert not now.has_document("document of all")


def test_events_are_numbered_from_1_without_a_gap(engine: Engine) -> None:
    assert insert(engine.recorder, rows(0, 1)) == [1]
    assert insert(engine.recorder, rows(1, 4)) == [2, 3, 4]
    with pytest.raises(IntegrityError):
        insert(engine.recorder, [*rows(4, 6), Row(3)])
    assert insert(engine.recorder, rows(4, 6), expected_size=4) == [5, 6]


@pytest.mark.parametrize("batches", [[1], [1, 1, 1], [255, 1, 1], [256], [600], [300, 300], [1] * 30])
def test_everything_that_belongs_to_a_batch_is_stored_with_it(engine: Engine, batches: list[int]) -> None:
    stored: list[Row] = []
    for batch in batches:
        added = rows(len(stored), len(stored) + batch)
        insert(engine.recorder, added, expected_size=len(stored))
        stored += added
    assert everything(engine, stored) == wanted(stored)


def test_the_bytes_come_back_as_they_went_in(engine: Engine) -> None:
    states = [
        bytes(range(256)),
        b"\0",
        b"x" * 65_535,
        "样例\U0001f600".encode(),
        b"\xff\xfe",
        b"'; DROP TABLE tile; --",
    ]
    insert(engine.recorder, [Row(number, state=state) for number, state in enumerate(states)])
    with engine.look() as now:
        assert [now.entry(index) for index in range(len(states))] == states
    assert [event.state for event in engine.recorder.select_events("fund/common")] == states


def test_a_large_batch_of_large_entries(engine: Engine) -> None:
    """Some databases' drivers hang or refuse when one statement carries a megabyte."""
    batch = [Row(number, state=b"%d" % number * 10_000) for number in range(1_000)]
    insert(engine.recorder, batch, expected_size=0)
    with engine.look() as now:
        assert now.size == 1_000
        assert now.entry(999) == batch[999].stored.state


def test_65_792_entries_reach_the_third_level_of_tiles(engine: Engine) -> None:
    grown: dict[tuple[int, int], bytes] = {}
    plain = [StoredEvent("fund/common", number + 1, TOPIC, b"%d" % number) for number in range(256 * 257)]
    for start, stop in ((0, 65_535), (65_535, 65_537), (65_537, len(plain))):
        batch = plain[start:stop]
        names = [Indexed(f"id {event.originator_version}", "", (), ()) for event in batch]
        engine.recorder.insert_events(batch, expected_size=start, indexed=names)
    tiles.grow(
        lambda level, n: grown.get((level, n), b""),
        lambda level, n, hashes: grown.update({(level, n): hashes}),
        0,
        [leaf_hash(event.state) for event in plain],
    )
    with engine.look() as now:
        assert {place: now.tile(*place) for place in grown} == grown
        assert max(level for level, _ in grown) == 2


def test_an_empty_batch_stores_nothing(engine: Engine) -> None:
    assert not insert(engine.recorder, [])
    assert not insert(engine.recorder, [], expected_size=7)
    assert everything(engine, []) == wanted([])


# Whole or not at all.


def _same_id() -> Row:
    row = Row(9, version=4)
    row.indexed = row.indexed._replace(event_id=Row(1).indexed.event_id)
    return row


def _same_digest(of: int) -> Row:
    row = Row(9, version=4)
    row.indexed = row.indexed._replace(digests=("new", Row(of).indexed.digests[1]))
    return row


REFUSED: dict[str, tuple[list[Row], int | None]] = {
    "another size than expected, smaller": ([*rows(2, 4)], 1),
    "another size than expected, larger": ([*rows(2, 4)], 3),
    "a version that the stream has": ([*rows(2, 3), Row(9, version=2)], 2),
    "a version twice in the batch": ([*rows(2, 3), Row(9, version=3)], 2),
    "a version left out": ([*rows(2, 3), Row(9, version=5)], 2),
    "a new stream that does not begin at 1": ([*rows(2, 3), Row(9, version=2, stream="fund/new")], 2),
    "an event that is there": ([*rows(2, 3), Row(1, version=4)], 2),
    "an id that is there": ([*rows(2, 3), _same_id()], 2),
    "an event twice in the batch": ([*rows(2, 3), Row(2, version=4)], 2),
    "a sealed field that is there": ([*rows(2, 3), _same_digest(0)], 2),
    "a sealed field twice in the batch": ([*rows(2, 3), _same_digest(2)], 2),
}


@pytest.mark.parametrize("why", REFUSED)
def test_a_batch_that_fails_in_the_middle_leaves_nothing(engine: Engine, why: str) -> None:
    """The first event of the batch is sound, and stored before the database meets the one that is not."""
    insert(engine.recorder, rows(0, 2))
    batch, expected_size = REFUSED[why]
    with pytest.raises(IntegrityError):
        insert(engine.recorder, batch, expected_size=expected_size)
    assert everything(engine, rows(0, 2)) == wanted(rows(0, 2))
    with engine.look() as now:
        assert now.target(Row(2).indexed.event_id) is None
        assert not now.has_digest(Row(2).indexed.digests[0])
        assert not now.has_document(Row(2).indexed.documents[0])
    insert(engine.recorder, rows(2, 4), expected_size=2)
    assert everything(engine, rows(0, 4)) == wanted(rows(0, 4))


def test_an_index_that_does_not_fit_its_batch_stores_nothing(engine: Engine) -> None:
    batch = rows(0, 2)
    with pytest.raises(ValueError, match="zip"):
        engine.recorder.insert_events([row.stored for row in batch], expected_size=0, indexed=[batch[0].indexed])
    assert everything(engine, []) == wanted([])


# Several at once.


def test_of_two_who_expect_the_same_size_one_is_refused(engine: Engine) -> None:
    other = engine.again()
    try:
        insert(engine.recorder, rows(0, 2), expected_size=0)
        with pytest.raises(IntegrityError, match="expected 0"):
            insert(other.recorder, [Row(7, version=1, stream="fund/other")], expected_size=0)
        insert(other.recorder, [Row(7, version=1, stream="fund/other")], expected_size=2)
    finally:
        other.close()
    with engine.look() as now:
        assert now.size == 3


def test_two_who_append_without_end_lose_nothing_and_mix_nothing(engine: Engine) -> None:
    other = engine.again()
    failed: list[BaseException] = []

    def append(recorder: Engine, stream: str, first: int) -> None:
        try:
            for version in range(1, 41):
                insert(recorder.recorder, [Row(first + version, version=version, stream=stream)])
        except BaseException as error:  # noqa: BLE001 # a thread has nobody to raise it to
            failed.append(error)

    threads = [
        threading.Thread(target=append, args=(engine, "fund/one", 1000)),
        threading.Thread(target=append, args=(other, "fund/two", 2000)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    other.close()
    assert failed == []
    with engine.look() as now:
        states = [now.entry(index) for index in range(now.size)]
        assert now.size == 80
        assert now.tile(0, 0) == b"".join(map(leaf_hash, states))
    for stream in ("fund/one", "fund/two"):
        assert [event.originator_version for event in engine.recorder.select_events(stream)] == list(range(1, 41))


def test_a_snapshot_is_of_one_moment(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 3))
    with engine.look() as now:
        other = engine.again()
        insert(other.recorder, rows(3, 5), expected_size=3)
        other.close()
        assert now.size == 3
        assert now.tile(0, 0) == b"".join(leaf_hash(row.stored.state) for row in rows(0, 3))
        assert now.target(Row(4).indexed.event_id) is None
    with engine.look() as now:
        assert now.size == 5


# What the library's repository reads.


def test_a_stream_is_read_from_and_to_a_version(engine: Engine) -> None:
    mixed = [Row(0, 1, "fund/a"), Row(1, 1, "fund/b"), Row(2, 2, "fund/a"), Row(3, 3, "fund/a"), Row(4, 2, "fund/b")]
    insert(engine.recorder, mixed)
    found = engine.recorder.select_events("fund/a")
    assert found == [mixed[0].stored, mixed[2].stored, mixed[3].stored]
    assert engine.recorder.select_events("fund/a", gt=1, lte=2) == [mixed[2].stored]
    assert engine.recorder.select_events("fund/a", gt=3) == []
    assert engine.recorder.select_events("fund/none") == []


def test_the_checkpoint_that_was_published_last(engine: Engine) -> None:
    insert(engine.recorder, rows(0, 2))
    first = engine.publish()
    insert(engine.recorder, rows(2, 3))
    second = engine.publish()
    assert first != second
    with engine.look() as now:
        assert now.checkpoint() == (3, second)
