"""Findings about how the books are kept: in time, whole, and as their sources have it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import partial
from typing import Any

from ledger.rules import periods
from ledger.rules.packs import Words
from projections.duties.windows import windows
from projections.findings.base import Definition, Fact, Found, Severity, Views, later, overdue


def e2(views: Views) -> Iterator[Found]:
    """An entry came into the book long after its signer says to have made it, or long after the day that it counts in.

    Imported rows are history, and so is what a newer edition has otherwise; an opening balance has a day of its own.
    """
    rows = views.rows(
        "SELECT entry.position, time, book_date FROM entry LEFT JOIN movement ON movement.position = entry.position"
        " AND entry.type NOT IN ('movement.imported', 'balance.opened') AND edition IS NULL ORDER BY entry.position"
    )
    for index, time, book_date in rows:
        admitted = views.admitted[index]
        signed = views.day(time)
        pack = views.pack_on(admitted)
        by_signature = _days(signed, admitted) > pack.number("finding.late_days", admitted)
        by_book = book_date is not None and _days(book_date, admitted) > pack.number("finding.booking_days", admitted)
        if by_signature or by_book:
            day = signed if by_signature else book_date
            facts = (Fact("day", day), Fact("days", _days(day, admitted)))
            ground = "finding.late_days" if by_signature else "finding.booking_days"
            yield Found(index, admitted, facts=facts, ground=ground)


def _days(first: str, last: str) -> int:
    return (date.fromisoformat(last) - date.fromisoformat(first)).days


def e3(views: Views) -> Iterator[Found]:
    """Income that was expected, or is due under a contract, has not come in whole some days after it was due."""
    for row in views.rows(
        "SELECT expected.*, currency FROM expected JOIN fund ON fund.id = fund ORDER BY expected.position"
    ):
        came = views.rows("SELECT position, amount FROM movement WHERE expected = ? ORDER BY position", row["position"])
        yield from _not_come(views, row, row["amount"], came, row["position"], "")
    for row in views.rows(
        "SELECT instalment.*, contract.position, contract.amount_now, contract.ends, currency FROM instalment JOIN"
        " contract ON contract.fund = instalment.fund AND contract.id = contract JOIN fund ON fund.id = instalment.fund"
        " WHERE direction = 'receive' ORDER BY contract.position, due, line"
    ):
        came = views.rows(
            "SELECT position, amount FROM movement WHERE fund = ? AND contract = ? ORDER BY position",
            row["fund"],
            row["contract"],
        )
        due = views.rows(
            "SELECT amount FROM instalment WHERE fund = ? AND contract = ? AND (due, line) <= (?, ?)",
            row["fund"],
            row["contract"],
            row["due"],
            row["line"],
        )
        if row["due"] <= row["ends"]:
            total = min(sum(int(amount) for (amount,) in due), row["amount_now"])
            yield from _not_come(views, row, total, came, row["position"], str(row["line"]))


def _not_come(views: Views, row: Any, total: int, came: list[Any], about: int, key: str) -> Iterator[Found]:
    received, done = 0, None
    for position, amount in came:
        received += amount
        if done is None and received >= total:
            done = views.day_of(position)
    due = later(row["due"], views.pack_on(row["due"]).number("finding.income_days", row["due"]))
    held = overdue(due, done, not_before=views.admitted[about])
    facts = (Fact("due", row["due"]), Fact("expected", total, row["currency"]))
    yield Found(about, *held, key=key, facts=(*facts, Fact("book", received, row["currency"])))


def e4(views: Views) -> Iterator[Found]:
    """An imported source states a balance or a total that does not follow from its own rows."""
    rows = views.rows(
        "SELECT source.position AS registered, misstated.position, row, what, stated, expected,"
        " coalesce((SELECT currency FROM movement JOIN fund ON fund.id = fund WHERE source = misstated.source),"
        " (SELECT currency FROM community)) AS currency"
        " FROM misstated JOIN source ON source.id = misstated.source ORDER BY misstated.position, row, what"
    )
    for row in rows:
        facts = tuple(Fact(name, row[name], row["currency"]) for name in ("stated", "expected"))
        since = views.day_of(row["position"])
        yield Found(
            row["position"], since, refs=(row["registered"],), key=f"{row['row']}-{row['what']}",
            facts=(Fact("row", row["row"]), *facts),
        )  # fmt: skip


def e5(views: Views) -> Iterator[Found]:
    """A row that was imported is otherwise in a newer edition of its source, or is not there any more.

    It weighs more where people had been told of it: where the books of its day were closed, or a report about it was
    published, before the row was taken back.
    """
    rows = views.rows(
        "SELECT back.position, back.reverses, back.fund, back.date, old.amount, currency, source.position AS edition,"
        " (SELECT position FROM movement WHERE replaces = back.reverses AND source = back.edition) AS now"
        " FROM movement AS back JOIN movement AS old ON old.position = back.reverses JOIN fund ON fund.id = back.fund"
        " JOIN source ON source.id = back.edition ORDER BY back.position"
    )
    for row in rows:
        told = _told(views, row["fund"], row["date"], views.effective(row["position"]))
        refs = tuple(index for index in (row["position"], row["now"], row["edition"], told) if index is not None)
        facts = (
            Fact("change", "vanished" if row["now"] is None else "changed"),
            Fact("day", row["date"]),
            Fact("amount", row["amount"], row["currency"]),
        )
        severity: Severity | None = None if told is None else "high"
        yield Found(row["reverses"], views.day_of(row["position"]), refs=refs, facts=facts, severity=severity)


def _told(views: Views, fund: str, day: str, before: int) -> int | None:
    """Return the first entry, before another one, that closed the books of a day or published a report about it."""
    closed = views.rows("SELECT position FROM period WHERE fund = ? AND until >= ?", fund, day)
    published = [
        (position,)
        for position, period in views.rows("SELECT position, period FROM publication WHERE fund = ?", fund)
        if periods.first_day(period) <= day <= periods.last_day(period)
    ]
    return min((index for (index,) in (*closed, *published) if views.effective(index) < before), default=None)


def e6(views: Views) -> Iterator[Found]:
    """Of the net common income up to the end of a period less went into the maintenance fund than the pack's share.

    What went there is counted from the beginning on: more in one period makes up for less in another one before. Where
    the pack asks for it only while the fund is low, a book that does not say what was first deposited shows nothing.
    """
    arrived = views.rows(
        "SELECT came.position, came.amount, sent.fund FROM posting AS came"
        " JOIN fund ON fund.id = came.fund AND fund.kind = 'maintenance'"
        " JOIN posting AS sent ON sent.code = came.code AND sent.amount > 0"
        " WHERE came.kind = 'account' AND substr(came.code, 1, 8) = 'transit/' AND came.amount < 0"
        " ORDER BY came.position"
    )
    for fund in views.rows("SELECT id, position, currency FROM fund WHERE kind = 'common_income' ORDER BY position"):
        lines = views.rows(
            "SELECT book_date, posting.amount FROM posting JOIN movement USING (position)"
            " WHERE posting.fund = ? AND posting.kind = 'category' AND counted",
            fund["id"],
        )
        opened = date.fromisoformat(views.admitted[fund["position"]])
        months = partial(_months, views, "publication.common_income_months")
        for window in windows(opened, date.fromisoformat(views.today), months):
            last = window.last.isoformat()
            net = -sum(amount for day, amount in lines if day <= last)
            share = views.pack_on(last).fraction("fund.topup_share", last)
            if net <= 0 or share.numerator == 0 or not _is_asked_for(views, last):
                continue
            went, done = 0, None
            for position, amount, source in arrived:
                went -= amount if source == fund["id"] else 0
                done = done or (views.day_of(position) if share.reached_by(went, net) else None)
            due = later(last, views.pack_on(last).number("publication.grace_days", last))
            held = overdue(due, done)
            facts = (Fact("total", net, fund["currency"]), Fact("went", went, fund["currency"]), Fact("due", due))
            yield Found(fund["position"], *held, key=window.name, facts=facts)


def _is_asked_for(views: Views, day: str) -> bool:
    """Tell whether common income is to go into the maintenance fund, by what that fund had at the end of a day."""
    pack = views.pack_on(day)
    if pack.code("fund.topup_when", day) == "always":
        return True
    deposited, has = 0, 0
    for fund, first in views.rows("SELECT id, first_deposit FROM fund WHERE kind = 'maintenance'"):
        deposited += first or 0
        rows = views.rows(
            "SELECT posting.amount FROM posting JOIN movement USING (position) JOIN account ON account.id = code"
            " WHERE posting.fund = ? AND posting.kind = 'account' AND counted AND book_date <= ?",
            fund,
            day,
        )
        has += sum(amount for (amount,) in rows)
    return deposited > 0 and not pack.fraction("fund.topup_trigger", day).reached_by(has, deposited)


def _months(views: Views, parameter: str, day: date) -> int:
    return views.pack_on(day.isoformat()).number(parameter, day.isoformat())


DEFINITIONS = (
    Definition(
        "E2",
        "warn",
        Words("Written down late", "迟记"),
        Words("the book does not show why this was written down so late", "账本中未发现这么晚才记录的原因"),
        e2,
        ("finding.late_days", "finding.booking_days"),
    ),
    Definition(
        "E3",
        "high",
        Words("Expected income has not come in", "应收未收"),
        Words("the book does not show that this income came in whole", "账本中未发现这笔收入已足额收到"),
        e3,
        ("finding.income_days",),
    ),
    Definition(
        "E4",
        "warn",
        Words("A figure of an imported source does not follow from its rows", "导入的来源中余额或合计与各行不符"),
        Words(
            "the rows of the source do not give the figure that it states",
            "按来源的各行推算不出它所写的数字",
        ),
        e4,
    ),
    Definition(
        "E5",
        "warn",
        Words("A changed or missing row in a newer edition", "新版来源中改动或消失的行"),
        Words(
            "the book does not show why a newer edition of the source has this row otherwise, or no longer",
            "账本中未发现来源的新版改动或删去这一行的原因",
        ),
        e5,
    ),
    Definition(
        "E6",
        "high",
        Words("Too little of the common income for the maintenance fund", "公共收益补充维修资金不足"),
        Words(
            "the book does not show that the share of the common income went into the maintenance fund",
            "账本中未发现公共收益按比例补充维修资金",
        ),
        e6,
        (
            "fund.topup_share",
            "fund.topup_when",
            "fund.topup_trigger",
            "publication.common_income_months",
            "publication.grace_days",
        ),
    ),
)
