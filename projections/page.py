"""What the events of one page write, gathered: rows go to SQLite many at a time, and before anything is read back."""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from collections.abc import Iterable, Sequence
from functools import cache

from ledger.events import Event


class Page:
    """The rows, the sums and the events of one page, on their way into ``tables``."""

    def __init__(self, tables: sqlite3.Connection) -> None:
        self._tables = tables
        self._rows: defaultdict[str, list[Sequence[object]]] = defaultdict(list)
        self._balances: defaultdict[tuple[str, str, str], int] = defaultdict(int)
        self._events: dict[int, Event] = {}
        self._positions: dict[str, int] = {}

    def note(self, position: int, event: Event) -> None:
        """Note an event of this page: what a later one acts upon is mostly near, and need not be read again."""
        self._events[position] = event
        self._positions[event.id] = position

    def event(self, position: int) -> Event | None:
        """Return an event of this page, None for earlier ones."""
        return self._events.get(position)

    def position_of(self, event_id: str) -> int:
        """Return the position of an event of this page or an earlier one."""
        if event_id in self._positions:
            return self._positions[event_id]
        row = self.execute("SELECT position FROM entry WHERE event_id = ?", event_id).fetchone()
        return int(row[0])

    def insert(self, table: str, columns: tuple[str, ...], rows: Iterable[Sequence[object]]) -> None:
        """Insert rows. Table and columns are ours, never the event's."""
        self._rows[_insertion(table, columns)] += rows

    def add_to_balance(self, fund: str, kind: str, code: str, amount: int) -> None:
        """Add to one balance. It is written when the page ends; no handler reads balances."""
        self._balances[fund, kind, code] += amount

    def execute(self, statement: str, *parameters: object) -> sqlite3.Cursor:
        """Execute one statement, which sees every row inserted so far."""
        self._flush()
        return self._tables.execute(statement, parameters)

    def end(self) -> None:
        """Write what is left."""
        self._flush()
        self._tables.executemany(
            "INSERT INTO balance VALUES (?, ?, ?, ?)"
            " ON CONFLICT (fund, kind, code) DO UPDATE SET amount = amount + excluded.amount",
            [(*key, amount) for key, amount in self._balances.items()],
        )

    def _flush(self) -> None:
        for statement, rows in self._rows.items():
            self._tables.executemany(statement, rows)
        self._rows.clear()


@cache
def _insertion(table: str, columns: tuple[str, ...]) -> str:
    places = ", ".join("?" * len(columns))
    return f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})"  # noqa: S608 - our own names alone
