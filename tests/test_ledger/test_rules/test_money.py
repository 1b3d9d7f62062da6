"""Rules of accounts, funds, receipts, outflows and imported rows; what each movement posts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.state import Fund
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused
from tests.test_ledger.test_rules.old_books import (
    SOURCE,
    account_data,
    fund_data,
    imported,
    register,
    row_of,
    without_opening,
)


def outflow(book: Book, who: str = "treasurer", **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "account": "bank",
        "amount": 1_500,
        "date": "2024-07-02",
        "book_date": "2024-07-02",
        "kind": "bank_charge",
        "category": "bank_charge",
        "bank_ref": "charge-1",
    }
    return book.record(who, "outflow.recorded", FUND, **(data | changes))


def balances(fund: Fund) -> dict[str, int]:
    return {code: amount for (_kind, code), amount in fund.balances.items()}


def test_an_opening_balance_counts_when_a_second_person_confirmed_it() -> None:
    book = without_opening()
    opening = book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")
    assert balances(book.fund) == {}

    book.confirm("chair", opening)

    assert balances(book.fund) == {"bank": 500, "net-assets": -500}


def test_movements_recorded_while_an_opening_balance_waits_do_not_spoil_it() -> None:
    book = without_opening()
    opening = book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")
    book.income()
    book.confirm("chair", opening)

    assert balances(book.fund)["bank"] == 500 + 120_000


def test_imported_rows_up_to_the_opening_balance_are_history_and_move_no_balance() -> None:
    book = without_opening()
    register(book)
    imported(book, 1, "2024-06-01")
    imported(book, 2, "2024-07-01")
    opening = book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")
    book.confirm("chair", opening)
    imported(book, 3, "2024-06-30")

    assert balances(book.fund) == {"bank": 1_200, "net-assets": -500, "parking": -700}


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({}, "balance.opened_twice"),
        ({"account": "cash", "as_of": "2024-06-29"}, "balance.as_of"),
        ({"account": "safe"}, "account.not_open"),
        ({"account": "cash", "as_of": "2024-02-30"}, "date.invalid"),
    ],
)
def test_an_opening_balance_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", **(account_data() | {"subtype": "cash"}))
    data: dict[str, Json] = {"account": "bank", "amount": 1, "as_of": "2024-06-30"}
    with refused(rule_id):
        book.record("treasurer", "balance.opened", FUND, **(data | changes))


def test_an_opening_balance_after_a_later_movement_is_refused() -> None:
    book = without_opening()
    book.income()
    with refused("balance.too_late"):
        book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")


def with_cash(book: Book) -> Book:
    book.record("treasurer", "account.opened", "account/cash", **(account_data() | {"subtype": "cash"}))
    return book


def test_a_movement_of_the_very_day_of_the_opening_balance_leaves_it_in_time() -> None:
    book = without_opening()
    book.income(date="2024-06-30")
    book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")


@pytest.mark.parametrize(("value", "rule_id"), [("2024-06-31", "date.invalid"), ("2024-07-03", "date.ahead")])
def test_an_opening_balance_counts_on_a_day_that_is_and_that_has_come(value: str, rule_id: str) -> None:
    opening: dict[str, Json] = {"account": "bank", "amount": 500, "as_of": "2024-06-30", "book_date": value}
    with refused(rule_id):
        without_opening().record("treasurer", "balance.opened", FUND, **opening)


def test_a_fund_that_has_its_day_takes_no_further_opening_after_a_later_movement() -> None:
    book = with_cash(Book().with_money())
    book.income()
    with refused("balance.too_late"):
        book.record("treasurer", "balance.opened", FUND, account="cash", amount=1, as_of="2024-06-30")


def test_what_was_issued_in_time_is_issued_anew_for_its_own_account_and_day() -> None:
    book = with_cash(without_opening())
    opening: dict[str, Json] = {"account": "bank", "amount": 500, "as_of": "2024-06-30"}
    book.record("treasurer", "balance.opened", FUND, **opening)
    book.income()
    again = book.renew("treasurer")
    book.revoke("treasurer")
    for late in ({"as_of": "2024-06-29"}, {"account": "cash"}):
        with refused("balance.too_late"):
            book.record(again, "balance.opened", FUND, **(opening | late))
    book.confirm("chair", book.record(again, "balance.opened", FUND, **opening))


def test_a_row_of_the_very_day_of_the_opening_balance_is_history() -> None:
    book = without_opening()
    register(book)
    imported(book, 1, "2024-06-30")
    opening = book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")
    book.confirm("chair", opening)

    assert balances(book.fund) == {"bank": 500, "net-assets": -500, "parking": 0}


def test_an_opening_balance_counts_on_the_day_that_it_names_and_for_its_buildings() -> None:
    book = without_opening()
    shares: list[Json] = [{"building": "b1", "amount": 300}, {"building": "b2", "amount": 200}]
    opening = book.record(
        "treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30", book_date="2024-07-01",
        allocation=shares,
    )  # fmt: skip
    book.confirm("chair", opening)

    assert set(book.fund.booked_on) == {"2024-07-01"}
    assert dict(book.fund.shares) == {("b1", "bank"): 300, ("b2", "bank"): 200}


def test_accounts_and_funds_are_opened_once() -> None:
    book = Book().with_money()
    with refused("account.opened_twice"):
        book.record("treasurer", "account.opened", "account/bank", **account_data())
    with refused("fund.opened_twice"):
        book.record("treasurer", "fund.opened", FUND, **fund_data())


def test_an_account_belongs_to_somebody_whom_the_book_knows() -> None:
    book = Book().with_money()
    with refused("party.unknown"):
        book.record("treasurer", "account.opened", "account/cash", **(account_data() | {"holder": "nobody"}))
    with refused("building.unknown"):
        book.record("treasurer", "fund.opened", "fund/b9", **(fund_data() | {"scope": ["b9"]}))


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"account": "safe"}, "account.not_open"),
        ({"account": "dollars"}, "account.currency"),
        ({"category": "gambling"}, "category.unknown"),
        ({"category": "repairs"}, "category.side"),
        ({"category": "parking", "nature": "refund_received"}, "category.side"),
        ({"payer": "nobody"}, "party.unknown"),
        ({"nature": "deposit"}, "deposit.payer"),
        ({"nature": "transfer"}, "transfer.origin"),
        ({"date": "2024-06-31"}, "date.invalid"),
        ({"book_date": "2023-02-29"}, "date.invalid"),
        ({"belongs_to": "b9"}, "building.unknown"),
        ({"allocation": [{"building": "b1", "amount": 1}]}, "allocation.sum"),
        ({"allocation": [{"building": "b9", "amount": 120_000}]}, "building.unknown"),
        ({"for_contract": "lease"}, "reference.unresolved"),
        (
            {"for_expected": {"id": "01900000-0000-7000-8000-000000000000", "sha256": "0" * 64}},
            "ref.unknown",
        ),
        ({"refund_of": {"id": "01900000-0000-7000-8000-000000000000", "sha256": "0" * 64}}, "ref.unknown"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/dollars", **(account_data() | {"currency": "USD"}))
    with refused(rule_id):
        book.income(**changes)


def test_what_comes_back_of_a_payment_lowers_the_expense_that_it_was_paid_for() -> None:
    book = Book().with_money()
    paid = book.cast.ref(book.execute(book.request(category="repairs/lift")))
    with refused("refund.origin"):
        book.income(nature="refund_received", category="guard", amount=80_000, refund_of=paid)
    with refused("refund.origin"):
        book.income(nature="refund_received", category="repairs", amount=80_000, refund_of=paid)
    with refused("refund.origin"):
        book.income(nature="income", amount=80_000, refund_of=paid)
    book.income(nature="refund_received", category="repairs/lift", amount=30_000, refund_of=paid)
    assert balances(book.fund)["repairs/lift"] == 50_000
    book.income(nature="refund_received", category="guard")


def test_no_more_comes_back_of_a_payment_than_was_paid_however_it_comes() -> None:
    book = Book().with_money()
    execution = book.execute(book.request())
    paid = book.cast.ref(execution)
    book.income(nature="refund_received", category="repairs", amount=30_000, refund_of=paid)
    with refused("return.exceeds"):
        book.bank_returns(execution, 50_001)
    book.bank_returns(execution, 20_000)
    with refused("return.exceeds"):
        book.income(nature="refund_received", category="repairs", amount=30_001, refund_of=paid)
    book.income(nature="refund_received", category="repairs", amount=30_000, refund_of=paid)
    assert balances(book.fund)["repairs"] == 0


def test_refunds_of_a_payment_in_parts_add_up_to_it_and_no_further() -> None:
    book = Book().with_money()
    refund: dict[str, Any] = {"nature": "refund_received", "category": "repairs"}
    refund["refund_of"] = book.cast.ref(book.execute(book.request()))
    for amount in (30_000, 40_000):
        book.income(amount=amount, **refund)
    with refused("return.exceeds"):
        book.income(amount=10_001, **refund)
    book.income(amount=10_000, **refund)


@pytest.mark.parametrize("kind", ["advance", "transfer"])
def test_what_was_no_expense_is_not_lowered_by_a_refund(kind: str) -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", **(account_data() | {"subtype": "cash"}))
    where: dict[str, Json] = {"to_account": "cash"} if kind == "transfer" else {}
    paid = book.cast.ref(book.execute(book.request("secretary", kind=kind, **where)))
    with refused("refund.origin"):
        book.income(nature="refund_received", category="repairs", amount=1, refund_of=paid)


def test_a_receipt_shared_among_buildings_is_taken() -> None:
    book = Book().with_money()
    shares: list[Json] = [{"building": "b1", "amount": 70_000}, {"building": "b2", "amount": 50_000}]
    book.income(allocation=shares, belongs_to="b1")
    assert dict(book.fund.shares) == {("b1", "bank"): 70_000, ("b2", "bank"): 50_000}


def test_a_fund_is_opened_before_money_moves_in_it() -> None:
    book = Book()
    book.record("treasurer", "account.opened", "account/bank", **account_data())
    with refused("fund.not_open"):
        book.income()


def test_an_outflow_without_a_request_is_recorded_by_any_seat() -> None:
    book = Book().with_money()
    outflow(book, "member")
    assert balances(book.fund) == {"bank": 498_500, "net-assets": -500_000, "bank_charge": 1_500}
    with refused("category.side"):
        outflow(book, bank_ref="charge-2", category="parking")


@pytest.mark.parametrize("day", ["date", "book_date"])
@pytest.mark.parametrize(("value", "rule_id"), [("2024-06-31", "date.invalid"), ("2024-07-03", "date.ahead")])
def test_what_left_without_a_request_left_on_a_day_that_is_and_that_has_come(
    day: str, value: str, rule_id: str
) -> None:
    with refused(rule_id):
        outflow(Book().with_money(), **{day: value})


def test_what_left_under_a_reference_that_the_bank_has_used_before_is_recorded() -> None:
    book = Book().with_money()
    book.execute(book.request(), bank_ref="charge-1")
    outflow(book)
    outflow(book)

    assert balances(book.fund)["bank_charge"] == 3_000
    with refused("bank_ref.reused"):
        book.execute(book.request(payment="p-2"), bank_ref="charge-1")


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"source": {"id": "ef" * 32, "row": 1}}, "source.not_registered"),
        ({"source": {"id": SOURCE, "row": 11}}, "source.row_unknown"),
        ({"source": {"id": SOURCE, "row": 7}}, "source.row_reused"),
        (
            {"postings": [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -699}]},
            "postings.unbalanced",
        ),
        ({"postings": [{"account": "safe", "amount": 0}, {"category": "parking", "amount": 0}]}, "account.not_open"),
        ({"postings": [{"account": "bank", "amount": 0}, {"category": "gambling", "amount": 0}]}, "category.unknown"),
        ({"party": "nobody"}, "party.unknown"),
        ({"date": "2024-06-31"}, "date.invalid"),
        ({"book_date": "2024-06-31"}, "date.invalid"),
    ],
)
def test_an_imported_row_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    register(book)
    imported(book, 7)
    with refused(rule_id):
        imported(book, **changes)


def test_the_last_row_of_a_source_is_a_row_of_it() -> None:
    book = Book().with_money()
    register(book, rows=10)
    imported(book, 10)


@given(amounts=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20))
def test_imported_postings_sum_to_zero_with_zero_amounts_and_repeated_accounts(amounts: list[int]) -> None:
    book = without_opening()
    register(book)
    postings: list[Json] = [{"account": "bank", "amount": amount} for amount in amounts]
    imported(book, postings=[*postings, {"category": "other", "amount": -sum(amounts)}])

    assert sum(book.fund.balances.values()) == 0
    assert balances(book.fund)["bank"] == sum(amounts)


def test_a_row_goes_into_a_fund_that_its_source_names() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/works", **fund_data())
    register(book)
    with refused("source.fund"):
        book.record("treasurer", "movement.imported", "fund/works", **row_of(1))
    imported(book, 1)
