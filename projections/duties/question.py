"""Duties towards owners who ask."""

from __future__ import annotations

from collections.abc import Iterator

from projections.duties.calendar import Calendar, Done
from projections.duties.duty import Duty


def of_questions(calendar: Calendar) -> Iterator[Duty]:
    """Yield the duty to answer each question; one that was closed needs no answer any more."""
    rows = calendar.tables.execute(
        "SELECT inquiry.id, inquiry.position, raised.admitted_at, reply.position, reply.admitted_at FROM inquiry"
        " JOIN entry AS raised USING (position)"
        " LEFT JOIN entry AS reply ON reply.position = (SELECT min(position) FROM entry AS one"
        " WHERE one.subject = raised.subject AND one.type IN ('inquiry.answered', 'inquiry.closed'))"
        " ORDER BY inquiry.position"
    )
    for name, position, raised_at, reply, replied_at in rows:
        raised = calendar.day(raised_at)
        done = None if reply is None else Done(calendar.day(replied_at), (reply,))
        due = calendar.days_after(raised, "inquiry.answer_days")
        yield calendar.duty("inquiry_answer", name, raised, due, done, [position])
