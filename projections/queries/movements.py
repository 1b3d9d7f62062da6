"""Movements of money: a fund's history page by page, and what backs each payment.

What is missing behind a payment is judged by the tiers of the rule pack. Approvals and resolution count when they stood
in the book before the payment; invoices, documents and minutes may follow. It says what the book does not show, never
that something was wrong.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from typing import Any

from ledger.rules.packs import Pack
from projections.queries.emergencies import confirmation_of
from projections.queries.paging import FIRST, Cursor, cut
from projections.queries.standing import is_outside


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that arrived (positive) or left (negative); ``counted`` is false for rows that an opening balance replaced.

    ``date`` is the bank's or the world's day, ``book_date`` the one that it counts in, as month totals do.
    ``request`` is the index of the payment.requested behind it, ``outflow`` the kind of what left without one.
    ``reverses`` is the index of the movement that this one takes back, ``reversed`` that of the one which took this
    one back. ``edition`` is the newer edition of a source because of which the one or the other was done; ``replaces``
    is the index of the row of the older edition in whose place this one stands, ``replaced`` that of the one which
    stands in the place of this one. ``late``: it belongs to a period that is closed, and counts in a later one.
    """

    index: int
    fund: str
    currency: str
    type: str
    date: str
    book_date: str
    amount: int
    account: str | None
    category: str | None
    party: str | None
    description: str | None
    request: int | None
    outflow: str | None
    source: str | None
    source_row: int | None
    counted: bool
    reverses: int | None
    reversed: int | None
    edition: str | None
    replaces: int | None
    replaced: int | None
    late: bool


@dataclass(frozen=True, slots=True)
class Spending:
    """A movement that has spent money of the owners, and how much by its categories of expense.

    An advance is spent when it is settled: until then somebody holds it, and no month counts it.
    """

    movement: Movement
    amount: int
    advance: bool


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a payment; ``missing`` has codes: see `MISSING`.

    ``approvals`` were in the book before the payment, ``approvals_after`` came later. ``recorded_at`` is when the
    last of the request and those approvals came into the book: perhaps long after the day on which the bank paid.
    """

    invoices: int
    documents: int
    approvals: int
    approvals_after: int
    approvals_needed: int
    recorded_at: str | None
    motion: str | None
    motion_title: str | None
    outcome: str | None
    missing: list[str]


MISSING = (
    "request", "approvals", "approval_of_chair", "approval_of_chair_after", "motion", "motion_not_adopted",
    "motion_of_other_fund", "above_motion", "above_request", "outside_repetition", "cancelled", "outvoted",
    "minutes", "invoice", "emergency_confirmation", "acceptance", "review",
)  # fmt: skip
"""No request · too few approvals before the payment · the chair's is nowhere · the chair's came only after the payment
· no motion where its amount needs one · the motion was not adopted before the payment, or its ballots do not mean
that it was · the motion speaks of another fund · more was paid than it allows · more was paid than was asked for · a
standing request was paid after its end, or too often · the request had been taken back · more members had said no
than yes · the meeting that decided has no minutes · neither invoice nor document · nobody has confirmed the
emergency · a final payment before the work was accepted · before its cost was reviewed."""


@dataclass(frozen=True, slots=True)
class MovementPage:
    """A page of movements, the latest day first; ``next`` is the cursor of the page that follows."""

    movements: list[Movement]
    next: str | None


COLUMNS = """
SELECT movement.position AS "index", movement.fund, fund.currency, type, date, book_date, amount, account, category,
    party, description, request, outflow, source, source_row, counted, reverses, reversed_position AS reversed,
    coalesce(
        movement.edition, (SELECT edition FROM movement AS back WHERE back.position = movement.reversed_position)
    ) AS edition,
    replaces, (SELECT position FROM movement AS instead WHERE instead.replaces = movement.position) AS replaced,
    EXISTS (
        SELECT 1 FROM period WHERE period.fund = movement.fund AND until >= date AND until < book_date
    ) AS late
