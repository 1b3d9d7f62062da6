"""The vault: disclosures of sealed fields that are not public (🔒), in ``private/vault.db``.

A disclosure is written here, durably, before the entry that carries its digest, so that no admitted value is ever
lost. What a crash or a refusal left between the two writes belongs to no entry and is dropped under the writer's
lock. Whoever reads this file can open the sealed values in it; whoever deletes it loses them for good, while the log
and every proof stay as they are.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from ledger.errors import StoreError
from ledger.store.wal import connect_writer

_TABLE = """
CREATE TABLE IF NOT EXISTS disclosure (
    position INTEGER NOT NULL, -- index of the entry
    place INTEGER NOT NULL,    -- 0-based place of the digest among the entry's sealed fields
    text TEXT NOT NULL,        -- base64url, as signed
    PRIMARY KEY (position, place)
) WITHOUT ROWID
"""


class PlacedDisclosure(NamedTuple):
    """A disclosure and where its digest stands: index of the entry, place among its sealed fields."""

    position: int
    place: int
    text: str


class Vault:
    """Writing access to ``vault.db``, for the holder of the writer's lock."""

    def __init__(self, path: Path) -> None:
        """Open the vault; an empty file becomes a new one, and a missing file is never made up.

        Raises:
            StoreError: ``vault.missing``, ``vault.unusable``.
        """
        if not path.exists():
            raise StoreError(
                "vault.missing",
                f"there is no vault {path}",
                advice="Restore vault.db from its backup. If it is lost for good, an empty file of that name, mode "
                "0600, begins a new one: the sealed values in the old one stay lost, the book and its proofs hold.",
            )
        self._path = path
        with self._usable():
            self._connection = connect_writer(path)
            # What is dropped must not rest in the file's free pages.
            self._connection.execute("PRAGMA secure_delete=ON")
            self._connection.execute(_TABLE)

    @contextmanager
    def _usable(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.IntegrityError as error:
            raise StoreError(
                "ledger.conflict", f"the vault changed while it was written: {error}", advice="Append again."
            ) from error
        except sqlite3.Error as error:
            raise StoreError(
                "vault.unusable",
                f"cannot use the vault {self._path}: {error}",
                advice="Make sure that the disk has room and you own the file; if it is damaged, restore its backup.",
            ) from error

    def write(self, disclosures: Sequence[PlacedDisclosure]) -> None:
        """Store disclosures durably, all or none; nothing is written where there are none.

        Raises:
            StoreError: ``vault.unusable``, ``ledger.conflict``.
        """
        if not disclosures:
            return
        with self._usable(), self._connection:
            self._connection.execute("BEGIN IMMEDIATE")
            self._connection.executemany("INSERT INTO disclosure VALUES (?, ?, ?)", disclosures)

    def drop_orphans(self, size: int) -> int:
        """Drop what belongs to no entry of a log of ``size`` entries; return how many disclosures that were.

        Raises:
            StoreError: ``vault.unusable``.
        """
        with self._usable():
            if self._connection.execute("SELECT 1 FROM disclosure WHERE position >= ?", (size,)).fetchone() is None:
                return 0
            return self._connection.execute("DELETE FROM disclosure WHERE position >= ?", (size,)).rowcount

    def disclosures(self, position: int) -> Iterator[PlacedDisclosure]:
        """Yield the disclosures of one entry in the order of its sealed fields."""
        rows = self._connection.execute(
            "SELECT position, place, text FROM disclosure WHERE position = ? ORDER BY place", (position,)
        )
        return map(PlacedDisclosure._make, rows)

    def close(self) -> None:
        """Close the file."""
        self._connection.close()
