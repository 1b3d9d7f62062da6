"""What the committee has decided: adopted, rejected, without quorum, with a member who stands aside, counted wrongly.

In the autumn of 2024 two voted of five and the chair declared it adopted; in the spring of 2025 the chair took the
majority of those who voted for one of all seats.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from ledger.demo.script import Script, moment, open_text

FIRST_FIVE = ("chair", "vice", "treasurer", "secretary", "member")
LATER_FIVE = ("chair", "newcomer", "treasurer", "secretary", "member")


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote:
    """A motion with its ballots. In a meeting all vote within the hour; in writing each in their own time."""

    id: str
    tabled: str
    opens: str
    closes: str
    title: str
    text: str
    matter: str
    ballots: dict[str, str]
    """Who to choice, in the order of casting."""
    outcome: str | None
    """None: still open when the story ends."""
    by: str = "chair"
    declared_by: str = "chair"
    meeting: str | None = None
    fund: str | None = None
    cap: int | None = None
    cast_at: tuple[str, ...] = ()
    """When each ballot was cast, in writing; in a meeting from 20:10 on, two minutes apart."""


def unanimous(voters: tuple[str, ...]) -> dict[str, str]:
    """Return ballots in favour."""
    return dict.fromkeys(voters, "yes")


VOTES = (
    Vote(
        id="pump-2024", tabled="2024-07-03 21:10", opens="2024-07-06 19:30", closes="2024-07-06 22:00",
        meeting="2024-07", fund="repairs", cap=40_000_00, matter="repair", title="更换2幢生活水泵",
        text="2幢两台生活水泵已用满十五年，六月以来三次停水，老人提水上楼很不方便。"
        "维修师傅检查后认为轴承磨损严重，再修不划算。\n"
        "提议更换同规格水泵两台，含安装、调试和旧泵处置，总费用不超过40,000元，从维修资金列支。\n"
        "依据：2024年5月26日业主大会通过的《维修资金年度使用计划》。三家报价见比价表。",
        ballots=unanimous(FIRST_FIVE), outcome="adopted",
    ),
    Vote(
        id="side-gate-2024", tabled="2024-09-20 20:00", opens="2024-09-21 09:00", closes="2024-09-27 18:00",
        matter="house_rules", title="西侧小门夜间关闭时间",
        text="西侧小门晚上十一点半至早上五点半关闭，期间走东门。\n国庆前执行，请各位委员在群里抓紧表决。",
        ballots={"chair": "yes", "vice": "yes"}, cast_at=("2024-09-21 20:10", "2024-09-24 21:30"), outcome="adopted",
    ),
    Vote(
        id="lift-2024", tabled="2024-10-12 20:30", opens="2024-10-19 19:30", closes="2024-10-19 22:00",
        meeting="2024-10", fund="repairs", cap=68_000_00, matter="repair", title="更换3幢电梯曳引轮和钢丝绳",
        text="3幢电梯年检提出曳引轮磨损、钢丝绳断丝超标，限期整改，逾期停用。\n"
        "提议由样例电梯工程有限公司更换，总费用不超过68,000元，从维修资金列支，分两次付款，检验合格后付清。\n"
        "方明理的妹夫在该公司工作，本人已说明情况并回避。",
        ballots={"chair": "yes", "vice": "yes", "treasurer": "yes", "secretary": "yes", "member": "recuse"},
        outcome="adopted",
    ),
    Vote(
        id="parking-2024", tabled="2024-11-16 20:00", opens="2024-11-23 19:30", closes="2024-11-23 22:00",
        meeting="2024-11", matter="common_business", by="vice", title="调整临时停车收费（第一稿）",
        text="晚上八点以后外来车占位，业主回家没处停。\n"
        "提议：临时停车由每小时4元调整为6元，取消首半小时免费，每日封顶由30元调整为40元。",
        ballots={"vice": "yes", "treasurer": "yes", "chair": "no", "secretary": "no", "member": "no"},
        outcome="rejected",
    ),
    Vote(
        id="parking-2025", tabled="2025-01-04 20:40", opens="2025-01-11 19:30", closes="2025-01-11 22:00",
        meeting="2025-01", matter="common_business", title="调整临时停车收费（修订稿）",
        text="根据收回的287份意见表修改：\n一、首小时免费，之后每小时5元，每日封顶30元。\n"
        "二、探望父母的亲友登记车牌后，当日头三小时免费。\n三、从2025年3月1日起试行一年，每季度公布临停次数和收入。",
        ballots={"chair": "yes", "vice": "yes", "treasurer": "yes", "secretary": "abstain", "member": "no"},
        outcome="adopted",
    ),
    Vote(
        id="budget-2025", tabled="2025-01-04 20:50", opens="2025-01-11 19:30", closes="2025-01-11 22:00",
        meeting="2025-01", fund="common", matter="common_business", by="treasurer", title="2025年公共收益预算",
        text="收入：停车16.5万元、电梯广告3.6万元。\n"
        "支出：防汛1.2万元、消防和防冻1.5万元、监控安防6.2万元、节日0.5万元。\n"
        "其余维修按付款审批权限办理，超出各项预算的先回到会上讨论。",
        ballots=unanimous(FIRST_FIVE), outcome="adopted",
    ),
    Vote(
        id="topup-2025", tabled="2025-03-08 20:10", opens="2025-03-15 19:30", closes="2025-03-15 22:00",
        meeting="2025-03", fund="common", cap=60_000_00, matter="fund_use", by="treasurer",
        title="用公共收益补充维修资金（2024年下半年）",
        text="2024年7月至12月公共收益扣除支出后结余八万余元。\n"
        "按2024年5月26日业主大会决议，一半以上用于补充维修资金，提议划转60,000元。",
        ballots=unanimous(FIRST_FIVE), outcome="adopted",
    ),
    Vote(
        id="leash-2025", tabled="2025-03-22 20:00", opens="2025-03-23 09:00", closes="2025-03-30 18:00",
        matter="house_rules", by="secretary", title="遛狗牵绳和清理粪便的约定",
        text="约定遛狗牵绳不超过两米、自带纸袋清理，早晚高峰不进儿童乐园。\n违反三次的在公告栏提醒，不写姓名。",
        ballots={"secretary": "yes", "chair": "yes", "member": "no", "treasurer": "abstain"},
        cast_at=("2025-03-23 20:20", "2025-03-25 21:00", "2025-03-27 19:40", "2025-03-29 20:50"), outcome="adopted",
    ),
    Vote(
        id="cameras-2025", tabled="2025-05-10 20:20", opens="2025-05-17 19:30", closes="2025-05-17 22:00",
        meeting="2025-05", fund="common", cap=52_000_00, matter="repair", title="更换大门和车库监控",
        text="现有监控2013年安装，三分之一看不清人脸，上月两起电动车被盗都没有录到。\n"
        "提议更换摄像机26台、录像机2台，总费用不超过52,000元，从公共收益列支。\n调看录像须两名委员同时在场并登记。",
        ballots={"chair": "yes", "vice": "yes", "treasurer": "yes", "secretary": "yes", "member": "abstain"},
        outcome="adopted",
    ),
    Vote(
        id="budget-2025-7", tabled="2025-07-19 20:10", opens="2025-07-26 19:30", closes="2025-07-26 22:00",
        meeting="2025-07", fund="common", matter="common_business", by="treasurer", title="调整2025年公共收益预算",
        text="7月8日暴雨后，防汛预算由1.2万元调整为2.0万元；电梯广告按新合同调整为3.72万元，其余不变。",
        ballots=unanimous(FIRST_FIVE), outcome="adopted",
    ),
    Vote(
        id="dancing-2025", tabled="2025-08-11 09:00", opens="2025-08-11 09:30", closes="2025-08-18 18:00",
        matter="house_rules", by="secretary", title="约定中心花园跳舞的时间和音量",
        text="约定每天早上七点半以后、晚上九点以前，音响不超过60分贝，高考和中考期间暂停。",
        ballots={"secretary": "yes", "treasurer": "yes"}, cast_at=("2025-08-12 20:05", "2025-08-15 21:15"),
        declared_by="vice",
        outcome="no_quorum",
    ),
    Vote(
        id="roof-2025", tabled="2025-12-06 20:30", opens="2025-12-13 19:30", closes="2025-12-13 22:00",
        meeting="2025-12", fund="repairs", cap=86_000_00, matter="repair", title="5幢屋顶防水翻修",
        text="5幢顶层六户连续两个雨季渗水，局部修补三次没有根治。\n"
        "提议整体翻修防水层860平方米，质保五年，总费用不超过86,000元，从维修资金列支，雨季前完工。",
        ballots={"chair": "yes", "newcomer": "yes", "treasurer": "yes", "secretary": "yes", "member": "no"},
        outcome="adopted",
    ),
    Vote(
        id="topup-2026", tabled="2026-03-07 20:10", opens="2026-03-14 19:30", closes="2026-03-14 22:00",
        meeting="2026-03", fund="common", cap=70_000_00, matter="fund_use", by="treasurer",
        title="用公共收益补充维修资金（2025年）",
        text="2025年公共收益扣除支出后结余十万余元。\n按业主大会决议，一半以上用于补充维修资金，提议划转70,000元。",
        ballots=unanimous(LATER_FIVE), outcome="adopted",
    ),
    Vote(
        id="lights-2026", tabled="2026-05-09 20:20", opens="2026-05-16 19:30", closes="2026-05-16 22:00",
        meeting="2026-05", fund="common", cap=26_000_00, matter="repair", title="地下车库照明更换为感应灯",
        text="车库日光灯每年电费约五千元，经常坏。\n"
        "提议更换为感应灯214盏，无人时调暗，总费用不超过26,000元，从公共收益列支。",
        ballots={"chair": "yes", "newcomer": "yes", "treasurer": "yes", "secretary": "yes", "member": "abstain"},
        outcome="adopted",
    ),
    Vote(
        id="charging-2026", tabled="2026-06-26 09:00", opens="2026-06-26 09:30", closes="2026-07-06 18:00",
        fund="common", cap=45_000_00, matter="common_business", title="东门旁新建电动自行车充电棚",
        text="楼道里充电隐患很大，五月又有一起电瓶冒烟。\n"
        "提议在东门旁空地建充电棚一座，40个车位，带自动断电和喷淋，总费用不超过45,000元，从公共收益列支。\n"
        "充电按表收费，收入归公共收益。",
        ballots={"chair": "yes", "newcomer": "yes", "member": "no"},
        cast_at=("2026-06-26 20:30", "2026-06-27 10:15", "2026-06-29 21:40"), outcome=None,
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add each motion with its ballots and its result."""
    for vote in VOTES:
        _hold(script, vote)


