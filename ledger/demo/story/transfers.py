"""Money between funds: half of what the shared places earn goes to the maintenance fund, a little to the committee."""

from __future__ import annotations

from ledger.demo.script import Script
from ledger.demo.story.staging import Payment, pay, receive

TRANSFERS = (
    Payment(
        id="office-2025", kind="transfer", asked="2025-01-06 10:00", amount=9_600_00, payee="community",
        category="other", purpose="拨付2025年业委会经费（每月800元）", yes=("chair", "vice"), paid="2025-01-09",
    ),
    Payment(
        id="topup-2025", kind="transfer", asked="2025-03-17 10:00", amount=60_000_00, payee="community",
        category="other", motion="topup-2025", purpose="2024年下半年公共收益补充维修资金",
        yes=("chair", "vice"), paid="2025-03-20",
    ),
    Payment(
        id="office-2026", kind="transfer", asked="2026-01-05 10:00", amount=9_600_00, payee="community",
        category="other", purpose="拨付2026年业委会经费（每月800元）", yes=("chair", "newcomer"), paid="2026-01-08",
    ),
    Payment(
        id="topup-2026", kind="transfer", asked="2026-03-16 10:00", amount=70_000_00, payee="community",
        category="other", motion="topup-2026", purpose="2025年公共收益补充维修资金",
        yes=("chair", "newcomer"), paid="2026-03-19",
    ),
)  # fmt: skip
ARRIVED = {"office-2026": "2026-01-19"}
"""Where the purpose was written so that the bank asked back before it let the money through."""


def tell(script: Script) -> None:
    """Add each transfer and its arrival in the other fund: on the same day, but once the bank kept it for days."""
    for transfer in TRANSFERS:
        target = transfer.id.partition("-")[0].replace("topup", "repairs")
        sent = pay(script, transfer, to_fund=target, to_account=f"bank-{target}")
        assert transfer.paid is not None
        receive(
            script,
            ARRIVED.get(transfer.id, transfer.paid),
            transfer.amount,
            "other_income",
            f"从公共收益转入：{transfer.purpose}",
            fund=target,
            nature="transfer",
            transfer_of=sent,
        )
