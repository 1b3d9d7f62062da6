"""What a finding is, and what the functions that look for findings are given.

A finding says what the book does not show where a rule would have it, and asks for an explanation. Each has the day
``since`` which it holds and the day ``until`` which it held (from then on it does not), in the community's time zone;
both follow from entries and pack alone, whoever asks and whenever.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta, tzinfo
from functools import cached_property
from typing import Any, Literal

from ledger.rules.packs import Fraction, Pack, Words
from projections.duties import Calendar, Duty, calendar_of, duties
from projections.queries.duties import THINGS
from projections.queries.movements import COLUMNS, Backing, Movement, backing, movement_of
from projections.queries.people import Member, holder, members

Severity = Literal["hint", "warn", "high", "critical"]
SEVERITIES: dict[Severity, Words] = {
    "critical": Words("Most serious", "重大"),
    "high": Words("Serious", "较重"),
    "warn": Words("To be looked at", "留意"),
    "hint": Words("Hint", "提示"),
}
"""Most serious first, and what they are called."""
Form = Literal["money", "number", "day", "member", "party", "word"]


@dataclass(frozen=True, slots=True)
class Fact:
    """A figure or a name behind a finding; ``name`` is a key of `FACTS`, ``currency`` stands with money alone."""

    name: str
    value: int | str
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Kind:
    """How facts of a name are written, and what they are called; codes of a ``family`` have everyday words."""

    form: Form
    words: Words
    family: str = ""


FACTS: dict[str, Kind] = {
    "amount": Kind("money", Words("Amount", "金额")),
    "agreed": Kind("money", Words("Agreed in the contract", "合同金额")),
    "allowed": Kind("money", Words("Allowed", "允许的金额")),
    "expected": Kind("money", Words("Expected", "应有金额")),
    "book": Kind("money", Words("By the book", "账本金额")),
    "stated": Kind("money", Words("Stated", "所写金额")),
    "total": Kind("money", Words("Together", "合计")),
    "lacking": Kind("word", Words("Not found", "未发现"), "missing"),
    "approvals": Kind("number", Words("Approvals before the payment", "付款前的同意数")),
    "needed": Kind("number", Words("Needed", "需要")),
    "declared": Kind("word", Words("Declared", "宣布的结果"), "outcome"),
    "recomputed": Kind("word", Words("By the ballots", "按表决票"), "outcome"),
    "number": Kind("number", Words("How many", "数量")),
    "days": Kind("number", Words("Days", "天数")),
    "day": Kind("day", Words("Day", "日期")),
    "due": Kind("day", Words("Due", "期限")),
    "member": Kind("member", Words("Member", "委员")),
    "party": Kind("party", Words("Party", "往来方")),
    "duty": Kind("word", Words("What was due", "应做的事"), "duty"),
    "place": Kind("word", Words("Fund or account", "资金或账户")),
    "went": Kind("money", Words("Went into the maintenance fund", "已转入维修资金")),
    "without_silent": Kind("word", Words("Without them", "不计未反馈的选票"), "outcome"),
    "matter": Kind("word", Words("Matter", "事项"), "matter"),
    "class": Kind("word", Words("Class", "表决类别"), "class"),
    "choice": Kind("word", Words("Choice", "选项"), "owners_choice"),
    "code": Kind("word", Words("Figure", "指标")),
    "invoice": Kind("word", Words("Invoice", "发票")),
    "change": Kind("word", Words("In the newer edition", "新版中"), "change"),
    "row": Kind("number", Words("Row", "第几行")),
    "period": Kind("word", Words("Period", "期间")),
}


@dataclass(frozen=True, slots=True)
class Found:
    """What a function finds: the entry that it is about, further entries, and the days.

    ``key`` tells findings of one code about the same entry apart: a period, a party.
    """

    about: int
    since: str
    until: str | None = None
    refs: tuple[int, ...] = ()
    key: str = ""
    facts: tuple[Fact, ...] = ()
    ground: str | None = None
    """The parameter that it rests on, where that is not the definition's first."""
    severity: Severity | None = None
    """How serious this one is, where that is not what the definition says."""
    ruled_on: str | None = None
    """The day whose rules it rests on, where that is not the one since which it holds: a vote's is that of opening."""

    @property
    def held(self) -> bool:
        """Whether it held for a day at all: what was mended on the day on which it began did not."""
        return self.until is None or self.until > self.since


@dataclass(frozen=True, slots=True)
class Definition:
    """One finding of the catalogue: how serious, in which words, by which parameters of the pack, and who finds it.

    ``says`` follows the article in a sentence: "By Article 7, …". The article is that of the first parameter, or of
    the pack's ``grounds`` where that has none.
    """

    code: str
    severity: Severity
    title: Words
    says: Words
    find: Callable[[Views], Iterable[Found]]
    parameters: tuple[str, ...] = ()


