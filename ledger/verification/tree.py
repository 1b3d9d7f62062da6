"""The tree that the entries really have, grown in memory, against the tiles and checkpoints that are served."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ledger.errors import VerificationError
from ledger.tlog import tiles
from ledger.tlog.checkpoint import Checkpoint
from ledger.tlog.merkle import HASH_BYTES
from ledger.verification.sources import TILE_BYTES_MAX, Source

_REWRITTEN = (
    "The log does not hold together: entries were changed, added or dropped after the checkpoint was signed. Keep "
    "this copy, compare it with one that somebody else kept, and ask the operator."
)


class Mismatch(NamedTuple):
    """A served hash that is not the tree's."""

    name: str
    level: int
    number: int
    place: int

    @property
    def error(self) -> VerificationError:
        """The error that names the entry, or the upper tile."""
        if self.level == 0:
            return VerificationError(
                "log.leaf",
                "the entry is not the one whose hash stands in the tree",
                advice=_REWRITTEN,
                where=f"entry {self.number * tiles.TILE_WIDTH + self.place}, {self.name}",
            )
        return VerificationError(
            "log.node",
            "the hash is not that of the tile below it",
            advice=_REWRITTEN,
            where=f"{self.name} hash {self.place}",
        )


class Tree:
    """Hash tiles by level and number, as C2SP tlog-tiles lays them out."""

    def __init__(self) -> None:
        self.size = 0
        self._tiles: dict[tuple[int, int], bytes] = {}

    def extend(self, hashes: Sequence[bytes]) -> None:
        """Append leaf hashes."""
        tiles.grow(self._read, self._write, self.size, list(hashes))
        self.size += len(hashes)

    def _read(self, level: int, number: int) -> bytes:
        return self._tiles.get((level, number), b"")

    def _write(self, level: int, number: int, hashes: bytes) -> None:
        self._tiles[level, number] = hashes

    def root(self, size: int) -> bytes:
        """Return the root of the first ``size`` leaves."""
        return tiles.root(self._read, size)

    def check_tile(self, source: Source, level: int, number: int, width: int) -> Mismatch | None:
        """Compare a served hash tile with the tree, as far as that has grown; return where it first differs, or None.

        Raises:
            VerificationError: ``log.tile_missing``, ``log.tile_width``.
        """
        name, served = read_tile(source, level, number, width)
        length = width * HASH_BYTES
        if len(served) < length or (len(served) != length and ".p/" in name):
            raise VerificationError(
                "log.tile_width",
                f"the tile has {len(served)} bytes, its {width} hashes take {length}",
                advice=_REWRITTEN,
                where=name,
            )
        computed = self._tiles[level, number][:length]
        if served[: len(computed)] == computed:
            return None
        place = next(i for i in range(width) if tiles.hash_at(served, i) != tiles.hash_at(computed, i))
        return Mismatch(name, level, number, place)

    def check_root(self, checkpoint: Checkpoint, name: str, agrees_up_to: int) -> None:
        """Compare a signed root with the tree.

        Raises:
            VerificationError: ``log.root``.
        """
        root = self.root(checkpoint.size)
        if root != checkpoint.root:
            raise VerificationError(
                "log.root",
                f"the first {checkpoint.size} entries have root {root.hex()}, signed is {checkpoint.root.hex()}; "
                f"up to {agrees_up_to} entries agree with an earlier checkpoint",
                advice=_REWRITTEN,
                where=name,
            )


def read_tile(
    source: Source, level: int | None, number: int, width: int, limit: int = TILE_BYTES_MAX
) -> tuple[str, bytes]:
    """Read a hash tile (or with ``level`` None an entry bundle); where its partial form is gone, the full one.

    Raises:
        VerificationError: ``log.tile_missing``.
    """
    partial = None if width == tiles.TILE_WIDTH else width
    for name in (tiles.tile_path(level, number, partial), tiles.tile_path(level, number, None)):
        raw = source.read(name, limit)
        if raw is not None:
            return name, raw
    raise VerificationError(
        "log.tile_missing",
        "the checkpoint promises this part of the log, and it is not there",
        advice="Entries were dropped, or the copy is not complete. Fetch it again.",
        where=tiles.tile_path(level, number, partial),
    )
