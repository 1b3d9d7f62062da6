"""Rules of the stream ``source/<sha256>``: registered once, completed with what was imported and nothing else."""

from __future__ import annotations

import pytest

from ledger.rules.state import Source
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused
from tests.test_ledger.test_rules.old_books import COMMON, SOURCE, complete, fund_data, imported, register, row_of


def test_an_import_is_completed_with_the_totals_of_what_was_imported() -> None:
    book = Book().with_money()
    register(book)
    imported(book, 1)
    imported(book, 2)
    with refused("import.counts"):
        complete(book, rows=9)
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
    book.record("treasurer", "fund.opened", "fund/works", **fund_data())
    register(book, funds=(COMMON, "works"))
    for row, fund in enumerate(funds, 1):
        book.record("treasurer", "movement.imported", f"fund/{fund}", **row_of(row))
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


def test_a_newer_edition_names_a_source_that_the_book_knows() -> None:
    book = Book().with_money()
    register(book)
    newer = "ef" * 32
    book.record(
        "treasurer", "source.registered", f"source/{newer}", source=newer, name={"value": "旧账"}, sheets=1, rows=1,
        map_sha256="cd" * 32, funds=[COMMON], replaces=SOURCE,
    )  # fmt: skip
    registered = book.history.states[f"source/{newer}"]
    assert isinstance(registered, Source)
    assert registered.registered is not None
    assert registered.registered.replaces == SOURCE


def test_a_completion_states_each_total_once() -> None:
    book = Book().with_money()
    register(book)
    imported(book, 1)
    imported(book, 2)
    halves: list[Json] = [{"fund": COMMON, "account": "bank", "amount": 700} for _ in range(2)]
    with refused("import.totals"):
        complete(book, totals=[*halves, {"fund": COMMON, "category": "parking", "amount": -1_400}])


def test_a_source_is_complete_only_when_a_second_person_says_so() -> None:
    book = Book().with_money()
    register(book)
    imported(book, 1)
    imported(book, 2)
    completed = complete(book)
    source = book.history.states[f"source/{SOURCE}"]
    assert isinstance(source, Source)
    assert source.completed is None
    book.confirm("chair", completed)
    assert source.completed is not None
    assert source.completed.added == 2


def test_totals_of_nought_are_stated_as_well() -> None:
    book = Book().with_money()
    register(book)
    imported(book, 1, postings=[{"account": "bank", "amount": 0}, {"category": "other", "amount": 0}])
    with refused("import.totals"):
        complete(book, added=1, totals=[])
    totals: list[Json] = [
        {"fund": COMMON, "account": "bank", "amount": 0},
        {"fund": COMMON, "category": "other", "amount": 0},
    ]
    complete(book, added=1, totals=totals)
