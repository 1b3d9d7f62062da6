"""The community itself, and what waits for a second person."""

from __future__ import annotations

from datetime import UTC, datetime

from ledger.rules.packs import load, pin_of
from projections.queries import book as views
from projections.queries.book import Building, Waiting
from tests.test_projections.shown import Shown


def test_the_community_is_what_its_founding_says(founded: Shown) -> None:
    with founded.tables() as tables:
        found = views.community(tables)
        at = views.last_admitted_at(tables)
    assert (found.name, found.origin, found.timezone) == ("样例园区（虚构）", founded.cast.origin, "Asia/Shanghai")
    assert (found.seats, found.units_total, found.area_total, found.simulated) == (5, 100, 1_000_000, True)
    assert found.log_vkey == founded.cast.log_vkey
    assert found.buildings == [Building("b1", "1幢", 60, 540_000), Building("b2", "2幢", 40, 460_000)]
    assert views.pack_of(found) == load(pin_of("cn-2021"))
    assert at == datetime(2026, 5, 4, 11, tzinfo=UTC)


def test_what_waits_is_listed_until_it_is_confirmed(book: Shown) -> None:
    index = book.size
    first = book.opening()
    book.account("cash", subtype="cash")
    book.opening(5, account="cash")
    with book.tables() as tables:
        assert views.waiting(tables) == [
            Waiting(at, "balance.opened", "fund/common", "treasurer", "2026-05-04T11:00:00Z")
            for at in (index, index + 2)
        ]
    book.confirm("chair", first)
    with book.tables() as tables:
        assert [one.index for one in views.waiting(tables)] == [index + 2]
    assert book.rows("SELECT confirmed_position, confirmed_by FROM waiting WHERE position = ?", index) == [
        (index + 3, "chair")
    ]
