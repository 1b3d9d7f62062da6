"""What owners asked and were told, in time, late, and not at all; and the words that stand beside entries."""

from __future__ import annotations

from dataclasses import dataclass

from ledger.demo.script import Act, Script, moment, open_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A question of an owner, written down by the secretary."""

    id: str
    asked: str
    topic: str
    text: str
    channel: str
    asker: str
    about: tuple[tuple[str, str], ...] = ()
    """Type and stream of the entries that it is about, of which the last is meant."""
    answered: str | None = None
    by: str = "treasurer"
    answer: str = ""
    closed: str | None = None


QUESTIONS = (
    Question(
        id="parking-share", asked="2024-10-12 10:20", topic="money", channel="counter", asker="业主甲（样例）",
        text="临时停车收的钱到底进了谁的账？物业和业主怎么分？",
        answered="2024-10-15 20:10", closed="2024-10-20 19:00",
        answer="停车收入全部进公共收益专户，每月一笔，账本里都能查到；停车公司的服务费另行申请、另行审批。",
    ),
    Question(
        id="pumping", asked="2025-07-14 09:40", topic="works", channel="web", asker="业主乙（样例）",
        text="车库抽水七千二百元是谁批的？为什么先付钱后补签？",
        about=(("payment.executed", "fund/common"),), by="chair",
        answered="2025-07-19 21:00", closed="2025-07-27 21:10",
        answer="7月9日凌晨积水已到膝盖，副主任先同意抽水，我在外地，12日补签。这样做不合规定，已在7月26日会上说明；"
        "以后应急支出先在群里公示再办。",
    ),
    Question(
        id="roof-quotes", asked="2026-01-06 15:00", topic="contract", channel="paper", asker="业主丙（样例）",
        text="5幢屋顶翻修只有一家报价吗？请公布其他报价。",
        about=(("motion.closed", "motion/roof-2025"),), by="secretary",
        answered="2026-03-02 20:30", closed="2026-03-20 19:30",
        answer="共三家报价，比价表在活动室公告栏，迟到的答复请谅解。",
    ),
    Question(
        id="charging-fire", asked="2026-03-25 18:30", topic="facilities", channel="phone", asker="业主丁（样例）",
        text="充电棚离东门配电房太近，消防同意了吗？",
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add the questions, notes from a room, remarks, an answer to what was to be explained, a paper that went."""
    for question in QUESTIONS:
        _ask(script, question)
    _note_in_the_room(script)
    _remark(script)
    _explain(script)
    _withdraw_a_paper(script)


def _ask(script: Script, question: Question) -> None:
    subject = f"inquiry/{question.id}"
    about = [_last(script, question.asked, *one) for one in question.about]
    data: dict[str, object] = {
        "topic": question.topic,
        "text": open_text(question.text),
        "about": about,
        "asker": open_text(question.asker),
        "channel": question.channel,
    }
    raised = script.act(question.asked, "secretary", "inquiry.raised", subject, data)
    if question.answered is not None:
        answer = {"on": raised, "text": open_text(question.answer), "supports": about}
        script.act(question.answered, question.by, "inquiry.answered", subject, answer)
    if question.closed is not None:
        script.act(question.closed, "secretary", "inquiry.closed", subject, {"outcome": "answered"})


def _last(script: Script, before: str, name: str, subject: str) -> Act:
    """Return the last act of a type in a stream before a moment."""
    return max((act for act in script.acts(name, subject) if act.at < moment(before)), key=lambda act: act.at)


def _note_in_the_room(script: Script) -> None:
    notes = {
        "2024-11-23 19:50": ("owner", "一小时六块比外面商场还贵，老人来看孙子都停不起。"),
        "2024-11-23 20:02": ("owner", "不涨价晚上更没位置停，先把外来车管住。"),
        "2024-11-23 20:05": ("chair", "今晚先听大家的，方案改过再表决。"),
    }
    for at, (speaker, text) in notes.items():
        data = {"no": 1, "speaker": speaker, "text": open_text(text)}
        script.act(at, "secretary", "item.noted", "meeting/2024-11", data)


def _remark(script: Script) -> None:
    charge = _last(script, "2025-02-01 00:00", "outflow.recorded", "fund/common")
    says = open_text("银行已答应从2027年起免收该项管理费。")
    data = {"on": charge, "says": says, "reason": "clarification"}
    script.act("2025-02-18 20:00", "treasurer", "entry.annotated", charge.subject, data)


def _explain(script: Script) -> None:
    """The finding stays; the answer stands beside it."""
    for at, code, (before, name, subject), outcome, text in (
        (
            "2025-04-12 20:30", "D2", ("2025-04-01 00:00", "motion.closed", "motion/leash-2025"), "accepted",
            "主任按到会人数算了过半，应按全部五席算，两票同意不够。约定不生效，改为倡议。",
        ),
        (
            "2025-07-28 19:30", "A0", ("2025-07-11 00:00", "payment.executed", "fund/common"), "explained",
            "暴雨抢险，付款时只有一名委员同意，主任12日补签。已在7月26日会议上向业主说明经过并致歉。",
        ),
        (
            "2025-10-16 20:10", "B6", ("2025-09-30 00:00", "payment.executed", "fund/office"), "corrected",
            "付款时选错了账户，10月14日已由经费户还回，公共收益没有少。网银已改为每个账户单独登录。",
        ),
        (
            "2026-05-20 20:40", "B1", ("2026-04-14 00:00", "payment.requested", "fund/common"), "accepted",
            "物业前台把同一张发票又报了一次，审批时没有查重。已向快印店发函，请其退回465元。",
        ),
    ):  # fmt: skip
        target = _last(script, before, name, subject)
        data = {"finding": code, "on": [target], "text": open_text(text), "outcome": outcome}
        script.act(at, "member", "finding.answered", target.subject, data)


def _withdraw_a_paper(script: Script) -> None:
    """A list of parking places should never have been put up; its place in the book stays, the file is gone."""
    paper = script.paper("固定车位登记表（草稿）", "other", "车位甲一：业主甲（样例）\n车位甲二：业主乙（样例）")
    script.register("2025-04-01 18:00", "secretary", paper, "text/plain")
    data = {"reason": "personal_data", "note": open_text("登记表含业主称呼，不应公开，已撤下；改为只公布车位总数。")}
    script.act("2025-04-02 09:10", "secretary", "document.withdrawn", f"document/{paper['sha256']}", data)
