"""The tables of ``views.db``: plain, strict, and never shown under another version."""

from __future__ import annotations

import re
import sqlite3
import stat
from collections.abc import Iterator
from contextlib import closing
from hashlib import sha256

import pytest

import projections
from projections import VIEWS, schema
from tests.random_books import RandomBook, random_book
from tests.test_projections.test_catching_up import ENTRIES, dump, stored

VERSIONS = {16: "6a0a951e63015f7372798e91e2b42192c4d0cf4783a499a5df7d01a230f216b6"}
"""SHA-256 of the tables of each version. Tables that differ from those of their version are taken for right by whoever
opens views that an earlier program made: whoever changes `schema.TABLES` raises `schema.VERSION` and adds a line here.
"""


@pytest.fixture(scope="module")
def book() -> RandomBook:
    return random_book(7, 120)


@pytest.fixture
def tables() -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.executescript(schema.TABLES)
        yield connection


def names_of(tables: sqlite3.Connection, kind: str = "table") -> list[str]:
    return [name for (name,) in tables.execute("SELECT name FROM sqlite_schema WHERE type = ?", (kind,))]


def columns_of(tables: sqlite3.Connection) -> Iterator[tuple[str, str, str, bool]]:
    """Yield table, column, type, and whether it may be NULL."""
    for name in names_of(tables):
        for _, column, kind, not_null, _, primary in tables.execute(f"PRAGMA table_info({name})"):
            yield name, column, kind, not (not_null or primary)


def test_tables_of_one_version_never_change() -> None:
    text = " ".join(schema.TABLES.split())
    assert VERSIONS.get(schema.VERSION) == sha256(text.encode()).hexdigest()
    assert max(VERSIONS) == schema.VERSION


def test_progress_begins_at_nought(tables: sqlite3.Connection) -> None:
    assert tables.execute("SELECT size, root FROM progress").fetchall() == [(0, "")]


def test_no_column_holds_a_float_or_a_blob(tables: sqlite3.Connection) -> None:
    assert {kind for _, _, kind, _ in columns_of(tables)} == {"INTEGER", "TEXT"}


def test_money_and_positions_are_whole_numbers(tables: sqlite3.Connection) -> None:
    for table, column, kind, _ in columns_of(tables):
        if re.search("amount|position$|max_each|area|units|ballots|size", column):
            assert kind == "INTEGER", (table, column)
    with pytest.raises(sqlite3.IntegrityError):
        tables.execute("INSERT INTO balance VALUES ('common', 'account', 'bank', 1.5)")


def test_an_amount_is_never_unknown(tables: sqlite3.Connection) -> None:
    may_be_left_out = {("motion", "amount_cap"), ("amendment", "amount")}
    nullable = {(table, column) for table, column, _, may_be_null in columns_of(tables) if may_be_null}
    assert {one for one in nullable if "amount" in one[1]} == may_be_left_out


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("entry", "note"), ("evidence", "title"), ("member", "name"), ("party", "name"), ("account", "name"),
        ("movement", "description"), ("payment", "purpose"), ("source", "name"), ("motion", "title"),
        ("motion", "text"), ("meeting", "place"), ("agenda", "title"), ("minutes", "text"), ("document", "title"),
    ],
)  # fmt: skip
def test_what_may_be_withdrawn_may_be_null(tables: sqlite3.Connection, table: str, column: str) -> None:
    assert (table, column, "TEXT", True) in set(columns_of(tables))


def test_every_table_is_found_by_its_key(tables: sqlite3.Connection) -> None:
    for name in set(names_of(tables)) - {"progress", "community"}:
        assert any(primary for *_, primary in tables.execute(f"PRAGMA table_info({name})")), name


def test_tables_of_another_version_show_nothing_and_are_begun_anew(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        projections.catch_up(found.public)
        before = dump(found.public / VIEWS)
        with closing(sqlite3.connect(found.public / VIEWS, isolation_level=None)) as tables:
            tables.execute("DROP TABLE movement")
            tables.execute("CREATE TABLE something_else (x)")
            tables.execute(f"PRAGMA user_version={schema.VERSION + 1}")
        assert projections.position(found.public) == 0
        assert projections.catch_up(found.public) == ENTRIES
        assert dump(found.public / VIEWS) == before


def test_anybody_can_open_the_views_with_plain_sqlite(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        projections.catch_up(found.public)
        assert stat.S_IMODE((found.public / VIEWS).stat().st_mode) == 0o644
        with closing(sqlite3.connect(f"file:{found.public / VIEWS}?mode=ro", uri=True)) as tables:
            assert tables.execute("PRAGMA user_version").fetchone() == (schema.VERSION,)
            assert tables.execute("PRAGMA integrity_check").fetchone() == ("ok",)
            names = tables.execute("SELECT name, sql FROM sqlite_schema WHERE type = 'table'").fetchall()
            assert {"entry", "fund", "movement", "posting", "balance", "motion", "meeting"} <= {
                name for name, _ in names
            }
            assert all(sql.endswith("STRICT") for _, sql in names)
            assert tables.execute("SELECT size FROM progress").fetchall() == [(ENTRIES,)]


@pytest.mark.parametrize("version", [0, schema.VERSION - 1, 2**31 - 1])
def test_any_other_version_is_begun_anew_and_by_a_rebuild_too(book: RandomBook, version: int) -> None:
    with stored(book, 10) as found:
        projections.catch_up(found.public)
        before = dump(found.public / VIEWS)
        for make_anew in (projections.catch_up, projections.rebuild):
            with closing(sqlite3.connect(found.public / VIEWS, isolation_level=None)) as tables:
                tables.execute("UPDATE entry SET type = 'another program wrote this'")
                tables.execute(f"PRAGMA user_version={version}")
            assert make_anew(found.public) == 10
            assert dump(found.public / VIEWS) == before


def test_control_views_of_this_version_are_taken_as_they_are(book: RandomBook) -> None:
    with stored(book, 10) as found:
        projections.catch_up(found.public)
        with closing(sqlite3.connect(found.public / VIEWS, isolation_level=None)) as tables:
            tables.execute("UPDATE entry SET type = 'another program wrote this'")
        projections.catch_up(found.public)
        with closing(sqlite3.connect(found.public / VIEWS)) as tables:
            assert tables.execute("SELECT DISTINCT type FROM entry").fetchall() == [("another program wrote this",)]
