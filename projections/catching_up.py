"""From published entries to rows: page by page, each page and its position in one transaction.

A crash between pages loses nothing: the next run goes on from the position that stands in ``views.db``. Rows depend
on nothing but the entries and their public disclosures, so `rebuild` gives the same tables as any sequence of
`catch_up`.
"""

from __future__ import annotations

import sqlite3
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import groupby
from pathlib import Path
from typing import Any

from ledger import jws, sealing
from ledger.bodies import BODIES, accounts, community, documents, meetings, money, motions, sources
from ledger.bodies.shared import Body
from ledger.errors import StoreError
from ledger.events import Event, format_time, parse_entry, parse_payload
from ledger.keys import thumbprint
from ledger.rules import confirmation, fold
from ledger.rules.state import Community
from ledger.store.reader import Reader
from ledger.store.wal import connect_reader, connect_writer, create_file, leave_side_files
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import parse_note
from projections import money as money_views
from projections import people, schema, votes
from projections.view import Effect

PAGE = 500
VIEWS = "views.db"
_MODE = 0o644

Progress = Callable[[int, int], None]

HANDLERS: dict[type[Body], Callable[[Effect, Any], None]] = {
    community.CommunityFounded: people.founded,
    community.MemberAppointed: people.appointed,
    community.MemberEnded: people.ended,
    community.KeyIntroduced: people.introduced,
    community.KeyEnrolled: people.enrolled,
    community.KeyRevoked: people.revoked,
    community.CounterpartyRegistered: people.counterparty,
    documents.DocumentRegistered: people.document,
    accounts.AccountOpened: money_views.account_opened,
    accounts.FundOpened: money_views.fund_opened,
    accounts.BalanceOpened: money_views.balance_opened,
    money.IncomeRecorded: money_views.income,
    money.PaymentRequested: money_views.requested,
    money.PaymentApproved: money_views.decided,
    money.PaymentRejected: money_views.decided,
    money.PaymentCancelled: money_views.cancelled,
    money.PaymentExecuted: money_views.executed,
    money.PaymentReturned: money_views.returned,
    money.OutflowRecorded: money_views.outflow,
    money.MovementImported: money_views.imported,
    sources.SourceRegistered: money_views.source_registered,
    sources.ImportCompleted: money_views.import_completed,
    motions.MotionTabled: votes.tabled,
    motions.BallotCast: votes.ballot,
    motions.MotionClosed: votes.closed,
    meetings.MeetingCalled: votes.called,
    meetings.MeetingOpened: votes.opened,
    meetings.MeetingClosed: votes.meeting_closed,
    meetings.AttendanceRecorded: votes.attendance,
    meetings.MinutesRecorded: votes.minutes,
    meetings.MinutesSigned: votes.signed,
}
assert set(HANDLERS) | {community.EntryConfirmed} == set(BODIES.values())


def catch_up(public: Path, progress: Progress | None = None, page: int = PAGE) -> int:
    """Bring the views of the book in ``public`` up to its latest checkpoint; return the size they now show.

    Raises:
        StoreError: ``views.ahead``, ``store.missing``.
    """
    with Reader.open(public) as reader:
        return _fill(public / VIEWS, reader, progress or (lambda _done, _total: None), page)


def rebuild(public: Path, progress: Progress | None = None) -> int:
    """Build the views anew beside the old ones and put them in their place; return the size they show."""
    fresh = public / f"{VIEWS}.new"
    for path in (fresh, Path(f"{fresh}-wal"), Path(f"{fresh}-shm")):
        path.unlink(missing_ok=True)
    with Reader.open(public) as reader:
        size = _fill(fresh, reader, progress or (lambda _done, _total: None), PAGE)
    for suffix in ("-wal", "-shm"):
        Path(f"{fresh}{suffix}").unlink(missing_ok=True)
        Path(f"{public / VIEWS}{suffix}").unlink(missing_ok=True)
    fresh.replace(public / VIEWS)
    leave_side_files(public / VIEWS)
    return size


