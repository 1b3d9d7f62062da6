"""All duties of random books: the same whatever way they were shown, and time takes nothing back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import projections
from ledger.store.wal import connect_reader
from projections.duties import Duty, calendar_of, duties
from projections.duties.duty import KINDS
from tests.random_books import StoredBook, random_book
from tests.test_projections.test_duties.shown_duties import ZONE

DAYS = st.dates(date(2024, 6, 1), date(2028, 1, 1))


def shown(folder: Path, seed: int, page: int) -> Path:
    book = random_book(seed, 400)
    stored = StoredBook(book, folder / f"{seed}-{page}")
    stored.store(0, len(book.signed))
    projections.catch_up(stored.public, page=page)
    return stored.public / projections.VIEWS


def of(tables: sqlite3.Connection, on: date) -> list[Duty]:
    return duties(calendar_of(tables, ZONE), on)


@pytest.fixture(scope="module", params=[3, 11])
def views(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return shown(tmp_path_factory.mktemp("books"), request.param, 500)


@pytest.mark.parametrize("seed", [3, 11])
def test_duties_are_the_same_for_any_size_of_page(tmp_path: Path, seed: int) -> None:
    found = []
    for page in (1, 7, 500):
        with closing(connect_reader(shown(tmp_path, seed, page))) as tables:
            found.append(of(tables, date(2025, 3, 1)))
    assert found[0] == found[1] == found[2]
    assert len(found[0]) > 30


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(today=DAYS, later=st.integers(1, 500))
def test_a_later_day_never_undoes_what_was_done_and_takes_no_duty_away(views: Path, today: date, later: int) -> None:
    with closing(connect_reader(views)) as tables:
        before, after = of(tables, today), {one.id: one for one in of(tables, today + timedelta(days=later))}
    for one in before:
        assert one == after[one.id]
        if one.state(today) == "done":
            assert after[one.id].state(today + timedelta(days=later)) == "done"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=25)
@given(today=DAYS)
def test_each_duty_is_in_one_state_with_its_entries_in_the_book(views: Path, today: date) -> None:
    with closing(connect_reader(views)) as tables:
        found = of(tables, today)
        (size,) = tables.execute("SELECT size FROM progress").fetchone()
    assert len({one.id for one in found}) == len(found)
    assert found == sorted(found, key=lambda one: (one.due, one.id))
    for one in found:
        assert one.code in KINDS
        assert one.begins <= today.isoformat()
        assert one.refs
        assert all(0 <= position < size for position in one.refs + one.done_by)
        assert bool(one.done_by) == (one.done_on is not None)
        assert (one.state(today) == "overdue") == (one.due < today.isoformat() and not one.is_done(today))
        assert one.state(today) == "done" or one.late_days(today) == max((today - date.fromisoformat(one.due)).days, 0)
