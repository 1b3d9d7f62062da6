"""Meetings: notice, agenda, attendance, minutes in all versions, and the signatures under them."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from projections.queries.paging import FIRST, Cursor, cut
from projections.queries.people import holder, members


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting; ``minutes`` is the index of the version of the minutes that holds, ``signed`` who has signed it."""

    id: str
    index: int
    kind: str
    at: str
    place: str | None
    link: str | None
    opened: str | None
    closed: str | None
    cancelled: int | None
    cancelled_reason: str | None
    minutes: int | None
    signed: int


@dataclass(frozen=True, slots=True)
class MeetingPage:
    """A page of meetings, the latest day first; ``next`` is the cursor of the page that follows."""

    meetings: list[Meeting]
    next: str | None


@dataclass(frozen=True, slots=True)
class AgendaItem:
    """One item, with the motion that it is about."""

    no: int
    title: str | None
    motion: str | None


@dataclass(frozen=True, slots=True)
class Attendance:
    """Somebody who was there: a member, or a number of observers."""

    index: int
    member: str | None
    observers: int | None
    mode: str


@dataclass(frozen=True, slots=True)
class Signature:
    """One attendee under the minutes, agreeing or dissenting, perhaps with a word on why."""

    index: int
    member: str | None
    stance: str
    admitted_at: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Minutes:
    """One version of the minutes, as text or as a document (its SHA-256); ``superseded`` is the index of the next."""

    index: int
    text: str | None
    document: str | None
    language: str
    superseded: int | None
    recorded_by: str | None
    admitted_at: str
    signatures: list[Signature]


@dataclass(frozen=True, slots=True)
class Wish:
    """Who asked for the meeting: a seat, or a teller for the owners who signed a ``petition``."""

    index: int
    member: str | None
    topic: str | None
    petition: bool


@dataclass(frozen=True, slots=True)
class Noted:
    """What was written down in the room on an item; nobody has checked it."""

    index: int
    no: int
    speaker: str
    text: str | None


@dataclass(frozen=True, slots=True)
class MeetingDetail:
    """A meeting with everything that was recorded of it.

    ``unsigned`` attended and have not signed the minutes; ``not_listed`` has the indexes of signatures under them by
    members who are not among those present.
    """

    meeting: Meeting
    agenda: list[AgendaItem]
    attendance: list[Attendance]
    minutes: list[Minutes]
    unsigned: list[Attendance]
    not_listed: list[int]
    requests: list[Wish]
    notes: list[Noted]


_COLUMNS = """
SELECT meeting.id, meeting.position, kind, at, place, link, opened, closed, cancelled_position,
    cancelled_reason, held.position,
    (SELECT count(*) FROM signature WHERE signature.minutes = held.position)
FROM meeting LEFT JOIN minutes AS held ON held.position = (
    SELECT max(position) FROM minutes WHERE minutes.meeting = meeting.id AND superseded_position IS NULL
)
"""


def meetings(tables: sqlite3.Connection, after: Cursor | None, limit: int) -> MeetingPage:
    """Return a page of meetings."""
    after = after or FIRST
    rows = tables.execute(
        f"{_COLUMNS} WHERE (substr(at, 1, 10), meeting.position) < (?, ?)"
        " ORDER BY substr(at, 1, 10) DESC, meeting.position DESC LIMIT ?",
        (after.date, after.index, limit + 1),
    )
    return MeetingPage(*cut([Meeting(*row) for row in rows], limit, lambda one: Cursor(one.at[:10], one.index)))


def meeting(tables: sqlite3.Connection, meeting_id: str) -> MeetingDetail | None:
    """Return one meeting."""
    row = tables.execute(f"{_COLUMNS} WHERE meeting.id = ?", (meeting_id,)).fetchone()
    if row is None:
        return None
    agenda = tables.execute("SELECT no, title, motion FROM agenda WHERE meeting = ? ORDER BY no", (meeting_id,))
    attendance = [
        Attendance(*found)
        for found in tables.execute(
            "SELECT position, member, observers, mode FROM attendance WHERE meeting = ? ORDER BY position",
            (meeting_id,),
        )
    ]
    versions = minutes_of(tables, meeting_id)
    held = [version for version in versions if version.superseded is None]
    return MeetingDetail(
        Meeting(*row),
        [AgendaItem(*item) for item in agenda],
        attendance,
        versions,
        *_compared(tables, attendance, held),
        _requests(tables, meeting_id),
        _notes(tables, meeting_id),
    )


def _compared(
    tables: sqlite3.Connection, attendance: list[Attendance], held: list[Minutes]
) -> tuple[list[Attendance], list[int]]:
    """Return the attendees who have not signed, and the signatures of others.

    A successor's signature is not that of who had the id before.
    """
    everybody = members(tables)

    def who(one: Attendance | Signature) -> tuple[str, int] | None:
        found = None if one.member is None else holder(everybody, one.member, one.index)
        return None if found is None else (found.id, found.index)

    signatures = [signature for version in held for signature in version.signatures]
    signers, present = set(map(who, signatures)), set(map(who, attendance))
    unsigned = [one for one in attendance if held and one.member is not None and who(one) not in signers]
    return unsigned, [one.index for one in signatures if who(one) not in present]


def _requests(tables: sqlite3.Connection, meeting_id: str) -> list[Wish]:
    rows = tables.execute(
        "SELECT position, member, topic, petition FROM meeting_request WHERE meeting = ? ORDER BY position",
        (meeting_id,),
    )
    return [Wish(index, member, topic, bool(petition)) for index, member, topic, petition in rows]


def _notes(tables: sqlite3.Connection, meeting_id: str) -> list[Noted]:
    rows = tables.execute(
        "SELECT position, no, speaker, text FROM item_note WHERE meeting = ? ORDER BY position", (meeting_id,)
    )
    return [Noted(*row) for row in rows]


def minutes_of(tables: sqlite3.Connection, meeting_id: str) -> list[Minutes]:
    """Return all versions of a meeting's minutes, oldest first."""
    signatures: dict[int, list[Signature]] = {}
    for minutes, *signature in tables.execute(
        "SELECT minutes, signature.position, signature.member, stance, admitted_at, note FROM signature"
        " JOIN entry USING (position) ORDER BY signature.position"
    ):
        signatures.setdefault(minutes, []).append(Signature(*signature))
    rows = tables.execute(
        """
        SELECT minutes.position AS "index", text, document, language, superseded_position AS superseded,
            entry.member AS recorded_by, admitted_at
        FROM minutes JOIN entry USING (position) WHERE meeting = ? ORDER BY minutes.position
        """,
        (meeting_id,),
    )
    return [Minutes(**row, signatures=signatures.get(row["index"], [])) for row in rows]
