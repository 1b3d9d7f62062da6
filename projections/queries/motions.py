"""Motions with their tallies and, one by one, their ballots."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

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

    ``tally`` counts the ballots that are in; it is final when ``closed`` is the index of the declaring entry.
    """

    id: str
    index: int
    title: str | None
    matter: str
    form: str
    body: str
    majority: str
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
    extended: int | None
    closed: int | None
    outcome: str | None
    recomputed: str | None
    tally: list[Count]


@dataclass(frozen=True, slots=True)
class Ballot:
    """One seat's vote, with the seat's own key or ``transcribed`` from signed paper."""

    index: int
    member: str | None
    choice: str
    transcribed: bool
    admitted_at: str


@dataclass(frozen=True, slots=True)
class MotionDetail:
    """A motion with its text, its ballots and the payments that rest on it (indexes of their requests)."""

    motion: Motion
    text: str | None
    ballots: list[Ballot]
    requests: list[int]


_COLUMNS = """
SELECT motion.id, motion.position AS "index", title, matter, form, body, majority, method, secrecy,
    motion.scope, seats, alternates, fund, amount_cap, fund.currency, meeting, opens, closes, proposer,
    withdrawn_position AS withdrawn, extended_position AS extended, closed_position AS closed, outcome, recomputed
FROM motion LEFT JOIN fund ON fund.id = motion.fund
"""


def motions(tables: sqlite3.Connection) -> list[Motion]:
    """Return all motions, the latest first."""
    rows = tables.execute(f"{_COLUMNS} ORDER BY motion.position DESC").fetchall()
    return [Motion(**row, tally=_tally(tables, row["id"], row["body"])) for row in rows]


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
        Motion(**row, tally=_tally(tables, motion_id, row["body"])),
        text,
        [Ballot(index, who, choice, bool(copied), at) for index, who, choice, copied, at in ballots],
        [position for (position,) in requests],
    )


def is_open(found: Motion, now: datetime) -> bool:
    """Tell whether a motion can be voted on at an instant."""
    undecided = found.closed is None and found.withdrawn is None
    return undecided and datetime.fromisoformat(found.opens) <= now < datetime.fromisoformat(found.closes)


def _tally(tables: sqlite3.Connection, motion_id: str, body: str) -> list[Count]:
    """Return what is counted so far, in the order of ballot papers, zeros included."""
    if body == "assembly":
        vote = vote_of(lambda statement, motion: tables.execute(statement, (motion,)).fetchall(), motion_id)
        return [Count(choice, *vote.count(choice)) for choice in choices_of(vote)]
    rows = tables.execute("SELECT choice, count(*) FROM ballot WHERE motion = ? GROUP BY choice", (motion_id,))
    found = dict(rows.fetchall())
    return [Count(choice, found.get(choice, 0)) for choice in ("yes", "no", "abstain", "recuse")]
