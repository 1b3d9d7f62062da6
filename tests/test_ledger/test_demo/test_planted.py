"""What is to be explained in the demo: what was planted shows, at its place and in its time, and nothing else does."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

import projections
from ledger.demo import plot
from ledger.demo.book import write
from ledger.demo.story import small_votes
from ledger.demo.story.planted import PLANTED, Place
from ledger.store.layout import Folder
from projections.findings.catalogue import CATALOGUE
from projections.queries.book import community, pack_of
from projections.queries.findings import findings

THE_END = "2026-06-30"


@contextmanager
def views_of(public: Path) -> Iterator[sqlite3.Connection]:
    with closing(sqlite3.connect(f"file:{public / 'views.db'}?mode=ro", uri=True)) as found:
        found.row_factory = sqlite3.Row
        yield found


@pytest.fixture(scope="module")
def tables(public: Path) -> Iterator[sqlite3.Connection]:
    with views_of(public) as found:
        yield found


def shown(tables: sqlite3.Connection, day: str) -> dict[str, list[Place]]:
    """Return the findings that had begun by a day, as they would have been planted, by code."""
    entries = dict(tables.execute("SELECT position, type || ' ' || subject FROM entry"))
    places: defaultdict[str, list[Place]] = defaultdict(list)
    for one in findings(tables, pack_of(community(tables)), ZoneInfo("Asia/Shanghai"), day):
        entry = entries[one.index].partition(" source/")[0]
        places[one.code].append(Place(entry, one.since, one.until))
    return {code: sorted(those, key=lambda place: place.since) for code, those in places.items()}


def test_every_finding_of_the_catalogue_shows_at_its_place_and_nothing_else_does(tables: sqlite3.Connection) -> None:
    assert shown(tables, THE_END) == {code: list(places) for code, places in PLANTED.items()}


def test_everything_that_the_catalogue_can_find_is_planted() -> None:
    assert set(PLANTED) == set(CATALOGUE)


@pytest.mark.parametrize("day", ["2024-09-26", "2025-03-30", "2025-10-14", "2026-05-05"])
def test_on_a_day_of_the_story_only_what_had_happened_by_then_shows(tables: sqlite3.Connection, day: str) -> None:
    begun = {code: [place for place in places if place.since <= day] for code, places in PLANTED.items()}
    found = {code: [(one.entry, one.since) for one in places] for code, places in shown(tables, day).items()}
    assert found == {code: [(one.entry, one.since) for one in places] for code, places in begun.items() if places}


def test_control_a_story_without_one_of_its_themes_lacks_what_that_theme_plants(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(plot, "THEMES", tuple(theme for theme in plot.THEMES if theme is not small_votes.tell))
    write(plot.tell(), tmp_path / "book", tmp_path / "guard.db", lambda _done, _total: None)
    projections.catch_up(Folder(tmp_path / "book").public)
    with views_of(Folder(tmp_path / "book").public) as tables:
        found = shown(tables, THE_END)
    assert found == {code: list(places) for code, places in PLANTED.items() if code not in ("D4", "D5", "D7")}
