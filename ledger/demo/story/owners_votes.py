"""A vote of the owners of one building on sealed paper, from the roll to the certified result.

The repair costs more than the committee may decide on alone, so the owners of 5幢 decide. One teller hands out and
records, the other opens, checks and counts; what stands on a paper rests in the vault.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple

from ledger.demo.cast import Cast
from ledger.demo.script import Act, Script, moment, open_text
from ledger.sealing import seal
from ledger.strict_json import Json

FACADE = "motion/facade-2026"
BUILDING = "b5"
AREAS = (110_00, 128_00, 146_00)
"""The three sizes of homes, in 0.01 m², in turn."""
SECOND_HOMES = frozenset({20, 40, 57})
"""Numbers on the roll whose owner has another home there, which has the head."""
BY_POST, NOT_REACHED = frozenset({7, 21, 36, 42, 56}), frozenset({48, 55, 59})
NO, ABSTAIN, UNSIGNED = frozenset({4, 13, 27, 33, 51}), frozenset({18, 45}), 22
MISREAD = 9
"""A paper that was recorded wrongly at first, voided the same evening and recorded again."""
EVENINGS: dict[str, tuple[int, ...]] = {
    "2026-04-10 19:30": (1, 2, 4, 5, 6, 8, 9, 10, 11, 12, 13, 14),
    "2026-04-14 19:30": (15, 17, 18, 19, 20, 22, 23, 25, 26, 27, 28),
    "2026-04-18 19:30": (29, 31, 32, 33, 34, 35, 37, 38, 40, 41, 43, 44),
    "2026-04-24 19:30": (45, 46, 47, 49, 50, 51, 53),
    "2026-04-28 19:30": (54, 57, 58, 60),
}
"""When the box was emptied, and which papers lay in it."""
PROXY, CO_OWNER = 31, 46


class Unit(NamedTuple):
    """A line of the roll."""

    number: int
    area: int
    heads: int


def units() -> list[Unit]:
    """Return the roll: sixty homes, their area in 0.01 m² and the head of their owner."""
    return [Unit(number, AREAS[number % 3], int(number not in SECOND_HOMES)) for number in range(1, 61)]


def commit(cast: Cast, unit: Unit) -> str:
    """Return what the roll says of a home: the digest of its sealed line, whose disclosure is the owner's slip."""
    line: Json = {"unit": f"5-{unit.number}", "building": BUILDING, "area": unit.area, "heads": unit.heads}
    _sealed, slip = seal(line, cast.salt("roll", unit.number))
    return slip.digest


def tell(script: Script) -> None:
    """Add the whole vote."""
    motion = _table(script)
    _freeze(script)
    _deliver(script)
    for evening, numbers in EVENINGS.items():
        _empty_the_box(script, evening, numbers, motion)
    _extend(script, motion)
    counted = _count(script)
    _object(script, counted)
    _certify(script)


def _table(script: Script) -> Act:
    data = {
        "title": open_text("5幢外墙空鼓脱落维修"),
        "text": open_text(
            "5幢东、南两面外墙瓷砖空鼓约620平方米，去年冬天两次掉落，楼下已经围挡，老人孩子绕着走。\n"
            "提议铲除空鼓部分，改做保温砂浆和涂料，质保五年，总费用不超过180,000元，从维修资金5幢部分列支，"
            "按各户专有部分面积分摊。\n"
            "单项超过十万元，不在业主大会授权业委会决定的范围内，由5幢业主表决。三家报价和现场照片见活动室。"
        ),
        "body": "assembly",
        "form": "written",
        "matter": "fund_use",
        "class": "ordinary",
        "method": "yes_no",
        "options": [],
        "fund": "repairs",
        "amount_cap": 180_000_00,
        "opens": moment("2026-04-08 09:00").isoformat(),
        "closes": moment("2026-04-22 18:00").isoformat(),
        "scope": [BUILDING],
        "secrecy": "sealed",
    }
    return script.act("2026-03-20 20:00", "chair", "motion.tabled", FACADE, data)


def _freeze(script: Script) -> None:
    """The roll shows each home as a salted commit: its owner finds the own line with the slip, nobody else's."""
    lines = "\n".join(f"{unit.number},{commit(script.cast, unit)}" for unit in units())
    roll = script.paper("5幢表决权名册（编号和承诺值，不含姓名和房号）", "roll", f"ballot_no,commit\n{lines}")
    whole = _electors(units())
    data = {
        "as_of": "2026-03-25",
        "lines": len(units()),
        **{name: whole[name] for name in ("units", "area", "heads")},
        "buildings": [whole],
        "roll": roll["sha256"],
        "documents": [roll],
        "note": open_text("与不动产登记信息和物业业主名册核对；三位业主在本幢各有两套房，各按一人计。"),
    }
    frozen = script.act("2026-03-26 20:10", "teller-1", "electorate.frozen", FACADE, data)
    script.confirm("2026-03-27 19:40", "teller-2", frozen)


