"""The book beside the bank's paper: a statement for each quarter or half-year, and who compared it, once only one.

The bank's lines are those of the movements as they truly were, so what was booked wrongly and taken back is not one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from ledger.demo.script import Act, Script, open_text
from ledger.demo.story.setting import AS_OF, FUNDS
from ledger.strict_json import Json

QUARTERS = ("2024-09-30", "2024-12-31", "2025-03-31", "2025-06-30", "2025-09-30", "2025-12-31", "2026-03-31")
HALVES = ("2024-12-31", "2025-06-30", "2025-12-31")
_SIGNS = {"income.recorded": 1, "payment.returned": 1, "payment.executed": -1, "outflow.recorded": -1}


class Line(NamedTuple):
    """A line of a statement: what came is positive, in 分."""

    date: str
    amount: int
    act: Act


class Look(NamedTuple):
    """How a statement was compared: recorded and first looked at when, then by whom; what stood on one side only."""

    recorded: str
    first: str
    second: tuple[str, str] | None
    unmatched: tuple[dict[str, Json], ...] = ()
    in_bank: bool = True


COMMON = {
    "2024-09-30": Look("2024-10-09 19:30", "2024-10-09 20:10", ("2024-10-10 20:00", "member")),
    "2024-12-31": Look("2025-01-07 19:30", "2025-01-07 20:10", ("2025-01-07 21:00", "member")),
    "2025-03-31": Look(
        "2025-04-08 19:30", "2025-04-08 20:10", ("2025-04-09 20:30", "member"),
        (
            {"side": "bank", "date": "2025-03-27", "amount": 680_00, "ref": "20250327-scrap"},
            {"side": "book", "date": "2025-03-27", "amount": 6_800_00, "ref": "20250327-scrap"},
        ),
    ),
    "2025-06-30": Look("2025-07-08 19:30", "2025-07-08 20:00", ("2025-07-13 20:00", "member")),
    "2025-09-30": Look("2025-10-10 19:40", "2025-10-10 20:20", None),
    "2025-12-31": Look(
        "2026-01-20 19:30", "2026-01-20 20:10", ("2026-01-21 20:30", "newcomer"),
        ({"side": "bank", "date": "2025-12-30", "amount": 412_60, "ref": "20251230-charging"},),
    ),
    "2026-03-31": Look("2026-04-09 19:30", "2026-04-09 20:10", ("2026-04-11 20:00", "newcomer"), in_bank=False),
}  # fmt: skip
"""Of the common income's account; in the autumn of 2025 nobody looked a second time."""


def tell(script: Script) -> None:
    """Add the statements of all accounts."""
    for fund in FUNDS:
        ends = QUARTERS if fund.id == "common" else HALVES
        lines = _lines(script, fund.id)
        first = date.fromisoformat(AS_OF) + timedelta(days=1)
        opening = fund.opening
        for end in ends:
            within = [line for line in lines if first.isoformat() <= line.date <= end]
            closing = opening + sum(line.amount for line in within)
            _compare(script, fund.id, (first.isoformat(), end), (opening, closing), within)
            first, opening = date.fromisoformat(end) + timedelta(days=1), closing


def _lines(script: Script, fund: str) -> list[Line]:
    """Return what the bank has booked on a fund's account, in the order of days."""
    stream = f"fund/{fund}"
    taken_back = [act.data["on"] for act in script.acts("movement.reversed", stream)]
    lines = [
        Line(str(act.data["date"]), sign * _amount(act, "amount"), act)
        for name, sign in _SIGNS.items()
        for act in script.acts(name, stream)
        if act.data["account"] == f"bank-{fund}" and act not in taken_back
    ]
    settled = script.acts("advance.settled", stream)
    lines += [Line(str(act.data["book_date"]), _amount(act, "returned"), act) for act in settled]
    return sorted(lines, key=lambda line: (line.date, line.act.at))


def _amount(act: Act, name: str) -> int:
    amount = act.data[name]
    assert isinstance(amount, int)
    return amount


def _compare(script: Script, fund: str, days: tuple[str, str], balances: tuple[int, int], lines: list[Line]) -> None:
    account, (begin, end) = f"account/bank-{fund}", days
    look = COMMON[end] if fund == "common" else _usual(end)
    file = script.file(f"bank-{fund} 银行对账单 {begin} 至 {end}（虚构样例）", "statement", _csv(lines, balances))
    recorded: dict[str, object] = {
        "from": begin,
        "to": end,
        "opening": balances[0],
        "closing": balances[1],
        "lines_sha256": file["sha256"],
        "obtained": "download" if fund == "common" else "counter",
        "documents": [file],
    }
    script.act(look.recorded, "treasurer", "statement.recorded", account, recorded)
    found = [line for line in look.unmatched if line["side"] == "bank"]
    difference = sum((1 if line["side"] == "bank" else -1) * int(str(line["amount"])) for line in look.unmatched)
    data: dict[str, object] = {"to": end, "seen_in_bank": True}
    first = {"matched": len(lines) - len(found), "unmatched": list(look.unmatched), "difference": difference}
    script.act(look.first, "treasurer", "statement.reconciled", account, data | first)
    if look.second is not None:
        at, who = look.second
        agreed = {"matched": len(lines), "unmatched": [], "difference": 0, "seen_in_bank": look.in_bank}
        note = {
            "note": open_text(
                "登录网银逐笔核对，与账本一致。" if look.in_bank else "看的是财务打印的对账单，没有登录网银。"
            )
        }
        script.act(at, who, "statement.reconciled", account, data | agreed | note)


def _usual(end: str) -> Look:
    """Return how the quiet accounts are compared: a week and a half after the half-year, the secretary second."""
    then = date.fromisoformat(end) + timedelta(days=11)
    return Look(f"{then} 10:00", f"{then} 10:20", (f"{then + timedelta(days=1)} 20:15", "secretary"))


def _csv(lines: list[Line], balances: tuple[int, int]) -> bytes:
    rows = [f"日期,收入（虚构样例）,支出,期初 {_plain(balances[0])}"]
    for line in lines:
        income, expense = (_plain(line.amount), "") if line.amount > 0 else ("", _plain(-line.amount))
        rows.append(f"{line.date},{income},{expense},")
    rows.append(f",,,期末 {_plain(balances[1])}")
    return ("\r\n".join(rows) + "\r\n").encode()


def _plain(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"
