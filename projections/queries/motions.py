"""Motions with their tallies and, one by one, their ballots."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from ledger.events import format_time
from projections.queries.paging import FIRST, Cursor, cut
from projections.votes import choices_of, vote_of


@dataclass(frozen=True, slots=True)
class Count:
    """How many ballots a choice has; owners' votes also say their area (0.01 m²) and heads."""

    choice: str
    ballots: int
    area: int | None = None
    heads: int | None = None


@dataclass(frozen=True, slots=True)
class Motion:
    """A motion; ``recomputed`` is what the ballots mean under the rule pack, ``outcome`` what was declared.

    ``kind`` is the class of its matter: ordinary, special, unanimous. It was tabled in an entry of ``admitted_at``, and
    its result declared in the entry ``closed`` of ``closed_at``. ``tally`` counts the ballots that are in: it is final
    once the motion is closed.
    """

    id: str
    index: int
    title: str | None
    admitted_at: str
    matter: str
    kind: str
    form: str
    body: str
    method: str
    secrecy: str
    scope: str
    seats: int | None
    alternates: int | None
    fund: str | None
    amount_cap: int | None
    currency: str | None
    meeting: str | None
    opens: str
    closes: str
    proposer: str | None
    withdrawn: int | None
    withdrawn_at: str | None
    extended: int | None
    closed: int | None
    closed_at: str | None
    outcome: str | None
    recomputed: str | None
    fate: str | None
    tally: list[Count]


@dataclass(frozen=True, slots=True)
class MotionPage:
    """A page of motions, the latest day of opening first; ``next`` is the cursor of the page that follows."""

    motions: list[Motion]
    next: str | None


@dataclass(frozen=True, slots=True)
class Ballot:
    """One seat's vote, with the seat's own key or ``transcribed`` from signed paper."""

    index: int
    member: str | None
    choice: str
    transcribed: bool
    admitted_at: str


@dataclass(frozen=True, slots=True)
class Objection:
    """An objection and its answer, each with the index of its entry."""

    index: int
    target: int
    grounds: str | None
    answered: int | None
    answer: str | None


@dataclass(frozen=True, slots=True)
class Fate:
    """What became of the resolution: ``resolution.ended``, ``resolution.challenged``, ``resolution.annulled``."""

    index: int
    type: str
    reason: str | None
    authority: str | None


@dataclass(frozen=True, slots=True)
class MotionDetail:
    """A motion with its text, its ballots and the payments that rest on it (indexes of their requests)."""

    motion: Motion
    text: str | None
    ballots: list[Ballot]
    requests: list[int]
    objections: list[Objection]
    fates: list[Fate]


_COLUMNS = """
SELECT motion.id, motion.position AS "index", title, tabled.admitted_at, matter, class AS kind, form, body, method,
    secrecy, motion.scope, seats, alternates, fund, amount_cap, fund.currency, meeting, opens, closes, proposer,
    withdrawn_position AS withdrawn, withdrawal.admitted_at AS withdrawn_at, extended_position AS extended,
    closed_position AS closed, closing.admitted_at AS closed_at, outcome, recomputed,
    (SELECT type FROM fate WHERE fate.motion = motion.id AND type <> 'resolution.challenged'
        ORDER BY fate.position DESC LIMIT 1) AS fate
FROM motion JOIN entry AS tabled ON tabled.position = motion.position
    LEFT JOIN entry AS withdrawal ON withdrawal.position = withdrawn_position
    LEFT JOIN entry AS closing ON closing.position = closed_position LEFT JOIN fund ON fund.id = motion.fund
"""


def motions(tables: sqlite3.Connection, after: Cursor | None, limit: int) -> MotionPage:
    """Return a page of motions."""
    after = after or FIRST
    rows = tables.execute(
        f"{_COLUMNS} WHERE (substr(opens, 1, 10), motion.position) < (?, ?)"
        " ORDER BY substr(opens, 1, 10) DESC, motion.position DESC LIMIT ?",
        (after.date, after.index, limit + 1),
    ).fetchall()
    found = [_with_tally(tables, row) for row in rows]
    return MotionPage(*cut(found, limit, lambda one: Cursor(one.opens[:10], one.index)))


