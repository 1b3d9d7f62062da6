"""Filling a draft from flags and answers: a text becomes what its member wants, or an error says what is wrong."""

from __future__ import annotations

import pytest

from ledger import filling
from ledger.bodies import BODIES
from ledger.strict_json import Json
from tests.refusals import unusable
from tests.sample_bodies import REF, SAMPLES, SHA256

EVENT_ID = "01930000-0000-7000-8000-000000000001"


@pytest.mark.parametrize(
    ("name", "member", "text", "value"),
    [
        ("payment.executed", "amount", "80000", 80_000),
        ("payment.executed", "account", "12", "12"),
        ("payment.executed", "bank_ref", "0012", "0012"),
        ("payment.executed", "bank_ref", "null", "null"),
        ("payment.executed", "bank_ref", '"quoted"', '"quoted"'),
        ("income.recorded", "description", "七月停车费", {"value": "七月停车费"}),
        ("income.recorded", "description", "12", {"value": "12"}),
        ("income.recorded", "description", "a=b", {"value": "a=b"}),
        ("community.founded", "simulated", "true", True),
        ("fund.opened", "scope", "all", "all"),
        ("fund.opened", "scope", '["b1"]', ["b1"]),
        ("payment.approved", "on", f"{EVENT_ID}:{SHA256}", REF),
        ("motion.closed", "elected", "[]", []),
    ],
)
def test_a_text_becomes_what_its_member_wants(name: str, member: str, text: str, value: Json) -> None:
    assert filling.fill(BODIES[name], [f"{member}={text}"], {}) == {member: value}


@pytest.mark.parametrize(
    ("member", "text", "reason"),
    [
        ("amount", "abc", "Expected `int`, got `str`"),
        ("amount", "0", "Expected `int` >= 1"),
        ("amount", "1.5", "no whole number of 分"),
        ("amount", "1,200.00", "no whole number of 分"),
        ("amount", "1" * 5_000, "Expected `int`"),
        ("amount", "[" * 100_000, "Expected `int`"),
        ("amount", "true", "Expected `int`, got `bool`"),
        ("amount", "", "Expected `int`"),
        ("account", "Bank", "matching regex"),
        ("nature", "gift", "Invalid enum value 'gift'"),
        ("description", "", "of length >= 1"),
        ("allocation", '[{"building":"b1","amount":0}]', "`$[0].amount`"),
        ("for_expected", "the third one", "Expected `object`, got `str`"),
    ],
)
def test_a_text_that_does_not_fit_is_told_why(member: str, text: str, reason: str) -> None:
    with unusable("draft.value") as caught:
        filling.value_of(BODIES["income.recorded"], member, text)
    assert reason in caught.value.message
    assert len(caught.value.message) < 300


def test_a_flag_without_a_value_and_a_member_that_is_not_there_are_refused() -> None:
    with unusable("draft.flag"):
        filling.fill(BODIES["payment.approved"], ["reason"], {})
    with unusable("draft.member") as caught:
        filling.fill(BODIES["payment.approved"], ["amount=1"], {})
    assert "on" in caught.value.advice


def test_flags_come_on_top_of_what_is_there() -> None:
    there: dict[str, Json] = {"reason": "from_file"}
    assert filling.fill(BODIES["payment.approved"], ["reason=from_flag"], there) == {"reason": "from_flag"}
    assert there == {"reason": "from_file"}


def test_what_is_missing_is_asked_for_again_until_it_fits() -> None:
    answers = iter(["later", "2026-03-05T10:00:00+08:00"])
    prompts = []

    def ask(prompt: str) -> str:
        prompts.append(prompt)
        return next(answers)

    filled = filling.ask_missing(BODIES["meeting.opened"], {}, ask)
    assert filled == {"at": "2026-03-05T10:00:00+08:00"}
    assert prompts[0] == "at"
    assert "does not fit" in prompts[1]


def test_nothing_is_asked_where_nothing_is_missing() -> None:
    def ask(_prompt: str) -> str:
        raise AssertionError

    for name, body in BODIES.items():
        assert filling.ask_missing(body, SAMPLES[name], ask) == SAMPLES[name]


def test_required_members_come_first() -> None:
    for body in BODIES.values():
        required = [field.required for field in filling.members_of(body).values()]
        assert required == sorted(required, reverse=True)
