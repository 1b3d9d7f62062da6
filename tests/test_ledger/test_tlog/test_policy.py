"""Policies: which logs count, which witnesses count, and that nobody else does."""

from __future__ import annotations

from base64 import b64encode

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError, VerificationError
from ledger.tlog import note
from ledger.tlog.note import Signature, Vkey
from ledger.tlog.policy import Group, Policy, cosigned_message, parse_policy, verify_cosignature
from tests.refusals import malformed, unverified
from tests.shared_data import needs_shared, shared
from tests.test_ledger.test_tlog.printed import (
    COSIGNED,
    COSIGNED_AT,
    LOG_KEY,
    LOG_VKEY,
    ORIGIN,
    POLICY,
    SIGNED,
    TEXT,
    WITNESS,
    WITNESS_KEY,
    WITNESS_LINE,
    WITNESS_VKEY,
)

KEYS = {name: Ed25519PrivateKey.from_private_bytes(name.encode() * 16) for name in ("w1", "w2", "w3", "w4", "w5")}


def witness(name: str) -> Vkey:
    return Vkey(f"witness.example/{name}", note.COSIGNATURE, KEYS[name].public_key().public_bytes_raw())


def vkey(name: str) -> str:
    return note.format_vkey(witness(name))


def cosignature(name: str, text: bytes = TEXT, seconds: int = COSIGNED_AT) -> bytes:
    """Return the signature line of a witness."""
    return _line(witness(name), KEYS[name], cosigned_message(text, seconds), seconds)


def _line(who: Vkey, key: Ed25519PrivateKey, message: bytes, seconds: int) -> bytes:
    blob = who.key_id + seconds.to_bytes(8, "big") + key.sign(message)
    return f"— {who.name} {b64encode(blob).decode()}\n".encode()


def policy(*lines: str) -> Policy:
    """Parse a policy of this log and three witnesses, with these lines behind."""
    witnesses = [f"witness {name} {vkey(name)}" for name in ("w1", "w2", "w3")]
    return parse_policy("\n".join([f"log {LOG_VKEY}", *witnesses, *lines, ""]).encode())


def seen_by(*names: str) -> bytes:
    """Return the checkpoint with the cosignatures of these witnesses."""
    return SIGNED + b"".join(map(cosignature, names))


# What is accepted.


def test_the_printed_checkpoint_meets_the_printed_policy() -> None:
    printed = parse_policy(POLICY.encode())
    assert printed == Policy([LOG_VKEY], {"w1": note.parse_vkey(WITNESS_VKEY)}, {}, "w1")
    assert printed.check(COSIGNED) == 1


def test_the_printed_cosignature_is_made_again_byte_for_byte() -> None:
    assert cosigned_message(TEXT, COSIGNED_AT) == b"cosignature/v1\ntime 1700000000\n" + TEXT
    who = note.parse_vkey(WITNESS_VKEY)
    assert _line(who, WITNESS_KEY, cosigned_message(TEXT, COSIGNED_AT), COSIGNED_AT) == WITNESS_LINE
    assert verify_cosignature(TEXT, note.parse_note(COSIGNED).signatures[1], who) == COSIGNED_AT


@pytest.mark.parametrize(
    ("lines", "enough", "too_few"),
    [
        (["quorum none"], [(), ("w1",)], []),
        (["quorum w2"], [("w2",), ("w1", "w2")], [(), ("w1", "w3")]),
        (["group g any w1 w2 w3", "quorum g"], [("w1",), ("w3",)], [()]),
        (["group g all w1 w2 w3", "quorum g"], [("w3", "w1", "w2")], [(), ("w1",), ("w1", "w2")]),
        (["group g 1 w1 w2 w3", "quorum g"], [("w2",)], [()]),
        (["group g 2 w1 w2 w3", "quorum g"], [("w1", "w3"), ("w1", "w2", "w3")], [("w1",), ("w2",)]),
        (["group g 3 w1 w2 w3", "quorum g"], [("w1", "w2", "w3")], [("w1", "w2")]),
        (
            ["group inner any w2 w3", "group outer all w1 inner", "quorum outer"],
            [("w1", "w2"), ("w1", "w3")],
            [("w1",), ("w2", "w3")],
        ),
        (["group g any w1", "quorum w2"], [("w2",)], [("w1",)]),
    ],
    ids=lambda value: "; ".join(value) if value and isinstance(value[0], str) else "",
)
def test_quorums(lines: list[str], enough: list[tuple[str, ...]], too_few: list[tuple[str, ...]]) -> None:
    found = policy(*lines)
    for names in enough:
        assert found.check(seen_by(*names)) == len(names)
    for names in too_few:
        with unverified("policy.quorum"):
            found.check(seen_by(*names))


