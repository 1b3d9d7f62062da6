"""The views add up to what the rules give, on random histories: balances, tallies, and every line of every movement."""

from __future__ import annotations

import csv
import io
import sqlite3
from base64 import b64decode
from collections import Counter
from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import msgspec
from hypothesis import given, settings
from hypothesis import strategies as st

import projections
from ledger import figures as rules_figures
from ledger import sealing
from ledger.events import parse_event
from ledger.figures import Movements
from ledger.rules.history import History
from ledger.store.wal import connect_reader
from projections.queries import figures, funds
from projections.queries.book import community, pack_of
from tests.random_books import RandomBook, StoredBook, books
from tests.test_projections.shown import Shown


def noted(book: RandomBook) -> tuple[History, Movements]:
    """Replay a book without its tables."""
    history, movements = History(), Movements()
    for index, (at, signed) in enumerate(book.signed):
        event = parse_event(sealing.split(signed)[0])
        history.admit(event, at)
        movements.note(index, event, history)
    return history, movements


@given(books(80))
@settings(max_examples=25)
def test_the_views_agree_with_the_rules(book: RandomBook) -> None:
    history, movements = noted(book)
    with TemporaryDirectory() as folder:
        stored = StoredBook(book, Path(folder) / "yuanqu-1")
        stored.store(0, len(book.signed))
        projections.catch_up(stored.public, page=17)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            size, root = tables.execute("SELECT size, root FROM progress").fetchone()
            as_of = {"size": size, "root": root}
            shown = {"as_of": as_of, "balances": figures.balances(tables)}
            assert msgspec.json.encode(shown) == rules_figures.balances(history, b64decode(root))
            voted = {"as_of": as_of, "tallies": figures.tallies(tables)}
            assert msgspec.json.encode(voted) == rules_figures.tallies(history, b64decode(root))

            lines = tables.execute(
                "SELECT movement.position, event_id, movement.type, movement.fund, date, posting.kind, code,"
                " posting.amount, currency, CASE counted WHEN 1 THEN 'yes' ELSE 'no' END FROM posting"
                " JOIN movement USING (position) JOIN entry USING (position) JOIN fund ON fund.id = movement.fund"
                " ORDER BY movement.position, line"
            )
            written = csv.reader(io.StringIO(movements.csv(history).decode(), newline=""))
            expected = [[*row[:5], *row[6:]] for row in list(written)[1:]]
            assert [[str(cell) for cell in line] for line in lines] == expected

            for fund in funds.funds(tables, pack_of(community(tables))):
                parts = fund.totals
                assert parts.assets + parts.liabilities + parts.equity + parts.income + parts.expenses == 0
                _check_statement(fund, tables)


def _check_statement(fund: funds.Fund, tables: sqlite3.Connection) -> None:
    """Check a fund's statement against the lines of its movements, added up anew and by other sorts."""
    found = fund.statement
    added = found.opening + found.came_in + found.went_out + found.moved + found.owed + found.overpaid
    assert added == found.money == fund.money
    assert found.money + found.deposits == found.accounts
    sums: Counter[str] = Counter()
    lines = "SELECT posting.kind, code, posting.amount FROM posting JOIN movement USING (position)"
    for kind, code, amount in tables.execute(f"{lines} WHERE counted AND movement.fund = ?", (fund.id,)):
        sums[code.partition("/")[0] if kind == "account" else kind] += amount
    on_its_way = sum(one.amount for one in fund.accounts if one.subtype == "transit" and one.kind == "asset")
    assert found.accounts == sums["bank"] + sums["cash"] + sums["advances"] + on_its_way
    assert found.opening == -sums["net-assets"]
    assert found.came_in + found.went_out == -sums["category"]
    assert found.moved == on_its_way - sums["transit"]
    assert found.owed == -sums["loan"] - sums["received-in-advance"]
    assert found.deposits + found.overpaid == -sums["deposits"]


@given(books(60), st.data())
@settings(max_examples=25)
def test_the_figures_of_an_earlier_size_are_those_that_were_shown_then(book: RandomBook, data: st.DataObject) -> None:
    """The earlier views are made by the projector itself, from a book that has no more than that."""
    size = data.draw(st.integers(1, len(book.signed)))
    with TemporaryDirectory() as folder:
        stored = StoredBook(book, Path(folder) / "yuanqu-1")
        stored.store(0, size)
        projections.catch_up(stored.public)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            then = figures.balances(tables)
        stored.store(size, len(book.signed))
        projections.catch_up(stored.public)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            assert figures.balances_at(tables, size) == then
            assert figures.balances_at(tables, len(book.signed)) == figures.balances(tables)


def test_control_figures_of_an_earlier_size_are_not_those_of_today(book: Shown) -> None:
    book.income(100)
    size = book.size
    book.income(11)
    with book.tables() as tables:
        assert [line.amount for line in figures.balances_at(tables, size)] == [100, -100]
        assert [line.amount for line in figures.balances(tables)] == [111, -111]


def test_what_waits_for_its_second_person_counts_from_the_confirmation_on(book: Shown) -> None:
    before = book.size
    opening = book.opening(500)
    issued = book.size
    book.confirm("chair", opening)
    with book.tables() as tables:
        found = {size: figures.balances_at(tables, size) for size in (before, issued, issued + 1)}
    assert (found[before], found[issued]) == ([], [])
    assert [line.amount for line in found[issued + 1]] == [500, -500]


def test_rows_count_until_the_opening_balance_that_made_them_history(book: Shown) -> None:
    book.register_source()
    book.import_row(1, "2026-04-01")
    opening = book.opening(500)
    size = book.size
    book.confirm("chair", opening)
    with book.tables() as tables:
        assert [line.amount for line in figures.balances_at(tables, size)] == [700, -700]
        assert figures.balances_at(tables, size + 1) == figures.balances(tables)
