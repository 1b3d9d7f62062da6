"""Findings about authority: what should have stood in the book before money left. They say what the chain says."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from ledger.rules import periods
from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later, missed, overdue
from projections.queries.emergencies import confirmation_of
from projections.queries.movements import Backing, Movement

FINDING_OF = {
    "request": "A0", "approvals": "A0", "approval_of_chair": "A0", "approval_of_chair_after": "A0", "cancelled": "A0",
    "outvoted": "A0", "motion": "A1", "motion_not_adopted": "A1", "motion_of_other_fund": "A1", "above_motion": "A2",
    "above_request": "A2", "outside_repetition": "A2",
    "emergency_confirmation": "A4", "acceptance": "A7", "review": "A7", "invoice": "B3",
    "minutes": "F4",
}  # fmt: skip
"""The finding that speaks of each thing that a chain may lack (`projections.queries.movements.MISSING`)."""


def lacking(views: Views, code: str) -> Iterator[tuple[Movement, Backing, Found]]:
    """Yield the payments whose chain lacks what a finding is about.

    What came later does not change what was paid; a payment that was booked wrongly and taken back asks for nothing.
    """
    for movement, backing in views.backed:
        missing = [one for one in backing.missing if FINDING_OF[one] == code]
        since = views.admitted[movement.index]
        until = None if movement.reversed is None else views.day_of(movement.reversed)
        if missing:
            refs = () if movement.request is None else (movement.request,)
            facts = [Fact("amount", -movement.amount, movement.currency)]
            facts += [Fact("lacking", one) for one in missing]
            if "approvals" in missing:
                facts += [Fact("approvals", backing.approvals), Fact("needed", backing.approvals_needed)]
            yield movement, backing, Found(movement.index, since, until, refs, facts=tuple(facts))


def a0(views: Views) -> Iterator[Found]:
    """Money left without the approvals of its tier."""
    return (found for _movement, _backing, found in lacking(views, "A0"))


def a1(views: Views) -> Iterator[Found]:
    """Money above the limit left without an adopted motion."""
    return (found for _movement, _backing, found in lacking(views, "A1"))


def a2(views: Views) -> Iterator[Found]:
    """More was paid than the motion or the request allows."""
    return (found for _movement, _backing, found in lacking(views, "A2"))


def a3(views: Views) -> Iterator[Found]:
    """What was paid on a budget line is above what the line had then; a revision that covers it ends that."""
    lines = views.rows("SELECT * FROM budget_line ORDER BY position")
    rows = views.rows(
        "SELECT movement.position, movement.fund, movement.amount, book_date, budget_line, request, currency"
        " FROM movement JOIN payment ON payment.position = request JOIN fund ON fund.id = movement.fund"
        " WHERE budget_line IS NOT NULL ORDER BY movement.position"
    )
    spent: defaultdict[tuple[str, str, str], int] = defaultdict(int)
    for row in rows:
        line = _line_of(lines, row)
        if line is None:
            continue
        key = (row["fund"], line["code"], line["period"])
        spent[key] -= row["amount"]
        if spent[key] > line["amount"] and row["amount"] < 0:
            since, until = views.admitted[row["position"]], _revised(views, lines, line, spent[key])
            facts = (Fact("total", spent[key], row["currency"]), Fact("allowed", line["amount"], row["currency"]))
            refs = (row["request"], line["position"])
            yield Found(row["position"], since, until, refs, facts=(*facts, Fact("period", line["period"])))


def _line_of(lines: list[Any], row: Any) -> Any:
    """Return the budget line that held when a movement came into the book, for the period that it counts in."""
    held = [
        line
        for line in lines
        if (line["fund"], line["code"]) == (row["fund"], row["budget_line"])
        and line["position"] < row["position"]
        and periods.first_day(line["period"]) <= row["book_date"] <= periods.last_day(line["period"])
    ]
    return held[-1] if held else None


def _revised(views: Views, lines: list[Any], line: Any, spent: int) -> str | None:
    """Return the day on which a later budget of the same period first covered what was spent."""
    same = ("fund", "code", "period")
    return next(
        (
            views.admitted[one["position"]]
            for one in lines
            if all(one[name] == line[name] for name in same)
            and one["position"] > line["position"]
            and one["amount"] >= spent
        ),
        None,
    )


def a4(views: Views) -> Iterator[Found]:
    """An emergency was not confirmed in time, or not before money left on it; its cost was not reviewed afterwards."""
    yield from missed(views, "emergency_confirmation")
    rows = views.rows(
        """
        SELECT emergency.position, movement.position AS paid, movement.date, (
            SELECT min(work.position) FROM work
            WHERE work.fund = payment.fund AND work.contract = payment.contract AND approved IS NOT NULL
        ) AS reviewed
        FROM emergency JOIN payment ON payment.fund = emergency.fund AND payment.emergency = emergency.id
            JOIN movement ON movement.request = payment.position AND type = 'payment.executed'
        WHERE movement.reversed_position IS NULL ORDER BY movement.position
        """
    )
    for index, paid, day, reviewed in rows:
        since = views.admitted[paid]
        confirmed = confirmation_of(views.tables, views.pack_on(day), index, day)
        until = None if confirmed is None else views.admitted[confirmed]
        yield Found(paid, since, until, (index,), key="confirmation")
        due = later(day, views.pack_on(day).number("emergency.review_days", day))
        held = overdue(due, reviewed and views.admitted[reviewed], not_before=since)
        facts = (Fact("due", due),)
        yield Found(paid, *held, (index,), key="review", facts=facts, ground="emergency.review_days")


def a5(views: Views) -> Iterator[Found]:
    """A resolution was annulled and the payment that rests on it stands; or it had ended before the payment."""
    rows = views.rows(
        """
        SELECT movement.position, request, fate.position AS fate, fate.type, movement.amount, currency,
            reversed_position
        FROM fate JOIN payment USING (motion) JOIN movement ON movement.request = payment.position
            JOIN fund ON fund.id = movement.fund
        WHERE movement.type = 'payment.executed' AND (
            fate.type = 'resolution.annulled' OR (fate.type = 'resolution.ended' AND fate.position < movement.position)
        )
        ORDER BY movement.position, fate.position
        """
    )
    for row in rows:
        since = max(views.admitted[row["position"]], views.day_of(row["fate"]))
        until = None if row["reversed_position"] is None else views.day_of(row["reversed_position"])
        facts = (Fact("amount", -row["amount"], row["currency"]),)
        yield Found(row["position"], since, until, (row["request"], row["fate"]), key=str(row["fate"]), facts=facts)


DEFINITIONS = (
    Definition(
        "A0",
        "high",
        Words("Money left without its approvals", "付款缺少应有的同意"),
        Words(
            "the book does not show, before this payment, the request and the approvals that its amount needs",
            "账本中未发现付款之前有该金额所需的申请和同意",
        ),
        a0,
        ("approval.one_up_to", "approval.two_up_to", "outflow.unasked", "outflow.unasked_up_to"),
    ),
    Definition(
        "A1",
        "critical",
        Words("No adopted resolution behind a large payment", "大额付款没有通过的决议"),
        Words(
            "the book does not show that a resolution for this payment had been adopted before it",
            "账本中未发现付款之前已有通过的决议",
        ),
        a1,
        ("approval.two_up_to",),
    ),
    Definition(
        "A2",
        "high",
        Words("More was paid than allowed", "付款超过批准的金额"),
        Words(
            "the book does not show a resolution or a request that allows as much as was paid",
            "账本中未发现允许支付这么多金额的决议或申请",
        ),
        a2,
    ),
    Definition(
        "A3",
        "warn",
        Words("Above the budget line", "超出预算"),
        Words(
            "the book does not show a budget that covers what was paid on this line",
            "账本中未发现足以支付这一项的预算",
        ),
        a3,
    ),
    Definition(
        "A4",
        "warn",
        Words("Emergency without confirmation or review", "应急维修缺少确认或审价"),
        Words(
            "the book does not show that this emergency was confirmed, or its cost reviewed, in time",
            "账本中未发现这次应急维修按期得到确认或审价",
        ),
        a4,
        ("emergency.confirm_days", "emergency.confirmed_by", "emergency.review_days"),
    ),
    Definition(
        "A5",
        "high",
        Words("A payment on a resolution that no longer holds", "所依据的决议已撤销或终止"),
        Words(
            "the book does not show what this payment rests on, since its resolution no longer holds",
            "账本中未发现决议撤销或终止之后这笔付款的依据",
        ),
        a5,
    ),
)
