"""The stream ``motion/<id>``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ledger.bodies.assembly import BallotsCounted, BallotsDelivered, ElectorateFrozen, ResultRecorded
from ledger.bodies.motions import MotionClosed, MotionTabled
from ledger.events import Event
from ledger.rules.state.base import StreamState


class Paper(NamedTuple):
    """A recorded ballot of an owner: its number on the roll and the key that recorded it."""

    ballot_no: int
    kid: str


class Transcript(NamedTuple):
    """A committee member's vote on signed paper, with the seat that it was cast for, whoever holds that now."""

    seat_no: int
    choice: str


@dataclass(slots=True)
class Motion(StreamState):
    """A stream ``motion/<id>``."""

    event: Event | None = None
    tabled: MotionTabled | None = None
    ballots: dict[str, str] = field(default_factory=dict)
    """Key of the voting member to choice; whose key it is stands in the community."""
    transcribed: dict[str, Transcript] = field(default_factory=dict)
    """By the member whose signed paper was transcribed."""
    closes: str = ""
    """When voting closes: as tabled, or as extended since."""
    withdrawn: bool = False
    closed: MotionClosed | None = None
    closed_by: str = ""
    """The id of the event that declared the result."""
    roll: ElectorateFrozen | None = None
    delivered: list[BallotsDelivered] = field(default_factory=list)
    papers: dict[str, Paper] = field(default_factory=dict)
    """By the id of the recording event, voided ones too."""
    live: dict[int, str] = field(default_factory=dict)
    """Number on the roll to the id of the event whose ballot counts."""
    voided: set[int] = field(default_factory=set)
    """Numbers whose ballot was voided and not replaced."""
    counted: list[BallotsCounted] = field(default_factory=list)
    result: ResultRecorded | None = None
    objections: dict[str, bool] = field(default_factory=dict)
    """By the id of the raising event: whether it is answered."""
    resolution: Literal["in_force", "ended", "annulled"] = "in_force"

    @property
    def holds(self) -> bool:
        """Whether it was adopted, and has neither ended nor been annulled since."""
        adopted = self.closed is not None and self.closed.outcome == "adopted"
        return adopted and self.resolution == "in_force"
