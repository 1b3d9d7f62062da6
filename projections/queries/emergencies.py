"""Whose word confirms an emergency."""

from __future__ import annotations

import json
import sqlite3

from ledger.rules.packs import Pack

_BODIES = {"seat": "committee", "supervisor": "supervisor"}
"""Code of ``emergency.confirmed_by`` to the body of members."""


def confirmation_of(tables: sqlite3.Connection, pack: Pack, emergency: int, on: str) -> int | None:
    """Return the first entry by which one of those whom the pack asks for on a day confirmed an emergency.

    ``emergency`` is the index of its declaration. Others may confirm it too, which decides nothing.
    """
    bodies = [_BODIES[code] for code in pack.codes("emergency.confirmed_by", on)]
    (position,) = tables.execute(
        """
        SELECT min(position) FROM emergency_confirmation AS word WHERE emergency = ? AND (
            SELECT body FROM member WHERE id = word.member AND member.position < word.position
            ORDER BY member.position DESC LIMIT 1
        ) IN (SELECT value FROM json_each(?))
        """,
        (emergency, json.dumps(bodies)),
    ).fetchone()
    return None if position is None else int(position)
