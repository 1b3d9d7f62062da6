"""What a handler works with: the event that takes effect, the texts that are public, and the tables to write to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from msgspec import UNSET

from ledger.bodies.shared import Body, Sealed, Unset
from ledger.events import Event
from ledger.rules.postings import Lines
from ledger.rules.state import Community
from ledger.strict_json import Json

BodyT = TypeVar("BodyT", bound=Body)


@dataclass(frozen=True, slots=True)
class Effect:
    """An event at the moment it takes effect, with the position of its entry."""

    event: Event
    position: int
    texts: Mapping[str, Json]
    """Digest to value of every public disclosure of the entry."""
    community: Community
    """The community before this event, for whose key is whose."""
    tables: sqlite3.Connection
    earlier: Callable[[int], Event]
    """Reads the event of an earlier entry back from the log."""

    @property
    def stream_id(self) -> str:
        """The second part of the subject: the fund, motion, meeting, … that the event belongs to."""
        return self.event.subject.partition("/")[2]

    @property
    def member(self) -> str | None:
        """Who signed."""
        return self.community.keys[self.event.kid].member

    def text(self, field: Sealed | Unset) -> str | None:
        """Return the text of a sealed field, or None where it is absent or not public."""
        if isinstance(field, Unset):
            return None
        value = field.value if field.value is not UNSET else self.texts.get((field.sd or [""])[0])
        return value if isinstance(value, str) else None

    def insert(self, table: str, **row: Any) -> None:
        """Insert one row; absent members become NULL. Table and columns are ours, never the event's."""
        values = [None if value is UNSET else value for value in row.values()]
        columns, places = ", ".join(row), ", ".join("?" * len(row))
        self.tables.execute(f"INSERT INTO {table} ({columns}) VALUES ({places})", values)  # noqa: S608

    def execute(self, statement: str, *parameters: object) -> sqlite3.Cursor:
        """Execute one statement."""
        return self.tables.execute(statement, parameters)

    def position_of(self, event_id: str) -> int:
        """Return the position of an earlier event."""
        row = self.execute("SELECT position FROM entry WHERE event_id = ?", event_id).fetchone()
        return int(row[0])

    def body_at(self, position: int, kind: type[BodyT]) -> BodyT:
        """Return the body of an earlier entry."""
        body = self.earlier(position).data
        assert isinstance(body, kind)
        return body

    def post(self, lines: Lines, *, counted: bool = True) -> None:
        """Write the lines of a movement, and add them to the balances if they count."""
        for number, (kind, code, amount) in enumerate(lines):
            self.insert(
                "posting",
                position=self.position,
                line=number,
                fund=self.stream_id,
                kind=kind,
                code=code,
                amount=amount,
            )
            if counted:
                self.add_to_balance(kind, code, amount)

    def add_to_balance(self, kind: str, code: str, amount: int) -> None:
        """Add an amount to one balance of the fund."""
        self.execute(
            "INSERT INTO balance VALUES (?, ?, ?, ?)"
            " ON CONFLICT (fund, kind, code) DO UPDATE SET amount = amount + excluded.amount",
            self.stream_id,
            kind,
            code,
            amount,
        )
