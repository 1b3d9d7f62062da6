"""Checkpoints: three lines in one spelling, opened only under the key of the log that they name."""

from __future__ import annotations

from base64 import b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError, MingzhangError
from ledger.tlog import merkle, note
from ledger.tlog.checkpoint import (
    SIZE_MAX,
    Checkpoint,
    format_checkpoint,
    open_checkpoint,
    parse_checkpoint,
)
from tests.refusals import malformed, unverified
from tests.shared_data import needs_shared, shared
from tests.test_ledger.test_tlog.printed import (
    COSIGNED,
    LOG_KEY,
    LOG_VKEY,
    ORIGIN,
    ROOT,
    SIGNED,
    SIZE,
    TEXT,
    WITNESS_LINE,
)
from tests.test_ledger.test_tlog.reference import CT_HEADS

PRINTED = Checkpoint(ORIGIN, SIZE, ROOT)
ORIGINS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Z"], exclude_characters="+"), min_size=1)
BASE = b64encode(ROOT).decode()


def test_the_printed_checkpoint() -> None:
    assert format_checkpoint(PRINTED) == TEXT
    assert parse_checkpoint(TEXT) == PRINTED
    for signed in (SIGNED, COSIGNED):
        assert open_checkpoint(signed, LOG_VKEY) == PRINTED


@given(ORIGINS, st.integers(0, SIZE_MAX), st.binary(min_size=32, max_size=32))
def test_checkpoints_and_their_text_are_inverses(origin: str, size: int, root: bytes) -> None:
    checkpoint = Checkpoint(origin, size, root)
    assert parse_checkpoint(format_checkpoint(checkpoint)) == checkpoint


@given(st.lists(st.sampled_from([ORIGIN, BASE, "\n", "0", "8", "=", " ", "x"]), max_size=8).map("".join))
def test_what_parses_as_a_checkpoint_is_written_the_same_way(text: str) -> None:
    try:
        checkpoint = parse_checkpoint(text.encode())
    except FormatError:
        return
    assert format_checkpoint(checkpoint) == text.encode()


def test_the_largest_log_has_a_checkpoint() -> None:
    largest = Checkpoint(ORIGIN, SIZE_MAX, ROOT)
    assert parse_checkpoint(format_checkpoint(largest)) == largest


def test_the_empty_log_has_a_checkpoint() -> None:
    empty = Checkpoint(ORIGIN, 0, merkle.EMPTY_ROOT)
    assert parse_checkpoint(format_checkpoint(empty)) == empty


@pytest.mark.parametrize(
    "lines",
    [
        [],
        [ORIGIN],
        [ORIGIN, "8"],
        [ORIGIN, "8", BASE, "an extension line"],
        [ORIGIN, "8", BASE, ""],
        ["", ORIGIN, "8", BASE],
        ["", "8", BASE],
        ["two words", "8", BASE],
        ["ledger.example+x", "8", BASE],
        ["ledger.example\u00a0x", "8", BASE],
        ["ledger.example\u3000x", "8", BASE],
        [ORIGIN, "", BASE],
        [ORIGIN, "08", BASE],
        [ORIGIN, "00", BASE],
        [ORIGIN, "+8", BASE],
        [ORIGIN, "-8", BASE],
        [ORIGIN, " 8", BASE],
        [ORIGIN, "8 ", BASE],
        [ORIGIN, "8.0", BASE],
        [ORIGIN, "1_000", BASE],
        [ORIGIN, "0x8", BASE],
        [ORIGIN, "\u0668", BASE],
        [ORIGIN, str(SIZE_MAX + 1), BASE],
        [ORIGIN, "9" * 6000, BASE],
        [ORIGIN, "8", ""],
        [ORIGIN, "8", BASE[:-1]],
        [ORIGIN, "8", BASE + "="],
        [ORIGIN, "8", BASE[:-2] + "h="],
        [ORIGIN, "8", BASE.replace("+", "-").replace("/", "_")],
        [ORIGIN, "8", BASE[:4] + " " + BASE[4:]],
        [ORIGIN, "8", b64encode(ROOT[:31]).decode()],
        [ORIGIN, "8", b64encode(ROOT + b"x").decode()],
        [ORIGIN, "8", ROOT.hex()],
        [ORIGIN, "8\r", BASE],
    ],
)
def test_what_is_no_checkpoint(lines: list[str]) -> None:
    text = "".join(f"{line}\n" for line in lines).encode()
    with malformed("checkpoint.malformed"):
        parse_checkpoint(text)


