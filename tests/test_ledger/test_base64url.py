"""Base64url: one text per byte string."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger import base64url
from ledger.errors import FormatError
from tests.refusals import malformed

RULE = "some.rule"


@given(st.binary(max_size=200))
def test_encode_and_decode_are_inverses(raw: bytes) -> None:
    text = base64url.encode(raw)
    assert base64url.decode(text, RULE) == raw
    assert base64url.decode(text.encode(), RULE) == raw


@given(st.text(st.sampled_from("ABab01-_+/=\n é\ud800"), max_size=12) | st.binary(max_size=12))
def test_whatever_is_accepted_is_the_one_text_of_its_bytes(text: str | bytes) -> None:
    try:
        raw = base64url.decode(text, RULE)
    except FormatError:
        return
    assert base64url.encode(raw) == (text if isinstance(text, str) else text.decode())


@pytest.mark.parametrize(
    "text", ["AA==", "AA=", "AAAA=", "AAAA====", "A", "AB", "AAB", "A A", "AA\n", "+/+/", "AAA*", "é", "\ud800", "AA\0"]
)
def test_a_second_text_of_the_same_bytes_is_refused(text: str) -> None:
    with malformed(RULE):
        base64url.decode(text, RULE)


def test_the_example_of_rfc_7515_appendix_c() -> None:
    assert base64url.encode(bytes([3, 236, 255, 224, 193])) == "A-z_4ME"
