"""Rules and folds of the stream ``motion/<id>`` that all motions share, and those of committee votes by yes and no.

What only the owners' votes have stands in `ledger.rules.assembly`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Literal

from ledger.bodies.motions import (
    BallotCast,
    BallotTranscribed,
    MotionExtended,
    MotionWithdrawn,
    TallyLine,
)
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.packs import Pack
from ledger.rules.state import Community, Member, Motion
from ledger.rules.state.votes import Transcript

CHOICES = ("yes", "no", "abstain", "recuse")


def tally_of(ballots: Mapping[str, str]) -> list[TallyLine]:
    """Count ballots by choice, in the fixed order of `CHOICES`, zeros included."""
    counts = Counter(ballots.values())
    return [TallyLine(choice=choice, ballots=counts[choice]) for choice in CHOICES]


def outcome_of(tally: list[TallyLine], seats: int, pack: Pack, on: str) -> Literal["adopted", "rejected", "no_quorum"]:
    """Return what a committee's tally means on a day, of all established seats.

    Somebody who recuses is present and never in favour; vacant seats count in the whole (EVENTS.md, "Committee").
    """
    counts = {line.choice: line.ballots for line in tally}
    if not pack.fraction("committee.present", on).reached_by(sum(counts.values()), seats):
        return "no_quorum"
    in_favour = pack.fraction("committee.in_favour", on).reached_by(counts.get("yes", 0), seats)
    return "adopted" if in_favour else "rejected"


def votes_in(motion: Motion) -> dict[str, str]:
    """Return who has voted how on a committee motion: key, or member whose paper was transcribed, to choice."""
    return motion.ballots | {member: paper.choice for member, paper in motion.transcribed.items()}


def has_voted(member: Member, motion: Motion, community: Community) -> bool:
    """Tell whether a member, or whoever held the member's seat before, has voted, with a key or on signed paper."""
    on_paper = member.id in motion.transcribed or member.seat_no in _seats_on_paper(motion)
    return on_paper or community.has_spoken(member, motion.ballots)


def every_seat_voted(motion: Motion, community: Community) -> bool:
    """Tell whether nobody who holds a seat now has a ballot left to cast, for the seat or in person."""
    return all(has_voted(member, motion, community) for member in community.seats_held)


def window_of(motion: Motion) -> tuple[datetime, datetime]:
    """Return when voting opens and closes, as it stands now."""
    assert motion.tabled is not None
    return datetime.fromisoformat(motion.tabled.opens), datetime.fromisoformat(motion.closes)


def undecided(act: Act) -> Motion:
    """Return the act's motion, which can still be acted upon.

    Raises:
        RuleError: ``reference.unresolved``, ``motion.withdrawn``, ``motion.closed``.
    """
    motion = act.own(Motion)
    if motion.tabled is None:
        raise act.unresolved("motion", act.event.subject.partition("/")[2])
    if motion.withdrawn:
        raise act.refuse("motion.withdrawn", "the motion has been withdrawn", "Table a new one.")
    if motion.closed is not None:
        raise act.refuse("motion.closed", "the motion has its result", "Nothing is to be done.")
    return motion


def check_withdrawn(act: Act, body: MotionWithdrawn) -> None:
    """Before anybody has voted."""
    act.target(body.on, "motion.tabled")
    motion = undecided(act)
    if votes_in(motion) or motion.papers or motion.result is not None:
        raise act.refuse(
            "motion.voted", "somebody has voted on the motion", "Let the vote end; what is adopted can be ended later."
        )


def fold_withdrawn(motion: Motion, _event: Event, _body: MotionWithdrawn) -> None:
    """Take it back."""
    motion.withdrawn = True


def check_extended(act: Act, body: MotionExtended) -> None:
    """Before voting closes, to a later time, and not for ever: nobody keeps a vote from its result."""
    act.target(body.on, "motion.tabled")
    act.check_time(body.closes)
    motion = undecided(act)
    assert motion.tabled is not None
    _, closes = window_of(motion)
    if act.admitted_at >= closes:
        raise act.refuse("motion.window_over", "voting has closed", "Count what has been voted, or table a new motion.")
    if datetime.fromisoformat(body.closes) <= closes:
        raise act.refuse("motion.window", "an extension closes later than before", "Correct closes.")
    most = act.pack.number("motion.extension_days", motion.tabled.opens[:10])
    if datetime.fromisoformat(body.closes) - datetime.fromisoformat(motion.tabled.closes) > timedelta(days=most):
        raise act.refuse(
            "motion.extension",
            f"voting was to close on {motion.tabled.closes} and can be extended by {most} days",
            "Choose an earlier end; what is not decided by then is tabled anew.",
        )


def fold_extended(motion: Motion, _event: Event, body: MotionExtended) -> None:
    """Keep it open for longer."""
    motion.closes = body.closes


def check_ballot(act: Act, body: BallotCast) -> None:
    """In the window by the ledger's clock, by a seat, once."""
    act.target(body.on, "motion.tabled")
    motion = _open_to_seats(act)
    if body.choice not in CHOICES:
        raise act.refuse("ballot.choice", "this motion is voted by yes, no, abstain or recuse", "Set `choice`.")
    _check_once(act, motion, act.member)


def fold_ballot(motion: Motion, event: Event, body: BallotCast) -> None:
    """Put the ballot in."""
    motion.ballots[event.kid] = str(body.choice)


def check_transcribed(act: Act, body: BallotTranscribed) -> None:
    """In the window, for a seat that has not voted and its holder, with a scan that the book knows."""
    act.target(body.on, "motion.tabled")
    motion = _open_to_seats(act)
    member = act.community.members.get(body.member)
    if member is None or not member.holds_seat or member.seat_no != body.seat_no:
        raise act.refuse(
            "ballot.seat", f"{body.member} does not hold seat {body.seat_no} of the committee", "Correct both."
        )
    act.check_document(body.scan)
    _check_once(act, motion, member)


def fold_transcribed(motion: Motion, _event: Event, body: BallotTranscribed) -> None:
    """Put the ballot in."""
    motion.transcribed[body.member] = Transcript(body.seat_no, body.choice)


def _open_to_seats(act: Act) -> Motion:
    """Return the act's committee motion, which is open."""
    motion = act.own(Motion)
    assert motion.tabled is not None
    if motion.tabled.body != "committee":
        raise act.refuse(
            "motion.body", "the owners vote on this motion, not the committee", "Record the owners' ballots instead."
        )
    if motion.closed is not None:
        raise act.refuse(
            "ballot.window", "the result of this motion has been declared", "Nobody can vote on it any more."
        )
    if motion.withdrawn:
        raise act.refuse("ballot.window", "the motion has been withdrawn", "Nobody can vote on it any more.")
    opens, closes = window_of(motion)
    if not opens <= act.admitted_at < closes:
        raise act.refuse(
            "ballot.window",
            f"voting is from {motion.tabled.opens} to {motion.closes}",
            "A ballot counts when it reaches the ledger within the window.",
        )
    return motion


def _check_once(act: Act, motion: Motion, member: Member) -> None:
    voters = {act.community.keys[kid].member for kid in motion.ballots}
    if member.id in voters or member.id in motion.transcribed:
        raise act.refuse("ballot.twice", f"{member.id} has voted on this motion", "One ballot counts.")
    if has_voted(member, motion, act.community):
        raise act.refuse(
            "ballot.seat_voted",
            f"whoever held seat {member.seat_no} before has voted on this motion",
            "A seat has one vote, whoever holds it.",
        )


def _seats_on_paper(motion: Motion) -> set[int]:
    return {paper.seat_no for paper in motion.transcribed.values()}
