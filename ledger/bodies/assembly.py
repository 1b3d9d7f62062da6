"""Bodies of owners' votes in the stream ``motion/<id>``: roll, delivery, paper ballots, counts; and of resolutions."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.motions import Choice, TallyLine
from ledger.bodies.shared import (
    Area,
    Body,
    Code,
    Count,
    Date,
    FirmOrPersonLine,
    Id,
    Part,
    PublicText,
    Ref,
    Sealed,
    Sha256,
    Unset,
)

BallotNo = Annotated[int, Meta(ge=1, le=1_000_000, description="The number of a line of the roll, from 1 on.")]


class Electors(Part, frozen=True, kw_only=True):
    """Units of one building with their area and heads; an owner of several units is one head, at one of them."""

    building: Id
    units: Count
    area: Area
    heads: Count


class Undelivered(Part, frozen=True, kw_only=True):
    """Units whose owners could not be reached, with their area and heads."""

    units: Count
    area: Area
    heads: Count


class ElectorateFrozen(Body, frozen=True, kw_only=True):
    """The roll of those who may vote: a document of salted lines, numbered from 1, with its sums."""

    wire_name: ClassVar[str] = "electorate.frozen"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Electorate frozen", "表决权名册")

    as_of: Date
    lines: BallotNo
    units: Count
    area: Area
    heads: Count
    buildings: Annotated[list[Electors], Meta(min_length=1, max_length=500)]
    roll: Sha256


class BallotsDelivered(Body, frozen=True, kw_only=True):
    """Ballots were handed out, by one way of delivery; a later one adds to it."""

    wire_name: ClassVar[str] = "ballots.delivered"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Ballots delivered", "选票送达")

    method: Code
    buildings: Annotated[list[Electors], Meta(min_length=1, max_length=500)]
    undelivered: Undelivered


class OwnersVote(Part, frozen=True, kw_only=True):
    """What stands on one paper: a choice or the chosen options, with the weight that the roll gives it.

    The choice is ``void`` where the paper cannot count; it is then voided with ballot.voided.
    """

    schema_extra: ClassVar[dict[str, Any]] = {
        "oneOf": [{"required": ["choice"]}, {"required": ["options"]}],
    }

    choice: Choice | Unset = UNSET
    options: Annotated[list[Choice], Meta(min_length=1, max_length=50)] | Unset = UNSET
    area: Area
    heads: Count
    building: Id

    def __post_init__(self) -> None:
        if (self.choice is UNSET) == (self.options is UNSET):
            raise ValueError("a ballot has exactly one of choice and options")


class VaultVote(Sealed, frozen=True, kw_only=True):
    """🔒 One owner's vote whose disclosure rests in the vault."""

    published: ClassVar[bool] = False
    value: OwnersVote | Unset = UNSET


class PublicVote(Sealed, frozen=True, kw_only=True):
    """🔓 One owner's vote whose disclosure is published."""

    published: ClassVar[bool] = True
    value: OwnersVote | Unset = UNSET


class BallotRecorded(Body, frozen=True, kw_only=True):
    """One owner's ballot: sealed into the vault, or open where the motion is voted openly."""

    wire_name: ClassVar[str] = "ballot.recorded"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Ballot recorded", "业主表决票")

    schema_extra: ClassVar[dict[str, Any]] = {
        "oneOf": [{"required": ["vote"]}, {"required": ["open_vote"]}],
    }

    on: Ref
    ballot_no: BallotNo
    channel: Literal["paper", "online"]
    signed_by: Literal["owner", "co_owner", "proxy"]
    proxy_document: Sha256 | Unset = UNSET
    vote: VaultVote | Unset = UNSET
    open_vote: PublicVote | Unset = UNSET

    def __post_init__(self) -> None:
        if (self.vote is UNSET) == (self.open_vote is UNSET):
            raise ValueError("a ballot has exactly one of vote and open_vote")


class BallotVoided(Body, frozen=True, kw_only=True):
    """A recorded ballot does not count; what was recorded stays."""

    wire_name: ClassVar[str] = "ballot.voided"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Ballot voided", "废票")

    on: Ref
    reason: Code


class Cell(Part, frozen=True, kw_only=True):
    """What one choice got in one building, or in all of them."""

    building: Id | Unset = UNSET
    choice: Choice
    ballots: Count
    area: Area
    heads: Count


class BallotsCounted(Body, frozen=True, kw_only=True):
    """The sums of the ballots with numbers from first to last, by a second teller who has looked at each."""

    wire_name: ClassVar[str] = "ballots.counted"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Ballots counted", "计票小计")

    first: BallotNo
    last: BallotNo
    cells: Annotated[list[Cell], Meta(max_length=500)]


class Whole(Part, frozen=True, kw_only=True):
    """All who could vote: their area and heads."""

    area: Area
    heads: Count


class ResultRecorded(Body, frozen=True, kw_only=True):
    """What an official voting system has published as the result: the book did not count these ballots."""

    wire_name: ClassVar[str] = "result.recorded"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Result recorded", "外部系统表决结果")

    system: FirmOrPersonLine
    electorate: Whole
    tally: Annotated[list[TallyLine], Meta(max_length=60)]


class ObjectionRaised(Body, frozen=True, kw_only=True):
    """An owner objects to something about the vote."""

    wire_name: ClassVar[str] = "objection.raised"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Objection raised", "提出异议")

    on: Ref
    grounds: PublicText


class ObjectionAnswered(Body, frozen=True, kw_only=True):
    """The tellers answer an objection."""

    wire_name: ClassVar[str] = "objection.answered"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Objection answered", "答复异议")

    on: Ref
    text: PublicText


class ResolutionEnded(Body, frozen=True, kw_only=True):
    """A resolution no longer holds."""

    wire_name: ClassVar[str] = "resolution.ended"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Resolution ended", "决议终止")

    on: Ref
    reason: Code


class ResolutionChallenged(Body, frozen=True, kw_only=True):
    """Somebody has gone to court over a resolution."""

    wire_name: ClassVar[str] = "resolution.challenged"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Resolution challenged", "决议被诉")

    on: Ref
    court: FirmOrPersonLine


class ResolutionAnnulled(Body, frozen=True, kw_only=True):
    """A court's judgment or an authority's decision has annulled a resolution."""

    wire_name: ClassVar[str] = "resolution.annulled"
    stream: ClassVar[str] = "motion"
    titles: ClassVar[tuple[str, str]] = ("Resolution annulled", "决议撤销")

    on: Ref
    basis: Literal["judgment", "authority"]
    by: FirmOrPersonLine
