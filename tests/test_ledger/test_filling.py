"""Filling a draft from flags and answers: a text becomes what its member wants, or an error says what is wrong."""

from __future__ import annotations

import pytest

from ledger import filling, wording
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
        ("amount", "abc", "amount: a whole number from 1 on (a positive amount in minor units (分)"),
        ("amount", "0", "32000 is 320.00), not '0'"),
        ("amount", "1.5", "no whole number of 分"),
        ("amount", "1,200.00", "no whole number of 分"),
        ("amount", "1" * 5_000, "a whole number"),
        ("amount", "[" * 100_000, "a whole number"),
        ("amount", "true", "a whole number"),
        ("amount", "", "a whole number"),
        (
            "date",
            "2025年3月6日",
            "date: a day, YYYY-MM-DD, in the community's time zone, e.g. 2025-03-06, not '2025年3月6日'",
        ),
        ("date", "2025-02-30", "date: there is no day 2025-02-30"),
        ("account", "Bank", "account: an id within the community: small letters, digits and hyphens, e.g. "),
        ("nature", "gift", "nature: one of income, interest, deposit, advance_receipt, refund_received, transfer, not"),
        ("description", "", "description: a text, 1 to 20,000 characters, not ''"),
        ("allocation", '[{"building":"b1","amount":0}]', "allocation[0].amount: a whole number from 1 on"),
        ("for_expected", "the third one", "<event id>:<sha256>, not 'the third one'"),
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


def test_everything_that_does_not_fit_is_named_at_once_and_what_is_missing_with_it() -> None:
    texts = ["kind=friend", "party=Plumber"]
    with unusable("draft.value") as caught:
        filling.fill(BODIES["counterparty.registered"], texts, {}, complete=True)
    assert "kind: one of company, person, authority, member, not 'friend'" in caught.value.message
    assert "party: an id" in caught.value.message
    assert "name is missing: one short line of text" in caught.value.message
    with unusable("draft.value") as caught:
        filling.fill(BODIES["counterparty.registered"], texts, {})
    assert "missing" not in caught.value.message


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
    assert prompts[0] == (
        "at: an instant with its offset, YYYY-MM-DDTHH:MM:SS±HH:MM, e.g. 2025-03-06T19:30:00+08:00\nat"
    )
    assert prompts[1].endswith(", not 'later'\nat")


def test_nothing_is_asked_where_nothing_is_missing() -> None:
    def ask(_prompt: str) -> str:
        raise AssertionError

    for name, body in BODIES.items():
        assert filling.ask_missing(body, SAMPLES[name], ask) == SAMPLES[name]


def test_required_members_come_first() -> None:
    for body in BODIES.values():
        required = [field.required for field in wording.members_of(body).values()]
        assert required == sorted(required, reverse=True)
