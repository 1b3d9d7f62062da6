"""How offices are kept: declared interests, seals, handovers, audits, duties, witnesses; and words beside entries."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Interest:
    """What ties a member to a party."""

    index: int
    member: str | None
    relation: str
    party: str
    since: str


@dataclass(frozen=True, slots=True)
class SealUse:
    """The use of a seal; ``approved`` is the index of the entry that allowed it, null where none is named."""

    index: int
    seal: str
    purpose: str | None
    document: str
    approved: int | None
    copies: int


@dataclass(frozen=True, slots=True)
class HandoverSide:
    """One side of a handover, and at how many entries of the book it was signed."""

    index: int
    side: str
    member: str | None
    seals: list[str]
    open_contracts: list[str]
    hosting_and_keys: str | None
    size: int
    items: list[str | None]


@dataclass(frozen=True, slots=True)
class Audit:
    """An auditor's opinion."""

    index: int
    scope: str
    period: str
    firm: str
    opinion: str


@dataclass(frozen=True, slots=True)
class Duty:
    """A duty that was done."""

    index: int
    member: str | None
    duty: str
    period: str | None
    date: str


@dataclass(frozen=True, slots=True)
class Witness:
    """Who cosigns the log, for information; ``removed`` is the index of the entry that removed it."""

    index: int
    vkey: str
    name: str | None
    url: str
    kind: str
    removed: int | None


@dataclass(frozen=True, slots=True)
class Offices:
    """Everything of these."""

    interests: list[Interest]
    seals: list[SealUse]
    handovers: list[HandoverSide]
    audits: list[Audit]
    duties: list[Duty]
    witnesses: list[Witness]


@dataclass(frozen=True, slots=True)
class Remark:
    """Words beside an entry: an annotation (``finding`` null) or the answer to a finding; a withdrawal of fields."""

    index: int
    kind: str
    code: str
    text: str | None
    member: str | None


def offices(tables: sqlite3.Connection) -> Offices:
    """Return them, oldest first."""
    items: dict[int, list[str | None]] = {}
    for position, title in tables.execute("SELECT position, title FROM handover_item ORDER BY position, line"):
        items.setdefault(position, []).append(title)
    sides = tables.execute(
        "SELECT position, side, member, seals, open_contracts, hosting_and_keys, size FROM handover ORDER BY position"
    )
    return Offices(
        [Interest(*row) for row in tables.execute("SELECT * FROM interest ORDER BY position")],
        [SealUse(*row) for row in tables.execute("SELECT * FROM seal_use ORDER BY position")],
        [
            HandoverSide(index, side, member, seals.split(), contracts.split(), keys, size, items.get(index, []))
            for index, side, member, seals, contracts, keys, size in sides
        ],
        [Audit(*row) for row in tables.execute("SELECT * FROM audit ORDER BY position")],
        [
            Duty(*row)
            for row in tables.execute("SELECT position, member, duty, period, date FROM duty ORDER BY position")
        ],
        [Witness(*row) for row in tables.execute("SELECT * FROM witness ORDER BY position")],
    )


def remarks_of(tables: sqlite3.Connection, index: int) -> list[Remark]:
    """Return the words beside an entry, oldest first."""
    rows = tables.execute(
        """
        SELECT position, kind, code, text, entry.member FROM (
            SELECT position, 'annotation' AS kind, reason AS code, text FROM annotation WHERE target = :index
            UNION ALL SELECT position, 'answer', finding, text FROM finding_answer WHERE target = :index
            UNION ALL SELECT position, 'erasure', '', basis FROM erasure WHERE target = :index GROUP BY position
        ) JOIN entry USING (position) ORDER BY position
        """,
        {"index": index},
    )
    return [Remark(*row) for row in rows]
