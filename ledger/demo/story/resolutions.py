"""What else becomes of motions: one taken back, one voted on from hospital, one carried out, one annulled in court."""

from __future__ import annotations

from ledger.demo.script import Act, Script, moment, open_text

RAMP, FENCE, PARKING = "motion/ramp-2026", "motion/fence-2025", "motion/parking-2025"


def tell(script: Script) -> None:
    """Add what became of them."""
    _take_the_fence_back(script)
    _vote_on_the_ramp(script)
    _end_the_pump(script)
    _go_to_court(script)
    _convert_nothing(script)


def _table(script: Script, at: str, who: str, motion: str, **data: object) -> Act:
    """Table a motion of the committee, to be voted on in writing."""
    fixed = {
        "body": "committee",
        "form": "written",
        "matter": "repair",
        "class": "ordinary",
        "method": "yes_no",
        "options": [],
        "scope": "all",
        "secrecy": "open",
    }
    return script.act(at, who, "motion.tabled", motion, fixed | data)


def _take_the_fence_back(script: Script) -> None:
    tabled = _table(
        script,
        "2025-04-21 20:10",
        "vice",
        FENCE,
        title=open_text("加高东侧围栏"),
        text=open_text("东侧围栏只有1.2米，外人随意翻越。提议加高到1.8米，费用不超过24,000元，从公共收益列支。"),
        fund="common",
        amount_cap=24_000_00,
        opens=moment("2025-04-24 09:00").isoformat(),
        closes=moment("2025-05-01 18:00").isoformat(),
    )
    note = open_text("现场看过，东侧中段是消防登高面，加高后云梯车靠不上来。先撤回，改提开门加锁的办法。")
    data = {"on": tabled, "reason": "replaced_plan", "note": note}
    script.act("2025-04-22 19:30", "vice", "motion.withdrawn", FENCE, data)


def _vote_on_the_ramp(script: Script) -> None:
    """One member is in hospital without the key: signs a paper, which another transcribes and a third confirms."""
    tabled = _table(
        script,
        "2026-05-25 20:00",
        "newcomer",
        RAMP,
        title=open_text("2幢门前六级台阶改无障碍坡道"),
        text=open_text("2幢有三位老人坐轮椅，门前六级台阶每次要两个人抬。提议改建坡道和扶手，费用不超过9,800元。"),
        fund="common",
        amount_cap=9_800_00,
        opens=moment("2026-05-26 09:00").isoformat(),
        closes=moment("2026-06-02 18:00").isoformat(),
    )
    for at, who in (
        ("2026-05-26 20:15", "newcomer"),
        ("2026-05-26 21:02", "chair"),
        ("2026-05-27 19:48", "treasurer"),
        ("2026-05-28 20:31", "secretary"),
    ):
        script.act(at, who, "ballot.cast", RAMP, {"on": tabled, "choice": "yes"})
    paper = script.paper(
        "方明理委员的纸质表决票（扫描件）",
        "ballot_paper",
        "议案：2幢门前六级台阶改无障碍坡道\n本人意见：同意\n签名：方明理（住院期间签署）\n见证：样例社区居民委员会工作人员",
    )
    data = {
        "on": tabled,
        "member": "member",
        "seat_no": 5,
        "choice": "yes",
        "scan": paper["sha256"],
        "documents": [paper],
        "note": open_text("方明理住院，没有带签名用的电脑，签了纸质票由家属送来。"),
    }
    transcribed = script.act("2026-05-30 16:20", "secretary", "ballot.transcribed", RAMP, data)
    script.confirm("2026-05-30 19:10", "chair", transcribed)
    tally = [{"choice": choice, "ballots": 5 * (choice == "yes")} for choice in ("yes", "no", "abstain", "recuse")]
    result = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
    script.act("2026-05-30 19:40", "chair", "motion.closed", RAMP, result)


def _end_the_pump(script: Script) -> None:
    note = open_text("水泵更换完成并验收，一年内没有再停水，费用未超过上限，本决议执行完毕。")
    data = {"on": _result(script, "motion/pump-2024"), "reason": "done", "note": note}
    script.act("2025-07-27 20:30", "chair", "resolution.ended", "motion/pump-2024", data)


def _go_to_court(script: Script) -> None:
    """Who may set the fee: not the committee, says the court; by then the owners have set it themselves."""
    court = open_text("样例区人民法院")
    decided = _result(script, PARKING)
    note = open_text("一位业主认为停车收费应由业主共同决定，请求撤销业委会的决定。已聘请律师，应诉情况随时公布。")
    script.act(
        "2025-09-26 18:30", "secretary", "resolution.challenged", PARKING, {"on": decided, "court": court, "note": note}
    )
    judgment = script.paper(
        "民事判决书（摘要）",
        "other",
        "利用业主共有部分从事经营活动，依法由业主共同决定。业主委员会未经业主大会授权自行决定收费标准，应予撤销。\n"
        "撤销明账花园业主委员会2025年1月11日关于临时停车收费的决定。",
    )
    annulled = script.act(
        "2026-01-16 19:00",
        "secretary",
        "resolution.annulled",
        PARKING,
        {
            "on": decided,
            "basis": "judgment",
            "by": court,
            "documents": [judgment],
            "note": open_text("判决今天生效。业主大会已于1月5日自行通过同样的收费办法，收费不变；上诉期内无人上诉。"),
        },
    )
    script.confirm("2026-01-16 19:30", "chair", annulled)


def _convert_nothing(script: Script) -> None:
    """The use of what all share changes with three quarters: tabled as an ordinary matter, and taken back."""
    motion = "motion/gym-2026"
    data: dict[str, object] = {
        "title": open_text("1幢架空层改为收费健身房"),
        "text": open_text("1幢架空层约260平方米，现放自行车。提议出租给健身公司，年租金六万元，归公共收益。"),
        "body": "assembly",
        "form": "written",
        "matter": "common_use_change",
        "class": "ordinary",
        "method": "yes_no",
        "options": [],
        "opens": moment("2026-03-10 09:00").isoformat(),
        "closes": moment("2026-03-25 18:00").isoformat(),
        "scope": "all",
        "secrecy": "sealed",
    }
    tabled = script.act("2026-02-10 20:40", "newcomer", "motion.tabled", motion, data)
    note = open_text(
        "业主指出：改变共有部分用途须参加表决的四分之三以上同意，不能按一般事项表决。先撤回，征求意见后再提。"
    )
    data = {"on": tabled, "reason": "mistake", "note": note}
    script.act("2026-02-14 10:30", "newcomer", "motion.withdrawn", motion, data)


def _result(script: Script, motion: str) -> Act:
    (closed,) = script.acts("motion.closed", motion)
    return closed
