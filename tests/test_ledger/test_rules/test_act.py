"""What a rule may look at: refs, parties, days, accounts, categories, shares and buildings, each with its refusal."""

from __future__ import annotations

import time
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime, timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from ledger import sealing
from ledger.bodies.accounts import Share
from ledger.bodies.shared import Ref
from ledger.events import parse_event
from ledger.keys import kid_of
from ledger.rules.act import Act
from ledger.rules.state import Meeting, Motion
from ledger.strict_json import Json
from tests.log_of import FUND, START, Book
from tests.refusals import refused

NEW_YEAR = datetime(2025, 1, 1, 3, 0, tzinfo=timezone(timedelta(hours=8)))
"""Still the last of December in UTC."""


def act_of(book: Book, who: str = "treasurer", subject: str = FUND, at: datetime = START) -> Act:
    """Return an act under judgement: a receipt that is signed and not admitted."""
    data: dict[str, Json] = {
        "account": "bank", "amount": 1, "date": "2024-07-01", "book_date": "2024-07-01", "category": "parking",
        "nature": "income", "description": {"value": "停车费"},
    }  # fmt: skip
    event = parse_event(sealing.split(book.sign(who, "income.recorded", subject, data))[0])
    community = book.history.community
    assert community.pack is not None
    return Act(event, at, community.members[who], community, community.pack, book.history.states, book.history)


def ref_of(book: Book, signed: bytes) -> Ref:
    return msgspec.convert(book.cast.ref(signed), Ref)


@pytest.fixture(scope="module")
def book() -> Book:
    return Book().with_money()


@pytest.fixture(scope="module")
def act(book: Book) -> Act:
    return act_of(book)


def admitted_or(rule_id: str | None) -> AbstractContextManager[Any]:
    return nullcontext() if rule_id is None else refused(rule_id)


