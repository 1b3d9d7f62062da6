"""All duties of a book."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import chain

from projections.duties.calendar import Calendar
from projections.duties.duty import Duty
from projections.duties.meeting import of_meetings, of_votes
from projections.duties.office import of_keys, of_performed, of_terms
from projections.duties.question import of_questions
from projections.duties.reporting import of_emergencies, of_reports, of_statements


def duties(calendar: Calendar, today: date) -> list[Duty]:
    """Return the duties that have arisen by a day, the first due first; periods up to the one that the day lies in."""
    found: Iterator[Duty] = chain(
        of_reports(calendar, today),
        of_statements(calendar, today),
        of_emergencies(calendar),
        of_meetings(calendar),
        of_votes(calendar),
        of_questions(calendar),
        of_keys(calendar),
        of_terms(calendar),
        of_performed(calendar, today),
    )
    arisen = [one for one in found if one.begins <= today.isoformat()]
    return sorted(arisen, key=lambda one: (one.due, one.id))
