"""The duty calendar: what must be published, held, reconciled or answered by when, and what was.

A `Duty` is a fact of the book: from when it can be done, by when it must be, and whether and by which entries it was.
Whether it is overdue is a question of the day, which the caller gives. Periods and days are those of the rule pack,
with the community's own settings, that was in force on the day on which the duty arose.
"""

from projections.duties.calendar import Calendar, calendar_of
from projections.duties.duty import Duty, State
from projections.duties.families import duties

__all__ = ["Calendar", "Duty", "State", "calendar_of", "duties"]
