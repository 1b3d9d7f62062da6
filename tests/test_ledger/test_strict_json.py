"""Strict JSON: one text for one value, and nothing but `FormatError` for everything else."""

from __future__ import annotations

import json

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from ledger.errors import FormatError
from ledger.strict_json import DEPTH_MAX, INTEGER_MAX, Json, check, check_text, dump, parse
from ledger.unicode14 import UNASSIGNED
from tests.refusals import malformed

# Categories without half surrogate pairs; what is not NFC or forbidden is filtered by the reference.
TEXT = st.text(st.characters(exclude_categories=("Cs", "Cc", "Cn")), max_size=20)
SCALARS = st.none() | st.booleans() | st.integers(-INTEGER_MAX, INTEGER_MAX) | TEXT
VALUES: st.SearchStrategy[Json] = st.recursive(
    SCALARS, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXT, inner, max_size=4), max_leaves=12
)
JSON_PIECES = st.sampled_from(
    ["{", "}", "[", "]", ",", ":", '"', "\\", "\\u", "d800", "dc00", "0", "-", "1.0", "e5", "null", "true", " ", "\n"]
)


def acceptable(value: Json) -> bool:
    """Tell whether the reference accepts a value whose strings may hold line feeds."""
    try:
        check(value, line_feeds=True)
    except FormatError:
        return False
    return True


@given(VALUES.filter(acceptable))
def test_parse_and_dump_are_inverses(value: Json) -> None:
    assert parse(dump(value), line_feeds=True) == value


@given(VALUES.filter(acceptable))
def test_the_accepted_form_is_that_of_json_stringify(value: Json) -> None:
    assert dump(value) == json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


@given(st.binary(max_size=60) | st.lists(JSON_PIECES, max_size=20).map(lambda pieces: "".join(pieces).encode()))
@example(b"1" * 5000)
@example(b"[" * 100_000)
@example(b'"\xed\xa0\x80"')
@example(b'"\\ud800"')
def test_arbitrary_bytes_raise_nothing_but_a_format_error(raw: bytes) -> None:
    try:
        value = parse(raw)
    except FormatError:
        return
    assert dump(value) == raw


COMBINING = ["\u0301", "\u0338", "\u1161", "\u0323\u0301", "\u0301\u0323"]
ANY_TEXT = st.text(max_size=8) | st.sampled_from(
    [
        "\U00010efd",
        "x\u0301\U00010efd",
        "\u0378",
        "\uffff",
        "\x7f",
        "e\u0301",
        "<\u0338",
        "\u1100\u1161",
        "\u202e",
        "\u2066",
        "\x85",
        "é",
        "\u2028",
        *COMBINING,
    ]
)
ANY_VALUES: st.SearchStrategy[Json] = st.recursive(
    st.integers(-(2**70), 2**70) | ANY_TEXT | st.sampled_from([INTEGER_MAX, -INTEGER_MAX, INTEGER_MAX + 1]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(ANY_TEXT, inner, max_size=3),
    max_leaves=8,
)


@given(ANY_VALUES, st.integers(0, DEPTH_MAX + 2), st.booleans())
def test_the_fast_way_of_parse_accepts_exactly_what_the_walk_accepts(
    value: Json, wrapped: int, line_feeds: bool
) -> None:
    for _ in range(wrapped):
        value = [value]
    raw = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "surrogatepass")
    refusal: str | None = None
    try:
        check(value, line_feeds=line_feeds)
    except FormatError as error:
        refusal = error.rule_id
    if refusal is None:
        assert parse(raw, line_feeds=line_feeds) == value
    else:
        with pytest.raises(FormatError):
            parse(raw, line_feeds=line_feeds)


