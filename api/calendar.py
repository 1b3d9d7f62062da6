"""The duty calendar as a file for the phone: iCalendar (RFC 5545).

It is made from the same lines as the JSON, and nothing else: the same book on the same day gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from icalendar import Calendar, Event

from api import figures
from api.language import CHINESE, N_, words_of
from api.rendering import word
from projections.queries.duties import DutyLine

ICS = "text/calendar; charset=utf-8"
_PREFIX = {"done": N_("Done"), "overdue": N_("Overdue")}


@dataclass(frozen=True, slots=True)
class Feed:
    """Whose calendar it is: the name and the origin of the community, its address, and the language of the words."""

    name: str
    origin: str
    address: str
    language: str


def ics(lines: Iterable[DutyLine], feed: Feed) -> bytes:
    """Return the calendar as iCalendar: one all-day event on the day on which each duty is due."""
    calendar = Calendar()
    calendar.add("prodid", "-//Mingzhang//duties//EN")
    calendar.add("version", "2.0")
    calendar.add("x-wr-calname", f"{words_of(feed.language).gettext('Duty calendar')} · {feed.name}")
    for line in lines:
        calendar.add_component(_event(line, feed))
    return bytes(calendar.to_ical())


def _event(line: DutyLine, feed: Feed) -> Event:
    words = words_of(feed.language)
    due = date.fromisoformat(line.due)
    event = Event()
    event.add("uid", f"{line.id}@{feed.origin}")
    event.add("dtstamp", datetime.fromisoformat(line.changed))
    event.add("dtstart", due)
    event.add("dtend", due + timedelta(days=1))
    event.add("transp", "TRANSPARENT")
    prefix = f"{words.gettext(_PREFIX[line.state])}{words.gettext(': ')}" if line.state in _PREFIX else ""
    event.add("summary", f"{prefix}{what(line, feed.language)}")
    event.add("description", "\n".join(_details(line, feed.language)))
    event.add("url", feed.address)
    return event


def what(line: DutyLine, language: str) -> str:
    """Return what is to be done, about what, for which period: ``公示资金收支：公共收益，2026-H1``."""
    words = words_of(language)
    name = figures.day((line.name or "")[:10], language) if line.thing == "meeting" else line.name or line.about
    about = words.gettext(", ").join(part for part in (name, line.period) if part)
    said = line.words_zh if language == CHINESE else line.words_en
    return f"{said}{words.gettext(': ')}{about}" if about else said


def _details(line: DutyLine, language: str) -> Iterable[str]:
    words = words_of(language)
    yield words.gettext("due on %(day)s") % {"day": figures.day(line.due, language)}
    if line.done_on:
        yield words.gettext("done on %(day)s") % {"day": figures.day(line.done_on, language)}
    source = word(words, "source", line.kind)
    if line.article:
        yield f"{source} · {line.article}"
        if line.status != "verified":
            yield words.gettext("(the official text was not compared)")
    elif line.parameter:
        yield source
