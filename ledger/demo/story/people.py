"""Who holds which seat and key: the founding, a lost key, a new laptop, a member who leaves, a by-election."""

from __future__ import annotations

from typing import NamedTuple

from ledger.demo.script import Script, moment, open_text
from ledger.keys import kid_of
from ledger.strict_json import Json

NAME = "明账花园（虚构样例）"
BUILDINGS = (
    ("b1", "1幢", 96, 888_000),
    ("b2", "2幢", 96, 888_000),
    ("b3", "3幢", 72, 756_000),
    ("b4", "4幢", 72, 756_000),
    ("b5", "5幢", 60, 768_000),
)


class Founder(NamedTuple):
    """A member who stands in entry 0."""

    id: str
    name: str
    role: str
    seat_no: int | None


FOUNDERS = (
    Founder("chair", "郑开诚", "chair", 1),
    Founder("vice", "柳知行", "vice_chair", 2),
    Founder("treasurer", "钱有据", "treasurer", 3),
    Founder("secretary", "温如实", "secretary", 4),
    Founder("member", "方明理", "member", 5),
    Founder("manager", "郝周到（物业项目经理）", "manager", None),
)
ENROLLED = {
    "vice": "2024-07-01 20:05",
    "treasurer": "2024-07-01 20:10",
    "secretary": "2024-07-01 20:12",
    "member": "2024-07-01 21:02",
    "manager": "2024-07-02 09:15",
}
KEYS_AT_THE_END = {
    "chair": "chair",
    "newcomer": "newcomer",
    "treasurer": "treasurer-2",
    "secretary": "secretary-2",
    "member": "member",
    "manager": "manager",
    "supervisor": "supervisor-2",
    "teller-1": "teller-1",
    "teller-2": "teller-2",
}
"""Who is in office when the story ends, and the key of the cast that is in force then."""


def tell(script: Script) -> None:
    """Add who came, who went, and with which key."""
    _found(script)
    _lose_a_key(script)
    _change_a_laptop(script)
    _leave(script)
    _elect(script)
    _find_a_stick_gone(script)
    _prepare_a_spare_key(script)


def _found(script: Script) -> None:
    data = script.cast.founding_data() | {
        "name": NAME,
        "buildings": [{"id": id_, "name": name, "units": units, "area": area} for id_, name, units, area in BUILDINGS],
        "units_total": sum(units for _id, _name, units, _area in BUILDINGS),
        "area_total": sum(area for _id, _name, _units, area in BUILDINGS),
        "seats": 7,
        "members": [_founder(script, founder) for founder in FOUNDERS],
        "recovery": [{"name": open_text("样例社区居民委员会"), "key": script.cast.jwk("recovery")}],
    }
    script.act("2024-07-01 19:30", "chair", "community.founded", "community", data)
    for who, at in ENROLLED.items():
        _enrol(script, at, who, who)


def _founder(script: Script, founder: Founder) -> dict[str, Json]:
    data: dict[str, Json] = {
        "id": founder.id,
        "name": open_text(founder.name),
        "body": "manager" if founder.seat_no is None else "committee",
        "roles": [founder.role],
        "key": script.cast.jwk(founder.id),
    }
    return data if founder.seat_no is None else data | {"seat_no": founder.seat_no}


def _enrol(script: Script, at: str, who: str, key: str) -> None:
    """Sign with a new key for the first time; from then on the member uses it."""
    script.change_key(at, who, key)
    data = {"member": who, "kid": kid_of(script.cast.key(key))}
    script.act(at, who, "key.enrolled", "community", data)


def _lose_a_key(script: Script) -> None:
    """The secretary leaves the memory stick with the key on a bus: ended the same evening, replaced two days later."""
    revoked = script.act(
        "2025-03-04 20:40",
        "chair",
        "key.revoked",
        "community",
        {
            "kid": kid_of(script.cast.key("secretary")),
            "reason": "lost",
            "note": open_text("温如实今天乘公交时把存有签名密钥的U盘弄丢了，当晚电话告知，先停用旧密钥。"),
        },
    )
    script.confirm("2025-03-04 21:05", "treasurer", revoked)
    introduced = script.act(
        "2025-03-06 19:20",
        "chair",
        "key.introduced",
        "community",
        {
            "member": "secretary",
            "key": script.cast.jwk("secretary-2"),
            "note": open_text("温如实当面出示身份证件，新密钥由本人在自己电脑上生成。"),
        },
    )
    script.confirm("2025-03-06 19:45", "vice", introduced)
    _enrol(script, "2025-03-06 20:10", "secretary", "secretary-2")


