"""Between signed entries and the library's stored events: the stored state *is* the entry, byte for byte.

No transcoder, compressor or cipher touches it. The columns beside it (topic, stream) are an index; whoever changes
them is found out when the entry is read, because they are compared with the signed bytes.
"""

from __future__ import annotations

import msgspec
from eventsourcing.domain import DomainEventProtocol
from eventsourcing.persistence import Mapper, StoredEvent

from ledger.errors import FormatError, StoreError
from ledger.events import Event, parse_entry, parse_event
from ledger.store.reader import altered


class Signed(msgspec.Struct, frozen=True):
    """The library's domain event: an admitted event at its place in its stream."""

    originator_id: str
    """The stream, e.g. ``fund/common-income``."""
    originator_version: int
    """1-based place in the stream. Not signed: whoever replays the log counts it again."""
    entry: bytes
    event: Event


class EntryMapper(Mapper[str]):
    """Maps `Signed` to stored events and back."""

    def __init__(self) -> None:
        """Take nothing: what the default mapper would be configured with, this one must not do."""

    def to_stored_event(self, domain_event: DomainEventProtocol[str]) -> StoredEvent:
        """Return the row for an admitted event."""
        assert isinstance(domain_event, Signed)
        return StoredEvent(
            domain_event.originator_id, domain_event.originator_version, domain_event.event.type, domain_event.entry
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Signed:
        """Parse the entry of a row. Its signature was verified when it was admitted, and is by every auditor.

        Raises:
            StoreError: ``store.altered``, where the entry is damaged or the columns beside it disagree with it.
        """
        try:
            event = parse_event(parse_entry(stored_event.state).event)
        except FormatError as error:
            raise _altered(stored_event, str(error)) from error
        if (event.type, event.subject) != (stored_event.topic, stored_event.originator_id):
            raise _altered(stored_event, "its columns disagree with the signed bytes")
        return Signed(event.subject, stored_event.originator_version, stored_event.state, event)


def _altered(stored_event: StoredEvent, reason: str) -> StoreError:
    return altered(f"the entry {stored_event.originator_id} #{stored_event.originator_version}, {reason}")
