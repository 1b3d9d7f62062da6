"""Reversals, released receipts, settled advances, closed accounts: what each posts, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused
from tests.test_ledger.test_rules.old_books import imported, register


def balances(book: Book) -> dict[str, int]:
    return {code: amount for (_kind, code), amount in book.fund.balances.items() if amount}


def reversal(book: Book, of: bytes, **changes: Json) -> bytes:
    data: dict[str, Json] = {"on": book.cast.ref(of), "reason": "wrong_account", "book_date": "2024-07-02"}
    return book.record("treasurer", "movement.reversed", FUND, **(data | changes))


def reverse(book: Book, of: bytes) -> None:
    book.confirm("chair", reversal(book, of))


def release(book: Book, of: bytes, amount: int = 120_000, **changes: Json) -> bytes:
    data: dict[str, Json] = {"on": book.cast.ref(of), "amount": amount, "category": "parking"}
    return book.record("treasurer", "receipt.released", FUND, **(data | {"book_date": "2024-07-02"} | changes))


def settle(book: Book, of: bytes, spent: int = 70_000, returned: int = 10_000, **changes: Json) -> bytes:
    lines: list[Json] = [{"category": "repairs", "amount": spent}] if spent else []
    data: dict[str, Json] = {"on": book.cast.ref(of), "lines": lines, "returned": returned, "book_date": "2024-07-02"}
    return book.record("treasurer", "advance.settled", FUND, **(data | changes))


def returned(book: Book, of: bytes) -> bytes:
    return book.record(
        "treasurer", "payment.returned", FUND, on=book.cast.ref(of), account="bank", amount=80_000, date="2024-07-02",
        book_date="2024-07-02", bank_ref="r-1",
    )  # fmt: skip


def outflow(book: Book) -> bytes:
    return book.record(
        "treasurer", "outflow.recorded", FUND, account="bank", amount=1_500, date="2024-07-02", book_date="2024-07-02",
        kind="bank_charge", category="bank_charge", bank_ref="charge-1",
    )  # fmt: skip


def test_a_reversal_is_the_exact_mirror_and_counts_once_it_is_confirmed() -> None:
    book = Book().with_money()
    receipt = book.income()
    before = len(book.fund.posted)
    waiting = reversal(book, receipt)
    assert balances(book)["parking"] == -120_000

    book.confirm("chair", waiting)

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}
    assert len(book.fund.posted) == before + 1, "both stay"


def test_the_reversal_of_history_is_history() -> None:
    book = Book().with_money()
    register(book)
    row = imported(book, 1, "2024-06-30")
    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}
    reverse(book, row)

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}


def test_nobody_confirms_their_own_reversal() -> None:
    book = Book().with_money()
    waiting = reversal(book, book.income())
    with refused("confirmation.own"):
        book.confirm("treasurer", waiting)


def test_a_movement_is_reversed_once_and_then_nobody_acts_upon_it() -> None:
    book = Book().with_money()
    deposit = book.income(nature="deposit", payer="plumber")
    late = reversal(book, deposit)
    reverse(book, deposit)
    with refused("movement.taken_back"):
        book.confirm("chair", late)
    with refused("movement.taken_back"):
        reversal(book, deposit)
    with refused("movement.taken_back"):
        release(book, deposit)
    with refused("movement.taken_back"):
        book.request(kind="refund", category="parking", refund_of=book.cast.ref(deposit))
    paid = book.execute(book.request(kind="advance"))
    reverse(book, paid)
    with refused("movement.taken_back"):
        settle(book, paid)
    with refused("movement.taken_back"):
        returned(book, paid)
    with refused("movement.taken_back"):
        book.income(nature="refund_received", category="repairs", refund_of=book.cast.ref(paid))
    with refused("movement.taken_back"):
        book.income(nature="transfer", transfer_of=book.cast.ref(paid))


def test_a_reversed_booking_of_the_bank_may_be_recorded_rightly() -> None:
    book = Book().with_money()
    request = book.request()
    reverse(book, book.execute(request))
    execution = book.execute(request)
    back = returned(book, execution)
    reverse(book, back)
    returned(book, execution)
    reverse(book, outflow(book))
    outflow(book)

    assert balances(book) == {"bank": 498_500, "net-assets": -500_000, "bank_charge": 1_500}


def test_what_others_rest_on_is_not_reversed_before_them() -> None:
    book = Book().with_money()
    advance = book.execute(book.request(kind="advance"))
    settlement = settle(book, advance)
    with refused("reversal.in_use"):
        reversal(book, advance)
    reverse(book, settlement)
    reverse(book, advance)
    receipt = book.income(nature="advance_receipt")
    released = release(book, receipt)
    with refused("reversal.in_use"):
        reversal(book, receipt)
    reverse(book, released)
    reverse(book, receipt)

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}


def test_a_transfer_that_has_arrived_is_reversed_after_its_arrival() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/repairs", name="维修", kind="maintenance", currency="CNY",
                owner_of_money="owners", scope="all")  # fmt: skip
    sent = book.execute(book.request(kind="transfer", to_fund="repairs", payee="community"))
    arrival = book.record(
        "treasurer", "income.recorded", "fund/repairs", account="bank", amount=80_000, date="2024-07-01",
        book_date="2024-07-01", category="other_income", nature="transfer", transfer_of=book.cast.ref(sent),
        description={"value": "转入"},
    )  # fmt: skip
    with refused("reversal.in_use"):
        reversal(book, sent)
    waiting = book.record(
        "treasurer", "movement.reversed", "fund/repairs", on=book.cast.ref(arrival), reason="mistake",
        book_date="2024-07-01",
    )  # fmt: skip
    book.confirm("chair", waiting)
    reverse(book, sent)

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}


def test_a_transfer_within_a_fund_is_reversed_after_its_arrival() -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", kind="asset", subtype="cash", name={"value": "现金"},
                holder="community", currency="CNY")  # fmt: skip
    sent = book.execute(book.request(kind="transfer", to_account="cash", payee="community"))
    arrival = book.income(
        account="cash", amount=30_000, category="other_income", nature="transfer", transfer_of=book.cast.ref(sent)
    )
    with refused("reversal.in_use"):
        reversal(book, sent)
    reverse(book, arrival)
    reverse(book, sent)

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}


def test_a_refund_that_is_taken_back_can_come_again_and_holds_its_payment_until_then() -> None:
    book = Book().with_money()
    paid = book.execute(book.request())
    refund: dict[str, Json] = {"nature": "refund_received", "category": "repairs", "refund_of": book.cast.ref(paid)}
    came_back = book.income(amount=80_000, **refund)
    with refused("reversal.in_use"):
        reversal(book, paid)
    with refused("return.exceeds"):
        book.income(amount=1, **refund)
    reverse(book, came_back)
    book.income(amount=80_000, **refund)

    assert balances(book) == {"bank": 500_000, "net-assets": -500_000}


def test_of_two_equal_outflows_one_that_stands_still_keeps_its_booking_from_being_paid() -> None:
    book = Book().with_money()
    first, second = outflow(book), outflow(book)
    reverse(book, first)
    same: dict[str, Json] = {"amount": 1_500, "date": "2024-07-02", "book_date": "2024-07-02", "bank_ref": "charge-1"}
    request = book.request(amount=1_500)
    with refused("bank_ref.reused"):
        book.execute(request, **same)
    reverse(book, second)
    book.execute(request, **same)


def test_what_follows_a_movement_does_not_count_before_it() -> None:
    book = Book().with_money()
    receipt = book.income(nature="advance_receipt")
    advance = book.execute(book.request(kind="advance"))
    with refused("book_date.early"):
        reversal(book, receipt, book_date="2024-06-30")
    with refused("book_date.early"):
        release(book, receipt, book_date="2024-06-30")
    with refused("book_date.early"):
        settle(book, advance, book_date="2024-06-30")
    release(book, receipt, book_date="2024-07-01")
    settle(book, advance, book_date="2024-07-01")


def test_an_entry_that_waits_for_its_second_person_has_nothing_to_reverse() -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", kind="asset", subtype="cash", name={"value": "现金"},
                holder="community", currency="CNY")  # fmt: skip
    opening = book.record("treasurer", "balance.opened", FUND, account="cash", amount=1, as_of="2024-06-30")
    with refused("reversal.waiting"):
        reversal(book, opening)
    with refused("ref.type"):
        reversal(book, book.request())
    with refused("date.invalid"):
        reversal(book, book.income(), book_date="2024-06-31")


def test_a_wrong_opening_balance_is_taken_back_and_brought_forward_rightly_though_movements_followed() -> None:
    book = Book().with_money()
    book.income()
    again: dict[str, Json] = {"account": "bank", "amount": 400_000, "as_of": "2024-06-30"}
    opening = next(event_id for event_id, posted in book.fund.posted.items() if posted.date == "2024-06-30")
    target = book.history.target(opening)
    assert target is not None
    waiting = book.record(
        "treasurer", "movement.reversed", FUND, on={"id": opening, "sha256": target.sha256}, reason="wrong_amount",
        book_date="2024-06-30",
    )  # fmt: skip
    with refused("balance.opened_twice"):
        book.record("treasurer", "balance.opened", FUND, **again)
    book.confirm("chair", waiting)
    book.confirm("chair", book.record("treasurer", "balance.opened", FUND, **again))

    assert balances(book) == {"bank": 520_000, "net-assets": -400_000, "parking": -120_000}


@pytest.mark.parametrize(("nature", "payer"), [("deposit", {"payer": "plumber"}), ("advance_receipt", {})])
def test_a_receipt_is_released_to_income_and_not_beyond_what_is_left(nature: str, payer: dict[str, Any]) -> None:
    book = Book().with_money()
    receipt = book.income(nature=nature, **payer)
    release(book, receipt, 50_000)
    with refused("release.exceeds"):
        release(book, receipt, 70_001)
    book.request(kind="refund", category="parking", amount=70_000, refund_of=book.cast.ref(receipt))
    with refused("release.exceeds"):
        release(book, receipt, 1)
    with refused("refund.exceeds"):
        book.request(payment="p-2", kind="refund", category="parking", amount=1, refund_of=book.cast.ref(receipt))

    assert balances(book)["parking"] == -50_000


def test_what_is_released_in_parts_adds_up_to_the_receipt_and_no_further() -> None:
    book = Book().with_money()
    receipt = book.income(nature="advance_receipt")
    release(book, receipt, 50_000)
    release(book, receipt, 40_000)
    with refused("release.exceeds"):
        release(book, receipt, 30_001)
    release(book, receipt, 30_000)

    assert balances(book)["parking"] == -120_000
    assert "received-in-advance" not in balances(book)


def test_only_what_is_owed_is_released() -> None:
    book = Book().with_money()
    with refused("release.nature"):
        release(book, book.income())
    receipt = book.income(nature="advance_receipt")
    with refused("category.side"):
        release(book, receipt, category="repairs")
    with refused("date.invalid"):
        release(book, receipt, book_date="2024-06-31")


def test_an_advance_is_settled_by_what_it_was_spent_on_and_what_came_back() -> None:
    book = Book().with_money()
    advance = book.execute(book.request(kind="advance"))
    settle(book, advance)
    with refused("advance.exceeds"):
        settle(book, advance, 1, 0)
    with refused("return.exceeds"):
        returned(book, advance)

    assert balances(book) == {"bank": 430_000, "net-assets": -500_000, "repairs": 70_000}


def test_an_advance_is_settled_in_parts_that_add_up_to_it_and_no_further() -> None:
    book = Book().with_money()
    advance = book.execute(book.request(kind="advance"))
    settle(book, advance, 30_000, 0)
    settle(book, advance, 20_000, 10_000)
    with refused("advance.exceeds"):
        settle(book, advance, 20_001, 0)
    settle(book, advance, 20_000, 0)

    assert balances(book) == {"bank": 430_000, "net-assets": -500_000, "repairs": 70_000}


def test_what_comes_back_of_an_advance_comes_back_to_the_buildings_that_bore_it() -> None:
    book = Book().with_money()
    lines: list[Json] = [{"building": "b1", "amount": 60_000}, {"building": "b2", "amount": 20_000}]
    advance = book.execute(book.request(kind="advance", allocation={"method": "agreed", "lines": lines}))
    settle(book, advance, 40_000, 40_000)

    assert book.fund.shares == {("b1", "bank"): -30_000, ("b2", "bank"): -10_000}


def test_a_settlement_that_cannot_be_is_refused() -> None:
    book = Book().with_money()
    advance = book.execute(book.request(kind="advance"))
    with refused("advance.exceeds"):
        settle(book, advance, 0, 0)
    with refused("category.side"):
        settle(book, advance, lines=[{"category": "parking", "amount": 1}])
    with refused("advance.kind"):
        settle(book, book.execute(book.request(payment="p-2"), bank_ref="b-2"))
    with refused("date.invalid"):
        settle(book, advance, book_date="2024-06-31")


def test_a_closed_account_takes_what_is_dated_up_to_that_day_and_nothing_later() -> None:
    book = Book().with_money()
    closed: dict[str, Json] = {"date": "2024-07-01", "reason": "other_bank"}
    with refused("account.not_open"):
        book.record("treasurer", "account.closed", "account/safe", **closed)
    with refused("date.invalid"):
        book.record("treasurer", "account.closed", "account/bank", date="2024-06-31", reason="other_bank")
    book.record("treasurer", "account.closed", "account/bank", **closed)
    with refused("account.closed_twice"):
        book.record("treasurer", "account.closed", "account/bank", **closed)
    book.income(date="2024-07-01")
    with refused("account.closed"):
        book.income(date="2024-07-02")


@given(st.lists(st.integers(1, 10**9), min_size=1, max_size=3), st.integers(1, 10**9))
def test_shares_of_buildings_add_up_to_what_was_paid(parts: list[int], paid: int) -> None:
    book = Book().with_money()
    lines: list[Json] = [{"building": f"b{n % 2 + 1}", "amount": part} for n, part in enumerate(parts)]
    request = book.request(amount=sum(parts), allocation={"method": "agreed", "lines": lines})
    execution = book.execute(request, amount=paid)
    assert sum(book.fund.shares.values()) == -paid
    reverse(book, execution)
    assert not any(book.fund.shares.values())
    assert sum(book.fund.balances.values()) == 0
