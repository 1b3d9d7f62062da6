"""The mapper: the stored state is the entry itself, and columns that disagree with it are found out."""

from __future__ import annotations

import pytest
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import StoredEvent

from ledger import sealing
from ledger.demo.cast import Cast
from ledger.events import Entry, format_entry, parse_event
from ledger.store.mapper import EntryMapper, Signed
from tests.log_of import START
from tests.refusals import unstorable

COMPACT = sealing.split(Cast().founding(START))[0]
ENTRY = format_entry(Entry(START, COMPACT))
SIGNED = Signed("community", 1, ENTRY, parse_event(COMPACT))
STORED = StoredEvent("community", 1, "mingzhang.community.founded.v1", ENTRY)
MAPPER = EntryMapper()


def test_an_admitted_event_and_its_row_are_inverses() -> None:
    assert isinstance(SIGNED, DomainEventProtocol)
    assert MAPPER.to_stored_event(SIGNED) == STORED
    assert MAPPER.to_domain_event(STORED) == SIGNED


def test_the_stored_state_is_the_entry_byte_for_byte() -> None:
    assert MAPPER.to_stored_event(SIGNED).state is ENTRY
    assert MAPPER.to_domain_event(STORED).entry is ENTRY


@pytest.mark.parametrize(
    "row",
    [
        StoredEvent("fund/common", 1, STORED.topic, ENTRY),
        StoredEvent("Community", 1, STORED.topic, ENTRY),
        StoredEvent("community", 1, "mingzhang.fund.opened.v1", ENTRY),
        StoredEvent("community", 1, "", ENTRY),
        StoredEvent("community", 1, STORED.topic, b""),
        StoredEvent("community", 1, STORED.topic, ENTRY[:-1]),
        StoredEvent("community", 1, STORED.topic, ENTRY + b" "),
        StoredEvent("community", 1, STORED.topic, ENTRY.replace(b"admitted_at", b"admitted_by")),
        StoredEvent("community", 1, STORED.topic, ENTRY.replace(b"2024-07-01T01", b"2024-07-01T25")),
        StoredEvent("community", 1, STORED.topic, ENTRY.replace(b'"event":"e', b'"event":"E')),
        StoredEvent("community", 1, STORED.topic, ENTRY.replace(b".", b"", 1)),
    ],
)
def test_an_altered_row_is_found_out_when_it_is_read(row: StoredEvent) -> None:
    assert row != STORED
    with unstorable("store.altered"):
        MAPPER.to_domain_event(row)


def test_the_version_is_not_signed_and_taken_as_it_stands() -> None:
    """Whoever replays the log counts the versions again; the database refuses gaps."""
    assert MAPPER.to_domain_event(StoredEvent("community", 7, STORED.topic, ENTRY)).originator_version == 7
