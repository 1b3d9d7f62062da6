"""What the states of all streams have in common, and the ports through which a rule sees what is not its own."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from ledger.events import Event


@dataclass(slots=True)
class StreamState:
    """Base of all stream states: events that wait for their second person, by event id."""

    waiting: dict[str, Event] = field(default_factory=dict)


class Target(NamedTuple):
    """What the index knows of an admitted event."""

    position: int
    sha256: str
    type: str
    subject: str


class States(Protocol):
    """The states of all streams; a stream that has no event yet has its empty state."""

    def __getitem__(self, stream: str) -> StreamState: ...


class Index(Protocol):
    """What has been admitted so far, over all streams."""

    def target(self, event_id: str) -> Target | None:
        """Return where the event with this id stands, or None."""
        ...

    def has_digest(self, digest: str) -> bool:
        """Tell whether a sealed field with this digest was admitted."""
        ...

    def has_document(self, sha256: str) -> bool:
        """Tell whether a document was registered, by itself or beside an act."""
        ...
