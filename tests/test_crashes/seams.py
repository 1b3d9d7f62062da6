"""Where a writer is killed, by name; and, as controls, writers that have lost one protection each.

Nothing of this is in the product: each seam replaces a function inside the process that is to die.
"""

from __future__ import annotations

import os
import signal
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, NoReturn

from eventsourcing.persistence import EventStore, StoredEvent
from eventsourcing.sqlite import SQLiteConnection, SQLiteCursor, SQLiteDatastore, SQLiteTransaction

from ledger import publishing
from ledger.publishing import LogSigner
from ledger.store import sqlite
from ledger.store.guard import Guard
from ledger.store.sqlite import LedgerRecorder, snapshot
from ledger.store.vault import Vault
from ledger.tlog.merkle import leaf_hash
from projections.projector import Projector

_kill_between_pages = False


def die() -> NoReturn:
    """Go as in a loss of power, but for the operating system's own caches."""
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError("a killed process goes no further")


def between_pages(_done: int, _total: int) -> None:
    """Report the progress of the views: die there if that seam is armed."""
    if _kill_between_pages:
        die()


def _arm_between_pages() -> None:
    globals()["_kill_between_pages"] = True


def _die_before(owner: Any, name: str, nth: int = 1) -> None:
    """Die when ``name`` is called for the ``nth`` time."""
    original, calls = getattr(owner, name), 0

    def dying(*arguments: Any, **settings: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == nth:
            die()
        return original(*arguments, **settings)

    setattr(owner, name, dying)


def _die_after(owner: Any, name: str, nth: int = 1) -> None:
    """Die when ``name`` has returned for the ``nth`` time."""
    original, calls = getattr(owner, name), 0

    def dying(*arguments: Any, **settings: Any) -> Any:
        nonlocal calls
        answer = original(*arguments, **settings)
        calls += 1
        if calls == nth:
            die()
        return answer

    setattr(owner, name, dying)


def _arm_among_entries() -> None:
    """Die when half of the batch's rows are in the table."""
    monkey: Any = SQLiteCursor
    execute, rows = monkey.execute, 0

    def dying(self: SQLiteCursor, statement: str, *arguments: Any) -> None:
        nonlocal rows
        execute(self, statement, *arguments)
        rows += statement.startswith("INSERT INTO stored_events")
        if rows == 130:
            die()

    monkey.execute = dying


# Controls: what would happen without a protection.


def _leaves_in_a_second_transaction() -> None:
    grow = LedgerRecorder._grow
    monkey: Any = LedgerRecorder

    def insert_events(self: LedgerRecorder, stored_events: Sequence[StoredEvent], **settings: Any) -> Any:
        with SQLiteTransaction(self._writer, commit=True) as cursor:
            rows = self._insert_events(cursor, stored_events, **settings)
        die_or_grow(self, rows, stored_events)
        return rows

    def die_or_grow(self: LedgerRecorder, rows: Any, stored_events: Sequence[StoredEvent]) -> None:
        die()
        with SQLiteTransaction(self._writer, commit=True) as cursor:
            grow(self, cursor, rows[0] - 1, [leaf_hash(event.state) for event in stored_events])

    monkey._grow = lambda *_: None
    monkey.insert_events = insert_events


def _vault_behind_the_entries() -> None:
    monkey: Any = Vault
    monkey.write = lambda *_: None
    _die_after(EventStore, "put")


def _checkpoint_before_the_guard() -> None:
    monkey: Any = publishing

    def publish(datastore: SQLiteDatastore, _guard: Guard, signer: LogSigner, **_: Any) -> NoReturn:
        with snapshot(datastore) as now:
            head = publishing._head(now)
        publishing._store(datastore, head.size, signer.sign(head))
        die()

    monkey.publish = publish


def _answer_before_the_entries() -> None:
    monkey: Any = EventStore
    monkey.put = lambda *_, **__: []
    _die_before(publishing, "publish")


CONTROLS: dict[str, Callable[[], None]] = {
    "leaves in a second transaction": _leaves_in_a_second_transaction,
    "vault behind the entries": _vault_behind_the_entries,
    "checkpoint before the guard": _checkpoint_before_the_guard,
    "answer before the entries": _answer_before_the_entries,
}

SEAMS: dict[str, Callable[[], None]] = {
    "before the vault": partial(_die_before, Vault, "write"),
    "behind the vault": partial(_die_after, Vault, "write"),
    "among the entries": _arm_among_entries,
    "entries without index": partial(_die_before, LedgerRecorder, "_insert_index"),
    "index without tiles": partial(_die_before, LedgerRecorder, "_grow"),
    "between two tiles": partial(_die_after, sqlite, "write_tile", 2),
    "before the commit": partial(_die_after, LedgerRecorder, "_insert_events"),
    "behind the commit": partial(_die_after, SQLiteConnection, "commit"),
    "before the answer": partial(_die_after, EventStore, "put"),
    "behind the answer": partial(_die_before, publishing, "publish"),
    "before the guard": partial(_die_before, Guard, "swap"),
    "behind the guard": partial(_die_after, Guard, "swap"),
    "signed and not stored": partial(_die_after, LogSigner, "sign"),
    "behind the checkpoint": partial(_die_after, publishing, "publish"),
    "within a page of the views": partial(_die_after, Projector, "_take_effect", 12),
    "between two pages of the views": _arm_between_pages,
    **CONTROLS,
}
