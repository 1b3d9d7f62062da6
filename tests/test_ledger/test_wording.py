"""What is wrong with a body is told in words: the member, what it wants, an example, and everything at once."""

from __future__ import annotations

from typing import Annotated, Any

import pytest
from msgspec import Meta

from ledger.bodies import BODIES
from ledger.bodies.shared import Amount
from ledger.strict_json import Json
from ledger.wording import faults_in, faults_of, members_of, wanted
from tests.sample_bodies import SAMPLES


@pytest.mark.parametrize("name", BODIES)
def test_a_body_that_is_right_has_no_faults(name: str) -> None:
    assert faults_in(BODIES[name], SAMPLES[name]) == ""


def test_all_that_is_wrong_and_all_that_is_missing_is_named() -> None:
    data: Json = {"amount": "x", "date": "2025年3月6日", "book_date": "2025-02-30", "colour": 1}
    assert faults_in(BODIES["payment.executed"], data).split("; ") == [
        f"amount: {wanted(Amount)}, not 'x'",
        "date: a day, YYYY-MM-DD, in the community's time zone, e.g. 2025-03-06, not '2025年3月6日'",
        "book_date: there is no day 2025-02-30",
        "colour: there is no such member",
        "there are on, account, amount, date, book_date, bank_ref, documents, note",
        "on is missing: the event that is acted upon, <event id>:<sha256>",
        "account is missing: an id within the community: small letters, digits and hyphens, e.g. lift-2026",
        "bank_ref is missing: the bank's reference of the booking, 1 to 64 characters",
    ]


@pytest.mark.parametrize(
    ("name", "data", "words"),
    [
        ("payment.approved", {"on": {"id": "1", "sha256": "x"}}, "on.id: UUIDv7 in lower case, not '1'; on.sha256: "),
        ("attendance.recorded", {"mode": "present"}, "names exactly one of member and observers"),
        ("attendance.recorded", [], 'an object, {"mode": …}, not []'),
        ("payment.executed", {str(n): n for n in range(100)}, "and 94 more"),
        ("counterparty.registered", {"party": "p", "kind": "company", "name": "x"}, "name: one short line of text"),
    ],
)
def test_a_fault_says_where_it_is(name: str, data: Json, words: str) -> None:
    assert words in faults_in(BODIES[name], data)


def test_no_message_shows_a_pattern_or_a_name_of_a_type_of_the_program() -> None:
    for body in BODIES.values():
        for member in members_of(body).values():
            words = wanted(member.type)
            assert not {"^", "`str`", "regex", "Literal"} & set(words.split()), words
            assert "^" not in words


def test_a_number_a_text_or_a_list_of_texts_with_patterns_is_judged_as_often_as_one_likes() -> None:
    """Over this form msgspec 0.22 ends the whole process, where it is asked about it outside of a struct."""
    code: Any = Annotated[str, Meta(pattern="^[a-z]$")]
    form = Annotated[int, Meta(ge=0, le=9)] | code | Annotated[list[code], Meta(max_length=2)]
    good: list[Json] = [1, "a", ["a"]]
    bad: list[Json] = [10, "A", ["A"], None]
    for _ in range(50):
        assert not any(faults_of(form, value, "it") for value in good)
        assert all(faults_of(form, value, "it") for value in bad)
