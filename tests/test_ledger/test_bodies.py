"""The typed bodies: a closed catalogue, and which fields are sealed, published or open."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any, get_args

import msgspec
import pytest

from ledger.bodies import BODIES, accounts, community
from ledger.bodies.assembly import PublicVote, VaultVote
from ledger.bodies.shared import FirmOrPersonLine, Line, PublicLine, PublicText, Sealed, VaultLine, VaultNonce
from ledger.events import typed_body
from ledger.strict_json import Json
from tests.refusals import malformed
from tests.sample_bodies import DIGEST, SAMPLES, SHA256


def types_in(hint: Any) -> Iterator[type]:
    """Yield every plain type that an annotation is made of."""
    if isinstance(hint, type) and not get_args(hint):
        yield hint
    for argument in get_args(hint):
        yield from types_in(argument)


def structs_in(body: type) -> Iterator[type[msgspec.Struct]]:
    """Yield a body and every struct inside it."""
    if issubclass(body, msgspec.Struct):
        yield body
        for field in msgspec.structs.fields(body):
            for inner in types_in(field.type):
                yield from structs_in(inner)


@pytest.mark.parametrize(("name", "body"), BODIES.items())
def test_a_body_says_what_it_is_in_both_languages(name: str, body: type[msgspec.Struct]) -> None:
    english, chinese = BODIES[name].titles
    assert re.fullmatch("[A-Z][A-Za-z ]+", english)
    assert re.fullmatch("[\u4e00-\u9fff]+", chinese)
    assert body.__doc__
    assert re.fullmatch("[a-z_]+[.][a-z]+", name)


def test_no_two_types_share_a_title() -> None:
    for titles in zip(*(body.titles for body in BODIES.values()), strict=True):
        assert len(set(titles)) == len(BODIES)


@pytest.mark.parametrize("body", BODIES.values())
def test_every_object_is_frozen_and_refuses_unknown_members(body: type[msgspec.Struct]) -> None:
    for struct in structs_in(body):
        assert struct.__struct_config__.frozen
        assert struct.__struct_config__.forbid_unknown_fields


def test_every_kind_of_sealed_field_says_whether_it_is_published_and_may_be_open() -> None:
    kinds = {kind for body in BODIES.values() for kind in structs_in(body) if issubclass(kind, Sealed)}
    assert {kind: (kind.published, kind.may_be_open) for kind in kinds} == {
        PublicLine: (True, False),
        PublicText: (True, False),
        VaultLine: (False, False),
        VaultNonce: (False, False),
        FirmOrPersonLine: (False, True),
        VaultVote: (False, False),
        PublicVote: (True, False),
    }


def test_free_text_and_names_of_persons_are_sealed_wherever_they_stand() -> None:
    """A line of text stands in clear only where it names a community, a building, a bank, a fund or an invoice."""
    in_clear = {
        (struct.__name__, field.encode_name)
        for body in BODIES.values()
        for struct in structs_in(body)
        if not issubclass(struct, Sealed)
        for field in msgspec.structs.fields(struct)
        if Line in (field.type, *get_args(field.type))
    }
    assert in_clear == {
        ("CommunityFounded", "name"),
        ("Building", "name"),
        ("AccountOpened", "bank"),
        ("FundOpened", "name"),
        ("Invoice", "number"),
    }


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("ballot.cast", {"options": ["a"]}),
        ("attendance.recorded", {"observers": 1}),
        ("minutes.recorded", {"document": SHA256}),
        ("movement.imported", {"postings": [{"amount": 1}, {"account": "a", "amount": -1}]}),
        ("movement.imported", {"postings": [{"account": "a", "category": "b", "amount": 1}] * 2}),
        ("import.completed", {"totals": [{"fund": "f", "amount": 1}]}),
        ("income.recorded", {"description": {"_sd": [DIGEST], "value": "both"}}),
        ("income.recorded", {"description": {}}),
    ],
)
def test_members_that_exclude_each_other_stand_alone(name: str, change: dict[str, Json]) -> None:
    with malformed("schema.invalid"):
        typed_body(BODIES[name], SAMPLES[name] | change)


@pytest.mark.parametrize("amount", [0, -1, 2**53, True, "100", 1.0, None])
def test_an_amount_is_a_positive_whole_number_of_minor_units(amount: Json) -> None:
    with malformed("schema.invalid"):
        typed_body(BODIES["payment.executed"], SAMPLES["payment.executed"] | {"amount": amount})


def test_wire_names_that_are_python_words_are_renamed_and_come_back() -> None:
    appointed = typed_body(community.MemberAppointed, SAMPLES["member.appointed"])
    assert isinstance(appointed, community.MemberAppointed)
    assert appointed.term.from_ == "2026-03-05"
    for name, sample in SAMPLES.items():
        assert msgspec.to_builtins(typed_body(BODIES[name], sample)) == sample


def test_length_limits_count_characters_and_not_bytes() -> None:
    opened = SAMPLES["account.opened"]
    typed_body(accounts.AccountOpened, opened | {"bank": "😀" * 200})
    with malformed("schema.invalid"):
        typed_body(accounts.AccountOpened, opened | {"bank": "😀" * 201})
