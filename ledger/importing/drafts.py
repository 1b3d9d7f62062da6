"""The events of an import, drafted: what registers, opens, moves and completes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from ledger.errors import FormatError
from ledger.importing.book import Book
from ledger.importing.maps import NamedMap
from ledger.importing.notes import note_of
from ledger.importing.parties import Parties
from ledger.importing.rows import AccountPlace, Reading, Transaction
from ledger.importing.sameness import Key
from ledger.rules.act import COMMUNITY_PARTY
from ledger.rules.postings import Lines
from ledger.strict_json import Json


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
        """Yield fund.opened where the fund is not open."""
        if self._fund.id not in self._book.history.funds():
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

    def movement(self, row: PlannedRow) -> Draft:
        """Return movement.imported of a row."""
        number = row.transaction.row
        data: dict[str, Json] = {
            "source": {"id": self._source, "row": number},
            "date": row.transaction.date,
            "postings": [{kind: code, "amount": amount} for kind, code, amount in row.lines],
            # A movement has a text; where the map publishes none of the source's, it says where to look.
            "description": {"value": row.transaction.text or f"第 {number} 行 · row {number}"},
        }
        if row.party is not None:
            data["party"] = row.party
        return Draft("movement.imported", f"fund/{self._fund.id}", data)

    def completion(
        self, reading: Reading, added: int, vanished: int, totals: Mapping[tuple[str, str], int]
    ) -> Iterator[Draft]:
        """Yield import.completed.

        ``changed`` is 0: a row of another day or amount is another row here, so that it is one vanished and one new.
        """
        data: dict[str, Json] = {
            "rows": reading.count,
            "added": added,
            "changed": 0,
            "vanished": vanished,
            "totals": [{"fund": self._fund.id, kind: code, "amount": total} for (kind, code), total in totals.items()],
        }
        if note := note_of(reading):
            data["note"] = {"value": note}
        yield Draft("import.completed", f"source/{self._source}", data)