FROM movement JOIN fund ON fund.id = movement.fund
"""


ON_REQUESTS = """
request IS NOT NULL AND type <> 'advance.settled' AND NOT EXISTS (
    SELECT 1 FROM movement AS settled WHERE settled.position = movement.reverses AND settled.type = 'advance.settled'
)
"""
"""Which movements pay on a request or take such a payment back: what an advance was spent on does neither."""


def movement_of(row: Any) -> Movement:
    """Return the movement of a row of `COLUMNS`."""
    return Movement(**{**row, "counted": bool(row["counted"]), "late": bool(row["late"])})


def movements(tables: sqlite3.Connection, fund: str, after: Cursor | None, limit: int) -> MovementPage:
    """Return a page of a fund's history."""
    after = after or FIRST
    rows = tables.execute(
        f"{COLUMNS} WHERE movement.fund = ? AND (date, movement.position) < (?, ?)"
        " ORDER BY date DESC, movement.position DESC LIMIT ?",
        (fund, after.date, after.index, limit + 1),
    )
    return MovementPage(*cut([movement_of(row) for row in rows], limit, lambda one: Cursor(one.date, one.index)))


def outgoing(tables: sqlite3.Connection, limit: int) -> list[Movement]:
    """Return the latest movements by which money of the owners left an account, to wherever it went."""
    rows = tables.execute(
        f"{COLUMNS} WHERE amount < 0 AND counted AND owner_of_money = 'owners'"
        " AND type NOT IN ('balance.opened', 'movement.reversed')"
        " ORDER BY date DESC, movement.position DESC LIMIT ?",
        (limit,),
    )
    return [movement_of(row) for row in rows]


def recent_spending(tables: sqlite3.Connection, pack: Pack, limit: int) -> list[Spending]:
    """Return the latest movements that have spent money of the owners, as `months` counts it, and the advances.

    What goes to another fund of the owners, or back to whoever had deposited it, has no category and is not spent.
    Neither is what was booked by mistake and taken back.
    """
    income = json.dumps([code for code, side in pack.sides.items() if side == "income"])
    rows = tables.execute(
        """
        SELECT movement.position, movement.amount, type = 'payment.executed' AND EXISTS (
                SELECT 1 FROM payment WHERE payment.position = movement.request AND payment.kind = 'advance'
            ) AS advance,
            (
                SELECT coalesce(sum(posting.amount), 0) FROM posting
                WHERE posting.position = movement.position AND posting.kind = 'category'
                AND substr(code, 1, instr(code || '/', '/') - 1) NOT IN (SELECT value FROM json_each(?))
            ) AS spent
        FROM movement JOIN fund ON fund.id = movement.fund
        WHERE owner_of_money = 'owners' AND counted AND (spent > 0 OR advance)
        AND reverses IS NULL AND reversed_position IS NULL
        ORDER BY date DESC, movement.position DESC LIMIT ?
        """,
        (income, limit),
    ).fetchall()
    return [
        Spending(_movement_at(tables, position), -amount if advance else spent, bool(advance))
        for position, amount, advance, spent in rows
    ]


def _movement_at(tables: sqlite3.Connection, index: int) -> Movement:
    return movement_of(tables.execute(f"{COLUMNS} WHERE movement.position = ?", (index,)).fetchone())


def of_requests(tables: sqlite3.Connection, requests: list[int]) -> list[Movement]:
    """Return what was paid, and came back, on these requests (indexes of payment.requested)."""
    places = ", ".join("?" * len(requests))
    rows = tables.execute(f"{COLUMNS} WHERE request IN ({places}) ORDER BY movement.position", requests)
    return [movement_of(row) for row in rows]


def alike(
    tables: sqlite3.Connection, fund: str, kind: str, account: str, day: str, amount: int, request: str | None
) -> int | None:
    """Return the first movement of the same fund, type, account, day and amount (positive), None where there is none.

    One that was taken back is none: what is recorded in its place looks like it.
    ``request`` is the event id of the request that was paid, None for a movement without one.
    """
    row = tables.execute(
        "SELECT position FROM movement WHERE fund = ? AND date = ? AND type = ? AND account = ? AND abs(amount) = ?"
        " AND request IS (SELECT position FROM entry WHERE event_id = ?) AND reversed_position IS NULL"
        " ORDER BY position LIMIT 1",
        (fund, day, kind, account, amount, request),
    ).fetchone()
    return None if row is None else int(row[0])


def is_movement(tables: sqlite3.Connection, index: int) -> bool:
    """Tell whether an entry has moved money."""
    return tables.execute("SELECT 1 FROM movement WHERE position = ?", (index,)).fetchone() is not None


