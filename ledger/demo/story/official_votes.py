"""Three votes of all owners in the city's official system, whose results the book takes over: rules, a seat, a fee.

The book has none of their ballots; it adds nothing to what the system has published but the rules.
"""

from __future__ import annotations

from typing import NamedTuple

from ledger.demo.script import Script, open_text
from ledger.demo.script import moment as local
from ledger.keys import kid_of
from ledger.strict_json import Json

SYSTEM = "样例市业主决策信息系统（虚构）"
WHOLE: dict[str, Json] = {"area": 40_560_00, "heads": 380}
"""All 396 homes, of 380 owners."""
TELLERS = {"teller-1": "容点清（业主志愿者）", "teller-2": "路复核（业主志愿者）"}
CANDIDATES = {
    "an-shouyue": "安守约：1幢业主，退休会计，愿意每周值班半天",
    "gu-zhouquan": "顾周全：4幢业主，工程监理，参加过2幢水泵验收",
    "teller-2": "路复核：3幢业主，中学数学教师，本次计票志愿者",
}
"""One of them counts the votes too, and nobody thought of it."""
RULES_VOTE = "motion/rules-2025"
SETTINGS: tuple[tuple[str, Json, str], ...] = (
    ("assembly.silent_ballots", "follow_majority", "第九条：已送达而未交回的选票，计入已表决的多数意见"),
    (
        "committee.seats_filled",
        {"numerator": 4, "denominator": 5, "strictly": True},
        "第十四条：五席应当满员，缺席须补选",
    ),
    (
        "fund.topup_share",
        {"numerator": 1, "denominator": 2, "strictly": False},
        "第二十一条：公共收益结余一半以上补充维修资金",
    ),
    ("publication.common_income_months", 3, "第二十三条：公共收益收支自2025年下半年后按季度公布"),
    (
        "finding.party_share",
        {"numerator": 1, "denominator": 3, "strictly": True},
        "第二十五条：一年内付给同一家超过三分之一的，应作说明",
    ),
)
"""What the owners have set for themselves: parameter of the pack, value, and the clause of their rules."""


class Line(NamedTuple):
    """What a choice got: ballots (homes), area (0.01 m²), heads."""

    choice: str
    ballots: int
    area: int
    heads: int


