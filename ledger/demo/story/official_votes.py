"""Two votes of all owners in the city's official system, whose results the book takes over: an election and a fee.

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
    "jian-congxin": "简从新：2幢业主，小学教师",
}


class Line(NamedTuple):
    """What a choice got: ballots (homes), area (0.01 m²), heads."""

    choice: str
    ballots: int
    area: int
    heads: int


BY_ELECTION = (
    Line("an-shouyue", 233, 23_890_00, 226), Line("gu-zhouquan", 187, 19_126_00, 181),
    Line("jian-congxin", 121, 12_403_00, 117), Line("cast", 312, 31_984_00, 301), Line("abstain", 11, 1_127_00, 11),
    Line("void", 6, 615_00, 6),
)  # fmt: skip
PARKING = (
    Line("yes", 268, 27_470_00, 259), Line("no", 31, 3_180_00, 30), Line("abstain", 12, 1_230_00, 12),
    Line("void", 5, 513_00, 5),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add the tellers and both votes."""
    for minute, (who, name) in enumerate(TELLERS.items()):
        _appoint(script, minute, who, name)
    _elect(script)
    _set_the_fee(script)


def _appoint(script: Script, minute: int, who: str, name: str) -> None:
    data: dict[str, object] = {
        "member": who,
        "name": open_text(name),
        "body": "teller",
        "roles": ["teller"],
        "kind": "elected",
        "term": {"from": "2025-09-21", "to": "2028-06-30"},
        "basis": open_text("2025年9月20日业委会会议邀请，各幢业主代表推选的计票人"),
        "key": script.cast.jwk(who),
    }
    appointed = script.act(f"2025-09-21 19:0{minute}", "chair", "member.appointed", "community", data)
    script.confirm(f"2025-09-21 20:0{minute}", "treasurer", appointed)
    enrolled = {"member": who, "kid": kid_of(script.cast.key(who))}
    script.act(f"2025-09-22 19:3{minute}", who, "key.enrolled", "community", enrolled)


def _elect(script: Script) -> None:
    """One seat and one alternate; on the paper each candidate is agreed to or not."""
    motion = "motion/by-election-2025"
    data = _motion("2025-10-03 09:00", "2025-10-18 18:00") | {
        "title": open_text("补选业主委员会委员一名"),
        "text": open_text(
            "柳知行委员因迁居辞任，补选委员一名、候补一名，任期与本届相同。\n"
            "对每位候选人分别表示同意或不同意，同意超过参加表决的半数，按同意人数多少依次当选、列为候补。"
        ),
        "matter": "other",
        "class": "ordinary",
        "method": "choose_up_to",
        "candidates": [{"id": who, "label": open_text(words)} for who, words in CANDIDATES.items()],
        "seats": 1,
        "alternates": 1,
    }
    script.act("2025-09-23 20:00", "chair", "motion.tabled", motion, data)
    _take_over(script, motion, ("2025-10-19 09:30", "supervisor"), BY_ELECTION)
    result: dict[str, Json] = {"outcome": "elected", "elected": ["an-shouyue"], "alternates": ["gu-zhouquan"]}
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
    script.act("2025-12-15 20:10", "chair", "motion.tabled", motion, data)
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
