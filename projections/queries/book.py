"""The community itself, how far its book is written, and what waits for a second person."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from datetime import datetime

from ledger.bodies.shared import PackPin
from ledger.rules.packs import Fraction, Pack, Value, load

__all__ = [
    "Building", "Community", "Pack", "Setting", "Waiting", "community", "last_admitted_at", "last_movement", "pack_of",
    "packs_in_time", "plain_pack_of", "value_of", "waiting",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Building:
    """One building; area in 0.01 m²."""

    id: str
    name: str
    units: int
    area: int


@dataclass(frozen=True, slots=True)
class Setting:
    """A parameter of the pack that the community set otherwise; ``value`` is JSON, as it was signed."""

    parameter: str
    value: str
    clause: str | None
    index: int


@dataclass(frozen=True, slots=True)
class Community:
    """What entry 0 says, and what was changed since: the rules with their settings, the seats, the log's key."""

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
    settings: list[Setting]


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
    settings = _settings(tables, *tables.execute("SELECT max(position) FROM ruleset").fetchone())
    return Community(**row, simulated=simulated, buildings=buildings, settings=settings)


def _settings(tables: sqlite3.Connection, adoption: int) -> list[Setting]:
    rows = tables.execute(
        "SELECT parameter, value, clause, position FROM setting WHERE position = ? ORDER BY parameter", (adoption,)
    )
    return [Setting(*row) for row in rows]


def packs_in_time(tables: sqlite3.Connection) -> list[tuple[str, Pack]]:
    """Return every pack that governed, with its settings and the instant of admission from which, oldest first."""
    rows = tables.execute(
        "SELECT position, pack, pack_version, ruleset.pack_sha256, admitted_at FROM ruleset JOIN entry USING (position)"
        " ORDER BY position"
    ).fetchall()
    return [
        (since, _with(load(PackPin(id=pack, version=version, sha256=sha256)), _settings(tables, position)))
        for position, pack, version, sha256, since in rows
    ]


def pack_of(found: Community) -> Pack:
    """Return the rule pack that governs the community, with what it has set otherwise."""
    return _with(plain_pack_of(found), found.settings)


def _with(pack: Pack, settings: list[Setting]) -> Pack:
    return pack.with_values({one.parameter: value_of(one.value) for one in settings})


def value_of(text: str) -> Value:
    """Return the value of a setting from its JSON."""
    value = json.loads(text)
    return Fraction(**value) if isinstance(value, dict) else value


def plain_pack_of(found: Community) -> Pack:
    """Return the rule pack as it was published."""
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
