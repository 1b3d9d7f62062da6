"""The duty calendar as it is read: each duty with its state on a day, its words, and what it is about by name."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, tzinfo

from projections.duties import Duty, State, calendar_of
from projections.duties import duties as arisen
from projections.duties.duty import KINDS
from projections.queries.names import names
from projections.queries.people import holder, members

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
PERIODIC = ("fund_publication", "fund_audit", "reconciliation", "seal_use_publication", "member_fees_publication")
"""Duties that come again with every period."""
LAST = date(2199, 12, 31)
"""The last day that an event can name; periods do not go beyond it."""


@dataclass(frozen=True, slots=True)
class DutyLine:
    """A duty as it stands on a day: ``done``, ``due`` or ``overdue``.

    ``id`` stays the same for ever. ``about`` is the id of a ``thing`` (fund, account, meeting, motion, inquiry,
    member), ``name`` what that is called, null where it is not public; ``period`` is that of what comes with every
    one. ``begins`` is the day on which the duty arises, ``late_days`` by how many days it was late when it was done,
    or is by now. ``refs`` are the indexes of the entries that it arises from, ``done_by`` of those that did it, and
    ``changed`` is when the last of these was admitted. ``article`` is the source of ``parameter``, of a ``kind`` law,
    local or ours; ``status`` verified, secondary or memory: how sure we are of it.
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
    changed: str
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
    found = [one for one in arisen(calendar_of(tables, zone), min(today, LAST)) if first <= one.due <= last]
    kept = [one for one in found if state in (None, one.state(today))]
    lines = _Lines(tables, kept)
    return [lines.of(one, today) for one in kept]


def count_overdue(tables: sqlite3.Connection, zone: tzinfo, today: date) -> int:
    """Return how many duties are overdue on a day."""
    return sum(one.state(today) == "overdue" for one in arisen(calendar_of(tables, zone), min(today, LAST)))


def grouped(lines: Iterable[DutyLine]) -> list[list[DutyLine]]:
    """Put the periods of the same duty about the same thing together, where the first of them stands."""
    groups: dict[tuple[str, str | None, str | None], list[DutyLine]] = {}
    for line in lines:
        key = (line.code, line.about, None if line.period else line.id)
        groups.setdefault(key, []).append(line)
    return list(groups.values())


class _Lines:
    """Writes duties as lines, with what the views know of their things."""

    def __init__(self, tables: sqlite3.Connection, found: Iterable[Duty]) -> None:
        self._names = names(tables)
        self._everybody = members(tables)
        positions = sorted({position for one in found for position in (*one.refs, *one.done_by)})
        self._admitted: dict[int, str] = dict(
            tables.execute(
                "SELECT position, admitted_at FROM json_each(?) JOIN entry ON entry.position = json_each.value",
                (json.dumps(positions),),
            )
        )

    def of(self, duty: Duty, today: date) -> DutyLine:
        """Return a duty as it stands on a day."""
        kind, done = KINDS[duty.code], duty.is_done(today)
        done_by = list(duty.done_by) if done else []
        return DutyLine(
            id=duty.id,
            code=duty.code,
            words_en=kind.en,
            words_zh=kind.zh,
            thing=THINGS.get(duty.code),
            about=duty.about,
            name=self._name(duty),
            period=duty.period if duty.code in PERIODIC else None,
            begins=duty.begins,
            due=duty.due,
            state=duty.state(today),
            done_on=duty.done_on if done else None,
            late_days=duty.late_days(today),
            refs=list(duty.refs),
            done_by=done_by,
            changed=max(self._admitted[position] for position in [*duty.refs, *done_by]),
            parameter=duty.parameter,
            kind=duty.kind,
            article=duty.article,
            status=duty.status,
        )

    def _name(self, duty: Duty) -> str | None:
        thing = THINGS.get(duty.code)
        if thing is None or duty.about is None:
            return None
        if thing == "member":
            found = holder(self._everybody, duty.about, duty.refs[0])
            return None if found is None else found.name
        return self._names.get(thing, {}).get(duty.about)
