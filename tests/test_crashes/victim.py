"""A book whose writers are killed, the batches that they were to append, and what they had acknowledged."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from copy import copy
from pathlib import Path

import projections
from ledger import jws, sealing
from ledger.store.reader import Reader
from tests.open_book import FOUNDED, OpenBook
from tests.other_user import ROOT
from tests.soundness import HandedIn, assert_sound


class Victim:
    """A founded book, its batches in a folder as files, and the acknowledgements of all its writers so far."""

    def __init__(self, tmp: Path, sizes: list[int]) -> None:
        self.book = OpenBook(tmp)
        self.batches = {f"{number:03}": self._batch(number, size) for number, size in enumerate(sizes)}
        founding = self.book.founding()
        self._handed_in = HandedIn([*founding, *(file for batch in self.batches.values() for file in batch)])
        self._folder = tmp / "batches"
        for name, files in self.batches.items():
            (self._folder / name).mkdir(parents=True)
            for number, file in enumerate(files):
                (self._folder / name / f"{number:04}").write_bytes(file)
        self.acknowledged: dict[str, list[int]] = {}
        with self.book.open() as ledger:
            ledger.append(founding)
            ledger.publish()
        projections.catch_up(self.book.folder.public)

    def copied(self, tmp: Path) -> Victim:
        """Return the same, with a copy of the book below ``tmp`` that dies for itself."""
        twin = copy(self)
        twin.book = self.book.copied(tmp)
        twin.acknowledged = {}
        return twin

    def _batch(self, number: int, size: int) -> list[bytes]:
        """Sign a batch of all kinds: streams old and new, disclosures public and private."""
        kinds = (
            lambda name: self.book.account(f"a-{name}"),
            lambda _name: self.book.income(100),
            lambda name: self.book.person(f"p-{name}"),
        )
        return [kinds[place % 3](f"{number}-{place}") for place in range(size)]

    def run(self, *seam: str, kill_after: float | None = None) -> None:
        """Run a writer until it is dead or done, and note what it acknowledged."""
        command = [sys.executable, "-m", "tests.test_crashes.writer"]
        arguments = [str(self.book.folder.path), str(self.book.guard), str(self._folder), *seam]
        process = subprocess.Popen([*command, *arguments], stdout=subprocess.PIPE, text=True, cwd=ROOT)
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        if kill_after is not None:
            time.sleep(kill_after)
            process.send_signal(signal.SIGKILL)
        out, _ = process.communicate(timeout=60)
        assert process.returncode in ((0, -signal.SIGKILL) if kill_after is not None else (-signal.SIGKILL,))
        for line in out.splitlines():
            name, *indexes = line.split()
            assert self.acknowledged.setdefault(name, list(map(int, indexes))) == list(map(int, indexes))

    def check(self) -> int:
        """Check the book as it lies there, before anybody has opened it again; return how many batches it holds."""
        size = assert_sound(self.book.folder, self.book.guard, self.book.cast.log_vkey, self._handed_in)
        with closing(sqlite3.connect(self.book.folder.ledger_db)) as ledger:
            held = dict(ledger.execute("SELECT sha256, position FROM event_index"))
        stored = 0
        end = FOUNDED
        for name, files in self.batches.items():
            places = [held.get(_sha256(file)) for file in files]
            if places != [None] * len(files):
                assert places == list(range(end, end + len(files))), f"batch {name} is there in part"
                end += len(files)
                stored += 1
            assert self.acknowledged.get(name, places) == places, f"batch {name} was acknowledged and is lost"
        assert end == size
        return stored

    def heal(self) -> None:
        """Do what the next writer's command does, hand everything in again, and check that nothing is left behind."""
        with self.book.open() as ledger:
            for name, files in self.batches.items():
                indexes = [answer.index for answer in ledger.append(files)]
                assert self.acknowledged.setdefault(name, indexes) == indexes
            ledger.publish()
        size = projections.catch_up(self.book.folder.public)
        assert self.check() == len(self.batches)
        with Reader.open(self.book.folder.public) as reader:
            assert reader.stored == reader.size == size == projections.position(self.book.folder.public)
        with closing(sqlite3.connect(self.book.folder.vault_db)) as vault:
            assert vault.execute("SELECT max(position) FROM disclosure").fetchone()[0] < size
        shown = self._views()
        projections.rebuild(self.book.folder.public)
        assert self._views() == shown, "the views are not those of a rebuild"

    def published(self) -> int:
        """Return how many entries are published, read as any reader would with no writer running."""
        with Reader.open(self.book.folder.public) as reader:
            return reader.size

    def guarded(self) -> int:
        """Return for how many entries the guard stands."""
        with closing(sqlite3.connect(self.book.guard)) as guard:
            found: int = guard.execute("SELECT size FROM head").fetchone()[0]
        return found

    def _views(self) -> list[str]:
        with closing(sqlite3.connect(self.book.folder.views_db)) as views:
            return sorted(line for line in views.iterdump() if line.startswith("INSERT"))


def _sha256(file: bytes) -> str:
    return jws.parse(sealing.split(file)[0]).sha256
