"""Receipts: one spelling, nothing believed that is not proved, and each alteration refused."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError, MingzhangError
from ledger.tlog import note
from ledger.tlog.checkpoint import Checkpoint, format_checkpoint
from ledger.tlog.proof import Proof, format_proof, parse_proof, verify_proof
from tests.refusals import malformed, unverified
from tests.shared_data import needs_shared, shared
from tests.test_ledger.test_tlog.printed import (
    COSIGNED,
    LEAF_5,
    LOG_KEY,
    LOG_VKEY,
    ORIGIN,
    RECEIPT,
    RECEIPT_HEAD,
    ROOT,
    SIGNED,
    SIZE,
)
from tests.test_ledger.test_tlog.reference import CT_LEAVES, Tree, leaf

TREE = Tree([leaf(entry) for entry in CT_LEAVES])
HASHES = TREE.inclusion(5, 8)


def test_the_printed_receipt() -> None:
    proof = Proof(5, HASHES, COSIGNED)
    assert format_proof(proof) == RECEIPT
    assert parse_proof(RECEIPT) == proof
    assert verify_proof(RECEIPT, LEAF_5, LOG_VKEY) == Checkpoint(ORIGIN, SIZE, ROOT)


def test_the_receipt_of_every_entry_of_every_size() -> None:
    for size in range(1, 9):
        text = format_checkpoint(Checkpoint(ORIGIN, size, TREE.root(size)))
        signed = note.sign_note(text, ORIGIN, LOG_KEY)
        for index in range(size):
            raw = format_proof(Proof(index, TREE.inclusion(index, size), signed))
            assert verify_proof(raw, leaf(CT_LEAVES[index]), LOG_VKEY).size == size


@given(
    st.integers(0, 10**18),
    st.lists(st.binary(min_size=32, max_size=32), max_size=63),
    st.binary(max_size=80),
    st.none() | st.binary(max_size=40),
)
def test_receipts_and_bytes_are_inverses(index: int, hashes: list[bytes], signed: bytes, extra: bytes | None) -> None:
    proof = Proof(index, hashes, signed, extra)
    assert parse_proof(format_proof(proof)) == proof


HASH_LINE = RECEIPT.split(b"\n")[2]
PIECES = [b"c2sp.org/tlog-proof@v1", b"index 5", b"\n", HASH_LINE, b"extra AA==", b"extra ", b"index 05", b"x", b" "]


@given(st.lists(st.sampled_from(PIECES), max_size=12).map(b"".join))
def test_what_parses_as_a_receipt_is_written_the_same_way(raw: bytes) -> None:
    try:
        proof = parse_proof(raw)
    except FormatError:
        return
    assert format_proof(proof) == raw


def test_an_extra_line_is_kept_and_not_believed() -> None:
    raw = RECEIPT.replace(b"index 5", b"extra aW5kZXggNA==\nindex 5")
    assert parse_proof(raw).extra == b"index 4"
    verify_proof(raw, LEAF_5, LOG_VKEY)


def test_any_single_bit_changed() -> None:
    receipt = RECEIPT_HEAD + SIGNED
    for bit in range(8 * len(receipt)):
        changed = bytearray(receipt)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(MingzhangError) as refused:
            verify_proof(bytes(changed), LEAF_5, LOG_VKEY)
        assert refused.value.rule_id.partition(".")[0] in ("receipt", "note", "proof")


def test_a_receipt_of_another_entry() -> None:
    for index, entry in enumerate(CT_LEAVES):
        if index != 5:
            with unverified("proof.inclusion"):
                verify_proof(RECEIPT, leaf(entry), LOG_VKEY)


def test_a_receipt_under_another_logs_key() -> None:
    other = note.vkey_of("ledger.example/yuanqu-2", LOG_KEY.public_key())
    with unverified("note.unsigned"):
        verify_proof(RECEIPT, LEAF_5, other)


def test_a_receipt_whose_checkpoint_nobody_has_signed() -> None:
    with malformed("note.malformed"):
        verify_proof(RECEIPT_HEAD + COSIGNED.partition(b"\n\n")[0] + b"\n", LEAF_5, LOG_VKEY)


def test_a_checkpoint_of_another_size_of_the_same_log() -> None:
    older = note.sign_note(format_checkpoint(Checkpoint(ORIGIN, 6, TREE.root(6))), ORIGIN, LOG_KEY)
    with unverified("proof.malformed"):
        verify_proof(RECEIPT_HEAD + older, LEAF_5, LOG_VKEY)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (b"c2sp.org/tlog-proof@v1\n", b""),
        (b"tlog-proof@v1", b"tlog-proof@v2"),
        (b"tlog-proof@v1\n", b"tlog-proof@v1\r\n"),
        (b"c2sp.org", b"C2SP.org"),
        (b"c2sp.org", b"\xff2sp.org"),
        (b"index 5\n", b""),
        (b"index 5", b"index"),
        (b"index 5", b"index "),
        (b"index 5", b"index 05"),
        (b"index 5", b"index +5"),
        (b"index 5", b"index -5"),
        (b"index 5", b"index  5"),
        (b"index 5", b"index 5 "),
        (b"index 5", b"index \xd9\xa5"),
        (b"index 5", b"index " + b"9" * 6000),
        (b"index 5", b"Index 5"),
        (b"index 5", b"index 5\nindex 5"),
        (b"index 5", b"index 5\nextra AA=="),
        (b"index 5", b"extra\nindex 5"),
        (b"index 5", b"extra A\nindex 5"),
        (b"index 5", b"extra AB==\nindex 5"),
        (b"index 5", b"extra AA==\nextra AA==\nindex 5"),
        (HASH_LINE, HASH_LINE[:-1]),
        (HASH_LINE, HASH_LINE + b" "),
        (HASH_LINE, HASH_LINE[:-2] + b"t="),
        (HASH_LINE, b"\xc3\xa9" + HASH_LINE[2:]),
        (HASH_LINE, b64encode(bytes(31))),
        (HASH_LINE, b64encode(bytes(33))),
        (HASH_LINE, b"AA=="),
        (HASH_LINE, b"\n".join([HASH_LINE] * 64)),
        (b"\n\n", b"\n"),
    ],
)
def test_what_is_no_receipt(old: bytes, new: bytes) -> None:
    assert old in RECEIPT
    changed = RECEIPT.replace(old, new) if old == b"\n\n" else RECEIPT.replace(old, new, 1)
    with malformed("receipt.malformed"):
        verify_proof(changed, LEAF_5, LOG_VKEY)


def test_a_receipt_of_63_hashes_and_1_mib_is_read_and_a_longer_one_is_not() -> None:
    deepest = Proof(0, [bytes(32)] * 63, COSIGNED)
    assert parse_proof(format_proof(deepest)) == deepest
    full = RECEIPT + b"x" * ((1 << 20) - len(RECEIPT))
    assert format_proof(parse_proof(full)) == full
    with malformed("receipt.malformed"):
        parse_proof(full + b"x")


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_format_error(raw: bytes) -> None:
    with malformed("receipt.malformed"):
        parse_proof(raw)


@needs_shared
def test_the_receipt_of_the_end_to_end_vectors() -> None:
    folder = shared("vectors", "tlog-e2e")
    assert (folder / "index5.tlog-proof").read_bytes() == RECEIPT
    proofs = json.loads((folder / "expected.json").read_bytes())["inclusion"]
    assert [b64encode(one).decode() for one in parse_proof(RECEIPT).hashes] == proofs["5"]


@needs_shared
@pytest.mark.parametrize(
    ("name", "rule_id"),
    [
        ("index4-with-proof-of-5", "proof.inclusion"),
        ("index5-one-hash-missing", "proof.malformed"),
        ("index5-one-hash-more", "proof.malformed"),
    ],
)
def test_the_receipts_of_the_end_to_end_vectors_that_are_to_be_refused(name: str, rule_id: str) -> None:
    raw = shared("vectors", "tlog-e2e", "reject", f"{name}.tlog-proof").read_bytes()
    for entry in CT_LEAVES[4:6]:
        with unverified(rule_id):
            verify_proof(raw, leaf(entry), LOG_VKEY)
