"""A log in memory into which made-up sources are imported, as `mingzhang import` does it on disk."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from itertools import count

from ledger import sealing
from ledger.events import Entry, Event, format_entry
from ledger.importing import book as books
from ledger.importing import reading
from ledger.importing.drafts import Draft
from ledger.importing.maps import NamedMap
from ledger.importing.plan import Plan, Planner, SourceFile
from ledger.strict_json import Json
from tests.log_of import Book
from tests.test_ledger.test_importing.samples import TABLE_MAP, map_of

TREASURER = "treasurer"


class Importer(Book):
    """A book that remembers its signed files, so that it can be read back with and without its vault."""

    def __init__(self) -> None:
        self.files: list[bytes] = []
        self._nonces = count(1)
        super().__init__()
        self.at = datetime(2026, 1, 5, 9, 0, tzinfo=self.at.tzinfo)

    def put(self, signed: bytes) -> Event:
        event = super().put(signed)
        self.files.append(signed)
        return event

    def book(self, *, vault: bool = True) -> books.Book:
        """Read the book back; without a vault nothing that was sealed can be opened."""
        files = [sealing.split(one) for one in self.files]

        def opened(position: int) -> Mapping[str, Json]:
            return {one.digest: one.value for one in files[position][1]} if vault else {}

        entries = [format_entry(Entry(self.at, compact)) for compact, _ in files]
        return books.read(entries, opened, lambda _done: None)

    def plan(
        self, text: str, named: NamedMap | None = None, *, replaces: str | None = None, vault: bool = True
    ) -> Plan:
        """Plan the import of a source in CNY, a table by default."""
        named = named or map_of(TABLE_MAP)
        raw = text.encode()
        nonce = next(self._nonces).to_bytes(books.NONCE_BYTES)
        planner = Planner(self.book(vault=vault), named, SourceFile("样例.csv", raw), nonce, replaces)
        return planner.plan(reading.read(raw, named.map, "CNY", 2))

    def carry_out(self, drafts: list[Draft]) -> list[bytes]:
        """Sign drafts and admit them."""
        return [self.record(TREASURER, name, subject, **data) for name, subject, data in drafts]

    def imported(self, text: str, named: NamedMap | None = None, *, replaces: str | None = None) -> Plan:
        """Import a source to its end and have it confirmed."""
        plan = self.plan(text, named, replaces=replaces)
        self.confirm("chair", self.carry_out(plan.drafts)[-1])
        return plan

    def balances(self, fund: str = "common-income") -> dict[str, int]:
        """Return the balances of a fund by code, without those of zero."""
        return {code: amount for (_, code), amount in self.history.funds()[fund].balances.items() if amount}
