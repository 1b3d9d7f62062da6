"""What there is to choose from when an event is written: ids and names."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

Names = dict[str, str]
"""Id to name; an empty name where it is not public."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What a book has opened, registered and tabled."""

    accounts: Names
    funds: Names
    parties: Names
    members: Names
    motions: Names


def choices(tables: sqlite3.Connection, currency: str) -> Choices:
    """Return what there is to choose from; of accounts and funds those in one currency."""

    def names(statement: str, *parameters: str) -> Names:
        return {one_id: name or "" for one_id, name in tables.execute(statement, parameters)}

    return Choices(
        names("SELECT id, name FROM account WHERE currency = ? ORDER BY position", currency),
        names("SELECT id, name FROM fund WHERE currency = ? ORDER BY position", currency),
        names("SELECT id, name FROM party ORDER BY id"),
        names("SELECT id, name FROM member WHERE ended_position IS NULL ORDER BY id"),
        names("SELECT id, title FROM motion ORDER BY position DESC"),
    )
