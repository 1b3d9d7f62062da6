"""Each number of the law that a pack sets, written down a second time from the articles, city by city.

Whoever adds a parameter to the pack of a country or a city adds its line here, from the text of the law and not from
the file. Thresholds are written as the law counts: 以上 includes the number, 超过 and 过半数 do not (Civil Code 1259).
"""

from __future__ import annotations

import json
from typing import Any, Literal, NamedTuple

import pytest

from ledger.rules.packs import Fraction, load, pack_bytes, pin_of

TODAY, LAST_OF_THE_OLD, FIRST_OF_THE_NEW = "2026-03-05", "2020-12-31", "2021-01-01"
HOMES = ["dwelling_to_business"]


class Line(NamedTuple):
    """What an article says; the article is part of the one that the pack names."""

    value: int | str | list[str]
    article: str
    status: Literal["verified", "secondary", "memory"] = "verified"
    kind: Literal["law", "local", "ours"] = "law"


GUIDELINE, FUND_DECREE = "建房〔2009〕274号）第", "建设部令第165号）第"
PROPERTY_LAW = "物权法第七十六条、物业管理条例（2007）第十二条"
OLD_LAW = {
    "assembly.base": Line("all", PROPERTY_LAW, "secondary"),
    "assembly.participation.area": Line("> 1/2", PROPERTY_LAW, "secondary"),
    "assembly.participation.heads": Line("> 1/2", PROPERTY_LAW, "secondary"),
    "assembly.ordinary.area": Line("> 1/2", PROPERTY_LAW, "secondary"),
    "assembly.ordinary.heads": Line("> 1/2", PROPERTY_LAW, "secondary"),
    "assembly.special.area": Line(">= 2/3", PROPERTY_LAW, "secondary"),
    "assembly.special.heads": Line(">= 2/3", PROPERTY_LAW, "secondary"),
    "assembly.special_matters": Line(["fund_use", "fund_raise", "rebuild"], PROPERTY_LAW, "secondary"),
    "assembly.unanimous_matters": Line(HOMES, "物权法第七十七条", "memory"),
    "ruleset.adopted_by": Line(["assembly"], "物权法第七十六条", "secondary"),
}
"""What was otherwise before the Civil Code."""
LAW: dict[str, dict[str, Line]] = {
    "cn-2021": {
        "committee.present": Line("> 1/2", f"{GUIDELINE}三十八条", "memory"),
        "committee.in_favour": Line("> 1/2", f"{GUIDELINE}三十八条", "memory", "ours"),
        "committee.notice_days": Line(7, f"{GUIDELINE}三十九条", "memory"),
        "committee.publish_days": Line(3, f"{GUIDELINE}三十九条", "memory"),
        "committee.call_share": Line(">= 1/3", f"{GUIDELINE}三十七条", "memory"),
        "committee.seats_min": Line(5, f"{GUIDELINE}三十一条", "memory"),
        "committee.seats_max": Line(11, f"{GUIDELINE}三十一条", "memory"),
        "committee.first_meeting_days": Line(7, f"{GUIDELINE}三十二条", "memory"),
        "term.max_years": Line(5, f"{GUIDELINE}三十二条", "memory"),
        "assembly.base": Line("participants", "民法典第二百七十八条"),
        "assembly.participation.area": Line(">= 2/3", "民法典第二百七十八条"),
        "assembly.participation.heads": Line(">= 2/3", "民法典第二百七十八条"),
        "assembly.ordinary.area": Line("> 1/2", "民法典第二百七十八条"),
        "assembly.ordinary.heads": Line("> 1/2", "民法典第二百七十八条"),
        "assembly.special.area": Line(">= 3/4", "民法典第二百七十八条"),
        "assembly.special.heads": Line(">= 3/4", "民法典第二百七十八条"),
        "assembly.special_matters": Line(
            ["fund_raise", "rebuild", "common_use_change", "common_business"], "民法典第二百七十八条"
        ),
        "assembly.unanimous_matters": Line(HOMES, "民法典第二百七十九条"),
        "ruleset.adopted_by": Line(["assembly"], "民法典第二百七十八条"),
        "assembly.silent_ballots": Line("not_participating", f"{GUIDELINE}二十六条", "memory", "local"),
        "assembly.notice_days": Line(15, "物业管理条例第十四条"),
        "assembly.extraordinary_notice_days": Line(15, "物业管理条例第十四条"),
        "assembly.petition": Line(">= 1/5", "物业管理条例第十三条"),
        "publication.maintenance_fund_months": Line(12, f"{FUND_DECREE}三十条", "memory"),
        "fund.topup_trigger": Line(">= 30/100", f"{FUND_DECREE}十七条", "memory"),
        "fund.separate_account": Line(["maintenance"], f"{FUND_DECREE}十条", "memory"),
        "handover.days": Line(10, f"{GUIDELINE}四十八条", "memory"),
        "filing.days": Line(30, "物业管理条例第十六条"),
        "retention.years": Line(30, "会计档案管理办法", "memory"),
    },
    "cn-sh": {
        "committee.present": Line("> 1/2", "上海市住宅物业管理规定第二十六条"),
        "committee.in_favour": Line("> 1/2", "上海市住宅物业管理规定第二十六条"),
        "committee.meeting_months": Line(2, "上海市住宅物业管理规定第二十六条"),
        "committee.publish_days": Line(3, "上海市住宅物业管理规定第二十六条"),
        "committee.call_share": Line(">= 1/3", "上海市住宅物业管理规定第二十六条"),
        "committee.seats_min": Line(5, "上海市住宅物业管理规定第二十条"),
        "committee.announce_days": Line(3, "上海市住宅物业管理规定第二十一条"),
        "term.min_years": Line(3, "上海市住宅物业管理规定第二十条"),
        "term.max_years": Line(5, "上海市住宅物业管理规定第二十条"),
        "assembly.petition": Line(">= 1/5", "上海市住宅物业管理规定第二十五条"),
        "publication.maintenance_fund_months": Line(6, "上海市住宅物业管理规定第六十六条"),
        "publication.common_income_months": Line(3, "上海市住宅物业管理规定第五十一条"),
        "audit.months": Line(12, "上海市住宅物业管理规定第六十七条"),
        "audit.posting_days": Line(30, "上海市住宅物业管理规定第六十七条"),
        "fund.topup_share": Line("> 1/2", "上海市住宅物业管理规定第五十一条"),
        "fund.topup_trigger": Line(">= 30/100", "上海市住宅物业管理规定第六十五条"),
        "fund.separate_account": Line(["maintenance"], "上海市住宅物业管理规定第六十六条"),
        "fund.first_draw_max": Line(">= 30/100", "沪房规范〔2024〕7号", "secondary"),
        "fund.before_review_max": Line(">= 90/100", "沪房规范〔2024〕7号", "secondary"),
        "emergency.confirm_days": Line(7, "上海市住宅物业管理规定第七十三条"),
        "handover.days": Line(10, "上海市住宅物业管理规定第二十九条、第三十条"),
        "filing.days": Line(30, "上海市住宅物业管理规定第二十三条"),
        "filing.change_days": Line(30, "上海市住宅物业管理规定第三十三条"),
    },
    "cn-bj": {
        "committee.present": Line("> 1/2", "北京市物业管理条例第四十五条"),
        "committee.in_favour": Line("> 1/2", "北京市物业管理条例第四十五条"),
        "committee.meeting_months": Line(2, "北京市物业管理条例第四十五条"),
        "committee.publish_days": Line(3, "北京市物业管理条例第四十五条"),
        "committee.call_share": Line(">= 1/3", "北京市物业管理条例第四十五条"),
        "committee.seats_min": Line(5, "北京市物业管理条例第三十九条"),
        "committee.first_meeting_days": Line(7, "北京市物业管理条例第四十二条"),
        "committee.announce_days": Line(3, "北京市物业管理条例第四十二条"),
        "term.max_years": Line(5, "北京市物业管理条例第四十一条"),
        "assembly.notice_days": Line(15, "北京市物业管理条例第三十五条"),
        "assembly.extraordinary_notice_days": Line(15, "北京市物业管理条例第三十五条"),
        "assembly.petition": Line(">= 1/5", "北京市物业管理条例第三十五条"),
        "assembly.publish_days": Line(3, "北京市物业管理条例第三十七条"),
        "publication.maintenance_fund_months": Line(12, "北京市物业管理条例第七十条"),
        "publication.common_income_months": Line(12, "北京市物业管理条例第七十条"),
        "fund.topup_share": Line(">= 1/2", "北京市物业管理条例第七十四条"),
        "fund.topup_when": Line("below_trigger", "北京市物业管理条例第七十四条"),
        "fund.topup_trigger": Line(">= 30/100", "北京市物业管理条例第八十三条"),
        "duty.member_fees_months": Line(6, "北京市物业管理条例第四十四条"),
    },
    "cn-hz": {
        "committee.present": Line("> 1/2", "杭州市物业管理条例第二十九条"),
        "committee.in_favour": Line("> 1/2", "杭州市物业管理条例第二十九条"),
        "committee.publish_days": Line(3, "杭州市物业管理条例第二十九条"),
        "committee.call_share": Line(">= 1/3", "杭州市物业管理条例第二十九条"),
        "committee.seats_filled": Line("> 1/2", "杭州市物业管理条例"),
        "assembly.notice_days": Line(15, "杭州市物业管理条例第十九条"),
        "assembly.extraordinary_notice_days": Line(7, "杭州市物业管理条例第十九条"),
        "publication.common_income_months": Line(6, "杭州市物业管理条例第三十条"),
        "publication.min_days": Line(15, "杭州市物业管理条例第三十条"),
        "fund.separate_account": Line(["maintenance", "common_income"], "杭州市物业管理条例第六十条"),
        "fund.settlement_max": Line("> 110/100", "杭州市物业管理条例第七十二条"),
        "fund.unreviewed_up_to": Line(30_000_00, "杭州市物业管理条例第七十二条"),
        "fund.topup_trigger": Line(">= 30/100", "杭州市物业管理条例第七十一条"),
        "duty.seal_use_months": Line(6, "杭州市物业管理条例第三十条"),
        "filing.change_days": Line(7, "杭州市物业管理条例第三十条"),
        "emergency.confirmed_by": Line(["supervisor"], "杭州市物业管理条例第七十三条"),
    },
}
"""What each pack itself sets, by its id."""
LINES = [(pack, name) for pack, lines in LAW.items() for name in lines]


