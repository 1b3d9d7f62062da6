"""Views of motions and meetings."""

from __future__ import annotations

from ledger.bodies.meetings import (
    AttendanceRecorded,
    MeetingCalled,
    MeetingClosed,
    MeetingOpened,
    MinutesRecorded,
    MinutesSigned,
)
from ledger.bodies.motions import BallotCast, MotionClosed, MotionTabled
from ledger.bodies.shared import Ref
from ledger.rules import motions
from projections.view import Effect


def tabled(effect: Effect, body: MotionTabled) -> None:
    """Show the motion as open."""
    effect.insert(
        "motion",
        id=effect.stream_id,
        position=effect.position,
        title=effect.text(body.title),
        text=effect.text(body.text),
        matter=body.matter,
        form=body.form,
        fund=body.fund,
        amount_cap=body.amount_cap,
        meeting=body.meeting,
        opens=body.opens,
        closes=body.closes,
        proposer=effect.member,
    )


def ballot(effect: Effect, body: BallotCast) -> None:
    """Show the seat's vote, openly and by name."""
    choice = body.choice if isinstance(body.choice, str) else ""
    effect.insert("ballot", position=effect.position, motion=effect.stream_id, member=effect.member, choice=choice)


def closed(effect: Effect, body: MotionClosed) -> None:
    """Show the declared outcome and, beside it, what the ballots mean under the pack."""
    assert effect.community.founded is not None
    assert effect.community.pack is not None
    rows = effect.execute("SELECT position, choice FROM ballot WHERE motion = ?", effect.stream_id).fetchall()
    tally = motions.tally_of({str(position): choice for position, choice in rows})
    meaning = motions.outcome_of(tally, effect.community.founded.seats, effect.community.pack.committee_vote)
    effect.execute(
        "UPDATE motion SET closed_position = ?, outcome = ?, recomputed = ? WHERE id = ?",
        effect.position,
        body.outcome,
        meaning,
        effect.stream_id,
    )
    for number, line in enumerate(tally):
        effect.insert("tally", motion=effect.stream_id, line=number, choice=line.choice, ballots=line.ballots)


def called(effect: Effect, body: MeetingCalled) -> None:
    """Show the notice and its agenda."""
    effect.insert(
        "meeting",
        id=effect.stream_id,
        position=effect.position,
        kind=body.kind,
        at=body.at,
        place=effect.text(body.place),
        link=body.link,
    )
    for item in body.agenda:
        effect.insert("agenda", meeting=effect.stream_id, no=item.no, title=effect.text(item.title), motion=item.motion)


def opened(effect: Effect, body: MeetingOpened) -> None:
    """Show that the meeting has begun."""
    effect.execute("UPDATE meeting SET opened = ? WHERE id = ?", body.at, effect.stream_id)


def meeting_closed(effect: Effect, body: MeetingClosed) -> None:
    """Show that the meeting has ended."""
    effect.execute("UPDATE meeting SET closed = ? WHERE id = ?", body.at, effect.stream_id)


def attendance(effect: Effect, body: AttendanceRecorded) -> None:
    """Show who was there."""
    effect.insert(
        "attendance",
        position=effect.position,
        meeting=effect.stream_id,
        member=body.member,
        observers=body.observers,
        mode=body.mode,
    )


def minutes(effect: Effect, body: MinutesRecorded) -> None:
    """Show this version of the minutes; the one that it supersedes stays to be seen."""
    effect.insert(
        "minutes",
        position=effect.position,
        meeting=effect.stream_id,
        text=effect.text(body.text),
        document=body.document,
        language=body.language,
    )
    if isinstance(body.supersedes, Ref):
        superseded = effect.position_of(body.supersedes.id)
        effect.execute("UPDATE minutes SET superseded_position = ? WHERE position = ?", effect.position, superseded)


def signed(effect: Effect, body: MinutesSigned) -> None:
    """Show the signature under the minutes."""
    effect.insert(
        "signature",
        position=effect.position,
        minutes=effect.position_of(body.on.id),
        member=effect.member,
        stance=body.stance,
    )
