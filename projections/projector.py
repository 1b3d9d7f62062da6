"""Applies published entries to the tables of ``views.db``.

A handler sees an event when it takes effect: at once, or where a second person is needed when that person has
confirmed it. Until then the event stands in the table ``waiting``.
"""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from itertools import groupby
from typing import Protocol

from ledger import sealing
from ledger.bodies.community import CommunityFounded, CounterpartyRegistered, EntryConfirmed
from ledger.bodies.shared import Ref
from ledger.errors import StoreError
from ledger.events import Event, format_time, parse_entry, parse_event
from ledger.keys import thumbprint
from ledger.rules import confirmation, fold
from ledger.rules.state import Community
from ledger.tlog import tiles
from ledger.tlog.checkpoint import Checkpoint
from projections import schema
from projections.effect import Effect
from projections.handlers import HANDLERS
from projections.page import Page

Progress = Callable[[int, int], None]


class Published(Protocol):
    """What is read of a published log: a `Reader` of the store, or entries that somebody else has verified."""

    def entry(self, index: int) -> bytes:
        """Return the entry at an index."""
        ...

    def entries(self, start: int, stop: int) -> Iterable[bytes]:
        """Return the entries at indexes ``start`` to ``stop - 1``."""
        ...

    def disclosures(self, start: int, stop: int) -> Iterable[tuple[int, str]]:
        """Return index and text of the public disclosures of these entries, in their order."""
        ...

    def tile(self, level: int, n: int) -> bytes:
        """Return the hashes of a tile, as many as the log has in it."""
        ...


class Projector:
    """Brings tables from the entries that they show to the published ones.

    Whose key is whose comes from the community's own fold, which is cheap to begin again: members and keys are few.
    Counterparties may be many; they change nothing in it and are left out.
    """

    def __init__(self, tables: sqlite3.Connection, reader: Published, published: Checkpoint) -> None:
        """Take up where ``tables`` stand; an empty file or one of another version is begun anew.

        Raises:
            StoreError: ``views.ahead``, ``views.other_history``.
        """
        self._tables = tables
        self._reader = reader
        self._published = published
        if tables.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
            _start_afresh(tables)
        self._size, shown_root = tables.execute("SELECT size, root FROM progress").fetchone()
        self._check_history(shown_root)
        self._page = Page(tables)
        self._community = Community()
        for (position,) in tables.execute(
            "SELECT position FROM entry WHERE subject = 'community' AND type <> ? ORDER BY position",
            (CounterpartyRegistered.wire_name,),
        ):
            fold(self._community, self._event(position))

    def _check_history(self, shown_root: str) -> None:
        if self._size > self._published.size:
            raise StoreError(
                "views.ahead",
                f"the views show {self._size} entries, only {self._published.size} are published",
                advice="The book was replaced by an older copy? Once that is settled, run `mingzhang rebuild`.",
            )
        if self._size and self._root(self._size) != shown_root:
            raise StoreError(
                "views.other_history",
                f"the {self._size} entries that the views show are not the first ones of this book",
                advice="The book was replaced by another one? Once that is settled, run `mingzhang rebuild`.",
            )

    def _root(self, size: int) -> str:
        return b64encode(tiles.root(self._reader.tile, size)).decode("ascii")

    def run(self, progress: Progress, page: int) -> None:
        """Apply everything up to the published size, ``page`` entries and the position in one transaction."""
        total = self._published.size
        while self._size < total:
            stop = min(self._size + page, total)
            with _transaction(self._tables):
                self._apply(self._size, stop)
                self._tables.execute("UPDATE progress SET size = ?, root = ?", (stop, self._root(stop)))
            self._size = stop
            progress(stop, total)

    def _apply(self, start: int, stop: int) -> None:
        texts = {
            index: [text for _index, text in group]
            for index, group in groupby(self._reader.disclosures(start, stop), key=lambda pair: pair[0])
        }
        self._page = Page(self._tables)
        for position, raw in enumerate(self._reader.entries(start, stop), start):
            entry = parse_entry(raw)
            event = parse_event(entry.event)
            self._page.note(position, event)
            effect = self._effect(event, position, texts.get(position, ()))
            self._insert_entry(effect, format_time(entry.admitted_at))
            self._take_effect(effect)
            if event.subject == "community" and not isinstance(event.data, CounterpartyRegistered):
                fold(self._community, event)
        self._page.end()

    def _event(self, position: int) -> Event:
        found = self._page.event(position)
        return found or parse_event(parse_entry(self._reader.entry(position)).event)

    def _effect(self, event: Event, position: int, texts: Iterable[str]) -> Effect:
        opened = {disclosure.digest: disclosure.value for disclosure in map(sealing.parse_disclosure, texts)}
        return Effect(event, position, opened, self._community, self._page, self._event)

    def _insert_entry(self, effect: Effect, admitted_at: str) -> None:
        event = effect.event
        on = getattr(event.data, "on", None)
        effect.insert(
            "entry",
            position=effect.position,
            event_id=event.id,
            sha256=event.sha256,
            type=event.name,
            subject=event.subject,
            time=event.time.isoformat(),
            admitted_at=admitted_at,
            kid=event.kid,
            member=_founder(event.data, event.kid) if isinstance(event.data, CommunityFounded) else effect.member,
            note=effect.text(event.data.note),
            acts_on=effect.position_of(on.id) if isinstance(on, Ref) else None,
        )
        for evidence in event.data.documents or []:
            effect.execute(
                "INSERT OR IGNORE INTO evidence VALUES (?, ?, ?, ?, ?)",
                effect.position,
                evidence.sha256,
                effect.text(evidence.title),
                evidence.class_,
                evidence.visibility,
            )

    def _take_effect(self, effect: Effect) -> None:
        """Hand the event to its handler, or let it wait, or hand over the one that it confirms."""
        event = effect.event
        if isinstance(event.data, EntryConfirmed):
            confirmed = self._confirmed(effect, event.data)
            HANDLERS[type(confirmed.event.data)](confirmed, confirmed.event.data)
        elif isinstance(event.data, CommunityFounded) or not confirmation.needed(event, self._community):
            HANDLERS[type(event.data)](effect, event.data)
        else:
            effect.insert(
                "waiting", position=effect.position, type=event.name, subject=event.subject, author=effect.member
            )

    def _confirmed(self, effect: Effect, body: EntryConfirmed) -> Effect:
        """Note the confirmation and return what it puts into effect."""
        target = effect.position_of(body.on.id)
        effect.execute(
            "UPDATE waiting SET confirmed_position = ?, confirmed_by = ? WHERE position = ?",
            effect.position,
            effect.member,
            target,
        )
        texts = [text for _index, text in self._reader.disclosures(target, target + 1)]
        return self._effect(self._event(target), target, texts)


def _founder(body: CommunityFounded, kid: str) -> str | None:
    return next((member.id for member in body.members if thumbprint(member.key.x) == kid), None)


@contextmanager
def _transaction(tables: sqlite3.Connection) -> Iterator[None]:
    """Commit what happens inside, or nothing of it."""
    tables.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        tables.execute("ROLLBACK")
        raise
    tables.execute("COMMIT")


def _start_afresh(tables: sqlite3.Connection) -> None:
    """Make the tables, dropping those of another version: views can always be made again."""
    with _transaction(tables):
        for (name,) in tables.execute("SELECT name FROM sqlite_schema WHERE type = 'table'").fetchall():
            tables.execute(f'DROP TABLE "{name}"')
        for statement in filter(str.strip, schema.TABLES.split(";")):
            tables.execute(statement)
        tables.execute(f"PRAGMA user_version={schema.VERSION}")
