"""Periods that follow each other, and when reports of other periods cover one whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import NamedTuple

from ledger.rules import periods
from projections.duties.calendar import Done

_NAMED = {3: "Q", 6: "H"}


class Window(NamedTuple):
    """A period and what it is called: ``2026-Q2``, or ``2026-05/2026-06`` where it is no quarter, half-year or year."""

    first: date
    last: date
    name: str


class Covered(NamedTuple):
    """Days that a report covers, the day on which it was there, and its entry."""

    first: date
    last: date
    on: date
    position: int


def add_months(day: date, months: int) -> date:
    """Return the same day some months later, or the last one of a month that is shorter."""
    month = day.year * 12 + day.month - 1 + months
    first = date(month // 12, month % 12 + 1, 1)
    following = date((month + 1) // 12, (month + 1) % 12 + 1, 1)
    return min(first + timedelta(days=day.day - 1), following - timedelta(days=1))


def windows(start: date, until: date, months_on: Callable[[date], int]) -> Iterator[Window]:
    """Yield the periods from the one that ``start`` lies in to the one that ``until`` lies in.

    ``months_on`` gives their length by the rules of their first day; 0 asks for none. Periods begin where the calendar
    has them: quarters in January, April, July, October. One that the rules change within begins where the last ended.
    """
    length = months_on(start)
    first = _begin(start, length or 1)
    while first <= until:
        length = months_on(max(first, start))
        following = add_months(_begin(first, length or 1), length or 1)
        if length:
            last = following - timedelta(days=1)
            yield Window(first, last, _name(first, last))
        first = following


def _begin(day: date, months: int) -> date:
    month = day.year * 12 + day.month - 1
    month -= month % months
    return date(month // 12, month % 12 + 1, 1)


def _name(first: date, last: date) -> str:
    months = (last.year - first.year) * 12 + last.month - first.month + 1
    names = [f"{first.year}", f"{first:%Y-%m}"]
    if months in _NAMED:
        names.append(f"{first.year}-{_NAMED[months]}{(first.month - 1) // months + 1}")
    for name in names:
        if (periods.first_day(name), periods.last_day(name)) == (first.isoformat(), last.isoformat()):
            return name
    return f"{first:%Y-%m}/{last:%Y-%m}"


def covered(period: str, on: date, position: int) -> Covered:
    """Return what a report of a period covers."""
    first, last = periods.first_day(period), periods.last_day(period)
    return Covered(date.fromisoformat(first), date.fromisoformat(last), on, position)


def covering(window: Window, reports: Iterable[Covered]) -> Done | None:
    """Return when the last day of a window was covered, and by which reports; None while one is not."""
    used: list[Covered] = []
    for report in sorted(reports, key=lambda one: (one.on, one.position)):
        if report.first > window.last or report.last < window.first:
            continue
        used.append(report)
        if _is_whole(window, used):
            return Done(report.on, tuple(sorted(one.position for one in used)))
    return None


def _is_whole(window: Window, used: list[Covered]) -> bool:
    reached = window.first
    for report in sorted(used, key=lambda one: one.first):
        if report.first > reached:
            return False
        reached = max(reached, report.last + timedelta(days=1))
    return reached > window.last
