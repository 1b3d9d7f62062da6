"""Duties of those in office: keys, elections, handovers, and what only ``duty.performed`` shows."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from projections.duties.calendar import Calendar, Done
from projections.duties.duty import Duty
from projections.duties.windows import covered, covering, windows

_KEYS = """
SELECT key.kid, key.member, key.position, announced.admitted_at, first.position, first.admitted_at, status
FROM key JOIN entry AS announced ON announced.position = key.position
LEFT JOIN entry AS first ON first.position = (
    SELECT min(position) FROM entry AS own WHERE own.subject = 'community' AND own.kid = key.kid
        AND own.type IN ('key.enrolled', 'community.founded')
)
WHERE key.member IS NOT NULL ORDER BY key.rowid
"""


def of_keys(calendar: Calendar) -> Iterator[Duty]:
    """Yield the duty of each member to enrol a key that was announced; one that ended before that is not waited for."""
    for kid, member, position, announced_at, first, enrolled_at, status in calendar.tables.execute(_KEYS):
        if first is None and status != "announced":
            continue
        announced = calendar.day(announced_at)
        done = None if first is None else Done(calendar.day(enrolled_at), (first,))
        due = calendar.days_after(announced, "finding.enrol_days")
        yield calendar.duty("key_enrolment", member, announced, due, done, [position], period=kid)


class _Term(NamedTuple):
    """An office in the committee: days of appointment and end, its positions, and the term that it was given."""

    member: str
    roles: list[str]
    position: int
    appointed: date
    first: date | None
    last: date | None
    over: int | None
    ended: date | None


def _terms(calendar: Calendar) -> list[_Term]:
    rows = calendar.tables.execute(
        "SELECT id, roles, member.position, begun.admitted_at, term_from, term_to, ended_position,"
        " over.admitted_at FROM member"
        " LEFT JOIN waiting ON waiting.position = member.position"
        " JOIN entry AS begun ON begun.position = coalesce(confirmed_position, member.position)"
        " LEFT JOIN entry AS over ON over.position = ended_position"
        " WHERE body = 'committee' ORDER BY member.position"
    )
    return [
        _Term(
            member,
            roles.split(),
            position,
            calendar.day(begun),
            date.fromisoformat(first) if first else None,
            date.fromisoformat(last) if last else None,
            over,
            calendar.day(ended) if ended else None,
        )
        for member, roles, position, begun, first, last, over, ended in rows
    ]


def of_terms(calendar: Calendar) -> Iterator[Duty]:
    """Yield what the terms of the committee ask for: to elect the next one, to file it, to hand over."""
    terms = _terms(calendar)
    performed = calendar.tables.execute(
        "SELECT position, date, admitted_at FROM duty JOIN entry USING (position) WHERE duty = 'filing'"
        " ORDER BY position"
    )
    filings = [Done(calendar.stated(date.fromisoformat(day), at), (position,)) for position, day, at in performed]
    for last in sorted({term.last for term in terms if term.last}):
        yield from _election(calendar, last, terms)
        yield from _filing(calendar, last, terms, filings)
    yield from _handovers(calendar, terms)


def _election(calendar: Calendar, last: date, terms: list[_Term]) -> Iterator[Duty]:
    """Yield the election that follows a term: somebody is appointed whose term begins when this one is nearly over."""
    group = [term for term in terms if term.last == last]
    begins = max(
        last - timedelta(days=calendar.number("term.prepare_days", last)), min(term.appointed for term in group)
    )
    if all(term.ended and term.ended < begins for term in group):
        return
    following = [term for term in terms if term.last and term.last > last and term.first and term.first >= begins]
    done = Done(following[0].appointed, (following[0].position,)) if following else None
    refs = [term.position for term in group]
    yield calendar.duty("election", None, begins, last, done, refs, period=last.isoformat(), ruled_on=last)


def _filing(calendar: Calendar, last: date, terms: list[_Term], filings: list[Done]) -> Iterator[Duty]:
    """Yield the filing that follows an election."""
    group = [term for term in terms if term.last == last]
    begins = group[0].appointed
    days = calendar.number("filing.days", begins)
    if days:
        done = next((one for one in filings if one.on >= begins), None)
        refs = [term.position for term in group]
        due = begins + timedelta(days=days)
        yield calendar.duty("filing", None, begins, due, done, refs, period=last.isoformat())


class _Chair(NamedTuple):
    """Somebody's time as chair: from which entry, and to which day; None while nobody has said or decided when."""

    start: int
    member: str
    end: date | None


def _chairs(calendar: Calendar, term: _Term) -> Iterator[_Chair]:
    """Yield when the holder of an office was chair: from the appointment or a change of roles to the next one."""
    changes = calendar.tables.execute(
        "SELECT position, was, roles, admitted_at FROM role_change JOIN entry USING (position)"
        " WHERE role_change.member = ? AND position BETWEEN ? AND ? ORDER BY position",
        (term.member, term.position, 2**53 if term.over is None else term.over),
    ).fetchall()
    roles = changes[0]["was"].split() if changes else term.roles
    start = term.position if "chair" in roles else None
    for position, _was, changed, admitted_at in changes:
        if start is not None and "chair" not in changed.split():
            yield _Chair(start, term.member, calendar.day(admitted_at))
            start = None
        elif start is None and "chair" in changed.split():
            start = position
    if start is not None:
        ends = [day for day in (term.ended, term.last) if day]
        yield _Chair(start, term.member, max(min(ends), term.appointed) if ends else None)


def _handovers(calendar: Calendar, terms: list[_Term]) -> Iterator[Duty]:
    """Yield the handover that follows each chair who is not the next one too; two entries that follow each other."""
    rows = calendar.tables.execute(
        "SELECT position, admitted_at FROM handover JOIN entry USING (position) ORDER BY position"
    ).fetchall()
    pairs = [
        Done(calendar.day(second["admitted_at"]), (first["position"], second["position"]))
        for first, second in zip(rows[::2], rows[1::2], strict=False)
    ]
    chairs = sorted(chair for term in terms for chair in _chairs(calendar, term))
    for place, (start, member, end) in enumerate(chairs):
        if end is None or any(one.member == member for one in chairs[place + 1 : place + 2]):
            continue
        ready = end - timedelta(days=calendar.number("term.prepare_days", end))
        done = next((pair for pair in pairs if pair.by[0] > start and pair.on >= ready), None)
        if done:
            pairs.remove(done)
        due = calendar.days_after(end, "handover.days")
        yield calendar.duty("handover", member, end, due, done, [start], period=end.isoformat())


def of_performed(calendar: Calendar, until: date) -> Iterator[Duty]:
    """Yield what is to be done in every period and shows in no other entry than ``duty.performed``."""
    yield from _every_period(calendar, until, "seal_use_publication", "duty.seal_use_months")
    yield from _every_period(calendar, until, "member_fees_publication", "duty.member_fees_months")


def _every_period(calendar: Calendar, until: date, code: str, parameter: str) -> Iterator[Duty]:
    rows = calendar.tables.execute(
        "SELECT position, period, date, admitted_at FROM duty JOIN entry USING (position)"
        " WHERE duty = ? AND period IS NOT NULL ORDER BY position",
        (code,),
    )
    reports = [
        covered(period, calendar.stated(date.fromisoformat(day), at), position) for position, period, day, at in rows
    ]
    for window in windows(calendar.founded, until, partial(calendar.number, parameter)):
        begins = max(window.first, calendar.founded)
        due = window.last + timedelta(days=calendar.number("publication.grace_days", begins))
        yield calendar.duty(code, None, begins, due, covering(window, reports), [0], period=window.name)
