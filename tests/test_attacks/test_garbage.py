"""Garbage from a member with a good key: whatever is signed, the rules admit it or refuse it, and never break.

A crash of the ledger is a crash of every verifier that replays it, so a `KeyError` here would let one officer stop the
book for everybody.
"""

from __future__ import annotations

from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import msgspec
from hypothesis import given
from hypothesis import strategies as st

from ledger.bodies import BODIES
from ledger.demo.cast import SEATS
from ledger.errors import FormatError, RuleError
from ledger.rules.packs import load, pin_of
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.sample_bodies import SAMPLES, SHA256, VARIANTS

IDS = ["common-income", "bank", "plumber", "chair", "vice", "treasurer", "community", "b1", "m-1", "p-1", "mt-1", "x"]
SUBJECTS = {
    "community": ["community"],
    "fund": [FUND, "fund/x"],
    "account": ["account/bank", "account/x"],
    "motion": ["motion/m-1", "motion/x"],
    "meeting": ["meeting/mt-1", "meeting/x"],
    "source": [f"source/{SHA256}"],
    "document": [f"document/{SHA256}"],
}
ANY_SUBJECT = [subject for subjects in SUBJECTS.values() for subject in subjects] + ["inquiry/x"]
AMOUNTS = [100, 80_000, 500_000, 2**53 - 1, -1, 0, -(2**53 - 1)]
PACK = load(pin_of("cn-2021"))
DAYS = ["2024-07-01", "2024-02-30", "1900-01-01", "2199-12-31"]
TIMES = [
    "2024-07-01T09:00:00+08:00",
    "2024-02-30T09:00:00+08:00",
    "1900-01-01T00:00:00+19:59",
    "2199-12-31T23:59:59-19:59",
]


def opened(value: Any) -> Any:
    """Return a body with every sealed field open."""
    if isinstance(value, dict):
        return {"value": "样例"} if "_sd" in value else {name: opened(member) for name, member in value.items()}
    return [opened(item) for item in value] if isinstance(value, list) else value


def alike(value: Any) -> list[Any]:
    """Return values of the same kind, known to the book or not."""
    others: list[Any] = [value]
    match value:
        case bool():
            others = [True, False]
        case int():
            others = [*AMOUNTS, 1, 2, 5]
        case str() if value in IDS:
            others = IDS
        case str() if len(value) == 10 and value[:2] == "20":
            others = DAYS
        case str() if len(value) == 25 and value[10] == "T":
            others = TIMES
        case list():
            others = [[], value * 2, value]
    return others


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Yield (holder, key) of every value inside a body that may be exchanged."""
    if isinstance(value, dict | list):
        for key, member in value.items() if isinstance(value, dict) else enumerate(value):
            if alike(member) != [member]:
                yield value, key
            yield from places(member)


def with_refs(draw: st.DrawFn, value: Any, refs: list[Json]) -> Any:
    """Return a body whose refs name events of the book, or one that is not there."""
    if isinstance(value, dict):
        if value.keys() == {"id", "sha256"} and len(value["id"]) == 36:
            return draw(st.sampled_from(refs))
        return {name: with_refs(draw, member, refs) for name, member in value.items()}
    return [with_refs(draw, item, refs) for item in value] if isinstance(value, list) else value


@st.composite
def bodies(draw: st.DrawFn, name: str, refs: list[Json]) -> dict[str, Json]:
    """Draw a body of a type: some of its optional members, and a few values exchanged for others of their kind."""
    sample = draw(st.sampled_from([body for other, body in [*SAMPLES.items(), *VARIANTS] if other == name]))
    optional = [f.encode_name for f in msgspec.structs.fields(BODIES[name]) if not f.required]
    kept = draw(st.sets(st.sampled_from(optional), max_size=3))
    apart = set(optional) - kept - {"choice", "options", "member", "observers", "text", "document"}
    body = with_refs(
        draw, deepcopy({name: opened(member) for name, member in sample.items() if name not in apart}), refs
    )
    for holder, key in draw(st.lists(st.sampled_from(list(places(body))), max_size=3)) if list(places(body)) else []:
        holder[key] = draw(st.sampled_from(alike(holder[key])))
    return body  # type: ignore[no-any-return]


def signers(name: str) -> st.SearchStrategy[str]:
    """Draw who signs: mostly somebody whom the pack allows to."""
    act = PACK.acts.get(name)
    allowed = [who for who in SEATS if act is not None and {who, "seat", "self", "member_of_any_body"} & set(act.by)]
    return st.sampled_from([*allowed * 3, *SEATS])


@given(st.data())
def test_whatever_a_member_signs_is_admitted_or_refused(data: st.DataObject) -> None:
    book = Book().with_money()
    request, motion = book.request(), book.table()
    refs: list[Json] = [book.cast.ref(event) for event in (request, motion, book.execute(request), book.income())]
    refs.append({"id": "01930000-0000-7000-8000-000000000001", "sha256": SHA256})
    for _ in range(data.draw(st.integers(1, 8))):
        name = data.draw(st.sampled_from(list(BODIES)))
        subject = data.draw(st.sampled_from(SUBJECTS.get(BODIES[name].stream, ANY_SUBJECT)))
        body = data.draw(bodies(name, refs))
        try:
            signed = book.sign(data.draw(signers(name)), name, subject, body)
        except FormatError:
            continue
        try:
            book.put(signed)
        except (RuleError, FormatError) as error:
            assert error.advice  # noqa: PT017
        else:
            refs.append(book.cast.ref(signed))
