"""The rules in force: with their sources, as of a day, beside what the community set."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from projections.queries import book as community_views
from projections.queries import rules
from tests.test_projections.shown import Shown


def pin(pack: str) -> dict[str, Json]:
    found = pin_of(pack)
    return {"id": found.id, "version": found.version, "sha256": found.sha256}


@pytest.fixture
def generic(tmp_path: Path) -> Shown:
    home = tmp_path / "generic"
    home.mkdir()
    return Shown(home, pack=pin("generic"))


def rules_of(book: Shown, on: str = "2026-05-04") -> rules.RulesInForce:
    with book.tables() as tables:
        return rules.rules_in_force(tables, community_views.community(tables), on)


def line(found: rules.RulesInForce, name: str) -> rules.RuleLine:
    return next(one for one in found.parameters if one.name == name)


def adopt(book: Shown, **settings: Json) -> int:
    book.decide_motion(book.table(matter="house_rules"), 5)
    lines: list[Json] = [
        {"parameter": name.replace("__", "."), "value": value, "clause": {"value": "议事规则第十二条"}}
        for name, value in settings.items()
    ]
    index = book.size
    data: dict[str, Json] = {"pack": pin("cn-sh"), "rules": 1, "settings": lines, "motion": "m-1"}
    book.record("chair", "ruleset.adopted", "community", data)
    return index


def test_every_rule_stands_with_its_source(founded: Shown) -> None:
    found = rules_of(founded)
    assert (found.pack, found.index, found.motion) == ("cn-2021", None, None)
    base = line(found, "assembly.base")
    assert (base.value, base.kind, base.article, base.statutory) == (
        "participants",
        "law",
        "民法典第二百七十八条",
        None,
    )
    assert {one.status for one in found.parameters} <= {"verified", "secondary", "memory"}
    assert next(act for act in found.acts if act.type == "seats.set") == rules.ActLine("seats.set", ["chair"], ["seat"])


def test_the_rules_are_those_of_the_day(founded: Shown) -> None:
    assert line(rules_of(founded, "2019-05-04"), "assembly.base").value == "all"


def test_a_rule_that_changed_stands_with_the_days_and_the_article_of_each_version(founded: Shown) -> None:
    new = line(rules_of(founded), "assembly.special.area")
    assert (new.value, new.since) == (rules.Threshold(3, 4, False), "2021-01-01")
    (former,) = new.other_days
    assert (former.value, former.since, former.until) == (rules.Threshold(2, 3, False), "2007-10-01", "2021-01-01")
    assert (former.article[:9], former.status) == ("物权法第七十六条、", "secondary")
    old = line(rules_of(founded, "2020-12-31"), "assembly.special.area")
    assert (old.value, old.since) == (rules.Threshold(2, 3, False), "2007-10-01")
    assert [(one.since, one.until) for one in old.other_days] == [("2021-01-01", None)]
    always = line(rules_of(founded), "assembly.notice_days")
    assert (always.since, always.other_days) == (None, [])


def test_before_there_was_a_law_its_rules_are_not_shown(founded: Shown) -> None:
    names = {one.name for one in rules_of(founded, "2007-09-30").parameters}
    assert "assembly.base" not in names
    assert "assembly.notice_days" in names


def test_what_the_community_set_stands_beside_what_the_pack_says(generic: Shown) -> None:
    share: Json = {"numerator": 2, "denominator": 3, "strictly": False}
    index = adopt(
        generic, committee__meeting_months=6, committee__present=share, fund__separate_account=["maintenance"]
    )
    found = rules_of(generic)
    assert (found.pack, found.index, found.motion) == ("cn-sh", index, "m-1")
    months = line(found, "committee.meeting_months")
    assert (months.value, months.statutory, months.kind) == (6, 2, "law")
    assert (months.clause, months.index) == ("议事规则第十二条", index)
    present = line(found, "committee.present")
    assert (present.value, present.statutory) == (rules.Threshold(2, 3, False), rules.Threshold(1, 2, True))
    assert line(found, "committee.notice_days").statutory is None


def test_the_adopted_pack_is_the_one_that_the_views_judge_by(generic: Shown) -> None:
    adopt(generic, committee__meeting_months=6)
    with generic.tables() as tables:
        pack = community_views.pack_of(community_views.community(tables))
    assert (pack.id, pack.number("committee.meeting_months", "2026-05-04")) == ("cn-sh", 6)


def test_seats_and_the_key_of_the_log_are_shown_as_they_are_now(founded: Shown) -> None:
    seven = founded.record("chair", "seats.set", "community", {"established": 7, "basis": {"value": "业主大会决定"}})
    founded.confirm("vice", seven)
    old = founded.cast.log_vkey
    new = f"{founded.cast.origin}+00000001+{old.rpartition('+')[2]}"
    head: Json = {"size": 5, "root": "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="}
    rotated = founded.record(
        "chair", "log_key.rotated", "community", {"old_vkey": old, "new_vkey": new, "checkpoint": head}
    )
    founded.confirm("vice", rotated)
    assert founded.rows("SELECT seats, log_vkey FROM community") == [(7, new)]
