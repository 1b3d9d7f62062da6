"""The ledger of one community: takes signed files in, keeps them, and publishes what it keeps.

Built on the library's `Application` (its event store, repository and cache), without its aggregates: what we receive
is signed already, so nothing of ours may build or encode an event. State is a fold (`ledger.rules.fold`) over the
entries of a stream.

After a crash at any point: an acknowledged entry is never lost; an unacknowledged one is there whole or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Self, cast

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.application import Application
from eventsourcing.persistence import IntegrityError, PersistenceError
from eventsourcing.utils import Environment, EnvType

from ledger import publishing
from ledger.admission import Appended, Batch, Stream, admission_time
from ledger.errors import StoreError
from ledger.events import parse_entry
from ledger.keys import read_private_key, write_private_key
from ledger.publishing import LogSigner
from ledger.rechecking import check_signatures
from ledger.rules import fold, new_state
from ledger.store.guard import Guard, default_path
from ledger.store.layout import Folder
from ledger.store.lock import writer_lock
from ledger.store.mapper import EntryMapper, Signed
from ledger.store.sqlite import LedgerFactory, LedgerRecorder, snapshot
from ledger.store.vault import Vault
from ledger.store.wal import leave_side_files

__all__ = ["Appended", "Ledger"]

STREAMS_CACHED = 1024


class Ledger(Application[str]):
    """The one writer of a community's book.

    Every `append` and `publish` holds the writer's lock, so several processes may have the same ledger open. One
    thread at a time may use it.
    """

    def __init__(self, folder: Folder, *, clock: Callable[[], datetime], guard: Path | None) -> None:
        """Open a ledger; use `Ledger.open`."""
        folder.check()
        self._folder = folder
        self._clock = clock
        with ExitStack() as files:
            super().__init__(
                {
                    "SQLITE_DBNAME": str(folder.ledger_db),
                    "ORIGINATOR_ID_TYPE": "text",
                    "CREATE_TABLE": "n",
                    "AGGREGATE_CACHE_MAXSIZE": str(STREAMS_CACHED),
                    "DEEPCOPY_FROM_AGGREGATE_CACHE": "n",
                }
            )
            # From here on closing the database takes its side files away, which readers need.
            files.callback(leave_side_files, folder.ledger_db)
            files.callback(super().close)
            self._datastore = cast("LedgerFactory", self.factory).datastore
            with snapshot(self._datastore) as now:
                now.check_schema_version()
                self.origin = now.origin()
            self.signer = LogSigner(self.origin, read_private_key(folder.log_key, None))
            self._vault = Vault(folder.vault_db)
            files.callback(self._vault.close)
            self._guard = Guard(guard or default_path(self.origin), self.origin)
            files.callback(self._guard.close)
            self._files = files.pop_all()

    @classmethod
    def create(cls, folder: Path, origin: str, log_key: Ed25519PrivateKey) -> None:
        """Make the folder of a new community with its log key and an empty book.

        Raises:
            StoreError: ``community.exists``.
            UsageError: ``key.exists``.
        """
        paths = Folder(folder)
        paths.create()
        write_private_key(paths.log_key, log_key, None)
        Vault(paths.vault_db).close()
        factory = LedgerFactory(Environment(cls.name, {"SQLITE_DBNAME": str(paths.ledger_db), "CREATE_TABLE": "n"}))
        cast("LedgerRecorder", factory.application_recorder()).create(origin)
        factory.close()
        leave_side_files(paths.ledger_db)

    @classmethod
    def open(cls, folder: Path, *, clock: Callable[[], datetime], guard: Path | None = None) -> Self:
        """Open a community's book for writing.

        ``clock`` returns the present as an aware time. ``guard`` is the guard's file, by default one below the
        user's state directory.

        Raises:
            StoreError: ``community.missing``, ``community.denied``, ``store.version``, ``store.unusable``,
                ``vault.missing``, ``vault.unusable``, ``guard.unusable``.
            UsageError: ``key.missing``, ``key.exposed``.
        """
        return cls(Folder(folder), clock=clock, guard=guard)

    def construct_env(self, name: str, env: EnvType | None = None) -> Environment:
        """Take the settings given and nothing else: a stray variable of the shell must not move the storage."""
        return Environment(name, env)

    def construct_factory(self, env: Environment) -> LedgerFactory:  # type: ignore[override] # the library forgets what it tracks with
        """Return our factory."""
        return LedgerFactory(env)

    def construct_mapper(self) -> EntryMapper:
        """Return our mapper, which stores signed bytes as they are."""
        return EntryMapper()

    @property
    def size(self) -> int:
        """The number of entries, published or not."""
        with snapshot(self._datastore) as now:
            return now.size

    def append(
        self,
        files: Sequence[bytes],
        *,
        clock_ok: bool = False,
        progress: Callable[[int, int], None] = lambda _done, _total: None,
    ) -> list[Appended]:
        """Admit signed files (SD-JWTs), all of them or none; return where each event stands.

        What stands in the log already is answered with its index and not stored again. ``clock_ok`` says that a
        person has looked at a clock that seems wrong. ``progress`` is told how many files were judged, of how many.

        Raises:
            FormatError, VerificationError, RuleError: a file is refused; nothing was stored.
            StoreError: ``clock.suspect``, ``guard.ahead``, ``guard.unusable``, ``ledger.locked``, ``ledger.conflict``,
                ``vault.unusable``, ``store.altered``, ``store.failed``.
        """
        with writer_lock(self._folder.lock):
            try:
                batch, answers = self._judge(files, clock_ok=clock_ok, progress=progress)
                self._store(batch)
            except BaseException:
                # The states that the batch has changed are worth nothing now, and they lie in the cache.
                self._repository = self.construct_repository()
                raise
        return answers

    def _judge(
        self, files: Sequence[bytes], *, clock_ok: bool, progress: Callable[[int, int], None]
    ) -> tuple[Batch, list[Appended]]:
        with snapshot(self._datastore) as now:
            publishing.check_guarded(self._guard, now)
            self._vault.drop_orphans(now.size)
            last = parse_entry(now.entry(now.size - 1)).admitted_at if now.size else None
            batch = Batch(
                now,
                self._stream,
                origin=self.origin,
                log_vkey=self.signer.vkey,
                admitted_at=admission_time(self._clock(), last, clock_ok=clock_ok),
            )
            answers = []
            for done, file in enumerate(files, 1):
                answers.append(batch.submit(file))
                progress(done, len(files))
        return batch, answers

    def _stream(self, stream: str) -> Stream:
        return cast("Stream", self.repository.get(stream, projector_func=partial(_project, stream)))

    def _store(self, batch: Batch) -> None:
        """Write the vault, then everything else in one transaction.

        A crash between the two leaves disclosures of no entry, which the next writer drops.
        """
        if not batch.signed:
            return
        self._vault.write(batch.vaulted)
        try:
            self.events.put(batch.signed, expected_size=batch.start, indexed=batch.indexed)
        except PersistenceError as error:
            self._vault.drop_orphans(self.size)
            if isinstance(error, IntegrityError):
                raise StoreError(
                    "ledger.conflict", f"the book changed while it was written: {error}", advice="Append again."
                ) from error
            raise StoreError(
                "store.failed",
                f"the book could not be written: {error}",
                advice="Make sure that the disk has room and the folder can be written, then append again.",
            ) from error

    def publish(self, *, new_guard: bool = False) -> bytes:
        """Sign and store a checkpoint of all entries; return it, a signed note.

        ``new_guard`` begins a guard from the last published checkpoint where this machine has none.

        Raises:
            StoreError: ``ledger.empty``, ``guard.*``, ``log_key.other``, ``store.altered``, ``store.failed``.
        """
        with writer_lock(self._folder.lock):
            with snapshot(self._datastore) as now:
                check_signatures(now, publishing.signed_size(self._guard, now))
            return publishing.publish(self._datastore, self._guard, self.signer, new_guard=new_guard)

    def close(self) -> None:
        """Close all files and leave the book readable for readers who may not write."""
        if not self.closing.is_set():
            self._files.close()


def _project(stream: str, held: Stream | None, events: Iterable[Signed]) -> Stream:
    """Fold stored events into the state held, or into the empty one (the library's ``projector_func``)."""
    held = held or Stream(stream, 0, new_state(stream))
    for signed in events:
        fold(held.state, signed.event)
        held.version = signed.originator_version
    return held
