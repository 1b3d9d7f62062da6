"""What binds money before it moves: contracts, the rent that is due, budgets, an emergency, works."""

from __future__ import annotations

from typing import NamedTuple

from ledger.demo.script import Script, open_text
from ledger.demo.story.staging import receive
from ledger.keys import kid_of
from ledger.rules.periods import period_of
from ledger.strict_json import Json


class Contract(NamedTuple):
    """A contract; amounts in 分. Its papers stand beside the payments that rest on it."""

    id: str
    signed: str
    fund: str
    direction: str
    party: str
    amount: int
    begins: str
    ends: str
    schedule: tuple[tuple[str, int], ...]
    purpose: str
    kind: str
    common_part: str | None = None
    motion: str | None = None


def _monthly(year: int, amount: int) -> tuple[tuple[str, int], ...]:
    """Return twelve instalments from July of a year on."""
    months = [(year, month) for month in range(7, 13)] + [(year + 1, month) for month in range(1, 7)]
    return tuple((f"{when}-{month:02}-26", amount) for when, month in months)


WATCH = tuple(
    Contract(
        f"watch-{year}", signed, "common", "pay", "camera-co", 12 * each, f"{year}-07-01", f"{year + 1}-06-30",
        _monthly(year, each), "门禁和监控系统月度维保，含小零件更换", "service",
    )
    for year, signed, each in ((2024, "2024-07-07 20:30", 820_00), (2025, "2025-07-06 20:00", 830_00))
)  # fmt: skip
ADVERTS = Contract(
    "adverts-2025", "2025-07-05 20:00", "common", "receive", "adverts-co", 38_400_00, "2025-07-01", "2026-06-30",
    tuple((day, 9_600_00) for day in ("2025-07-15", "2025-10-15", "2026-01-15", "2026-04-15")),
    "五台电梯轿厢广告位出租一年，按季预付，不得遮挡应急电话", "lease", "lift_cars",
)  # fmt: skip
ROOF = Contract(
    "roof-2026", "2026-03-12 20:15", "repairs", "pay", "roof-co", 82_400_00, "2026-03-16", "2026-04-20",
    (("2026-03-20", 30_000_00), ("2026-04-30", 52_400_00)),
    "5幢屋顶防水层翻修860平方米，质保五年，闭水试验合格并经审价后付尾款", "repair", "roof", "roof-2025",
)  # fmt: skip
RENTS = (
    ("2025-07-15", "三季度电梯广告费（新一年合同）"),
    ("2025-10-15", "四季度电梯广告费"),
    ("2026-01-15", "一季度电梯广告费"),
    ("2026-04-15", "二季度电梯广告费"),
)
BUDGET: tuple[tuple[str, str, int], ...] = (
    ("parking", "parking", 165_000_00),
    ("adverts", "adverts", 36_000_00),
    ("flood", "repairs", 12_000_00),
    ("safety", "repairs", 15_000_00),
    ("security", "guard", 62_000_00),
    ("festivals", "other", 5_000_00),
)
"""Code, category and amount of each line of the first budget for 2025."""
REVISED = {"flood": 20_000_00, "adverts": 37_200_00}


def tell(script: Script) -> None:
    """Add the contracts with what followed from them, the budget and its revision, and the night of the flood."""
    for contract in (*WATCH, ADVERTS, ROOF):
        sign(script, contract)
    _collect_rents(script)
    _adopt_budgets(script)
    _declare_the_flood(script)
    _look_at_the_roof(script)


def sign(script: Script, contract: Contract) -> None:
    """Sign a contract as the chair."""
    schedule: list[Json] = [{"due": due, "amount": amount} for due, amount in contract.schedule]
    data: dict[str, object] = {
        "contract": contract.id,
        "direction": contract.direction,
        "party": contract.party,
        "amount": contract.amount,
        "from": contract.begins,
        "to": contract.ends,
        "schedule": schedule,
        "purpose": open_text(contract.purpose),
        "class": contract.kind,
    }
    optional = {"common_part": contract.common_part, "motion": contract.motion}
    data |= {name: value for name, value in optional.items() if value is not None}
    script.act(contract.signed, "chair", "contract.signed", f"fund/{contract.fund}", data)


def _collect_rents(script: Script) -> None:
    """What is due is written down nine days before; the last quarter came six days late."""
    for due, text in RENTS:
        expected = script.act(
            f"{due[:8]}06 20:30",
            "treasurer",
            "income.expected",
            "fund/common",
            {
                "period": period_of(due, "quarter"),
                "category": "adverts",
                "amount": 9_600_00,
                "payers_count": 1,
                "due": due,
                "basis": open_text("电梯广告位出租合同：每季首月15日前付清"),
            },
        )
        paid = "2026-04-21" if due == "2026-04-15" else due
        receive(
            script, paid, 9_600_00, "adverts", text, payer="adverts-co", for_contract=ADVERTS.id, for_expected=expected
        )


