"""The Merkle tree: heads, and proofs that hold for what they prove and for nothing else."""

from __future__ import annotations

import json
from base64 import b64decode
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import VerificationError
from ledger.tlog import merkle
from tests.refusals import unverified
from tests.shared_data import SHARED, needs_shared, shared
from tests.test_ledger.test_tlog import reference

MOST = 70
HASHES = reference.leaves(MOST)
TREE = reference.Tree(HASHES)
SIZES = st.integers(1, 3000)
LARGE = reference.Tree(reference.leaves(3000))


def flipped(raw: bytes, bit: int) -> bytes:
    """Return ``raw`` with one bit changed."""
    changed = bytearray(raw)
    changed[bit // 8] ^= 1 << bit % 8
    return bytes(changed)


def test_the_heads_of_the_certificate_transparency_leaves() -> None:
    hashes = [merkle.leaf_hash(entry) for entry in reference.CT_LEAVES]
    assert [merkle.root_of_leaf_hashes(hashes[:size]).hex() for size in range(9)] == list(reference.CT_HEADS)
    assert merkle.EMPTY_ROOT.hex() == reference.CT_HEADS[0]


def test_a_leaf_and_a_node_over_the_same_bytes_differ() -> None:
    left, right = HASHES[:2]
    assert merkle.leaf_hash(left + right) != merkle.node_hash(left, right)


def test_the_entry_of_the_module_docstring() -> None:
    assert merkle.leaf_hash(b"L123456").hex() == "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56"


def test_every_head_agrees_with_the_recursive_definition() -> None:
    for size in range(MOST + 1):
        assert merkle.root_of_leaf_hashes(HASHES[:size]) == TREE.root(size)


def test_every_inclusion_proof_up_to_70_leaves_holds() -> None:
    for size in range(1, MOST + 1):
        for index in range(size):
            proof = TREE.inclusion(index, size)
            merkle.verify_inclusion(index, size, HASHES[index], proof, TREE.root(size))


def test_every_consistency_proof_up_to_70_leaves_holds() -> None:
    for new in range(1, MOST + 1):
        for old in range(1, new + 1):
            proof = TREE.consistency(old, new)
            merkle.verify_consistency(old, new, TREE.root(old), TREE.root(new), proof)


@given(st.data(), SIZES)
def test_inclusion_proofs_of_larger_trees_hold(data: st.DataObject, size: int) -> None:
    index = data.draw(st.integers(0, size - 1))
    leaf = reference.leaf(b"L%d" % index)
    merkle.verify_inclusion(index, size, leaf, LARGE.inclusion(index, size), LARGE.root(size))


@given(st.data(), SIZES)
def test_consistency_proofs_of_larger_trees_hold(data: st.DataObject, new: int) -> None:
    old = data.draw(st.integers(1, new))
    merkle.verify_consistency(old, new, LARGE.root(old), LARGE.root(new), LARGE.consistency(old, new))


# What must not hold.


def test_an_inclusion_proof_holds_for_no_other_place_leaf_or_root() -> None:
    for size in range(1, 20):
        for index in range(size):
            proof, root = TREE.inclusion(index, size), TREE.root(size)
            for other in range(size):
                if other != index:
                    for leaf in (HASHES[index], HASHES[other]):
                        with pytest.raises(VerificationError):
                            merkle.verify_inclusion(other, size, leaf, proof, root)
            with unverified("proof.inclusion"):
                merkle.verify_inclusion(index, size, HASHES[size], proof, root)
            with unverified("proof.inclusion"):
                merkle.verify_inclusion(index, size, HASHES[index], proof, TREE.root(size + 1))


def test_any_single_bit_changed_in_an_inclusion_proof_is_refused() -> None:
    index, size = 5, 11
    parts = [HASHES[index], TREE.root(size), *TREE.inclusion(index, size)]
    for place, part in enumerate(parts):
        for bit in range(8 * len(part)):
            changed = [*parts[:place], flipped(part, bit), *parts[place + 1 :]]
            leaf, root, *proof = changed
            with unverified("proof.inclusion"):
                merkle.verify_inclusion(index, size, leaf, proof, root)


def test_any_single_bit_changed_in_a_consistency_proof_is_refused() -> None:
    for old, new in ((5, 11), (4, 11), (11, 11)):
        parts = [TREE.root(old), TREE.root(new), *TREE.consistency(old, new)]
        for place, part in enumerate(parts):
            for bit in range(8 * len(part)):
                changed = [*parts[:place], flipped(part, bit), *parts[place + 1 :]]
                old_root, new_root, *proof = changed
                with unverified("proof.consistency"):
                    merkle.verify_consistency(old, new, old_root, new_root, proof)


def test_one_hash_more_or_fewer_anywhere_is_refused() -> None:
    for size in range(1, 20):
        for index in range(size):
            proof, root = TREE.inclusion(index, size), TREE.root(size)
            for wrong in _longer_and_shorter(proof):
                with unverified("proof.malformed"):
                    merkle.verify_inclusion(index, size, HASHES[index], wrong, root)
        for old in range(1, size + 1):
            for wrong in _longer_and_shorter(TREE.consistency(old, size)):
                with pytest.raises(VerificationError):
                    merkle.verify_consistency(old, size, TREE.root(old), TREE.root(size), wrong)


def _longer_and_shorter(proof: list[bytes]) -> list[list[bytes]]:
    longer = [[*proof[:place], HASHES[0], *proof[place:]] for place in range(len(proof) + 1)]
    return longer + [proof[:place] + proof[place + 1 :] for place in range(len(proof))]


@pytest.mark.parametrize("index", [-1, 11, 12, 2**64])
def test_an_index_outside_the_tree(index: int) -> None:
    with unverified("proof.malformed"):
        merkle.verify_inclusion(index, 11, HASHES[0], TREE.inclusion(0, 11), TREE.root(11))


def test_a_leaf_in_the_empty_tree() -> None:
    with unverified("proof.malformed"):
        merkle.verify_inclusion(0, 0, HASHES[0], [], merkle.EMPTY_ROOT)


@pytest.mark.parametrize("old", [-1, 0, 12])
def test_consistency_from_nothing_or_from_a_larger_tree(old: int) -> None:
    with unverified("proof.malformed"):
        merkle.verify_consistency(old, 11, TREE.root(11), TREE.root(11), [])


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_hashes_that_have_not_32_bytes(length: int) -> None:
    short = bytes(length)
    for leaf, root, proof in (
        (short, TREE.root(2), [HASHES[1]]),
        (HASHES[0], short, [HASHES[1]]),
        (HASHES[0], TREE.root(2), [short]),
    ):
        with unverified("proof.malformed"):
            merkle.verify_inclusion(0, 2, leaf, proof, root)
    for old, old_root, new_root, proof in (
        (1, short, TREE.root(2), [HASHES[1]]),
        (1, HASHES[0], short, [HASHES[1]]),
        (1, HASHES[0], TREE.root(2), [short]),
    ):
        with unverified("proof.malformed"):
            merkle.verify_consistency(old, 2, old_root, new_root, proof)


def test_equal_trees_have_equal_roots_whatever_these_are() -> None:
    """As the transparency-dev vectors want it: between equal sizes nothing is hashed."""
    merkle.verify_consistency(1, 1, b"don't care", b"don't care", [])
    with unverified("proof.consistency"):
        merkle.verify_consistency(1, 1, TREE.root(1), b"", [])


def test_63_hashes_are_a_proof_and_64_are_none() -> None:
    """The deepest tree of the formats has 2^63 - 1 entries."""
    root = HASHES[0]
    for sibling in HASHES[:63]:
        root = merkle.node_hash(root, sibling)
    merkle.verify_inclusion(0, 2**63, HASHES[0], HASHES[:63], root)
    with unverified("proof.malformed"):
        merkle.verify_inclusion(0, 2**64, HASHES[0], HASHES[:64], merkle.node_hash(root, HASHES[63]))


def test_a_proof_without_end() -> None:
    endless = HASHES * 2
    for size in (2**140, 2**200):
        with unverified("proof.malformed"):
            merkle.verify_inclusion(0, size, HASHES[0], endless, TREE.root(1))
        with unverified("proof.malformed"):
            merkle.verify_consistency(1, size, HASHES[0], TREE.root(1), endless)


def test_a_node_of_the_tree_passed_off_as_a_leaf_one_level_up() -> None:
    """The hash of two leaves stands at a place of the tree of half the size, under the same root.

    The proof holds for that size, which is why a proof is nothing without the signed size.
    """
    pair = TREE.head(2, 4)
    merkle.verify_inclusion(1, 4, pair, TREE.inclusion(2, 8)[1:], TREE.root(8))
    with unverified("proof.malformed"):
        merkle.verify_inclusion(1, 8, pair, TREE.inclusion(2, 8)[1:], TREE.root(8))


# Vectors from elsewhere.


def _vectors(kind: str) -> list[Path]:
    return sorted(shared("vectors", "merkle", "testdata", kind).rglob("*.json")) if SHARED else []


def _hash(text: str | None) -> bytes:
    return b64decode(text or "")


def _judge_inclusion(case: dict[str, Any]) -> None:
    proof = [_hash(one) for one in case["proof"] or []]
    merkle.verify_inclusion(case["leafIdx"], case["treeSize"], _hash(case["leafHash"]), proof, _hash(case["root"]))


def _judge_consistency(case: dict[str, Any]) -> None:
    proof = [_hash(one) for one in case["proof"] or []]
    merkle.verify_consistency(case["size1"], case["size2"], _hash(case["root1"]), _hash(case["root2"]), proof)


JUDGES = {"inclusion": _judge_inclusion, "consistency": _judge_consistency}


@needs_shared
@pytest.mark.parametrize("kind", JUDGES)
def test_the_vectors_of_transparency_dev_are_answered_as_they_want(kind: str) -> None:
    """98 files each, transparency-dev/merkle at 417fb0c."""
    wanted = {}
    answered = {}
    for path in _vectors(kind):
        case = json.loads(path.read_bytes())
        wanted[path] = not case["wantErr"]
        try:
            JUDGES[kind](case)
        except VerificationError:
            answered[path] = False
        else:
            answered[path] = True
    assert answered == wanted
    assert (len(wanted), sum(wanted.values())) == (98, 6)


@needs_shared
def test_the_proofs_of_the_end_to_end_vectors_hold() -> None:
    expected = json.loads(shared("vectors", "tlog-e2e", "expected.json").read_bytes())
    leaves = [bytes.fromhex(one) for one in expected["leaf_hashes_hex"]]
    roots = {int(size): bytes.fromhex(root) for size, root in expected["roots_hex"].items()}
    assert leaves == [merkle.leaf_hash(bytes.fromhex(entry)) for entry in expected["leaves_hex"]]
    assert roots == {size: merkle.root_of_leaf_hashes(leaves[:size]) for size in range(9)}
    for index, proof in expected["inclusion"].items():
        merkle.verify_inclusion(int(index), 8, leaves[int(index)], [_hash(one) for one in proof], roots[8])
    for old, proof in expected["consistency_to_8"].items():
        if int(old):
            merkle.verify_consistency(int(old), 8, roots[int(old)], roots[8], [_hash(one) for one in proof])
