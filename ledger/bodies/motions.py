"""Bodies of the stream ``motion/<id>``: what is proposed, how each seat votes, what came out."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.accounts import BuildingScope
from ledger.bodies.community import SeatNo
from ledger.bodies.shared import (
    Amount,
    Area,
    Body,
    Code,
    Count,
    Id,
    Part,
    PublicLine,
    PublicText,
    Ref,
    Sha256,
    Time,
    Unset,
)

Choice = Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}$(?!\n)", description="A choice on the ballot.")]
Places = Annotated[int, Meta(ge=1, le=50, description="Seats to fill; as many a ballot may choose.")]


class Option(Part, frozen=True, kw_only=True):
    """One option or candidate on the ballot."""

    id: Id
    label: PublicLine


class MotionTabled(Body, frozen=True, kw_only=True, rename={"class_": "class"}):
    """Puts a motion to the vote; the digest of its text is what is voted on."""

    wire_name: ClassVar[str] = "motion.tabled"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Motion tabled", "议案提出")

    title: PublicLine
    text: PublicText
    body: Literal["committee", "assembly"]
    form: Literal["meeting", "written"]
    matter: Code
    class_: Literal["ordinary", "special", "unanimous"]
    method: Literal["yes_no", "choose_one", "choose_up_to"]
    options: Annotated[list[Option], Meta(max_length=50)]
    candidates: Annotated[list[Option], Meta(max_length=100)] | Unset = UNSET
    seats: Places | Unset = UNSET
    alternates: Places | Unset = UNSET
    amount_cap: Amount | Unset = UNSET
    fund: Id | Unset = UNSET
    meeting: Id | Unset = UNSET
    opens: Time
    closes: Time
    scope: BuildingScope
    secrecy: Literal["open", "sealed"]


class MotionWithdrawn(Body, frozen=True, kw_only=True):
    """Takes a motion back before anybody has voted."""

    wire_name: ClassVar[str] = "motion.withdrawn"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Motion withdrawn", "撤回议案")

    on: Ref
    reason: Code


class MotionExtended(Body, frozen=True, kw_only=True):
    """Keeps the vote open for longer."""

    wire_name: ClassVar[str] = "motion.extended"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Voting extended", "延长表决")

    on: Ref
    closes: Time


class BallotCast(Body, frozen=True, kw_only=True):
    """One seat's vote, with the seat's own key: a choice, or the ids of the chosen options."""

    wire_name: ClassVar[str] = "ballot.cast"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Ballot cast", "委员表决")

    schema_extra: ClassVar[dict[str, Any]] = {
        "oneOf": [{"required": ["choice"]}, {"required": ["options"]}],
    }

    on: Ref
    choice: Literal["yes", "no", "abstain", "recuse"] | Unset = UNSET
    options: Annotated[list[Id], Meta(min_length=1, max_length=50)] | Unset = UNSET

    def __post_init__(self) -> None:
        if (self.choice is UNSET) == (self.options is UNSET):
            raise ValueError("a ballot has exactly one of choice and options")


class BallotTranscribed(Body, frozen=True, kw_only=True):
    """A seat's vote on signed paper, transcribed from its scan: weaker evidence than a vote with the seat's own key."""

    wire_name: ClassVar[str] = "ballot.transcribed"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Paper ballot transcribed", "纸质签名表决转录")

    on: Ref
    member: Id
    seat_no: SeatNo
    choice: Literal["yes", "no", "abstain", "recuse"]
    scan: Sha256


class TallyLine(Part, frozen=True, kw_only=True):
    """What one choice got: ballots, and for an assembly also area and heads."""

    choice: Choice
    ballots: Count
    area: Area | Unset = UNSET
    heads: Count | Unset = UNSET


class MotionClosed(Body, frozen=True, kw_only=True):
    """The result, recomputed by everyone who verifies."""

    wire_name: ClassVar[str] = "motion.closed"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Motion closed", "表决结果")

    tally: Annotated[list[TallyLine], Meta(max_length=60)]
    outcome: Literal["adopted", "rejected", "no_quorum", "elected"]
    elected: Annotated[list[Id], Meta(max_length=50)]
    alternates: Annotated[list[Id], Meta(max_length=50)]
