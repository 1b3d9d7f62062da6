"""Members with their keys, and the parties that the community deals with."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Key:
    """A key of a member: its thumbprint, its public half (base64url), and whether it may sign.

    ``index`` is the entry that announced it, which a recovery key has signed where ``by_recovery`` says so.
    """

    kid: str
    x: str
    status: str
    index: int
    by_recovery: bool


@dataclass(frozen=True, slots=True)
class RecoveryKey:
    """A key that may introduce keys and nothing else, and who keeps it; ``announced`` until it is revoked."""

    kid: str
    x: str
    status: str
    index: int
    holder: str | None


@dataclass(frozen=True, slots=True)
class Member:
    """A person in a body of the community; ``ended`` is the index of the entry that ended the office.

    ``index`` is the entry of the appointment. An id may return for another term: it then stands here once for each.
    """

    id: str
    name: str | None
    body: str
    seat_no: int | None
    roles: list[str]
    term_from: str | None
    term_to: str | None
    index: int
    ended: int | None
    keys: list[Key]


@dataclass(frozen=True, slots=True)
class Counterparty:
    """A firm, person or authority; the name of a person is not public."""

    id: str
    kind: str
    name: str | None
    uscc: str | None
    member: str | None
    index: int


def members(tables: sqlite3.Connection) -> list[Member]:
    """Return all members that there were, those in office first, by seat."""
    keys: dict[tuple[str, int], list[Key]] = {}
    for member, appointment, kid, x, status, index, by_recovery in tables.execute(
        "SELECT key.member, max(member.position), kid, x, status, key.position, by_recovery FROM key"
        " JOIN member ON member.id = key.member AND member.position <= key.position GROUP BY kid ORDER BY key.rowid"
    ):
        keys.setdefault((member, appointment), []).append(Key(kid, x, status, index, bool(by_recovery)))
    rows = tables.execute(
        """
        SELECT id, name, body, seat_no, roles, term_from, term_to, position AS "index", ended_position AS ended
        FROM member ORDER BY ended_position IS NOT NULL, seat_no IS NULL, seat_no, id, position
        """
    )
    return [
        Member(**{**row, "roles": row["roles"].split()}, keys=keys.get((row["id"], row["index"]), [])) for row in rows
    ]


def recovery_keys(tables: sqlite3.Connection) -> list[RecoveryKey]:
    """Return all recovery keys in the order in which the founding names them."""
    rows = tables.execute("SELECT kid, x, status, position, holder FROM key WHERE member IS NULL ORDER BY rowid")
    return [RecoveryKey(*row) for row in rows]


def holder(everybody: Iterable[Member], member: str, index: int | None) -> Member | None:
    """Return who had a member id when the entry at ``index`` was written; without an index, who alone ever had it."""
    found = [one for one in everybody if one.id == member and (index is None or one.index <= index)]
    if index is None and len(found) > 1:
        return None
    return max(found, key=lambda one: one.index, default=None)


def counterparties(tables: sqlite3.Connection) -> list[Counterparty]:
    """Return all parties by id."""
    rows = tables.execute("SELECT id, kind, name, uscc, member, position FROM party ORDER BY id")
    return [Counterparty(*row) for row in rows]
