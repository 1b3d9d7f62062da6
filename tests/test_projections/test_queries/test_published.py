"""Published figures against the books that they were drawn from."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.strict_json import Json
from projections.queries.published import ComparedFigure, compared_figures
from tests.test_projections.shown import COMMON, Shown, with_money

RIGHT = {
    "opening": 500_000, "closing": 500_000 + 120_000 + 30_000 - 80_000, "income": 150_000, "expense": 80_000,
    "parking": 150_000, "parking/north-gate": 30_000, "repairs": 80_000, "account/bank": 570_000, "adverts": 0,
}  # fmt: skip


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Shown]:
    for book in with_money(tmp_path):
        book.confirm("chair", book.opening(as_of="2026-03-31"))
        book.income(120_000)
        book.income(30_000, category="parking/north-gate")
        asked = book.request(80_000)
        book.execute(asked)
        yield book


def report(book: Shown, figures: dict[str, int], **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "report": "common_income", "period": "2026-Q2", "channels": ["web"], "from": "2026-07-01", "to": "2026-07-20",
        "figures": [{"code": code, "amount": amount} for code, amount in figures.items()],
        "checkpoint": {"size": book.size, "root": "A" * 43 + "="},
    }  # fmt: skip
    return book.record("chair", "disclosure.published", COMMON, data | changes)


def compared(book: Shown) -> dict[str, ComparedFigure]:
    with book.tables() as tables:
        return {one.code: one for one in compared_figures(tables, book.pack.sides)}


def test_figures_that_are_those_of_the_books_are_equal(book: Shown) -> None:
    index = book.size
    report(book, RIGHT)
    found = compared(book)
    assert {code: one.found for code, one in found.items()} == RIGHT
    assert {one.verdict for one in found.values()} == {"equal"}
    assert {(one.index, one.fund, one.currency, one.period) for one in found.values()} == {
        (index, "common", "CNY", "2026-Q2")
    }


@pytest.mark.parametrize("code", RIGHT)
def test_control_a_figure_that_is_off_by_one_is_different(book: Shown, code: str) -> None:
    report(book, RIGHT | {code: RIGHT[code] + 1})
    assert {code for code, one in compared(book).items() if one.verdict == "different"} == {code}


def test_expense_is_written_with_or_without_its_minus(book: Shown) -> None:
    report(book, {"repairs": -80_000, "expense": -80_000})
    assert {one.verdict for one in compared(book).values()} == {"equal"}
    report(book, {"repairs": -80_001, "income": -150_000})
    assert {one.code for one in compared(book).values() if one.verdict == "different"} == {"repairs", "income"}


def test_the_lines_of_a_report_add_up_with_what_came_from_other_accounts(book: Shown) -> None:
    book.income(7_000, nature="deposit", category="premises", payer="firm")
    figures = {"opening": 500_000, "parking": 150_000, "repairs": -80_000, "deposits": 7_000, "closing": 577_000}
    report(book, figures)
    assert sum(figures.values()) == 2 * figures["closing"]
    assert {one.verdict for one in compared(book).values()} == {"equal"}
    report(book, {"deposits": 7_001})
    assert compared(book)["deposits"].verdict == "different"


def test_a_code_that_the_books_do_not_have_is_unknown(book: Shown) -> None:
    report(book, {"visitors": 12, "account/no-such": 5})
    assert {(one.code, one.verdict, one.found) for one in compared(book).values()} == {
        ("visitors", "unknown", None), ("account/no-such", "unknown", None),
    }  # fmt: skip


def test_a_report_is_held_against_the_book_that_it_was_drawn_from(book: Shown) -> None:
    size = book.size
    book.income(5)
    report(book, {"closing": RIGHT["closing"]}, checkpoint={"size": size, "root": "A" * 43 + "="})
    assert compared(book)["closing"].verdict == "equal"
    report(book, {"closing": RIGHT["closing"]})
    assert compared(book)["closing"].found == RIGHT["closing"] + 5


def test_what_is_booked_in_another_period_is_not_of_this_one(book: Shown) -> None:
    report(
        book, {"opening": RIGHT["closing"], "closing": RIGHT["closing"], "income": 0, "parking": 0}, period="2026-Q3"
    )
    assert {one.verdict for one in compared(book).values()} == {"equal"}


def test_a_report_that_was_replaced_says_by_which(book: Shown) -> None:
    first = report(book, {"income": 1})
    index = book.size
    report(book, {"expense": RIGHT["expense"]}, supersedes=book.cast.ref(first))
    found = compared(book)
    assert (found["income"].verdict, found["income"].superseded) == ("different", index)
    assert (found["expense"].verdict, found["expense"].superseded) == ("equal", None)
