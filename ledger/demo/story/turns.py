"""Payments that take another turn: refused, taken back, sent back by the bank, refunded."""

from __future__ import annotations

from ledger.demo.script import Act, Script, open_text
from ledger.demo.story.staging import Payment, approve, booking, execute, pay, receive, reject, request

DINNER = Payment(
    id="dinner-2024", fund="office", asked="2024-12-23 15:00", amount=1_800_00, by="secretary", payee="culture-co",
    category="other", purpose="业委会年终聚餐（含物业值班人员）",
)  # fmt: skip
REPLANTING = Payment(
    id="replant-2025", asked="2025-04-07 10:10", amount=5_600_00, by="manager", payee="garden-co", category="other",
    purpose="中心花园草坪补种",
)  # fmt: skip
BATTERIES = Payment(
    id="hardware-2025", asked="2025-02-10 09:30", amount=1_465_00, by="manager", payee="hardware-shop",
    purpose="五金配件：门禁电池、闭门器、水龙头", yes=("chair", "vice"), invoice="99000333",
)  # fmt: skip
DEPOSIT = Payment(
    id="stall-2024", kind="refund", asked="2024-09-19 10:00", amount=2_000_00, payee="culture-co",
    category="premises", purpose="退还中秋市集场地保证金（场地已清扫，无损坏）", yes=("chair", "vice"),
    paid="2024-09-23",
)  # fmt: skip
POWER = (
    Payment(
        id="power-2025", asked="2025-01-22 11:00", amount=2_316_40, payee="power-co", category="energy",
        purpose="地下车库照明电费（2024年下半年）", yes=("chair", "vice"), paid="2025-01-25", invoice="99000322",
    ),
    Payment(
        id="power-2026", asked="2026-01-21 11:00", amount=2_488_60, payee="power-co", category="energy",
        purpose="地下车库照明电费（2025年下半年）", yes=("chair", "newcomer"), paid="2026-01-24", invoice="99000671",
    ),
)  # fmt: skip


def tell(script: Script) -> None:
    """Add a refusal, a request taken back, a wrong account number, a deposit, and a corrected meter."""
    _refuse_the_dinner(script)
    _take_back_the_replanting(script)
    _send_the_batteries_back(script)
    _hold_a_deposit(script)
    _correct_the_meter(script)


def _refuse_the_dinner(script: Script) -> None:
    asked = request(script, DINNER)
    reject(
        script,
        "2024-12-23 20:20",
        "chair",
        asked,
        "not_common_expense",
        "聚餐不是小区的公共支出，想聚大家自己分摊。经费一分一厘都要对得起业主。",
    )
    reject(script, "2024-12-23 20:50", "member", asked, "not_common_expense", "同意主任的意见。")
    _take_back(script, "2024-12-24 09:00", asked, "refused", "大家说得对，申请撤回。")


def _take_back_the_replanting(script: Script) -> None:
    asked = request(script, REPLANTING)
    approve(script, "2025-04-07 20:30", "chair", asked)
    _take_back(
        script,
        "2025-04-08 09:15",
        asked,
        "covered_by_contract",
        "核对绿化养护合同，一年内死苗由养护公司免费补种，申请撤回。",
    )


def _take_back(script: Script, at: str, asked: Act, reason: str, note: str) -> None:
    """Cancel a request as the one who asked."""
    data = {"on": asked, "reason": reason, "note": open_text(note)}
    script.act(at, asked.who, "payment.cancelled", asked.subject, data)


def _send_the_batteries_back(script: Script) -> None:
    """The bank sends the money back because the account's name is not the shop's, and it is paid again."""
    asked = pay(script, BATTERIES)
    first = execute(script, BATTERIES, asked, "2025-02-13")
    returned = booking(BATTERIES, first, "2025-02-17", "-back")
    note = open_text("银行退票：收款户名少写“五金”二字，核对营业执照后重新付款。")
    script.act("2025-02-17 14:30", "treasurer", "payment.returned", asked.subject, returned | {"note": note})
    execute(script, BATTERIES, asked, "2025-02-20")


def _hold_a_deposit(script: Script) -> None:
    text = "中秋市集场地保证金（活动后退还）"
    held = receive(script, "2024-09-05", 2_000_00, "premises", text, nature="deposit", payer="culture-co")
    receive(script, "2024-09-05", 1_800_00, "premises", "中秋市集场地费（9月14日至17日）", payer="culture-co")
    pay(script, DEPOSIT, refund_of=held)


def _correct_the_meter(script: Script) -> None:
    paid, _next_year = (pay(script, bill) for bill in POWER)
    receive(
        script,
        "2025-04-16",
        316_40,
        "energy",
        "供电公司退还车库电费：抄表多计",
        nature="refund_received",
        payer="power-co",
        refund_of=paid,
    )
