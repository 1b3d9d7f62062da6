"""The chain of one movement: request, approvals, motion, ballots, minutes, payment; and what is missing in it."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from typing import Literal

from ledger.rules.packs import Pack
from projections.queries.commitments import BudgetLine, Contract, Emergency, budget_line, contract, emergency
from projections.queries.documents import Document, Source, documents_of, sources
from projections.queries.meetings import MeetingDetail, meeting
from projections.queries.motions import MotionDetail, motion
from projections.queries.movements import COLUMNS, Backing, Movement, backing, movement_of, paid_on


@dataclass(frozen=True, slots=True)
class Posting:
    """One line of what the movement booked."""

    kind: str
    code: str
    amount: int


@dataclass(frozen=True, slots=True)
class Act:
    """Who signed an entry, when by their own word (``time``), and when it came into the book."""

    index: int
    type: str
    member: str | None
    time: str
    admitted_at: str
    note: str | None


@dataclass(frozen=True, slots=True)
class Standing:
    """Where an entry stands that needs a second person: ``waiting``, ``confirmed`` or ``dropped``.

    ``by`` is the entry that confirmed it, or the one that ended the office of the member whom it was
    about, or the key that signed it.
    """

    state: Literal["waiting", "confirmed", "dropped"]
    by: Act | None


@dataclass(frozen=True, slots=True)
class Invoice:
    """An invoice that the request names."""

    issuer: str
    number: str
    date: str
    amount: int


@dataclass(frozen=True, slots=True)
class Repeat:
    """A standing request: approved once, paid up to so many times within its bounds."""

    every: str
    times: int
    max_each: int
    until: str


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for; ``cancelled`` is the index of the entry that took it back, ``paid`` what went out on it."""

    act: Act
    id: str
    kind: str
    amount: int
    category: str
    payee: str
    purpose: str | None
    cancelled: int | None
    repeat: Repeat | None
    paid: int
    invoices: list[Invoice]
    documents: list[Document]


@dataclass(frozen=True, slots=True)
class Decision:
    """One yes or no to the request, with the roles that its signer held then."""

    act: Act
    roles: list[str]
    approved: bool


@dataclass(frozen=True, slots=True)
class Chain:
    """Everything behind a movement; what it does not have is None or empty."""

    movement: Movement
    recorded: Act
    confirmed: Act | None
    postings: list[Posting]
    documents: list[Document]
    request: Request | None
    decisions: list[Decision]
    motion: MotionDetail | None
    meeting: MeetingDetail | None
    same_request: list[Movement]
    source: Source | None
    edition: Source | None
    backing: Backing | None
    contract: Contract | None
    budget_line: BudgetLine | None
    emergency: Emergency | None


def chain(tables: sqlite3.Connection, pack: Pack, index: int) -> Chain | None:
    """Return the chain of the movement that the entry at ``index`` recorded."""
    row = tables.execute(f"{COLUMNS} WHERE movement.position = ?", (index,)).fetchone()
    if row is None:
        return None
    found = movement_of(row)
    request = None if found.request is None else _request(tables, found.request)
    decided = _motion_of(tables, found.request)
    confirmation = tables.execute("SELECT confirmed_position FROM waiting WHERE position = ?", (index,)).fetchone()
    postings = tables.execute("SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line", (index,))
    siblings = tables.execute(
        f"{COLUMNS} WHERE request = ? AND movement.position <> ? ORDER BY movement.position", (found.request, index)
    )
    known = sources(tables)
    return Chain(
        found,
        act(tables, index),
        None if confirmation is None else act(tables, confirmation[0]),
        [Posting(*posting) for posting in postings],
        documents_of(tables, index),
        request,
        [] if found.request is None else decisions_of(tables, found.request),
        decided,
        meeting(tables, decided.motion.meeting) if decided is not None and decided.motion.meeting else None,
        [movement_of(sibling) for sibling in siblings],
        next((source for source in known if source.id == found.source), None),
        next((source for source in known if source.id == found.edition), None),
        backing(tables, pack, found),
        *_commitments_of(tables, found),
    )


def _commitments_of(
    tables: sqlite3.Connection, movement: Movement
) -> tuple[Contract | None, BudgetLine | None, Emergency | None]:
    row = tables.execute(
        "SELECT contract, budget_line, emergency FROM payment WHERE position = ?", (movement.request,)
    ).fetchone()
    if row is None:
        return None, None, None
    named, code, case = row
    return (
        contract(tables, movement.fund, named),
        budget_line(tables, movement.fund, code),
        emergency(tables, movement.fund, case),
    )


def act(tables: sqlite3.Connection, index: int) -> Act:
    """Return who signed an entry that is shown, and when."""
    row = tables.execute(
        "SELECT position, type, member, time, admitted_at, note FROM entry WHERE position = ?", (index,)
    ).fetchone()
    return Act(*row)


def acts_on(tables: sqlite3.Connection, index: int) -> list[Act]:
    """Return the later entries that act upon an entry: that confirm, approve, pay, sign it, vote on it."""
    rows = tables.execute("SELECT position FROM entry WHERE acts_on = ? ORDER BY position", (index,)).fetchall()
    return [act(tables, position) for (position,) in rows]


def standing(tables: sqlite3.Connection, index: int) -> Standing | None:
    """Return where an entry stands; None for one that has taken effect at once."""
    row = tables.execute(
        "SELECT confirmed_position, dropped_position FROM waiting WHERE position = ?", (index,)
    ).fetchone()
    if row is None:
        return None
    confirmed, dropped = row
    if confirmed is not None:
        return Standing("confirmed", act(tables, confirmed))
    return Standing("waiting", None) if dropped is None else Standing("dropped", act(tables, dropped))


def _request(tables: sqlite3.Connection, index: int) -> Request:
    row = tables.execute(
        "SELECT id, kind, amount, category, payee, purpose, cancelled_position AS cancelled FROM payment"
        " WHERE position = ?",
        (index,),
    ).fetchone()
    invoices = tables.execute(
        "SELECT issuer, number, date, amount FROM invoice WHERE position = ? ORDER BY line", (index,)
    )
    return Request(
        act=act(tables, index),
        **row,
        repeat=repeat_of(tables, index),
        paid=paid_on(tables, index),
        invoices=[Invoice(*invoice) for invoice in invoices],
        documents=documents_of(tables, index),
    )


def repeat_of(tables: sqlite3.Connection, request: int) -> Repeat | None:
    """Return how a request repeats, None for one that is paid once."""
    row = tables.execute("SELECT every, times, max_each, until FROM payment WHERE position = ?", (request,)).fetchone()
    return None if row[0] is None else Repeat(*row)


def decisions_of(tables: sqlite3.Connection, request: int) -> list[Decision]:
    """Return every yes and no to a request, oldest first."""
    rows = tables.execute(
        "SELECT position, roles, approved FROM decision WHERE request = ? ORDER BY position", (request,)
    )
    return [Decision(act(tables, index), roles.split(), bool(approved)) for index, roles, approved in rows.fetchall()]


def _motion_of(tables: sqlite3.Connection, request: int | None) -> MotionDetail | None:
    row = tables.execute("SELECT motion FROM payment WHERE position = ?", (request,)).fetchone()
    return motion(tables, row[0]) if row is not None and row[0] is not None else None