def backing(tables: sqlite3.Connection, pack: Pack, movement: Movement) -> Backing | None:
    """Return what backs a spending; None for movements that need no approval of their own."""
    if movement.outflow is not None:
        documents = _documents(tables, movement.index)
        unasked = _needs_no_request(pack, movement)
        return _unasked(documents, [] if unasked else ["request"])
    if movement.type == "movement.imported" and movement.amount < 0 and _came_after_cutover(tables, movement):
        return _unasked(_documents(tables, movement.index), ["request"])
    if movement.type != "payment.executed" or movement.request is None:
        return None
    asked = tables.execute("SELECT * FROM payment WHERE position = ?", (movement.request,)).fetchone()
    return of_request(tables, pack, asked, -movement.amount, movement.date, movement.index)


def _unasked(documents: int, missing: list[str]) -> Backing:
    return Backing(0, documents, 0, 0, 0, None, None, None, None, missing)


def of_request(tables: sqlite3.Connection, pack: Pack, asked: Any, amount: int, on: str, index: int | None) -> Backing:
    """Return what backs a payment of ``amount`` on a request (a row of the table ``payment``) on a day.

    ``index`` is the movement that paid it. Without one it is still to be paid, and everything in the book counts.
    """
    until, planned = (FIRST.index, amount) if index is None else (index, 0)
    paid = planned + _paid_until(tables, "request = ?", asked["position"], until)
    # What is approved once and paid many times is judged payment by payment, everything else by its sum.
    counts = paid if asked["times"] == 1 else amount
    tier = pack.tier_for(max(asked["amount"], counts), on)
    decisions = tables.execute(
        "SELECT approved, roles, position < ? AS before, admitted_at FROM decision JOIN entry USING (position)"
        " WHERE request = ?",
        (until, asked["position"]),
    ).fetchall()
    before = [one for one in decisions if one["before"]]
    approvals = [one for one in before if one["approved"]]
    after = [one for one in decisions if one["approved"] and not one["before"]]
    lacking = {role for role in tier.including if not _has_role(approvals, role)}
    came_late = all(_has_role(after, role) for role in lacking)
    (invoices,) = tables.execute("SELECT count(*) FROM invoice WHERE position = ?", (asked["position"],)).fetchone()
    documents = _documents(tables, asked["position"], until)
    motion = _motion(tables, asked["motion"])
    work = _missing_of_work(tables, pack, asked, until, planned, on)
    missing = {
        "approvals": len(approvals) < tier.approvers,
        "approval_of_chair": lacking and not came_late,
        "approval_of_chair_after": lacking and came_late,
        "motion": tier.motion and motion is None and not _is_urgent(asked, work),
        **_missing_of_motion(tables, motion, asked["fund"], until, planned),
        "above_request": counts > asked["max_each"] or paid > asked["max_each"] * asked["times"],
        "outside_repetition": is_outside(tables, asked, on, until, planned),
        "cancelled": asked["cancelled_position"] is not None and asked["cancelled_position"] < until,
        "outvoted": len(before) - len(approvals) > len(approvals),
        "invoice": asked["kind"] == "expense" and not invoices and not documents,
        **work,
    }
    return Backing(
        invoices,
        documents,
        len(approvals),
        len(after),
        tier.approvers,
        max([_admitted_at(tables, asked["position"]), *(one["admitted_at"] for one in approvals)]),
        motion and motion["id"],
        motion and motion["title"],
        motion and motion["outcome"],
        [code for code in MISSING if missing.get(code)],
    )


def _is_urgent(asked: sqlite3.Row, work: dict[str, bool]) -> bool:
    """Tell whether a confirmed emergency stands in the place of the vote; who has to approve stays the same."""
    return asked["emergency"] is not None and not work["emergency_confirmation"]


def _has_role(decisions: list[Any], role: str) -> bool:
    return any(role in one["roles"].split() for one in decisions)


def _admitted_at(tables: sqlite3.Connection, index: int) -> str:
    (text,) = tables.execute("SELECT admitted_at FROM entry WHERE position = ?", (index,)).fetchone()
    return str(text)


