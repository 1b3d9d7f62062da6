"""Rows of the streams ``meeting/<id>``: notice, agenda, attendance, minutes and the signatures under them."""

from __future__ import annotations

from ledger.bodies.meetings import (
    AttendanceRecorded,
    ItemNoted,
    MeetingCalled,
    MeetingCancelled,
    MeetingClosed,
    MeetingOpened,
    MeetingRequested,
    MinutesRecorded,
    MinutesSigned,
)
from ledger.bodies.shared import Ref
from projections.effect import Effect


def requested(effect: Effect, body: MeetingRequested) -> None:
    """Show who wants a meeting; a petition of owners is known by its document."""
    effect.insert(
        "meeting_request",
        position=effect.position,
        meeting=effect.stream_id,
        member=effect.member,
        topic=effect.text(body.topic),
        petition=bool(body.documents),
    )


def cancelled(effect: Effect, body: MeetingCancelled) -> None:
    """Show that the meeting is off."""
    effect.execute(
        "UPDATE meeting SET cancelled_position = ?, cancelled_reason = ? WHERE id = ?",
        effect.position,
        body.reason,
        effect.stream_id,
    )


def noted(effect: Effect, body: ItemNoted) -> None:
    """Show what was written down in the room."""
    effect.insert(
        "item_note",
        position=effect.position,
        meeting=effect.stream_id,
        no=body.no,
        speaker=body.speaker,
        text=effect.text(body.text),
    )


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


def closed(effect: Effect, body: MeetingClosed) -> None:
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