RULES = (
    Line("yes", 241, 24_690_00, 232), Line("no", 38, 3_905_00, 37), Line("abstain", 19, 1_944_00, 18),
    Line("void", 4, 410_00, 4),
)  # fmt: skip
BY_ELECTION = (
    Line("an-shouyue", 178, 18_244_00, 171), Line("gu-zhouquan", 87, 8_917_00, 84),
    Line("teller-2", 36, 3_696_00, 35), Line("abstain", 11, 1_127_00, 11), Line("void", 6, 615_00, 6),
)  # fmt: skip
PARKING = (
    Line("yes", 268, 27_470_00, 259), Line("no", 31, 3_180_00, 30), Line("abstain", 12, 1_230_00, 12),
    Line("void", 5, 513_00, 5),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add the tellers and the votes."""
    for minute, (who, name) in enumerate(TELLERS.items()):
        _appoint(script, minute, who, name)
    _adopt_rules(script)
    _elect(script)
    _set_the_fee(script)


def _appoint(script: Script, minute: int, who: str, name: str) -> None:
    data: dict[str, object] = {
        "member": who,
        "name": open_text(name),
        "body": "teller",
        "roles": ["teller"],
        "kind": "elected",
        "term": {"from": "2025-05-18", "to": "2028-06-30"},
        "basis": open_text("2025年5月17日业委会会议邀请，各幢业主代表推选的计票人"),
        "key": script.cast.jwk(who),
    }
    appointed = script.act(f"2025-05-18 19:0{minute}", "chair", "member.appointed", "community", data)
    script.confirm(f"2025-05-18 20:0{minute}", "treasurer", appointed)
    enrolled = {"member": who, "kid": kid_of(script.cast.key(who))}
    script.act(f"2025-05-19 19:3{minute}", who, "key.enrolled", "community", enrolled)


def _adopt_rules(script: Script) -> None:
    """The owners set what their own rules may set; seven days after the result, with nobody objecting, it holds."""
    rules = script.paper(
        "明账花园业主大会议事规则和公共收益使用办法（摘要）",
        "other",
        "\n".join(clause for _parameter, _value, clause in SETTINGS),
    )
    data = _motion("2025-06-12 09:00", "2025-06-28 18:00") | {
        "title": open_text("业主大会议事规则和公共收益使用办法"),
        "text": open_text(
            "记账一年来，许多事各说各的：没交回的票怎么算，公共收益拿多少补维修资金，多久公布一次。\n"
            "现将议事规则和公共收益使用办法提交业主大会表决，全文见活动室和公开账本，通过后公示七天起执行。"
        ),
        "matter": "house_rules",
        "class": "ordinary",
        "method": "yes_no",
        "documents": [rules],
    }
    script.act("2025-05-25 20:00", "chair", "motion.tabled", RULES_VOTE, data)
    _take_over(script, RULES_VOTE, ("2025-06-29 09:20", "teller-1"), RULES)
    _declare(script, RULES_VOTE, "2025-06-29", RULES, {"outcome": "adopted", "elected": [], "alternates": []})
    settings: list[Json] = [
        {"parameter": parameter, "value": value, "clause": open_text(clause)} for parameter, value, clause in SETTINGS
    ]
    founding = script.cast.founding_data()
    adopted: dict[str, object] = {"pack": founding["pack"], "rules": 1, "settings": settings, "motion": "rules-2025"}
    script.act("2025-07-06 20:30", "chair", "ruleset.adopted", "community", adopted)


def _elect(script: Script) -> None:
    """One seat; on the paper one of three is chosen."""
    motion = "motion/by-election-2025"
    data = _motion("2025-10-08 09:00", "2025-10-18 18:00") | {
        "title": open_text("补选业主委员会委员一名"),
        "text": open_text(
            "柳知行委员因迁居辞任，补选委员一名，任期与本届相同。\n"
            "每张选票选一人，得票的面积和人数均超过参加表决的半数者当选。"
        ),
        "matter": "other",
        "class": "ordinary",
        "method": "choose_one",
        "candidates": [{"id": who, "label": open_text(words)} for who, words in CANDIDATES.items()],
        "seats": 1,
    }
    script.act("2025-09-23 20:00", "chair", "motion.tabled", motion, data)
    _take_over(script, motion, ("2025-10-19 09:30", "supervisor"), BY_ELECTION)
    result: dict[str, Json] = {"outcome": "elected", "elected": ["an-shouyue"], "alternates": []}
    _declare(script, motion, "2025-10-19", BY_ELECTION, result)


def _set_the_fee(script: Script) -> None:
    """What the committee had decided alone (`parking-2025`) is now decided by those whose it is."""
    motion = "motion/parking-owners"
    data = _motion("2025-12-20 09:00", "2026-01-04 18:00") | {
        "title": open_text("临时停车收费办法（由业主共同决定）"),
        "text": open_text(
            "业委会2025年1月通过的临停收费办法被起诉，律师意见是：利用公共部位经营应由业主共同决定。\n"
            "现将同一办法提交业主大会：首小时免费，之后每小时5元，每日封顶30元；探望父母的亲友登记车牌后，"
            "当日头三小时免费；收入全部归公共收益，每季度公布。"
        ),
        "matter": "common_business",
        "class": "special",
        "method": "yes_no",
    }
    script.act("2025-12-04 20:10", "chair", "motion.tabled", motion, data)
    _take_over(script, motion, ("2026-01-05 09:10", "teller-1"), PARKING)
    _declare(script, motion, "2026-01-05", PARKING, {"outcome": "adopted", "elected": [], "alternates": []})


def _motion(opens: str, closes: str) -> dict[str, object]:
    return {
        "body": "assembly",
        "form": "written",
        "options": [],
        "opens": local(opens).isoformat(),
        "closes": local(closes).isoformat(),
        "scope": "all",
        "secrecy": "sealed",
    }


def _take_over(script: Script, motion: str, when_and_who: tuple[str, str], lines: tuple[Line, ...]) -> None:
    at, who = when_and_who
    printed = "\n".join(f"{line.choice}：{line.ballots}票，{line.area // 100}平方米，{line.heads}人" for line in lines)
    paper = script.paper(
        f"{SYSTEM}表决结果（{at[:10]}打印）",
        "report",
        f"应参加：专有部分面积{40_560}平方米，业主380人\n{printed}",
    )
    data = {
        "system": open_text(SYSTEM),
        "electorate": WHOLE,
        "tally": [line._asdict() for line in lines],
        "documents": [paper],
        "note": open_text("选票在官方系统里，本账本没有，只记录系统公布的结果。"),
    }
    script.act(at, who, "result.recorded", motion, data)


def _declare(script: Script, motion: str, day: str, lines: tuple[Line, ...], result: dict[str, Json]) -> None:
    data = {"tally": [line._asdict() for line in lines]} | result
    closed = script.act(f"{day} 19:30", "chair", "motion.closed", motion, data)
    script.confirm(f"{day} 20:15", "teller-2", closed)
