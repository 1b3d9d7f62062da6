"""Rules of accounts, funds, receipts, outflows and imported rows; what each movement posts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.state import Fund
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused

SOURCE = "ab" * 32
COMMON = FUND.partition("/")[2]


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


def register(book: Book, rows: int = 10, funds: Sequence[str] = (COMMON,)) -> None:
    data: dict[str, Json] = {
        "source": SOURCE,
        "name": {"value": "旧账"},
        "sheets": 1,
        "rows": rows,
        "map_sha256": "cd" * 32,
        "funds": list(funds),
    }
    book.record("treasurer", "source.registered", f"source/{SOURCE}", **data)


def _row(row: int, date: str = "2024-06-01") -> dict[str, Json]:
    return {
        "source": {"id": SOURCE, "row": row},
        "date": date,
        "postings": [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -700}],
        "description": {"value": "停车"},
    }


def imported(book: Book, row: int = 1, date: str = "2024-06-01", **changes: Json) -> bytes:
    return book.record("treasurer", "movement.imported", FUND, **(_row(row, date) | changes))


def balances(fund: Fund) -> dict[str, int]:
    return {code: amount for (_kind, code), amount in fund.balances.items()}


def without_opening() -> Book:
    book = Book()
    book.record("treasurer", "account.opened", "account/bank", **_account())
    book.record("treasurer", "fund.opened", FUND, **_fund())
    return book


def _account() -> dict[str, Json]:
    return {"kind": "asset", "subtype": "bank", "name": {"value": "专户"}, "holder": "community", "currency": "CNY"}


def _fund() -> dict[str, Json]:
    return {"name": "公共收益", "kind": "common_income", "currency": "CNY", "owner_of_money": "owners", "scope": "all"}


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
    book.record("treasurer", "account.opened", "account/cash", **(_account() | {"subtype": "cash"}))
    data: dict[str, Json] = {"account": "bank", "amount": 1, "as_of": "2024-06-30"}
    with refused(rule_id):
        book.record("treasurer", "balance.opened", FUND, **(data | changes))


def test_an_opening_balance_after_a_later_movement_is_refused() -> None:
    book = without_opening()
    book.income()
    with refused("balance.too_late"):
        book.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")


def test_accounts_and_funds_are_opened_once() -> None:
    book = Book().with_money()
    with refused("account.opened_twice"):
        book.record("treasurer", "account.opened", "account/bank", **_account())
    with refused("fund.opened_twice"):
        book.record("treasurer", "fund.opened", FUND, **_fund())


def test_an_account_belongs_to_somebody_whom_the_book_knows() -> None:
    book = Book().with_money()
    with refused("party.unknown"):
        book.record("treasurer", "account.opened", "account/cash", **(_account() | {"holder": "nobody"}))
    with refused("building.unknown"):
        book.record("treasurer", "fund.opened", "fund/b9", **(_fund() | {"scope": ["b9"]}))


@pytest.mark.parametrize(
    ("nature", "changes", "credited"),
    [
        ("income", {}, "parking"),
        ("interest", {"category": "interest"}, "interest"),
        ("deposit", {"payer": "plumber"}, "deposits/plumber"),
        ("advance_receipt", {}, "received-in-advance"),
        ("refund_received", {"category": "repairs"}, "repairs"),
    ],
)
def test_what_a_receipt_credits(nature: str, changes: dict[str, Any], credited: str) -> None:
    book = Book().with_money()
    book.income(nature=nature, **changes)

    assert balances(book.fund)["bank"] == 500_000 + 120_000
    assert balances(book.fund)[credited] == -120_000


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
            "reference.unresolved",
        ),
        ({"refund_of": {"id": "01900000-0000-7000-8000-000000000000", "sha256": "0" * 64}}, "ref.unknown"),
    ],
)
def test_a_receipt_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/dollars", **(_account() | {"currency": "USD"}))
    with refused(rule_id):
        book.income(**changes)


def test_a_receipt_shared_among_buildings_is_taken() -> None:
    book = Book().with_money()
    shares: list[Json] = [{"building": "b1", "amount": 70_000}, {"building": "b2", "amount": 50_000}]
    book.income(allocation=shares, belongs_to="b1")


def test_a_fund_is_opened_before_money_moves_in_it() -> None:
    book = Book()
    book.record("treasurer", "account.opened", "account/bank", **_account())
    with refused("fund.not_open"):
        book.income()


def test_an_outflow_without_a_request_is_recorded_once_per_booking_of_the_bank() -> None:
    book = Book().with_money()
    outflow(book, "member")
    assert balances(book.fund) == {"bank": 498_500, "net-assets": -500_000, "bank_charge": 1_500}
    with refused("bank_ref.reused"):
        outflow(book)
    with refused("category.side"):
        outflow(book, bank_ref="charge-2", category="parking")


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
    ],
)
def test_an_imported_row_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    register(book)
    imported(book, 7)
    with refused(rule_id):
        imported(book, **changes)


@given(amounts=st.lists(st.integers(-(10**9), 10**9), min_size=1, max_size=20))
def test_imported_postings_sum_to_zero_with_zero_amounts_and_repeated_accounts(amounts: list[int]) -> None:
    book = without_opening()
    register(book)
    postings: list[Json] = [{"account": "bank", "amount": amount} for amount in amounts]
    imported(book, postings=[*postings, {"category": "other", "amount": -sum(amounts)}])

    assert sum(book.fund.balances.values()) == 0
    assert balances(book.fund)["bank"] == sum(amounts)


def complete(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "rows": 10,
        "added": 2,
        "changed": 0,
        "vanished": 0,
        "totals": [
            {"fund": "common-income", "account": "bank", "amount": 1_400},
            {"fund": "common-income", "category": "parking", "amount": -1_400},
        ],
    }
    return book.record("treasurer", "import.completed", f"source/{SOURCE}", **(data | changes))


def test_an_import_is_completed_with_the_totals_of_what_was_imported() -> None:
    book = Book().with_money()
    register(book)
    imported(book, 1)
    imported(book, 2)
    with refused("import.counts"):
        complete(book, added=3)
    with refused("import.counts"):
        complete(book, rows=11)
    with refused("import.totals"):
        complete(book, totals=[{"fund": "common-income", "account": "bank", "amount": 1_400}])
    with refused("import.totals"):
        complete(book, totals=[])
    completed = complete(book)
    with refused("source.completed"):
        complete(book)
    with refused("source.completed"):
        imported(book, 3)
    book.confirm("chair", completed)
    with refused("source.completed"):
        complete(book)


def with_second_fund(*funds: str) -> Book:
    """Return a book with a second fund, "works", and a source for both, with a row in each of ``funds``."""
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/works", **_fund())
    register(book, funds=(COMMON, "works"))
    for row, fund in enumerate(funds, 1):
        book.record("treasurer", "movement.imported", f"fund/{fund}", **_row(row))
    return book


def totals_of(*funds: str) -> list[Json]:
    return [
        {"fund": fund, kind: code, "amount": amount}
        for fund in funds
        for kind, code, amount in (("account", "bank", 700), ("category", "parking", -700))
    ]


@pytest.mark.parametrize("named", [(), (COMMON,), ("works",)])
def test_a_completion_that_leaves_out_a_fund_in_which_money_moved_is_refused(named: tuple[str, ...]) -> None:
    book = with_second_fund(COMMON, "works")
    with refused("import.totals"):
        complete(book, added=len(named), totals=totals_of(*named))
    complete(book, added=2, totals=totals_of(COMMON, "works"))


def test_control_a_source_that_moved_nothing_is_completed_without_totals() -> None:
    complete(with_second_fund(), added=0, totals=[])


def test_a_row_goes_into_a_fund_that_its_source_names() -> None:
    book = Book().with_money()
    book.record("treasurer", "fund.opened", "fund/works", **_fund())
    register(book)
    with refused("source.fund"):
        book.record("treasurer", "movement.imported", "fund/works", **_row(1))
    imported(book, 1)


def test_a_source_names_each_fund_once() -> None:
    with refused("source.funds_repeated"):
        register(Book().with_money(), funds=(COMMON, COMMON))


def test_a_source_is_registered_once_in_its_own_stream() -> None:
    book = Book().with_money()
    data: dict[str, Json] = {
        "source": SOURCE,
        "name": {"value": "旧账"},
        "sheets": 1,
        "rows": 1,
        "map_sha256": "cd" * 32,
        "funds": [COMMON],
    }
    with refused("source.stream"):
        book.record("treasurer", "source.registered", f"source/{'ef' * 32}", **data)
    with refused("reference.unresolved"):
        book.record("treasurer", "source.registered", f"source/{SOURCE}", **data, replaces="ef" * 32)
    with refused("source.not_registered"):
        complete(book)
    register(book)
    with refused("source.registered_twice"):
        register(book)