@pytest.mark.parametrize(
    ("rule_id", "raw"),
    [
        ("json.not_compact", b'{"a":1,"a":1}'),
        ("json.not_compact", b'{"a":1,"a":2}'),
        ("json.not_compact", b'{"a":{"b":1,"b":2}}'),
        ("json.not_compact", b"-0"),
        ("json.not_compact", b' {"a":1}'),
        ("json.not_compact", b'{"a":1}\n'),
        ("json.not_compact", b'{"a": 1}'),
        ("json.not_compact", b'"\\u0041"'),
        ("json.not_compact", b'"\\/"'),
        ("json.not_compact", b'"\\ud83d\\ude00"'),
        ("json.float", b"1.0"),
        ("json.float", b"1e5"),
        ("json.float", b"[1E400]"),
        ("json.float", b"-0.0"),
        ("json.integer", b"9007199254740992"),
        ("json.integer", b"-9007199254740992"),
        ("json.integer", b"1" * 400),
        ("json.depth", b"[" * 17 + b"]" * 17),
        ("json.depth", b"[" * 5000 + b"]" * 5000),
        ("json.depth", b'{"a":' * 17 + b"1" + b"}" * 17),
        ("json.malformed", b""),
        ("json.malformed", b"NaN"),
        ("json.malformed", b"01"),
        ("json.malformed", b"{'a':1}"),
        ("json.malformed", b'{"a":1}{}'),
        ("json.malformed", b"\xef\xbb\xbf{}"),
        ("json.malformed", '"中"'.encode("gb18030")),
        ("json.malformed", b'"\xc0\x80"'),
        ("json.malformed", b'"\xed\xa0\x80"'),
        ("json.malformed", b'"\\ud800"'),
        ("json.text", b'"\\n"'),
        ("json.text", b'"\\u0000"'),
        ("json.text", '"\u0085"'.encode()),
        ("json.text", '"\u202ebuya"'.encode()),
        ("json.text", '"\u2069"'.encode()),
        ("json.text", '"e\u0301"'.encode()),
        ("json.text", '{"e\u0301":1}'.encode()),
        ("json.text", '"x\u0301\U00010efd"'.encode()),
        ("json.text", '{"\U00010efd":1}'.encode()),
        ("json.text", '"\u0378"'.encode()),
        ("json.text", '"\uffff"'.encode()),
        ("json.text", '"\U0010ffff"'.encode()),
    ],
)
def test_each_second_encoding_and_each_limit_is_refused_under_its_rule(rule_id: str, raw: bytes) -> None:
    with malformed(rule_id):
        parse(raw)


@pytest.mark.parametrize(
    "raw", [b"9007199254740991", b"-9007199254740991", b"[" * 16 + b"]" * 16, '"\u2028 é 😀 \x7f"'.encode()]
)
def test_what_lies_on_the_limit_is_accepted(raw: bytes) -> None:
    assert dump(parse(raw)) == raw


def test_a_line_feed_stands_in_sealed_values_only_and_in_no_member_name() -> None:
    assert parse(b'"a\\nb"', line_feeds=True) == "a\nb"
    with malformed("json.text"):
        parse(b'{"a\\nb":1}', line_feeds=True)


@pytest.mark.parametrize("line_feeds", [False, True])
def test_of_all_characters_those_are_refused_that_the_format_names(*, line_feeds: bool) -> None:
    controls = {*range(0x20), *range(0x80, 0xA0)} - ({0x0A} if line_feeds else set())
    named = controls | {*range(0x202A, 0x202F), *range(0x2066, 0x206A), *range(0xD800, 0xE000)}
    named |= {code for first, last in UNASSIGNED for code in range(first, last + 1)}
    assert {code for code in range(0x110000) if _is_refused_anywhere(chr(code), line_feeds=line_feeds)} == named


def _is_refused_anywhere(character: str, *, line_feeds: bool) -> bool:
    """Tell whether a character is refused for itself, and not because a text of it alone is not NFC."""
    try:
        check_text(character, line_feeds=line_feeds)
    except FormatError as error:
        return "is not allowed in text" in error.message
    return False


@pytest.mark.parametrize(
    ("rule_id", "value"),
    [
        ("json.text", "\ud800"),
        ("json.text", {"\ud800": 1}),
        ("json.integer", 2**53),
        ("json.float", 1.0),
        ("json.float", float("nan")),
    ],
)
def test_what_has_no_strict_form_is_not_written(rule_id: str, value: Json) -> None:
    with malformed(rule_id):
        dump(value)
