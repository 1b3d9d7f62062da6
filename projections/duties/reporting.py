"""Duties of the money: to publish, to have audited, to compare with the bank, to confirm emergencies."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from typing import NamedTuple

from projections.duties.calendar import Calendar, Done
from projections.duties.duty import Duty
from projections.duties.windows import Covered, covered, covering, windows
from projections.queries.emergencies import confirmation_of

PUBLISHED = {
    "maintenance": "publication.maintenance_fund_months",
    "common_income": "publication.common_income_months",
}
"""Kinds of fund whose accounts are published, and the parameter that says how often."""
AUDITED = ("maintenance", "common_income", "committee")
"""Kinds of fund that are audited; an audit of that scope, or of all, is of them."""
PERSONS = 2


def of_reports(calendar: Calendar, until: date) -> Iterator[Duty]:
    """Yield the publications and audits of each fund, period after period from the one in which it was opened."""
    audits = calendar.tables.execute(
        "SELECT position, scope, period, admitted_at FROM audit JOIN entry USING (position) ORDER BY position"
    ).fetchall()
    for fund, kind, position, opened_at in calendar.tables.execute(
        "SELECT id, kind, fund.position, admitted_at FROM fund JOIN entry USING (position) ORDER BY fund.position"
    ).fetchall():
        opened = Opened(fund, calendar.day(opened_at), position)
        if kind in PUBLISHED:
            reports = _publications(calendar, fund)
            yield from _each(
                calendar, until, opened, "fund_publication", PUBLISHED[kind], "publication.grace_days", reports
            )
        if kind in AUDITED:
            reports = [
                covered(period, calendar.day(at), index)
                for index, scope, period, at in audits
                if scope in ("all", kind)
            ]
            yield from _each(calendar, until, opened, "fund_audit", "audit.months", "audit.grace_days", reports)


class Opened(NamedTuple):
    """A fund or an account: its id, and when and where it was opened."""

    id: str
    on: date
    position: int


def _each(
    calendar: Calendar, until: date, opened: Opened, code: str, months: str, grace: str, reports: list[Covered]
) -> Iterator[Duty]:
    """Yield a duty for each period; reports of other periods do it where together they cover it."""
    for window in windows(opened.on, until, partial(calendar.number, months)):
        begins = max(window.first, opened.on)
        due = window.last + timedelta(days=calendar.number(grace, begins))
        done = covering(window, reports)
        refs = [opened.position]
        yield calendar.duty(code, opened.id, begins, due, done, refs, period=window.name, parameter=months)


def _publications(calendar: Calendar, fund: str) -> list[Covered]:
    """Return the reports of a fund that have figures; one that was replaced by a later one was there all the same."""
    rows = calendar.tables.execute(
        "SELECT publication.position, period, begins, admitted_at FROM publication JOIN entry USING (position)"
        " WHERE fund = ? AND publication.position IN (SELECT position FROM figure) ORDER BY publication.position",
        (fund,),
    )
    return [
        covered(period, calendar.stated(date.fromisoformat(begins), at), position)
        for position, period, begins, at in rows
    ]


def of_statements(calendar: Calendar, until: date) -> Iterator[Duty]:
    """Yield, for each account at a bank and each month, that two people compare it with the bank."""
    accounts = calendar.tables.execute(
        "SELECT id, account.position, admitted_at, closed FROM account JOIN entry USING (position)"
        " WHERE subtype = 'bank' ORDER BY account.position"
    ).fetchall()
    for account, position, opened_at, closed in accounts:
        opened = calendar.day(opened_at)
        end = until if closed is None else min(until, date.fromisoformat(closed))
        agreed = _agreed(calendar, account)
        untils = [day for day, _done in agreed]
        for window in windows(opened, end, lambda _day: 1):
            begins, last = max(window.first, opened), window.last if closed is None else min(window.last, end)
            due = window.last + timedelta(days=calendar.number("finding.reconcile_days", begins))
            place = bisect_left(untils, last)
            done = agreed[place][1] if place < len(agreed) else None
            yield calendar.duty("reconciliation", account, begins, due, done, [position], period=window.name)


def _agreed(calendar: Calendar, account: str) -> list[tuple[date, Done]]:
    """Return the days, ascending, up to which two people have compared an account, and when that or more was done."""
    looks: dict[str, dict[str, int]] = {}
    found: dict[date, Done] = {}
    for position, until, member, admitted_at in calendar.tables.execute(
        "SELECT reconciliation.position, until, reconciliation.member, admitted_at FROM reconciliation"
        " JOIN entry USING (position) WHERE account = ? ORDER BY reconciliation.position",
        (account,),
    ):
        by = looks.setdefault(until, {})
        by.setdefault(member, position)
        if len(by) == PERSONS:
            found.setdefault(date.fromisoformat(until), Done(calendar.day(admitted_at), tuple(by.values())))
    agreed: list[tuple[date, Done]] = []
    for until in sorted(found, reverse=True):
        agreed.append((until, min([found[until], *(done for _until, done in agreed[-1:])])))
    return agreed[::-1]


def of_emergencies(calendar: Calendar) -> Iterator[Duty]:
    """Yield the duty to confirm each emergency; its case stands where others have a period."""
    rows = calendar.tables.execute(
        "SELECT fund, id, position, admitted_at FROM emergency JOIN entry USING (position) ORDER BY position"
    ).fetchall()
    for fund, case, position, declared_at in rows:
        declared = calendar.day(declared_at)
        first = confirmation_of(calendar.tables, calendar.pack(declared), position, declared.isoformat())
        done = None if first is None else Done(calendar.admitted(first), (first,))
        due = calendar.days_after(declared, "emergency.confirm_days")
        yield calendar.duty("emergency_confirmation", fund, declared, due, done, [position], period=case)
