"""The Merkle tree of RFC 6962 section 2.1 (RFC 9162 section 2.1) over SHA-256.

    MTH({})     = SHA-256()
    leaf hash   = SHA-256(0x00 || entry)
    node hash   = SHA-256(0x01 || left || right)

n > 1 leaves are split at the largest power of two below n; a lone right node is promoted, never duplicated. For the
one entry ``L123456``: leaf hash ``395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56``.
"""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256

from ledger.errors import VerificationError

HASH_BYTES = 32
PROOF_HASHES_MAX = 63
EMPTY_ROOT = sha256().digest()


def leaf_hash(entry: bytes) -> bytes:
    """Return the hash of a leaf, 32 bytes."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node, 32 bytes."""
    return sha256(b"\x01" + left + right).digest()


def root_of_leaf_hashes(hashes: Sequence[bytes]) -> bytes:
    """Return the tree head of leaf hashes, in linear time."""
    level = list(hashes)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        promoted = level[len(level) - len(level) % 2 :]
        level = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)] + promoted
    return level[0]


def verify_inclusion(index: int, size: int, leaf: bytes, proof: Sequence[bytes], root: bytes) -> None:
    """Check that ``leaf`` (a leaf hash) stands at ``index`` of the tree of ``size`` leaves (RFC 9162 2.1.3.2).

    Raises:
        VerificationError: ``proof.malformed``, ``proof.inclusion``.
    """
    _check_hashes([leaf, root, *proof])
    if not 0 <= index < size:
        raise _malformed(f"index {index} is not in a tree of {size}")
    fn, sn, result = index, size - 1, leaf
    for sibling in proof:
        if sn == 0:
            raise _malformed("the proof has hashes left over")
        if fn & 1 or fn == sn:
            result = node_hash(sibling, result)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            result = node_hash(result, sibling)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise _malformed("the proof is too short")
    if result != root:
        raise VerificationError(
            "proof.inclusion",
            f"the entry is not the one at index {index} of the tree of {size}",
            advice="The record was altered, or the receipt belongs to another record. Ask for a new receipt.",
        )


def verify_consistency(old: int, new: int, old_root: bytes, new_root: bytes, proof: Sequence[bytes]) -> None:
    """Check that the tree of ``new`` leaves continues the one of ``old`` (RFC 9162 2.1.4.2).

    A proof from size 0 proves nothing and is refused, as the transparency-dev verifiers do.

    Raises:
        VerificationError: ``proof.malformed``, ``proof.consistency``.
    """
    if not 0 < old <= new:
        raise _malformed(f"there is no proof from {old} to {new}")
    if old == new:
        if proof:
            raise _malformed("the proof has hashes left over")
        _check_roots(old, new, equal=old_root == new_root)
        return
    _check_hashes([old_root, new_root, *proof])
    steps = [old_root, *proof] if old & (old - 1) == 0 else list(proof)
    if not steps:
        raise _malformed("the proof is empty")
    fn, sn = old - 1, new - 1
    while fn & 1:
        fn, sn = fn >> 1, sn >> 1
    first = second = steps[0]
    for step in steps[1:]:
        if sn == 0:
            raise _malformed("the proof has hashes left over")
        if fn & 1 or fn == sn:
            first, second = node_hash(step, first), node_hash(step, second)
            while fn & 1 == 0 and fn:
                fn, sn = fn >> 1, sn >> 1
        else:
            second = node_hash(second, step)
        fn, sn = fn >> 1, sn >> 1
    if sn != 0:
        raise _malformed("the proof is too short")
    _check_roots(old, new, equal=first == old_root and second == new_root)


def _check_hashes(hashes: Sequence[bytes]) -> None:
    if len(hashes) > PROOF_HASHES_MAX + 2:
        raise _malformed("the proof has more hashes than any tree needs")
    if any(len(one) != HASH_BYTES for one in hashes):
        raise _malformed("a hash has not 32 bytes")


def _check_roots(old: int, new: int, *, equal: bool) -> None:
    if not equal:
        raise VerificationError(
            "proof.consistency",
            f"the tree of {new} does not continue the tree of {old}",
            advice="History was rewritten, or there are two of them. Keep both checkpoints: they are the evidence.",
        )


def _malformed(message: str) -> VerificationError:
    return VerificationError("proof.malformed", message, advice="Ask for the proof again; nobody honest made this one.")
