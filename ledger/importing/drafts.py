"""The events of an import, drafted: what registers, opens, moves and completes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date, timedelta
from typing import NamedTuple

from ledger.errors import FormatError
from ledger.importing.book import Book, ImportedRow, no_text
from ledger.importing.editions import Comparison, Content
from ledger.importing.maps import NamedMap
from ledger.importing.notes import misstated_of, note_of
from ledger.importing.parties import Parties
from ledger.importing.rows import AccountPlace, Reading, Transaction
from ledger.importing.sameness import Key
from ledger.rules.act import COMMUNITY_PARTY
from ledger.rules.postings import Lines
from ledger.strict_json import Json

NEWER_EDITION = "newer_edition"
"""The reason of a reversal that a newer edition of a source brings about."""


class Draft(NamedTuple):
    """An event that is to be signed."""

    name: str
    subject: str
    data: dict[str, Json]


class PlannedRow(NamedTuple):
    """A transaction as it will stand in the book."""

    transaction: Transaction
    lines: Lines
    party: str | None
    accounts: dict[str, tuple[AccountPlace, str | None]]
    """Its accounts by their id in the book, each with the person whose account it is."""
    key: Key

    @property
    def content(self) -> Content:
        """What it says."""
        return Content(self.transaction.date, self.lines, self.party, self.transaction.text or None)


class Drafts:
    """Drafts the events of one source."""

    def __init__(self, book: Book, named: NamedMap, source: str, currency: str) -> None:
        self._book = book
        self._named = named
        self._source = source
        self._currency = currency
        self._fund = named.map.fund

    def registration(self, name: str, nonce: bytes, count: int, replaces: str | None) -> Iterator[Draft]:
        """Yield source.registered of a file of ``count`` rows."""
        data: dict[str, Json] = {
            "source": self._source,
            "nonce": {"value": nonce.hex()},
            "name": {"value": name},
            "sheets": 1,
            "rows": count,
            "map_sha256": self._named.sha256,
            "funds": [self._fund.id],
        }
        if replaces is not None:
            data["replaces"] = replaces
        yield Draft("source.registered", f"source/{self._source}", data)

    def fund(self) -> Iterator[Draft]:
        """Yield fund.opened where the fund is not open.

        Raises:
            FormatError: ``import.fund_alike``.
        """
        funds = self._book.history.funds()
        if self._fund.id not in funds:
            for held, fund in funds.items():
                if fund.opened is not None and fund.opened.name == self._fund.name:
                    raise FormatError(
                        "import.fund_alike",
                        f"the map opens the fund {self._fund.id!r}, and the book has {held!r} under the same name",
                        advice=f"Set `id` of [fund] in the map to {held!r}, or give another fund another name.",
                    )
            data: dict[str, Json] = {
                "name": str(self._fund.name),
                "kind": self._fund.kind,
                "currency": self._currency,
                "owner_of_money": self._fund.owner_of_money,
                "scope": "all",
            }
            yield Draft("fund.opened", f"fund/{self._fund.id}", data)

    def parties(self, parties: Parties, rows: Sequence[PlannedRow]) -> Iterator[Draft]:
        """Yield counterparty.registered of every party of these rows that the book does not have."""
        used = {row.party for row in rows} | {holder for row in rows for _, holder in row.accounts.values()}
        for data in parties.registrations(used):
            yield Draft("counterparty.registered", "community", data)

    def accounts(self, rows: Sequence[PlannedRow]) -> Iterator[Draft]:
        """Yield account.opened of every account of these rows that is not open.

        Raises:
            FormatError: ``import.account_differs``.
        """
        opened = self._book.history.accounts()
        for account, (place, holder) in {key: value for row in rows for key, value in row.accounts.items()}.items():
            body = opened[account].opened if account in opened else None
            if body is None:
                data: dict[str, Json] = {
                    "kind": place.kind,
                    "subtype": place.subtype,
                    "name": {"value": place.name if holder is None else f"{place.name} {holder}"},
                    "holder": holder or COMMUNITY_PARTY,
                    "currency": self._currency,
                }
                yield Draft("account.opened", f"account/{account}", data)
            elif body.kind != place.kind:
                raise FormatError(
                    "import.account_differs",
                    f"the account {account!r} is open as {body.kind}, the map says {place.kind}",
                    advice="Give it another `id` in the map, or the `kind` that it has in the book.",
                )

    def reversal(self, row: ImportedRow) -> Draft:
        """Return movement.reversed of a row that the edition has otherwise, or no longer."""
        data: dict[str, Json] = {
            "on": {"id": row.id, "sha256": row.sha256},
            "reason": NEWER_EDITION,
            "book_date": self._open_day(row.content.date) or row.content.date,
            "edition": self._source,
        }
        return Draft("movement.reversed", f"fund/{row.fund}", data)

    def _open_day(self, day: str) -> str | None:
        """Return the first open day where what counts on a day would fall into closed books, or None."""
        fund = self._book.history.funds().get(self._fund.id)
        if fund is None or day > fund.closed_until or day <= (fund.opening_as_of or ""):
            return None
        return (date.fromisoformat(fund.closed_until) + timedelta(days=1)).isoformat()

    def movement(self, row: PlannedRow, replaced: ImportedRow | None = None) -> Draft:
        """Return movement.imported of a row, which may stand in the place of one that is taken back."""
        number = row.transaction.row
        data: dict[str, Json] = {
            "source": {"id": self._source, "row": number},
            "date": row.transaction.date,
            "postings": [{kind: code, "amount": amount} for kind, code, amount in row.lines],
            "description": {"value": row.transaction.text or no_text(number)},
        }
        if row.party is not None:
            data["party"] = row.party
        if (open_day := self._open_day(row.transaction.date)) is not None:
            data["book_date"] = open_day
        if replaced is not None:
            data["replaces"] = {"id": replaced.id, "sha256": replaced.sha256}
        return Draft("movement.imported", f"fund/{self._fund.id}", data)

    def completion(
        self,
        reading: Reading,
        found: Comparison[ImportedRow, PlannedRow],
        totals: Mapping[tuple[str, str], int],
    ) -> Iterator[Draft]:
        """Yield import.completed."""
        data: dict[str, Json] = {
            "rows": reading.count,
            "added": len(found.added),
            "changed": len(found.changed),
            "vanished": len(found.vanished),
            "totals": [{"fund": self._fund.id, kind: code, "amount": total} for (kind, code), total in totals.items()],
        }
        if misstated := misstated_of(reading):
            data["misstated"] = misstated
        if note := note_of(reading):
            data["note"] = {"value": note}
        yield Draft("import.completed", f"source/{self._source}", data)
