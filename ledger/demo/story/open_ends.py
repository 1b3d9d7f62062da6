"""What still waits when the story ends: requests to approve and to pay, an appointment without its second person."""

from __future__ import annotations

from ledger.demo.script import Script, open_text
from ledger.demo.story.staging import Payment, approve, request

PIPES = Payment(
    id="pipes-2026", asked="2026-06-28 09:40", amount=5_200_00, by="manager", payee="drain-co",
    purpose="东侧雨水管网疏通（昨晚大雨，路口积水到脚踝）", invoice="99000842",
)  # fmt: skip
PRINTING = Payment(
    id="figures-2026", fund="office", asked="2026-06-29 15:30", amount=320_00, by="secretary", payee="print-shop",
    category="other", purpose="上半年收支公示表打印、张贴", invoice="99000845",
)  # fmt: skip


def tell(script: Script) -> None:
    """Add what a visitor can take up with `mingzhang inbox`."""
    pipes = request(script, PIPES)
    approve(script, "2026-06-28 20:10", "treasurer", pipes)
    printing = request(script, PRINTING)
    approve(script, "2026-06-29 20:40", "chair", printing)
    script.act(
        "2026-06-30 18:40",
        "chair",
        "member.appointed",
        "community",
        {
            "member": "auditor",
            "name": open_text("样例会计师事务所 严如镜"),
            "body": "auditor",
            "roles": ["auditor"],
            "kind": "hired",
            "term": {"from": "2026-07-01", "to": "2027-06-30"},
            "basis": open_text("2026年度审计委托书（虚构）"),
        },
    )
