"""Signed notes: exact inverses, every line of a known key verified, and no second reading of the same bytes."""

from __future__ import annotations

import json
from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError, MingzhangError, VerificationError
from ledger.tlog import note
from ledger.tlog.note import Note, Signature, Vkey
from tests.refusals import malformed, unverified
from tests.shared_data import needs_shared, shared
from tests.test_ledger.test_tlog.printed import (
    COSIGNED,
    LOG_KEY,
    LOG_LINE,
    LOG_VKEY,
    ORIGIN,
    SIGNED,
    TEXT,
    WITNESS,
    WITNESS_KEY,
    WITNESS_LINE,
    WITNESS_VKEY,
)

# The example of C2SP signed-note v1.0.0.
C2SP_VKEY = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
C2SP_NOTE = """\
This is an example message.

— example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=
""".encode()

TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc"]) | st.just("\n"), max_size=60)
NAMES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Z"], exclude_characters="+"), min_size=1)
SIGNATURES = st.builds(Signature, NAMES, st.binary(min_size=4, max_size=4), st.binary(min_size=1, max_size=80))


def line(name: str, blob: bytes) -> bytes:
    """Write a signature line of any blob."""
    return f"— {name} {b64encode(blob).decode()}\n".encode()


# What is accepted.


def test_the_example_of_the_specification() -> None:
    assert note.open_note(C2SP_NOTE, [C2SP_VKEY]).text == b"This is an example message.\n"


def test_the_printed_checkpoint_opens_and_is_signed_again_byte_for_byte() -> None:
    assert note.open_note(COSIGNED, [LOG_VKEY]).text == TEXT
    assert note.sign_note(TEXT, ORIGIN, LOG_KEY) == SIGNED


@given(TEXTS, st.lists(SIGNATURES, min_size=1, max_size=4))
def test_notes_and_bytes_are_inverses(text: str, signatures: list[Signature]) -> None:
    made = Note(f"{text}\n".encode(), tuple(signatures))
    assert note.parse_note(note.format_note(made)) == made


@given(st.lists(st.sampled_from([LOG_LINE, WITNESS_LINE, TEXT, b"\n", b"x", b"\xe2\x80\x94 ", b"\r"]), max_size=8))
def test_what_parses_as_a_note_is_written_the_same_way(parts: list[bytes]) -> None:
    raw = b"".join(parts)
    try:
        parsed = note.parse_note(raw)
    except FormatError:
        return
    assert note.format_note(parsed) == raw


@given(TEXTS, NAMES)
def test_what_is_signed_opens(text: str, name: str) -> None:
    signed = note.sign_note(f"{text}\n".encode(), name, LOG_KEY)
    assert note.open_note(signed, [note.vkey_of(name, LOG_KEY.public_key())]).text == f"{text}\n".encode()


def test_the_order_of_the_lines_means_nothing() -> None:
    assert note.open_note(TEXT + b"\n" + WITNESS_LINE + LOG_LINE, [LOG_VKEY]).text == TEXT


def test_lines_of_unknown_keys_are_ignored() -> None:
    foreign = line("elsewhere.example/log", b"\xff" * 5) + line(ORIGIN, b"\xff\xff\xff\xff" + bytes(64))
    assert note.open_note(TEXT + b"\n" + foreign + LOG_LINE + foreign, [LOG_VKEY]).text == TEXT


def test_the_text_may_hold_empty_lines_and_lines_that_look_like_signatures() -> None:
    text = b"first\n\n" + LOG_LINE + b"\nlast\n"
    assert note.open_note(note.sign_note(text, ORIGIN, LOG_KEY), [LOG_VKEY]).text == text


def test_100_signatures_are_read_and_101_are_not() -> None:
    unknown = line("elsewhere.example/log", bytes(5))
    note.open_note(TEXT + b"\n" + LOG_LINE + 99 * unknown, [LOG_VKEY])
    with malformed("note.malformed"):
        note.parse_note(TEXT + b"\n" + LOG_LINE + 100 * unknown)