def test_any_one_log_of_several_is_enough() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    other_vkey = note.vkey_of("ledger.example/other", other.public_key())
    two = parse_policy(f"log {other_vkey}\nlog {LOG_VKEY} https://ledger.example/log/\nquorum none\n".encode())
    assert two.check(SIGNED) == 0
    assert two.check(note.sign_note(TEXT, "ledger.example/other", other)) == 0


def test_comments_blank_lines_spaces_tabs_and_addresses() -> None:
    text = f"""
# 样例 policy
#quorum none
  log \t {LOG_VKEY}\thttps://ledger.example/yuanqu-1/log/
\t# indented
witness w1 {vkey("w1")} https://witness.example/w1/
group  g\t1  w1\x20

quorum g"""
    assert parse_policy(text.encode()) == Policy([LOG_VKEY], {"w1": witness("w1")}, {"g": Group(1, ("w1",))}, "g")


def test_a_policy_of_64_kib_is_read() -> None:
    short = f"{LOG}\nquorum none\n"
    assert parse_policy(f"{short}{'#' * (65_536 - len(short))}".encode()).logs == [LOG_VKEY]


def test_a_policy_of_32_logs_witnesses_and_groups() -> None:
    keys = [Ed25519PrivateKey.from_private_bytes(bytes([number]) * 32).public_key() for number in range(64)]
    logs = [f"log {note.vkey_of(f'log.example/{number}', key)}" for number, key in enumerate(keys[:32])]
    seers = [
        f"witness w{number} {note.format_vkey(Vkey('w.example', note.COSIGNATURE, key.public_bytes_raw()))}"
        for number, key in enumerate(keys[32:])
    ]
    groups = [f"group g{number} all w{number}" for number in range(32)]
    many = parse_policy("\n".join([*logs, *seers, *groups, "quorum g31", ""]).encode())
    assert (len(many.logs), len(many.witnesses), len(many.groups)) == (32, 32, 32)


# Who does not count.


def test_a_line_of_an_unknown_witness_never_counts() -> None:
    found = policy("group g 2 w1 w2 w3", "quorum g")
    assert found.check(seen_by("w1", "w2", "w4", "w5")) == 2
    with unverified("policy.quorum"):
        found.check(seen_by("w1", "w4", "w5"))


def test_a_line_of_an_unknown_witness_that_does_not_verify_is_ignored() -> None:
    assert policy("quorum w1").check(seen_by("w1") + cosignature("w4", TEXT + b"other")) == 1


def test_a_witness_that_signs_twice_counts_once() -> None:
    found = policy("group g 2 w1 w2 w3", "quorum g")
    later = cosignature("w1", seconds=COSIGNED_AT + 60)
    assert found.check(seen_by("w1", "w2") + later) == 2
    with unverified("policy.quorum"):
        found.check(seen_by("w1") + later)


def test_a_witness_under_the_name_of_another() -> None:
    posing = Vkey("witness.example/w2", note.COSIGNATURE, KEYS["w1"].public_key().public_bytes_raw())
    line = _line(posing, KEYS["w1"], cosigned_message(TEXT, COSIGNED_AT), COSIGNED_AT)
    with unverified("policy.quorum"):
        policy("quorum w2").check(SIGNED + line)
    with_id_of_the_other = _line(
        Vkey(witness("w2").name, note.COSIGNATURE, witness("w2").public_key),
        KEYS["w1"],
        cosigned_message(TEXT, COSIGNED_AT),
        COSIGNED_AT,
    )
    with unverified("note.signature"):
        policy("quorum w2").check(SIGNED + with_id_of_the_other)


def test_a_cosignature_over_another_checkpoint() -> None:
    found = policy("quorum none")
    for text in (TEXT.replace(b"\n8\n", b"\n9\n"), TEXT + b"x\n", b""):
        with unverified("note.signature"):
            found.check(SIGNED + cosignature("w1", text))


def test_a_cosignature_with_another_time() -> None:
    who = witness("w1")
    line = _line(who, KEYS["w1"], cosigned_message(TEXT, COSIGNED_AT), COSIGNED_AT + 1)
    with unverified("note.signature"):
        policy("quorum none").check(SIGNED + line)


