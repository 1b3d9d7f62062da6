"""Rules and folds of the streams ``meeting/<id>`` and ``document/<sha256>``."""

from __future__ import annotations

from ledger.bodies.documents import DocumentRegistered
from ledger.bodies.meetings import (
    AttendanceRecorded,
    MeetingCalled,
    MeetingClosed,
    MeetingOpened,
    MinutesRecorded,
    MinutesSigned,
)
from ledger.bodies.shared import Ref
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.state import Document, Meeting, Minutes


def check_called(act: Act, body: MeetingCalled) -> None:
    """A new meeting; its agenda numbers each item once."""
    if act.own(Meeting).called is not None:
        raise act.refuse("meeting.id_reused", f"{act.event.subject} has been called", "Choose another id.")
    act.check_time(body.at)
    numbers = [item.no for item in body.agenda]
    if len(set(numbers)) != len(numbers):
        raise act.refuse("meeting.agenda", "two items of the agenda have the same number", "Number them 1, 2, 3 …")


def fold_called(meeting: Meeting, _event: Event, body: MeetingCalled) -> None:
    """Give notice."""
    meeting.called = body


def check_opened(act: Act, body: MeetingOpened) -> None:
    """After the notice, once."""
    meeting = act.own(Meeting)
    act.check_time(body.at)
    if meeting.called is None:
        raise act.refuse(
            "meeting.not_called", f"{act.event.subject} has not been called", "Record meeting.called first."
        )
    if meeting.opened:
        raise act.refuse("meeting.order", "the meeting has been opened", "Nothing is to be done.")


def fold_opened(meeting: Meeting, _event: Event, _body: MeetingOpened) -> None:
    """Begin."""
    meeting.opened = True


def check_closed(act: Act, body: MeetingClosed) -> None:
    """After the opening, once."""
    meeting = act.own(Meeting)
    act.check_time(body.at)
    if not meeting.opened or meeting.closed:
        raise act.refuse("meeting.order", "only a meeting that is open can be closed", "Record meeting.opened first.")


def fold_closed(meeting: Meeting, _event: Event, _body: MeetingClosed) -> None:
    """End."""
    meeting.closed = True


def check_attendance(act: Act, body: AttendanceRecorded) -> None:
    """Members sign for themselves; the secretary counts observers and transcribes a paper list."""
    meeting = act.own(Meeting)
    if meeting.called is None:
        raise act.refuse(
            "meeting.not_called", f"{act.event.subject} has not been called", "Record meeting.called first."
        )
    if isinstance(body.transcribed_for, str) and body.transcribed_for != body.member:
        raise act.refuse(
            "attendance.transcribed", "transcribed_for and member must name the same person", "Correct one of both."
        )
    if not isinstance(body.member, str):
        return
    if body.member not in act.community.members:
        raise act.refuse("member.unknown", f"there is no member {body.member!r}", "Correct the member's id.")
    if body.member not in (act.member.id, body.transcribed_for):
        raise act.refuse(
            "attendance.not_self", "attendance is signed by the attendee", "Or set transcribed_for, as the secretary."
        )
    if body.member in meeting.attended:
        raise act.refuse("attendance.twice", f"{body.member} is on the list", "Nothing is to be done.")


def fold_attendance(meeting: Meeting, _event: Event, body: AttendanceRecorded) -> None:
    """Put the attendee on the list."""
    if isinstance(body.member, str):
        meeting.attended.add(body.member)


def check_minutes(act: Act, body: MinutesRecorded) -> None:
    """After the opening; a later version names the one it supersedes; a document is one the book knows."""
    meeting = act.own(Meeting)
    if not meeting.opened:
        raise act.refuse("minutes.before_meeting", "the meeting has not been opened", "Record meeting.opened first.")
    if isinstance(body.supersedes, Ref):
        act.target(body.supersedes, "minutes.recorded")
    if isinstance(body.document, str):
        act.check_evidence(body.document)


def fold_minutes(meeting: Meeting, event: Event, body: MinutesRecorded) -> None:
    """Keep the version."""
    meeting.minutes[event.id] = Minutes()
    if isinstance(body.supersedes, Ref):
        meeting.minutes[body.supersedes.id].superseded = True


def check_signature(act: Act, body: MinutesSigned) -> None:
    """An attendee, or a seat whose signature counts as attendance; the version in force; once."""
    act.target(body.on, "minutes.recorded")
    meeting = act.own(Meeting)
    minutes = meeting.minutes[body.on.id]
    if minutes.superseded:
        raise act.refuse(
            "minutes.superseded", "a later version of these minutes is recorded", "Read that one and sign it."
        )
    if not act.member.holds_seat and act.member.id not in meeting.attended:
        raise act.refuse(
            "minutes.not_attended", f"{act.member.id} was not at the meeting", "Attendees sign the minutes."
        )
    if act.has_acted(minutes.signed):
        raise act.refuse("minutes.signed_twice", f"{act.member.id} has signed these minutes", "Nothing is to be done.")


def fold_signature(meeting: Meeting, event: Event, body: MinutesSigned) -> None:
    """Put the signature under the minutes."""
    meeting.minutes[body.on.id].signed[event.kid] = body.stance


def check_document(act: Act, body: DocumentRegistered) -> None:
    """Once; a redaction names a document that the book knows."""
    if act.own(Document).registered is not None:
        raise act.refuse("document.registered_twice", "this document is registered", "Nothing is to be done.")
    if isinstance(body.redaction_of, str) and act.document(body.redaction_of).registered is None:
        raise act.unresolved("document", body.redaction_of)


def fold_document(document: Document, _event: Event, body: DocumentRegistered) -> None:
    """Register it."""
    document.registered = body
