"""Tiles: paths with one spelling, tiles that do not depend on how they were filled, and proofs read from them."""

from __future__ import annotations

import json
from base64 import b64encode
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError
from ledger.tlog import merkle, tiles
from ledger.tlog.tiles import TileCoordinate, parse_tile_path, tile_path
from tests.refusals import malformed
from tests.shared_data import needs_shared, shared
from tests.test_ledger.test_tlog import reference

MANY = 70_000
HASHES = reference.leaves(MANY)
TREE = reference.Tree(HASHES)
SIZES = st.integers(1, MANY) | st.sampled_from([255, 256, 257, 511, 512, 65_535, 65_536, 65_537, MANY])

# C2SP tlog-tiles, section "Merkle Tree", and the shared notes on it, section 6.
PATHS = {
    "tile/0/000": TileCoordinate(0, 0, None),
    "tile/0/067": TileCoordinate(0, 67, None),
    "tile/0/999": TileCoordinate(0, 999, None),
    "tile/0/x001/000": TileCoordinate(0, 1000, None),
    "tile/0/x001/x234/067": TileCoordinate(0, 1_234_067, None),
    "tile/0/x001/x000/000": TileCoordinate(0, 1_000_000, None),
    "tile/0/273.p/112": TileCoordinate(0, 273, 112),
    "tile/1/001.p/17": TileCoordinate(1, 1, 17),
    "tile/2/000.p/1": TileCoordinate(2, 0, 1),
    "tile/63/000.p/255": TileCoordinate(63, 0, 255),
    "tile/entries/x001/234.p/8": TileCoordinate(None, 1234, 8),
    "tile/entries/000": TileCoordinate(None, 0, None),
}


class Tiles:
    """Tiles in memory."""

    def __init__(self, hashes: list[bytes], batches: list[int] | None = None) -> None:
        self.held: dict[tuple[int, int], bytes] = {}
        edges = sorted({0, *(batches or []), len(hashes)})
        for start, end in pairwise(edges):
            tiles.grow(self.read, self.write, start, hashes[start:end])

    def read(self, level: int, n: int) -> bytes:
        return self.held.get((level, n), b"")

    def write(self, level: int, n: int, hashes: bytes) -> None:
        self.held[level, n] = hashes


@pytest.fixture(scope="module")
def large() -> Tiles:
    """Tiles over 70,000 leaves, which reach level 2, grown in uneven batches."""
    return Tiles(HASHES, [1, 2, 255, 256, 700, 8191, 65_535, 65_536])


# Paths.


@pytest.mark.parametrize("path", PATHS)
def test_the_paths_of_the_specification(path: str) -> None:
    assert parse_tile_path(path) == PATHS[path]
    assert tile_path(*PATHS[path]) == path


@given(st.none() | st.integers(0, 63), st.integers(0, 2**55), st.none() | st.integers(1, 255))
def test_paths_and_coordinates_are_inverses(level: int | None, n: int, width: int | None) -> None:
    assert parse_tile_path(tile_path(level, n, width)) == (level, n, width)


@given(st.none() | st.integers(0, 63), st.integers(0, 2**55))
def test_the_path_of_a_tile_that_is_full_says_no_width(level: int | None, n: int) -> None:
    assert tile_path(level, n, 256) == tile_path(level, n)


@pytest.mark.parametrize(
    "path",
    [
        "", "tile", "tile/0", "tile/0/", "/tile/0/000", "tile/0/000/", "tile//0/000", "tiles/0/000", "TILE/0/000",
        "tile/00/000", "tile/01/000", "tile/-1/000", "tile/+1/000", "tile/64/000", "tile/99/000", "tile/100/000",
        "tile/a/000", "tile/entry/000", "tile/Entries/000", "tile/data/000",
        "tile/0/0", "tile/0/00", "tile/0/0000", "tile/0/1000", "tile/0/x000", "tile/0/001/000", "tile/0/x001/x000",
        "tile/0/x1/000", "tile/0/x0001/000", "tile/0/X001/000", "tile/0/x000/001", "tile/0/x000/x001/000",
        "tile/0/x001/0", "tile/0/x001//000", "tile/0/x001000",
        "tile/0/000.p", "tile/0/000.p/", "tile/0/000.p/0", "tile/0/000.p/08", "tile/0/000.p/256", "tile/0/000.p/999",
        "tile/0/000.p/1000", "tile/0/000.p/-1", "tile/0/000.P/8", "tile/0/000p/8", "tile/0/000/p/8", "tile/0/000.p/8/",
        "tile/0/000.p/8.p/8", "tile/0/000.p/8\n", "tile/0/000\n", "\ntile/0/000", "tile/0/000 ", "tile/0/00\u0660",
        "tile/\u0661/000", "tile/0/000.p/\u0668", "tile/0/../0/000", "tile/0/%30%30%30", "tile/0/000?x", "tile/0/000#",
        "tile/8/0/000",  # Go's sumdb writes the height of a tile too
    ],
)  # fmt: skip
def test_a_second_spelling_of_a_path(path: str) -> None:
    with malformed("tile.path"):
        parse_tile_path(path)


