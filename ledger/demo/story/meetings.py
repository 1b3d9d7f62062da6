"""The committee's meetings: how each is called, opened, attended, written down, signed and closed.

What was said stands in `ledger.demo.story.minutes`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from ledger.demo.script import Act, Script, moment, open_text
from ledger.demo.story.minutes import MINUTES, SUPERSEDED
from ledger.demo.story.votes import FIRST_FIVE, LATER_FIVE
from ledger.strict_json import Json

PLACE = "3幢一层业主活动室"
FOUR = ("chair", "treasurer", "secretary", "member")


@dataclass(frozen=True, slots=True, kw_only=True)
class Meeting:
    """A meeting of the committee."""

    id: str
    called: str
    at: str
    agenda: tuple[tuple[str, str | None], ...]
    """Title and motion of each item."""
    present: tuple[str, ...] = FIRST_FIVE
    remote: tuple[str, ...] = ()
    observers: int = 0
    written: str | None = None
    """When the minutes were recorded; None: never."""
    unsigned: tuple[str, ...] = ()
    dissent: dict[str, str] = field(default_factory=dict)
    """Who signed with another opinion, and the note under it."""
    held: bool = True
    asked_for: dict[str, str] = field(default_factory=dict)
    """Who had asked for it, and when."""
    cancelled: tuple[str, str, str] | None = None
    """When it was called off, the code of the reason, and the note."""


MEETINGS = (
    Meeting(
        id="2024-07", called="2024-07-03 21:00", at="2024-07-06 19:30", observers=6, written="2024-07-07 20:00",
        agenda=(("启用公开账本", None), ("更换2幢生活水泵", "pump-2024"), ("防汛准备", None)),
    ),
    Meeting(
        id="2024-09", called="2024-08-31 20:00", at="2024-09-07 19:30", remote=("secretary",), observers=3,
        written="2024-09-08 19:30", agenda=(("中秋市集场地", None), ("消防设施检测", None), ("停车秩序", None)),
        asked_for={"member": "2024-08-30 20:10", "treasurer": "2024-08-31 09:00"},
    ),
    Meeting(
        id="2024-10", called="2024-10-12 20:20", at="2024-10-19 19:30", observers=4, written="2024-10-20 20:00",
        agenda=(("更换3幢电梯曳引轮和钢丝绳", "lift-2024"), ("停梯期间的老人照顾", None)),
    ),
    Meeting(
        id="2024-11", called="2024-11-16 19:50", at="2024-11-23 19:30", observers=23, written="2024-11-25 20:00",
        agenda=(("调整临时停车收费（第一稿）", "parking-2024"),), unsigned=("vice",),
        dissent={"treasurer": "同意记录的经过，但不同意“反对意见占多数”的写法：当晚只有到场的23位业主发言，没有统计。"},
    ),
    Meeting(
        id="2025-01", called="2025-01-04 20:30", at="2025-01-11 19:30", observers=15, written="2025-01-12 20:00",
        agenda=(("调整临时停车收费（修订稿）", "parking-2025"), ("春节安排", None), ("2025年预算", "budget-2025")),
    ),
    Meeting(
        id="2025-02", called="2025-02-15 20:00", at="2025-02-22 19:30", held=False,
        agenda=(("春节期间值班小结", None),),
        cancelled=("2025-02-21 12:10", "weather", "寒潮橙色预警，路面结冰，会议取消；议题并入三月会议。"),
    ),
    Meeting(
        id="2025-03", called="2025-03-08 20:00", at="2025-03-15 19:30", observers=5, written="2025-03-16 19:40",
        agenda=(("用公共收益补充维修资金", "topup-2025"), ("秘书密钥丢失的情况说明", None)),
    ),
    Meeting(
        id="2025-05", called="2025-05-10 20:10", at="2025-05-17 19:30", observers=7, written="2025-05-18 20:30",
        agenda=(("更换大门和车库监控", "cameras-2025"), ("2024年度审计结果", None), ("汛期前检查", None)),
    ),
    Meeting(
        id="2025-07", called="2025-07-19 20:00", at="2025-07-26 19:30", observers=18, written="2025-07-27 20:00",
        agenda=(("7月8日暴雨车库进水的经过和补救", None), ("应急抽水付款补签说明", None),
                ("调整2025年预算", "budget-2025-7")), remote=("vice",),
    ),
    Meeting(
        id="2025-09", called="2025-09-13 20:00", at="2025-09-20 19:30", present=FOUR, observers=4,
        written="2025-09-21 20:00", agenda=(("柳知行委员辞任", None), ("补选安排", None), ("儿童乐园地垫付款", None)),
    ),
    Meeting(
        id="2025-12", called="2025-12-06 20:20", at="2025-12-13 19:30", present=LATER_FIVE, observers=9,
        agenda=(("5幢屋顶防水翻修", "roof-2025"), ("冬季防冻", None)),
    ),
    Meeting(
        id="2026-03", called="2026-03-07 20:00", at="2026-03-14 19:30", present=LATER_FIVE, observers=5,
        written="2026-03-15 20:00", agenda=(("用公共收益补充维修资金", "topup-2026"), ("停车新收费试行一年小结", None)),
    ),
    Meeting(
        id="2026-05", called="2026-05-09 20:10", at="2026-05-16 19:30", present=LATER_FIVE, observers=8,
        written="2026-05-17 20:00", unsigned=("member",),
        agenda=(("地下车库照明更换为感应灯", "lights-2026"), ("充电棚初步方案", None), ("汛期准备", None)),
    ),
    Meeting(
        id="2026-07", called="2026-06-30 18:30", at="2026-07-11 19:30", held=False,
        agenda=(("充电棚表决结果", "charging-2026"), ("上半年收支公布", None), ("补签5月会议纪要", None)),
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add every meeting."""
    for meeting in MEETINGS:
        for who, at in meeting.asked_for.items():
            script.act(at, who, "meeting.requested", _stream(meeting), {"topic": open_text("小区停车秩序")})
        _call(script, meeting)
        if meeting.cancelled is not None:
            at, reason, note = meeting.cancelled
            data = {"reason": reason, "note": open_text(note)}
            script.act(at, "chair", "meeting.cancelled", _stream(meeting), data)
        if meeting.held:
            _hold(script, meeting)
        if meeting.written is not None:
            _write_down(script, meeting, meeting.written)


