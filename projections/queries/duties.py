"""The duty calendar as it is read: each duty with its state on a day, its words, and what it is about by name."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, tzinfo

from projections.duties import Duty, State, calendar_of
from projections.duties import duties as arisen
from projections.duties.duty import KINDS
from projections.queries.names import names

THINGS = {
    "fund_publication": "fund",
    "fund_audit": "fund",
    "reconciliation": "account",
    "emergency_confirmation": "fund",
    "meeting_held": "meeting",
    "minutes_recorded": "meeting",
    "minutes_signed": "meeting",
    "vote_result": "motion",
    "objection_answer": "motion",
    "inquiry_answer": "inquiry",
    "key_enrolment": "member",
    "handover": "member",
}
"""Which kind of thing a duty is about, where it is about one."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as it stands on a day: ``done``, ``due`` or ``overdue``.

    ``id`` stays the same for ever. ``about`` is the id of a ``thing`` (fund, account, meeting, motion, inquiry,
    member), ``name`` what that is called, null where it is not public. ``period`` may also be a case, a key, the end of
    a term, the day of the meeting before, or the index of an objection. ``begins`` is the day on which the duty arises,
    ``late_days`` by how many days it was late when it was done, or is by now. ``refs`` are the indexes of the entries
    that it arises from, ``done_by`` of those that did it. ``article`` is the source of ``parameter``, of a ``kind``
    law, local or ours; ``status`` verified, secondary or memory: how sure we are of it.
    """

    id: str
    code: str
    words_en: str
    words_zh: str
    thing: str | None
    about: str | None
    name: str | None
    period: str | None
    begins: str
    due: str
    state: State
    done_on: str | None
    late_days: int
    refs: list[int]
    done_by: list[int]
    parameter: str | None
    kind: str
    article: str
    status: str


def duties(
    tables: sqlite3.Connection,
    zone: tzinfo,
    today: date,
    *,
    state: State | None = None,
    due_from: date | None = None,
    due_to: date | None = None,
) -> list[DutyLine]:
    """Return the duties that have arisen by a day as they stand on it, the first due first.

    ``state`` keeps those alone that are in it, ``due_from`` and ``due_to`` (both included) those due between them.
    """
    first = due_from.isoformat() if due_from else ""
    last = due_to.isoformat() if due_to else "9999-12-31"
    found = [one for one in arisen(calendar_of(tables, zone), today) if first <= one.due <= last]
    return [line for line in _lines(tables, found, today) if state in (None, line.state)]


def _lines(tables: sqlite3.Connection, found: Iterable[Duty], today: date) -> Iterator[DutyLine]:
    called = names(tables)
    for one in found:
        kind, thing = KINDS[one.code], THINGS.get(one.code) if one.about else None
        done = one.is_done(today)
        yield DutyLine(
            id=one.id,
            code=one.code,
            words_en=kind.en,
            words_zh=kind.zh,
            thing=thing,
            about=one.about,
            name=called.get(thing, {}).get(one.about) if thing and one.about else None,
            period=one.period,
            begins=one.begins,
            due=one.due,
            state=one.state(today),
            done_on=one.done_on if done else None,
            late_days=one.late_days(today),
            refs=list(one.refs),
            done_by=list(one.done_by) if done else [],
            parameter=one.parameter,
            kind=one.kind,
            article=one.article,
            status=one.status,
        )
