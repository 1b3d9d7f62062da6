"""How a movement is booked: in an open period, within the numbers of the format, building by building."""

from __future__ import annotations

import pytest

from ledger.rules import booking
from ledger.rules.postings import BuildingShare, Line
from ledger.rules.state import Fund, Posted
from ledger.strict_json import INTEGER_MAX
from tests.log_of import Book
from tests.refusals import refused
from tests.test_ledger.test_rules.test_act import act_of, admitted_or

LINES = (Line("account", "bank", 7), Line("category", "parking", -7))


def posted(date: str = "2024-07-01", book_date: str = "2024-07-01", **changes: object) -> Posted:
    return Posted(date, book_date, LINES, **changes)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("date", "imported", "counted"),
    [("2024-06-30", True, False), ("2024-07-01", True, True), ("2024-06-30", False, True)],
)
def test_imported_rows_up_to_the_opening_balance_are_history(date: str, imported: bool, counted: bool) -> None:
    fund = Fund()
    assert booking.counts(fund, posted(date, imported=imported)), "nothing is brought forward yet"
    fund.opening_as_of = "2024-06-30"
    assert booking.counts(fund, posted(date, imported=imported)) is counted


def test_a_movement_is_booked_on_its_book_date_and_history_moves_nothing() -> None:
    fund = Fund()
    booking.book(fund, "a", posted("2024-06-15", shares=(BuildingShare("b1", "bank", 7),)))
    fund.opening_as_of = "2024-06-30"
    booking.book(fund, "b", posted("2024-06-20", imported=True))
    assert dict(fund.balances) == {("account", "bank"): 7, ("category", "parking"): -7}
    assert {day: dict(lines) for day, lines in fund.booked_on.items()} == {"2024-07-01": dict(fund.balances)}
    assert dict(fund.shares) == {("b1", "bank"): 7}
    assert (set(fund.posted), fund.last_date) == ({"a", "b"}, "2024-06-15")


@pytest.mark.parametrize(("book_date", "rule_id"), [("2024-06-30", "book_date.closed"), ("2024-07-01", None)])
def test_nothing_is_booked_up_to_the_last_day_that_is_closed(book_date: str, rule_id: str | None) -> None:
    book = Book().with_money()
    book.fund.closed_until = "2024-06-30"
    with admitted_or(rule_id):
        booking.check_movement(act_of(book), book.fund, posted(book_date=book_date))


def test_history_may_lie_in_a_closed_period() -> None:
    book = Book().with_money()
    book.fund.closed_until = "2024-06-30"
    booking.check_movement(act_of(book), book.fund, posted("2024-06-01", "2024-06-01", imported=True))


@pytest.mark.parametrize(("amount", "rule_id"), [(INTEGER_MAX - 500_000, None), (INTEGER_MAX, "balance.limit")])
def test_no_balance_becomes_longer_than_a_number_of_json(amount: int, rule_id: str | None) -> None:
    book = Book().with_money()
    with admitted_or(rule_id):
        booking.check_balances(act_of(book), book.fund, (Line("account", "bank", amount),))


@pytest.mark.parametrize("sign", [1, -1])
def test_what_moves_for_the_first_time_may_be_the_largest_number_of_json(sign: int) -> None:
    book = Book().with_money()
    booking.check_balances(act_of(book), book.fund, (Line("account", "safe", sign * INTEGER_MAX),))


@pytest.mark.parametrize("sign", [1, -1])
def test_a_share_is_held_to_its_limit_together_with_what_the_building_has(sign: int) -> None:
    book = Book().with_money()
    book.fund.shares["b1", "bank"] = sign * 5
    whole = BuildingShare("b1", "bank", sign * INTEGER_MAX)
    booking.check_shares(act_of(book), book.fund, posted(shares=(whole._replace(amount=sign * (INTEGER_MAX - 5)),)))
    with refused("balance.limit"):
        booking.check_shares(act_of(book), book.fund, posted(shares=(whole,)))
    booking.check_shares(act_of(book), book.fund, posted(shares=(whole._replace(amount=-sign * INTEGER_MAX),)))


def test_movements_of_one_day_add_up_in_the_sums_of_that_day() -> None:
    fund = Fund()
    booking.book(fund, "a", posted())
    booking.book(fund, "b", posted("2024-07-02"))
    booking.book(fund, "c", posted(book_date="2024-07-02"))
    assert dict(fund.booked_on["2024-07-01"]) == {("account", "bank"): 14, ("category", "parking"): -14}
    assert dict(fund.booked_on["2024-07-02"]) == {("account", "bank"): 7, ("category", "parking"): -7}


@pytest.mark.parametrize("parts", [(INTEGER_MAX, 1), (-INTEGER_MAX, -1)])
def test_no_share_of_a_building_becomes_longer_than_that_in_one_part_or_in_two(parts: tuple[int, int]) -> None:
    book = Book().with_money()
    shares = tuple(BuildingShare("b1", "bank", part) for part in parts)
    booking.check_shares(act_of(book), book.fund, posted(shares=shares[:1]))
    with refused("balance.limit"):
        booking.check_shares(act_of(book), book.fund, posted(shares=shares))
    elsewhere = (shares[0], BuildingShare("b2", "bank", parts[1]))
    booking.check_shares(act_of(book), book.fund, posted(shares=elsewhere))


def test_what_is_in_transit_has_neither_arrived_nor_come_back() -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", kind="asset", subtype="cash", name={"value": "现金"},
                holder="community", currency="CNY")  # fmt: skip
    sent = book.execute(book.request(kind="transfer", to_account="cash", payee="community"))
    event_id = str(book.cast.ref(sent)["id"])
    assert booking.in_transit(act_of(book), book.fund, event_id) == 80_000
    book.income(
        account="cash", amount=30_000, category="other_income", nature="transfer", transfer_of=book.cast.ref(sent)
    )
    book.bank_returns(sent, 20_000)
    assert booking.in_transit(act_of(book), book.fund, event_id) == 30_000
