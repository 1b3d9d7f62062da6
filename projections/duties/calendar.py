"""What days are reckoned with: the tables, the community's time zone, and the pack in force on a day."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta, tzinfo
from typing import NamedTuple

from ledger.rules.packs import Pack
from projections.duties.duty import KINDS, Duty
from projections.queries.book import packs_in_time


class Done(NamedTuple):
    """On which day something was done, and by which entries."""

    on: date
    by: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Calendar:
    """A book's calendar."""

    tables: sqlite3.Connection
    zone: tzinfo
    packs: list[tuple[date, Pack]]
    """From which day each pack governs, oldest first; the first one also before."""

    @property
    def founded(self) -> date:
        """The day on which the book was founded."""
        return self.packs[0][0]

    def day(self, instant: str) -> date:
        """Return the day of an instant (ISO 8601 with offset) in the community's time zone."""
        return datetime.fromisoformat(instant).astimezone(self.zone).date()

    def admitted(self, position: int) -> date:
        """Return the day on which an entry came into the book."""
        (instant,) = self.tables.execute("SELECT admitted_at FROM entry WHERE position = ?", (position,)).fetchone()
        return self.day(instant)

    def pack(self, on: date) -> Pack:
        """Return the pack that was in force at the end of a day."""
        return next((pack for since, pack in reversed(self.packs) if since <= on), self.packs[0][1])

    def number(self, parameter: str, on: date) -> int:
        """Return a parameter that is a number, as it was in force on a day."""
        return self.pack(on).number(parameter, on.isoformat())

    def days_after(self, start: date, parameter: str) -> date:
        """Return the last day of a time in days that begins on a day, by the rules of that day."""
        return start + timedelta(days=self.number(parameter, start))

    def stated(self, day: date, recorded: str) -> date:
        """Return the day that counts for what a signer says was done on a day, in an entry admitted at ``recorded``.

        The book vouches for the admission alone. The stated day counts where it was written down soon after
        (``finding.late_days``); else a duty missed could be mended by writing an early day.
        """
        admitted = self.day(recorded)
        return day if admitted <= day + timedelta(days=self.number("finding.late_days", admitted)) else admitted

    def duty(
        self,
        code: str,
        about: str | None,
        begins: date,
        due: date,
        done: Done | None,
        refs: Iterable[int],
        *,
        period: str | None = None,
        parameter: str | None = None,
        ruled_on: date | None = None,
    ) -> Duty:
        """Return a duty with its source, as the parameter stood when it arose (or on ``ruled_on``)."""
        name = parameter or KINDS[code].parameter
        on = ruled_on or begins
        source = None if name is None else self.pack(on).parameter(name, on.isoformat())
        return Duty(
            code=code,
            about=about,
            period=period,
            begins=begins.isoformat(),
            due=due.isoformat(),
            done_on=done.on.isoformat() if done else None,
            refs=tuple(refs),
            done_by=done.by if done else (),
            parameter=name,
            kind=source.kind if source else "ours",
            article=source.article if source else "",
            status=source.status if source else "verified",
        )


def calendar_of(tables: sqlite3.Connection, zone: tzinfo) -> Calendar:
    """Return the calendar of a book whose views are open; ``zone`` is the community's time zone."""
    found = [(datetime.fromisoformat(since).astimezone(zone).date(), pack) for since, pack in packs_in_time(tables)]
    return Calendar(tables, zone, found)
