"""The published schemas: current, valid in their dialect, and accepting exactly what typed decoding accepts.

The differential test breaks valid bodies in every way that a sender might, one member at a time and several at once,
and asks both. Floats are left out: strict JSON refuses them before either is asked (test_strict_json).
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ledger import schemas
from ledger.bodies import BODIES
from ledger.errors import FormatError
from ledger.events import typed_body
from ledger.strict_json import Json
from tests.refusals import malformed
from tests.sample_bodies import DIGEST, EVIDENCE, SAMPLES, VARIANTS

PUBLISHED = Path(schemas.__file__).parent
ALL = [*SAMPLES.items(), *VARIANTS]
Place = tuple[str | int, ...]

LENGTHS = (30, 31, 35, 36, 63, 64, 65, 126, 127, 128, 200, 201, 255, 256, 400, 401, 20_000, 20_001)
BOUNDS = (0, 1, 99, 100, 200, 201, 400, 401, 1_000, 1_001, 9_999, 10_000, 10_000_000, 10_000_001, 2**40, 2**40 + 1)
INTEGERS = (*BOUNDS, -1, 2**53 - 1, 2**53, 1 - 2**53, -(2**53), 2**63, 2**64, 2**70, -(2**70))
FULLWIDTH = str.maketrans("0123456789", "０１２３４５６７８９")
ARABIC = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")
TIMES = (
    "2026-02-30", "2026-13-01", "2026-00-10", "2026-01-00", "2026-01-32", "0001-01-01", "1899-12-31", "1900-01-01",
    "2199-12-31", "2200-01-01", "20260305", "2026-3-5", "2026-03-05T24:00:00+08:00", "2026-03-05T10:00:60+08:00",
    "2026-03-05T10:00:00Z", "2026-03-05T10:00:00", "2026-03-05T10:00:00.5+08:00", "2026-03-05T10:00:00+20:00",
    "2026-03-05 10:00:00+08:00", "2026-03-05T10:00:00-00:00", "9999-12-31T23:59:59-19:59",
)  # fmt: skip
WORDS = (
    "",
    " ",
    "x",
    "A",
    "all",
    "yes",
    "elected",
    "-a",
    "a-",
    "a_b",
    "a/b",
    "a/",
    "a//b",
    "é",
    "😀",
    "null",
    "true",
    "1",
)
SEALS: tuple[Json, ...] = (
    {},
    {"value": ""},
    {"value": "a\nb"},
    {"value": None},
    {"value": 1},
    {"value": ["x"]},
    {"value": {"value": "x"}},
    {"value": "x" * 201},
    {"value": "😀" * 200},
    {"value": "😀" * 201},
    {"value": "x" * 20_001},
    {"value": "😀" * 20_000},
    {"value": "😀" * 20_001},
    {"_sd": []},
    {"_sd": [DIGEST, DIGEST]},
    {"_sd": DIGEST},
    {"_sd": [DIGEST + "\n"]},
    {"_sd": [DIGEST[:-1]]},
    {"_sd": [None]},
    {"_sd": [DIGEST], "value": "x"},
    {"_sd": [DIGEST], "value": None},
    {"...": DIGEST},
)


def accepted_by_typed_decoding(name: str, data: Json) -> bool:
    """Ask the way that admits."""
    try:
        typed_body(BODIES[name], data)
    except FormatError:
        return False
    return True


def accepted_by_the_referee(name: str, data: Json) -> bool:
    """Ask the published contract."""
    try:
        schemas.check(name, data)
    except FormatError:
        return False
    return True


def places(data: Json, here: Place = ()) -> Iterator[Place]:
    """Yield the place of every value inside a body."""
    if isinstance(data, dict | list):
        for key, value in data.items() if isinstance(data, dict) else enumerate(data):
            yield (*here, key)
            yield from places(value, (*here, key))


def at(data: Any, place: Place) -> Any:
    """Return what stands at a place."""
    for key in place:
        data = data[key]
    return data


def put(data: Json, place: Place, value: Json) -> Json:
    """Return the body with another value at a place."""
    changed = deepcopy(data)
    at(changed, place[:-1])[place[-1]] = value
    return changed


def without(data: Json, place: Place) -> Json:
    """Return the body without what stands at a place."""
    changed = deepcopy(data)
    del at(changed, place[:-1])[place[-1]]
    return changed


def broken(value: Any) -> Iterator[Json]:
    """Yield what a sender might write instead of a value."""
    yield from (None, True, False, 0, 1, "", "x", [], {}, [value], {"value": value})
    match value:
        case bool():
            yield from ("true", "false")
        case int():
            yield from INTEGERS
            yield str(value)
        case str():
            yield from (
                value + "\n",
                "\n" + value,
                value + " ",
                value.upper(),
                value.lower(),
                value[:-1],
                value + value,
            )
            yield from (
                value.translate(FULLWIDTH),
                value.translate(ARABIC),
                value + "\u2028",
                value + "\r",
                value + "\0",
            )
            yield from (letter * length for letter in "a😀" for length in LENGTHS)
            yield from WORDS
            yield from TIMES
        case list():
            yield from (value * times for times in (2, 9, 51, 100, 101, 200, 201, 251, 301, 400, 401, 501))
            yield from ([*value, None], value[1:])
            yield {"0": value}
        case dict():
            yield from ({**value, "unknown": 1}, {**value, "": None}, list(value), list(value.values()))
            if value.keys() <= {"_sd", "value"}:
                yield from SEALS


@pytest.mark.parametrize(("name", "sample"), ALL)
def test_both_accept_the_samples(name: str, sample: Json) -> None:
    assert accepted_by_typed_decoding(name, sample)
    assert accepted_by_the_referee(name, sample)


def test_there_is_a_sample_with_every_member_of_every_type() -> None:
    assert list(SAMPLES) == list(BODIES)
    for name, body in BODIES.items():
        members = {field.encode_name for field in msgspec.structs.fields(body)}
        assert members == {member for other, sample in ALL if other == name for member in sample}


@pytest.mark.parametrize(("name", "sample"), ALL)
def test_both_accept_and_refuse_the_same_where_one_value_is_broken(name: str, sample: dict[str, Json]) -> None:
    # The members that all bodies share are broken once, in a short body.
    data: Json = sample if name == "meeting.opened" else {k: v for k, v in sample.items() if k not in EVIDENCE}
    parted: list[tuple[Place, Json]] = []
    for place in places(data):
        candidates = [without(data, place), *(put(data, place, value) for value in broken(at(data, place)))]
        parted += [
            (place, candidate)
            for candidate in candidates
            if accepted_by_typed_decoding(name, candidate) != accepted_by_the_referee(name, candidate)
        ]
    assert not parted


@given(st.data())
def test_both_accept_and_refuse_the_same_where_several_values_are_broken(data: st.DataObject) -> None:
    name, body = data.draw(st.sampled_from(ALL))
    candidate: Json = body
    for _ in range(data.draw(st.integers(1, 4))):
        inside = list(places(candidate))
        if not inside:
            break
        place = data.draw(st.sampled_from(inside))
        if data.draw(st.booleans()):
            candidate = without(candidate, place)
        else:
            candidate = put(candidate, place, data.draw(st.sampled_from(list(broken(at(candidate, place))))))
    assert accepted_by_typed_decoding(name, candidate) == accepted_by_the_referee(name, candidate)


@given(
    st.sampled_from(list(BODIES)),
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=5),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
        max_leaves=5,
    ),
)
def test_neither_takes_just_anything(name: str, data: Json) -> None:
    assert not accepted_by_typed_decoding(name, data)
    assert not accepted_by_the_referee(name, data)


def test_the_referee_tells_apart_what_it_must(monkeypatch: pytest.MonkeyPatch) -> None:
    """A control: with a looser schema the comparison above would see a difference."""
    loose = Draft202012Validator({"type": "object"})
    monkeypatch.setattr(schemas, "_validator", lambda _name: loose)
    candidate: Json = {"at": None}
    assert accepted_by_the_referee("meeting.opened", candidate)
    assert not accepted_by_typed_decoding("meeting.opened", candidate)


@pytest.mark.parametrize("name", BODIES)
def test_the_published_schema_is_the_generated_one(name: str, tmp_path: Path) -> None:
    file = f"{name}.v1.schema.json"
    schemas.write(tmp_path)
    assert (PUBLISHED / file).read_text(encoding="utf-8") == (tmp_path / file).read_text(encoding="utf-8")
    schema = json.loads((PUBLISHED / file).read_text(encoding="utf-8"))
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == schemas.DIALECT


def test_no_schema_is_published_for_a_type_that_is_not_there() -> None:
    assert {file.name for file in PUBLISHED.glob("*.json")} == {f"{name}.v1.schema.json" for name in BODIES}


def patterns(schema: Any) -> Iterator[str]:
    """Yield every pattern of a schema."""
    if isinstance(schema, dict):
        if isinstance(pattern := schema.get("pattern"), str):
            yield pattern
        for value in schema.values():
            yield from patterns(value)
    elif isinstance(schema, list):
        for item in schema:
            yield from patterns(item)


@pytest.mark.parametrize("name", BODIES)
def test_patterns_mean_the_same_in_every_dialect(name: str) -> None:
    found = list(patterns(schemas.schema_of(BODIES[name])))
    assert found
    for pattern in found:
        assert pattern.startswith("^")
        assert pattern.endswith(r"$(?!\n)")
        assert not {r"\d", r"\w", r"\s", r"\b"} & {pattern[i : i + 2] for i in range(len(pattern))}


@pytest.mark.parametrize("name", BODIES)
def test_every_list_and_every_text_has_a_maximum(name: str) -> None:
    def bounded(schema: Any) -> None:
        if isinstance(schema, dict):
            if schema.get("type") == "array":
                assert "maxItems" in schema
            if schema.get("type") == "string" and "enum" not in schema:
                endless = re.search(r"[*+]|\{[0-9]+,\}", re.sub(r"\[[^]]*\]|\\.", "x", schema.get("pattern", "x*")))
                assert "maxLength" in schema or not endless
            if schema.get("type") == "integer":
                assert {"minimum", "maximum"} <= schema.keys()
            if schema.get("type") == "object":
                assert schema["additionalProperties"] is False
            for value in schema.values():
                bounded(value)
        elif isinstance(schema, list):
            for item in schema:
                bounded(item)

    bounded(schemas.schema_of(BODIES[name]))


def test_the_referee_says_where_and_what() -> None:
    with malformed("schema.invalid") as caught:
        schemas.check("payment.approved", {"on": {"id": "1", "sha256": "x"}})
    assert "$.on" in caught.value.message
    assert "docs/reference/events.md#paymentapproved" in caught.value.advice
