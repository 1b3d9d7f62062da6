"""Views catch up page by page, survive a crash between pages, and are the same however they came to be."""

from __future__ import annotations

import shutil
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import projections
from ledger.store.lock import writer_lock
from projections import VIEWS
from projections.catching_up import LOCK
from projections.handlers import HANDLERS
from tests.random_books import RandomBook, StoredBook, books, random_book
from tests.refusals import unstorable

ENTRIES = 60


def dump(views: Path) -> list[str]:
    """Return every row of every table, in order, as plain sqlite3 sees them."""
    with closing(sqlite3.connect(f"file:{views}?mode=ro", uri=True)) as tables:
        return list(tables.iterdump())


@contextmanager
def stored(book: RandomBook, *stops: int) -> Iterator[StoredBook]:
    """Store a book up to each of these sizes in a folder of its own."""
    with TemporaryDirectory() as folder:
        found = StoredBook(book, Path(folder) / "yuanqu-1")
        for start, stop in zip((0, *stops), stops, strict=False):
            found.store(start, stop)
        yield found


@pytest.fixture(scope="module")
def book() -> RandomBook:
    return random_book(7, 300)


@given(books(), st.data())
@settings(max_examples=15)
def test_any_sequence_of_catching_up_gives_what_a_rebuild_gives(book: RandomBook, data: st.DataObject) -> None:
    size = len(book.signed)
    stops = [*sorted(data.draw(st.sets(st.integers(1, size - 1), max_size=3))), size]
    with stored(book) as found:
        for start, stop in zip([0, *stops], stops, strict=False):
            found.store(start, stop)
            assert projections.catch_up(found.public, page=data.draw(st.integers(1, 50))) == stop
        caught_up = dump(found.public / VIEWS)
        assert projections.rebuild(found.public) == size
        assert dump(found.public / VIEWS) == caught_up
        assert projections.position(found.public) == size


