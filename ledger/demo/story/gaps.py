"""What a reader should find missing: each gap is planted, and `PLANTED` says which.

All of it was recorded as it happened, because the truth is never refused; nothing here was corrected afterwards, so
that the pages have something to show.
"""

from __future__ import annotations

from ledger.demo.script import Script, open_text
from ledger.demo.story.staging import Attached, Payment, approve, execute, pay, request

PLANTED: dict[str, list[str]] = {
    "pumping-2025": ["approvals", "approval_of_chair_after"],
    "playground-2025": ["motion"],
    "roof-first": ["minutes"],
    "roof-final": ["minutes"],
    "rubble-2026": ["invoice"],
    "ramp-final": ["acceptance", "review"],
    "lights-extra-2026": ["above_motion"],
}
"""Payment id to the codes of what is missing behind it (`projections.queries.movements.MISSING`)."""

PUMPING = Payment(
    id="pumping-2025", asked="2025-07-09 08:20", amount=7_200_00, by="manager", payee="drain-co",
        emergency="flood-2025",
    purpose="暴雨抢险：地下车库抽水（水泵车两台，连续18小时）", invoice="99000471",
)  # fmt: skip
PLAYGROUND = Payment(
    id="playground-2025", asked="2025-09-08 10:00", amount=12_800_00, by="manager", payee="play-co",
    purpose="儿童乐园地垫更换、滑梯加固\n原定两次采购，供应商要求一起结算。",
    yes=("chair", "treasurer"), paid="2025-09-12", invoice="99000528",
)  # fmt: skip
ROOF = (
    Payment(
        id="roof-first", fund="repairs", asked="2026-03-16 09:30", amount=30_000_00, by="manager", payee="roof-co",
        motion="roof-2025", contract="roof-2026", stage="first", purpose="5幢屋顶防水翻修：首付款",
        yes=("chair", "newcomer"), paid="2026-03-20", invoice="99000728",
        papers=(
            Attached(
                "5幢屋顶防水翻修合同（摘要）", "contract",
                "乙方：样例防水工程有限公司\n面积：860平方米，质保五年\n总价：82,400元\n付款：进场付30,000元，闭水试验合格后付清",
            ),
        ),
    ),
    Payment(
        id="roof-final", fund="repairs", asked="2026-04-27 10:00", amount=52_400_00, by="manager", payee="roof-co",
        motion="roof-2025", contract="roof-2026", stage="final", purpose="5幢屋顶防水翻修：尾款（闭水试验合格）",
        yes=("chair", "newcomer"), paid="2026-04-30", invoice="99000774",
        papers=(
            Attached(
                "5幢屋顶闭水试验记录", "report",
                "2026年4月22日10时至24日10时，蓄水48小时，顶层六户无渗漏。\n签字：郝周到、安守约、5幢业主代表",
            ),
        ),
    ),
)  # fmt: skip
RUBBLE = Payment(
    id="rubble-2026", asked="2026-05-12 09:00", amount=680_00, by="manager", payee="worker-1", category="cleaning",
    purpose="清运楼道堆放的旧家具（临时工一人，两天）", yes=("chair",), paid="2026-05-14",
)  # fmt: skip
BANK_CHARGES = ("2025-01-06", "2026-01-06")


def tell(script: Script) -> None:
    """Add the payments with something missing, and the bank's yearly charge."""
    _pump_in_the_night(script)
    for payment in (PLAYGROUND, *ROOF, RUBBLE):
        pay(script, payment)
    for day in BANK_CHARGES:
        _charge(script, day)


def _pump_in_the_night(script: Script) -> None:
    """The water stood in the garage: one approval before the payment, the chair's only after it."""
    asked = request(script, PUMPING)
    approve(script, "2025-07-09 08:50", "vice", asked, "车库积水已到膝盖，先抽水救车，手续随后补。")
    execute(script, PUMPING, asked, "2025-07-10")
    approve(script, "2025-07-12 20:30", "chair", asked, "出差在外，今天才看到申请，补签同意。")


def _charge(script: Script, day: str) -> None:
    script.act(
        f"{day} 14:30",
        "treasurer",
        "outflow.recorded",
        "fund/common",
        {
            "account": "bank-common",
            "amount": 120_00,
            "date": day,
            "book_date": day,
            "kind": "bank_charge",
            "category": "bank_charge",
            "party": "bank-co",
            "bank_ref": f"{day.replace('-', '')}-fee",
            "note": open_text("对公账户年度管理费，银行直接扣收。"),
        },
    )
