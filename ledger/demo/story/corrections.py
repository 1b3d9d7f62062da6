"""What is put right or settled: an old account, an advance, rent paid early, a misplaced point, a late credit."""

from __future__ import annotations

from ledger.demo.script import Script, open_text
from ledger.demo.story.setting import AS_OF
from ledger.demo.story.staging import Payment, pay, receive
from ledger.strict_json import Json

OLD_ACCOUNT = "bank-old"
OLD_BALANCE = 3_218_66
REST = Payment(
    id="old-account-2024", kind="transfer", asked="2024-08-28 20:00", amount=OLD_BALANCE, payee="community",
    category="other", purpose="上届旧账户余额并入公共收益专户", yes=("chair", "vice"),
)  # fmt: skip
RIDDLES = Payment(
    id="lanterns-2025", fund="office", kind="advance", asked="2025-02-05 10:00", amount=1_500_00, payee="secretary",
    category="other", purpose="元宵灯会零星采购备用金（现场摊位不开发票，按收据核销）", yes=("chair", "vice"),
    paid="2025-02-07",
)  # fmt: skip
STALL = 3_600_00


def tell(script: Script) -> None:
    """Add the old account, the advance, the rent paid in advance, the mistake, and what came to light after closing."""
    _empty_the_old_account(script)
    _account_for_the_lanterns(script)
    _rent_in_advance(script)
    _put_the_point_right(script)
    _find_a_late_credit(script)


def _empty_the_old_account(script: Script) -> None:
    """The committee before had left an account with a small balance; it is moved over, and the account closed."""
    script.act(
        "2024-07-03 19:40",
        "treasurer",
        "account.opened",
        f"account/{OLD_ACCOUNT}",
        {
            "kind": "asset",
            "subtype": "bank",
            "name": open_text("公共收益旧账户（上届）"),
            "bank": "样例银行明账支行",
            "masked_number": "****0457",
            "number": open_text("8800 0000 0000 0457"),
            "holder": "community",
            "currency": "CNY",
        },
    )
    opening = script.act(
        "2024-07-03 19:45",
        "treasurer",
        "balance.opened",
        "fund/common",
        {"account": OLD_ACCOUNT, "amount": OLD_BALANCE, "as_of": AS_OF},
    )
    script.confirm("2024-07-03 20:20", "chair", opening)
    asked = pay(script, REST, to_account="bank-common")
    day = "2024-09-03"
    data: dict[str, Json] = {"amount": OLD_BALANCE, "date": day, "book_date": day}
    bank_ref = "20240903-old-account"
    sent = script.act(
        f"{day} 14:30",
        "treasurer",
        "payment.executed",
        "fund/common",
        data | {"on": asked, "account": OLD_ACCOUNT, "bank_ref": bank_ref},
    )
    receive(script, day, OLD_BALANCE, "other_income", "上届旧账户余额转入", nature="transfer", transfer_of=sent)
    note = open_text("余额已全部转出，销户回单存档。")
    closed = {"date": "2024-09-06", "reason": "not_used", "note": note}
    script.act("2024-09-06 15:20", "treasurer", "account.closed", f"account/{OLD_ACCOUNT}", closed)


def _account_for_the_lanterns(script: Script) -> None:
    paid = pay(script, RIDDLES)
    receipts = script.paper(
        "元宵灯会采购收据粘贴单",
        "receipt",
        "彩纸、竹篾、糨糊：412.30元\n小奖品（儿童文具80份）：640.00元\n热饮、一次性杯：234.20元\n"
        "合计：1,286.50元　退回现金：213.50元\n经手：温如实　验收：方明理",
    )
    script.act(
        "2025-02-14 19:50",
        "treasurer",
        "advance.settled",
        "fund/office",
        {
            "on": paid,
            "lines": [{"category": "other", "amount": 1_052_30}, {"category": "other", "amount": 234_20}],
            "returned": 213_50,
            "book_date": "2025-02-14",
            "documents": [receipts],
        },
    )


def _rent_in_advance(script: Script) -> None:
    """Two months of the new year's fair, paid in December: each month's part becomes income when it is over.

    January's was forgotten until the middle of March.
    """
    paid = receive(
        script,
        "2025-12-20",
        STALL,
        "premises",
        "年货摊位场地费（2026年1月至2月，预收）",
        nature="advance_receipt",
        payer="culture-co",
    )
    for day, recorded in (("2026-01-31", "2026-03-15 20:40"), ("2026-02-28", "2026-02-28 20:00")):
        data = {"on": paid, "amount": STALL // 2, "category": "premises", "book_date": day}
        script.act(recorded, "treasurer", "receipt.released", "fund/common", data)


def _put_the_point_right(script: Script) -> None:
    """The treasurer wrote 6,800 for 680 and saw it beside the bank's paper: taken back, confirmed, written again."""
    text = "集中清理37辆废旧自行车变卖"
    wrong = receive(script, "2025-03-27", 6_800_00, "scrap", text, payer="scrap-co")
    note = open_text("金额小数点错位：银行到账680.00元，误记为6,800.00元，对账时发现，冲正后重记。")
    reversal = script.act(
        "2025-04-08 20:25",
        "treasurer",
        "movement.reversed",
        "fund/common",
        {"on": wrong, "reason": "wrong_amount", "book_date": "2025-03-31", "note": note},
    )
    script.confirm("2025-04-08 21:00", "member", reversal)
    data: dict[str, object] = {
        "account": "bank-common",
        "amount": 680_00,
        "date": "2025-03-27",
        "book_date": "2025-03-31",
        "category": "scrap",
        "nature": "income",
        "payer": "scrap-co",
        "description": open_text(f"{text}（更正后）"),
    }
    script.act("2025-04-08 21:10", "treasurer", "income.recorded", "fund/common", data)


def _find_a_late_credit(script: Script) -> None:
    """A credit of the last days of December showed up when the year was closed: it counts in January."""
    data: dict[str, object] = {
        "account": "bank-common",
        "amount": 412_60,
        "date": "2025-12-30",
        "book_date": "2026-01-20",
        "category": "charging",
        "nature": "income",
        "payer": "charging-co",
        "description": open_text("充电桩公司补付11月分成差额（银行12月30日到账，对账时发现）"),
    }
    script.act("2026-01-20 20:40", "treasurer", "income.recorded", "fund/common", data)
