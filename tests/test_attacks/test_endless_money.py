"""One officer books more money than any number holds: eleven entries would end the views and every export for ever."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import projections
from ledger.bundle import export
from ledger.store.reader import Reader
from ledger.strict_json import INTEGER_MAX, Json
from ledger.verification import Folder, verify
from tests.log_of import FUND, Book
from tests.refusals import refused
from tests.test_api.sample import Sample, _open_accounts
from tests.test_ledger.test_rules.test_money import imported, outflow, register, without_opening

MOST = INTEGER_MAX
EARLY, AFTER = "2024-06-01", "2024-07-02"


def full() -> Book:
    """Return a book whose bank account holds as much as a number can."""
    book = without_opening()
    book.record("secretary", "counterparty.registered", "community", party="plumber", kind="company", name=_name())
    book.income(amount=MOST)
    return book


def _name() -> Json:
    return {"value": "样例水电公司"}


def import_one(book: Book) -> None:
    register(book)
    places: list[Json] = [{"account": "bank", "amount": 1}, {"category": "parking", "amount": -1}]
    imported(book, 1, AFTER, postings=places)


def open_one(book: Book) -> None:
    opening = book.record("treasurer", "balance.opened", FUND, account="bank", amount=1, as_of=AFTER)
    book.confirm("chair", opening)


def return_one(book: Book) -> None:
    executed = book.execute(book.request(amount=1), amount=1)
    book.income(amount=1)
    book.record(
        "treasurer", "payment.returned", FUND, on=book.cast.ref(executed), account="bank", amount=1, date=AFTER,
        book_date=AFTER, bank_ref="bank-2",
    )  # fmt: skip


def pay_beyond(book: Book) -> None:
    for _ in range(2):
        request = book.request(payment=f"p-{_}", amount=MOST)
        book.execute(request, amount=MOST, bank_ref=f"b-{_}")


def lose_beyond(book: Book) -> None:
    for number in range(2):
        outflow(book, amount=MOST, bank_ref=f"b-{number}")


@pytest.mark.parametrize(
    "act", [lambda book: book.income(amount=1), import_one, open_one, return_one, pay_beyond, lose_beyond]
)
def test_a_balance_ends_where_the_numbers_of_the_format_end(act: Callable[[Book], Any]) -> None:
    book = full()
    with refused("balance.limit"):
        act(book)
    assert max(map(abs, book.fund.balances.values())) <= MOST


def test_a_row_that_names_one_account_a_hundred_times_is_summed_first() -> None:
    book = without_opening()
    register(book)
    there: list[Json] = [{"account": "bank", "amount": MOST}, {"category": "parking", "amount": -MOST}]
    with refused("balance.limit"):
        imported(book, 1, postings=there * 100)
    back: list[Json] = [{"account": "bank", "amount": -MOST}, {"category": "parking", "amount": MOST}]
    imported(book, 1, postings=there + back)


def test_an_opening_balance_that_turns_every_row_of_one_sign_into_history() -> None:
    book = without_opening()
    register(book)
    for row, date, sign in ((1, EARLY, 1), (2, AFTER, -1), (3, EARLY, 1), (4, AFTER, -1)):
        places: list[Json] = [
            {"account": "bank", "amount": sign * MOST}, {"category": "parking", "amount": -sign * MOST},
        ]  # fmt: skip
        imported(book, row, date, postings=places)
    opening = book.record("treasurer", "balance.opened", FUND, account="bank", amount=1, as_of="2024-06-30")
    with refused("balance.limit"):
        book.confirm("chair", opening)


def test_control_a_book_with_all_the_money_that_there_can_be_is_shown_exported_and_verified(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home)
    _open_accounts(sample)
    data: dict[str, Json] = {
        "account": "bank-common", "amount": MOST - 18_650_000, "date": "2026-05-05", "book_date": "2026-05-05",
        "category": "parking", "nature": "income", "description": {"value": "全部"},
    }  # fmt: skip
    sample.record("treasurer", "income.recorded", "fund/common", data)
    sample.publish()
    sample.close()
    with Reader.open(sample.public) as reader:
        export(reader, tmp_path / "export")
    assert f'"amount":{MOST}}}' in (tmp_path / "export/balances.json").read_text()
    assert verify(Folder(tmp_path / "export")).size == projections.position(sample.public)