def test_a_note_of_1_mib_is_read() -> None:
    note.open_note(note.sign_note(b"x" * ((1 << 20) - len(LOG_LINE) - 2) + b"\n", ORIGIN, LOG_KEY), [LOG_VKEY])


# What is refused.


def test_any_single_bit_changed() -> None:
    for bit in range(8 * len(SIGNED)):
        changed = bytearray(SIGNED)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises(MingzhangError) as refused:
            note.open_note(bytes(changed), [LOG_VKEY])
        assert refused.value.rule_id in ("note.malformed", "note.signature", "note.unsigned")


def test_bytes_moved_from_the_text_behind_the_signature() -> None:
    """Verifiers take signature and text as one string; 65 bytes of the one must not eat into the other."""
    signature = LOG_KEY.sign(TEXT)
    key_id = note.parse_vkey(LOG_VKEY).key_id
    for moved in (1, 10, len("ledger.example/yuanqu-1\n")):
        raw = TEXT[moved:] + b"\n" + line(ORIGIN, key_id + signature + TEXT[:moved])
        with unverified("note.signature"):
            note.open_note(raw, [LOG_VKEY])


def test_bytes_moved_from_the_signature_before_the_text() -> None:
    """One signature in sixteen ends in a byte that may stand in a text: 0x0A."""
    texts = (b"%d\n" % number for number in range(1 << 10))
    text, signature = next((t, s) for t in texts if (s := LOG_KEY.sign(t)).endswith(b"\n"))
    key_id = note.parse_vkey(LOG_VKEY).key_id
    note.open_note(text + b"\n" + line(ORIGIN, key_id + signature), [LOG_VKEY])
    with unverified("note.signature"):
        note.open_note(b"\n" + text + b"\n" + line(ORIGIN, key_id + signature[:-1]), [LOG_VKEY])


def test_a_good_and_a_bad_line_of_the_same_key() -> None:
    bad = line(ORIGIN, note.parse_vkey(LOG_VKEY).key_id + bytes(64))
    for lines in (LOG_LINE + bad, bad + LOG_LINE):
        with unverified("note.signature"):
            note.open_note(TEXT + b"\n" + lines, [LOG_VKEY])


def test_a_bad_line_of_a_second_known_key() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"\x02" * 32)
    vkey = note.vkey_of(ORIGIN, other.public_key())
    bad = line(ORIGIN, note.parse_vkey(vkey).key_id + LOG_KEY.sign(TEXT))
    note.open_note(TEXT + b"\n" + LOG_LINE + bad, [LOG_VKEY])
    with unverified("note.signature"):
        note.open_note(TEXT + b"\n" + LOG_LINE + bad, [LOG_VKEY, vkey])


def test_a_note_that_no_known_key_has_signed() -> None:
    for vkeys in ([], [C2SP_VKEY], [WITNESS_VKEY.replace("w1", "w2").replace("0ad7d35e", _key_id_of_w2())]):
        with unverified("note.unsigned"):
            note.open_note(COSIGNED, vkeys)


def _key_id_of_w2() -> str:
    return Vkey("witness.example/w2", note.COSIGNATURE, WITNESS_KEY.public_key().public_bytes_raw()).key_id.hex()


def test_the_same_key_under_another_name() -> None:
    other = note.vkey_of("ledger.example/yuanqu-2", LOG_KEY.public_key())
    with unverified("note.unsigned"):
        note.open_note(SIGNED, [other])
    renamed = SIGNED.replace(b"yuanqu-1 O", b"yuanqu-2 O")
    with unverified("note.unsigned"):
        note.open_note(renamed, [other])


def test_a_witness_key_does_not_sign_for_the_log() -> None:
    """A cosignature is over another message, and is checked where witnesses are (see test_policy)."""
    with unverified("note.signature"):
        note.open_note(COSIGNED, [WITNESS_VKEY])


