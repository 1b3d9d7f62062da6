"""What the book knows that an import must know: names of parties, sources and their nonces, rows imported so far."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from ledger.bodies.community import CounterpartyRegistered
from ledger.bodies.money import MovementImported, MovementReversed
from ledger.bodies.shared import Ref, Sealed, Unset
from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.events import Event, parse_entry, parse_event
from ledger.importing.editions import Content
from ledger.importing.sameness import Key, key_of
from ledger.rules import postings
from ledger.rules.history import History
from ledger.rules.state import Source
from ledger.sealing import file_hash
from ledger.strict_json import Json

Opened = Callable[[int], Mapping[str, Json]]
"""Digest to value of the disclosures of an entry, public ones and those that the vault holds."""


class ImportedRow(NamedTuple):
    """A row that stands in the book: where it is from, what it says, and what a ref to it names."""

    source: str
    row: int
    key: Key
    fund: str
    content: Content
    id: str
    sha256: str
    replaces: str | None = None
    """The id of the row of an older edition in whose place it stands."""


class Completion(NamedTuple):
    """An import.completed: its position, and what a ref to it names."""

    position: int
    id: str
    sha256: str


@dataclass(slots=True)
class Book:
    """A replayed history, and beside it what the rules do not keep."""

    history: History = field(default_factory=History)
    parties: dict[str, str] = field(default_factory=dict)
    """Name to party id, of every party whose name can be read."""
    rows: list[ImportedRow] = field(default_factory=list)
    registered: dict[str, SourceRegistered] = field(default_factory=dict)
    reversals: list[Event] = field(default_factory=list)
    completed: dict[str, Completion] = field(default_factory=dict)
    """By source the last one, confirmed or not."""
    nonces: dict[str, bytes] = field(default_factory=dict)
    """By source, of every source whose nonce can be read."""

    def source_of(self, raw: bytes) -> str | None:
        """Return the source that this very file was registered as, or None."""
        for source, nonce in self.nonces.items():
            if file_hash(raw, nonce) == source:
                return source
        return None

    def completion(self, source: str) -> Completion | None:
        """Return the import.completed of a source that is confirmed or can still be; None where one is to be issued."""
        found = self.completed.get(source)
        waiting = None if found is None else self.history.states[f"source/{source}"].waiting.get(found.id)
        return found if waiting is None or self.history.community.stands_behind(waiting) else None

    def is_confirmed(self, source: str) -> bool:
        """Tell whether a second person has confirmed that a source is complete."""
        state = self.history.states[f"source/{source}"]
        return isinstance(state, Source) and state.completed is not None

    def taken_back(self) -> dict[str, str | None]:
        """Return, by the id of each movement taken back, the edition because of which; None for one done by hand.

        For an edition it counts from the issue on, so that nothing is issued twice while it waits for its second
        person; but not where it can never be confirmed any more.
        """
        found: dict[str, str | None] = {}
        for event in self.reversals:
            body = event.data
            assert isinstance(body, MovementReversed)
            fund = self.history.funds()[event.subject.partition("/")[2]]
            edition = body.edition if isinstance(body.edition, str) else None
            can_follow = self.history.community.stands_behind(event) and body.book_date > fund.closed_until
            if event.id not in fund.waiting or (edition is not None and can_follow):
                found[body.on.id] = edition
        return found

    def waiting(self, source: str) -> list[Event]:
        """Return what of an import can be confirmed: the reversals of its rows in their order, its completion last."""
        states = self.history.states
        reversals = (event for event in self.reversals if getattr(event.data, "edition", None) == source)
        waits = [event for event in reversals if event.id in states[event.subject].waiting]
        waits += states[f"source/{source}"].waiting.values()
        return [event for event in waits if self.history.community.stands_behind(event)]

    def editions(self, source: str) -> Iterator[str]:
        """Yield a source and all that it replaces, directly or through others."""
        following: str | Unset = source
        while isinstance(following, str):
            yield following
            following = self.registered[following].replaces


def no_text(row: int) -> str:
    """Return what a movement says where the map publishes no text of its row: where to look."""
    return f"第 {row} 行 · row {row}"


def read(entries: Iterable[bytes], opened: Opened, progress: Callable[[int], None]) -> Book:
    """Replay a book from its entries; ``progress`` is told how many were read.

    Raises:
        RuleError, FormatError: the stored book is damaged.
    """
    book = Book()
    for index, raw in enumerate(entries):
        entry = parse_entry(raw)
        event = parse_event(entry.event)
        book.history.admit(event, entry.admitted_at)
        _note(book, index, event, opened)
        progress(index + 1)
    return book


def _note(book: Book, index: int, event: Event, opened: Opened) -> None:
    match event.data:
        case CounterpartyRegistered() as party:
            name = _value(party.name, index, opened)
            if name is not None:
                book.parties.setdefault(name, party.party)
        case SourceRegistered() as source:
            book.registered[source.source] = source
            nonce = _nonce(source, index, opened)
            if nonce is not None:
                book.nonces[source.source] = nonce
        case MovementImported() as row:
            book.rows.append(_row(event, row, _value(row.description, index, opened)))
        case MovementReversed():
            book.reversals.append(event)
        case ImportCompleted():
            book.completed[event.subject.partition("/")[2]] = Completion(index, event.id, event.sha256)


def _row(event: Event, row: MovementImported, text: str | None) -> ImportedRow:
    lines = postings.of_imported(row)
    party = row.party if isinstance(row.party, str) else None
    return ImportedRow(
        row.source.id,
        row.source.row,
        key_of(row.date, lines),
        event.subject.partition("/")[2],
        Content(row.date, lines, party, None if text == no_text(row.source.row) else text),
        event.id,
        event.sha256,
        row.replaces.id if isinstance(row.replaces, Ref) else None,
    )


def _nonce(source: SourceRegistered, index: int, opened: Opened) -> bytes | None:
    if isinstance(source.nonce, Unset):
        return b""
    text = _value(source.nonce, index, opened)
    return None if text is None else bytes.fromhex(text)


def _value(field_: Sealed, index: int, opened: Opened) -> str | None:
    """Return the text of a sealed field as it stands, or as the vault opens it."""
    if isinstance(field_.sd, Unset):
        return str(field_.value)
    value = opened(index).get(field_.sd[0])
    return value if isinstance(value, str) else None
