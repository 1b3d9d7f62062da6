"""What lies in each fund, and what came in and went out in a month."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries import funds
from projections.queries.funds import AccountBalance, CategoryBalance, Fund, MonthTotal, Totals
from tests.test_projections.shown import REPAIRS, SOURCE, Shown


def common(book: Shown) -> Fund:
    with book.tables() as tables:
        found = funds.fund(tables, book.pack, "common")
    assert found is not None
    return found


def months(book: Shown, month: str) -> list[MonthTotal]:
    with book.tables() as tables:
        return funds.months(tables, book.pack, month)


def test_a_fund_shows_its_accounts_categories_and_totals(book: Shown) -> None:
    book.confirm("chair", book.opening(500_000))
    book.income(120_000)
    book.execute(book.request(80_000))
    found = common(book)
    assert found.accounts == [
        AccountBalance("bank", "asset", "bank", "专户", None, None, 540_000),
        AccountBalance("net-assets", "equity", "net_assets", None, None, None, -500_000),
    ]
    assert found.categories == [
        CategoryBalance("parking", "income", -120_000),
        CategoryBalance("repairs", "expense", 80_000),
    ]
    assert found.totals == Totals(540_000, 0, -500_000, -120_000, 80_000)
    assert (found.money, found.currency, found.opening_as_of) == (540_000, "CNY", "2026-04-30")


def test_deposits_of_others_are_no_money_of_the_owners(book: Shown) -> None:
    book.income(120_000)
    book.income(30_000, nature="deposit", category="premises", payer="firm")
    book.income(5_000, nature="advance_receipt")
    found = common(book)
    assert found.money == 120_000 + 5_000
    assert [(one.code, one.kind, one.subtype) for one in found.accounts] == [
        ("bank", "asset", "bank"),
        ("deposits/firm", "liability", "deposit"),
        ("received-in-advance", "liability", "received_in_advance"),
    ]


def test_an_advance_is_money_that_somebody_holds_for_the_owners(book: Shown) -> None:
    book.income(120_000)
    book.execute(book.request(kind="advance"))
    found = common(book)
    assert found.money == 120_000
    assert ("advances/firm", "asset", "advance") in [(one.code, one.kind, one.subtype) for one in found.accounts]


def test_money_on_its_way_to_another_fund_is_not_lost_and_not_counted_twice(book: Shown) -> None:
    book.income(120_000)
    executed = book.execute(book.request(kind="transfer", to_fund="repairs", category="other"))
    with book.tables() as tables:
        assert [found.money for found in funds.funds(tables, book.pack)] == [120_000, 0]
    book.income(80_000, REPAIRS, nature="transfer", category="other_income", transfer_of=book.cast.ref(executed))
    with book.tables() as tables:
        assert [found.money for found in funds.funds(tables, book.pack)] == [40_000, 80_000]


def test_funds_come_in_the_order_in_which_they_were_opened_and_unknown_ones_are_none(book: Shown) -> None:
    with book.tables() as tables:
        assert [found.id for found in funds.funds(tables, book.pack)] == ["common", "repairs"]
        assert funds.fund(tables, book.pack, "nothing") is None


def test_a_month_has_what_came_in_and_went_out_from_its_first_to_its_last_day(book: Shown) -> None:
    for date, amount in (("2026-03-31", 1), ("2026-04-01", 10), ("2026-04-30", 100), ("2026-05-01", 1_000)):
        book.income(amount, date=date, book_date=date)
        book.outflow(amount * 2, date=date, book_date=date)
    assert months(book, "2026-04") == [MonthTotal("CNY", 110, 220)]
    assert months(book, "2026-06") == []


def test_a_month_counts_neither_transfers_nor_deposits_nor_advances(book: Shown) -> None:
    book.income(120_000)
    executed = book.execute(book.request(kind="transfer", to_fund="repairs", category="other"))
    book.income(80_000, REPAIRS, nature="transfer", category="other_income", transfer_of=book.cast.ref(executed))
    book.income(30_000, nature="deposit", category="premises", payer="firm")
    book.execute(book.request(kind="advance"))
    assert months(book, "2026-05") == [MonthTotal("CNY", 120_000, 0)]


def test_what_comes_back_lowers_what_went_out_and_a_refund_what_came_in(book: Shown) -> None:
    receipt = book.income(120_000)
    book.outflow(50_000)
    book.income(20_000, nature="refund_received", category="other")
    refund = book.request(30_000, kind="refund", category="parking", refund_of=book.cast.ref(receipt))
    book.execute(refund, 30_000)
    assert months(book, "2026-05") == [MonthTotal("CNY", 90_000, 30_000)]


def test_a_month_leaves_out_rows_that_do_not_count_and_money_of_others(book: Shown) -> None:
    book.register_source()
    book.import_row(1, "2026-04-30")
    book.import_row(2, "2026-05-01")
    assert months(book, "2026-04") == [MonthTotal("CNY", 700, 0)]
    book.confirm("chair", book.opening())
    assert months(book, "2026-04") == []
    manager: dict[str, Json] = {
        "name": "物业费", "kind": "property_fee", "currency": "CNY", "owner_of_money": "manager", "scope": "all",
    }  # fmt: skip
    book.record("treasurer", "fund.opened", "fund/fees", manager)
    book.income(9_999, "fund/fees")
    assert months(book, "2026-05") == [MonthTotal("CNY", 700, 0)]
    assert SOURCE in str(book.rows("SELECT source FROM movement WHERE source IS NOT NULL"))


def test_currencies_are_never_added_up(book: Shown) -> None:
    book.account("dollars", currency="USD")
    dollars: dict[str, Json] = {
        "name": "美元", "kind": "other", "currency": "USD", "owner_of_money": "owners", "scope": "all",
    }  # fmt: skip
    book.record("treasurer", "fund.opened", "fund/dollars", dollars)
    book.income(7, "fund/dollars", account="dollars")
    book.income(11)
    assert months(book, "2026-05") == [MonthTotal("CNY", 11, 0), MonthTotal("USD", 7, 0)]
