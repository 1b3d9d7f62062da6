"""Owners' questions with their clocks: raised, to be answered by, answered."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo

from projections.queries.book import Pack


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer, and the indexes of the entries that support it."""

    index: int
    member: str | None
    day: str
    text: str | None
    supports: list[int]


@dataclass(frozen=True, slots=True)
class Inquiry:
    """A question; days are those of the community's time zone. Who asked is not public.

    ``late_days`` is by how many days the first answer came late; null while there is none.
    """

    id: str
    index: int
    topic: str
    channel: str
    text: str | None
    about: list[int]
    raised: str
    due: str
    answers: list[Answer]
    late_days: int | None
    closed: int | None
    outcome: str | None

    def is_overdue(self, on: str) -> bool:
        """Tell whether on a day nobody has answered though the time is over."""
        return not self.answers and self.closed is None and on > self.due


def inquiries(tables: sqlite3.Connection, pack: Pack, zone: tzinfo) -> list[Inquiry]:
    """Return all questions, the latest first."""
    refs: dict[int, list[int]] = {}
    for position, target in tables.execute("SELECT position, target FROM inquiry_ref ORDER BY position, target"):
        refs.setdefault(position, []).append(target)
    answers: dict[str, list[Answer]] = {}
    for inquiry, index, member, admitted_at, text in tables.execute(
        "SELECT inquiry, position, inquiry_answer.member, admitted_at, text FROM inquiry_answer"
        " JOIN entry USING (position) ORDER BY position"
    ):
        day = _day(admitted_at, zone).isoformat()
        answers.setdefault(inquiry, []).append(Answer(index, member, day, text, refs.get(index, [])))
    rows = tables.execute(
        "SELECT id, position, topic, channel, text, admitted_at, closed_position, outcome FROM inquiry"
        " JOIN entry USING (position) ORDER BY position DESC"
    )
    shown = []
    for name, index, topic, channel, text, admitted_at, closed, outcome in rows:
        raised = _day(admitted_at, zone)
        due = raised + timedelta(days=pack.number("inquiry.answer_days", raised.isoformat()))
        given = answers.get(name, [])
        late = max(0, (date.fromisoformat(given[0].day) - due).days) if given else None
        about = refs.get(index, [])
        days = (raised.isoformat(), due.isoformat())
        shown.append(Inquiry(name, index, topic, channel, text, about, *days, given, late, closed, outcome))
    return shown


def _day(admitted_at: str, zone: tzinfo) -> date:
    return datetime.fromisoformat(admitted_at).astimezone(zone).date()
