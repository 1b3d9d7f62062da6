"""Where a published log is read from: a folder (an export) or a server (`ledger.verification.web`).

Everything that is read has a limit, because whoever serves it is not trusted. Names of what is read:

    checkpoint, tile/0/000, tile/entries/000.p/12, checkpoints/<size>     the log itself (C2SP tlog-tiles)
    balances.json, tallies.json                                           the figures that are shown

A folder has all of them as files under these names; a server has the log under ``/{community}/log/`` and the figures
under ``/{community}/v1/``.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Protocol

import msgspec

from ledger.errors import MingzhangError, UsageError, VerificationError
from ledger.sealing import DISCLOSURE_BYTES_MAX

CHECKPOINT_BYTES_MAX = 512 * 1024
"""A note with 100 signature lines of the longest kind fits in (C2SP signed-note)."""
TILE_BYTES_MAX = 256 * 32
BUNDLE_BYTES_MAX = 256 * (2 + 65_535)
FIGURES_BYTES_MAX = 64 * 1024 * 1024
DISCLOSURE_LINE_BYTES_MAX = DISCLOSURE_BYTES_MAX + 64
NOT_JSON = (msgspec.MsgspecError, UnicodeError, RecursionError)
"""What decoding raises for bytes that are not the JSON that they should be."""
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}")
_ALTERED = "Somebody altered the copy; fetch it again, and ask who made it."


class FetchError(MingzhangError):
    """Raised when a log could not be fetched, which says nothing about whether it is sound."""


class Opening(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A public disclosure and the entry that it opens a field of; a line of ``disclosures.jsonl`` in compact JSON."""

    index: int
    disclosure: str


class Source(Protocol):
    """A published log, read only."""

    name: str

    def read(self, name: str, limit: int) -> bytes | None:
        """Return what stands under ``name``, at most ``limit`` bytes of it; None where there is nothing.

        Raises:
            FetchError: it could not be read.
            VerificationError: ``source.oversized``.
        """
        ...

    def disclosures(self) -> Iterator[Opening] | None:
        """Return the public disclosures in the order of their entries; None where the source has none to give."""
        ...

    def checkpoints(self) -> list[int] | None:
        """Return the sizes of the earlier checkpoints; None where the source has no list of them."""
        ...


class Folder:
    """A log in a folder of this machine."""

    def __init__(self, path: Path) -> None:
        """Open a folder.

        Raises:
            UsageError: ``source.no_folder``.
            FetchError: ``source.unreadable``.
        """
        with readable():
            if not path.is_dir():
                raise UsageError(
                    "source.no_folder",
                    f"there is no folder {path}",
                    advice="Give the folder of an export, or an address, with http or https before it.",
                )
        self.path = path
        self.name = str(path)

    def read(self, name: str, limit: int) -> bytes | None:
        """Read one file; see `Source.read`."""
        path = self.path / name
        with readable():
            try:
                with path.open("rb") as file:
                    check_size(name, os.fstat(file.fileno()).st_size, limit)
                    return file.read()
            except (FileNotFoundError, NotADirectoryError, IsADirectoryError):
                return None

    def files(self) -> list[str]:
        """Return the names of all files, sorted, with ``/`` between the parts.

        Raises:
            FetchError: ``source.unreadable``.
            VerificationError: ``export.not_a_file`` for a link or a device, which would read what is elsewhere.
        """
        found, folders = [], [self.path]
        with readable():
            while folders:
                for path in folders.pop().iterdir():
                    name = path.relative_to(self.path).as_posix()
                    if path.is_symlink() or not (path.is_file() or path.is_dir()):
                        raise VerificationError("export.not_a_file", "not a plain file", advice=_ALTERED, where=name)
                    if path.is_dir():
                        folders.append(path)
                    else:
                        found.append(name)
        return sorted(found)

    def disclosures(self) -> Iterator[Opening] | None:
        """Read ``disclosures.jsonl``; see `Source.disclosures`."""
        path = self.path / "disclosures.jsonl"
        return self._lines(path) if path.is_file() else None

    def _lines(self, path: Path) -> Iterator[Opening]:
        with readable(), path.open("rb") as file:
            number = 0
            while line := file.readline(DISCLOSURE_LINE_BYTES_MAX + 1):
                number += 1
                try:
                    opening = msgspec.json.decode(line, type=Opening)
                except NOT_JSON as error:
                    raise _bad_line(number) from error
                if msgspec.json.encode(opening) + b"\n" != line:
                    raise _bad_line(number)
                yield opening

    def checkpoints(self) -> list[int] | None:
        """List ``checkpoints/``; see `Source.checkpoints`."""
        folder = self.path / "checkpoints"
        return sorted(int(p.name) for p in folder.iterdir() if _SIZE.fullmatch(p.name)) if folder.is_dir() else None


@contextmanager
def readable() -> Iterator[None]:
    """Say it in our words where a file or a folder inside cannot be read.

    Raises:
        FetchError: ``source.unreadable``.
    """
    try:
        yield
    except OSError as error:
        raise FetchError(
            "source.unreadable",
            f"cannot read {error.filename}: {error.strerror}",
            advice="Check the folder's permissions, or copy it to a disk that is whole.",
        ) from error


def _bad_line(number: int) -> VerificationError:
    return VerificationError(
        "disclosures.malformed",
        'a line is not {"index":…,"disclosure":…} in compact JSON',
        advice=_ALTERED,
        where=f"disclosures.jsonl line {number}",
    )


def check_size(name: str, size: int, limit: int) -> None:
    """Refuse what is longer than anything honest.

    Raises:
        VerificationError: ``source.oversized``.
    """
    if size > limit:
        raise VerificationError(
            "source.oversized",
            f"more than {limit} bytes",
            advice="No honest log has anything of that size there; ask the operator.",
            where=name,
        )
