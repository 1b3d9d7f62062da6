"""The streams ``meeting/<id>`` and ``document/<sha256>``."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.bodies.documents import DocumentRegistered
from ledger.bodies.meetings import MeetingCalled, MeetingOpened
from ledger.rules.state.base import StreamState


@dataclass(slots=True)
class Minutes:
    """One version of the minutes and who has signed it."""

    signed: dict[str, str] = field(default_factory=dict)
    """Key of the signing member to stance."""
    superseded: bool = False


@dataclass(slots=True)
class Meeting(StreamState):
    """A stream ``meeting/<id>``."""

    requested: set[str] = field(default_factory=set)
    """Keys of the seats that asked for it."""
    petitioned: set[str] = field(default_factory=set)
    """Keys of the tellers who brought a petition of the owners."""
    called: MeetingCalled | None = None
    cancelled: bool = False
    opened: MeetingOpened | None = None
    closed: bool = False
    attended: set[str] = field(default_factory=set)
    minutes: dict[str, Minutes] = field(default_factory=dict)
    """By the id of the recording event."""


@dataclass(slots=True)
class Document(StreamState):
    """A stream ``document/<sha256>``."""

    registered: DocumentRegistered | None = None
    withdrawn: bool = False
