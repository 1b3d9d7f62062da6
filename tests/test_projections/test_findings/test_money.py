"""Money: invoices, parties, accounts: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

import pytest

from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, DAY, Shown
from tests.test_projections.test_findings.planted import DOCUMENT, facts, found, pay, remark, reverse, spans


def invoice(number: str, amount: int = 80_000) -> list[Json]:
    return [{"issuer": "firm", "number": number, "date": DAY, "amount": amount}]


def test_an_invoice_behind_two_requests_is_found_also_where_it_is_written_with_spaces(book: Shown) -> None:
    first = book.size
    book.request(invoices=invoice("ab 12"))
    book.request(invoices=invoice("other"))
    book.request(invoices=invoice("AB12"))
    assert spans(book, "B1") == [(first + 2, "2026-05-04", None)]
    assert found(book, "B1")[0].refs == [first]


def test_instalments_within_an_invoice_are_in_order_and_more_than_it_is_found(book: Shown) -> None:
    for amount in (50_000, 30_000):
        book.request(amount, invoices=invoice("7"))
    assert found(book, "B1") == []
    book.request(1, invoices=invoice("7"))
    assert [one.index for one in found(book, "B1")] == [book.size - 1]


def test_an_invoice_that_a_request_names_twice_or_with_another_amount_is_found(book: Shown) -> None:
    book.request(100_000, invoices=[*invoice("7", 50_000), *invoice("7", 50_000)])
    book.request(1, invoices=invoice("8"))
    book.request(1, invoices=invoice("8", 90_000))
    assert [one.id for one in found(book, "B1")] == [f"B1-{book.size - 3}-1", f"B1-{book.size - 1}-0"]


def test_a_request_that_was_taken_back_leaves_its_invoice_free(book: Shown) -> None:
    first = book.request(invoices=invoice("7"))
    index = book.size
    book.request(invoices=invoice("7"))
    book.at("2026-05-10")
    book.record("chair", "payment.cancelled", COMMON, {"on": book.cast.ref(first), "reason": "duplicate"})
    book.request(1, invoices=invoice("8"))
    assert spans(book, "B1") == [(index, "2026-05-04", "2026-05-10")]


def test_payments_to_one_party_that_together_need_more_are_found(book: Shown) -> None:
    first = pay(book, 60_000, "vice")
    last = pay(book, 60_000, "vice")
    assert spans(book, "B2") == [(last, "2026-05-04", None)]
    assert (facts(book, "B2")["total"], found(book, "B2")[0].refs) == (120_000, [first])


@pytest.mark.parametrize(
    ("case", "approvers"),
    [("approved for both", ("chair", "vice")), ("far apart", ("vice",)), ("low", ("vice",)), ("repeated", ("vice",))],
)
def test_control_payments_that_need_nothing_more_are_in_order(
    book: Shown, case: str, approvers: tuple[str, ...]
) -> None:
    amount = 40_000 if case == "low" else 60_000
    repeat: Json = {"every": "month", "times": 12, "max_each": 60_000, "until": "2027-05-01"}
    changes: dict[str, Json] = {"repeat": repeat} if case == "repeated" else {}
    for day in (DAY, "2026-06-03" if case == "far apart" else DAY):
        book.at(day)
        asked = book.request(amount, "treasurer", **changes)
        for who in approvers:
            book.decide(who, asked)
        book.execute(asked, amount, date=day, book_date=day)
    assert found(book, "B2") == []


def test_an_expense_without_paper_is_found_until_somebody_supplies_it(book: Shown) -> None:
    pay(book)
    asked = book.request(invoices=[])
    book.decide("chair", asked)
    book.execute(asked)
    index = book.size - 1
    assert spans(book, "B3") == [(index, "2026-05-04", None)]
    book.at("2026-05-08")
    remark(book, asked)
    assert spans(book, "B3") == [(index, "2026-05-04", None)], "control: words alone are no paper"
    remark(book, asked, documents=DOCUMENT)
    assert spans(book, "B3") == [(index, "2026-05-04", "2026-05-08")]


def test_what_was_paid_to_a_party_and_came_back_as_income_is_found(book: Shown) -> None:
    paid = pay(book)
    book.at("2026-06-03")
    book.income(80_000, payer="firm", date="2026-06-03", book_date="2026-06-03")
    assert spans(book, "B4") == [(paid + 1, "2026-06-03", None)]
    assert found(book, "B4")[0].refs == [paid]


@pytest.mark.parametrize(
    ("amount", "day", "changes"),
    [
        (80_001, DAY, {}),
        (80_000, "2026-06-04", {}),
        (80_000, DAY, {"nature": "refund_received", "category": "repairs"}),
        (80_000, DAY, {"payer": "other"}),
    ],
)
def test_control_another_amount_party_day_or_a_refund_is_in_order(
    book: Shown, amount: int, day: str, changes: dict[str, Json]
) -> None:
    other: dict[str, Json] = {"party": "other", "kind": "company", "name": {"value": "另一公司"}}
    book.record("secretary", "counterparty.registered", "community", other)
    pay(book)
    book.at(day)
    book.income(amount, COMMON, **({"payer": "firm", "date": day, "book_date": day} | changes))
    assert found(book, "B4") == []


def test_a_request_that_the_bank_sent_back_twice_is_found_and_once_is_not(book: Shown) -> None:
    asked = book.request()
    for _time in range(2):
        assert found(book, "B4") == []
        on = book.cast.ref(book.execute(asked))
        data: dict[str, Json] = {
            "on": on, "account": "bank", "amount": 80_000, "date": DAY, "book_date": DAY, "bank_ref": f"r-{book.size}",
        }  # fmt: skip
        book.record("treasurer", "payment.returned", COMMON, data)
    assert [one.index for one in found(book, "B4")] == [book.size - 1]


def test_what_was_taken_back_twice_for_one_party_is_found_and_once_is_not(book: Shown) -> None:
    for _time in range(2):
        assert found(book, "B4") == []
        reverse(book, book.income(500, payer="firm"))
    assert [one.index for one in found(book, "B4")] == [book.size - 2]


def test_money_that_does_not_arrive_is_found_until_it_does(book: Shown) -> None:
    book.account("bank-2")
    sent = book.execute(book.request(kind="transfer", to_fund="repairs", category="other", invoices=[]))
    index = book.size - 1
    assert spans(book, "B5") == [(index, "2026-05-10", None)], "five days on its way are in order"
    book.at("2026-05-12")
    book.income(80_000, "fund/repairs", nature="transfer", category="other_income", transfer_of=book.cast.ref(sent))
    assert spans(book, "B5") == [(index, "2026-05-10", "2026-05-12")]


def test_control_money_that_arrives_in_time_is_in_order(book: Shown) -> None:
    sent = book.execute(book.request(kind="transfer", to_fund="repairs", category="other", invoices=[]))
    book.at("2026-05-09")
    book.income(80_000, "fund/repairs", nature="transfer", category="other_income", transfer_of=book.cast.ref(sent))
    assert found(book, "B5") == []


def test_a_balance_below_zero_at_the_end_of_a_day_is_found_until_money_comes(book: Shown) -> None:
    book.confirm("chair", book.opening(100_000))
    index = pay(book, 100_001)
    book.at("2026-05-07")
    book.income(1, date="2026-05-07", book_date="2026-05-07")
    assert spans(book, "B6") == [(index, "2026-05-04", "2026-05-07")]
    assert facts(book, "B6") == {"amount": -1}


def test_control_money_that_came_on_the_same_day_is_in_order(book: Shown) -> None:
    pay(book, 80_000)
    book.income(80_000)
    assert found(book, "B6") == []


def test_a_party_with_most_of_a_year_s_payments_is_found_when_the_year_is_over(book: Shown) -> None:
    for _time in range(5):
        pay(book, 10_000)
    assert found(book, "B7", "2026-12-31") == []
    (one,) = found(book, "B7", "2027-01-01")
    assert (one.id, one.index, one.since) == ("B7-8-2026-CNY", 8, "2027-01-01")
    assert facts(book, "B7") == {"party": "firm", "amount": 50_000, "total": 50_000, "period": "2026"}


def test_control_a_party_with_half_of_it_or_few_payments_is_in_order(book: Shown) -> None:
    for _time in range(4):
        pay(book, 10_000)
    assert found(book, "B7") == [], "four payments"
    pay(book, 10_000)
    book.outflow(50_000, party="firm")
    assert len(found(book, "B7")) == 1
    book.outflow(100_000)
    assert found(book, "B7") == [], "half of the year"


def test_a_member_who_got_most_of_it_is_named_by_the_entry_of_the_appointment(book: Shown) -> None:
    for _time in range(5):
        book.outflow(10_000, party="vice")
    assert [one.index for one in found(book, "B7")] == [0]