LAPSED = """
coalesce((
    SELECT min(coalesce(confirmed_position, fate.position)) FROM fate LEFT JOIN waiting USING (position)
    WHERE fate.motion = motion.id AND fate.type <> 'resolution.challenged'
), 9e15)
"""
"""The entry from which on the resolution of a row of ``motion`` held no longer; beyond every entry while it holds."""


class Views:
    """The tables, the rules in force, the community's time zone, and the day up to which periods are looked at."""

    def __init__(self, tables: sqlite3.Connection, pack: Pack, zone: tzinfo, today: str) -> None:
        self.tables = tables
        self.pack = pack
        self.today = today
        self._calendar: Calendar = calendar_of(tables, zone)

    def rows(self, statement: str, *parameters: object) -> list[Any]:
        """Return all rows of a query."""
        return self.tables.execute(statement, parameters).fetchall()

    def day(self, instant: str) -> str:
        """Return the day of the community on which an instant falls."""
        return self._calendar.day(instant).isoformat()

    def pack_on(self, day: str) -> Pack:
        """Return the rules, with the community's own settings, that were in force on a day."""
        return self._calendar.pack(date.fromisoformat(day))

    @cached_property
    def duties(self) -> list[Duty]:
        """All duties that have arisen."""
        return duties(self._calendar, date.fromisoformat(self.today))

    @cached_property
    def admitted(self) -> dict[int, str]:
        """The day on which each entry came into the book."""
        return {index: self.day(instant) for index, instant in self.rows("SELECT position, admitted_at FROM entry")}

    @cached_property
    def places(self) -> dict[tuple[str, str], str | None]:
        """What funds and accounts are called, by kind and id; None where the name is not public."""
        rows = self.rows("SELECT 'account', id, name FROM account UNION ALL SELECT 'fund', id, name FROM fund")
        return {(kind, name): called for kind, name, called in rows}

    @cached_property
    def _confirmed(self) -> dict[int, int]:
        return dict(self.rows("SELECT position, confirmed_position FROM waiting WHERE confirmed_position IS NOT NULL"))

    def effective(self, index: int) -> int:
        """Return the entry with which an entry took effect: itself, or the one that confirmed it."""
        return self._confirmed.get(index, index)

    def day_of(self, index: int) -> str:
        """Return the day on which an entry took effect."""
        return self.admitted[self.effective(index)]

    @cached_property
    def everybody(self) -> list[Member]:
        """All members that there were."""
        return members(self.tables)

    def holder(self, member: str | None, index: int) -> Member | None:
        """Return who had a member id when the entry at ``index`` was written."""
        return None if member is None else holder(self.everybody, member, index)

    @cached_property
    def backed(self) -> list[tuple[Movement, Backing]]:
        """Every movement that needs something behind it, with what the chain says of that, in the book's order."""
        found = [movement_of(row) for row in self.rows(f"{COLUMNS} WHERE amount < 0 ORDER BY movement.position")]
        behind = ((one, backing(self.tables, self.pack_on(self.admitted[one.index]), one)) for one in found)
        return [(one, backed) for one, backed in behind if backed is not None]


def later(day: str, days: int) -> str:
    """Return the day so many days after another; the last one of the calendar where there is none."""
    try:
        return (date.fromisoformat(day) + timedelta(days=days)).isoformat()
    except (ValueError, OverflowError):
        return date.max.isoformat()


def exceeds(share: Fraction, part: int, whole: int) -> bool:
    """Tell whether a part of a whole is above the most that a share allows, in integers.

    A share to stay under (``strictly``) is exceeded where it is reached: ten per cent or more (10%以上) includes ten.
    """
    over = share.denominator * part - share.numerator * whole
    return over >= 0 if share.strictly else over > 0


def overdue(due: str, done: str | None, *, not_before: str = "") -> tuple[str, str | None]:
    """Return since and until when something that was due on a day has not been done; what was in time never held.

    ``not_before`` is a day before which nobody could know: that on which the duty came into the book.
    """
    return max(later(due, 1), not_before), done


def missed(views: Views, *codes: str, grace: str | None = None) -> Iterator[Found]:
    """Yield the duties of these codes as what was not done in time, from the day after the last one in time on.

    Each is about the entry that it arises from first; its period, or its code where it has none, tells it from others.
    ``grace`` is the parameter with the days for which what is late is let be.
    """
    for duty in views.duties:
        if duty.code in codes:
            about, *refs = duty.refs
            key = "-".join(part for part in (duty.code if len(codes) > 1 else "", duty.period) if part)
            place = views.places.get((THINGS.get(duty.code, ""), duty.about or ""))
            facts = (Fact("duty", duty.code), *([] if place is None else [Fact("place", place)]), Fact("due", duty.due))
            days = 0 if grace is None else views.pack_on(duty.due).number(grace, duty.due)
            span = overdue(later(duty.due, days), duty.done_on)
            yield Found(about, *span, refs=tuple(refs), key=key, facts=facts, ground=duty.parameter)
