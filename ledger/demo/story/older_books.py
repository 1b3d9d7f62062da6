"""The last half-year of the books kept before: ten rows of a file, brought over as history."""

from __future__ import annotations

from collections import Counter
from hashlib import sha256
from typing import NamedTuple

from ledger.demo.script import Script, open_text
from ledger.strict_json import Json

FUND = "fund/common"
ACCOUNT = "bank-common"
MAP = "日期 摘要 收入 支出 类别；收入记贷方类别，支出记借方类别，对方为公共收益专户。（虚构样例）\n"


class Row(NamedTuple):
    """A row of the old file; what came in is positive, in 分."""

    date: str
    text: str
    amount: int
    category: str


ROWS = (
    Row("2024-01-15", "一季度电梯广告费", 8_400_00, "adverts"),
    Row("2024-02-06", "春节灯笼、春联", -2_960_00, "other"),
    Row("2024-03-11", "二月停车收入", 11_820_00, "parking"),
    Row("2024-03-20", "单元门闭门器更换", -1_380_00, "repairs"),
    Row("2024-03-21", "一季度活期利息", 61_27, "interest"),
    Row("2024-04-16", "二季度电梯广告费", 8_400_00, "adverts"),
    Row("2024-05-13", "四月停车收入", 13_050_00, "parking"),
    Row("2024-05-24", "业主大会会场布置和资料印制", -2_180_00, "other"),
    Row("2024-06-11", "五月停车收入", 13_310_00, "parking"),
    Row("2024-06-21", "二季度活期利息", 63_90, "interest"),
)


def tell(script: Script) -> None:
    """Add the file, its rows, and the totals that a second person has compared."""
    file = script.file("2024年上半年公共收益流水（旧账，虚构样例）", "other", _csv())
    source = str(file["sha256"])
    script.register("2024-07-04 19:40", "treasurer", file, "text/csv")
    script.act(
        "2024-07-04 19:45",
        "treasurer",
        "source.registered",
        f"source/{source}",
        {
            "source": source,
            "name": file["title"],
            "sheets": 1,
            "rows": len(ROWS),
            "map_sha256": sha256(MAP.encode()).hexdigest(),
            "funds": ["common"],
        },
    )
    for number, row in enumerate(ROWS, 1):
        script.act(
            "2024-07-04 19:50",
            "treasurer",
            "movement.imported",
            FUND,
            {
                "source": {"id": source, "row": number},
                "date": row.date,
                "postings": [
                    {"account": ACCOUNT, "amount": row.amount},
                    {"category": row.category, "amount": -row.amount},
                ],
                "description": open_text(row.text),
            },
        )
    completed = script.act(
        "2024-07-04 19:55",
        "treasurer",
        "import.completed",
        f"source/{source}",
        {"rows": len(ROWS), "added": len(ROWS), "changed": 0, "vanished": 0, "totals": _totals()},
    )
    script.confirm("2024-07-05 20:20", "secretary", completed)


def _csv() -> bytes:
    lines = ["日期,摘要（虚构样例）,收入,支出,类别"]
    for row in ROWS:
        written = f"{abs(row.amount) // 100}.{abs(row.amount) % 100:02}"
        income, expense = (written, "") if row.amount > 0 else ("", written)
        lines.append(f"{row.date},{row.text},{income},{expense},{row.category}")
    return ("\r\n".join(lines) + "\r\n").encode()


def _totals() -> list[Json]:
    by_category: Counter[str] = Counter()
    for row in ROWS:
        by_category[row.category] -= row.amount
    totals: list[Json] = [{"fund": "common", "account": ACCOUNT, "amount": sum(row.amount for row in ROWS)}]
    totals.extend({"fund": "common", "category": name, "amount": amount} for name, amount in by_category.items())
    return totals
