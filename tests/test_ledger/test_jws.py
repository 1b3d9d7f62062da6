"""The signature of an event: what is accepted, by whom else, and each known way to be fooled."""

from __future__ import annotations

import hmac
import json

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from hypothesis import given
from hypothesis import strategies as st
from joserfc import jws as joserfc_jws
from joserfc.jwk import OKPKey

from ledger import base64url, jws, keys
from ledger.errors import FormatError, VerificationError
from ledger.events import ENTRY_BYTES_MAX, Entry, format_entry
from tests.log_of import START
from tests.refusals import malformed, unverified
from tests.shared_data import needs_shared, shared

KEY = Ed25519PrivateKey.from_private_bytes(bytes(32))
PUBLIC = KEY.public_key().public_bytes_raw()
KID = keys.kid_of(KEY)
PAYLOAD = b'{"a":1}'
GROUP_ORDER = 2**252 + 27742317777372353535851937790883648493


def compact_of(header: object, payload: bytes = PAYLOAD, *, raw_header: bytes | None = None) -> bytes:
    """Sign ``payload`` truly, under any protected header."""
    encoded = (
        json.dumps(header, ensure_ascii=False, separators=(",", ":")).encode() if raw_header is None else raw_header
    )
    signing_input = f"{base64url.encode(encoded)}.{base64url.encode(payload)}".encode()
    return signing_input + b"." + base64url.encode(KEY.sign(signing_input)).encode()


def header(**changes: object) -> dict[str, object]:
    """Return our header with members changed, added, or dropped where they are None."""
    members: dict[str, object] = {"alg": "Ed25519", "kid": KID, "typ": "mingzhang+sd-jwt"} | changes
    return {name: value for name, value in members.items() if value is not None}


def test_what_is_signed_verifies_and_its_parts_come_out_as_they_went_in() -> None:
    compact = jws.sign(PAYLOAD, KEY)
    parsed = jws.parse(compact)
    jws.verify(parsed, PUBLIC)
    assert (parsed.kid, parsed.payload) == (KID, PAYLOAD)
    assert parsed.signing_input + b"." + base64url.encode(parsed.signature).encode() == compact


@given(st.dictionaries(st.sampled_from("abc"), st.integers(-9, 9) | st.sampled_from(["x", "账"])))
def test_sign_and_parse_are_inverses(value: dict[str, int | str]) -> None:
    payload = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()
    assert jws.parse(jws.sign(payload, KEY)).payload == payload


@given(st.binary(max_size=80) | st.lists(st.binary(max_size=90), min_size=3, max_size=3).map(b".".join))
def test_arbitrary_bytes_raise_nothing_but_a_format_error(raw: bytes) -> None:
    with pytest.raises(FormatError):
        jws.parse(raw)


@given(st.lists(st.binary(max_size=70), min_size=3, max_size=3))
def test_arbitrary_parts_raise_nothing_but_a_format_error(parts: list[bytes]) -> None:
    with pytest.raises(FormatError):
        jws.parse(b".".join(base64url.encode(part).encode() for part in parts))


def test_joserfc_accepts_what_we_sign() -> None:
    key = OKPKey.import_key({**keys.jwk_of(KEY)})
    verified = joserfc_jws.deserialize_compact(jws.sign(PAYLOAD, KEY), key, algorithms=["Ed25519"])
    assert (verified.payload, verified.headers()) == (PAYLOAD, header())


def test_we_accept_what_joserfc_signs() -> None:
    seed = base64url.encode(KEY.private_bytes_raw())
    key = OKPKey.import_key({**keys.jwk_of(KEY), "d": seed})
    compact = joserfc_jws.serialize_compact(header(), PAYLOAD, key, algorithms=["Ed25519"])
    jws.verify(jws.parse(compact.encode()), PUBLIC)


def test_the_members_of_the_header_may_stand_in_any_order() -> None:
    jws.verify(jws.parse(compact_of(dict(reversed(header().items())))), PUBLIC)


# The pitfalls of JWS, one by one.


@pytest.mark.parametrize("alg", ["none", "None", "HS256", "EdDSA", "ed25519", "ES256", "Ed448", "", 1, None])
def test_algorithm_confusion(alg: object) -> None:
    with malformed("jws.header"):
        jws.parse(compact_of(header(alg=alg)))