def _change_a_laptop(script: Script) -> None:
    """The treasurer moves to a new laptop: the old key introduces the new one and is then ended by its owner."""
    script.act(
        "2025-12-28 10:10",
        "treasurer",
        "key.introduced",
        "community",
        {"member": "treasurer", "key": script.cast.jwk("treasurer-2")},
    )
    _enrol(script, "2025-12-28 10:25", "treasurer", "treasurer-2")
    script.act(
        "2025-12-28 10:40",
        "treasurer",
        "key.revoked",
        "community",
        {
            "kid": kid_of(script.cast.key("treasurer")),
            "reason": "replaced",
            "note": open_text("换了新电脑，旧密钥停用。"),
        },
    )


def _find_a_stick_gone(script: Script) -> None:
    """The neighbourhood's contact finds the drawer forced, days after the result of the by-election was recorded."""
    revoked = script.act(
        "2025-10-24 18:20",
        "chair",
        "key.revoked",
        "community",
        {
            "kid": kid_of(script.cast.key("supervisor")),
            "reason": "compromised",
            "compromised_since": moment("2025-10-17 18:00").isoformat(),
            "note": open_text("居委会办公室抽屉被撬，存密钥的U盘不见，樊守望说最后一次见到是10月17日下班时。"),
        },
    )
    script.confirm("2025-10-24 18:50", "treasurer", revoked)
    introduced = script.act(
        "2025-10-27 19:20",
        "chair",
        "key.introduced",
        "community",
        {"member": "supervisor", "key": script.cast.jwk("supervisor-2")},
    )
    script.confirm("2025-10-27 19:50", "member", introduced)
    _enrol(script, "2025-10-28 09:30", "supervisor", "supervisor-2")


def _prepare_a_spare_key(script: Script) -> None:
    """One who means to keep a second key at home, and never comes to enrol it."""
    data = {"member": "newcomer", "key": script.cast.jwk("newcomer-2"), "note": open_text("家里电脑上的备用密钥。")}
    script.act("2026-04-05 20:10", "newcomer", "key.introduced", "community", data)


def _leave(script: Script) -> None:
    script.act(
        "2025-08-30 19:00",
        "vice",
        "member.ended",
        "community",
        {
            "member": "vice",
            "reason": "resigned",
            "date": "2025-08-31",
            "note": open_text("随子女搬到外地，不再是本小区业主，辞去委员和副主任职务。感谢大家这些年的信任。"),
        },
    )


def _elect(script: Script) -> None:
    notice = script.paper(
        "业主委员会委员补选结果公告",
        "notice",
        """
2025年10月18日业主大会补选业主委员会委员一名。
应参加业主396户，参加表决的业主312户，专有部分面积和人数均超过三分之二。
每票选一人：安守约得178户，面积和人数均超过参加表决的半数，当选；顾周全87户，路复核36户，弃权11户。
任期与本届业主委员会相同，至2028年6月30日。
业主委员会2025年10月20日会商，推选安守约为副主任。
计票人：样例社区居民委员会（虚构）
""",
    )
    script.register("2025-10-21 18:40", "secretary", notice, "text/plain")
    appointed = script.act(
        "2025-10-21 19:00",
        "chair",
        "member.appointed",
        "community",
        {
            "member": "newcomer",
            "name": open_text("安守约"),
            "body": "committee",
            "seat_no": 2,
            "roles": ["vice_chair"],
            "kind": "by_election",
            "term": {"from": "2025-10-21", "to": "2028-06-30"},
            "basis": open_text("2025年10月18日业主大会补选结果公告"),
            "documents": [notice],
        },
    )
    script.confirm("2025-10-21 20:15", "treasurer", appointed)
    introduced = script.act(
        "2025-10-22 19:30",
        "chair",
        "key.introduced",
        "community",
        {"member": "newcomer", "key": script.cast.jwk("newcomer")},
    )
    script.confirm("2025-10-22 20:00", "member", introduced)
    _enrol(script, "2025-10-22 21:10", "newcomer", "newcomer")
