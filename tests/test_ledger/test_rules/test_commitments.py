"""Budgets, contracts, receivables, emergencies and works: what is refused, and what a payment may then name."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest

from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused
from tests.test_ledger.test_rules.test_change_of_committee import leave, seat

LINES: list[Json] = [{"code": "lift", "category": "repairs/lift", "amount": 100}]


def adopted() -> Book:
    """A book with an adopted motion m-1."""
    book = Book().with_money()
    motion = book.table()
    for who in ("chair", "vice", "treasurer", "secretary", "member"):
        book.vote(who, motion, "yes")
    tally: list[Json] = [
        {"choice": choice, "ballots": 5 * (choice == "yes")} for choice in ("yes", "no", "abstain", "recuse")
    ]
    book.record("chair", "motion.closed", "motion/m-1", tally=tally, outcome="adopted", elected=[], alternates=[])
    return book


def budget(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {"kind": "initial", "period": "2024", "lines": LINES, "motion": "m-1"}
    return book.record("chair", "budget.adopted", FUND, **(data | changes))


def contract(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "contract": "c-1", "direction": "pay", "party": "plumber", "amount": 100, "from": "2024-07-01",
        "to": "2025-06-30", "schedule": [{"due": "2024-08-01", "amount": 30}], "purpose": {"value": "电梯大修"},
        "class": "repair",
    }  # fmt: skip
    return book.record("chair", "contract.signed", FUND, **(data | changes))


def expected(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "period": "2024-07", "category": "parking", "amount": 100, "payers_count": 3, "due": "2024-07-31",
        "basis": {"value": "车位合同"},
    }  # fmt: skip
    return book.record("treasurer", "income.expected", FUND, **(data | changes))


def test_a_budget_rests_on_an_adopted_motion() -> None:
    book = Book().with_money()
    with refused("reference.unresolved"):
        budget(book)
    book.table()
    with refused("budget.motion"):
        budget(book)
    budget(adopted())


def test_attack_a_budget_rests_on_a_resolution_that_has_ended() -> None:
    book = Book().with_money()
    motion = book.table()
    for who in ("chair", "vice", "treasurer"):
        book.vote(who, motion, "yes")
    book.at += timedelta(days=4)
    tally: list[Json] = [
        {"choice": choice, "ballots": 3 * (choice == "yes")} for choice in ("yes", "no", "abstain", "recuse")
    ]
    closed = book.record(
        "chair", "motion.closed", "motion/m-1", tally=tally, outcome="adopted", elected=[], alternates=[]
    )
    budget(book)
    book.record("chair", "resolution.ended", "motion/m-1", on=book.cast.ref(closed), reason="done")
    with refused("budget.motion"):
        budget(book)


def test_a_budget_has_lines_of_income_and_of_expense() -> None:
    book = adopted()
    budget(book, lines=[*LINES, {"code": "places", "category": "parking", "amount": 100}])
    assert {line.category for line in book.fund.commitments.budgets["2024"].values()} == {"repairs/lift", "parking"}


def test_a_contract_may_last_a_day_and_begins_on_one_that_is() -> None:
    book = Book().with_money()
    with refused("date.invalid"):
        contract(book, **{"from": "2024-06-31"})
    contract(book, to="2024-07-01")


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({}, "budget.kind"),
        ({"kind": "revision", "period": "2025"}, "budget.kind"),
        ({"kind": "revision", "lines": LINES * 2}, "budget.codes"),
        ({"kind": "revision", "lines": [{"code": "x", "category": "gambling", "amount": 1}]}, "category.unknown"),
    ],
)
def test_a_budget_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = adopted()
    budget(book)
    with refused(rule_id):
        budget(book, **changes)


def test_a_payment_names_contract_budget_line_and_emergency_of_its_fund() -> None:
    book = adopted()
    budget(book)
    contract(book)
    book.record("chair", "emergency.declared", FUND, case="e-1", estimate=100)
    book.request(motion="m-1", contract="c-1", budget_line="lift", emergency="e-1", stage="final")
    book.income(for_contract="c-1", for_expected=book.cast.ref(expected(book)))
    with refused("ref.type"):
        book.income(for_expected=book.cast.ref(book.request(payment="p-2")))


def test_a_line_that_a_revision_drops_resolves_no_more() -> None:
    book = adopted()
    budget(book)
    budget(book, kind="revision", lines=[{"code": "roof", "category": "repairs", "amount": 5}])
    with refused("reference.unresolved"):
        book.request(budget_line="lift")
    book.request(budget_line="roof")


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({}, "contract.id_reused"),
        ({"contract": "c-2", "party": "nobody"}, "party.unknown"),
        ({"contract": "c-2", "to": "2024-06-30"}, "contract.dates"),
        ({"contract": "c-2", "to": "2024-06-31"}, "date.invalid"),
        ({"contract": "c-2", "schedule": [{"due": "2024-06-31", "amount": 1}]}, "date.invalid"),
        ({"contract": "c-2", "motion": "m-9"}, "reference.unresolved"),
    ],
)
def test_a_contract_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    contract(book)
    with refused(rule_id):
        contract(book, **changes)


def test_an_amendment_changes_a_contract_that_there_is() -> None:
    book = Book().with_money()
    with refused("reference.unresolved"):
        book.record("chair", "contract.amended", FUND, contract="c-1", amount=1, reason="more_work")
    contract(book)
    with refused("contract.unchanged"):
        book.record("chair", "contract.amended", FUND, contract="c-1", reason="more_work")
    with refused("reference.unresolved"):
        book.record("chair", "contract.amended", FUND, contract="c-1", amount=1, reason="more_work", motion="m-9")
    with refused("date.invalid"):
        book.record("chair", "contract.amended", FUND, contract="c-1", ends="2024-06-31", reason="ended")
    book.record("chair", "contract.amended", FUND, contract="c-1", ends="2024-12-31", reason="ended")


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"category": "repairs"}, "category.side"),
        ({"due": "2024-06-31"}, "date.invalid"),
        ({"allocation": [{"building": "b1", "amount": 99}]}, "allocation.sum"),
    ],
)
def test_an_expected_income_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    with refused(rule_id):
        expected(Book().with_money(), **changes)


def test_an_emergency_is_confirmed_by_somebody_else_and_once_each() -> None:
    book = Book().with_money()
    declared = book.record("chair", "emergency.declared", FUND, case="e-1", estimate=100)
    with refused("emergency.case_reused"):
        book.record("chair", "emergency.declared", FUND, case="e-1", estimate=100)
    on: dict[str, Json] = {"on": book.cast.ref(declared), "authority": "plumber"}
    with refused("emergency.own"):
        book.record("chair", "emergency.confirmed", FUND, **on)
    with refused("party.unknown"):
        book.record("vice", "emergency.confirmed", FUND, **(on | {"authority": "nobody"}))
    book.record("vice", "emergency.confirmed", FUND, **on)
    with refused("emergency.confirmed_twice"):
        book.record("vice", "emergency.confirmed", FUND, **on)


def test_whoever_takes_over_a_seat_does_not_confirm_an_emergency_again() -> None:
    book = Book().with_money()
    declared = book.record("chair", "emergency.declared", FUND, case="e-1", estimate=100)

    def confirm(who: str) -> None:
        book.record(who, "emergency.confirmed", FUND, on=book.cast.ref(declared), authority="community")

    confirm("member")
    leave(book, "member")
    seat(book, "chair", "vice", "newcomer", 5)
    with refused("emergency.confirmed_twice"):
        confirm("newcomer-key")
    confirm("vice")


def test_works_belong_to_a_contract() -> None:
    book = Book().with_money()
    with refused("reference.unresolved"):
        book.record("chair", "work.accepted", FUND, contract="c-1", result="accepted")
    contract(book)
    book.record("chair", "work.accepted", FUND, contract="c-1", result="accepted")
    review: dict[str, Json] = {"submitted": 100, "approved": 95, "reviewer": "plumber"}
    with refused("role.not_held"):
        book.record("chair", "work.reviewed", FUND, contract="c-1", **review)
    term: Json = {"from": "2024-07-01", "to": "2027-06-30"}
    appointed = book.record(
        "chair", "member.appointed", "community", member="auditor", name={"value": "审样例"}, body="auditor",
        roles=["auditor"], kind="hired", term=term, basis={"value": "委托书"}, key=book.cast.jwk("auditor"),
    )  # fmt: skip
    book.confirm("vice", appointed)
    book.put(book.cast.enrolment("auditor", book.at, "auditor"))
    book.record("auditor", "work.reviewed", FUND, contract="c-1", **review)
    with refused("reference.unresolved"):
        book.record("auditor", "work.reviewed", FUND, contract="c-9", **review)
    with refused("party.unknown"):
        book.record("auditor", "work.reviewed", FUND, contract="c-1", **(review | {"reviewer": "nobody"}))