def _adopt_budgets(script: Script) -> None:
    """The flood took more than was set aside for it: the other lines stayed as they were."""
    revised = tuple((code, category, REVISED.get(code, amount)) for code, category, amount in BUDGET)
    for at, kind, motion, lines in (
        ("2025-01-12 20:30", "initial", "budget-2025", BUDGET),
        ("2025-07-27 21:30", "revision", "budget-2025-7", revised),
    ):
        data: dict[str, object] = {
            "kind": kind,
            "period": "2025",
            "lines": [{"code": code, "category": category, "amount": amount} for code, category, amount in lines],
            "motion": motion,
        }
        script.act(at, "chair", "budget.adopted", "fund/common", data)


def _declare_the_flood(script: Script) -> None:
    """The manager declares it while the water stands in the garage; a seat and the neighbourhood have seen it too."""
    declared = script.act(
        "2025-07-09 06:50",
        "manager",
        "emergency.declared",
        "fund/common",
        {
            "case": "flood-2025",
            "estimate": 8_000_00,
            "note": open_text("凌晨车库进水约40厘米，11辆车受影响，需连续抽水，估计两台水泵车一天一夜。"),
        },
    )
    for at, who, authority, note in (
        ("2025-07-09 07:40", "vice", "community", "我在现场，水已到膝盖，情况属实，先抽水。"),
        ("2025-07-09 10:15", "supervisor", "neighbourhood", "居委会到场查看，情况属实，并通知街道防汛办。"),
    ):
        data = {"on": declared, "authority": authority, "note": open_text(note)}
        script.act(at, who, "emergency.confirmed", "fund/common", data)


def _look_at_the_roof(script: Script) -> None:
    """Rain moves the end; two look at the work, a third reckons what it cost, and leaves when that is done."""
    script.act(
        "2026-04-18 20:10",
        "chair",
        "contract.amended",
        "fund/repairs",
        {
            "contract": ROOF.id,
            "reason": "weather",
            "ends": "2026-04-30",
            "note": open_text("四月上旬连续下雨，防水卷材不能铺贴，双方同意顺延十天，价款不变。"),
        },
    )
    _bring_in_the_reviewer(script)
    for at, who, result, note in (
        (
            "2026-04-24 11:20",
            "newcomer",
            "with_defects",
            "蓄水48小时顶层六户不渗漏；东侧女儿墙压顶有一处空鼓，限三日内修补。",
        ),
        ("2026-04-24 15:40", "manager", "accepted", "现场已看，排水口、卷材搭接符合合同。"),
        ("2026-04-27 08:40", "newcomer", "accepted", "空鼓处已返工，敲击检查合格。"),
    ):
        data = {"contract": ROOF.id, "result": result, "note": open_text(note)}
        script.act(at, who, "work.accepted", "fund/repairs", data)
    report = script.paper(
        "5幢屋顶防水翻修结算审价意见",
        "report",
        "送审：83,900.00元\n核减：1,500.00元（脚手架租用天数多算五天）\n审定：82,400.00元\n审价：样例工程造价咨询有限公司",
    )
    review: dict[str, object] = {
        "contract": ROOF.id,
        "submitted": 83_900_00,
        "approved": 82_400_00,
        "reviewer": "cost-co",
        "documents": [report],
    }
    script.act("2026-04-26 17:30", "reviewer", "work.reviewed", "fund/repairs", review)


def _bring_in_the_reviewer(script: Script) -> None:
    appointed = script.act(
        "2026-04-20 20:00",
        "chair",
        "member.appointed",
        "community",
        {
            "member": "reviewer",
            "name": open_text("计分明（样例工程造价咨询有限公司）"),
            "body": "auditor",
            "roles": ["auditor"],
            "kind": "hired",
            "term": {"from": "2026-04-20", "to": "2026-05-20"},
            "basis": open_text("5幢屋顶防水翻修结算审价委托书（虚构）"),
            "key": script.cast.jwk("reviewer"),
        },
    )
    script.confirm("2026-04-20 20:40", "treasurer", appointed)
    data: dict[str, Json] = {"member": "reviewer", "kid": kid_of(script.cast.key("reviewer"))}
    script.act("2026-04-21 09:40", "reviewer", "key.enrolled", "community", data)
    left = script.act(
        "2026-05-31 19:30",
        "chair",
        "member.ended",
        "community",
        {
            "member": "reviewer",
            "reason": "term_end",
            "date": "2026-05-31",
            "basis": open_text("审价委托书5月20日到期，道闸的审价5月25日才交，事后没有续签"),
        },
    )
    script.confirm("2026-05-31 20:10", "secretary", left)
