"""The stream ``motion/<id>``."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.bodies.motions import MotionClosed, MotionTabled
from ledger.events import Event
from ledger.rules.state.base import StreamState


@dataclass(slots=True)
class Motion(StreamState):
    """A stream ``motion/<id>``."""

    event: Event | None = None
    tabled: MotionTabled | None = None
    ballots: dict[str, str] = field(default_factory=dict)
    """Key of the voting member to choice; whose key it is stands in the community."""
    closed: MotionClosed | None = None