@pytest.mark.parametrize(
    ("what", "raw"),
    [
        ("nothing", b""),
        ("text alone", TEXT),
        ("no signature line", TEXT + b"\n"),
        ("no empty line", TEXT + LOG_LINE),
        ("no line feed at the end", SIGNED[:-1]),
        ("an empty line at the end", SIGNED + b"\n"),
        ("text behind the signatures", SIGNED + b"x\n"),
        ("carriage returns", SIGNED.replace(b"\n", b"\r\n")),
        ("a carriage return in the text", b"a\rb\n\n" + LOG_LINE),
        ("a tab in the text", b"a\tb\n\n" + LOG_LINE),
        ("a zero byte in the text", b"a\0b\n\n" + LOG_LINE),
        ("no UTF-8", b"\xff\n\n" + LOG_LINE),
        ("half a surrogate pair", b"\xed\xa0\x80\n\n" + LOG_LINE),
        ("a hyphen for the dash", SIGNED.replace("—".encode(), b"-")),
        ("an en dash for the dash", SIGNED.replace("—".encode(), "–".encode())),
        ("no space behind the dash", SIGNED.replace("— ".encode(), "—".encode())),
        ("two spaces behind the dash", SIGNED.replace("— ".encode(), "—  ".encode())),
        ("two spaces behind the name", SIGNED.replace(b"yuanqu-1 O", b"yuanqu-1  O")),
        ("no name", SIGNED.replace(b"ledger.example/yuanqu-1 O", b" O")),
        ("a plus sign in the name", SIGNED.replace(b"yuanqu-1 O", b"yuanqu+1 O")),
        ("a no-break space in the name", SIGNED.replace(b"yuanqu-1 O", "yuanqu\u00a01 O".encode())),
        ("an ideographic space in the name", SIGNED.replace(b"yuanqu-1 O", "yuanqu\u30001 O".encode())),
        ("a line separator in the name", SIGNED.replace(b"yuanqu-1 O", "yuanqu\u20281 O".encode())),
        ("a next-line character in the name", SIGNED.replace(b"yuanqu-1 O", "yuanqu\u00851 O".encode())),
        ("no base64", SIGNED.replace(b"O+E1", b"O*E1")),
        ("base64url", TEXT + b"\n" + LOG_LINE.replace(b"O+E1", b"O-E1").replace(b"i/O", b"i_O")),
        ("no padding", SIGNED.replace(b"PQM=\n", b"PQM\n")),
        ("padding twice", SIGNED.replace(b"PQM=\n", b"PQM==\n")),
        ("bits behind the end of base64", SIGNED.replace(b"PQM=\n", b"PQN=\n")),
        ("a space behind the signature", SIGNED.replace(b"PQM=\n", b"PQM= \n")),
        ("a key id and no signature", TEXT + b"\n" + line(ORIGIN, bytes(4))),
        ("less than a key id", TEXT + b"\n" + line(ORIGIN, bytes(3))),
        ("no signature", TEXT + "\n— ledger.example/yuanqu-1 \n".encode()),
        ("longer than 1 MiB", b"x" * ((1 << 20) - len(LOG_LINE) - 1) + b"\n\n" + LOG_LINE),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_note(what: str, raw: bytes) -> None:
    with malformed("note.malformed"):
        note.open_note(raw, [LOG_VKEY])


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_format_error(raw: bytes) -> None:
    with pytest.raises(FormatError):
        note.parse_note(raw)


def test_text_without_its_last_line_feed_is_not_signed() -> None:
    with pytest.raises(ValueError, match="line feed"):
        note.sign_note(b"text", ORIGIN, LOG_KEY)


# Verifier keys.


def test_the_printed_verifier_keys() -> None:
    log, witness = note.parse_vkey(LOG_VKEY), note.parse_vkey(WITNESS_VKEY)
    assert log == Vkey(ORIGIN, note.ED25519, LOG_KEY.public_key().public_bytes_raw())
    assert witness == Vkey(WITNESS, note.COSIGNATURE, WITNESS_KEY.public_key().public_bytes_raw())
    assert (log.key_id.hex(), witness.key_id.hex()) == ("3be13526", "0ad7d35e")
    assert (note.format_vkey(log), note.format_vkey(witness)) == (LOG_VKEY, WITNESS_VKEY)
    assert note.vkey_of(ORIGIN, LOG_KEY.public_key()) == LOG_VKEY


@given(NAMES, st.sampled_from([note.ED25519, note.COSIGNATURE]), st.binary(min_size=32, max_size=32))
def test_verifier_keys_and_their_text_are_inverses(name: str, kind: int, public_key: bytes) -> None:
    vkey = Vkey(name, kind, public_key)
    assert note.parse_vkey(note.format_vkey(vkey)) == vkey


@pytest.mark.parametrize(
    "text",
    [
        "",
        "+",
        "++",
        ORIGIN,
        LOG_VKEY.rpartition("+")[0],
        LOG_VKEY.partition("+")[2],
        LOG_VKEY + "A",
        LOG_VKEY[:-1],
        LOG_VKEY + "\n",
        " " + LOG_VKEY,
        LOG_VKEY.replace("3be13526", "3BE13526"),
        LOG_VKEY.replace("3be13526", "3be13527"),
        LOG_VKEY.replace("3be13526", ""),
        LOG_VKEY.replace("yuanqu-1", "yuanqu-2"),
        LOG_VKEY.replace("yuanqu-1", "yuanqu 1"),
        WITNESS_VKEY.replace("+B", "+A"),
        f"{ORIGIN}+{'0' * 8}+{b64encode(bytes([2]) + bytes(32)).decode()}",
        f"{ORIGIN}+{'0' * 8}+{b64encode(bytes([1]) + bytes(31)).decode()}",
    ],
)
def test_what_is_no_verifier_key(text: str) -> None:
    with pytest.raises(FormatError) as refused:
        note.parse_vkey(text)
    assert refused.value.rule_id in ("vkey.malformed", "note.malformed")


def test_a_key_of_another_signature_type_is_not_understood() -> None:
    for kind in (0x02, 0x03, 0x05, 0x06, 0xFF):
        vkey = Vkey(ORIGIN, kind, LOG_KEY.public_key().public_bytes_raw())
        with malformed("vkey.malformed"):
            note.parse_vkey(note.format_vkey(vkey))


# Vectors from elsewhere.


@needs_shared
def test_the_keys_and_checkpoints_of_the_end_to_end_vectors() -> None:
    folder = shared("vectors", "tlog-e2e")
    assert (folder / "log.vkey").read_text().strip() == LOG_VKEY
    assert (folder / "witness.vkey").read_text().strip() == WITNESS_VKEY
    assert (folder / "checkpoint.log-signature-only").read_bytes() == SIGNED
    assert (folder / "log" / "checkpoint").read_bytes() == COSIGNED
    skey = (folder / "log.skey.test-only").read_text().strip().split("+", 4)
    assert skey[4] == b64encode(bytes([1]) + LOG_KEY.private_bytes_raw()).decode()
    older = note.open_note((folder / "checkpoint.size3").read_bytes(), [LOG_VKEY])
    assert note.sign_note(older.text, ORIGIN, LOG_KEY) == (folder / "checkpoint.size3").read_bytes()
    with unverified("note.signature"):
        note.open_note((folder / "reject" / "checkpoint.bad-log-signature").read_bytes(), [LOG_VKEY])


@needs_shared
@pytest.mark.parametrize("case", range(12))
def test_a_line_is_verified_as_every_other_signature_of_ours(case: int) -> None:
    """ed25519-speccheck, the row of libsodium: number 3 alone is accepted, here as in `ledger.jws`."""
    vector = {
        name: bytes.fromhex(text)
        for name, text in json.loads(shared("vectors", "ed25519-speccheck", "cases.json").read_text())[case].items()
    }
    vkey = Vkey(ORIGIN, note.ED25519, vector["pub_key"])
    signed = Signature(ORIGIN, vkey.key_id, vector["signature"])
    if case == 3:
        note.verify_line(vector["message"], signed, vkey)
    else:
        with pytest.raises(VerificationError):
            note.verify_line(vector["message"], signed, vkey)