def test_the_last_moment_that_the_specification_allows() -> None:
    assert policy("quorum w1").check(SIGNED + cosignature("w1", seconds=(1 << 63) - 1)) == 1


@pytest.mark.parametrize("seconds", [1 << 63, (1 << 64) - 1])
def test_a_cosignature_from_a_time_that_the_specification_excludes(seconds: int) -> None:
    with unverified("note.signature"):
        policy("quorum none").check(SIGNED + cosignature("w1", seconds=seconds))


def test_a_plain_signature_of_a_witness_is_no_cosignature() -> None:
    blob = witness("w1").key_id + KEYS["w1"].sign(TEXT)
    line = f"— {witness('w1').name} {b64encode(blob).decode()}\n".encode()
    with unverified("note.signature"):
        policy("quorum none").check(SIGNED + line)


def test_bytes_moved_between_the_time_the_signature_and_the_text() -> None:
    who, message = witness("w1"), cosigned_message(TEXT, COSIGNED_AT)
    signature = KEYS["w1"].sign(message)
    for blob in (b"", COSIGNED_AT.to_bytes(8, "big"), COSIGNED_AT.to_bytes(8, "big") + signature + message[:1]):
        with unverified("note.signature"):
            verify_cosignature(TEXT, Signature(who.name, who.key_id, blob), who)


def test_any_single_bit_changed_when_every_line_counts() -> None:
    printed = parse_policy(POLICY.encode())
    for bit in range(8 * len(COSIGNED)):
        changed = bytearray(COSIGNED)
        changed[bit // 8] ^= 1 << bit % 8
        with pytest.raises((FormatError, VerificationError)):
            printed.check(bytes(changed))


def test_a_log_that_is_not_listed() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)
    for signed in (
        note.sign_note(TEXT, "ledger.example/other", other),
        note.sign_note(TEXT, ORIGIN, other),
        TEXT + b"\n" + cosignature("w1"),
    ):
        with unverified("policy.log"):
            policy("quorum w1").check(signed)


def test_a_policy_without_a_log_accepts_nothing() -> None:
    with unverified("policy.log"):
        parse_policy(b"quorum none\n").check(SIGNED)


def test_a_listed_log_whose_line_does_not_verify() -> None:
    broken = SIGNED.replace(b"\n8\n", b"\n9\n")
    with unverified("note.signature"):
        policy("quorum none").check(broken)


def test_the_refusal_names_who_is_missing() -> None:
    with pytest.raises(VerificationError) as refused:
        policy("group g 2 w1 w2 w3", "quorum g").check(seen_by("w2"))
    assert "1 of 3 witnesses" in refused.value.message
    assert refused.value.advice.startswith("Missing: w1, w3.")


# What is no policy.

LOG = f"log {LOG_VKEY}"
W1, W2 = (f"witness {name} {vkey(name)}" for name in ("w1", "w2"))
TWICE = note.format_vkey(Vkey("another.example", note.COSIGNATURE, witness("w1").public_key))
OF_THE_LOG = note.format_vkey(Vkey(WITNESS, note.COSIGNATURE, LOG_KEY.public_key().public_bytes_raw()))


