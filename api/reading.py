"""What an entry says, member by member: from the typed body to labelled values that a template writes in words.

One way for all types: the type of a member says how its value is written, `api.labels` what it is called and which
things of the book its ids name. What an entry acts upon is read in the same way, so that whoever confirms, approves or
votes sees what the signature binds.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, get_args, get_origin

import msgspec
from msgspec import UNSET, Struct, UnsetType
from msgspec.structs import fields

from api.books import Book
from api.entries import event_at
from api.labels import FAMILIES, LABELS, THINGS
from ledger.bodies.accounts import AccountOpened, FundOpened
from ledger.bodies.assembly import OwnersVote
from ledger.bodies.meetings import MeetingCalled
from ledger.bodies.motions import MotionTabled
from ledger.bodies.shared import Amount, Area, Category, Date, Jwk, Ref, Sealed, SignedAmount, Time
from ledger.bodies.sources import SourceRegistered
from ledger.events import Event
from ledger.keys import thumbprint
from ledger.strict_json import Json
from projections.queries import names
from projections.queries.documents import documents_of

_FORMS = (
    (Amount, "money"), (SignedAmount, "money"), (Date, "day"), (Time, "moment"), (Area, "area"),
    (Category, "category"),
)  # fmt: skip
_STREAMS = ("fund", "account", "motion", "meeting", "source")
_OPENING = (FundOpened, AccountOpened, MotionTabled, MeetingCalled, SourceRegistered)
"""What gives the thing of its stream the name that it has."""
_LAST = ("documents", "note")


@dataclass(frozen=True, slots=True)
class Said:
    """One value and how it is written.

    ``form`` is a kind of figure (money with its currency, day, moment, area, flag), of word (text, sealed, category,
    link, or word with its family), or of thing (fund, account, party, member, motion, meeting, building, documents,
    entry); ``part`` has members of its own, ``list`` has values.
    """

    form: str
    value: Any
    label: str = ""
    family: str = ""


@dataclass(frozen=True, slots=True)
class Acted:
    """An entry that another one names: where it stands, its type, and what it says where that is acted upon."""

    index: int
    type: str
    says: list[Said]


def read(book: Book, index: int) -> list[Said]:
    """Return what the entry at ``index`` says, in the order in which its type has the members.

    Raises:
        StoreError: ``entry.unknown``.
    """
    event = event_at(book.reader, index)[-1]
    family, _slash, stream_id = event.subject.partition("/")
    named = family in _STREAMS and not isinstance(event.data, _OPENING)
    stream = [Said(family, stream_id, LABELS[family])] if named else []
    return [*stream, *_Reading(book, index, event).members()]


def documents_in(says: Iterable[Said]) -> Iterator[str]:
    """Yield the hashes of all documents that an entry and those that it acts upon name."""
    for one in says:
        if one.form == "documents":
            yield from (document.sha256 for document in one.value)
        elif one.form == "entry":
            yield from documents_in(one.value.says)


class _Reading:
    """Reads one entry."""

    def __init__(self, book: Book, index: int, event: Event) -> None:
        self._book = book
        self._event = event
        self._index = index
        self._texts: Mapping[str, Json] = {one.digest: one.value for one in book.reader.opened(index)}
        self._candidates = names.candidates(book.tables, event.subject.removeprefix("motion/"))
        self._currencies = names.currencies(book.tables)
        self._currency = self._currencies.get(event.subject.removeprefix("fund/"), book.details.currency)

    def members(self) -> list[Said]:
        """Return all members that the entry has, what any type may carry last."""
        body = self._event.data
        return list(self._part(body, body.wire_name))

    def _part(self, part: Struct, owner: str) -> Iterator[Said]:
        named = getattr(part, "fund", UNSET)
        currency = self._currencies.get(named, self._currency) if isinstance(named, str) else self._currency
        for field in sorted(fields(type(part)), key=lambda field: field.name in _LAST):
            value = getattr(part, field.name)
            if field.name == "documents" and value:
                yield Said("documents", documents_of(self._book.tables, self._index), LABELS["documents"])
            elif value is not UNSET and value != []:
                yield self._said(_plain(field.type), value, owner, field.name, currency)

    def _said(self, annotation: Any, value: Any, owner: str, name: str, currency: str) -> Said:
        label = _looked_up(LABELS, owner, name) or name
        match value:
            case list():
                item = next(_arguments(annotation))
                return Said("list", [self._said(item, one, owner, name, currency) for one in value], label)
            case Ref():
                return self._entry(value, label, read_it=name == "on")
            case Jwk():
                return Said("text", thumbprint(value.x), label)
            case Sealed():
                return self._sealed(value, label)
            case Struct():
                return Said("part", list(self._part(value, type(value).__name__)), label)
        form = next((form for alias, form in _FORMS if annotation == alias), None)
        form = form or _looked_up(THINGS, owner, name)
        family = _looked_up(FAMILIES, owner, name) or ""
        if family == "counted_choice" and self._candidates.get(value):
            form, value = "text", self._candidates[value]
        form = form or ("word" if family else "text")
        return Said(form, (value, currency) if form == "money" else value, label, family)

    def _sealed(self, field: Sealed, label: str) -> Said:
        """Read what a sealed field holds, as far as that is public: a text, or a vote."""
        found = field.value if field.value is not UNSET else self._texts.get((field.sd or [""])[0])
        if isinstance(found, dict):
            return Said("part", list(self._part(msgspec.convert(found, OwnersVote), OwnersVote.__name__)), label)
        return Said("sealed" if found is None else "text", found, label)

    def _entry(self, ref: Ref, label: str, *, read_it: bool) -> Said:
        index = self._book.reader.index_of_event(ref.id)
        assert index is not None, "the rules admit no ref to what is not in the book"
        event = event_at(self._book.reader, index)[-1]
        says = _Reading(self._book, index, event).members() if read_it else []
        return Said("entry", Acted(index, event.name, says), label)


def _plain(annotation: Any) -> Any:
    """Return the type of a member that may be absent without that."""
    arguments = get_args(annotation)
    if UnsetType in arguments:
        rest = [one for one in arguments if one is not UnsetType]
        return rest[0] if len(rest) == 1 else annotation
    return annotation


def _arguments(annotation: Any) -> Iterator[Any]:
    """Yield what the items of a list are."""
    if get_origin(annotation) is list:
        yield from get_args(annotation)
    else:
        for argument in get_args(annotation):
            yield from _arguments(argument)


def _looked_up(table: Mapping[str, str], owner: str, name: str) -> str | None:
    return table.get(f"{owner}.{name}", table.get(name))
