"""Bodies of the stream ``meeting/<id>``: notice, attendance, minutes and signatures under them."""

from __future__ import annotations

from typing import Annotated, Any, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.shared import Body, Code, Count, Id, Part, PublicLine, PublicText, Ref, Role, Sha256, Time, Unset

ItemNo = Annotated[int, Meta(ge=1, le=200, description="Number of an item of the agenda.")]


class AgendaItem(Part, frozen=True, kw_only=True):
    """One item of the agenda, with the motion it is about."""

    no: ItemNo
    title: PublicLine
    motion: Id | Unset = UNSET


class MeetingRequested(Body, frozen=True, kw_only=True):
    """Somebody wants a meeting: a seat for itself, or a teller for the owners who signed a petition."""

    wire_name: ClassVar[str] = "meeting.requested"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Meeting requested", "提议召开")

    topic: PublicLine


class MeetingCalled(Body, frozen=True, kw_only=True):
    """The notice of a meeting."""

    wire_name: ClassVar[str] = "meeting.called"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Meeting called", "会议通知")

    kind: Literal["committee", "assembly", "hearing"]
    at: Time
    place: PublicLine
    link: (
        Annotated[
            str,
            Meta(
                pattern=r"^https://[!-~]{1,500}$(?!\n)",
                description="An address on the web.",
                examples=["https://meet.example/123"],
            ),
        ]
        | Unset
    ) = UNSET
    agenda: Annotated[list[AgendaItem], Meta(max_length=200)]


class MeetingCancelled(Body, frozen=True, kw_only=True):
    """A meeting that was called will not be held."""

    wire_name: ClassVar[str] = "meeting.cancelled"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Meeting cancelled", "会议取消")

    reason: Code


class MeetingOpened(Body, frozen=True, kw_only=True):
    """The meeting has begun."""

    wire_name: ClassVar[str] = "meeting.opened"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Meeting opened", "开会")

    at: Time


class MeetingClosed(Body, frozen=True, kw_only=True):
    """The meeting has ended."""

    wire_name: ClassVar[str] = "meeting.closed"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Meeting closed", "散会")

    at: Time


class AttendanceRecorded(Body, frozen=True, kw_only=True):
    """Somebody was there: a member signs for themselves; observers are counted."""

    wire_name: ClassVar[str] = "attendance.recorded"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Attendance recorded", "签到")

    schema_extra: ClassVar[dict[str, Any]] = {
        "oneOf": [{"required": ["member"]}, {"required": ["observers"]}],
    }

    member: Id | Unset = UNSET
    observers: Count | Unset = UNSET
    mode: Literal["present", "remote"]
    transcribed_for: Id | Unset = UNSET

    def __post_init__(self) -> None:
        if (self.member is UNSET) == (self.observers is UNSET):
            raise ValueError("attendance names exactly one of member and observers")


class ItemNoted(Body, frozen=True, kw_only=True):
    """What was said on an item, as it was written down in the room: nobody has checked it."""

    wire_name: ClassVar[str] = "item.noted"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Item noted", "会议实录")

    no: ItemNo
    speaker: Role | Literal["owner", "guest"]
    text: PublicText


class MinutesRecorded(Body, frozen=True, kw_only=True):
    """The minutes, as text or as a registered document."""

    wire_name: ClassVar[str] = "minutes.recorded"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Minutes recorded", "会议纪要")

    schema_extra: ClassVar[dict[str, Any]] = {
        "oneOf": [{"required": ["text"]}, {"required": ["document"]}],
    }

    text: PublicText | Unset = UNSET
    document: Sha256 | Unset = UNSET
    language: Annotated[
        str,
        Meta(
            pattern=r"^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$(?!\n)",
            max_length=35,
            description="A language (BCP 47).",
            examples=["zh-CN"],
        ),
    ]
    supersedes: Ref | Unset = UNSET

    def __post_init__(self) -> None:
        if (self.text is UNSET) == (self.document is UNSET):
            raise ValueError("minutes have exactly one of text and document")


class MinutesSigned(Body, frozen=True, kw_only=True):
    """One attendee signs the minutes, agreeing or dissenting."""

    wire_name: ClassVar[str] = "minutes.signed"
    stream: ClassVar[str] = "meeting"
    titles: ClassVar[tuple[str, str]] = ("Minutes signed", "签署纪要")

    on: Ref
    stance: Literal["agree", "dissent"]
