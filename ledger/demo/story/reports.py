"""Closing the books of a half-year, and putting the report up where owners see it: in time, mended, and blown away."""

from __future__ import annotations

from functools import partial
from typing import NamedTuple

from ledger.demo.script import HEAD, Act, Script, open_text
from ledger.rules.history import History
from ledger.rules.periods import first_day, last_day
from ledger.rules.statements import balances_at
from ledger.strict_json import Json

CLOSED = (
    ("common", "2024-H2", "2025-01-08 20:30", "member", "2025-01-09 20:10"),
    ("office", "2024-H2", "2025-01-13 20:30", "secretary", "2025-01-13 21:10"),
    ("repairs", "2024-H2", "2025-01-13 20:35", "secretary", "2025-01-13 21:15"),
    ("common", "2025-H1", "2025-07-14 20:30", "member", "2025-07-15 20:10"),
    ("repairs", "2025-H1", "2025-07-14 20:35", "member", "2025-07-15 20:15"),
    ("common", "2025-H2", "2026-01-14 20:30", "newcomer", "2026-01-15 20:10"),
    ("repairs", "2025-H2", "2026-01-14 20:35", "newcomer", "2026-01-15 20:15"),
    ("office", "2025", "2026-01-14 20:40", "newcomer", "2026-01-15 20:20"),
)
"""Fund, period, when the treasurer closed it, who confirmed it and when."""
REPORTS = {"common": "common_income", "repairs": "maintenance"}


class Sighting(NamedTuple):
    """Who saw a report where, on which evening."""

    at: str
    who: str
    place: str
    state: str
    note: str | None = None


class Report(NamedTuple):
    """A report on a fund."""

    fund: str
    period: str
    at: str
    begins: str
    ends: str
    sightings: tuple[Sighting, ...]


FIRST = Report(
    "common", "2024-H2", "2025-01-15 20:00", "2025-01-16", "2025-01-31",
    (
        Sighting("2025-01-16 18:10", "member", "east-gate", "up"),
        Sighting("2025-01-16 18:25", "secretary", "east-gate", "up"),
        Sighting("2025-01-31 18:00", "chair", "east-gate", "up"),
        Sighting("2025-02-01 09:30", "secretary", "east-gate", "down", "公示期满，存档两份。"),
    ),
)  # fmt: skip
SECOND = Report(
    "common", "2025-H1", "2025-07-18 20:00", "2025-07-19", "2025-08-03",
    (
        Sighting("2025-07-19 18:40", "vice", "east-gate", "up"),
        Sighting("2025-07-19 19:05", "member", "east-gate", "up"),
    ),
)  # fmt: skip
THIRD = Report(
    "common", "2025-H2", "2026-01-22 20:00", "2026-01-23", "2026-02-07",
    (
        Sighting("2026-01-23 18:30", "member", "east-gate", "up"),
        Sighting("2026-01-23 18:45", "newcomer", "east-gate", "up"),
        Sighting("2026-01-27 08:10", "member", "east-gate", "down", "昨夜大风，东门栏里的公示表被刮走，请尽快补贴。"),
        Sighting("2026-01-29 19:00", "secretary", "east-gate", "up", "已重新打印张贴，换了带盖的公告栏。"),
    ),
)  # fmt: skip
FOURTH = Report(
    "common", "2026-Q1", "2026-04-20 20:10", "2026-04-21", "2026-05-06",
    (
        Sighting("2026-04-21 18:30", "newcomer", "east-gate", "up"),
        Sighting("2026-04-21 18:50", "member", "east-gate", "up"),
        Sighting("2026-05-07 09:20", "secretary", "east-gate", "down", "公示期满，存档两份。"),
    ),
)  # fmt: skip
"""By the community's own rules of 2025 the common income is reported every quarter from 2026 on."""
OF_REPAIRS = (
    Report(
        "repairs", "2024", "2025-01-20 20:00", "2025-01-21", "2025-02-05",
        (
            Sighting("2025-01-21 18:20", "vice", "east-gate", "up"),
            Sighting("2025-01-21 18:40", "secretary", "east-gate", "up"),
        ),
    ),
    Report(
        "repairs", "2025", "2026-02-10 20:00", "2026-02-11", "2026-02-27",
        (
            Sighting("2026-02-11 18:10", "newcomer", "east-gate", "up"),
            Sighting("2026-02-11 18:30", "member", "east-gate", "up"),
        ),
    ),
)  # fmt: skip
"""Once a year; the second one was forgotten over the new year and came eleven days late."""