def _missing_of_work(
    tables: sqlite3.Connection, pack: Pack, asked: sqlite3.Row, index: int, planned: int, on: str
) -> dict[str, bool]:
    """Tell what an emergency or a final payment under a contract lacked when the money left.

    An emergency that is confirmed afterwards lacks nothing any more. A settlement that the pack lets pass without a
    cost review lacks none.
    """
    case = tables.execute(
        "SELECT position FROM emergency WHERE fund = ? AND id = ?", (asked["fund"], asked["emergency"])
    ).fetchone()
    confirmed = case is not None and confirmation_of(tables, pack, case["position"], on) is not None
    accepted, reviewed = tables.execute(
        "SELECT coalesce(sum(result IN ('accepted', 'with_defects')), 0), count(approved) FROM work"
        " WHERE fund = ? AND contract = ? AND position < ?",
        (asked["fund"], asked["contract"], index),
    ).fetchone()
    final = asked["contract"] is not None and asked["stage"] == "final"
    of_contract = "request IN (SELECT position FROM payment WHERE fund || '/' || contract = ?)"
    settled = planned + _paid_until(tables, of_contract, f"{asked['fund']}/{asked['contract']}", index)
    small = settled <= pack.number("fund.unreviewed_up_to", on)
    return {
        "emergency_confirmation": asked["emergency"] is not None and not confirmed,
        "acceptance": final and not accepted,
        "review": final and not reviewed and not small,
    }


def _motion(tables: sqlite3.Connection, motion_id: str | None) -> Any:
    return tables.execute(
        "SELECT id, title, outcome, recomputed, closed_position, fund, amount_cap, meeting IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM minutes WHERE minutes.meeting = motion.meeting) AS lacks_minutes FROM motion WHERE id = ?",
        (motion_id,),
    ).fetchone()


def _missing_of_motion(tables: sqlite3.Connection, motion: Any, fund: str, until: int, planned: int) -> dict[str, bool]:
    """Return what the resolution behind a payment from a fund lacks, where there is one."""
    if motion is None:
        return {}
    of_motion = "request IN (SELECT position FROM payment WHERE motion = ?)"
    cap = motion["amount_cap"]
    paid = planned + _paid_until(tables, of_motion, motion["id"], until)
    adopted = motion["outcome"] == motion["recomputed"] == "adopted" and motion["closed_position"] < until
    return {
        "motion_not_adopted": not adopted,
        "motion_of_other_fund": motion["fund"] not in (None, fund),
        "above_motion": cap is not None and paid > cap,
        "minutes": bool(motion["lacks_minutes"]),
    }


def paid_on(tables: sqlite3.Connection, request: int) -> int:
    """Return what has gone out on a request (index of its entry), returns taken off."""
    return _paid_until(tables, "request = ?", request, FIRST.index)


def _paid_until(tables: sqlite3.Connection, which: str, key: int | str, index: int) -> int:
    """Return what had been paid, returns taken off, up to and with the movement at ``index``."""
    rows = tables.execute(
        f"SELECT amount FROM movement WHERE {which} AND {ON_REQUESTS} AND position <= ?",  # noqa: S608 - our own words
        (key, index),
    )
    return -sum(int(amount) for (amount,) in rows)


def _came_after_cutover(tables: sqlite3.Connection, movement: Movement) -> bool:
    """Tell whether an imported row is dated after its fund went over to this book: it is no history then.

    The fund's cutover says when that was; where it has none, the day of its opening balance does, or that on which the
    fund came into the book.
    """
    (cutover,) = tables.execute(
        "SELECT coalesce(cutover, opening_as_of, substr(admitted_at, 1, 10)) FROM fund JOIN entry USING (position)"
        " WHERE id = ?",
        (movement.fund,),
    ).fetchone()
    return bool(movement.date > cutover)


def _needs_no_request(pack: Pack, movement: Movement) -> bool:
    """Tell whether the pack lets money of this kind and amount leave without a request."""
    return movement.outflow in pack.codes("outflow.unasked", movement.date) and -movement.amount <= pack.number(
        "outflow.unasked_up_to", movement.date
    )


def _documents(tables: sqlite3.Connection, *entries: int) -> int:
    """Count the documents beside entries, and beside later remarks on them: what was missing may be supplied so."""
    places = ", ".join("?" * len(entries))
    statement = (
        f"SELECT count(DISTINCT sha256) FROM evidence WHERE position IN ({places})"  # noqa: S608 - only ?
        f" OR position IN (SELECT position FROM annotation WHERE target IN ({places}))"
    )
    (count,) = tables.execute(statement, (*entries, *entries)).fetchone()
    return int(count)