def test_catching_up_again_changes_nothing(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        projections.catch_up(found.public)
        before = dump(found.public / VIEWS)
        assert projections.catch_up(found.public) == ENTRIES
        assert dump(found.public / VIEWS) == before


def test_progress_is_told_page_by_page(book: RandomBook) -> None:
    told: list[tuple[int, int]] = []
    with stored(book, ENTRIES) as found:
        projections.catch_up(found.public, lambda done, total: told.append((done, total)), page=25)
    assert told == [(25, ENTRIES), (50, ENTRIES), (ENTRIES, ENTRIES)]


def test_after_a_crash_between_pages_the_next_run_goes_on(book: RandomBook) -> None:
    def crash(done: int, _total: int) -> None:
        if done == 50:
            raise KeyboardInterrupt

    with stored(book, ENTRIES) as found:
        with pytest.raises(KeyboardInterrupt):
            projections.catch_up(found.public, crash, page=25)
        assert projections.position(found.public) == 50
        told: list[int] = []
        projections.catch_up(found.public, lambda done, _total: told.append(done), page=25)
        assert told == [ENTRIES]
        caught_up = dump(found.public / VIEWS)
        projections.rebuild(found.public)
        assert dump(found.public / VIEWS) == caught_up


def test_a_crash_within_a_page_leaves_the_page_before(book: RandomBook, monkeypatch: pytest.MonkeyPatch) -> None:
    with stored(book, 10, ENTRIES) as found:
        projections.catch_up(found.public, page=50)
        before = dump(found.public / VIEWS)
        (found.public / VIEWS).unlink()

        def crash(*_: object) -> None:
            raise MemoryError

        with monkeypatch.context() as patched:
            for body in (body for body in HANDLERS if body.stream != "community"):
                patched.setitem(HANDLERS, body, crash)
            with pytest.raises(MemoryError):
                projections.catch_up(found.public, page=5)
        shown = projections.position(found.public)
        assert 0 < shown < ENTRIES
        with closing(sqlite3.connect(found.public / VIEWS)) as tables:
            assert tables.execute("SELECT count(*), max(position) FROM entry").fetchone() == (shown, shown - 1)
        projections.catch_up(found.public)
        assert dump(found.public / VIEWS) == before


def test_a_file_that_a_crash_left_empty_shows_nothing_and_is_filled(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        (found.public / VIEWS).touch()
        assert projections.position(found.public) == 0
        assert projections.catch_up(found.public) == ENTRIES


def test_only_what_is_published_is_shown(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        found.store(ENTRIES, ENTRIES + 20, publish=False)
        assert projections.catch_up(found.public) == ENTRIES
        assert projections.rebuild(found.public) == ENTRIES
        with closing(sqlite3.connect(found.public / VIEWS)) as tables:
            assert tables.execute("SELECT count(*) FROM entry").fetchone() == (ENTRIES,)


def test_a_book_of_which_nothing_is_published_has_no_views(book: RandomBook) -> None:
    with stored(book) as found:
        found.store(0, 10, publish=False)
        assert projections.catch_up(found.public) == projections.rebuild(found.public) == 0
        assert projections.position(found.public) == 0
        assert not (found.public / VIEWS).exists()


def test_a_place_without_a_book() -> None:
    with TemporaryDirectory() as folder, unstorable("store.missing"):
        projections.catch_up(Path(folder))


def test_views_that_are_ahead_of_an_older_copy_of_the_book(book: RandomBook, tmp_path: Path) -> None:
    with stored(book, ENTRIES) as found:
        shutil.copytree(found.public, tmp_path / "copy")
        found.store(ENTRIES, ENTRIES + 20)
        projections.catch_up(found.public)
        before = dump(found.public / VIEWS)
        for name in ("ledger.db", "ledger.db-wal", "ledger.db-shm"):
            shutil.copy(tmp_path / "copy" / name, found.public / name)
        with unstorable("views.ahead") as caught:
            projections.catch_up(found.public)
        assert "mingzhang rebuild" in caught.value.advice
        assert dump(found.public / VIEWS) == before
        assert projections.rebuild(found.public) == ENTRIES


def test_views_of_another_history(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found, stored(random_book(8, 300), ENTRIES + 20) as other:
        projections.catch_up(found.public)
        shutil.copy(found.public / VIEWS, other.public / VIEWS)
        with unstorable("views.other_history"):
            projections.catch_up(other.public)
        assert projections.rebuild(other.public) == ENTRIES + 20


def test_a_rebuild_replaces_what_is_no_database_and_what_an_earlier_one_left(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        (found.public / VIEWS).write_bytes(b"garbage" * 1000)
        (found.public / f"{VIEWS}.new").write_bytes(b"half")
        (found.public / f"{VIEWS}.new-wal").write_bytes(b"half")
        assert projections.rebuild(found.public) == ENTRIES
        assert projections.position(found.public) == ENTRIES
        assert not list(found.public.glob(f"{VIEWS}.new*"))


def test_who_reads_the_old_views_reads_them_to_the_end(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        projections.catch_up(found.public)
        with closing(sqlite3.connect(f"file:{found.public / VIEWS}?mode=ro", uri=True)) as reader:
            rows = reader.execute("SELECT position FROM entry ORDER BY position")
            assert rows.fetchone() == (0,)
            found.store(ENTRIES, ENTRIES + 20)
            projections.rebuild(found.public)
            assert len(rows.fetchall()) == ENTRIES - 1
        assert projections.position(found.public) == ENTRIES + 20


def test_one_writer_waits_for_the_other(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        (found.public / LOCK).touch()
        done: list[int] = []
        thread = threading.Thread(target=lambda: done.append(projections.catch_up(found.public)))
        with writer_lock(found.public / LOCK):
            thread.start()
            thread.join(0.2)
            assert done == []
            assert not (found.public / VIEWS).exists()
        thread.join()
        assert done == [ENTRIES]


def test_views_that_cannot_be_written_are_named_and_the_book_is_whole(book: RandomBook) -> None:
    with stored(book, ENTRIES) as found:
        (found.public / VIEWS).write_bytes(b"garbage" * 1000)
        with unstorable("views.unusable") as caught:
            projections.catch_up(found.public)
        assert "do not append it again" in caught.value.advice
        assert projections.rebuild(found.public) == ENTRIES
        (found.public / f"{VIEWS}.new").mkdir()
        with unstorable("views.unusable") as caught:
            projections.rebuild(found.public)
        assert "room" in caught.value.advice
        assert projections.position(found.public) == ENTRIES
