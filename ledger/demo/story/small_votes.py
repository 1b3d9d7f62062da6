"""Two votes of the owners of one building each, in which something about the count is to be explained.

In 2幢 too few voted, and by the owners' own rules the ballots that never came back followed the majority. In 4幢 the
votes are open, and the second teller's sums, nine days late, are not what stands on the papers.
"""

from __future__ import annotations

from datetime import timedelta

from ledger.demo.script import Act, Script, moment, open_text
from ledger.demo.story.official_votes import SYSTEM
from ledger.sealing import seal
from ledger.strict_json import Json

DOORS, DRYING = "motion/doors-2025", "motion/drying-2026"
OPEN_BALLOTS = {3: "yes", 8: "yes", 15: "no", 22: "yes", 31: "no", 40: "yes", 47: "no", 58: "yes", 66: "yes"}
"""Number on the roll of 4幢 and what stands on the paper."""
COUNTED = {"yes": 7, "no": 2, "abstain": 0, "void": 0}
"""What the second teller made of them: one no went to the wrong pile."""


def tell(script: Script) -> None:
    """Add both votes."""
    _doors(script)
    _dry(script)


def _table(script: Script, at: str, motion: str, **data: object) -> Act:
    fixed: dict[str, object] = {
        "body": "assembly",
        "form": "written",
        "class": "ordinary",
        "method": "yes_no",
        "options": [],
    }
    return script.act(at, "chair", "motion.tabled", motion, fixed | data)


def _freeze(script: Script, at: str, motion: str, whole: dict[str, Json]) -> None:
    """Fix the roll: homes of one size, the owner's head at the first home of each."""
    building, units = str(whole["building"]), int(str(whole["units"]))
    commits = []
    for number in range(1, units + 1):
        line: Json = {"unit": f"{building}-{number}", "building": building}
        commits.append(f"{number},{seal(line, script.cast.salt('roll', motion, number))[1].digest}")
    title = f"{building[1:]}幢表决权名册（编号和承诺值，不含姓名和房号）"
    roll = script.paper(title, "roll", "\n".join(["ballot_no,commit", *commits]))
    data = {
        "as_of": at[:10],
        "lines": units,
        **{name: whole[name] for name in ("units", "area", "heads")},
        "buildings": [whole],
        "roll": roll["sha256"],
        "documents": [roll],
    }
    frozen = script.act(at, "teller-1", "electorate.frozen", motion, data)
    script.confirm(moment(at) + timedelta(minutes=40), "teller-2", frozen)


def _declare(script: Script, at: str, motion: str, tally: list[dict[str, Json]], outcome: str) -> None:
    data: dict[str, object] = {"tally": tally, "outcome": outcome, "elected": [], "alternates": []}
    closed = script.act(at, "teller-1", "motion.closed", motion, data)
    script.confirm(moment(at) + timedelta(minutes=30), "teller-2", closed)


def _doors(script: Script) -> None:
    _table(
        script,
        "2025-11-02 20:20",
        DOORS,
        title=open_text("2幢单元门更换为刷脸门禁"),
        text=open_text("2幢单元门锁经常坏，提议更换为刷脸门禁，老人可继续用钥匙。费用由2幢公共收益份额列支。"),
        matter="repair",
        opens=moment("2025-11-18 09:00").isoformat(),
        closes=moment("2025-11-30 18:00").isoformat(),
        scope=["b2"],
        secrecy="sealed",
    )
    _freeze(script, "2025-11-05 20:10", DOORS, {"building": "b2", "units": 96, "area": 8_880_00, "heads": 93})
    reached: dict[str, Json] = {"building": "b2", "units": 90, "area": 8_325_00, "heads": 88}
    missing: dict[str, Json] = {"units": 6, "area": 555_00, "heads": 5}
    data = {"method": "door", "buildings": [reached], "undelivered": missing, "note": open_text("六户无人居住。")}
    delivered = script.act("2025-11-17 20:10", "teller-1", "ballots.delivered", DOORS, data)
    script.confirm("2025-11-17 20:40", "teller-2", delivered)
    tally: list[dict[str, Json]] = [
        {"choice": choice, "ballots": ballots, "area": ballots * 92_50, "heads": heads}
        for choice, ballots, heads in (("yes", 41, 40), ("no", 9, 9), ("abstain", 3, 3), ("void", 1, 1))
    ]
    result: dict[str, object] = {
        "system": open_text(SYSTEM),
        "electorate": {"area": 8_880_00, "heads": 93},
        "tally": tally,
        "note": open_text("收回54张；按议事规则第九条，已送达而未交回的计入多数意见。"),
    }
    script.act("2025-12-01 09:20", "teller-1", "result.recorded", DOORS, result)
    _declare(script, "2025-12-01 19:30", DOORS, tally, "adopted")


def _dry(script: Script) -> None:
    motion = _table(
        script,
        "2026-02-20 20:10",
        DRYING,
        title=open_text("4幢楼顶设公共晾晒架（记名表决）"),
        text=open_text("4幢低层采光差，提议在楼顶设晾晒架二十组，白天开放，风力六级以上关闭。"),
        matter="house_rules",
        opens=moment("2026-03-08 09:00").isoformat(),
        closes=moment("2026-03-15 18:00").isoformat(),
        scope=["b4"],
        secrecy="open",
    )
    _freeze(script, "2026-02-24 20:10", DRYING, {"building": "b4", "units": 72, "area": 7_560_00, "heads": 70})
    for minute, (number, choice) in enumerate(OPEN_BALLOTS.items()):
        vote: dict[str, Json] = {"choice": choice, "area": 105_00, "heads": 1, "building": "b4"}
        ballot = {
            "on": motion, "ballot_no": number, "channel": "paper", "signed_by": "owner", "open_vote": {"value": vote}
        }  # fmt: skip
        script.act(
            moment("2026-03-14 19:30") + timedelta(minutes=2 * minute), "teller-1", "ballot.recorded", DRYING, ballot
        )
    tally: list[dict[str, Json]] = [
        {"choice": choice, "ballots": ballots, "area": ballots * 105_00, "heads": ballots}
        for choice, ballots in COUNTED.items()
    ]
    note = open_text("只收回九张，不够三分之二；计票拖到今天，抱歉。")
    data: dict[str, object] = {"first": 1, "last": 72, "cells": tally, "note": note}
    script.act("2026-03-24 19:10", "teller-2", "ballots.counted", DRYING, data)
    _declare(script, "2026-03-24 20:10", DRYING, tally, "no_quorum")
