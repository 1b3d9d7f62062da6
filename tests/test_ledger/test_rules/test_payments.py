"""Rules of payments: issuing is strict, what the bank has done is recorded; what each payment posts."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused


def approve(book: Book, who: str, request: bytes) -> bytes:
    return book.record(who, "payment.approved", FUND, on=book.cast.ref(request))


def balances(book: Book, fund: str = "common-income") -> dict[str, int]:
    return {code: amount for (_kind, code), amount in book.history.funds()[fund].balances.items()}


def test_a_payment_is_requested_approved_and_executed() -> None:
    book = Book().with_money()
    request = book.request()
    approve(book, "chair", request)
    book.execute(request)

    assert balances(book) == {"bank": 420_000, "net-assets": -500_000, "repairs": 80_000}


def test_what_the_bank_has_paid_is_recorded_though_nobody_approved() -> None:
    book = Book().with_money()
    book.execute(book.request(), amount=90_000)

    assert balances(book)["bank"] == 410_000


def test_nobody_approves_their_own_request() -> None:
    book = Book().with_money()
    request = book.request("secretary")
    with refused("payment.own_request"):
        approve(book, "secretary", request)


def test_the_payee_does_not_approve_even_as_a_registered_party() -> None:
    book = Book().with_money()
    with refused("payment.payee"):
        approve(book, "chair", book.request(payment="p-2", payee="chair"))
    data: dict[str, Json] = {"party": "chair-as-party", "kind": "member", "name": {"value": "样例"}, "member": "chair"}
    book.record("secretary", "counterparty.registered", "community", **data)
    with refused("payment.payee"):
        approve(book, "chair", book.request(payment="p-3", payee="chair-as-party"))


def test_each_seat_decides_once_whatever_key_it_uses() -> None:
    book = Book().with_money()
    request = book.request()
    approve(book, "vice", request)
    again = book.renew("vice")
    with refused("payment.decided_twice"):
        book.record(again, "payment.rejected", FUND, on=book.cast.ref(request))


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({}, "payment.id_reused"),
        ({"payment": "p-2", "payee": "nobody"}, "party.unknown"),
        ({"payment": "p-2", "category": "parking"}, "category.side"),
        ({"payment": "p-2", "motion": "m-9"}, "reference.unresolved"),
        ({"payment": "p-2", "contract": "c-9"}, "reference.unresolved"),
        ({"payment": "p-2", "budget_line": "line"}, "reference.unresolved"),
        ({"payment": "p-2", "emergency": "e-9"}, "reference.unresolved"),
        ({"payment": "p-2", "kind": "refund", "category": "parking"}, "refund.receipt"),
        ({"payment": "p-2", "kind": "transfer"}, "transfer.destination"),
        ({"payment": "p-2", "kind": "transfer", "to_fund": "nowhere"}, "reference.unresolved"),
        ({"payment": "p-2", "kind": "transfer", "to_fund": "common-income"}, "transfer.destination"),
        ({"payment": "p-2", "kind": "transfer", "to_account": "nowhere"}, "account.not_open"),
        ({"payment": "p-2", "to_fund": "common-income"}, "transfer.destination"),
        ({"payment": "p-2", "to_account": "nowhere"}, "transfer.destination"),
        ({"payment": "p-2", "kind": "advance", "to_account": "bank"}, "transfer.destination"),
        (
            {"payment": "p-2", "invoices": [{"issuer": "nobody", "number": "1", "date": "2024-07-01", "amount": 1}]},
            "party.unknown",
        ),
        (
            {"payment": "p-2", "invoices": [{"issuer": "plumber", "number": "1", "date": "2024-06-31", "amount": 1}]},
            "date.invalid",
        ),
        (
            {"payment": "p-2", "allocation": {"method": "area", "lines": [{"building": "b1", "amount": 1}]}},
            "allocation.sum",
        ),
        (
            {"payment": "p-2", "repeat": {"every": "month", "times": 12, "max_each": 1, "until": "2025-06-30"}},
            "payment.repeat",
        ),
        (
            {"payment": "p-2", "repeat": {"every": "month", "times": 12, "max_each": 80_000, "until": "2025-06-31"}},
            "date.invalid",
        ),
    ],
)
def test_a_request_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    book.request()
    with refused(rule_id):
        book.request(**changes)


def test_a_request_names_its_motion_and_a_standing_order_its_bounds() -> None:
    book = Book().with_money()
    book.table()
    repeat: dict[str, Json] = {"every": "month", "times": 12, "max_each": 80_000, "until": "2025-06-30"}
    invoice: dict[str, Json] = {"issuer": "plumber", "number": "1", "date": "2024-07-01", "amount": 80_000}
    book.request(motion="m-1", repeat=repeat, invoices=[invoice])


def test_a_fund_per_building_wants_its_payments_shared() -> None:
    book = Book().with_money()
    scope: list[Json] = ["b1"]
    fund: dict[str, Json] = {
        "name": "1幢维修资金",
        "kind": "maintenance",
        "currency": "CNY",
        "owner_of_money": "owners",
        "scope": scope,
    }
    book.record("treasurer", "fund.opened", "fund/b1", **fund)
    data: dict[str, Json] = {
        "payment": "p-1",
        "kind": "expense",
        "amount": 100,
        "category": "repairs",
        "payee": "plumber",
        "purpose": {"value": "维修"},
        "invoices": [],
    }
    with refused("allocation.missing"):
        book.record("treasurer", "payment.requested", "fund/b1", **data)
    lines: list[Json] = [{"building": "b1", "amount": 100}]
    book.record("treasurer", "payment.requested", "fund/b1", **data, allocation={"method": "single", "lines": lines})


def test_a_request_is_taken_back_before_it_is_paid_and_then_nobody_decides_on_it() -> None:
    book = Book().with_money()
    request = book.request()
    with refused("role.not_held"):
        book.record("member", "payment.cancelled", FUND, on=book.cast.ref(request), reason="mistake")
    book.record("treasurer", "payment.cancelled", FUND, on=book.cast.ref(request), reason="mistake")
    with refused("payment.cancelled"):
        approve(book, "chair", request)
    with refused("payment.cancelled"):
        book.record("chair", "payment.cancelled", FUND, on=book.cast.ref(request), reason="mistake")
    paid = book.request(payment="p-2")
    book.execute(paid)
    with refused("payment.executed_already"):
        book.record("chair", "payment.cancelled", FUND, on=book.cast.ref(paid), reason="mistake")


def take_back(book: Book, execution: bytes) -> None:
    """Reverse a payment, with the second person."""
    data: dict[str, Json] = {"on": book.cast.ref(execution), "reason": "mistake", "book_date": "2024-07-01"}
    book.confirm("chair", book.record("treasurer", "movement.reversed", FUND, **data))


def test_a_request_whose_payments_were_all_reversed_is_taken_back_and_not_before() -> None:
    book = Book().with_money()
    request = book.request()
    first, second = (book.execute(request, bank_ref=f"bank-{number}") for number in (1, 2))
    data: dict[str, Json] = {"on": book.cast.ref(request), "reason": "mistake"}
    take_back(book, first)
    with refused("payment.executed_already"):
        book.record("treasurer", "payment.cancelled", FUND, **data)
    take_back(book, second)
    book.record("treasurer", "payment.cancelled", FUND, **data)


def test_one_booking_of_the_bank_is_recorded_once() -> None:
    book = Book().with_money()
    request = book.request()
    book.execute(request)
    with refused("bank_ref.reused"):
        book.execute(request)
    with refused("account.not_open"):
        book.execute(request, account="safe", bank_ref="bank-2")
    with refused("date.invalid"):
        book.execute(request, date="2024-06-31", bank_ref="bank-2")


def test_a_returned_payment_mirrors_its_execution_and_never_exceeds_it() -> None:
    book = Book().with_money()
    execution = book.execute(book.request())
    book.bank_returns(execution, 30_000)
    with refused("return.exceeds"):
        book.bank_returns(execution, 50_001, "return-2")
    book.bank_returns(execution, 50_000, "return-2")

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000, "repairs": 0}


@pytest.mark.parametrize("day", ["date", "book_date"])
@pytest.mark.parametrize(("value", "rule_id"), [("2024-06-31", "date.invalid"), ("2024-07-03", "date.ahead")])
def test_what_comes_back_came_on_a_day_that_is_and_that_has_come(day: str, value: str, rule_id: str) -> None:
    book = Book().with_money()
    data: dict[str, Json] = {
        "on": book.cast.ref(book.execute(book.request())), "account": "bank", "amount": 1, "date": "2024-07-01",
        "book_date": "2024-07-01", "bank_ref": "return-1",
    }  # fmt: skip
    with refused(rule_id):
        book.record("treasurer", "payment.returned", FUND, **(data | {day: value}))


def test_what_comes_back_comes_back_to_the_buildings_that_bore_it() -> None:
    book = Book().with_money()
    lines: list[Json] = [{"building": "b1", "amount": 60_000}, {"building": "b2", "amount": 20_000}]
    execution = book.execute(book.request(allocation={"method": "area", "lines": lines}))
    assert book.fund.shares == {("b1", "bank"): -60_000, ("b2", "bank"): -20_000}
    book.bank_returns(execution, 40_000)

    assert book.fund.shares == {("b1", "bank"): -30_000, ("b2", "bank"): -10_000}


def test_a_payment_comes_back_under_its_own_reference_and_is_paid_again_under_another() -> None:
    book = Book().with_money()
    request = book.request()
    book.bank_returns(book.execute(request, bank_ref="bank-1"), 80_000, bank_ref="bank-1")
    book.execute(request, bank_ref="bank-2")

    assert balances(book)["repairs"] == 80_000


def test_an_advance_is_what_its_holder_owes() -> None:
    book = Book().with_money()
    book.execute(book.request(kind="advance"))

    assert balances(book)["advances/plumber"] == 80_000


def test_a_refund_pays_a_receipt_back_and_not_more() -> None:
    book = Book().with_money()
    receipt = book.income(nature="deposit", payer="plumber")
    refund: dict[str, Any] = {"kind": "refund", "category": "parking", "refund_of": book.cast.ref(receipt)}
    taken_back = book.request(payment="p-2", amount=120_000, **refund)
    with refused("refund.exceeds"):
        book.request(payment="p-3", amount=1, **refund)
    book.record("treasurer", "payment.cancelled", FUND, on=book.cast.ref(taken_back), reason="mistake")
    book.execute(book.request(payment="p-4", amount=120_000, **refund), amount=120_000)

    assert balances(book)["deposits/plumber"] == 0


def test_attack_a_refund_repeats_and_pays_a_receipt_back_many_times() -> None:
    book = Book().with_money()
    receipt = book.income()
    repeat: dict[str, Any] = {"every": "month", "times": 12, "max_each": 120_000, "until": "2025-06-30"}
    refund: dict[str, Any] = {"kind": "refund", "category": "parking", "refund_of": book.cast.ref(receipt)}
    with refused("refund.repeat"):
        book.request(payment="p-2", amount=120_000, repeat=repeat, **refund)
    book.request(payment="p-2", amount=120_000, **refund)


def test_refunds_in_parts_add_up_to_the_receipt_and_no_further() -> None:
    book = Book().with_money()
    receipt = book.income(nature="deposit", payer="plumber")
    refund: dict[str, Any] = {"kind": "refund", "category": "parking", "refund_of": book.cast.ref(receipt)}
    book.request(payment="p-2", amount=50_000, **refund)
    book.request(payment="p-3", amount=40_000, **refund)
    with refused("refund.exceeds"):
        book.request(payment="p-4", amount=30_001, **refund)
    book.request(payment="p-4", amount=30_000, **refund)


def test_before_anything_has_arrived_no_more_arrives_than_was_sent() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/repairs", **_FUND)
    execution = book.execute(book.request(kind="transfer", to_fund="repairs", payee="community"))
    with refused("transfer.exceeds"):
        arrive(book, execution, "fund/repairs", amount=80_001)
    arrive(book, execution, "fund/repairs", amount=80_000)


_FUND: dict[str, Json] = {
    "name": "维修资金",
    "kind": "maintenance",
    "currency": "CNY",
    "owner_of_money": "owners",
    "scope": "all",
}


def with_cash() -> Book:
    book = Book().with_money()
    cash: dict[str, Json] = {"kind": "asset", "subtype": "cash", "name": {"value": "现金"}, "holder": "community"}
    book.record("treasurer", "account.opened", "account/cash", **cash, currency="CNY")
    return book


def arrive(book: Book, execution: bytes, fund: str = FUND, account: str = "bank", amount: int = 80_000) -> None:
    data: dict[str, Json] = {
        "account": account,
        "amount": amount,
        "date": "2024-07-01",
        "book_date": "2024-07-01",
        "category": "other_income",
        "nature": "transfer",
        "transfer_of": book.cast.ref(execution),
        "description": {"value": "转入"},
    }
    book.record("treasurer", "income.recorded", fund, **data)


def test_a_transfer_goes_through_transit_and_leaves_nothing_there() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/repairs", **_FUND)
    execution = book.execute(book.request(kind="transfer", to_fund="repairs", to_account="bank", payee="community"))
    arrive(book, execution, "fund/repairs")

    transit = f"transit/{book.cast.ref(execution)['id']}"
    assert balances(book)[transit] == 80_000
    assert balances(book, "repairs")[transit] == -80_000


@pytest.mark.parametrize("named", [{}, {"to_fund": "common-income"}])
def test_money_moves_between_two_accounts_of_one_fund(named: dict[str, Any]) -> None:
    book = with_cash()
    execution = book.execute(book.request(kind="transfer", to_account="cash", payee="community", **named))
    arrive(book, execution, account="cash", amount=30_000)
    with refused("transfer.exceeds"):
        arrive(book, execution, account="cash", amount=50_001)
    arrive(book, execution, account="cash", amount=50_000)
    with refused("transfer.exceeds"):
        arrive(book, execution, account="cash", amount=1)

    transit = f"transit/{book.cast.ref(execution)['id']}"
    assert balances(book) == {"bank": 420_000, "cash": 80_000, "net-assets": -500_000, transit: 0}


def test_money_that_moves_within_a_fund_arrives_there_and_on_another_account() -> None:
    book = with_cash()
    book.record("treasurer", "fund.opened", "fund/repairs", **_FUND)
    execution = book.execute(book.request(kind="transfer", to_account="cash", payee="community"))
    with refused("transfer.same_account"):
        arrive(book, execution, account="bank")
    with refused("transfer.other_fund"):
        arrive(book, execution, "fund/repairs", "cash")
    with refused("transfer.other_fund"):
        arrive(book, book.execute(book.request(payment="p-2"), bank_ref="bank-2"), account="cash")
    book.bank_returns(execution, 80_000)
    with refused("transfer.exceeds"):
        arrive(book, execution, account="cash", amount=1)


@pytest.mark.parametrize("to_fund", ["common-income", "repairs"])
def test_of_a_transfer_only_what_has_not_arrived_comes_back(to_fund: str) -> None:
    book = with_cash()
    book.record("treasurer", "fund.opened", "fund/repairs", **_FUND)
    where: dict[str, Json] = {"to_fund": to_fund, "to_account": "cash", "payee": "community"}
    execution = book.execute(book.request("treasurer", kind="transfer", **where))
    arrive(book, execution, f"fund/{to_fund}", "cash", 50_000)
    with refused("return.exceeds"):
        book.bank_returns(execution, 30_001)
    book.bank_returns(execution, 30_000)
    with refused("transfer.exceeds"):
        arrive(book, execution, f"fund/{to_fund}", "cash", 1)


def test_no_transfer_takes_one_currency_for_another() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/dollars", **(_FUND | {"currency": "USD"}))
    book.record("treasurer", "fund.opened", "fund/repairs", **_FUND)
    with refused("transfer.currency"):
        book.request(kind="transfer", to_fund="dollars", payee="community")
    book.request(kind="transfer", to_fund="repairs", payee="community")


def test_a_receipt_is_not_refunded_again_and_again_on_a_standing_request() -> None:
    book = Book().with_money()
    on = book.cast.ref(book.income())
    repeat: Json = {"every": "month", "times": 12, "max_each": 120_000, "until": "2025-07-01"}
    with refused("refund.repeat"):
        book.request(kind="refund", amount=120_000, category="parking", refund_of=on, repeat=repeat)
    book.request(kind="refund", amount=120_000, category="parking", refund_of=on)


def test_a_payment_in_part_that_comes_back_whole_leaves_no_building_a_cent_off() -> None:
    book = Book().with_money()
    lines: Json = [{"building": "b1", "amount": 1}, {"building": "b2", "amount": 2}]
    paid = book.execute(book.request(amount=3, allocation={"method": "agreed", "lines": lines}), amount=2)
    book.bank_returns(paid, 2)
    assert {building: book.fund.shares[building, "bank"] for building in ("b1", "b2")} == {"b1": 0, "b2": 0}