def tell(script: Script) -> None:
    """Add the closed periods and the reports."""
    for fund, period, at, second, confirmed in CLOSED:
        data = {"period": period, "balances": partial(_balances, fund, last_day(period))}
        closed = script.act(at, "treasurer", "period.closed", f"fund/{fund}", data)
        script.confirm(confirmed, second, closed)
    for report in (FIRST, SECOND, THIRD, FOURTH, *OF_REPAIRS):
        figures = _mistyped if report is SECOND else partial(_figures, report)
        published = _publish(script, report, report.at, figures)
        if report is SECOND:
            published = _mend(script, published)
        for sighting in report.sightings:
            _see(script, published, sighting)


def _balances(fund: str, day: str, history: History) -> Json:
    held = balances_at(history.funds()[fund], day)
    return [{"account": account, "amount": amount} for account, amount in sorted(held.items())]


def _figures(report: Report, history: History) -> Json:
    """Return what a fund had, what changed it, line by line, and what lies on its accounts then."""
    fund = history.funds()[report.fund]
    held = {("account", account) for account in history.accounts()}
    begin, end = first_day(report.period), last_day(report.period)
    earlier = [lines for day, lines in fund.booked_on.items() if day < begin]
    opening = sum(amount for lines in earlier for side, amount in lines.items() if side in held)
    sums: dict[str, int] = {}
    for day, lines in sorted(fund.booked_on.items()):
        for (kind, code), amount in lines.items():
            if begin <= day <= end and (kind, code) not in held:
                name = code if kind == "category" else code.partition("/")[0].replace("-", "_")
                sums[name] = sums.get(name, 0) - amount
    figures = {"opening": opening} | {code: amount for code, amount in sorted(sums.items()) if amount}
    figures["closing"] = sum(figures.values())
    return [{"code": code, "amount": amount} for code, amount in figures.items()]


def _publish(script: Script, report: Report, at: str, figures: object, **more: object) -> Act:
    data: dict[str, object] = {
        "report": REPORTS[report.fund],
        "period": report.period,
        "figures": figures,
        "channels": ["notice_board", "entrances", "online"],
        "from": report.begins,
        "to": report.ends,
        "checkpoint": HEAD,
    }
    return script.act(at, "chair", "disclosure.published", f"fund/{report.fund}", data | more)


def _mistyped(history: History) -> Json:
    """Return the figures of the half-year as they were first typed: two digits of the lockers' rent changed places."""
    figures = _figures(SECOND, history)
    assert isinstance(figures, list)
    return [
        one | {"amount": 8_400_00} if isinstance(one, dict) and one["code"] == "lockers" else one for one in figures
    ]


def _mend(script: Script, published: Act) -> Act:
    """An owner saw that the lockers' rent was 4,800 in the book and 8,400 on the wall."""
    note = open_text("更正：快递柜场地费应为4,800.00元，上一版误打成8,400.00元，感谢业主指出。")
    return _publish(script, SECOND, "2025-07-19 12:30", partial(_figures, SECOND), supersedes=published, note=note)


def _see(script: Script, published: Act, sighting: Sighting) -> None:
    data: dict[str, object] = {
        "on": published,
        "place": sighting.place,
        "state": sighting.state,
        "date": sighting.at[:10],
    }
    note = {} if sighting.note is None else {"note": open_text(sighting.note)}
    script.act(sighting.at, sighting.who, "posting.evidenced", published.subject, data | note)