def written(value: object) -> object:
    """Return a value of a pack as this file writes it; a most that may not be reached is written with ``>`` too."""
    if isinstance(value, Fraction):
        return f"{'>' if value.strictly else '>='} {value.numerator}/{value.denominator}"
    return value


def own_parameters(pack: str) -> set[str]:
    raw = pack_bytes(pack, 1)
    assert raw is not None
    found: dict[str, Any] = json.loads(raw)["parameters"]
    return set(found)


def check(pack: str, name: str, line: Line, on: str) -> None:
    found = load(pin_of(pack)).parameter(name, on)
    assert (written(found.value), found.status, found.kind) == (line.value, line.status, line.kind)
    assert line.article in found.article


@pytest.mark.parametrize(("pack", "name"), LINES)
def test_a_number_of_the_law_is_what_its_article_says(pack: str, name: str) -> None:
    check(pack, name, LAW[pack][name], TODAY)


@pytest.mark.parametrize("pack", LAW)
def test_no_pack_of_the_law_sets_what_nobody_has_written_down_a_second_time(pack: str) -> None:
    assert own_parameters(pack) == set(LAW[pack])


@pytest.mark.parametrize("pack", LAW)
@pytest.mark.parametrize("name", OLD_LAW)
def test_up_to_the_last_day_of_2020_the_property_law_holds_in_every_city(pack: str, name: str) -> None:
    check(pack, name, OLD_LAW[name], LAST_OF_THE_OLD)
    check(pack, name, OLD_LAW[name], "2007-10-01")
    check(pack, name, LAW["cn-2021"][name], FIRST_OF_THE_NEW)


def test_control_a_slip_in_a_number_or_its_strictness_is_noticed() -> None:
    line = LAW["cn-sh"]["fund.topup_share"]
    for slip in (line._replace(value=">= 1/2"), line._replace(status="memory"), line._replace(article="第六十六条")):
        with pytest.raises(AssertionError):
            check("cn-sh", "fund.topup_share", slip, TODAY)


def test_what_is_otherwise_in_a_city_is_not_so_in_the_country() -> None:
    """A control: the cities part from the country and from one another where the law does."""
    country = load(pin_of("cn-2021"))
    for pack, name in (
        ("cn-sh", "publication.maintenance_fund_months"),
        ("cn-bj", "fund.topup_when"),
        ("cn-hz", "assembly.extraordinary_notice_days"),
    ):
        assert load(pin_of(pack)).parameter(name, TODAY).value != country.parameter(name, TODAY).value