def _with_tally(tables: sqlite3.Connection, row: Any, until: str | None = None) -> Motion:
    """Return the motion of a row of `_COLUMNS`, with the ballots of the committee that were admitted until then."""
    if row["body"] == "assembly":
        vote = vote_of(lambda statement, motion: tables.execute(statement, (motion,)).fetchall(), row["id"])
        return Motion(**row, tally=[Count(choice, *vote.count(choice)) for choice in choices_of(vote)])
    counts = tables.execute(
        "SELECT choice, count(*) FROM ballot JOIN entry USING (position) WHERE motion = ?"
        " AND coalesce(admitted_at <= ?, true) GROUP BY choice",
        (row["id"], until),
    )
    return Motion(**row, tally=_in_order([Count(*count) for count in counts]))


def motion(tables: sqlite3.Connection, motion_id: str) -> MotionDetail | None:
    """Return one motion with its ballots."""
    row = tables.execute(f"{_COLUMNS} WHERE motion.id = ?", (motion_id,)).fetchone()
    if row is None:
        return None
    ballots = tables.execute(
        "SELECT ballot.position, ballot.member, choice, transcribed, admitted_at"
        " FROM ballot JOIN entry USING (position) WHERE motion = ? ORDER BY ballot.position",
        (motion_id,),
    )
    (text,) = tables.execute("SELECT text FROM motion WHERE id = ?", (motion_id,)).fetchone()
    requests = tables.execute("SELECT position FROM payment WHERE motion = ? ORDER BY position", (motion_id,))
    return MotionDetail(
        _with_tally(tables, row),
        text,
        [Ballot(index, who, choice, bool(copied), at) for index, who, choice, copied, at in ballots],
        [position for (position,) in requests],
        _objections(tables, motion_id),
        _fates(tables, motion_id),
    )


def open_at(tables: sqlite3.Connection, moment: datetime) -> list[Motion]:
    """Return the motions that could be voted on at an instant, the latest first, with the ballots that were in then."""
    return [one for one in _undeclared(tables, moment) if is_open(one, moment)]


def undeclared_at(tables: sqlite3.Connection, moment: datetime) -> list[Motion]:
    """Return the motions whose vote had ended by an instant and whose result nobody had declared, the latest first."""
    return [one for one in _undeclared(tables, moment) if datetime.fromisoformat(one.closes) <= moment]


def _undeclared(tables: sqlite3.Connection, moment: datetime) -> list[Motion]:
    """Return the motions that had been tabled by an instant, and neither withdrawn nor declared, with their ballots."""
    until = format_time(moment)
    rows = tables.execute(
        f"{_COLUMNS} WHERE tabled.admitted_at <= ? AND coalesce(closing.admitted_at > ?, true)"
        " AND coalesce(withdrawal.admitted_at > ?, true) ORDER BY motion.position DESC",
        (until, until, until),
    ).fetchall()
    return [_with_tally(tables, row, until) for row in rows]


def is_open(found: Motion, moment: datetime) -> bool:
    """Tell whether a motion could be voted on at an instant: tabled, within its window, and not over by then."""
    opens, closes, admitted_at = map(datetime.fromisoformat, (found.opens, found.closes, found.admitted_at))
    ends = [datetime.fromisoformat(end) for end in (found.closed_at, found.withdrawn_at) if end is not None]
    return max(opens, admitted_at) <= moment < min([closes, *ends])


def _in_order(counts: list[Count]) -> list[Count]:
    """Return a tally in the order of ballot papers, zeros included."""
    found = {count.choice: count.ballots for count in counts}
    return [Count(choice, found.get(choice, 0)) for choice in ("yes", "no", "abstain", "recuse")]


def _objections(tables: sqlite3.Connection, motion: str) -> list[Objection]:
    rows = tables.execute(
        "SELECT position, target, grounds, answer_position, answer FROM objection WHERE motion = ? ORDER BY position",
        (motion,),
    )
    return [Objection(*row) for row in rows]


def _fates(tables: sqlite3.Connection, motion: str) -> list[Fate]:
    rows = tables.execute(
        "SELECT position, type, reason, authority FROM fate WHERE motion = ? ORDER BY position", (motion,)
    )
    return [Fate(*row) for row in rows]
