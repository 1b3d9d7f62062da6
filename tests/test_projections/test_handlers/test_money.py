"""Rows of accounts, funds, receipts, outflows and imported rows; an opening balance that replaces imported rows."""

from __future__ import annotations

import pytest

from ledger.strict_json import Json
from tests.test_projections.shown import DAY, REPAIRS, SOURCE, Shown

BALANCES = "SELECT kind, code, amount FROM balance WHERE fund = 'common' ORDER BY code"
MOVEMENT = (
    "SELECT fund, type, date, amount, account, category, party, description, counted FROM movement WHERE position = ?"
)
POSTINGS = "SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line"


def test_an_account_shows_what_is_public_of_it(founded: Shown) -> None:
    founded.account("main", bank="样例银行", masked_number="****1234", number={"value": "样例账号"})
    assert founded.rows(
        "SELECT id, kind, subtype, name, bank, masked_number, holder, currency, position FROM account"
    ) == [("main", "asset", "bank", "专户", "样例银行", "****1234", "community", "CNY", 5)]
    assert not any("样例账号" in str(row) for row in founded.rows("SELECT * FROM account"))


def test_a_fund_shows_its_scope(founded: Shown) -> None:
    for fund, scope in (("all", "all"), ("some", ["b1", "b2"])):
        data: dict[str, Json] = {
            "name": fund, "kind": "other", "currency": "CNY", "owner_of_money": "manager", "scope": scope,  # type: ignore[dict-item]
        }  # fmt: skip
        founded.record("treasurer", "fund.opened", f"fund/{fund}", data)
    assert founded.rows("SELECT id, name, kind, owner_of_money, scope, opening_as_of, position FROM fund") == [
        ("all", "all", "other", "manager", "all", None, 5),
        ("some", "some", "other", "manager", "b1 b2", None, 6),
    ]


def test_a_receipt_shows_movement_postings_and_balances(book: Shown) -> None:
    index = book.size
    book.income(payer="firm")
    assert book.rows(MOVEMENT, index) == [
        ("common", "income.recorded", DAY, 120_000, "bank", "parking", "firm", "停车费", 1)
    ]
    assert book.rows(POSTINGS, index) == [("account", "bank", 120_000), ("category", "parking", -120_000)]
    assert book.rows(BALANCES) == [("account", "bank", 120_000), ("category", "parking", -120_000)]


@pytest.mark.parametrize(
    ("nature", "category", "credited"),
    [
        ("deposit", "premises", ("account", "deposits/firm")),
        ("advance_receipt", "parking", ("account", "received-in-advance")),
        ("refund_received", "repairs", ("category", "repairs")),
        ("interest", "interest", ("category", "interest")),
    ],
)
def test_a_receipt_credits_what_its_nature_says(
    book: Shown, nature: str, category: str, credited: tuple[str, str]
) -> None:
    index = book.size
    book.income(7, nature=nature, category=category, payer="firm")
    assert book.rows(POSTINGS, index)[1] == (*credited, -7)


def test_an_outflow_leaves_the_account(book: Shown) -> None:
    index = book.size
    book.outflow(1_500, party="firm")
    assert book.rows(MOVEMENT, index) == [("common", "outflow.recorded", DAY, -1_500, "bank", "other", "firm", None, 1)]
    assert book.rows(BALANCES) == [("account", "bank", -1_500), ("category", "other", 1_500)]


def test_an_opening_balance_is_a_movement_of_its_own_entry_once_confirmed(book: Shown) -> None:
    index = book.size
    opening = book.opening()
    assert book.rows(MOVEMENT, index) == []
    assert book.rows(BALANCES) == []
    book.confirm("chair", opening)
    assert book.rows(MOVEMENT, index) == [
        ("common", "balance.opened", "2026-04-30", 500_000, "bank", None, None, None, 1)
    ]
    assert book.rows(BALANCES) == [("account", "bank", 500_000), ("account", "net-assets", -500_000)]
    assert book.rows("SELECT opening_as_of FROM fund WHERE id = 'common'") == [("2026-04-30",)]


def test_imported_rows_up_to_the_opening_balance_stop_counting_and_later_ones_go_on(book: Shown) -> None:
    book.register_source()
    index = book.size
    book.import_row(1, "2026-04-30")
    book.import_row(2, "2026-05-01")
    assert book.rows(BALANCES) == [("account", "bank", 1_400), ("category", "parking", -1_400)]
    book.confirm("chair", book.opening(900))
    book.import_row(3, "2026-04-01")
    assert book.rows("SELECT position, counted FROM movement WHERE source IS NOT NULL ORDER BY position") == [
        (index, 0), (index + 1, 1), (index + 4, 0),
    ]  # fmt: skip
    assert book.rows(BALANCES) == [
        ("account", "bank", 1_600), ("account", "net-assets", -900), ("category", "parking", -700),
    ]  # fmt: skip


def test_a_second_opening_balance_replaces_nothing_more(book: Shown) -> None:
    book.account("cash", subtype="cash")
    book.register_source()
    book.import_row(1, "2026-04-30")
    book.confirm("chair", book.opening(900))
    book.confirm("chair", book.opening(50, account="cash"))
    assert book.rows(BALANCES) == [
        ("account", "bank", 900), ("account", "cash", 50), ("account", "net-assets", -950), ("category", "parking", 0),
    ]  # fmt: skip


def test_movements_that_are_no_imported_rows_are_never_replaced(book: Shown) -> None:
    book.income(7, date="2026-04-01", book_date="2026-04-01")
    book.confirm("chair", book.opening(900))
    assert book.rows("SELECT counted FROM movement") == [(1,), (1,)]
    assert ("account", "bank", 907) in book.rows(BALANCES)


def test_an_imported_row_shows_its_source_and_its_first_account_and_category(book: Shown) -> None:
    book.account("cash", subtype="cash")
    book.register_source()
    index = book.size
    places: list[Json] = [
        {"category": "repairs", "amount": 300}, {"category": "cleaning", "amount": 200},
        {"account": "cash", "amount": -100}, {"account": "bank", "amount": -400},
    ]  # fmt: skip
    book.import_row(4, DAY, *places, party="firm")
    assert book.rows(MOVEMENT, index) == [
        ("common", "movement.imported", DAY, -500, "cash", "repairs", "firm", "旧账一行", 1)
    ]
    assert book.rows("SELECT source, source_row FROM movement WHERE position = ?", index) == [(SOURCE, 4)]
    assert [row[1:] for row in book.rows(POSTINGS, index)] == [
        ("repairs", 300), ("cleaning", 200), ("cash", -100), ("bank", -400),
    ]  # fmt: skip


def test_an_imported_row_without_an_account_or_without_a_category(book: Shown) -> None:
    book.account("cash", subtype="cash")
    book.register_source()
    index = book.size
    book.import_row(1, DAY, {"account": "cash", "amount": 5}, {"account": "bank", "amount": -5})
    book.import_row(2, DAY, {"category": "repairs", "amount": 5}, {"category": "other", "amount": -5})
    assert [(row[3], row[4], row[5]) for at in (index, index + 1) for row in book.rows(MOVEMENT, at)] == [
        (0, "cash", None), (0, None, "repairs"),
    ]  # fmt: skip


def test_funds_do_not_share_a_balance(book: Shown) -> None:
    book.income(7)
    book.income(11, REPAIRS)
    assert book.rows("SELECT fund, amount FROM balance WHERE code = 'bank' ORDER BY fund") == [
        ("common", 7), ("repairs", 11),
    ]  # fmt: skip
