"""Rows of a page wait, and are there before anything is read."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest

from projections import schema
from projections.page import Page

ENTRY = ("position", "event_id", "sha256", "type", "subject", "time", "admitted_at", "kid")


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:", isolation_level=None)) as connection:
        connection.executescript(schema.TABLES)
        yield connection


def entry(position: int) -> tuple[object, ...]:
    return (position, f"id-{position}", f"sha-{position}", "t", "s", "", "", "k")


def test_rows_wait_until_something_is_read(tables: sqlite3.Connection) -> None:
    page = Page(tables)
    page.insert("entry", ENTRY, [entry(0), entry(1)])
    assert tables.execute("SELECT count(*) FROM entry").fetchone() == (0,)
    assert page.execute("SELECT count(*) FROM entry").fetchone() == (2,)
    assert page.position_of("id-1") == 1


def test_a_change_sees_the_rows_that_were_inserted_before_it_and_no_later_ones(tables: sqlite3.Connection) -> None:
    page = Page(tables)
    page.insert("entry", ENTRY, [entry(0)])
    page.execute("UPDATE entry SET note = ?", "changed")
    page.insert("entry", ENTRY, [entry(1)])
    page.end()
    assert tables.execute("SELECT note FROM entry ORDER BY position").fetchall() == [("changed",), (None,)]


def test_balances_are_added_to_what_earlier_pages_wrote_zeros_included(tables: sqlite3.Connection) -> None:
    for amounts in ((5, 7), (-12,)):
        page = Page(tables)
        for amount in amounts:
            page.add_to_balance("f", "account", "bank", amount)
        page.end()
    page = Page(tables)
    page.add_to_balance("f", "category", "other", 0)
    page.end()
    assert tables.execute("SELECT code, amount FROM balance ORDER BY code").fetchall() == [("bank", 0), ("other", 0)]


def test_a_row_that_breaks_a_rule_of_the_table_is_never_dropped_in_silence(tables: sqlite3.Connection) -> None:
    page = Page(tables)
    page.insert("entry", ENTRY, [entry(0), entry(0)])
    with pytest.raises(sqlite3.IntegrityError):
        page.end()
