"""The engines that a book may be stored in, each behind the same few doors, so that one suite judges them all.

A further engine is a class like `SQLiteEngine` and a line in `ENGINES`.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from hashlib import sha256
from pathlib import Path
from typing import Protocol, Self

from eventsourcing.persistence import StoredEvent
from eventsourcing.utils import Environment

from ledger import publishing
from ledger.demo.cast import Cast
from ledger.publishing import LogSigner
from ledger.store.guard import Guard
from ledger.store.layout import Folder
from ledger.store.reader import Reader
from ledger.store.sqlite import Indexed, LedgerFactory, LedgerRecorder, Snapshot, snapshot

CAST = Cast()
TOPIC = "mingzhang.fund.opened.v1"


class Engine(Protocol):
    """A new book of `CAST.origin` and everything that may be done to it."""

    recorder: LedgerRecorder

    @classmethod
    def new(cls, folder: Path) -> Self:
        """Make an empty book below ``folder``, which is the test's own."""

    def again(self) -> Self:
        """Open the same book a second time, as another process would."""

    def look(self) -> AbstractContextManager[Snapshot]:
        """Look at the book inside one read transaction."""

    def reader(self) -> Reader:
        """Open the book for reading alone."""

    def publish(self) -> bytes:
        """Sign and store a checkpoint of everything that is stored."""

    def withdraw(self, position: int) -> None:
        """Remove the public disclosures of an entry, as an erasure does."""

    def close(self) -> None:
        """Close everything that this object has opened."""


class SQLiteEngine:
    """A folder with a ``ledger.db``."""

    def __init__(self, folder: Folder) -> None:
        self._folder = folder
        self._factory = LedgerFactory(
            Environment(
                "Ledger",
                {"SQLITE_DBNAME": str(folder.ledger_db), "CREATE_TABLE": "n", "ORIGINATOR_ID_TYPE": "text"},
            )
        )
        recorder = self._factory.application_recorder()
        assert isinstance(recorder, LedgerRecorder)
        self.recorder = recorder
        self._guard = Guard(folder.path / "guard.db", CAST.origin)

    @classmethod
    def new(cls, folder: Path) -> Self:
        paths = Folder(folder / "book")
        paths.create()
        made = cls(paths)
        made.recorder.create(CAST.origin)
        return made

    def again(self) -> Self:
        return type(self)(self._folder)

    def look(self) -> AbstractContextManager[Snapshot]:
        return snapshot(self._factory.datastore)

    def reader(self) -> Reader:
        return Reader.open(self._folder.public)

    def publish(self) -> bytes:
        signer = LogSigner(CAST.origin, CAST.log_key)
        return publishing.publish(self._factory.datastore, self._guard, signer, new_guard=False)

    def withdraw(self, position: int) -> None:
        with self._factory.datastore.transaction(commit=True) as cursor:
            cursor.execute("DELETE FROM disclosure WHERE position = ?", (position,))

    def close(self) -> None:
        self._guard.close()
        self._factory.close()


ENGINES: dict[str, type[Engine]] = {"sqlite": SQLiteEngine}


class Row:
    """An admitted event as the recorder takes it; its bytes are any bytes, for nothing here parses them."""

    def __init__(
        self, number: int, version: int | None = None, stream: str = "fund/common", state: bytes = b""
    ) -> None:
        name = f"event {number}"
        self.stored = StoredEvent(stream, version or number + 1, TOPIC, state or name.encode() + bytes(range(256)))
        self.indexed = Indexed(
            event_id=f"{number:08x}-0000-7000-8000-000000000000",
            sha256=sha256(name.encode()).hexdigest(),
            digests=(f"digest {number} a", f"digest {number} b"),
            public=(f"public-{number}-a", f"public-{number}-b"),
            documents=(f"document {number}", "document of all"),
        )


def rows(start: int, stop: int) -> list[Row]:
    """Return the events number ``start`` to ``stop - 1``, all of one stream."""
    return [Row(number) for number in range(start, stop)]


def insert(recorder: LedgerRecorder, batch: Sequence[Row], *, expected_size: int | None = None) -> Sequence[int] | None:
    """Store a batch."""
    return recorder.insert_events(
        [row.stored for row in batch], expected_size=expected_size, indexed=[row.indexed for row in batch]
    )
