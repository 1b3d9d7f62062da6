"""Rows of reversals, released receipts and settled advances."""

from __future__ import annotations

import pytest

from ledger.strict_json import Json
from projections.queries import movements
from tests.test_projections.shown import COMMON, DAY, Shown

POSTINGS = "SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line"
LATER = "2026-05-05"


def reverse(book: Shown, of: bytes) -> int:
    """Take a movement back; return the index of the reversal."""
    data: dict[str, Json] = {"on": book.cast.ref(of), "reason": "mistake", "book_date": LATER}
    index = book.size
    book.confirm("chair", book.record("treasurer", "movement.reversed", COMMON, data))
    return index


@pytest.mark.parametrize("far", [False, True])
def test_a_reversal_shows_the_mirror_and_both_stay(book: Shown, far: bool) -> None:
    """Far: the movement was shown by an earlier run, and its rows are read back."""
    shares: list[Json] = [{"building": "b1", "amount": 50_000}, {"building": "b2", "amount": 70_000}]
    original = book.size
    receipt = book.income(allocation=shares)
    if far:
        book.publish()
    index = reverse(book, receipt)
    assert book.rows(
        "SELECT type, date, book_date, amount, account, category, reverses, reversed_position, counted FROM movement"
        " ORDER BY position"
    ) == [
        ("income.recorded", DAY, DAY, 120_000, "bank", "parking", None, index, 1),
        ("movement.reversed", DAY, LATER, -120_000, "bank", "parking", original, None, 1),
    ]
    assert book.rows(POSTINGS, index) == [("account", "bank", -120_000), ("category", "parking", 120_000)]
    assert book.rows("SELECT building, sum(amount) FROM share GROUP BY building") == [("b1", 0), ("b2", 0)]
    assert {amount for (amount,) in book.rows("SELECT amount FROM balance")} == {0}


def test_a_reversal_that_waits_shows_nothing(book: Shown) -> None:
    receipt = book.income()
    data: dict[str, Json] = {"on": book.cast.ref(receipt), "reason": "mistake", "book_date": LATER}
    book.record("treasurer", "movement.reversed", COMMON, data)
    assert book.rows("SELECT count(*), max(reversed_position) FROM movement") == [(1, None)]


def test_a_released_receipt_moves_no_money_and_becomes_income(book: Shown) -> None:
    receipt = book.income(nature="advance_receipt", payer="firm")
    index = book.size
    data: dict[str, Json] = {
        "on": book.cast.ref(receipt), "amount": 50_000, "category": "parking", "book_date": LATER,
    }  # fmt: skip
    book.record("treasurer", "receipt.released", COMMON, data)
    assert book.rows("SELECT amount, account, party, category FROM movement WHERE position = ?", index) == [
        (0, None, "firm", "parking")
    ]
    assert book.rows(POSTINGS, index) == [
        ("account", "received-in-advance", 50_000), ("category", "parking", -50_000),
    ]  # fmt: skip


def test_a_settled_advance_shows_what_it_was_spent_on_and_what_came_back(book: Shown) -> None:
    advance = book.execute(book.request(kind="advance"))
    index = book.size
    lines: list[Json] = [{"category": "repairs", "amount": 60_000}, {"category": "cleaning", "amount": 5_000}]
    data: dict[str, Json] = {
        "on": book.cast.ref(advance), "lines": lines, "returned": 15_000, "book_date": LATER,
    }  # fmt: skip
    book.record("treasurer", "advance.settled", COMMON, data)
    assert book.rows("SELECT amount, account, party, category FROM movement WHERE position = ?", index) == [
        (15_000, "bank", "firm", "repairs")
    ]
    assert book.rows(POSTINGS, index) == [
        ("category", "repairs", 60_000), ("category", "cleaning", 5_000), ("account", "bank", 15_000),
        ("account", "advances/firm", -80_000),
    ]  # fmt: skip


def test_what_was_taken_back_was_not_spent_and_neither_was_its_mirror(book: Shown) -> None:
    def spent() -> list[int]:
        with book.tables() as tables:
            return [one.amount for one in movements.recent_spending(tables, book.pack, 9)]

    charge = book.outflow()
    book.outflow(amount=200)
    assert spent() == [200, 1_500]
    reverse(book, charge)
    refund = book.income(amount=10, nature="refund_received", category="repairs")
    reverse(book, refund)
    assert spent() == [200]
