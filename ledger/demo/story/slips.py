"""What went wrong with money in little ways: the wrong account, one bill twice, half a bill each, too much, too early.

Each was recorded as it happened. `ledger.demo.story.planted` says what is to be found of it.
"""

from __future__ import annotations

from ledger.demo.script import Script, open_text
from ledger.demo.story.contracts import Contract, sign
from ledger.demo.story.staging import Payment, execute, pay, receive

BY_ELECTION = Payment(
    id="byelection-2025", fund="office", asked="2025-09-24 15:00", amount=1_350_00, by="secretary", payee="print-shop",
    category="other", purpose="补选委员：公告、选票印制和投票箱", yes=("chair", "member"), invoice="99000541",
)  # fmt: skip
PAID_BACK = Payment(
    id="back-2025", fund="office", kind="transfer", asked="2025-10-11 10:00", amount=1_350_00, payee="community",
    category="other", purpose="补选印制费9月误从公共收益专户付出，由经费户还回", yes=("chair", "member"),
    paid="2025-10-14",
)  # fmt: skip
PAPER = Payment(
    id="paper-2026", asked="2026-04-13 10:20", amount=465_00, by="manager", payee="print-shop", category="other",
    purpose="打印纸、硒鼓和档案盒\n物业前台转来的发票，请付款。", yes=("chair",), paid="2026-04-16",
    invoice="99000733", invoiced="2026-03-18",
)  # fmt: skip
OPERA = Payment(
    id="opera-2025", budget_line="festivals", asked="2025-10-20 15:10", amount=1_200_00, by="secretary",
    payee="culture-co", category="other", purpose="重阳节戏曲演出一场（中心花园，演员六人）",
    yes=("chair", "treasurer"), paid="2025-10-24", invoice="99000569",
)  # fmt: skip
PAINT = tuple(
    Payment(
        id=f"paint-{building}-2025", asked=f"{asked} 09:40", amount=amount, by="manager", payee="paint-co",
        purpose=f"{building}幢楼道墙面粉刷（一至六层）", yes=("chair", "newcomer"), paid=paid, invoice=number,
    )
    for building, asked, amount, paid, number in (
        (3, "2025-11-10", 6_800_00, "2025-11-13", "99000595"), (4, "2025-11-24", 6_400_00, "2025-11-27", "99000612")
    )
)  # fmt: skip
LAMPS = Payment(
    id="lights-extra-2026", asked="2026-06-23 16:10", amount=2_600_00, by="manager", payee="lamp-co",
    motion="lights-2026", purpose="地下车库坡道加装感应灯18盏（原方案漏算坡道）",
    yes=("chair", "secretary"), paid="2026-06-26", invoice="99000839",
)  # fmt: skip
GATE = Contract(
    "gate-2026", "2026-04-12 20:00", "common", "pay", "gate-co", 8_600_00, "2026-04-13", "2026-05-15",
    (("2026-04-16", 2_500_00), ("2026-05-29", 6_100_00)), "东门车辆道闸更换一套，含车牌识别", "repair",
)  # fmt: skip
RAMP = Contract(
    "ramp-2026", "2026-06-01 20:30", "common", "pay", "ramp-co", 9_600_00, "2026-06-03", "2026-06-20",
    (("2026-06-05", 2_800_00), ("2026-06-25", 6_800_00)), "2幢门前坡道和扶手，验收、审价后付尾款", "repair",
    motion="ramp-2026",
)  # fmt: skip
FACADE = Contract(
    "facade-2026", "2026-05-12 20:10", "repairs", "pay", "facade-co", 184_500_00, "2026-07-06", "2026-09-30",
    (("2026-07-10", 50_000_00), ("2026-10-15", 134_500_00)), "5幢外墙空鼓脱落维修约620平方米，质保五年", "repair",
    "facade", "facade-2026",
)  # fmt: skip
STAGES = (
    Payment(
        id="gate-first", contract="gate-2026", stage="first", asked="2026-04-13 09:30", amount=2_500_00, by="manager",
        payee="gate-co", purpose="东门道闸更换：首付款", yes=("chair", "newcomer"), paid="2026-04-16",
        invoice="99000752",
    ),
    Payment(
        id="gate-final", contract="gate-2026", stage="final", asked="2026-05-26 09:30", amount=7_060_00, by="manager",
        payee="gate-co", purpose="东门道闸更换：尾款（按审定金额）", yes=("chair", "newcomer"), paid="2026-05-29",
        invoice="99000813",
    ),
    Payment(
        id="ramp-first", contract="ramp-2026", stage="first", asked="2026-06-02 09:20", amount=2_800_00, by="manager",
        payee="ramp-co", motion="ramp-2026", purpose="2幢门前坡道：首付款", yes=("chair", "newcomer"),
        paid="2026-06-05", invoice="99000819",
    ),
    Payment(
        id="ramp-final", contract="ramp-2026", stage="final", asked="2026-06-15 09:20", amount=6_800_00, by="manager",
        payee="ramp-co", motion="ramp-2026", purpose="2幢门前坡道：尾款\n施工队急着转场，请先付。",
        yes=("chair", "newcomer"), paid="2026-06-18", invoice="99000828",
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add each of them."""
    _pay_from_the_wrong_account(script)
    for payment in (PAPER, OPERA, *PAINT, LAMPS):
        pay(script, payment)
    receive(script, "2025-11-03", OPERA.amount, "premises", "重阳节演出场地费", payer="culture-co")
    _wait_for_the_fair(script)
    for contract in (GATE, RAMP, FACADE):
        sign(script, contract)
    for payment in STAGES:
        pay(script, payment)
    _look_at_gate_and_ramp(script)
    _cut_the_facade(script)


def _pay_from_the_wrong_account(script: Script) -> None:
    """A bill of the committee is paid from the common income's account, and paid back two weeks later."""
    asked = pay(script, BY_ELECTION)
    execute(script, BY_ELECTION, asked, "2025-09-28", account="bank-common")
    sent = pay(script, PAID_BACK, to_account="bank-common")
    receive(
        script,
        "2025-10-14",
        PAID_BACK.amount,
        "other_income",
        "还回补选印制费",
        fund="office",
        account="bank-common",
        nature="transfer",
        transfer_of=sent,
    )


def _wait_for_the_fair(script: Script) -> None:
    """The rent for the autumn fair of 2025 came two months late."""
    data = {
        "period": "2025-Q3",
        "category": "premises",
        "amount": 1_800_00,
        "payers_count": 1,
        "due": "2025-09-30",
        "basis": open_text("中秋市集场地协议：活动结束前付清"),
    }
    expected = script.act("2025-09-12 20:10", "treasurer", "income.expected", "fund/common", data)
    text = "中秋市集场地费（10月2日至5日，拖欠两个月）"
    receive(script, "2025-12-02", 1_800_00, "premises", text, payer="culture-co", for_expected=expected)


def _look_at_gate_and_ramp(script: Script) -> None:
    """The gate cost more than agreed; the ramp was paid for before anybody looked at it."""
    for at, contract, seen in (
        ("2026-05-18 17:30", "gate-2026", "道闸起落、车牌识别正常；比合同多装了一根防撞柱和十二米线管。"),
        ("2026-06-24 18:10", "ramp-2026", "坡度、扶手符合要求，防滑条有两处翘边，当场返工。"),
    ):
        accepted = {"contract": contract, "result": "accepted", "note": open_text(seen)}
        script.act(at, "newcomer", "work.accepted", "fund/common", accepted)
    review: dict[str, object] = {
        "contract": "gate-2026", "submitted": 9_900_00, "approved": 9_560_00, "reviewer": "cost-co"
    }  # fmt: skip
    review["note"] = open_text("增加防撞柱和线管，核减重复计取的调试费340元；增加部分没有补充协议，请业委会说明。")
    script.act("2026-05-25 16:20", "reviewer", "work.reviewed", "fund/common", review)


def _cut_the_facade(script: Script) -> None:
    note = open_text("合同价超过业主表决的18万元上限，与施工方商定减少脚手架租期，降到上限以内。")
    data = {"contract": "facade-2026", "amount": 179_800_00, "reason": "less_work", "note": note}
    script.act("2026-05-24 20:20", "chair", "contract.amended", "fund/repairs", data)
