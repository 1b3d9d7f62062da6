"""The folder of one community, and who may look into which part of it.

    <home>/<community>/public/    0755  ledger.db  views.db  documents/     what everybody may read
    <home>/<community>/private/   0700  log.key  vault.db  lock  documents/  what only the owner may read

The community id is the last part of the log's origin. Whoever can write ``public/`` can rewrite what is shown, and is
found out by checkpoints that others keep; whoever reads ``private/`` can sign checkpoints and read sealed values.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

from ledger.errors import StoreError
from ledger.store.wal import create_file

PUBLIC_MODE = 0o755
PRIVATE_MODE = 0o700


@dataclass(frozen=True, slots=True)
class Folder:
    """The paths inside a community's folder."""

    path: Path

    @property
    def public(self) -> Path:
        """What the API and the pages may open."""
        return self.path / "public"

    @property
    def private(self) -> Path:
        """What only writer commands open."""
        return self.path / "private"

    @property
    def ledger_db(self) -> Path:
        """Entries, tiles, index, public disclosures, checkpoints."""
        return self.public / "ledger.db"

    @property
    def views_db(self) -> Path:
        """The projections."""
        return self.public / "views.db"

    @property
    def documents(self) -> Path:
        """Public documents, by their SHA-256."""
        return self.public / "documents"

    @property
    def private_documents(self) -> Path:
        """Documents that are not public."""
        return self.private / "documents"

    @property
    def vault_db(self) -> Path:
        """Disclosures that are not public."""
        return self.private / "vault.db"

    @property
    def log_key(self) -> Path:
        """The key that signs checkpoints."""
        return self.private / "log.key"

    @property
    def lock(self) -> Path:
        """The file that every writer command locks."""
        return self.private / "lock"

    def create(self) -> None:
        """Make the folders and the empty database files, with modes that do not depend on the umask.

        Raises:
            StoreError: ``community.exists``.
        """
        self.path.mkdir(parents=True, exist_ok=True)
        for directory, mode in (
            (self.path, PUBLIC_MODE),
            (self.public, PUBLIC_MODE),
            (self.documents, PUBLIC_MODE),
            (self.private, PRIVATE_MODE),
            (self.private_documents, PRIVATE_MODE),
        ):
            directory.mkdir(exist_ok=True)
            directory.chmod(mode)
        create_file(self.ledger_db, 0o644)
        create_file(self.vault_db, 0o600)
        create_file(self.lock, 0o600)

    def check(self) -> None:
        """Refuse a folder in which no book was founded, or that this user may not write.

        Raises:
            StoreError: ``community.missing``, ``community.denied``.
        """
        try:
            founded = self.ledger_db.exists() and self.lock.exists()
        except OSError as error:
            raise StoreError(
                "community.denied",
                f"cannot look into {self.private}: {error.strerror}",
                advice="Run the command as the user who owns the book's folder.",
            ) from error
        if not founded:
            raise StoreError(
                "community.missing",
                f"there is no book in {self.path}",
                advice="Check --home and --community, or make one with `mingzhang init`.",
            )
        check_writable(self.public, self.private, self.ledger_db, self.vault_db, self.lock)


def check_writable(*paths: Path) -> None:
    """Refuse where this user has no right to write one of these, as far as they are there.

    Raises:
        StoreError: ``community.denied``.
    """
    for path in paths:
        if path.exists() and not os.access(path, os.W_OK):
            owner = _owner_of(path)
            raise StoreError(
                "community.denied",
                f"you have no right to write {path}, which belongs to {owner}",
                advice=f"Nothing is damaged. Run the command as {owner}; as that user, give yourself the right "
                "(chmod u+w), or move the book off a disk that is read-only.",
            )


def _owner_of(path: Path) -> str:
    try:
        return path.owner()
    except KeyError:
        return f"the user {path.stat().st_uid}"
