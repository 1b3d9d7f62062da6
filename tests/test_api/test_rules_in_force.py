"""The page of the rules in force: each value in plain words, its source, how sure we are of it, and its other days."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from tests.test_api.serving import pages_of
from tests.test_projections.shown import Shown

OLD = "法律法规 · 物权法第七十六条、物业管理条例（2007）第十二条（条文未核对原文）"


@pytest.fixture
def hangzhou(tmp_path: Path) -> Iterator[Shown]:
    pin = pin_of("cn-hz")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    yield book
    book.close()


def row(book: Shown, path: str, rule: str) -> str:
    """Return the words of a rule's row."""
    (page,) = pages_of(book, path)
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", page[page.index(rule) :].partition("</li>")[0]))
    return re.sub(r" (?=[，。：（）])|(?<=（) ", "", words).strip()


@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        ("业主大会提前通知全体业主的天数", "15 法律法规 · 杭州市物业管理条例第十九条"),
        ("应业主提议召开临时业主大会，提前通知的天数", "7 法律法规 · 杭州市物业管理条例第十九条"),
        ("结算占合同金额的比例，在此以内不须重新决定", "低于 110/100 法律法规 · 杭州市物业管理条例第七十二条"),
        ("结算不超过这一金额的工程可不审价", "¥30,000.00 法律法规 · 杭州市物业管理条例第七十二条"),
        ("余额低于首期交存额的这一比例须续筹", "低于 30/100 法律法规 · 杭州市物业管理条例第七十一条"),
        ("首次支取占合同金额的上限", "不超过 30/100 本软件的默认值"),
        ("谁确认应急维修（其中一人）", "指导单位 法律法规 · 杭州市物业管理条例第七十三条"),
        (
            "业主委员会会议提前通知的天数",
            "7 法律法规 · 业主大会和业主委员会指导规则（建房〔2009〕274号）第三十九条（条文未核对原文）",
        ),
        (
            "特别事项：同意的面积占比",
            f"不少于 3/4 法律法规 · 民法典第二百七十八条 2007年10月1日起、2021年1月1日之前： 不少于 2/3 · {OLD}",
        ),
    ],
)
def test_a_rule_is_shown_in_plain_words_with_its_source(hangzhou: Shown, rule: str, expected: str) -> None:
    found = row(hangzhou, "zh/rules", rule)
    assert found.removeprefix(rule).strip() == expected


def test_the_same_in_english_and_as_it_held_on_a_day(hangzhou: Shown) -> None:
    rule = "Share of the area in favour, special matters"
    found = row(hangzhou, "en/rules?today=2020-12-31", rule)
    assert found.startswith(f"{rule} at least 2/3 Law · 物权法第七十六条、物业管理条例（2007）第十二条 (the official")
    assert found.endswith("From 1 January 2021 on: at least 3/4 · Law · 民法典第二百七十八条")
    assert "As they hold on" in pages_of(hangzhou, "en/rules?today=2020-12-31")[0]
    assert "31 December 2020" in pages_of(hangzhou, "en/rules?today=2020-12-31")[0]
    draw = row(hangzhou, "en/rules", "Share of a contract that may be paid first")
    assert "at most 30/100" in draw


def test_the_page_of_a_day_before_the_law_is_shown_without_it(hangzhou: Shown) -> None:
    (page,) = pages_of(hangzhou, "en/rules?today=2001-01-01")
    assert "special matters" not in page
    assert "Days of notice before the owners vote" in page
