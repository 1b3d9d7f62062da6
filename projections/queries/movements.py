"""Movements of money: a fund's history page by page, and what backs each payment.

What is missing behind a payment is judged by the tiers of the rule pack. Approvals and resolution count when they stood
in the book before the payment; invoices, documents and minutes may follow. It says what the book does not show, never
that something was wrong.
"""

from __future__ import annotations

import re
import sqlite3
from dataclasses import dataclass
from typing import Any

from ledger.rules.packs import Pack

_CURSOR = re.compile(r"([0-9]{4}-[0-9]{2}-[0-9]{2})\.(0|[1-9][0-9]{0,15})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Movement:
    """Money that arrived (positive) or left (negative); ``counted`` is false for rows that an opening balance replaced.

    ``request`` is the index of the payment.requested behind it, ``outflow`` the kind of what left without one.
    """

    index: int
    fund: str
    currency: str
    type: str
    date: str
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


@dataclass(frozen=True, slots=True)
class Backing:
    """What stands behind a payment; ``missing`` has codes: see `MISSING`."""

    invoices: int
    documents: int
    approvals: int
    approvals_needed: int
    motion: str | None
    motion_title: str | None
    outcome: str | None
    missing: list[str]


MISSING = (
    "request", "approvals", "approval_of_chair", "motion", "motion_not_adopted", "motion_of_other_fund", "above_motion",
    "above_request", "cancelled", "outvoted", "minutes", "invoice",
)  # fmt: skip
"""No request · too few approvals before the payment · the chair's is not among them · no motion where its amount needs
one · the motion was not adopted before the payment, or its ballots do not mean that it was · the motion speaks of
another fund · more was paid than it allows · more was paid than was asked for · the request had been taken back · more
members had said no than yes · the meeting that decided has no minutes · neither invoice nor document."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """The last movement of the page before: its day and its index, written ``2026-06-22.44``."""

    date: str
    index: int

    def __str__(self) -> str:
        return f"{self.date}.{self.index}"


@dataclass(frozen=True, slots=True)
class MovementPage:
    """A page of movements, the latest day first; ``next`` is the cursor of the page that follows."""

    movements: list[Movement]
    next: str | None


COLUMNS = """
SELECT movement.position AS "index", movement.fund, fund.currency, type, date, amount, account, category, party,
    description, request, outflow, source, source_row, counted
FROM movement JOIN fund ON fund.id = movement.fund
"""


def parse_cursor(text: str) -> Cursor | None:
    """Parse a cursor; None where it is not one of ours."""
    match = _CURSOR.fullmatch(text)
    return Cursor(match[1], int(match[2])) if match else None


def movement_of(row: Any) -> Movement:
    """Return the movement of a row of `COLUMNS`."""
    return Movement(**{**row, "counted": bool(row["counted"])})


def movements(tables: sqlite3.Connection, fund: str, after: Cursor | None, limit: int) -> MovementPage:
    """Return a page of a fund's history."""
    where: str = ""
    parameters: tuple[object, ...] = ()
    if after is not None:
        where, parameters = " AND (date, movement.position) < (?, ?)", (after.date, after.index)
    rows = tables.execute(
        f"{COLUMNS} WHERE movement.fund = ?{where} ORDER BY date DESC, movement.position DESC LIMIT ?",
        (fund, *parameters, limit + 1),
    ).fetchall()
    found = [movement_of(row) for row in rows[:limit]]
    more = len(rows) > limit
    return MovementPage(found, str(Cursor(found[-1].date, found[-1].index)) if more else None)


def recent_spending(tables: sqlite3.Connection, limit: int) -> list[Movement]:
    """Return the latest movements by which money of the owners left their accounts."""
    rows = tables.execute(
        f"{COLUMNS} WHERE amount < 0 AND counted AND owner_of_money = 'owners' AND type <> 'balance.opened'"
        " ORDER BY date DESC, movement.position DESC LIMIT ?",
        (limit,),
    )
    return [movement_of(row) for row in rows]


def of_requests(tables: sqlite3.Connection, requests: list[int]) -> list[Movement]:
    """Return what was paid, and came back, on these requests (indexes of payment.requested)."""
    places = ", ".join("?" * len(requests))
    rows = tables.execute(f"{COLUMNS} WHERE request IN ({places}) ORDER BY movement.position", requests)
    return [movement_of(row) for row in rows]


def is_movement(tables: sqlite3.Connection, index: int) -> bool:
    """Tell whether an entry has moved money."""
    return tables.execute("SELECT 1 FROM movement WHERE position = ?", (index,)).fetchone() is not None


def backing(tables: sqlite3.Connection, pack: Pack, movement: Movement) -> Backing | None:
    """Return what backs a spending; None for movements that need no approval of their own."""
    if movement.outflow is not None:
        documents = _documents(tables, movement.index)
        unasked = _needs_no_request(pack, movement)
        return Backing(0, documents, 0, 0, None, None, None, [] if unasked else ["request"])
    if movement.type == "movement.imported" and movement.amount < 0 and _came_after_opening(tables, movement):
        return Backing(0, _documents(tables, movement.index), 0, 0, None, None, None, ["request"])
    if movement.type != "payment.executed" or movement.request is None:
        return None
    asked = tables.execute("SELECT * FROM payment WHERE position = ?", (movement.request,)).fetchone()
    paid = _paid_until(tables, "request = ?", asked["position"], movement.index)
    # What is approved once and paid many times is judged payment by payment, everything else by its sum.
    counts = paid if asked["times"] == 1 else -movement.amount
    tier = pack.tier_for(max(asked["amount"], counts), movement.date)
    approvers = [
        roles.split()
        for (roles,) in tables.execute(
            "SELECT roles FROM decision WHERE request = ? AND approved AND position < ?",
            (movement.request, movement.index),
        )
    ]
    (invoices,) = tables.execute("SELECT count(*) FROM invoice WHERE position = ?", (movement.request,)).fetchone()
    documents = _documents(tables, movement.request, movement.index)
    motion = _motion(tables, asked["motion"])
    missing = {
        "approvals": len(approvers) < tier.approvers,
        "approval_of_chair": any(not any(role in roles for roles in approvers) for role in tier.including),
        "motion": tier.motion and motion is None,
        **_missing_of_motion(tables, motion, movement),
        "above_request": counts > asked["max_each"] or paid > asked["max_each"] * asked["times"],
        "cancelled": asked["cancelled_position"] is not None and asked["cancelled_position"] < movement.index,
        "outvoted": _rejections(tables, movement) > len(approvers),
        "invoice": asked["kind"] == "expense" and not invoices and not documents,
    }
    return Backing(
        invoices,
        documents,
        len(approvers),
        tier.approvers,
        motion and motion["id"],
        motion and motion["title"],
        motion and motion["outcome"],
        [code for code in MISSING if missing.get(code)],
    )


def _motion(tables: sqlite3.Connection, motion_id: str | None) -> Any:
    return tables.execute(
        "SELECT id, title, outcome, recomputed, closed_position, fund, amount_cap, meeting IS NOT NULL AND NOT EXISTS"
        " (SELECT 1 FROM minutes WHERE minutes.meeting = motion.meeting) AS lacks_minutes FROM motion WHERE id = ?",
        (motion_id,),
    ).fetchone()


def _missing_of_motion(tables: sqlite3.Connection, motion: Any, movement: Movement) -> dict[str, bool]:
    """Return what the resolution behind a payment lacks, where there is one."""
    if motion is None:
        return {}
    of_motion = "request IN (SELECT position FROM payment WHERE motion = ?)"
    cap = motion["amount_cap"]
    adopted = motion["outcome"] == motion["recomputed"] == "adopted" and motion["closed_position"] < movement.index
    return {
        "motion_not_adopted": not adopted,
        "motion_of_other_fund": motion["fund"] not in (None, movement.fund),
        "above_motion": cap is not None and _paid_until(tables, of_motion, motion["id"], movement.index) > cap,
        "minutes": bool(motion["lacks_minutes"]),
    }


def _paid_until(tables: sqlite3.Connection, which: str, key: int | str, index: int) -> int:
    """Return what had been paid, returns taken off, up to and with the movement at ``index``."""
    rows = tables.execute(f"SELECT amount FROM movement WHERE {which} AND position <= ?", (key, index))  # noqa: S608
    return -sum(int(amount) for (amount,) in rows)


def _rejections(tables: sqlite3.Connection, movement: Movement) -> int:
    rows = tables.execute(
        "SELECT 1 FROM decision WHERE request = ? AND NOT approved AND position < ?", (movement.request, movement.index)
    )
    return len(rows.fetchall())


def _came_after_opening(tables: sqlite3.Connection, movement: Movement) -> bool:
    """Tell whether an imported row is dated after its fund's books were opened here: it is no history then."""
    (opened,) = tables.execute("SELECT opening_as_of FROM fund WHERE id = ?", (movement.fund,)).fetchone()
    return opened is not None and movement.date > opened


def _needs_no_request(pack: Pack, movement: Movement) -> bool:
    """Tell whether the pack lets money of this kind and amount leave without a request."""
    return movement.outflow in pack.codes("outflow.unasked", movement.date) and -movement.amount <= pack.number(
        "outflow.unasked_up_to", movement.date
    )


def _documents(tables: sqlite3.Connection, *entries: int) -> int:
    places = ", ".join("?" * len(entries))
    statement = f"SELECT count(DISTINCT sha256) FROM evidence WHERE position IN ({places})"  # noqa: S608 - only ?
    (count,) = tables.execute(statement, entries).fetchone()
    return int(count)
