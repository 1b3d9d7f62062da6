"""Sealed fields: one digest, one disclosure, exact inverses, and the strict subset of RFC 9901."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import base64url, sealing, strict_json
from ledger.errors import FormatError
from ledger.strict_json import Json
from tests.refusals import malformed

SALT = bytes(range(16))
SALT_TEXT = base64url.encode(SALT)
VALUES = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "M")), max_size=50)


def normalised(value: str) -> bool:
    """Tell whether strict JSON takes the text as it is."""
    try:
        strict_json.check_text(value, line_feeds=True)
    except FormatError:
        return False
    return True


def disclosure(*parts: Json) -> str:
    """Write the text of a disclosure of any parts."""
    return base64url.encode(strict_json.dump(list(parts)))


@given(VALUES.filter(normalised), st.binary(min_size=16, max_size=16))
def test_a_sealed_value_opens_to_itself(value: str, salt: bytes) -> None:
    wire, given_with_it = sealing.seal(value, salt)
    assert wire == {"_sd": [given_with_it.digest]}
    assert sealing.parse_disclosure(given_with_it.text) == given_with_it
    assert sealing.opened({"note": wire}, {given_with_it.digest: value}) == {"note": {"value": value}}


@given(st.lists(VALUES.filter(normalised), max_size=5))
def test_join_and_split_are_inverses(values: list[str]) -> None:
    given_with_it = [sealing.seal(value, bytes([number] * 16))[1] for number, value in enumerate(values)]
    text = sealing.join(b"a.b.c", [one.text for one in given_with_it])
    assert sealing.split(text) == (b"a.b.c", given_with_it)


def test_a_jws_alone_has_no_disclosures() -> None:
    assert sealing.split(b"a.b.c") == (b"a.b.c", [])
    assert sealing.split(b"a.b.c~") == (b"a.b.c", [])


@given(
    st.binary(max_size=80) | st.lists(st.sampled_from([b"a.b.c", b"~", b"W10", b"e30", b"\xff", b"="])).map(b"".join)
)
def test_arbitrary_bytes_raise_nothing_but_a_format_error(raw: bytes) -> None:
    try:
        jws, disclosures = sealing.split(raw)
    except FormatError:
        return
    assert sealing.join(jws, [one.text for one in disclosures]) in (raw, raw + b"~")


def test_the_digest_of_rfc_9901_section_4_2_3() -> None:
    text = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsICJmYW1pbHlfbmFtZSIsICJNw7ZiaXVzIl0"
    assert sealing.digest_of(text) == "X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"


@pytest.mark.parametrize(
    ("rule_id", "text"),
    [
        ("disclosure.malformed", disclosure(SALT_TEXT, "purpose", "x")),
        ("disclosure.malformed", disclosure(SALT_TEXT, "value")),
        ("disclosure.malformed", disclosure(SALT_TEXT, "value", "x", "y")),
        ("disclosure.malformed", disclosure(SALT_TEXT[:-1], "value", "x")),
        ("disclosure.malformed", disclosure(SALT_TEXT + "A", "value", "x")),
        ("disclosure.malformed", disclosure(SALT_TEXT + "\n", "value", "x")),
        ("disclosure.malformed", disclosure(SALT_TEXT[:-1] + "B", "value", "x")),
        ("disclosure.malformed", disclosure(1, "value", "x")),
        ("disclosure.malformed", base64url.encode(b'{"value":1}')),
        ("disclosure.malformed", disclosure(SALT_TEXT, "value", "x") + "="),
        ("json.malformed", ""),
        ("json.not_compact", base64url.encode(b'["%s", "value", "x"]' % SALT_TEXT.encode())),
        ("json.float", base64url.encode(b'["%s","value",1.5]' % SALT_TEXT.encode())),
        ("json.malformed", base64url.encode(b'["%s","value","\xff"]' % SALT_TEXT.encode())),
        ("disclosure.oversized", disclosure(SALT_TEXT, "value", "x" * 50_000)),
    ],
)
def test_a_disclosure_of_any_other_form_is_refused(rule_id: str, text: str) -> None:
    with malformed(rule_id):
        sealing.parse_disclosure(text)


def test_a_disclosure_of_65535_bytes_is_the_longest() -> None:
    frame = len(strict_json.dump([SALT_TEXT, "value", ""]))
    longest = 65_535 * 3 // 4 - frame
    _, given_with_it = sealing.seal("x" * longest, SALT)
    assert len(given_with_it.text) <= sealing.DISCLOSURE_BYTES_MAX
    with malformed("disclosure.oversized"):
        sealing.seal("x" * (longest + 2), SALT)


def test_a_salt_has_16_bytes() -> None:
    with pytest.raises(ValueError, match="16 random bytes"):
        sealing.seal("x", bytes(15))


def test_a_file_cut_off_behind_the_last_disclosure_is_refused() -> None:
    _, one = sealing.seal("x", SALT)
    with malformed("sd_jwt.malformed"):
        sealing.split(b"a.b.c~" + one.text.encode())


def test_the_same_disclosure_twice_is_refused() -> None:
    _, one = sealing.seal("x", SALT)
    with malformed("disclosure.repeated"):
        sealing.split(sealing.join(b"a.b.c", [one.text, one.text]))


def test_a_disclosure_that_is_not_ascii_is_refused() -> None:
    with malformed("sd_jwt.malformed"):
        sealing.split("a.b.c~é~".encode())


def test_digests_come_in_document_order_and_only_from_sealed_fields() -> None:
    one, _ = sealing.seal("one", SALT)
    two, _ = sealing.seal("two", bytes(16))
    wire: Json = {"b": [{"title": one}, {"open": {"value": "x"}}], "a": two, "text": '"_sd":["no"]'}
    found = list(sealing.digests_in(wire))
    assert [{"_sd": [digest]} for digest in found] == [one, two]
    assert all(re.fullmatch("[A-Za-z0-9_-]{43}", digest) for digest in found)


def test_opening_some_fields_leaves_the_others_sealed() -> None:
    one, given_with_one = sealing.seal("one", SALT)
    two, _ = sealing.seal("two", bytes(16))
    opened = sealing.opened([{"a": one}, {"b": two}], {given_with_one.digest: "one"})
    assert opened == [{"a": {"value": "one"}}, {"b": two}]
