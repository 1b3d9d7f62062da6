"""What a handler works with: the event that takes effect, the texts that are public, and the tables to write to."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from msgspec import UNSET, Struct

from ledger.bodies.shared import Body, Sealed, Unset
from ledger.events import Event
from ledger.rules.postings import Lines, Shares
from ledger.rules.state import Community
from ledger.strict_json import Json
from projections.page import Page

BodyT = TypeVar("BodyT", bound=Body)
_SHARE = ("position", "line", "fund", "building", "account", "amount")
_POSTING = ("position", "line", "fund", "kind", "code", "amount")


class Effect(Struct, frozen=True):
    """An event at the moment it takes effect, with the position of its entry."""

    event: Event
    position: int
    texts: Mapping[str, Json]
    """Digest to value of every public disclosure of the entry."""
    community: Community
    """The community before this event, for whose key is whose."""
    page: Page
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
        value = self.value(field)
        return value if isinstance(value, str) else None

    def value(self, field: Sealed | Unset) -> Json:
        """Return what a sealed field holds, or None where it is absent or not public."""
        if isinstance(field, Unset):
            return None
        return self.texts.get((field.sd or [""])[0]) if field.value is UNSET else field.value

    def insert(self, table: str, **row: Any) -> None:
        """Insert one row; absent members become NULL. Table and columns are ours, never the event's."""
        values = [None if value is UNSET else value for value in row.values()]
        self.page.insert(table, tuple(row), [values])

    def execute(self, statement: str, *parameters: object) -> sqlite3.Cursor:
        """Execute one statement."""
        return self.page.execute(statement, *parameters)

    def position_of(self, event_id: str) -> int:
        """Return the position of an earlier event."""
        return self.page.position_of(event_id)

    def body_at(self, position: int, kind: type[BodyT]) -> BodyT:
        """Return the body of an earlier entry."""
        body = self.earlier(position).data
        assert isinstance(body, kind)
        return body

    def post(self, lines: Lines, shares: Shares = (), *, counted: bool = True) -> None:
        """Write the lines of a movement and its shares by building; add the lines to the balances if they count."""
        self.page.insert(
            "posting", _POSTING, [(self.position, number, self.stream_id, *line) for number, line in enumerate(lines)]
        )
        self.page.insert(
            "share", _SHARE, [(self.position, number, self.stream_id, *share) for number, share in enumerate(shares)]
        )
        if counted:
            for kind, code, amount in lines:
                self.add_to_balance(kind, code, amount)

    def add_to_balance(self, kind: str, code: str, amount: int) -> None:
        """Add an amount to one balance of the fund."""
        self.page.add_to_balance(self.stream_id, kind, code, amount)
