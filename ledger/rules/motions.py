"""Rules and folds of the stream ``motion/<id>``: committee votes by yes and no, with a tally that anyone recomputes."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from ledger.bodies.motions import BallotCast, MotionClosed, MotionTabled, TallyLine
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.packs import Pack
from ledger.rules.state import Motion

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


def window_of(body: MotionTabled) -> tuple[datetime, datetime]:
    """Return when voting opens and closes."""
    return datetime.fromisoformat(body.opens), datetime.fromisoformat(body.closes)


def check_tabled(act: Act, body: MotionTabled) -> None:
    """A new motion with a sane window."""
    if act.own(Motion).tabled is not None:
        raise act.refuse("motion.id_reused", f"{act.event.subject} has been tabled", "Choose another id.")
    if body.body != "committee" or body.method != "yes_no":
        raise act.refuse(
            "motion.kind",
            "this version holds committee votes by yes and no",
            "Table it for the committee with method yes_no; assembly votes and elections come with a later version.",
        )
    if body.secrecy != "open" or body.options or body.candidates:
        raise act.refuse("motion.kind", "committee votes by yes and no are open and have no options", "Drop them.")
    try:
        opens, closes = window_of(body)
    except ValueError as error:
        raise act.refuse("motion.window", "the window names a time that does not exist", "Correct it.") from error
    if not opens < closes or closes <= act.admitted_at:
        raise act.refuse(
            "motion.window", "voting must close after it opens, and in the future", "Correct opens and closes."
        )
    if isinstance(body.fund, str) and act.fund(body.fund).opened is None:
        raise act.unresolved("fund", body.fund)
    if isinstance(body.scope, list):
        act.check_buildings(body.scope)


def fold_tabled(motion: Motion, event: Event, body: MotionTabled) -> None:
    """Put it to the vote."""
    motion.event = event
    motion.tabled = body


def check_ballot(act: Act, body: BallotCast) -> None:
    """In the window by the ledger's clock, by a seat, once."""
    act.target(body.on, "motion.tabled")
    motion = act.own(Motion)
    assert motion.tabled is not None
    opens, closes = window_of(motion.tabled)
    if motion.closed is not None or not opens <= act.admitted_at < closes:
        raise act.refuse(
            "ballot.window",
            f"voting is from {motion.tabled.opens} to {motion.tabled.closes}",
            "A ballot counts when it reaches the ledger within the window.",
        )
    if body.choice not in CHOICES:
        raise act.refuse("ballot.choice", "this motion is voted by yes, no, abstain or recuse", "Set `choice`.")
    if act.has_acted(motion.ballots):
        raise act.refuse("ballot.twice", f"{act.member.id} has voted on this motion", "One ballot counts.")
    voters = (act.community.keys[kid].member for kid in motion.ballots)
    if any(act.community.members[voter].seat_no == act.member.seat_no for voter in voters if voter is not None):
        raise act.refuse(
            "ballot.seat_voted",
            f"whoever held seat {act.member.seat_no} before has voted on this motion",
            "A seat has one vote, whoever holds it.",
        )


def fold_ballot(motion: Motion, event: Event, body: BallotCast) -> None:
    """Put the ballot in."""
    motion.ballots[event.kid] = str(body.choice)


def check_closed(act: Act, body: MotionClosed) -> None:
    """After the window, or when every seat has voted; with the tally that the ballots give."""
    motion = act.own(Motion)
    if motion.tabled is None:
        raise act.unresolved("motion", act.event.subject.partition("/")[2])
    if motion.closed is not None:
        raise act.refuse("motion.closed_twice", "the motion has its result", "Nothing is to be done.")
    voted = {act.community.keys[kid].member for kid in motion.ballots}
    all_voted = all(member.id in voted for member in act.community.seats_held)
    if act.admitted_at < window_of(motion.tabled)[1] and not all_voted:
        raise act.refuse(
            "motion.still_open",
            f"voting is open until {motion.tabled.closes} and not every seat has voted",
            "Close it after that, or when the last seat has voted.",
        )
    if body.tally != tally_of(motion.ballots):
        counts = ", ".join(f"{line.choice} {line.ballots}" for line in tally_of(motion.ballots))
        raise act.refuse("motion.tally", "the tally is not what the ballots add up to", f"The ballots give: {counts}.")
    if body.elected or body.alternates or body.outcome == "elected":
        raise act.refuse("motion.outcome", "a vote by yes and no elects nobody", "Drop elected and alternates.")


def fold_closed(motion: Motion, _event: Event, body: MotionClosed) -> None:
    """Keep the result as it was declared; whether it is what the ballots mean is a finding."""
    motion.closed = body
