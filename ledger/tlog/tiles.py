"""Tiles and entry bundles (C2SP tlog-tiles): how the log is stored, served and proved from.

A tile of level L and number N holds up to 256 hashes: level 0 the leaf hashes, level L+1 the roots of *full* tiles of
level L. Paths, relative to the log's prefix::

    tile/<L>/<N>[.p/<W>]          hashes, 32 bytes each; W of them in a partial tile
    tile/entries/<N>[.p/<W>]      entry bundle: up to 256 times (u16 big-endian length || entry)

N is written in groups of three digits, all but the last with an ``x``: 1234067 is ``x001/x234/067``; so the partial
tile of 112 hashes is ``tile/0/273.p/112``.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from ledger.errors import FormatError
from ledger.tlog.merkle import EMPTY_ROOT, HASH_BYTES, node_hash, root_of_leaf_hashes

TILE_WIDTH = 256
TILE_HEIGHT = 8
LEVEL_MAX = 63
ENTRY_BYTES_MAX = 65_535

ReadTile: TypeAlias = Callable[[int, int], bytes]
"""(level, number) to the hashes of a tile as they stand; empty where there is none."""
WriteTile: TypeAlias = Callable[[int, int, bytes], None]

# A log of 2^63 entries has tile numbers of 17 digits: six groups.
_PATH = re.compile(r"tile/(entries|0|[1-9][0-9]?)/((?:x[0-9]{3}/){0,5}[0-9]{3})(?:\.p/([1-9][0-9]{0,2}))?", re.ASCII)
_ADVICE = "See docs/reference/formats.md for the paths of a log."


class TileCoordinate(NamedTuple):
    """A tile or bundle: level (None: entries), number, and width where it is partial."""

    level: int | None
    n: int
    width: int | None


def tile_path(level: int | None, n: int, width: int | None = None) -> str:
    """Return the path of a tile (level None: an entry bundle); ``width`` only for partial ones."""
    groups = f"{n % 1000:03}"
    while n := n // 1000:
        groups = f"x{n % 1000:03}/{groups}"
    partial = "" if width is None or width == TILE_WIDTH else f".p/{width}"
    return f"tile/{'entries' if level is None else level}/{groups}{partial}"


def parse_tile_path(path: str) -> TileCoordinate:
    """Parse a path, the exact inverse of `tile_path`.

    Raises:
        FormatError: ``tile.path``.
    """
    match = _PATH.fullmatch(path)
    if match is not None:
        level = None if match[1] == "entries" else int(match[1])
        n = int(match[2].replace("x", "").replace("/", ""))
        width = None if match[3] is None else int(match[3])
        if (level or 0) <= LEVEL_MAX and (width or 1) < TILE_WIDTH and tile_path(level, n, width) == path:
            return TileCoordinate(level, n, width)
    raise FormatError("tile.path", f"{path!r} is no path of a tile", advice=_ADVICE)


def grow(read: ReadTile, write: WriteTile, start: int, hashes: list[bytes]) -> None:
    """Append leaf hashes at leaf index ``start``, touching only the tiles at the right edge.

    Raises:
        ValueError: a stored tile has not the width that ``start`` demands.
    """
    level = 0
    while hashes:
        full: list[bytes] = []
        n, width = divmod(start, TILE_WIDTH)
        held = read(level, n) if width else b""
        if len(held) != HASH_BYTES * width:
            raise ValueError(f"tile {level}/{n} holds {len(held)} bytes, expected {HASH_BYTES * width}")
        done = 0
        while done < len(hashes):
            taken = hashes[done : done + TILE_WIDTH - width]
            held += b"".join(taken)
            done += len(taken)
            write(level, n, held)
            if len(held) == HASH_BYTES * TILE_WIDTH:
                full.append(root_of_leaf_hashes(split_hashes(held)))
            n, width, held = n + 1, 0, b""
        level, start, hashes = level + 1, start // TILE_WIDTH, full


def split_hashes(tile: bytes) -> list[bytes]:
    """Split the bytes of a tile into its hashes.

    Raises:
        FormatError: ``tile.malformed``.
    """
    if len(tile) % HASH_BYTES or len(tile) > HASH_BYTES * TILE_WIDTH:
        raise FormatError("tile.malformed", f"a tile of {len(tile)} bytes", advice=_ADVICE)
    return [tile[i : i + HASH_BYTES] for i in range(0, len(tile), HASH_BYTES)]


def root(read: ReadTile, size: int) -> bytes:
    """Return the tree head of the first ``size`` leaves."""
    return _range_root(read, 0, size) if size else EMPTY_ROOT


def inclusion_proof(read: ReadTile, index: int, size: int) -> list[bytes]:
    """Return the inclusion proof of a leaf, its sibling first (RFC 6962 2.1.1)."""
    if not 0 <= index < size:
        raise ValueError(f"index {index} is not in a tree of {size}")
    return _path(read, index, 0, size)


def consistency_proof(read: ReadTile, old: int, new: int) -> list[bytes]:
    """Return the proof that the tree of ``new`` leaves continues the one of ``old`` (RFC 6962 2.1.2)."""
    if not 0 < old <= new:
        raise ValueError(f"there is no proof from {old} to {new}")
    return [] if old == new else _subproof(read, old, 0, new, whole=True)


def _split_at(size: int) -> int:
    """Return the largest power of two below ``size`` (at least 2)."""
    return 1 << ((size - 1).bit_length() - 1)


def _path(read: ReadTile, index: int, start: int, end: int) -> list[bytes]:
    if end - start == 1:
        return []
    middle = start + _split_at(end - start)
    if index < middle:
        return [*_path(read, index, start, middle), _range_root(read, middle, end)]
    return [*_path(read, index, middle, end), _range_root(read, start, middle)]


def _subproof(read: ReadTile, old: int, start: int, end: int, *, whole: bool) -> list[bytes]:
    if old == end:
        return [] if whole else [_range_root(read, start, end)]
    middle = start + _split_at(end - start)
    if old <= middle:
        return [*_subproof(read, old, start, middle, whole=whole), _range_root(read, middle, end)]
    return [*_subproof(read, old, middle, end, whole=False), _range_root(read, start, middle)]


def _range_root(read: ReadTile, start: int, end: int) -> bytes:
    """Return the head of leaves ``start`` to ``end``; ``start`` is a multiple of the range's subtree width."""
    width = end - start
    if width & (width - 1):
        middle = start + _split_at(width)
        return node_hash(_range_root(read, start, middle), _range_root(read, middle, end))
    level, rest = divmod(width.bit_length() - 1, TILE_HEIGHT)
    n, offset = divmod(start >> (level * TILE_HEIGHT), TILE_WIDTH)
    hashes = read(level, n)[HASH_BYTES * offset : HASH_BYTES * (offset + (1 << rest))]
    if len(hashes) != HASH_BYTES << rest:
        raise ValueError(f"tile {level}/{n} ends before offset {offset + (1 << rest)}")
    return root_of_leaf_hashes(split_hashes(hashes))


def format_bundle(entries: list[bytes]) -> bytes:
    """Write an entry bundle."""
    if len(entries) > TILE_WIDTH or any(len(entry) > ENTRY_BYTES_MAX for entry in entries):
        raise ValueError("a bundle has at most 256 entries of at most 65,535 bytes")
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def parse_bundle(bundle: bytes) -> list[bytes]:
    """Split an entry bundle, the exact inverse of `format_bundle`.

    Raises:
        FormatError: ``bundle.malformed``.
    """
    entries: list[bytes] = []
    place = 0
    while place < len(bundle):
        end = place + 2 + int.from_bytes(bundle[place : place + 2], "big")
        if end > len(bundle) or len(entries) == TILE_WIDTH:
            raise FormatError("bundle.malformed", "the entry bundle is cut off or too long", advice=_ADVICE)
        entries.append(bundle[place + 2 : end])
        place = end
    return entries