def test_hmac_under_the_public_key() -> None:
    """The attacker takes the public key for the secret of an HMAC, and hopes that `alg` chooses."""
    encoded = base64url.encode(json.dumps(header(alg="HS256"), separators=(",", ":")).encode())
    signing_input = f"{encoded}.{base64url.encode(PAYLOAD)}".encode()
    code = hmac.digest(PUBLIC, signing_input, "sha512")
    with malformed("jws.header"):
        jws.parse(signing_input + b"." + base64url.encode(code).encode())


@pytest.mark.parametrize(
    "extra",
    [
        {"jwk": {"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}},
        {"jku": "https://attacker.example/keys"},
        {"x5u": "https://attacker.example/certificate"},
        {"x5c": ["MIIB"]},
        {"b64": False},
        {"crit": ["b64"], "b64": False},
        {"crit": []},
        {"cty": "json"},
        {"nonce": "1"},
        {"_sd_alg": "sha-256"},
    ],
    ids="+".join,
)
def test_a_header_member_that_is_not_expected(extra: dict[str, object]) -> None:
    with malformed("jws.header"):
        jws.parse(compact_of(header(**extra)))


@pytest.mark.parametrize(
    "typ", ["JWT", "sd-jwt", "dc+sd-jwt", "application/mingzhang+sd-jwt", "MINGZHANG+SD-JWT", None]
)
def test_a_token_of_another_type(typ: str | None) -> None:
    with malformed("jws.header"):
        jws.parse(compact_of(header(typ=typ)))


@pytest.mark.parametrize("kid", [None, "", "m1", KID + "A", KID[:-1] + "*", KID[:-1] + "x", "é" * 43, 1, [KID]])
def test_a_kid_that_is_no_thumbprint(kid: object) -> None:
    with malformed("jws.header"):
        jws.parse(compact_of(header(kid=kid)))


def test_a_duplicate_header_member() -> None:
    twice = b'{"alg":"none","alg":"Ed25519","kid":"%s","typ":"mingzhang+sd-jwt"}' % KID.encode()
    with malformed("json.not_compact"):
        jws.parse(compact_of(None, raw_header=twice))


@pytest.mark.parametrize("raw_header", [b"", b"null", b"[]", b'"Ed25519"', b"{}"])
def test_a_header_that_is_no_object(raw_header: bytes) -> None:
    with pytest.raises(FormatError):
        jws.parse(compact_of(None, raw_header=raw_header))


def test_a_second_text_of_the_same_signature() -> None:
    compact = jws.sign(PAYLOAD, KEY)
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"
    with_trailing_bits = compact[:-1] + bytes([alphabet[alphabet.index(compact[-1:]) + 1]])
    for altered in (compact + b"=", compact + b"==", compact + b"\n", b" " + compact, with_trailing_bits):
        with malformed("jws.malformed"):
            jws.parse(altered)


@pytest.mark.parametrize("part", [0, 1, 2])
def test_padding_in_any_part(part: int) -> None:
    parts = jws.sign(PAYLOAD, KEY).split(b".")
    parts[part] += b"="
    with malformed("jws.malformed"):
        jws.parse(b".".join(parts))


def test_more_or_fewer_parts() -> None:
    compact = jws.sign(PAYLOAD, KEY)
    for altered in (
        b"",
        compact + b".",
        compact.rpartition(b".")[0],
        b"." + compact,
        b".." + compact,
        compact + b".AA.AA",
    ):
        with malformed("jws.malformed"):
            jws.parse(altered)


def test_json_serialisation_with_an_unprotected_header() -> None:
    protected, payload, signature = jws.sign(PAYLOAD, KEY).decode().split(".")
    flattened = {"payload": payload, "protected": protected, "header": {"alg": "none"}, "signature": signature}
    with malformed("jws.malformed"):
        jws.parse(json.dumps(flattened).encode())


def test_a_detached_payload() -> None:
    protected, _, signature = jws.sign(PAYLOAD, KEY).split(b".")
    parsed = jws.parse(b"..".join([protected, signature]))
    with unverified("signature.invalid"):
        jws.verify(parsed, PUBLIC)


def test_an_altered_bit_of_the_signature_or_of_what_is_signed() -> None:
    parsed = jws.parse(jws.sign(PAYLOAD, KEY))
    for signature, signing_input in (
        (bytes([parsed.signature[0] ^ 1]) + parsed.signature[1:], parsed.signing_input),
        (parsed.signature, parsed.signing_input[:-1] + b"A"),
        (bytes(64), parsed.signing_input),
    ):
        altered = jws.Jws(parsed.kid, parsed.payload, signing_input, signature, parsed.sha256)
        with unverified("signature.invalid"):
            jws.verify(altered, PUBLIC)


def test_a_signature_with_the_group_order_added() -> None:
    parsed = jws.parse(jws.sign(PAYLOAD, KEY))
    scalar = int.from_bytes(parsed.signature[32:], "little") + GROUP_ORDER
    malleable = parsed.signature[:32] + scalar.to_bytes(32, "little")
    with unverified("signature.invalid"):
        jws.verify(jws.Jws(parsed.kid, parsed.payload, parsed.signing_input, malleable, ""), PUBLIC)


def test_another_members_key() -> None:
    other = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32).public_key().public_bytes_raw()
    with unverified("signature.invalid"):
        jws.verify(jws.parse(jws.sign(PAYLOAD, KEY)), other)


@pytest.mark.parametrize("length", [0, 31, 33, 64])
def test_a_key_of_another_length(length: int) -> None:
    with unverified("signature.invalid"):
        jws.verify(jws.parse(jws.sign(PAYLOAD, KEY)), bytes(length))


@pytest.mark.parametrize("signature", [b"", bytes(63), bytes(65), bytes(128)])
def test_a_signature_of_another_length(signature: bytes) -> None:
    signing_input = jws.sign(PAYLOAD, KEY).rpartition(b".")[0]
    with malformed("jws.malformed"):
        jws.parse(signing_input + b"." + base64url.encode(signature).encode())


def test_a_payload_that_is_not_strict_json_is_not_signed() -> None:
    for payload in (b'{"a": 1}', b'{"a":1,"a":1}', b'{"a":1.0}', b""):
        with pytest.raises(FormatError):
            jws.sign(payload, KEY)


def test_a_jws_that_no_entry_has_room_for_is_refused_before_it_is_decoded() -> None:
    longest = 48_954
    largest = jws.sign(b'"%s"' % (b"x" * (longest - 2)), KEY)
    assert len(format_entry(Entry(START, largest))) <= ENTRY_BYTES_MAX
    jws.parse(largest)
    with malformed("entry.oversized"):
        jws.parse(jws.sign(b'"%s"' % (b"x" * (longest - 1)), KEY))
    with malformed("entry.oversized"):
        jws.parse(b"." * 70_000)


def test_the_minimal_jws_of_the_log_format_notes_verifies_elsewhere_and_is_refused_here_for_its_header() -> None:
    """Seed 32 x 00, kid "m1", no typ; checked with joserfc and jwcrypto when the notes were written."""
    compact = (
        b"eyJhbGciOiJFZDI1NTE5Iiwia2lkIjoibTEifQ.eyJhIjoxfQ"
        b".32eB3Y3QfbPFBCLL2Otm2Ihp8r07WQOo9NeeOlAWhLCr9eYZlWdw_ATOzt_GkiFqOTJ4vuwk108bz4LjCGN4Dw"
    )
    key = OKPKey.import_key({**keys.jwk_of(KEY)})
    assert joserfc_jws.deserialize_compact(compact, key, algorithms=["Ed25519"]).payload == PAYLOAD
    with malformed("jws.header"):
        jws.parse(compact)


@needs_shared
@pytest.mark.parametrize("case", range(12))
def test_verify_accepts_of_ed25519_speccheck_only_what_every_verifier_accepts(case: int) -> None:
    """The one acceptance rule: libsodium's verify (S < L, canonical R and key, no small order, cofactorless).

    Of the twelve cases it accepts number 3 alone, whose mixed-order key registration refuses (test_keys). Whatever
    it accepts, OpenSSL accepts too; the reverse does not hold (0, 1, 2, 11).
    """
    vector = {
        name: bytes.fromhex(text)
        for name, text in json.loads(shared("vectors", "ed25519-speccheck", "cases.json").read_text())[case].items()
    }
    signed = jws.Jws("", b"", vector["message"], vector["signature"], "")
    if case == 3:
        jws.verify(signed, vector["pub_key"])
        Ed25519PublicKey.from_public_bytes(vector["pub_key"]).verify(vector["signature"], vector["message"])
    else:
        with pytest.raises(VerificationError):
            jws.verify(signed, vector["pub_key"])