def test_a_tile_number_beyond_any_log() -> None:
    """A number of 6,003 digits is more than Python turns into an integer, and no log has even 19 digits of tiles."""
    for groups in (6, 7, 2000):
        with malformed("tile.path"):
            parse_tile_path("tile/0/" + "x999/" * groups + "999")


@given(
    st.sampled_from(sorted(PATHS)), st.integers(0, 40), st.sampled_from(["", *"0129x./p -\n"]), st.sampled_from([0, 1])
)
def test_a_changed_path_is_refused_or_names_another_tile(path: str, place: int, put: str, cut: int) -> None:
    changed = path[:place] + put + path[place + cut :]
    try:
        found = parse_tile_path(changed)
    except FormatError:
        return
    assert tile_path(*found) == changed


# Growing.


@pytest.mark.parametrize("size", [0, 1, 2, 8, 255, 256, 257, 511, 512, 513, 1000])
def test_a_tile_holds_the_heads_that_the_specification_names(size: int) -> None:
    grown = Tiles(HASHES[:size]).held
    wanted = {}
    level = 0
    while size >> 8 * level:
        span = 1 << 8 * level
        for n in range((size // span + 255) // 256):
            places = range(n * 256, min((n + 1) * 256, size // span))
            wanted[level, n] = b"".join(TREE.head(i * span, (i + 1) * span) for i in places)
        level += 1
    assert grown == wanted


def test_70_000_leaves_fill_the_tiles_that_the_specification_counts(large: Tiles) -> None:
    """Level 0 has 273 full tiles and one of 112, level 1 one full and one of 17, level 2 one of 1."""
    widths: dict[int, list[int]] = {}
    for (level, _), hashes in sorted(large.held.items()):
        widths.setdefault(level, []).append(len(hashes) // 32)
    assert widths == {0: [256] * 273 + [112], 1: [256, 17], 2: [1]}
    assert large.read(1, 0)[32:64] == TREE.head(256, 512)
    assert large.read(2, 0) == TREE.head(0, 65_536)


@given(st.integers(0, 1100), st.lists(st.integers(0, 1100), max_size=12))
def test_the_tiles_do_not_depend_on_the_batches(size: int, batches: list[int]) -> None:
    edges = [edge for edge in batches if edge <= size]
    assert Tiles(HASHES[:size], edges).held == Tiles(HASHES[:size]).held


def test_the_tiles_of_70_000_leaves_do_not_depend_on_the_batches(large: Tiles) -> None:
    assert Tiles(HASHES).held == large.held


def test_leaves_one_by_one_over_two_full_tiles() -> None:
    assert Tiles(HASHES[:513], list(range(513))).held == Tiles(HASHES[:513]).held


def test_growing_writes_only_at_the_right_edge() -> None:
    grown = Tiles(HASHES[:600])
    written: list[tuple[int, int]] = []
    tiles.grow(grown.read, lambda level, n, _: written.append((level, n)), 600, HASHES[600:601])
    assert written == [(0, 2)]
    written.clear()
    tiles.grow(grown.read, lambda level, n, _: written.append((level, n)), 600, HASHES[600:769])
    assert written == [(0, 2), (0, 3), (1, 0)]


@pytest.mark.parametrize(("level", "n"), [(0, 2), (1, 0)])
@pytest.mark.parametrize("change", ["missing", "shorter", "longer", "a byte short"])
def test_a_tile_of_another_width_than_the_log_has_stops_its_growth(level: int, n: int, change: str) -> None:
    grown = Tiles(HASHES[:600])
    held = grown.read(level, n)
    grown.held[level, n] = {
        "missing": b"",
        "shorter": held[:-32],
        "longer": held + HASHES[0],
        "a byte short": held[:-1],
    }[change]
    with pytest.raises(ValueError, match=f"tile {level}/{n} holds"):
        tiles.grow(grown.read, grown.write, 600, HASHES[600:800])


# Heads and proofs from tiles.


def test_every_head_and_inclusion_proof_up_to_70_leaves() -> None:
    grown = Tiles(HASHES[:70])
    for size in range(71):
        assert tiles.root(grown.read, size) == TREE.root(size)
        for index in range(size):
            assert tiles.inclusion_proof(grown.read, index, size) == TREE.inclusion(index, size)


def test_every_consistency_proof_up_to_70_leaves() -> None:
    grown = Tiles(HASHES[:70])
    for new in range(1, 71):
        for old in range(1, new + 1):
            assert tiles.consistency_proof(grown.read, old, new) == TREE.consistency(old, new)


@given(st.data(), SIZES)
def test_heads_and_proofs_up_to_70_000_leaves(large: Tiles, data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    old = data.draw(st.integers(1, size))
    assert tiles.root(large.read, size) == TREE.root(size)
    proof = tiles.inclusion_proof(large.read, index, size)
    assert proof == TREE.inclusion(index, size)
    merkle.verify_inclusion(index, size, HASHES[index], proof, TREE.root(size))
    steps = tiles.consistency_proof(large.read, old, size)
    assert steps == TREE.consistency(old, size)
    merkle.verify_consistency(old, size, TREE.root(old), TREE.root(size), steps)


def test_the_right_edge_of_a_larger_log_is_not_seen() -> None:
    """Heads and proofs of a size come out the same from tiles that have grown since."""
    small, grown = Tiles(HASHES[:300]), Tiles(HASHES[:1000])
    assert tiles.root(small.read, 300) == tiles.root(grown.read, 300)
    assert tiles.inclusion_proof(small.read, 299, 300) == tiles.inclusion_proof(grown.read, 299, 300)


@pytest.mark.parametrize(("index", "size"), [(-1, 8), (8, 8), (0, 0)])
def test_no_inclusion_proof_of_what_is_not_there(large: Tiles, index: int, size: int) -> None:
    with pytest.raises(ValueError, match="not in a tree"):
        tiles.inclusion_proof(large.read, index, size)


@pytest.mark.parametrize(("old", "new"), [(-1, 8), (0, 8), (9, 8)])
def test_no_consistency_proof_of_what_is_no_continuation(large: Tiles, old: int, new: int) -> None:
    with pytest.raises(ValueError, match="no proof"):
        tiles.consistency_proof(large.read, old, new)


@pytest.mark.parametrize(("gone", "size"), [((0, 1), 300), ((0, 2), 700), ((1, 0), 700)])
def test_no_head_over_a_tile_that_is_gone(gone: tuple[int, int], size: int) -> None:
    grown = Tiles(HASHES[:700])
    del grown.held[gone]
    with pytest.raises(ValueError, match="ends before"):
        tiles.root(grown.read, size)


@pytest.mark.parametrize("length", [1, 31, 33, 8191, 8193, 8224])
def test_bytes_that_are_no_tile(length: int) -> None:
    with malformed("tile.malformed"):
        tiles.split_hashes(bytes(length))


# Bundles.


@given(st.lists(st.binary(max_size=40), max_size=256))
def test_bundles_and_entries_are_inverses(entries: list[bytes]) -> None:
    assert tiles.parse_bundle(tiles.format_bundle(entries)) == entries


@given(st.binary(max_size=60))
def test_what_parses_as_a_bundle_is_written_the_same_way(raw: bytes) -> None:
    try:
        entries = tiles.parse_bundle(raw)
    except FormatError:
        return
    assert tiles.format_bundle(entries) == raw


def test_the_longest_entry_has_room_and_a_longer_one_has_not() -> None:
    assert tiles.parse_bundle(tiles.format_bundle([bytes(65_535)])) == [bytes(65_535)]
    assert tiles.parse_bundle(tiles.format_bundle([b"x"] * 256)) == [b"x"] * 256
    with pytest.raises(ValueError, match="65,535"):
        tiles.format_bundle([bytes(65_536)])
    with pytest.raises(ValueError, match="256 entries"):
        tiles.format_bundle([b""] * 257)


def test_a_bundle_of_257_entries() -> None:
    assert len(tiles.parse_bundle(bytes(2 * 256))) == 256
    with malformed("bundle.malformed"):
        tiles.parse_bundle(bytes(2 * 257))


def test_a_bundle_cut_off_within_an_entry() -> None:
    whole = tiles.format_bundle([b"one", b"two"])
    for length in range(1, len(whole)):
        if length != 5:
            with malformed("bundle.malformed"):
                tiles.parse_bundle(whole[:length])


def test_the_bundle_of_the_certificate_transparency_leaves() -> None:
    """From the shared notes on the log's formats, section 13."""
    bundle = bytes.fromhex(
        "00000001000001100002202100023031000440414243000850515253545556570010606162636465666768696a6b6c6d6e6f"
    )
    assert tiles.format_bundle(list(reference.CT_LEAVES)) == bundle
    assert tiles.parse_bundle(bundle) == list(reference.CT_LEAVES)


@needs_shared
def test_the_log_of_the_end_to_end_vectors() -> None:
    log = shared("vectors", "tlog-e2e", "log")
    grown = Tiles([merkle.leaf_hash(entry) for entry in reference.CT_LEAVES])
    assert (log / tile_path(0, 0, 8)).read_bytes() == grown.read(0, 0)
    assert (log / tile_path(None, 0, 8)).read_bytes() == tiles.format_bundle(list(reference.CT_LEAVES))
    expected = json.loads(shared("vectors", "tlog-e2e", "expected.json").read_bytes())
    assert [_bases(tiles.inclusion_proof(grown.read, index, 8)) for index in range(8)] == [
        expected["inclusion"][str(index)] for index in range(8)
    ]
    for old, proof in expected["consistency_to_8"].items():
        if int(old):
            assert _bases(tiles.consistency_proof(grown.read, int(old), 8)) == proof


@needs_shared
def test_the_tile_paths_of_the_end_to_end_vectors() -> None:
    paths = json.loads(shared("vectors", "tlog-e2e", "expected.json").read_bytes())["tile_paths"]
    for number, path in paths.items():
        assert tile_path(0, int(number)) == f"tile/0/{path}"


def _bases(hashes: list[bytes]) -> list[str]:
    return [b64encode(one).decode() for one in hashes]
