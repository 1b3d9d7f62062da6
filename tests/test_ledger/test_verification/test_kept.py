"""What was verified is kept as it was, and a source that says something else the second time is refused."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

import pytest

from ledger.tlog import tiles
from ledger.verification import Report, verify
from ledger.verification.kept import Kept
from ledger.verification.sources import Opening
from tests.published import PublishedBook, Served, income, sample
from tests.refusals import unverified


@pytest.fixture(scope="module")
def book() -> PublishedBook:
    book = sample(incomes=300)
    book.publish()
    return book


@contextmanager
def kept(folder: Path, source: Served, report: Report) -> Iterator[Kept]:
    with closing(Kept(folder / "log.db")) as found:
        found.take(source, report, lambda _done, _total: None)
        yield found


def test_entries_and_texts_are_kept_as_they_were_verified(book: PublishedBook, tmp_path: Path) -> None:
    source = Served(book)
    report = verify(source, jobs=1)
    size = len(book.raw)
    with kept(tmp_path, source, report) as found:
        assert list(found.entries(0, size)) == book.raw
        assert found.entry(270) == book.raw[270]
        assert list(found.entries(250, 260)) == book.raw[250:260]
        assert list(found.disclosures(0, size)) == book.opened
        assert list(found.disclosures(5, 9)) == [one for one in book.opened if 5 <= one[0] < 9]
        assert found.root(size) == report.root
        assert found.root(7) == b64encode(tiles.root(book.tile, 7)).decode()
        assert found.root(size + 1) == ""


def test_control_other_entries_at_the_second_reading_are_refused(book: PublishedBook, tmp_path: Path) -> None:
    source = Served(book)
    report = verify(source, jobs=1)
    name = tiles.tile_path(None, 0, None)
    source.files[name] = source.files[name].replace(b"admitted_at", b"admitted_in", 1)
    with unverified("log.two_answers"), kept(tmp_path, source, report):
        pass


def test_control_a_bundle_that_is_cut_off_is_refused(book: PublishedBook, tmp_path: Path) -> None:
    source = Served(book)
    report = verify(source, jobs=1)
    name = tiles.tile_path(None, 0, None)
    source.files[name] = source.files[name][:-1]
    with unverified("log.two_answers"), kept(tmp_path, source, report):
        pass


def test_what_was_published_since_is_left_out(tmp_path: Path) -> None:
    book = sample()
    book.publish()
    source = Served(book)
    report = verify(source, jobs=1)
    size = len(book.raw)
    book.admit(income(book, 5))
    book.publish()
    later = Served(book)
    later.files[tiles.tile_path(None, 0, None)] = tiles.format_bundle(book.raw)
    del later.files[tiles.tile_path(None, 0, size + 1)]
    later.openings.append(Opening(size, "later"))
    with kept(tmp_path, later, report) as found:
        assert list(found.entries(0, size + 1)) == book.raw[:size]
        assert [index for index, _text in found.disclosures(0, size + 9)] == [
            index for index, _text in book.opened if index < size
        ]
