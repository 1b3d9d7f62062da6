"""What the things of a book are called, by their ids: for whoever writes out an entry that names them."""

from __future__ import annotations

import sqlite3

THINGS = {
    "fund": "SELECT id, name FROM fund",
    "account": "SELECT id, name FROM account",
    "building": "SELECT id, name FROM building",
    "motion": "SELECT id, title FROM motion",
    "source": "SELECT id, name FROM source",
    "meeting": "SELECT id, at FROM meeting",
}
"""Kinds of things: their ids, and what they are called (a meeting: when it is)."""


def names(tables: sqlite3.Connection) -> dict[str, dict[str, str | None]]:
    """Return the name of each thing by kind and id, None where that is not public."""
    return {thing: dict(tables.execute(statement)) for thing, statement in THINGS.items()}


def candidates(tables: sqlite3.Connection, motion: str) -> dict[str, str | None]:
    """Return what each option or candidate of a motion is called, None where that is not public."""
    return dict(tables.execute("SELECT id, label FROM candidate WHERE motion = ?", (motion,)))


def currencies(tables: sqlite3.Connection) -> dict[str, str]:
    """Return the currency of each fund by its id, and of each account by its stream (``account/<id>``)."""
    return dict(
        tables.execute("SELECT id, currency FROM fund UNION ALL SELECT 'account/' || id, currency FROM account")
    )