def _call(script: Script, meeting: Meeting) -> None:
    agenda: list[Json] = []
    for number, (title, motion) in enumerate(meeting.agenda, 1):
        item: dict[str, Json] = {"no": number, "title": open_text(title)}
        agenda.append(item if motion is None else item | {"motion": motion})
    data = {
        "kind": "committee",
        "at": moment(meeting.at).isoformat(),
        "place": open_text(PLACE),
        "agenda": agenda,
    }
    script.act(meeting.called, "chair", "meeting.called", _stream(meeting), data)


def _hold(script: Script, meeting: Meeting) -> None:
    begin = moment(meeting.at)
    script.act(begin, "chair", "meeting.opened", _stream(meeting), {"at": begin.isoformat()})
    for number, who in enumerate(meeting.present, 1):
        mode = "remote" if who in meeting.remote else "present"
        data: dict[str, Json] = {"member": who, "mode": mode}
        script.act(begin + timedelta(minutes=number), who, "attendance.recorded", _stream(meeting), data)
    if meeting.observers:
        data = {"observers": meeting.observers, "mode": "present"}
        script.act(begin + timedelta(minutes=10), "secretary", "attendance.recorded", _stream(meeting), data)
    end = begin + timedelta(hours=1, minutes=35)
    script.act(end, "chair", "meeting.closed", _stream(meeting), {"at": end.isoformat()})


def _write_down(script: Script, meeting: Meeting, written: str) -> None:
    """Record the minutes, a first version before them where there was one, and sign them in the days after."""
    at = moment(written)
    data: dict[str, object] = {"text": open_text(MINUTES[meeting.id]), "language": "zh-CN"}
    if first := SUPERSEDED.get(meeting.id):
        data["supersedes"] = _record(script, at, meeting, data | {"text": open_text(first)})
        data["note"] = open_text("更正：上一版漏记了反对理由和春节安排，以本版为准。")
        at += timedelta(hours=1)
    minutes = _record(script, at, meeting, data)
    for who, signed_at in zip(_signers(meeting), _evenings(at), strict=False):
        note = meeting.dissent.get(who)
        stance: dict[str, object] = {"on": minutes, "stance": "dissent" if note else "agree"}
        if note:
            stance["note"] = open_text(note)
        script.act(signed_at, who, "minutes.signed", _stream(meeting), stance)


def _record(script: Script, at: datetime, meeting: Meeting, data: dict[str, object]) -> Act:
    return script.act(at, "secretary", "minutes.recorded", _stream(meeting), data)


def _signers(meeting: Meeting) -> Iterator[str]:
    return (who for who in meeting.present if who not in meeting.unsigned)


def _evenings(written: datetime) -> Iterator[datetime]:
    """Yield when people sign: one after the other from the next evening on, two in an evening."""
    evening = written.replace(hour=20, minute=0)
    while True:
        evening += timedelta(days=1)
        yield evening
        yield evening + timedelta(minutes=35)


def _stream(meeting: Meeting) -> str:
    return f"meeting/{meeting.id}"
