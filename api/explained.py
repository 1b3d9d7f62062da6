"""What is to be explained in a book on a day, worked out once for each state of the book and each day."""

from __future__ import annotations

from collections import Counter, OrderedDict
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from api.books import Book
from api.language import CHINESE, words_of
from api.rendering import word
from projections.duties.duty import KINDS
from projections.findings.base import FACTS, SEVERITIES
from projections.queries.findings import Finding, findings, findings_about

_KEPT_MAX = 64
_kept: OrderedDict[tuple[str, str, str], list[Finding]] = OrderedDict()
"""By folder, tree head and day. The same entries give the same findings, whoever asks."""


def findings_of(book: Book, moment: datetime) -> list[Finding]:
    """Return all findings that had begun on the day of an instant; many pages of one book ask for them."""
    day = moment.astimezone(book.zone).date().isoformat()
    key = (str(book.public), book.as_of.root, day)
    found = _kept.get(key)
    if found is None:
        found = _kept[key] = findings(book.tables, book.pack, book.zone, day)
        while len(_kept) > _KEPT_MAX:
            _kept.popitem(last=False)
    return found


def open_on(book: Book, moment: datetime) -> list[Finding]:
    """Return those that are to be explained on that day."""
    day = moment.date().isoformat()
    return [one for one in findings_of(book, moment) if one.holds_on(day)]


def open_about(book: Book, moment: datetime, *indexes: int) -> list[Finding]:
    """Return those that are to be explained on that day and name one of these entries."""
    return findings_about(open_on(book, moment), *indexes)


def open_about_stream(book: Book, moment: datetime, subject: str) -> list[Finding]:
    """Return those that are to be explained on that day and name an entry of a stream: ``motion/m-1``."""
    rows = book.tables.execute("SELECT position FROM entry WHERE subject = ?", (subject,))
    return open_about(book, moment, *(position for (position,) in rows))


@dataclass(frozen=True, slots=True)
class Written:
    """A fact as a page writes it: what it is called, the form of its value, and the value or its everyday word."""

    label: str
    form: str
    value: Any
    currency: str | None


def facts_of(one: Finding, language: str) -> list[Written]:
    """Return the facts behind a finding; codes stand in everyday words."""
    words, chinese = words_of(language), language == CHINESE
    written = []
    for fact in one.facts:
        kind = FACTS[fact.name]
        value: Any = fact.value
        if kind.family == "duty":
            value = KINDS[str(value)].zh if chinese else KINDS[str(value)].en
        elif kind.family:
            value = word(words, kind.family, str(value))
        label = kind.words.zh if chinese else kind.words.en
        written.append(Written(label, kind.form, value, fact.currency))
    return written


def counted(shown: list[Finding], language: str) -> list[tuple[str, int]]:
    """Return how many findings there are of each seriousness, the most serious first; none of those without any."""
    numbers = Counter(one.severity for one in shown)
    return [
        (words.zh if language == CHINESE else words.en, numbers[severity])
        for severity, words in SEVERITIES.items()
        if numbers[severity]
    ]
