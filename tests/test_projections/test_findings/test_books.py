"""How the books are kept: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, Shown
from tests.test_projections.test_findings.planted import contract, facts, found, pay, spans


def test_what_was_signed_long_before_it_came_in_is_found(book: Shown) -> None:
    asked = book.cast.sign("treasurer", "outflow.recorded", COMMON, {
        "account": "bank", "amount": 5, "date": "2026-05-04", "book_date": "2026-05-04", "kind": "bank_charge",
        "category": "bank_charge", "bank_ref": "x",
    }, book.now)  # fmt: skip
    book.at("2026-05-11")
    early = book.cast.sign("secretary", "counterparty.registered", "community", {
        "party": "late", "kind": "company", "name": {"value": "样例"},
    }, book.now)  # fmt: skip
    book.at("2026-05-12")
    book.append(asked, early)
    assert spans(book, "E2") == [(book.size - 2, "2026-05-12", None)], "eight days, and beside it one day"
    assert facts(book, "E2") == {"day": "2026-05-04", "days": 8}


def test_what_counts_in_a_day_long_ago_is_found_and_imported_rows_are_history(book: Shown) -> None:
    book.at("2026-06-13")
    book.income()
    assert found(book, "E2") == [], "forty days"
    book.at("2026-06-14")
    book.register_source()
    book.import_row(1, "2020-05-04")
    book.income()
    assert spans(book, "E2") == [(book.size - 1, "2026-06-14", None)]
    assert found(book, "E2")[0].facts[1].value == 41


def expect(book: Shown, due: str = "2026-06-01", amount: int = 100_000) -> bytes:
    data: dict[str, Json] = {
        "period": "2026", "category": "parking", "amount": amount, "payers_count": 3, "due": due,
        "basis": {"value": "车位租金"},
    }  # fmt: skip
    return book.record("treasurer", "income.expected", COMMON, data)


def test_expected_income_that_did_not_come_whole_is_found_until_it_does(book: Shown) -> None:
    index = book.size
    on = book.cast.ref(expect(book))
    book.income(60_000, for_expected=on)
    book.at("2026-07-10")
    book.income(40_000, for_expected=on)
    assert spans(book, "E3") == [(index, "2026-07-02", "2026-07-10")]


def test_control_expected_income_that_came_in_time_is_in_order_and_other_income_is_none_of_it(book: Shown) -> None:
    book.income(100_000, for_expected=book.cast.ref(expect(book)))
    assert found(book, "E3") == []
    expect(book)
    book.income(100_000)
    assert len(found(book, "E3")) == 1


def test_what_is_due_under_a_contract_and_did_not_come_is_found_by_instalment(book: Shown) -> None:
    schedule: list[Json] = [{"due": "2026-06-01", "amount": 50_000}, {"due": "2026-09-01", "amount": 50_000}]
    index = book.size
    contract(book, 100_000, direction="receive", schedule=schedule)
    book.income(50_000, for_contract="c-1")
    assert [(one.id, one.since) for one in found(book, "E3")] == [(f"E3-{index}-1", "2026-10-02")]
    book.income(50_000, for_contract="c-1")
    assert found(book, "E3") == []


@pytest.fixture
def shanghai(tmp_path: Path) -> Iterator[Shown]:
    pin = pin_of("cn-sh")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    yield book
    book.close()


def top_up(book: Shown, amount: int) -> None:
    day = book.now.date().isoformat()
    asked = book.request(amount, kind="transfer", to_fund="repairs", category="other", invoices=[])
    sent = book.execute(asked, amount, date=day, book_date=day)
    data: dict[str, Json] = {"nature": "transfer", "category": "other_income", "transfer_of": book.cast.ref(sent)}
    book.income(amount, "fund/repairs", date=day, book_date=day, **data)


def test_too_little_of_the_common_income_in_the_maintenance_fund_is_found_until_it_is_enough(shanghai: Shown) -> None:
    shanghai.income(100_000)
    pay(shanghai, 20_000)
    shanghai.at("2026-07-20")
    top_up(shanghai, 40_000)
    found_now = found(shanghai, "E6", "2026-08-05")
    assert [(one.id, one.since, one.until) for one in found_now] == [("E6-6-2026-Q2", "2026-07-31", None)], "just half"
    assert found_now[0].article == "上海市住宅物业管理规定第五十一条"
    shanghai.at("2026-08-10")
    top_up(shanghai, 1)
    assert [one.until for one in found(shanghai, "E6", "2026-08-15")] == ["2026-08-10"]


def test_control_more_than_half_in_time_is_in_order_and_other_packs_ask_for_nothing(
    shanghai: Shown, tmp_path_factory: pytest.TempPathFactory
) -> None:
    shanghai.income(100_000)
    shanghai.at("2026-07-20")
    top_up(shanghai, 50_001)
    assert found(shanghai, "E6") == []
    other = Shown(tmp_path_factory.mktemp("other")).with_money()
    other.income(100_000)
    assert found(other, "E6") == []
    other.close()


@pytest.mark.parametrize(
    ("first_deposit", "expected"),
    [(1_000_000, ["北京市物业管理条例第七十四条"]), (999_996, []), (None, [])],
)
def test_in_beijing_common_income_goes_into_the_fund_only_while_that_is_below_30_per_cent_of_the_first_deposit(
    tmp_path: Path, first_deposit: int | None, expected: list[str]
) -> None:
    """The fund has ¥2,999.99: less than 30 % of ¥10,000.00, and more than 30 % of ¥9,999.96."""
    pin = pin_of("cn-bj")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    book.account("repairs")
    opening: dict[str, Json] = {"account": "repairs", "amount": 299_999, "as_of": "2026-04-30"}
    deposited: dict[str, Json] = {} if first_deposit is None else {"first_deposit": first_deposit}
    opened = book.record("treasurer", "balance.opened", "fund/repairs", opening | deposited)
    book.confirm("chair", opened)
    book.income(100_000)
    assert [one.article for one in found(book, "E6", "2027-02-05")] == expected
    book.close()