def _fill(database: Path, reader: Reader, progress: Progress, page: int) -> int:
    note = reader.checkpoint()
    if note is None:
        return 0
    published = parse_checkpoint(parse_note(note).text)
    if not database.exists():
        create_file(database, _MODE)
    with closing(connect_writer(database)) as tables:
        projector = _Projector(tables, reader, published)
        projector.run(progress, page)
    leave_side_files(database)
    return published.size


class _Projector:
    """Applies published entries to the tables; whose key is whose comes from the community's own fold."""

    def __init__(self, tables: sqlite3.Connection, reader: Reader, published: Checkpoint) -> None:
        self._tables = tables
        self._reader = reader
        self._published = published
        if tables.execute("PRAGMA user_version").fetchone()[0] != schema.VERSION:
            _start_afresh(tables)
        self._community = Community()
        self.size: int = tables.execute("SELECT size FROM progress").fetchone()[0]
        if self.size > published.size:
            raise StoreError(
                "views.ahead",
                f"the views show {self.size} entries, only {published.size} are published",
                advice="The book was replaced by an older copy? Once that is settled, run `mingzhang rebuild`.",
            )
        for (position,) in tables.execute("SELECT position FROM entry WHERE subject = 'community' ORDER BY position"):
            fold(self._community, self._event(position))

    def _event(self, position: int) -> Event:
        return parse_payload(jws.parse(parse_entry(self._reader.entry(position)).event))

    def run(self, progress: Progress, page: int) -> None:
        """Apply everything from where the views stand to the published size."""
        total = self._published.size
        while self.size < total:
            stop = min(self.size + page, total)
            with _transaction(self._tables):
                self._apply_page(self.size, stop)
                self._tables.execute(
                    "UPDATE progress SET size = ?, root = ?",
                    (stop, b64encode(self._published.root).decode() if stop == total else ""),
                )
            self.size = stop
            progress(stop, total)

    def _apply_page(self, start: int, stop: int) -> None:
        texts = {
            index: [text for _index, text in group]
            for index, group in groupby(self._reader.disclosures(start, stop), key=lambda pair: pair[0])
        }
        for position, raw in enumerate(self._reader.entries(start, stop), start):
            entry = parse_entry(raw)
            event = parse_payload(jws.parse(entry.event))
            effect = self._effect(event, position, texts.get(position, []))
            self._insert_entry(effect, format_time(entry.admitted_at))
            self._take_effect(effect)
            if event.subject == "community":
                fold(self._community, event)

    def _effect(self, event: Event, position: int, texts: Iterable[str]) -> Effect:
        opened = {d.digest: d.value for d in map(sealing.parse_disclosure, texts)}
        return Effect(event, position, opened, self._community, self._tables, self._event)

    def _insert_entry(self, effect: Effect, admitted_at: str) -> None:
        event = effect.event
        founding = isinstance(event.data, community.CommunityFounded)
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
            member=_founder(event) if founding else effect.member,
            note=effect.text(event.data.note),
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
        """Hand the event to its handler now, or when its second person has confirmed it."""
        body = effect.event.data
        if isinstance(body, community.EntryConfirmed):
            target = effect.position_of(body.on.id)
            effect.execute(
                "UPDATE waiting SET confirmed_position = ?, confirmed_by = ? WHERE position = ?",
                effect.position,
                effect.member,
                target,
            )
            texts = [text for _index, text in self._reader.disclosures(target, target + 1)]
            effect = self._effect(self._event(target), target, texts)
            body = effect.event.data
        elif not isinstance(body, community.CommunityFounded) and confirmation.needed(effect.event, self._community):
            effect.insert(
                "waiting",
                position=effect.position,
                type=effect.event.name,
                subject=effect.event.subject,
                author=effect.member,
            )
            return
        HANDLERS[type(body)](effect, body)


def _founder(event: Event) -> str | None:
    assert isinstance(event.data, community.CommunityFounded)
    from_key = {thumbprint(member.key.x): member.id for member in event.data.members}
    return from_key.get(event.kid)


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


def position(public: Path) -> int:
    """Return how many entries the views show; 0 where there are none yet."""
    if not (public / VIEWS).exists():
        return 0
    with closing(connect_reader(public / VIEWS)) as tables:
        found: int = tables.execute("SELECT size FROM progress").fetchone()[0]
    return found
