"""Statements and their two readers, closed periods, publications: what is refused and what holds afterwards."""

from __future__ import annotations

from datetime import UTC
from typing import Any

import pytest

from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused
from tests.test_ledger.test_rules.test_change_of_committee import leave, seat

JUNE: list[Json] = [{"account": "bank", "amount": 500_000}, {"account": "net-assets", "amount": -500_000}]


def statement(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "from": "2024-06-01", "to": "2024-06-30", "opening": 0, "closing": 500_000, "lines_sha256": "ab" * 32,
        "obtained": "download",
    }  # fmt: skip
    return book.record("treasurer", "statement.recorded", "account/bank", **(data | changes))


def look(book: Book, who: str, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "to": "2024-06-30", "matched": 1, "unmatched": [], "difference": 0, "seen_in_bank": True,
    }  # fmt: skip
    return book.record(who, "statement.reconciled", "account/bank", **(data | changes))


def close(book: Book, period: str = "2024-06", balances: list[Json] = JUNE) -> bytes:
    return book.record("treasurer", "period.closed", FUND, period=period, balances=balances)


def closed() -> Book:
    book = Book().with_money()
    book.confirm("chair", close(book))
    return book


def publish(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "report": "common_income", "period": "2024-Q2", "figures": [{"code": "parking", "amount": 1}],
        "channels": ["notice_board"], "from": "2024-07-01", "to": "2024-07-20",
        "checkpoint": {"size": 1, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="},
    }  # fmt: skip
    return book.record("chair", "disclosure.published", FUND, **(data | changes))


def seen(book: Book, who: str, of: bytes, **changes: Json) -> bytes:
    data: dict[str, Json] = {"place": "gate", "state": "up", "date": "2024-07-01"}
    return book.record(who, "posting.evidenced", FUND, on=book.cast.ref(of), **(data | changes))


def test_a_statement_belongs_to_an_account_and_ends_after_it_begins() -> None:
    book = Book()
    with refused("account.not_open"):
        statement(book)
    with refused("account.not_open"):
        look(book, "treasurer")
    book.with_money()
    with refused("statement.dates"):
        statement(book, to="2024-05-31")
    for day in ("from", "to"):
        with refused("date.invalid"):
            statement(book, **{day: "2024-06-31"})
    with refused("date.ahead"):
        statement(book, to="2024-07-03")
    statement(book, **{"from": "2024-06-30"})


def test_the_treasurer_reconciles_first_and_another_seat_after_that() -> None:
    book = Book().with_money()
    with refused("reference.unresolved"):
        look(book, "treasurer")
    statement(book)
    with refused("statement.first_look"):
        look(book, "chair")
    look(book, "treasurer")
    with refused("statement.reconciled_twice"):
        look(book, "treasurer")
    with refused("date.invalid"):
        look(book, "chair", to="2024-06-31")
    with refused("date.invalid"):
        look(book, "chair", unmatched=[{"side": "bank", "date": "2024-06-31", "amount": 1, "ref": "x"}])
    look(book, "chair")
    statement(book)
    with refused("statement.reconciled_twice"):
        look(book, "chair")


def test_a_period_is_closed_with_the_balances_of_the_ledger() -> None:
    book = Book().with_money()
    book.income()
    cash: Json = {"account": "cash", "amount": 1}
    wrong: list[list[Json]] = [[], JUNE[:1], JUNE * 2, [*JUNE, cash]]
    for balances in wrong:
        with refused("period.balances"):
            close(book, balances=balances)
    nothing: Json = {"account": "cash", "amount": 0}
    book.confirm("chair", close(book, balances=[*JUNE, nothing]))
    assert book.fund.closed_until == "2024-06-30"


def test_a_period_is_closed_with_all_that_was_booked_up_to_its_last_day() -> None:
    book = Book().with_money()
    for day in ("2024-06-14", "2024-06-15", "2024-06-30", "2024-07-01"):
        book.income(date="2024-07-01", book_date=day, amount=100)
    bank: Json = {"account": "bank", "amount": 500_300}
    book.confirm("chair", close(book, balances=[bank, JUNE[1]]))


def test_a_period_is_over_when_its_last_day_is_where_the_community_lives() -> None:
    """An hour after midnight in China the same instant is the last of June in UTC."""
    book = Book().with_money()
    book.at = book.at.replace(hour=1).astimezone(UTC)
    assert book.at.date().isoformat() == "2024-06-30"
    book.confirm("chair", close(book))


def test_what_was_booked_while_a_closing_waited_spoils_it() -> None:
    book = Book().with_money()
    waiting = close(book)
    book.income(book_date="2024-06-30", date="2024-06-30")
    with refused("period.balances"):
        book.confirm("chair", waiting)


def test_a_period_is_closed_when_it_is_over_and_once() -> None:
    book = closed()
    with refused("period.not_over"):
        close(book, "2024-07")
    with refused("period.closed"):
        close(book)
    with refused("period.closed"):
        close(book, "2024-05")


@pytest.mark.parametrize("late", [{"book_date": "2024-06-30"}, {"book_date": "2024-06-30", "date": "2024-06-01"}])
def test_nothing_is_booked_into_a_closed_period(late: dict[str, Any]) -> None:
    book = closed()
    with refused("book_date.closed"):
        book.income(**late)
    request = book.request(kind="advance")
    with refused("book_date.closed"):
        book.execute(request, **late)
    execution = book.execute(request)
    bank: dict[str, Json] = {"account": "bank", "amount": 1, "date": "2024-06-30", "book_date": "2024-06-30"}
    on: Json = book.cast.ref(execution)
    with refused("book_date.closed"):
        book.record("treasurer", "payment.returned", FUND, on=on, bank_ref="b-2", **bank)
    with refused("book_date.closed"):
        book.record("treasurer", "outflow.recorded", FUND, kind="tax", category="tax", bank_ref="b-3", **bank)
    with refused("book_date.closed"):
        book.record("treasurer", "movement.reversed", FUND, on=on, reason="mistake", book_date="2024-06-30")
    with refused("book_date.closed"):
        book.record("treasurer", "advance.settled", FUND, on=on, lines=[], returned=1, book_date="2024-06-30")
    receipt = book.cast.ref(book.income(nature="advance_receipt"))
    with refused("book_date.closed"):
        book.record("treasurer", "receipt.released", FUND, on=receipt, amount=1, category="parking",
                    book_date="2024-06-30")  # fmt: skip


def test_what_belongs_to_a_closed_period_counts_in_an_open_one() -> None:
    book = closed()
    book.income(date="2024-06-15", book_date="2024-07-01")
    assert book.fund.balances["category", "parking"] == -120_000


def test_a_late_imported_row_and_a_late_opening_balance_name_a_day_of_the_open_period() -> None:
    book = Book()
    for account in ("bank", "cash"):
        book.record("treasurer", "account.opened", f"account/{account}", kind="asset", subtype="bank",
                    name={"value": "专户"}, holder="community", currency="CNY")  # fmt: skip
    book.record("treasurer", "fund.opened", FUND, name="公共收益", kind="common_income", currency="CNY",
                owner_of_money="owners", scope="all")  # fmt: skip
    source = "ab" * 32
    book.record("treasurer", "source.registered", f"source/{source}", source=source, name={"value": "旧账"}, sheets=1,
                rows=9, map_sha256=source, funds=["common-income"])  # fmt: skip
    book.confirm("chair", close(book, balances=[]))
    row: dict[str, Json] = {
        "source": {"id": source, "row": 1}, "date": "2024-06-30", "description": {"value": "停车"},
        "postings": [{"account": "bank", "amount": 7}, {"category": "parking", "amount": -7}],
    }  # fmt: skip
    with refused("book_date.closed"):
        book.record("treasurer", "movement.imported", FUND, **row)
    book.record("treasurer", "movement.imported", FUND, **row, book_date="2024-07-01")
    opening: dict[str, Json] = {"account": "cash", "amount": 5, "as_of": "2024-06-29"}
    with refused("book_date.closed"):
        book.record("treasurer", "balance.opened", FUND, **opening)
    book.confirm("chair", book.record("treasurer", "balance.opened", FUND, **opening, book_date="2024-07-01"))
    assert book.fund.balances["account", "cash"] == 5


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"to": "2024-06-30"}, "publication.dates"),
        ({"to": "2024-06-31"}, "date.invalid"),
        ({"from": "2024-06-31"}, "date.invalid"),
        ({"figures": [{"code": "parking", "amount": 1}] * 2}, "publication.figures"),
        ({"supersedes": {"id": "01900000-0000-7000-8000-000000000000", "sha256": "0" * 64}}, "ref.unknown"),
    ],
)
def test_a_publication_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    with refused(rule_id):
        publish(Book().with_money(), **changes)


