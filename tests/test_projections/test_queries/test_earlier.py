"""A fund's history at an earlier size: what the views showed then, and no correction hides what it corrects."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

import projections
from ledger.store.wal import connect_reader
from ledger.strict_json import Json
from projections.queries.earlier import movements_at
from projections.queries.movements import Movement, movements
from tests.random_books import FUNDS, RandomBook, StoredBook, books
from tests.test_projections.shown import COMMON, Shown

ALL = 10_000


def without_texts(shown: list[Movement]) -> list[Movement]:
    """What was withdrawn since is not shown again."""
    return [replace(one, description=None) for one in shown]


def now(tables: sqlite3.Connection, fund: str) -> list[Movement]:
    return without_texts(movements(tables, fund, None, ALL).movements)


def then(tables: sqlite3.Connection, fund: str, size: int) -> list[Movement]:
    return without_texts(movements_at(tables, fund, size, None, ALL).movements)


@given(books(100), st.data())
@settings(max_examples=25)
def test_the_history_of_an_earlier_size_is_what_was_shown_then(book: RandomBook, data: st.DataObject) -> None:
    size = data.draw(st.integers(1, len(book.signed)))
    with TemporaryDirectory() as folder:
        stored = StoredBook(book, Path(folder) / "yuanqu-1")
        stored.store(0, size)
        projections.catch_up(stored.public)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            shown = {fund: now(tables, fund) for fund in FUNDS}
        stored.store(size, len(book.signed))
        projections.catch_up(stored.public)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            for fund in FUNDS:
                assert then(tables, fund, size) == shown[fund]
                latest = now(tables, fund)
                assert then(tables, fund, len(book.signed)) == latest
                assert {one.index for one in shown[fund]} <= {one.index for one in latest}


def test_what_was_taken_back_later_stood_then(book: Shown) -> None:
    income = book.income(100)
    size = book.size
    data: dict[str, Json] = {"on": book.cast.ref(income), "reason": "mistake", "book_date": "2026-05-04"}
    book.confirm("chair", book.record("treasurer", "movement.reversed", COMMON, data))
    with book.tables() as tables:
        (only,) = then(tables, "common", size)
        assert (only.amount, only.reversed) == (100, None)
        assert sorted(one.amount for one in then(tables, "common", book.size)) == [-100, 100]


def test_a_page_goes_on_where_the_one_before_ended(book: Shown) -> None:
    for amount in (1, 2, 3):
        book.income(amount)
    size = book.size
    book.income(4)
    with book.tables() as tables:
        first = movements_at(tables, "common", size, None, 2)
        assert [one.amount for one in first.movements] == [3, 2]
        assert first.next is not None
