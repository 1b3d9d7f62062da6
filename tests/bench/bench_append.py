"""What durability costs: one append of everything that must land together, against one bare commit of SQLite.

Ours stores the entry, its leaf in the tiles, the index, the digest and one public disclosure in one transaction
(WAL, synchronous=FULL); the other side inserts the same entry under a unique id into a one-table database with the
same settings. No signature is made or checked on either side.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import count, islice
from pathlib import Path
from typing import NamedTuple

from ledger import sealing
from ledger.application import Ledger
from ledger.demo.cast import Cast
from ledger.events import Entry, format_entry, parse_event
from ledger.store.layout import Folder
from ledger.store.mapper import Signed
from ledger.store.sqlite import Indexed
from ledger.store.vault import PlacedDisclosure, Vault
from ledger.store.wal import connect_writer
from ledger.strict_json import Json
from tests.bench.harness import Measure, paired

APPENDS = 200
ROUNDS = 7
_START = datetime(2026, 3, 5, 2, tzinfo=UTC)


class _Admitted(NamedTuple):
    signed: Signed
    indexed: Indexed
    disclosure: str


def _admitted(cast: Cast) -> Iterator[_Admitted]:
    """Yield admitted receipts of a fund, each with one sealed description; as an append holds them before storing."""
    for number in range(1 << 20):
        at = _START + timedelta(seconds=number)
        data: dict[str, Json] = {
            "account": "bank-1",
            "amount": 120_000 + number,
            "date": "2026-03-05",
            "book_date": "2026-03-05",
            "category": "parking",
            "nature": "income",
            "description": {"value": "三月停车费，地面车位，按月收取"},
        }
        compact, (disclosure,) = sealing.split(
            cast.sign("treasurer", "income.recorded", "fund/common-income", data, at)
        )
        event = parse_event(compact)
        entry = format_entry(Entry(at, compact))
        yield _Admitted(
            Signed(event.subject, number + 1, entry, event),
            Indexed(event.id, event.sha256, event.digests, (disclosure.text,)),
            disclosure.text,
        )


def _without_vault(ledger: Ledger, admitted: Iterator[_Admitted]) -> Callable[[], int]:
    """Return a round of single appends."""
    positions = count()

    def append() -> int:
        for one in islice(admitted, APPENDS):
            ledger.recorder.insert_events(
                [ledger.mapper.to_stored_event(one.signed)], expected_size=next(positions), indexed=[one.indexed]
            )
        return APPENDS

    return append


def _with_vault(ledger: Ledger, vault: Vault, admitted: Iterator[_Admitted]) -> Callable[[], int]:
    """Return a round of single appends whose disclosure goes into the vault first."""
    positions = count()

    def append() -> int:
        for one in islice(admitted, APPENDS):
            position = next(positions)
            vault.write([PlacedDisclosure(position, 0, one.disclosure)])
            ledger.recorder.insert_events(
                [ledger.mapper.to_stored_event(one.signed)],
                expected_size=position,
                indexed=[one.indexed._replace(public=())],
            )
        return APPENDS

    return append


def _raw(path: Path, admitted: Iterator[_Admitted]) -> Callable[[], int]:
    """Return a round of bare commits: one row under a unique id."""
    connection = connect_writer(path)
    connection.execute("CREATE TABLE entry (id TEXT PRIMARY KEY, entry BLOB NOT NULL)")

    def commit() -> int:
        for one in islice(admitted, APPENDS):
            connection.execute("INSERT INTO entry VALUES (?, ?)", (one.indexed.event_id, one.signed.entry))
        return APPENDS

    return commit


def measures() -> Iterator[Measure]:
    """Yield the ratios of a single durable append, without and with a write into the vault."""
    cast = Cast()
    admitted = list(islice(_admitted(cast), APPENDS * (ROUNDS + 1)))
    conditions = f"{APPENDS} single appends a round of {len(admitted[0].signed.entry)} bytes, WAL, synchronous=FULL"
    with tempfile.TemporaryDirectory() as scratch:
        for name, goal in (("append.single", 0.6), ("append.single_with_vault", 0.3)):
            folder = Path(scratch) / name
            Ledger.create(folder, cast.origin, cast.log_key)
            with Ledger.open(folder, clock=lambda: _START, guard=folder / "guard.db") as ledger:
                raw = _raw(folder / "raw.db", iter(admitted))
                if name == "append.single":
                    ours = _without_vault(ledger, iter(admitted))
                else:
                    ours = _with_vault(ledger, Vault(Folder(folder).vault_db), iter(admitted))
                ratios = paired(ours, raw, ROUNDS)
            yield Measure.of(name, ratios, goal=goal, better="higher", conditions=conditions)
