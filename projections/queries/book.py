"""The community itself, how far its book is written, and what waits for a second person."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from datetime import datetime

from ledger.bodies.shared import PackPin
from ledger.rules.packs import Pack, load

__all__ = [
    "Building",
    "Community",
    "Pack",
    "Waiting",
    "community",
    "last_admitted_at",
    "last_movement",
    "pack_of",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Building:
    """One building; area in 0.01 m²."""

    id: str
    name: str
    units: int
    area: int


@dataclass(frozen=True, slots=True)
class Community:
    """What entry 0 says."""

    name: str
    origin: str
    log_vkey: str
    timezone: str
    currency: str
    pack: str
    pack_version: int
    pack_sha256: str
    rules: int
    seats: int
    units_total: int
    area_total: int
    simulated: bool
    buildings: list[Building]


@dataclass(frozen=True, slots=True)
class Waiting:
    """An event that takes effect when a second person confirms it."""

    index: int
    type: str
    subject: str
    author: str | None
    admitted_at: str


def community(tables: sqlite3.Connection) -> Community:
    """Return the community."""
    row = dict(tables.execute("SELECT * FROM community").fetchone())
    simulated = bool(row.pop("simulated"))
    buildings = [Building(*found) for found in tables.execute("SELECT id, name, units, area FROM building ORDER BY id")]
    return Community(**row, simulated=simulated, buildings=buildings)


def pack_of(found: Community) -> Pack:
    """Return the rule pack that governs the community."""
    return load(PackPin(id=found.pack, version=found.pack_version, sha256=found.pack_sha256))


def last_admitted_at(tables: sqlite3.Connection) -> datetime:
    """Return when the last entry that is shown was admitted."""
    (text,) = tables.execute("SELECT admitted_at FROM entry ORDER BY position DESC LIMIT 1").fetchone()
    return datetime.fromisoformat(text)


def last_movement(tables: sqlite3.Connection) -> str | None:
    """Return the latest day on which money moved, as far as the book shows; None before the first."""
    (day,) = tables.execute("SELECT max(date) FROM movement").fetchone()
    return None if day is None else str(day)


def waiting(tables: sqlite3.Connection) -> list[Waiting]:
    """Return what waits for a second person, oldest first."""
    rows = tables.execute(
        "SELECT waiting.position, waiting.type, waiting.subject, author, admitted_at FROM waiting JOIN entry"
        " USING (position) WHERE confirmed_position IS NULL AND dropped_position IS NULL ORDER BY waiting.position"
    )
    return [Waiting(*row) for row in rows]