def _hold(script: Script, vote: Vote) -> None:
    subject = f"motion/{vote.id}"
    data: dict[str, object] = {
        "title": open_text(vote.title),
        "text": open_text(vote.text),
        "body": "committee",
        "form": "written" if vote.meeting is None else "meeting",
        "matter": vote.matter,
        "class": "ordinary",
        "method": "yes_no",
        "options": [],
        "opens": moment(vote.opens).isoformat(),
        "closes": moment(vote.closes).isoformat(),
        "scope": "all",
        "secrecy": "open",
    }
    optional = {"meeting": vote.meeting, "fund": vote.fund, "amount_cap": vote.cap}
    data |= {name: value for name, value in optional.items() if value is not None}
    tabled = script.act(vote.tabled, vote.by, "motion.tabled", subject, data)
    evening = moment(vote.opens) + timedelta(minutes=40)
    for number, (who, choice) in enumerate(vote.ballots.items()):
        at = vote.cast_at[number] if vote.cast_at else evening + timedelta(minutes=2 * number)
        script.act(at, who, "ballot.cast", subject, {"on": tabled, "choice": choice})
    if vote.outcome is not None:
        _close(script, vote, subject)


def _close(script: Script, vote: Vote, subject: str) -> None:
    """Declare the result: in a meeting once all have voted, in writing after the window."""
    at = moment(vote.opens) + timedelta(minutes=55) if vote.meeting else moment(vote.closes) + timedelta(hours=1)
    choices = list(vote.ballots.values())
    tally = [{"choice": choice, "ballots": choices.count(choice)} for choice in ("yes", "no", "abstain", "recuse")]
    data = {"tally": tally, "outcome": vote.outcome, "elected": [], "alternates": []}
    script.act(at, vote.declared_by, "motion.closed", subject, data)
