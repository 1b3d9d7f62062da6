"""Duties of meetings and votes: to hold them, to write and sign the minutes, to declare results."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta

from projections.duties.calendar import Calendar, Done
from projections.duties.duty import Duty
from projections.duties.windows import add_months
from projections.queries.people import Member, holder, members

_HELD = """
SELECT meeting.id, kind, meeting.position, called.admitted_at, at, cancelled_position, meeting.opened, start.position,
    start.admitted_at
FROM meeting JOIN entry AS called USING (position)
LEFT JOIN entry AS start ON start.subject = 'meeting/' || meeting.id AND start.type = 'meeting.opened'
ORDER BY meeting.position
"""


def of_meetings(calendar: Calendar) -> Iterator[Duty]:
    """Yield what follows from notices and meetings, and from the time in which none was held."""
    held: dict[str, list[tuple[date, int]]] = {"committee": [], "assembly": _votes_of_owners(calendar)}
    everybody = members(calendar.tables)
    for name, kind, called, called_at, at, cancelled, opened, start, started_at in calendar.tables.execute(_HELD):
        begins, day = calendar.day(called_at), calendar.day(at)
        done = None
        if opened is not None:
            done = Done(calendar.stated(calendar.day(opened), started_at), (start,))
            held.setdefault(kind, []).append((done.on, start))
            yield from _minutes(calendar, everybody, name, kind, done)
        if cancelled is None:
            yield calendar.duty("meeting_held", name, begins, max(begins, day), done, [called])
    yield from _again(calendar, "committee_meeting", held["committee"])
    yield from _again(calendar, "assembly_meeting", held["assembly"])


def _votes_of_owners(calendar: Calendar) -> list[tuple[date, int]]:
    """Return the days on which votes of the owners ended that have a result: an assembly in writing is one too."""
    rows = calendar.tables.execute(
        "SELECT closes, closed_position FROM motion WHERE body = 'assembly' AND closed_position IS NOT NULL"
    )
    return [(calendar.day(closes), position) for closes, position in rows]


def _again(calendar: Calendar, code: str, held: list[tuple[date, int]]) -> Iterator[Duty]:
    """Yield the duty to meet again some months after the founding and after each day on which there was a meeting."""
    parameter = f"{code.removesuffix('_meeting')}.meeting_months"
    first: dict[date, int] = {}
    for day, position in sorted([(calendar.founded, 0), *held]):
        first.setdefault(day, position)
    days = list(first.items())
    for place, (begins, position) in enumerate(days):
        months = calendar.number(parameter, begins)
        done = Done(days[place + 1][0], (days[place + 1][1],)) if place + 1 < len(days) else None
        if months:
            due = add_months(begins, months)
            yield calendar.duty(code, None, begins, due, done, [position], period=begins.isoformat())


def _minutes(calendar: Calendar, everybody: list[Member], meeting: str, kind: str, held: Done) -> Iterator[Duty]:
    """Yield the duties to record the minutes of a meeting that was held, and to sign the version that holds."""
    versions = calendar.tables.execute(
        "SELECT position, admitted_at, superseded_position FROM minutes JOIN entry USING (position)"
        " WHERE meeting = ? ORDER BY position",
        (meeting,),
    ).fetchall()
    parameter = f"{'assembly' if kind == 'assembly' else 'committee'}.publish_days"
    due = calendar.days_after(held.on, parameter)
    written = None
    if versions:
        position, admitted_at, _superseded = versions[0]
        written = Done(calendar.day(admitted_at), (position,))
    yield calendar.duty("minutes_recorded", meeting, held.on, due, written, held.by, parameter=parameter)
    in_force = [(position, admitted_at) for position, admitted_at, superseded in versions if superseded is None]
    for position, admitted_at in in_force[-1:]:
        begins = calendar.day(admitted_at)
        due = calendar.days_after(begins, "minutes.signed_days")
        done = _signed(calendar, everybody, meeting, position)
        yield calendar.duty("minutes_signed", meeting, begins, due, done, [position])


def _signed(calendar: Calendar, everybody: list[Member], meeting: str, minutes: int) -> Done | None:
    """Return when the last of those who were there had signed the version in force; None while somebody has not."""

    def who(member: str, position: int) -> tuple[str, int]:
        found = holder(everybody, member, position)
        return (member, found.index if found else 0)

    present = {
        who(member, position)
        for position, member in calendar.tables.execute(
            "SELECT position, member FROM attendance WHERE meeting = ? AND member IS NOT NULL", (meeting,)
        )
    }
    signed: dict[tuple[str, int], tuple[int, str]] = {}
    for position, member, admitted_at in calendar.tables.execute(
        "SELECT position, signature.member, admitted_at FROM signature JOIN entry USING (position)"
        " WHERE minutes = ? AND signature.member IS NOT NULL ORDER BY position",
        (minutes,),
    ):
        signed.setdefault(who(member, position), (position, admitted_at))
    if not signed or not present <= signed.keys():
        return None
    needed = sorted(signed[one] for one in present or signed)
    return Done(calendar.day(needed[-1][1]), tuple(position for position, _admitted_at in needed))


def of_votes(calendar: Calendar) -> Iterator[Duty]:
    """Yield the duty to declare the result of each vote, and to answer each objection.

    The owners' result is certified after the days for objections; what needs a second person is done when that
    person has confirmed it.
    """
    rows = calendar.tables.execute(
        "SELECT motion.id, body, motion.position, tabled.admitted_at, closes, closed.position, closed.admitted_at"
        " FROM motion JOIN entry AS tabled USING (position)"
        " LEFT JOIN waiting ON waiting.position = closed_position"
        " LEFT JOIN entry AS closed ON closed.position = coalesce(confirmed_position, closed_position)"
        " WHERE withdrawn_position IS NULL ORDER BY motion.position"
    )
    for name, body, position, tabled_at, closes, closed, closed_at in rows:
        tabled, end = calendar.day(tabled_at), calendar.day(closes)
        counted = calendar.days_after(end, "assembly.objection_days") if body == "assembly" else end
        parameter = f"{body}.publish_days"
        due = counted + timedelta(days=calendar.number(parameter, end))
        done = None if closed is None else Done(calendar.day(closed_at), (closed,))
        yield calendar.duty("vote_result", name, tabled, due, done, [position], parameter=parameter, ruled_on=end)
    yield from _objections(calendar)


def _objections(calendar: Calendar) -> Iterator[Duty]:
    rows = calendar.tables.execute(
        "SELECT motion, objection.position, raised.admitted_at, answer_position, answered.admitted_at FROM objection"
        " JOIN entry AS raised USING (position) LEFT JOIN entry AS answered ON answered.position = answer_position"
        " ORDER BY objection.position"
    )
    for motion, position, raised_at, answer, answered_at in rows:
        raised = calendar.day(raised_at)
        done = None if answer is None else Done(calendar.day(answered_at), (answer,))
        due = calendar.days_after(raised, "objection.answer_days")
        yield calendar.duty("objection_answer", motion, raised, due, done, [position], period=f"{position}")
