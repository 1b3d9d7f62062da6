"""How far the book was held against the bank, closed, and published."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Reconciled:
    """An account and the last day up to which two people have compared it with the bank, None where nobody has.

    ``difference`` is what the last of them found between book and bank, in minor units of the ``currency``.
    """

    account: str
    name: str | None
    currency: str
    until: str | None
    difference: int | None


@dataclass(frozen=True, slots=True)
class Period:
    """A closed period of a fund and its last day."""

    index: int
    period: str
    until: str


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure of a report."""

    code: str
    amount: int


@dataclass(frozen=True, slots=True)
class Sighting:
    """Who saw a report hang in a place (``up``), or taken down."""

    index: int
    member: str | None
    place: str
    state: str
    date: str


@dataclass(frozen=True, slots=True)
class Publication:
    """A report that was put up; ``superseded`` is the index of the entry that replaced it."""

    index: int
    report: str
    period: str
    channels: list[str]
    begins: str
    until: str
    size: int
    root: str
    superseded: int | None
    figures: list[Figure]
    sightings: list[Sighting]


def reconciled(tables: sqlite3.Connection) -> list[Reconciled]:
    """Return, for each account at a bank that is not closed, up to which day two people have compared it."""
    rows = tables.execute(
        """
        SELECT account.id, name, currency, until, (
            SELECT difference FROM reconciliation AS last
            WHERE last.account = account.id AND last.until = agreed.until ORDER BY last.position DESC LIMIT 1
        ) AS difference
        FROM account LEFT JOIN (
            SELECT account, max(until) AS until FROM (
                SELECT account, until FROM reconciliation GROUP BY account, until HAVING count(DISTINCT member) >= 2
            ) GROUP BY account
        ) AS agreed ON agreed.account = account.id
        WHERE subtype = 'bank' AND closed IS NULL ORDER BY account.position
        """
    )
    return [Reconciled(*row) for row in rows]


def periods(tables: sqlite3.Connection, fund: str) -> list[Period]:
    """Return the closed periods of a fund."""
    rows = tables.execute("SELECT position, period, until FROM period WHERE fund = ? ORDER BY until", (fund,))
    return [Period(*row) for row in rows]


def publications(tables: sqlite3.Connection, fund: str) -> list[Publication]:
    """Return the reports of a fund in the order in which they were published."""
    rows = tables.execute(
        "SELECT position, report, period, channels, begins, until, size, root, superseded_position FROM publication"
        " WHERE fund = ? ORDER BY position",
        (fund,),
    ).fetchall()
    return [
        Publication(*(*row[:3], row[3].split(), *row[4:], _figures(tables, row[0]), _sightings(tables, row[0])))
        for row in map(tuple, rows)
    ]


def _figures(tables: sqlite3.Connection, publication: int) -> list[Figure]:
    rows = tables.execute("SELECT code, amount FROM figure WHERE position = ? ORDER BY code", (publication,))
    return [Figure(*row) for row in rows]


def _sightings(tables: sqlite3.Connection, publication: int) -> list[Sighting]:
    rows = tables.execute(
        "SELECT position, member, place, state, date FROM sighting WHERE publication = ? ORDER BY position",
        (publication,),
    )
    return [Sighting(*row) for row in rows]
