"""The community itself, and what waits for a second person."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from ledger.keys import kid_of
from ledger.rules.packs import load, pin_of
from ledger.strict_json import Json
from projections.queries import book as views
from projections.queries.book import Building, Waiting
from projections.queries.chain import Standing, standing
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


def test_what_waits_under_a_revoked_key_is_shown_as_without_effect(book: Shown) -> None:
    book.account("cash", subtype="cash")
    at = book.size
    book.opening(account="cash")
    with book.tables() as tables:
        assert standing(tables, at) == Standing("waiting", None)
        assert [one.index for one in views.waiting(tables)] == [at]
    kid = kid_of(book.cast.key("treasurer"))
    book.record("treasurer", "key.revoked", "community", {"kid": kid, "reason": "lost"})
    with book.tables() as tables:
        shown = standing(tables, at)
        assert views.waiting(tables) == []
    assert shown is not None
    assert shown.by is not None
    assert (shown.state, shown.by.index) == ("dropped", at + 1)


def test_settings_and_packs_that_were_replaced_stay_to_be_asked_for(tmp_path: Path) -> None:
    pin = pin_of("generic")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256})
    for number, days in ((1, 3), (2, 9)):
        motion = book.table(f"m-{number}", matter="house_rules")
        book.decide_motion(motion, 5, f"m-{number}")
        setting: dict[str, Json] = {"parameter": "inquiry.answer_days", "value": days, "clause": {"value": "第七条"}}
        adopted: dict[str, Json] = {
            "pack": {"id": pin.id, "version": pin.version, "sha256": pin.sha256}, "rules": 1,
            "motion": f"m-{number}", "settings": [setting],
        }  # fmt: skip
        book.at(f"2026-06-0{number}")
        book.record("chair", "ruleset.adopted", "community", adopted)
    with book.tables() as tables:
        found = views.community(tables)
        packs = views.packs_in_time(tables)
    assert [one.value for one in found.settings] == ["9"], "the last adoption alone is in force"
    assert [since for since, _pack in packs] == [
        "2026-05-04T11:00:00Z", "2026-06-01T11:00:00Z", "2026-06-02T11:00:00Z",
    ]  # fmt: skip
    assert [pack.number("inquiry.answer_days", "2026-06-02") for _since, pack in packs] == [15, 3, 9]
    assert packs[-1][1] == views.pack_of(found)
    book.close()
