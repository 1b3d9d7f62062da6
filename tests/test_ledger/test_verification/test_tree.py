"""The tree that entries really have, against the tiles and checkpoints that are served."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint
from ledger.verification.tree import Tree, read_tile
from tests.refusals import unverified

LEAVES = [merkle.leaf_hash(number.to_bytes(2, "big")) for number in range(600)]


class Files(dict[str, bytes]):
    """A source of nothing but files."""

    name = "files"

    def read(self, name: str, limit: int) -> bytes | None:
        return self.get(name)

    def disclosures(self) -> None:
        return None

    def checkpoints(self) -> None:
        return None


def tree_of(size: int) -> Tree:
    tree = Tree()
    tree.extend(LEAVES[:size])
    return tree


@given(st.lists(st.integers(0, 300), max_size=5).filter(lambda runs: 0 < sum(runs) <= 600), st.data())
def test_the_root_is_that_of_the_leaves_however_they_came_and_for_every_earlier_size(
    runs: list[int], data: st.DataObject
) -> None:
    tree = Tree()
    for run in runs:
        tree.extend(LEAVES[tree.size : tree.size + run])
    assert tree.size == sum(runs)
    size = data.draw(st.integers(1, tree.size))
    assert tree.root(size) == merkle.root_of_leaf_hashes(LEAVES[:size])


def test_the_root_of_nothing_is_the_empty_one() -> None:
    assert Tree().root(0) == merkle.EMPTY_ROOT


def test_a_served_tile_that_agrees_is_passed_over() -> None:
    served = Files({"tile/0/001.p/44": b"".join(LEAVES[256:300]), "tile/0/000": b"".join(LEAVES[:256])})
    assert tree_of(300).check_tile(served, 0, 0, 256) is None
    assert tree_of(300).check_tile(served, 0, 1, 44) is None
    assert tree_of(280).check_tile(served, 0, 1, 44) is None, "as far as the tree has grown"


def test_the_first_hash_that_differs_is_named() -> None:
    tile = b"".join([*LEAVES[256:267], bytes(32), *LEAVES[268:299], bytes(32)])
    found = tree_of(300).check_tile(Files({"tile/0/001.p/44": tile}), 0, 1, 44)
    assert found is not None
    assert (found.name, found.place) == ("tile/0/001.p/44", 11)
    assert (found.error.rule_id, found.error.where) == ("log.leaf", "entry 267, tile/0/001.p/44")


def test_an_upper_tile_that_differs_names_itself() -> None:
    found = tree_of(600).check_tile(Files({"tile/1/000.p/2": bytes(64)}), 1, 0, 2)
    assert found is not None
    assert (found.error.rule_id, found.error.where) == ("log.node", "tile/1/000.p/2 hash 0")


@pytest.mark.parametrize("hashes", [43, 45])
def test_a_partial_tile_of_another_width_is_refused(hashes: int) -> None:
    served = Files({"tile/0/001.p/44": b"".join(LEAVES[256 : 256 + hashes])})
    with unverified("log.tile_width") as caught:
        tree_of(300).check_tile(served, 0, 1, 44)
    assert caught.value.where == "tile/0/001.p/44"


def test_where_the_partial_tile_is_gone_the_full_one_is_read() -> None:
    served = Files({"tile/0/001": b"".join(LEAVES[256:512])})
    assert tree_of(300).check_tile(served, 0, 1, 44) is None
    assert read_tile(served, 0, 1, 44) == ("tile/0/001", served["tile/0/001"])
    served["tile/0/001.p/44"] = b"partial"
    assert read_tile(served, 0, 1, 44) == ("tile/0/001.p/44", b"partial"), "the partial one goes first"


def test_a_tile_that_is_gone_is_named_as_the_checkpoint_promises_it() -> None:
    with unverified("log.tile_missing") as caught:
        read_tile(Files(), None, 1, 44)
    assert caught.value.where == "tile/entries/001.p/44"


def test_a_signed_root_that_is_not_the_trees() -> None:
    tree = tree_of(300)
    tree.check_root(Checkpoint("log", 270, tiles.root(tree._read, 270)), "checkpoints/270", 0)
    with unverified("log.root") as caught:
        tree.check_root(Checkpoint("log", 300, bytes(32)), "checkpoint", 270)
    assert caught.value.where == "checkpoint"
    assert "up to 270 entries agree with an earlier checkpoint" in caught.value.message