@pytest.mark.parametrize(
    ("what", "lines"),
    [
        ("nothing", []),
        ("no quorum", [LOG, W1]),
        ("two quorums", [LOG, "quorum none", "quorum none"]),
        ("a quorum of two", [LOG, W1, W2, "quorum w1 w2"]),
        ("a quorum of nobody", [LOG, "quorum"]),
        ("an undefined quorum", [LOG, W1, "quorum w2"]),
        ("a quorum before its witness", [LOG, "quorum w1", W1]),
        ("an undefined member", [LOG, W1, "group g any w1 w2", "quorum g"]),
        ("a member defined later", [LOG, W1, "group g any w1 w2", W2, "quorum g"]),
        ("a group that holds itself", [LOG, W1, "group g any w1 g", "quorum g"]),
        ("none as a member", [LOG, "group g any none", "quorum g"]),
        ("a group without members", [LOG, "group g any", "quorum g"]),
        ("none of a group", [LOG, W1, "group g 0 w1", "quorum g"]),
        ("more than there are", [LOG, W1, "group g 2 w1", "quorum g"]),
        ("a negative count", [LOG, W1, "group g -1 w1", "quorum g"]),
        ("a count with a zero before", [LOG, W1, "group g 01 w1", "quorum g"]),
        ("a count with a sign", [LOG, W1, "group g +1 w1", "quorum g"]),
        ("a count in other digits", [LOG, W1, "group g \u0661 w1", "quorum g"]),
        ("a count in words", [LOG, W1, "group g most w1", "quorum g"]),
        ("ANY", [LOG, W1, "group g ANY w1", "quorum g"]),
        ("the same member twice", [LOG, W1, "group g 2 w1 w1", "quorum g"]),
        ("a member of two groups", [LOG, W1, W2, "group g any w1", "group h all w1 w2", "quorum h"]),
        ("a name twice", [LOG, W1, W2.replace("w2 ", "w1 ", 1), "quorum w1"]),
        ("a group named like a witness", [LOG, W1, W2, "group w1 any w2", "quorum w1"]),
        ("a group name twice", [LOG, W1, W2, "group g any w1", "group g any w2", "quorum g"]),
        ("a witness named none", [LOG, W1.replace("w1 ", "none ", 1), "quorum none"]),
        ("a group named none", [LOG, W1, "group none any w1", "quorum none"]),
        ("a log twice", [LOG, LOG, "quorum none"]),
        ("a witness key twice", [LOG, W1, f"witness w2 {TWICE}", "quorum none"]),
        ("the log's key as a witness", [LOG, f"witness w1 {OF_THE_LOG}", "quorum none"]),
        ("a witness key as a log", [f"log {vkey('w1')}", "quorum none"]),
        ("a log key as a witness", [f"witness w1 {LOG_VKEY}", "quorum none"]),
        ("a witness without a name", [LOG, f"witness {vkey('w1')}", "quorum none"]),
        ("a log without a key", ["log", "quorum none"]),
        ("too many words", [f"{LOG} https://ledger.example/ x", "quorum none"]),
        ("an unknown word", [LOG, "witnesses none", "quorum none"]),
        ("Quorum", [LOG, "Quorum none"]),
        ("a comment behind a line", [LOG, "quorum none # nobody"]),
        ("a byte order mark", ["\ufeff" + LOG, "quorum none"]),
        ("a no-break space", [LOG, "quorum\u00a0none"]),
        ("carriage returns", [LOG + "\r", "quorum none\r"]),
        ("a form feed", [LOG, "quorum none", "\f"]),
        ("a zero byte", [LOG, "quorum none", "#\0"]),
        ("a delete character", [LOG, "quorum none", "#\x7f"]),
        ("more than 64 KiB", [LOG, "quorum none", "#" * (65_536 - len(LOG) - len("\nquorum none\n"))]),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_what_is_no_policy(what: str, lines: list[str]) -> None:
    with malformed("policy.malformed"):
        parse_policy("".join(f"{line}\n" for line in lines).encode())


def test_bytes_that_are_no_text() -> None:
    with malformed("policy.malformed"):
        parse_policy(b"quorum none\n#\xff\n")


def test_a_verifier_key_that_is_none() -> None:
    for wrong in (LOG_VKEY[:-4], LOG_VKEY.replace("3be13526", "3be13527")):
        with pytest.raises(FormatError) as refused:
            parse_policy(f"log {wrong}\nquorum none\n".encode())
        assert refused.value.rule_id in ("vkey.malformed", "note.malformed")


WORDS = ["log", "witness", "group", "quorum", "none", "any", "all", "w1", "g", "1", "#", LOG_VKEY, vkey("w1"), "é"]


@given(st.lists(st.lists(st.sampled_from(WORDS), max_size=5).map(" ".join), max_size=6).map("\n".join))
def test_any_words_give_a_policy_or_a_format_error(text: str) -> None:
    try:
        found = parse_policy(text.encode())
    except FormatError:
        return
    assert found.quorum is None or found.quorum in found.witnesses or found.quorum in found.groups


@needs_shared
def test_the_policy_of_the_end_to_end_vectors() -> None:
    folder = shared("vectors", "tlog-e2e")
    found = parse_policy((folder / "policy").read_bytes())
    assert found.groups == {"g": Group(1, ("w1",))}
    assert found.check((folder / "log" / "checkpoint").read_bytes()) == 1
    with unverified("policy.quorum"):
        found.check((folder / "checkpoint.log-signature-only").read_bytes())
    for name in ("checkpoint.bad-log-signature", "checkpoint.leading-zero", "checkpoint.size-7"):
        with unverified("note.signature"):
            found.check((folder / "reject" / name).read_bytes())
