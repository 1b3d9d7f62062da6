"""Rules and folds of the streams ``meeting/<id>`` and ``document/<sha256>``."""

from __future__ import annotations

from datetime import datetime

from ledger.bodies.documents import DocumentRegistered, DocumentWithdrawn
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
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.state import Document, Meeting, Minutes


def check_requested(act: Act, _body: MeetingRequested) -> None:
    """Before the notice; once a member; a petition of owners comes with the paper that they signed."""
    meeting = act.own(Meeting)
    if meeting.called is not None:
        raise act.refuse("meeting.order", "the meeting has been called", "Nothing is to be done.")
    if act.has_acted(meeting.requested | meeting.petitioned):
        raise act.refuse("meeting.requested_twice", f"{act.member.id} has asked for it", "Nothing is to be done.")
    if not act.member.holds_seat and not act.event.data.documents:
        raise act.refuse(
            "meeting.petition",
            "a petition of owners needs the document that they signed",
            "Name the scan of the petition in `documents`.",
        )


def fold_requested(meeting: Meeting, event: Event, body: MeetingRequested) -> None:
    """Put the wish on the list; a petition is known by its document."""
    (meeting.petitioned if body.documents else meeting.requested).add(event.kid)


def may_call(act: Act) -> bool:
    """Tell whether the signer is among those who asked for the meeting, and they are enough to call it."""
    meeting = act.own(Meeting)
    if act.has_acted(meeting.petitioned):
        return True
    share = act.pack.fraction("committee.call_share", act.admitted_at.date().isoformat())
    seats = {act.community.keys[kid].member for kid in meeting.requested}
    held = [member for member in act.community.seats_held if member.id in seats]
    return act.has_acted(meeting.requested) and share.reached_by(len(held), act.community.seats)


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


def check_cancelled(act: Act, _body: MeetingCancelled) -> None:
    """After the notice and before the meeting, once."""
    meeting = act.own(Meeting)
    if meeting.called is None or meeting.opened or meeting.cancelled:
        raise act.refuse(
            "meeting.order", "only a meeting that is called and not yet held can be cancelled", "Nothing is to be done."
        )


def fold_cancelled(meeting: Meeting, _event: Event, _body: MeetingCancelled) -> None:
    """It is off."""
    meeting.cancelled = True


def _called(act: Act) -> Meeting:
    meeting = act.own(Meeting)
    if meeting.called is None:
        raise act.refuse(
            "meeting.not_called", f"{act.event.subject} has not been called", "Record meeting.called first."
        )
    return meeting


def check_opened(act: Act, body: MeetingOpened) -> None:
    """After the notice, once, and not before it has begun."""
    meeting = _called(act)
    act.check_past(body.at)
    if meeting.opened is not None:
        raise act.refuse("meeting.order", "the meeting has been opened", "Nothing is to be done.")
    if meeting.cancelled:
        raise act.refuse("meeting.order", "the meeting has been cancelled", "Call another one, and open that.")


def fold_opened(meeting: Meeting, _event: Event, body: MeetingOpened) -> None:
    """Begin."""
    meeting.opened = body


def check_closed(act: Act, body: MeetingClosed) -> None:
    """After the opening, once, and not before it has ended."""
    meeting = act.own(Meeting)
    act.check_past(body.at)
    if meeting.opened is None or meeting.closed:
        raise act.refuse("meeting.order", "only a meeting that is open can be closed", "Record meeting.opened first.")
    if datetime.fromisoformat(body.at) < datetime.fromisoformat(meeting.opened.at):
        raise act.refuse("meeting.order", f"the meeting was opened later, at {meeting.opened.at}", "Correct the time.")


def fold_closed(meeting: Meeting, _event: Event, _body: MeetingClosed) -> None:
    """End."""
    meeting.closed = True


def check_attendance(act: Act, body: AttendanceRecorded) -> None:
    """After the opening. Members sign for themselves; the secretary counts observers and transcribes a paper list."""
    meeting = _called(act)
    if meeting.opened is None:
        raise act.refuse("attendance.before_meeting", "the meeting has not been opened", "Record meeting.opened first.")
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


def check_noted(act: Act, _body: ItemNoted) -> None:
    """After the opening; what was talked about need not have been on the agenda."""
    if not act.own(Meeting).opened:
        raise act.refuse("item.before_meeting", "the meeting has not been opened", "Record meeting.opened first.")


def check_minutes(act: Act, body: MinutesRecorded) -> None:
    """After the opening; a later version names the one it supersedes; a document is one the book knows."""
    meeting = act.own(Meeting)
    if meeting.opened is None:
        raise act.refuse("minutes.before_meeting", "the meeting has not been opened", "Record meeting.opened first.")
    if isinstance(body.supersedes, Ref):
        act.target(body.supersedes, "minutes.recorded")
    if isinstance(body.document, str):
        act.check_document(body.document)


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
    """Once, and once more where it becomes public; a redaction names a document that the book knows.

    Whoever knows a file knows the plain hash that it would have as a public document: a registration under that hash
    that shows nothing must not keep the document itself out of the book.
    """
    registered = act.own(Document).registered
    if registered is not None and (registered.visibility == "public" or body.visibility != "public"):
        raise act.refuse("document.registered_twice", "this document is registered", "Nothing is to be done.")
    if isinstance(body.redaction_of, str):
        if body.redaction_of == act.event.subject.partition("/")[2]:
            raise act.refuse("document.own_redaction", "a document is no redaction of itself", "Name the whole one.")
        act.check_document(body.redaction_of)


def fold_document(document: Document, _event: Event, body: DocumentRegistered) -> None:
    """Register it."""
    document.registered = body


def check_withdrawn(act: Act, _body: DocumentWithdrawn) -> None:
    """Once. A document that was only named beside an act has no stream that says so, and may be withdrawn too."""
    if act.own(Document).withdrawn:
        raise act.refuse("document.withdrawn_twice", "this document is withdrawn", "Nothing is to be done.")


def fold_withdrawn(document: Document, _event: Event, _body: DocumentWithdrawn) -> None:
    """It is no longer handed out."""
    document.withdrawn = True
