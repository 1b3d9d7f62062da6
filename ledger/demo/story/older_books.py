"""The last half-year of the books kept before: ten rows of a file, brought over as history."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from hashlib import sha256
from typing import NamedTuple

from ledger.demo.script import Act, Script, moment, open_text
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
    party: str | None = None


ROWS = (
    Row("2024-01-15", "一季度电梯广告费", 8_400_00, "adverts"),
    Row("2024-02-06", "春节灯笼、春联", -2_960_00, "other"),
    Row("2024-03-11", "二月停车收入", 11_820_00, "parking"),
    Row("2024-03-20", "单元门闭门器更换", -1_380_00, "repairs"),
    Row("2024-03-21", "一季度活期利息", 61_27, "interest"),
    Row("2024-04-16", "二季度电梯广告费", 8_400_00, "adverts"),
    Row("2024-05-13", "四月停车收入", 13_050_00, "parking"),
    Row("2024-05-24", "业主大会会场布置和资料印制（钱有据垫付，凭收据报销）", -2_180_00, "other", "treasurer"),
    Row("2024-06-11", "五月停车收入", 13_310_00, "parking"),
    Row("2024-06-21", "二季度活期利息", 63_90, "interest"),
)
TOTAL_IN = 55_051_17
"""What the file says that all receipts come to; two digits of it have changed places."""
CORRECTED, RIGHT = 6, 13_500_00
"""The place of a row that the parking firm's own list has otherwise, and what is right."""


def tell(script: Script) -> None:
    """Add the file, its rows, and the totals that a second person has compared; then the newer edition of it."""
    source = _register(script, "2024-07-04 19:40", "2024年上半年公共收益流水（旧账，虚构样例）", _csv(ROWS, TOTAL_IN))
    rows = [_bring(script, "2024-07-04 19:50", source, number, row) for number, row in enumerate(ROWS, 1)]
    wrong = {"row": len(ROWS) + 1, "what": "total_in", "stated": TOTAL_IN, "expected": _came_in(ROWS)}
    counts: dict[str, object] = {"added": len(ROWS), "changed": 0, "vanished": 0}
    _complete(script, "2024-07-04 19:55", source, ROWS, counts | {"misstated": [wrong]})
    _correct(script, source, rows)


def _correct(script: Script, older: str, rows: Sequence[Act]) -> None:
    """The parking firm's list has more for April than the old file: a newer edition of the file says so too."""
    right = ROWS[CORRECTED]._replace(amount=RIGHT)
    edition = [*ROWS[:CORRECTED], right, *ROWS[CORRECTED + 1 :]]
    title = "2024年上半年公共收益流水（旧账，按停车公司清单更正，虚构样例）"
    newer = _register(script, "2024-08-05 19:40", title, _csv(edition, _came_in(edition)), replaces=older)
    reversal = {"on": rows[CORRECTED], "reason": "newer_edition", "book_date": "2024-08-05", "edition": newer}
    taken_back = script.act("2024-08-05 19:50", "treasurer", "movement.reversed", FUND, reversal)
    more: dict[str, object] = {"replaces": rows[CORRECTED], "book_date": "2024-08-05"}
    _bring(script, "2024-08-05 19:52", newer, CORRECTED + 1, right, **more)
    script.confirm("2024-08-05 20:20", "secretary", taken_back)
    _complete(script, "2024-08-05 21:05", newer, [right], {"added": 0, "changed": 1, "vanished": 0})


def _register(script: Script, at: str, title: str, content: bytes, **more: str) -> str:
    """Register a file of the old books; return its id."""
    file = script.file(title, "other", content)
    source = str(file["sha256"])
    script.register(at, "treasurer", file, "text/csv")
    data: dict[str, object] = {
        "source": source,
        "name": file["title"],
        "sheets": 1,
        "rows": len(ROWS),
        "map_sha256": sha256(MAP.encode()).hexdigest(),
        "funds": ["common"],
    }
    script.act(moment(at) + timedelta(minutes=5), "treasurer", "source.registered", f"source/{source}", data | more)
    return source


def _bring(script: Script, at: str, source: str, number: int, row: Row, **more: object) -> Act:
    data: dict[str, object] = {
        "source": {"id": source, "row": number},
        "date": row.date,
        "postings": [{"account": ACCOUNT, "amount": row.amount}, {"category": row.category, "amount": -row.amount}],
        "description": open_text(row.text),
    }
    party = {} if row.party is None else {"party": row.party}
    return script.act(at, "treasurer", "movement.imported", FUND, data | party | more)


def _complete(script: Script, at: str, source: str, rows: Sequence[Row], counts: dict[str, object]) -> None:
    data = {"rows": len(ROWS), "totals": _totals(rows)} | counts
    completed = script.act(at, "treasurer", "import.completed", f"source/{source}", data)
    script.confirm(moment(at) + timedelta(days=1, minutes=25), "secretary", completed)


def _csv(rows: Sequence[Row], total: int) -> bytes:
    lines = ["日期,摘要（虚构样例）,收入,支出,类别"]
    for row in rows:
        written = f"{abs(row.amount) // 100}.{abs(row.amount) % 100:02}"
        income, expense = (written, "") if row.amount > 0 else ("", written)
        lines.append(f"{row.date},{row.text},{income},{expense},{row.category}")
    lines.append(f",合计,{total // 100}.{total % 100:02},,")
    return ("\r\n".join(lines) + "\r\n").encode()


def _came_in(rows: Sequence[Row]) -> int:
    return sum(row.amount for row in rows if row.amount > 0)


def _totals(rows: Sequence[Row]) -> list[Json]:
    by_category: Counter[str] = Counter()
    for row in rows:
        by_category[row.category] -= row.amount
    totals: list[Json] = [{"fund": "common", "account": ACCOUNT, "amount": sum(row.amount for row in rows)}]
    totals.extend({"fund": "common", "category": name, "amount": amount} for name, amount in by_category.items())
    return totals
