"""How the offices are kept: seats and roles, the late handover of those before, ties, seals, duties, audits, witnesses.

The chair of the committee before would not sign what was handed over: the neighbourhood signed in their place, late.
"""

from __future__ import annotations

from datetime import timedelta

from ledger.demo.script import HEAD, Act, Script, moment, open_text
from ledger.demo.story.setting import FUNDS
from ledger.keys import kid_of
from ledger.rules.history import History
from ledger.strict_json import Json
from ledger.tlog.note import vkey_of

PUMP_CONTRACT = """
甲方：明账花园业主委员会　乙方：样例水泵设备有限公司
内容：更换2幢生活水泵两台，含安装、调试和旧泵处置
总价：38,600元　付款：调试合格后付清　质保：三年
"""
CERTIFICATE = """
兹证明样例停车管理有限公司自2024年7月起在明账花园提供停车管理服务，收费按月结清。
此证明用于该公司投标，不作其他用途。
"""


def tell(script: Script) -> None:
    """Add how many seats there are and who guides, the handover, and what shows how the offices are kept."""
    _set_seats(script)
    _appoint_the_supervisor(script)
    _hand_over(script)
    _enrol_witnesses(script)
    _declare_an_interest(script)
    _stand_in(script)
    _use_the_seal(script)
    _perform_duties(script)
    _report_audits(script)
    _lend_the_chair(script)


def _set_seats(script: Script) -> None:
    """The old rules of procedure had seven seats; the assembly had made five of them before the election."""
    data = {"established": 5, "basis": open_text("2024年5月26日业主大会决议：业主委员会由七席改为五席")}
    seats = script.act("2024-07-02 21:10", "chair", "seats.set", "community", data)
    script.confirm("2024-07-02 21:30", "vice", seats)


def _appoint_the_supervisor(script: Script) -> None:
    appointed = script.act(
        "2024-07-04 19:00",
        "chair",
        "member.appointed",
        "community",
        {
            "member": "supervisor",
            "name": open_text("樊守望（样例社区居民委员会）"),
            "body": "supervisor",
            "roles": ["supervisor"],
            "kind": "hired",
            "term": {"from": "2024-07-04", "to": "2028-06-30"},
            "basis": open_text("样例社区居民委员会指派联络人的函（虚构）"),
            "key": script.cast.jwk("supervisor"),
        },
    )
    script.confirm("2024-07-04 19:40", "vice", appointed)
    data = {"member": "supervisor", "kid": kid_of(script.cast.key("supervisor"))}
    script.act("2024-07-05 09:30", "supervisor", "key.enrolled", "community", data)


def _hand_over(script: Script) -> None:
    """The law wants it within ten days of the end of the term, 30 June; it took until the 20th."""
    titles = ("业主名册和表决票存档（六箱）", "2019年至2024年会计凭证（十一册）", "钥匙和门禁管理卡")
    data: dict[str, object] = {
        "inventory": [{"title": open_text(title)} for title in titles],
        "balances": [{"fund": fund.id, "account": f"bank-{fund.id}", "amount": fund.opening} for fund in FUNDS],
        "open_contracts": [],
        "hosting_and_keys": open_text("账本由本届新建，没有移交服务器；旧微信公众号管理员已更换。"),
    }
    for at, who, side, note in (
        ("2024-07-18 15:00", "supervisor", "outgoing", "上届主任未到场签字，由居委会见证并代为签署移交清单。"),
        ("2024-07-20 10:30", "chair", "incoming", "已按清单逐项清点接收；2019年以前的会议记录缺失，上届说明已遗失。"),
    ):
        _sign_side(script, at, who, side, note, data)


def _sign_side(script: Script, at: str, who: str, side: str, note: str, more: dict[str, object]) -> None:
    data = {"side": side, "seals": ["assembly", "committee", "finance"], "checkpoint": HEAD, "note": open_text(note)}
    script.act(at, who, "handover.signed", "community", data | more)


def _lend_the_chair(script: Script) -> None:
    """For a month the vice chair is chair: both sign what goes over, but only one of them when it comes back."""
    held: dict[str, object] = {
        "inventory": [{"title": open_text("三枚印章、印章使用登记本、活动室钥匙")}],
        "balances": _on_the_accounts,
        "open_contracts": ["watch-2025", "adverts-2025"],
        "hosting_and_keys": open_text("账本服务器和域名仍由秘书保管，密钥各人自持。"),
    }
    for at, by, member, roles, second in (
        ("2025-07-28 20:30", "chair", "vice", ["chair", "vice_chair"], "treasurer"),
        ("2025-07-29 21:10", "chair", "chair", ["member"], None),
        ("2025-08-25 19:10", "vice", "chair", ["chair"], "treasurer"),
        ("2025-08-25 21:10", "vice", "vice", ["vice_chair"], None),
    ):
        why = "2025年7月26日业委会会议：郑开诚出国出差一个月，由柳知行代行主任职务"
        changed: dict[str, object] = {"member": member, "roles": list(roles), "basis": open_text(why)}
        act = script.act(at, by, "roles.changed", "community", changed)
        if second is not None:
            script.confirm(moment(at) + timedelta(minutes=25), second, act)
    for at, who, side, note in (
        ("2025-07-29 20:10", "chair", "outgoing", "出国出差一个月，印章和钥匙今天交柳知行。"),
        ("2025-07-29 20:40", "vice", "incoming", "已当面清点接收。"),
        ("2025-08-25 20:20", "vice", "outgoing", "印章和钥匙已放回活动室铁柜，主任回来后自取。"),
    ):
        _sign_side(script, at, who, side, note, held)