@pytest.mark.parametrize("text", [TEXT[:-1], TEXT + b"\n", b"\n" + TEXT, b"\xff" + TEXT, TEXT.replace(b"8", b"\0")])
def test_bytes_around_a_checkpoint(text: bytes) -> None:
    with malformed("checkpoint.malformed"):
        parse_checkpoint(text)


@given(st.binary(max_size=120))
def test_arbitrary_bytes_raise_nothing_but_a_format_error(raw: bytes) -> None:
    with malformed("checkpoint.malformed"):
        parse_checkpoint(raw)


def test_any_single_bit_changed() -> None:
    for bit in range(8 * len(SIGNED)):
        changed = bytearray(SIGNED)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(MingzhangError) as refused:
            open_checkpoint(bytes(changed), LOG_VKEY)
        assert refused.value.rule_id in ("note.malformed", "note.signature", "note.unsigned")


def test_a_checkpoint_of_another_log_under_the_same_key() -> None:
    other = Checkpoint("ledger.example/yuanqu-2", SIZE, ROOT)
    signed = note.sign_note(format_checkpoint(other), ORIGIN, LOG_KEY)
    with unverified("checkpoint.origin"):
        open_checkpoint(signed, LOG_VKEY)


def test_a_checkpoint_signed_by_a_witness_alone() -> None:
    with unverified("note.unsigned"):
        open_checkpoint(TEXT + b"\n" + WITNESS_LINE, LOG_VKEY)


def test_a_signed_text_that_is_no_checkpoint() -> None:
    for text in (b"This is an example message.\n", TEXT + b"extension\n", TEXT.replace(b"\n8\n", b"\n08\n")):
        with malformed("checkpoint.malformed"):
            open_checkpoint(note.sign_note(text, ORIGIN, LOG_KEY), LOG_VKEY)


def test_a_signature_over_one_size_under_another() -> None:
    with unverified("note.signature"):
        open_checkpoint(SIGNED.replace(b"\n8\n", b"\n7\n"), LOG_VKEY)


def test_the_signature_of_a_checkpoint_over_its_last_two_lines() -> None:
    """The log's own signature, with the origin moved out of the text: not even a shorter text may verify."""
    blob = note.parse_vkey(LOG_VKEY).key_id + LOG_KEY.sign(TEXT) + f"{ORIGIN}\n".encode()
    raw = TEXT.partition(b"\n")[2] + f"\n— {ORIGIN} {b64encode(blob).decode()}\n".encode()
    with unverified("note.signature"):
        open_checkpoint(raw, LOG_VKEY)


@needs_shared
def test_the_checkpoints_of_the_end_to_end_vectors() -> None:
    folder = shared("vectors", "tlog-e2e")
    for name in ("log/checkpoint", "checkpoint.log-signature-only"):
        assert open_checkpoint((folder / name).read_bytes(), LOG_VKEY) == PRINTED
    older = open_checkpoint((folder / "checkpoint.size3").read_bytes(), LOG_VKEY)
    assert older == Checkpoint(ORIGIN, 3, bytes.fromhex(CT_HEADS[3]))


@needs_shared
@pytest.mark.parametrize("name", ["checkpoint.bad-log-signature", "checkpoint.leading-zero", "checkpoint.size-7"])
def test_the_checkpoints_of_the_end_to_end_vectors_that_are_to_be_refused(name: str) -> None:
    raw = shared("vectors", "tlog-e2e", "reject", name).read_bytes()
    with unverified("note.signature"):
        open_checkpoint(raw, LOG_VKEY)


def test_a_leading_zero_is_refused_even_where_it_is_signed() -> None:
    """The vector is refused for its signature already; here the log itself has signed the second spelling."""
    with malformed("checkpoint.malformed"):
        open_checkpoint(note.sign_note(TEXT.replace(b"\n8\n", b"\n08\n"), ORIGIN, LOG_KEY), LOG_VKEY)