def _deliver(script: Script) -> None:
    missing = [unit for unit in units() if unit.number in NOT_REACHED]
    posted = [unit for unit in units() if unit.number in BY_POST]
    handed = [unit for unit in units() if unit.number not in BY_POST | NOT_REACHED]
    nobody = _electors([])
    for at, method, reached, undelivered, note in (
        ("2026-04-06 20:30", "door", handed, nobody, "两位计票人同楼组长逐户送达，业主在送达单上签收。"),
        ("2026-04-07 18:20", "post", posted, _electors(missing), "住外地的业主用挂号信；三户地址和电话都已失效。"),
    ):
        counted = {name: undelivered[name] for name in ("units", "area", "heads")}
        data = {"method": method, "buildings": [_electors(reached)], "undelivered": counted, "note": open_text(note)}
        delivered = script.act(at, "teller-1", "ballots.delivered", FACADE, data)
        script.confirm(moment(at) + timedelta(minutes=30), "teller-2", delivered)


def _electors(those: Iterable[Unit]) -> dict[str, Json]:
    found = list(those)
    area, heads = sum(unit.area for unit in found), sum(unit.heads for unit in found)
    return {"building": BUILDING, "units": len(found), "area": area, "heads": heads}


def _empty_the_box(script: Script, evening: str, numbers: tuple[int, ...], motion: Act) -> None:
    """Record each paper under its number; the second teller watches and confirms what is void."""
    for minute, number in enumerate(numbers):
        at = moment(evening) + timedelta(minutes=2 * minute)
        if number == MISREAD:
            wrong = _record(script, at, motion, number, "no")
            _void(script, at, wrong, "error", "录入时看错一行，当场作废，按纸面重新录入。")
            _record(script, at + timedelta(seconds=90), motion, number, choice_of(number))
            continue
        ballot = _record(script, at, motion, number, choice_of(number))
        if number == UNSIGNED:
            _void(script, at, ballot, "unsigned", "选票没有签名，也没有委托书，按公告作废。")


def choice_of(number: int) -> str:
    """Return what stands on the paper with this number."""
    if number == UNSIGNED:
        return "void"
    return "no" if number in NO else "abstain" if number in ABSTAIN else "yes"


def _record(script: Script, at: datetime, motion: Act, number: int, choice: str) -> Act:
    unit = units()[number - 1]
    data: dict[str, object] = {
        "on": motion,
        "ballot_no": number,
        "channel": "paper",
        "signed_by": {PROXY: "proxy", CO_OWNER: "co_owner"}.get(number, "owner"),
        "vote": {"value": {"choice": choice, "area": unit.area, "heads": unit.heads, "building": BUILDING}},
    }
    if number == PROXY:
        text = "委托女儿代为表决，限于本次议案。委托人已签名。"
        mandate = script.paper(f"第{number}号选票的授权委托书", "other", text)
        data |= {"proxy_document": mandate["sha256"], "documents": [mandate]}
    return script.act(at, "teller-1", "ballot.recorded", FACADE, data)


def _void(script: Script, at: datetime, ballot: Act, reason: str, note: str) -> None:
    data = {"on": ballot, "reason": reason, "note": open_text(note)}
    voided = script.act(at + timedelta(seconds=30), "teller-1", "ballot.voided", FACADE, data)
    script.confirm(at + timedelta(seconds=60), "teller-2", voided)


def _extend(script: Script, motion: Act) -> None:
    data = {
        "on": motion,
        "closes": moment("2026-04-29 18:00").isoformat(),
        "note": open_text("到今天收回35张，离三分之二还差几户，不少业主周末才回来住，延长一周。"),
    }
    script.act("2026-04-20 20:00", "chair", "motion.extended", FACADE, data)


def tally() -> list[dict[str, Json]]:
    """Return what the papers that came back add up to."""
    back = [units()[number - 1] for numbers in EVENINGS.values() for number in numbers]
    lines: list[dict[str, Json]] = []
    for choice in ("yes", "no", "abstain", "void"):
        found = [unit for unit in back if choice_of(unit.number) == choice]
        area, heads = sum(unit.area for unit in found), sum(unit.heads for unit in found)
        lines.append({"choice": choice, "ballots": len(found), "area": area, "heads": heads})
    return lines


def _count(script: Script) -> Act:
    data = {
        "first": 1,
        "last": len(units()),
        "cells": tally(),
        "note": open_text("逐张核对纸面、编号和录入摘要，与名册一致；三位业主代表在场。"),
    }
    return script.act("2026-04-30 19:30", "teller-2", "ballots.counted", FACADE, data)


def _object(script: Script, counted: Act) -> None:
    """An owner of two homes asks why they are one head; the tellers answer before anybody certifies."""
    grounds = "我家在本幢有两套房，两张票都投了同意，为什么面积算两份，人数只算一个人？请复核。"
    text = (
        "按民法典第二百七十八条，表决看面积也看人数：面积按每套房累加，人数按业主计，同一业主有几套房都是一人。"
        "您的两张票都已计入，面积合并计算，人数记在其中一套上。复核无误，结果不变。"
    )
    data: dict[str, object] = {"on": counted, "grounds": open_text(grounds)}
    raised = script.act("2026-05-02 10:20", "secretary", "objection.raised", FACADE, data)
    data = {"on": raised, "text": open_text(text)}
    script.act("2026-05-03 19:40", "teller-1", "objection.answered", FACADE, data)


def _certify(script: Script) -> None:
    data = {"tally": tally(), "outcome": "adopted", "elected": [], "alternates": []}
    closed = script.act("2026-05-05 20:00", "teller-1", "motion.closed", FACADE, data)
    script.confirm("2026-05-05 20:25", "teller-2", closed)