def test_a_report_may_hang_for_one_day() -> None:
    publish(Book().with_money(), to="2024-07-01")


def test_each_seat_says_once_that_a_report_hangs_in_a_place() -> None:
    book = Book().with_money()
    report = publish(book, supersedes=book.cast.ref(publish(book)))
    seen(book, "chair", report)
    seen(book, "vice", report)
    seen(book, "chair", report, place="lobby")
    seen(book, "chair", report, state="down")
    with refused("posting.twice"):
        seen(book, "chair", report)
    with refused("date.invalid"):
        seen(book, "member", report, date="2024-06-31")
    with refused("ref.type"):
        seen(book, "member", book.income())


def test_whoever_takes_over_a_seat_is_no_second_pair_of_eyes() -> None:
    book = Book().with_money()
    statement(book)
    look(book, "treasurer")
    look(book, "member")
    report = publish(book)
    seen(book, "member", report)
    leave(book, "member")
    seat(book, "chair", "vice", "newcomer", 5)
    with refused("statement.reconciled_twice"):
        look(book, "newcomer-key")
    with refused("posting.twice"):
        seen(book, "newcomer-key", report)
    look(book, "vice")
    seen(book, "vice", report)


def test_no_opening_balance_takes_imported_rows_out_of_a_closed_period() -> None:
    book = Book().with_money()
    fund, source = "fund/repairs", "ab" * 32
    book.record("treasurer", "fund.opened", fund, name="维修", kind="other", currency="CNY",
                owner_of_money="owners", scope="all")  # fmt: skip
    book.record("treasurer", "source.registered", f"source/{source}", source=source, name={"value": "旧账"}, sheets=1,
                rows=1, map_sha256="cd" * 32, funds=["repairs"])  # fmt: skip
    lines: Json = [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -700}]
    book.record("treasurer", "movement.imported", fund, source={"id": source, "row": 1}, date="2024-03-05",
                postings=lines, description={"value": "旧账一行"})  # fmt: skip
    opening: dict[str, Json] = {"account": "bank", "amount": 700, "as_of": "2024-04-30"}
    waiting = book.record("treasurer", "balance.opened", fund, **opening)
    march: Json = [{"account": "bank", "amount": 700}]
    book.confirm("chair", book.record("treasurer", "period.closed", fund, period="2024-03", balances=march))
    with refused("book_date.closed"):
        book.confirm("chair", waiting)