@pytest.mark.parametrize("zone", ["UTC", "Asia/Shanghai", "Pacific/Kiritimati", "Pacific/Pago_Pago"])
def test_which_days_have_come_does_not_depend_on_the_zone_of_the_machine(
    zone: str, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    """At eight in the evening in China the next day has begun on Kiritimati, and the day before lasts on Pago Pago."""
    monkeypatch.setenv("TZ", zone)
    time.tzset()
    try:
        act = act_of(book, at=START.replace(hour=20))
        act.check_happened("2024-07-02")
        with refused("date.ahead"):
            act.check_happened("2024-07-03")
    finally:
        monkeypatch.undo()
        time.tzset()


def test_a_ref_gives_what_the_index_knows_of_its_event() -> None:
    book = Book().with_money()
    request = book.request()
    act = act_of(book)
    target = act.target(ref_of(book, request), "payment.cancelled", "payment.requested")
    assert target == book.history.target(str(book.cast.ref(request)["id"]))
    assert (target.type, target.subject) == ("mingzhang.payment.requested.v1", FUND)
    with refused("ref.type"):
        act.target(ref_of(book, request), "payment.executed")
    elsewhere = act_of(book, subject="fund/other")
    with refused("ref.stream"):
        elsewhere.target(ref_of(book, request), "payment.requested")
    assert elsewhere.any_target(ref_of(book, request), "payment.requested") == target


def test_approver_shown_another_request() -> None:
    """The operator shows one request and files another: the ref binds what was seen."""
    book = Book().with_money()
    request = book.request()
    seen = book.cast.ref(request) | {"sha256": "0" * 64}
    with refused("ref.mismatch"):
        book.record("chair", "payment.approved", FUND, on=seen)


def test_a_ref_to_nothing_or_into_another_stream_is_refused() -> None:
    book = Book().with_money()
    request = book.request()
    nothing: dict[str, Json] = {"id": "01900000-0000-7000-8000-000000000000", "sha256": "0" * 64}
    with refused("ref.unknown"):
        book.record("chair", "payment.approved", FUND, on=nothing)
    with refused("ref.stream"):
        book.record("chair", "payment.approved", "fund/other", on=book.cast.ref(request))


def test_a_member_has_acted_whatever_key_it_was() -> None:
    book = Book().with_money()
    book.record("vice", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-new"))
    old, new = (kid_of(book.cast.key(who)) for who in ("vice", "vice-new"))
    act = act_of(book, "vice")
    assert act.has_acted([old])
    assert act.has_acted([kid_of(book.cast.key("chair")), new])
    assert not act.has_acted([kid_of(book.cast.key("chair"))])
    assert not act.has_acted([])


def test_a_fund_is_asked_for_by_whoever_acts_in_it(act: Act, book: Book) -> None:
    assert act.open_fund() is book.fund is act.fund("common-income")
    with refused("fund.not_open"):
        act_of(book, subject="fund/none").open_fund()


def test_states_of_other_streams_are_there_and_empty(act: Act) -> None:
    assert act.motion("none") == Motion()
    assert act.meeting("none") == Meeting()
    assert act.source("ab" * 32).registered is None


@pytest.mark.parametrize(
    ("party", "rule_id"),
    [(UNSET, None), ("community", None), ("plumber", None), ("vice", None), ("nobody", "party.unknown")],
)
def test_a_party_is_registered_or_a_member_or_the_community(act: Act, party: Any, rule_id: str | None) -> None:
    with admitted_or(rule_id):
        act.check_party(party)


@pytest.mark.parametrize(
    ("day", "rule_id"),
    [
        (UNSET, None), ("2024-02-29", None), ("2023-02-29", "date.invalid"), ("2024-04-31", "date.invalid"),
        ("0000-01-01", "date.invalid"), ("9999-12-31", None),
    ],
)  # fmt: skip
def test_a_day_stands_in_the_calendar(act: Act, day: Any, rule_id: str | None) -> None:
    with admitted_or(rule_id):
        act.check_date("2024-07-01", day)


@pytest.mark.parametrize(
    ("time", "rule_id"),
    [(UNSET, None), ("2024-02-29T23:59:59+08:00", None), ("2023-02-29T10:00:00+08:00", "date.invalid")],
)
def test_an_instant_stands_in_the_calendar(act: Act, time: Any, rule_id: str | None) -> None:
    with admitted_or(rule_id):
        act.check_time(time)


@pytest.mark.parametrize(
    ("days", "rule_id"),
    [
        (["2024-12-31"], None), (["2025-01-01"], None), (["2025-01-02"], "date.ahead"),
        (["2024-01-01", "2025-01-02"], "date.ahead"), (["2025-01-02", "2024-01-01"], "date.ahead"),
        (["2024-12-32"], "date.invalid"), (["1949-10-01"], None),
    ],
)  # fmt: skip
def test_what_has_happened_lies_at_most_a_day_ahead_of_the_clock_in_utc(
    book: Book, days: list[str], rule_id: str | None
) -> None:
    """Somewhere on earth tomorrow (in UTC) has begun already; the day after it has not."""
    with admitted_or(rule_id):
        act_of(book, at=NEW_YEAR).check_happened(*days)


@given(hours=st.integers(-14, 14), ahead=st.integers(0, 400))
def test_the_zone_of_the_clock_changes_nothing(hours: int, ahead: int) -> None:
    day = (NEW_YEAR + timedelta(days=ahead)).date().isoformat()
    at = NEW_YEAR.astimezone(timezone(timedelta(hours=hours)))
    with admitted_or("date.ahead" if ahead > 0 else None):
        msgspec.structs.replace(_ACT, admitted_at=at).check_happened(day)


_ACT = act_of(Book().with_money())


def test_an_account_is_open_and_in_the_currency_of_the_fund() -> None:
    book = Book().with_money()
    dollars: dict[str, Json] = {
        "kind": "asset", "subtype": "bank", "name": {"value": "美元户"}, "holder": "community", "currency": "USD",
    }  # fmt: skip
    book.record("treasurer", "account.opened", "account/dollars", **dollars)
    act = act_of(book)
    act.check_account("bank", book.fund, "2024-07-01")
    with refused("account.not_open"):
        act.check_account("safe", book.fund, "2024-07-01")
    with refused("account.currency"):
        act.check_account("dollars", book.fund, "2024-07-01")


@pytest.mark.parametrize(
    ("category", "sides", "rule_id"),
    [
        ("parking", ("income",), None), ("parking/north-gate", ("income",), None), ("repairs", ("expense",), None),
        ("repairs", ("income", "expense"), None), ("repairs", ("income",), "category.side"),
        ("parking/repairs", ("expense",), "category.side"), ("gambling", ("income", "expense"), "category.unknown"),
        ("gambling/parking", ("income",), "category.unknown"),
    ],
)  # fmt: skip
def test_a_category_is_of_the_chart_and_of_the_side(
    act: Act, category: str, sides: tuple[Any, ...], rule_id: str | None
) -> None:
    with admitted_or(rule_id):
        act.check_category(category, *sides)


def test_the_advice_about_a_category_names_the_chart(act: Act) -> None:
    with refused("category.unknown") as refusal:
        act.check_category("gambling", "income")
    assert {"parking", "repairs"} <= set(refusal.value.advice.removeprefix("Use one of: ").rstrip(".").split(", "))


@pytest.mark.parametrize(
    ("shares", "rule_id"),
    [
        (UNSET, None), ([("b1", 7), ("b2", 3)], None), ([("b1", 10)], None), ([("b1", 7), ("b2", 2)], "allocation.sum"),
        ([("b1", 7), ("b9", 3)], "building.unknown"), ([], "allocation.sum"),
    ],
)  # fmt: skip
def test_shares_name_buildings_and_add_up_to_the_amount(act: Act, shares: Any, rule_id: str | None) -> None:
    found = shares if shares is UNSET else [Share(building=building, amount=amount) for building, amount in shares]
    with admitted_or(rule_id):
        act.check_shares(found, 10)


def test_what_a_domain_id_names_is_in_the_book_or_the_error_says_what_is_missing(act: Act) -> None:
    error = act.unresolved("contract", "lease")
    assert error.rule_id == "reference.unresolved"
    assert "contract 'lease'" in error.message
    assert "contract" in error.advice
