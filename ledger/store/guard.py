"""The guard: the last tree head that this machine has signed, kept outside the community's folder.

A log must never sign two histories. If the folder is restored from an older backup, the log alone cannot know that it
has signed more; the guard does. It lies under the user's state directory, on another disk if one is named, and is no
part of any backup: restoring it together with the folder would undo its purpose. One file may serve many communities,
one row an origin. Whoever can write it can have this machine sign a second history, which witnesses then see.
"""

from __future__ import annotations

import os
import sqlite3
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ledger.errors import StoreError
from ledger.store.wal import connect_writer

_TABLE = """
CREATE TABLE IF NOT EXISTS head (
    origin TEXT PRIMARY KEY,
    size INTEGER NOT NULL, -- of the tree last signed
    root BLOB NOT NULL     -- its 32-byte root hash
) STRICT, WITHOUT ROWID
"""


class Head(NamedTuple):
    """A tree head: number of entries and 32-byte root hash."""

    size: int
    root: bytes


def default_path(origin: str) -> Path:
    """Return where the guard of an origin lies unless another place is named: below ``XDG_STATE_HOME``."""
    state = Path(os.environ.get("XDG_STATE_HOME") or Path.home() / ".local" / "state")
    return state / "mingzhang" / "guard" / f"{sha256(origin.encode()).hexdigest()[:16]}.db"


class Guard:
    """Compare-and-swap of the last signed tree head of one origin; a change is durable before it is acknowledged."""

    def __init__(self, path: Path, origin: str) -> None:
        self.path = path
        self._origin = origin
        try:
            path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            self._connection = connect_writer(path)
            self._connection.execute(_TABLE)
        except (OSError, sqlite3.Error) as error:
            raise self._unusable(error) from error

    def head(self) -> Head | None:
        """Return the tree head last signed for this origin, or None where none is known.

        Raises:
            StoreError: ``guard.unusable``.
        """
        row = self._execute("SELECT size, root FROM head WHERE origin = ?", self._origin).fetchone()
        return None if row is None else Head(*row)

    def swap(self, old: Head | None, new: Head) -> None:
        """Replace ``old`` by ``new``, durably, if ``old`` is still what the guard holds.

        Raises:
            StoreError: ``guard.moved``, ``guard.unusable``; the guard is then unchanged.
        """
        if old is None:
            changed = self._execute("INSERT INTO head VALUES (?, ?, ?) ON CONFLICT DO NOTHING", self._origin, *new)
        else:
            changed = self._execute(
                "UPDATE head SET size = ?, root = ? WHERE origin = ? AND size = ? AND root = ?",
                *new, self._origin, *old,
            )  # fmt: skip
        if changed.rowcount != 1:
            raise StoreError(
                "guard.moved",
                f"the guard {self.path} was changed by somebody else while this log was being published",
                advice="Make sure that no second copy of this community's folder is in use, then publish again.",
            )

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def _execute(self, statement: str, *parameters: object) -> sqlite3.Cursor:
        try:
            return self._connection.execute(statement, parameters)
        except sqlite3.Error as error:
            raise self._unusable(error) from error

    def _unusable(self, error: Exception) -> StoreError:
        return StoreError(
            "guard.unusable",
            f"cannot use the guard {self.path}: {error}",
            advice="Name a file that you may write with --guard; keep it outside the community's folder.",
        )