def _on_the_accounts(history: History) -> Json:
    funds = history.funds()
    return [
        {"fund": fund.id, "account": f"bank-{fund.id}", "amount": funds[fund.id].balances["account", f"bank-{fund.id}"]}
        for fund in FUNDS
    ]


def _enrol_witnesses(script: Script) -> None:
    witnesses = {"witness-1": "样例公益账目见证社", "witness-2": "样例邻里互助信息社"}
    for minute, (key, name) in enumerate(witnesses.items()):
        data = {
            "name": open_text(name),
            "vkey": _witness_vkey(script, key),
            "url": f"https://{key}.example/",
            "kind": "association",
        }
        script.act(f"2024-07-05 20:1{minute}", "chair", "witness.enrolled", "community", data)
    note = open_text("该社2025年6月停止运营，不再作为见证方。")
    data = {"vkey": _witness_vkey(script, "witness-2"), "note": note}
    script.act("2025-06-10 20:00", "chair", "witness.removed", "community", data)


def _witness_vkey(script: Script, key: str) -> str:
    return vkey_of(f"{key}.example", script.cast.key(key).public_key())


def _declare_an_interest(script: Script) -> None:
    note = open_text("本人妹夫在该公司任维修班长，涉及该公司的表决和付款本人一律回避。")
    data = {"relation": "family", "party": "lift-co", "since": "2021-03-01", "note": note}
    script.act("2024-10-15 19:30", "member", "interest.declared", "community", data)


def _stand_in(script: Script) -> None:
    """Between the vice chair's leaving and the by-election a member stands in, and gives the role up again."""
    stands_in = script.act(
        "2025-09-21 20:30", "chair", "roles.changed", "community", _roles("vice_chair", "暂代副主任")
    )
    script.confirm("2025-09-21 21:00", "treasurer", stands_in)
    script.act("2025-10-22 21:30", "member", "roles.changed", "community", _roles("member", "补选委员到任，不再暂代"))


def _roles(role: str, why: str) -> dict[str, object]:
    return {"member": "member", "roles": [role], "basis": open_text(f"2025年9月20日业委会会议：{why}")}


def _use_the_seal(script: Script) -> None:
    """Once with a resolution behind it, once with none."""
    (decided,) = script.acts("motion.closed", "motion/pump-2024")
    _seal(script, "2024-07-08 19:30", "2幢生活水泵更换合同", "contract", PUMP_CONTRACT, decided)
    _seal(script, "2025-11-14 16:20", "停车服务情况证明", "other", CERTIFICATE, None)


def _seal(script: Script, at: str, title: str, kind: str, text: str, approved: Act | None) -> None:
    paper = script.paper(title, kind, text)
    data: dict[str, object] = {
        "seal": "committee",
        "purpose": open_text(title),
        "document": paper["sha256"],
        "copies": 2,
        "documents": [paper],
    }
    if approved is not None:
        data["approved"] = approved
    script.act(at, "secretary", "seal.used", "community", data)


def _perform_duties(script: Script) -> None:
    days: dict[str, tuple[str, str]] = {
        "2024-09-28": ("member", "2024-Q3"),
        "2024-12-28": ("secretary", "2024-Q4"),
        "2025-03-29": ("vice", "2025-Q1"),
        "2025-06-28": ("secretary", "2025-Q2"),
    }
    for day, (who, period) in days.items():
        data: dict[str, Json] = {"duty": "owners_day", "period": period, "date": day}
        note = open_text("业主接待日：在活动室值班半天，当面答复业主提问。")
        script.act(f"{day} 17:30", who, "duty.performed", "community", data | {"note": note})
    note = open_text("补选结果已向街道办事处和区房管部门备案；材料退回补正一次，过了三十天。")
    data = {"duty": "filing", "date": "2025-12-05"}
    script.act("2025-12-05 17:10", "secretary", "duty.performed", "community", data | {"note": note})


def _report_audits(script: Script) -> None:
    """The second audit left the maintenance fund out: its books were still with the bank for the roof's settlement."""
    audits = {
        "2025-05-15": ("all", "2024", "unqualified"),
        "2026-05-14": ("common_income", "2025", "qualified"),
        "2026-05-15": ("committee", "2025", "unqualified"),
    }
    for day, (scope, period, opinion) in audits.items():
        data = {"scope": scope, "period": period, "firm": "audit-co", "opinion": opinion}
        script.act(f"{day} 19:30", "secretary", "audit.reported", "community", data)
