"""Days are those of the community, rules those of the day, and a stated day counts where it was written down soon."""

from __future__ import annotations

from datetime import UTC, date
from pathlib import Path

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from projections.duties import calendar_of
from tests.test_projections.shown import Shown
from tests.test_projections.test_duties.shown_duties import ZONE


def pinned(pack: str) -> Json:
    pin = pin_of(pack)
    return {"id": pin.id, "version": pin.version, "sha256": pin.sha256}


def test_a_day_is_that_of_the_community(founded: Shown) -> None:
    with founded.tables() as tables:
        assert calendar_of(tables, ZONE).day("2026-05-04T16:30:00Z") == date(2026, 5, 5)
        assert calendar_of(tables, UTC).day("2026-05-04T16:30:00Z") == date(2026, 5, 4)


def test_the_rules_of_a_day_are_those_that_were_adopted_by_it(tmp_path: Path) -> None:
    generic, shanghai = map(pinned, ("generic", "cn-sh"))
    founded = Shown(tmp_path, pack=generic)
    founded.at("2026-08-01")
    motion = founded.table(matter="house_rules")
    founded.decide_motion(motion, 5)
    founded.record(
        "chair", "ruleset.adopted", "community",
        {
            "pack": shanghai, "rules": 1, "motion": "m-1",
            "settings": [{"parameter": "inquiry.answer_days", "value": 3, "clause": {"value": "第七条"}}],
        },
    )  # fmt: skip
    with founded.tables() as tables:
        calendar = calendar_of(tables, ZONE)
    days = (date(2020, 1, 1), date(2026, 5, 4), date(2026, 7, 31), date(2026, 8, 1))
    assert [calendar.number("inquiry.answer_days", day) for day in days] == [15, 15, 15, 3]
    assert [calendar.pack(day).id for day in days] == ["generic", "generic", "generic", "cn-sh"]
    assert calendar.days_after(date(2026, 8, 1), "inquiry.answer_days") == date(2026, 8, 4)
    founded.close()


def test_a_stated_day_counts_where_it_was_written_down_soon_after(founded: Shown) -> None:
    with founded.tables() as tables:
        calendar = calendar_of(tables, ZONE)
    recorded = "2026-05-20T11:00:00Z"
    assert calendar.stated(date(2026, 5, 13), recorded) == date(2026, 5, 13)
    assert calendar.stated(date(2026, 6, 30), recorded) == date(2026, 6, 30), "what is announced is done on its day"
    assert calendar.stated(date(2026, 5, 12), recorded) == date(2026, 5, 20), "control: too long ago"
