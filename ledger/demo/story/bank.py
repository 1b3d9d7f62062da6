"""The book beside the bank's paper: a statement for each month, and who compared it; once only one did, once unseen.

The bank's lines are those of the movements as they truly were, so what was booked wrongly and taken back is not one.
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import NamedTuple

from ledger.demo.script import Act, Script, open_text
from ledger.demo.story.corrections import OLD_ACCOUNT, OLD_BALANCE
from ledger.demo.story.setting import AS_OF, FUNDS
from ledger.rules.periods import last_day
from ledger.strict_json import Json

MONTHS = [f"2024-{month:02}" for month in range(7, 13)]
MONTHS += [f"2025-{month:02}" for month in range(1, 13)] + [f"2026-{month:02}" for month in range(1, 6)]
OLD_ENDS = ("2024-07-31", "2024-09-06")
"""The last day of the old account is that of its last statement."""
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


LOOKS = {
    ("common", "2025-03-31"): Look(
        "2025-04-08 19:30", "2025-04-08 20:10", ("2025-04-08 21:30", "member"),
        (
            {"side": "bank", "date": "2025-03-27", "amount": 680_00, "ref": "20250327-scrap"},
            {"side": "book", "date": "2025-03-27", "amount": 6_800_00, "ref": "20250327-scrap"},
        ),
    ),
    ("common", "2025-09-30"): Look("2025-10-10 19:40", "2025-10-10 20:20", None),
    ("common", "2025-12-31"): Look(
        "2026-01-20 19:30", "2026-01-20 20:10", ("2026-01-20 21:20", "newcomer"),
        ({"side": "bank", "date": "2025-12-30", "amount": 412_60, "ref": "20251230-charging"},),
    ),
    ("common", "2026-03-31"): Look(
        "2026-04-09 19:30", "2026-04-09 20:10", ("2026-04-11 20:00", "newcomer"), in_bank=False
    ),
}  # fmt: skip
"""What was not as usual: two differences, in the autumn of 2025 nobody who looked again, and a look at paper alone."""


def tell(script: Script) -> None:
    """Add the statements of all accounts."""
    ends = [last_day(month) for month in MONTHS]
    for fund in FUNDS:
        _follow(script, fund.id, f"bank-{fund.id}", fund.opening, ends)
    _follow(script, "common", OLD_ACCOUNT, OLD_BALANCE, list(OLD_ENDS))


def _follow(script: Script, fund: str, account: str, opening: int, ends: list[str]) -> None:
    lines = _lines(script, account)
    first = date.fromisoformat(AS_OF) + timedelta(days=1)
    for end in ends:
        within = [line for line in lines if first.isoformat() <= line.date <= end]
        closing = opening + sum(line.amount for line in within)
        look = LOOKS.get((fund, end)) or _usual(fund, end)
        _compare(script, account, look, (first.isoformat(), end), (opening, closing), within)
        first, opening = date.fromisoformat(end) + timedelta(days=1), closing


def _lines(script: Script, account: str) -> list[Line]:
    """Return what the bank has booked on an account, for whichever fund, in the order of days."""
    streams = [f"fund/{fund.id}" for fund in FUNDS]
    taken_back = [act.data["on"] for stream in streams for act in script.acts("movement.reversed", stream)]
    lines = [
        Line(str(act.data["date"]), sign * _amount(act, "amount"), act)
        for name, sign in _SIGNS.items()
        for stream in streams
        for act in script.acts(name, stream)
        if act.data["account"] == account and act not in taken_back
    ]
    settled = [act for stream in streams for act in script.acts("advance.settled", stream)]
    lines += [
        Line(str(act.data["book_date"]), _amount(act, "returned"), act)
        for act in settled
        if account == f"bank-{act.subject.partition('/')[2]}"
    ]
    return sorted(lines, key=lambda line: (line.date, line.act.at))


def _amount(act: Act, name: str) -> int:
    amount = act.data[name]
    assert isinstance(amount, int)
    return amount


def _compare(
    script: Script, account: str, look: Look, days: tuple[str, str], balances: tuple[int, int], lines: list[Line]
) -> None:
    begin, end = days
    file = script.file(f"{account} 银行对账单 {begin} 至 {end}（虚构样例）", "statement", _csv(lines, balances))
    recorded: dict[str, object] = {
        "from": begin,
        "to": end,
        "opening": balances[0],
        "closing": balances[1],
        "lines_sha256": file["sha256"],
        "obtained": "download" if account == "bank-common" else "counter",
        "documents": [file],
    }
    script.act(look.recorded, "treasurer", "statement.recorded", f"account/{account}", recorded)
    found = [line for line in look.unmatched if line["side"] == "bank"]
    difference = sum((1 if line["side"] == "bank" else -1) * int(str(line["amount"])) for line in look.unmatched)
    data: dict[str, object] = {"to": end, "seen_in_bank": True}
    first = {"matched": len(lines) - len(found), "unmatched": list(look.unmatched), "difference": difference}
    script.act(look.first, "treasurer", "statement.reconciled", f"account/{account}", data | first)
    if look.second is not None:
        at, who = look.second
        agreed = {"matched": len(lines), "unmatched": [], "difference": 0, "seen_in_bank": look.in_bank}
        note = {
            "note": open_text(
                "登录网银逐笔核对，与账本一致。" if look.in_bank else "看的是财务打印的对账单，没有登录网银。"
            )
        }
        script.act(at, who, "statement.reconciled", f"account/{account}", data | agreed | note)


def _usual(fund: str, end: str) -> Look:
    """Return how it goes as a rule: the treasurer on the eighth evening of the next month, a second on the ninth."""
    if end == OLD_ENDS[-1]:
        return Look(f"{end} 15:00", f"{end} 15:10", (f"{end} 20:20", "member"))
    then = date.fromisoformat(end) + timedelta(days=8)
    second = "member" if fund == "common" else "secretary"
    return Look(f"{then} 19:30", f"{then} 19:50", (f"{then + timedelta(days=1)} 20:15", second))


def _csv(lines: list[Line], balances: tuple[int, int]) -> bytes:
    rows = [f"日期,收入（虚构样例）,支出,期初 {_plain(balances[0])}"]
    for line in lines:
        income, expense = (_plain(line.amount), "") if line.amount > 0 else ("", _plain(-line.amount))
        rows.append(f"{line.date},{income},{expense},")
    rows.append(f",,,期末 {_plain(balances[1])}")
    return ("\r\n".join(rows) + "\r\n").encode()


def _plain(amount: int) -> str:
    return f"{amount // 100}.{amount % 100:02}"
