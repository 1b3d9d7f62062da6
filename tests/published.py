"""A published book in memory, for tests of what reads one: nothing in it is checked when it goes in.

So a test can publish what no honest ledger would admit, signed by whomever it likes.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

from ledger import sealing
from ledger.bundle import export, tile_widths
from ledger.demo.cast import Cast
from ledger.events import Entry, format_entry
from ledger.strict_json import Json
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint, format_checkpoint
from ledger.tlog.note import sign_note
from ledger.verification.sources import Opening

BEGIN = datetime(2026, 3, 5, 2, 0, 0, tzinfo=UTC)


class PublishedBook:
    """Entries, public disclosures and checkpoints; satisfies `ledger.bundle.Published`."""

    def __init__(self, cast: Cast) -> None:
        self.cast = cast
        self.raw: list[bytes] = []
        self.opened: list[tuple[int, str]] = []
        self.notes: dict[int, bytes] = {}
        self.now = BEGIN
        self._tiles: dict[tuple[int, int], bytes] = {}

    def admit(self, *events: bytes, at: datetime | None = None) -> int:
        """Put SD-JWTs in as they are, a minute apart; return the index of the last one."""
        for event in events:
            self.now += timedelta(minutes=1)
            jws, disclosures = sealing.split(event)
            self.opened += [(len(self.raw), disclosure.text) for disclosure in disclosures]
            self.put(format_entry(Entry(at or self.now, jws)))
        return len(self.raw) - 1

    def put(self, entry: bytes) -> None:
        """Put the bytes of an entry in as they are."""
        tiles.grow(self.tile, self._write, len(self.raw), [merkle.leaf_hash(entry)])
        self.raw.append(entry)

    def publish(self) -> bytes:
        """Sign a checkpoint of all entries with the log's key."""
        size = len(self.raw)
        text = format_checkpoint(Checkpoint(self.cast.origin, size, tiles.root(self.tile, size)))
        self.notes[size] = sign_note(text, self.cast.origin, self.cast.log_key)
        return self.notes[size]

    def export(self, folder: Path) -> Path:
        """Write the export of everything into ``folder``."""
        export(self, folder)
        return folder

    def checkpoint(self) -> bytes | None:
        return self.notes[max(self.notes)] if self.notes else None

    def checkpoints(self) -> list[int]:
        return sorted(self.notes)

    def checkpoint_of(self, size: int) -> bytes | None:
        return self.notes.get(size)

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        return iter(self.raw[start:stop])

    def tile(self, level: int, n: int) -> bytes:
        return self._tiles.get((level, n), b"")

    def _write(self, level: int, n: int, hashes: bytes) -> None:
        self._tiles[level, n] = hashes

    def disclosures(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        return (opening for opening in self.opened if start <= opening[0] < stop)


class Served:
    """What a server would serve of a book: a source for the verifier whose files a test may falsify."""

    name = "a server"

    def __init__(self, book: PublishedBook) -> None:
        size = max(book.notes)
        self.files = {"checkpoint": book.notes[size]}
        self.openings = [Opening(index, text) for index, text in book.opened]
        self.sizes = sorted(book.notes)
        for earlier, note in book.notes.items():
            self.files[f"checkpoints/{earlier}"] = note
        for level, number, width in tile_widths(size):
            partial = None if width == tiles.TILE_WIDTH else width
            self.files[tiles.tile_path(level, number, partial)] = book.tile(level, number)[: 32 * width]
            if level == 0:
                first = number * tiles.TILE_WIDTH
                bundle = tiles.format_bundle(book.raw[first : first + width])
                self.files[tiles.tile_path(None, number, partial)] = bundle

    def read(self, name: str, limit: int) -> bytes | None:
        return self.files.get(name)

    def disclosures(self) -> Iterator[Opening] | None:
        return iter(self.openings)

    def checkpoints(self) -> list[int] | None:
        return self.sizes


def founded(cast: Cast | None = None) -> PublishedBook:
    """Return a book with its founding, all keys enrolled, one account and one fund."""
    cast = cast or Cast()
    book = PublishedBook(cast)
    book.admit(cast.founding(book.now), *cast.enrolments(book.now))
    book.publish()
    bank: dict[str, Json] = {
        "kind": "asset",
        "subtype": "bank",
        "name": {"value": "基本户"},
        "holder": "community",
        "currency": "CNY",
    }
    book.admit(cast.sign("treasurer", "account.opened", "account/bank", bank, book.now))
    fund: dict[str, Json] = {
        "name": "公共收益",
        "kind": "common_income",
        "currency": "CNY",
        "owner_of_money": "owners",
        "scope": "all",
    }
    book.admit(cast.sign("treasurer", "fund.opened", "fund/common", fund, book.now))
    firm: dict[str, Json] = {"party": "lift-firm", "kind": "company", "name": {"value": "样例电梯公司"}}
    book.admit(cast.sign("secretary", "counterparty.registered", "community", firm, book.now))
    return book


def income(book: PublishedBook, amount: int = 120_000, **changes: Json) -> bytes:
    """Return a signed receipt of money."""
    data: dict[str, Json] = {
        "account": "bank", "amount": amount, "date": "2026-03-05", "book_date": "2026-03-05", "category": "parking",
        "nature": "income", "description": {"value": f"停车费 {amount}"},
    }  # fmt: skip
    return book.cast.sign("treasurer", "income.recorded", "fund/common", data | changes, book.now)


def request(book: PublishedBook, amount: int = 80_000, payment: str = "p1") -> bytes:
    """Return a signed request for a payment."""
    data: dict[str, Json] = {
        "payment": payment, "kind": "expense", "amount": amount, "category": "repairs", "payee": "lift-firm",
        "purpose": {"value": "电梯维修"}, "invoices": [],
    }  # fmt: skip
    return book.cast.sign("secretary", "payment.requested", "fund/common", data, book.now)


def approval(book: PublishedBook, of: bytes, who: str = "chair") -> bytes:
    """Return a signed approval of a request."""
    return book.cast.sign(who, "payment.approved", "fund/common", {"on": book.cast.ref(of)}, book.now)


def execution(book: PublishedBook, of: bytes, amount: int = 80_000, bank_ref: str = "b1") -> bytes:
    """Return a signed execution of a request."""
    data: dict[str, Json] = {
        "on": book.cast.ref(of), "account": "bank", "amount": amount, "date": "2026-03-06",
        "book_date": "2026-03-06", "bank_ref": bank_ref,
    }  # fmt: skip
    return book.cast.sign("treasurer", "payment.executed", "fund/common", data, book.now)


def sample(cast: Cast | None = None, *, incomes: int = 3) -> PublishedBook:
    """Return a published book with receipts, a paid request, a decided motion and earlier checkpoints."""
    book = founded(cast)
    cast = book.cast
    book.admit(*(income(book, 100_000 + number) for number in range(incomes)))
    book.publish()
    asked = request(book)
    book.admit(asked, approval(book, asked), approval(book, asked, "vice"), execution(book, asked))
    motion: dict[str, Json] = {
        "title": {"value": "维修电梯"}, "text": {"value": "维修二号楼电梯"}, "body": "committee", "form": "written",
        "matter": "repair", "class": "ordinary", "method": "yes_no", "options": [],
        "opens": book.now.isoformat(), "closes": (book.now + timedelta(days=7)).isoformat(), "scope": "all",
        "secrecy": "open",
    }  # fmt: skip
    tabled = cast.sign("chair", "motion.tabled", "motion/m1", motion, book.now)
    book.admit(tabled)
    for who, choice in {
        "chair": "yes",
        "vice": "yes",
        "treasurer": "yes",
        "secretary": "no",
        "member": "abstain",
    }.items():
        ballot: dict[str, Json] = {"on": cast.ref(tabled), "choice": choice}
        book.admit(cast.sign(who, "ballot.cast", "motion/m1", ballot, book.now))
    tally: list[Json] = [{"choice": c, "ballots": n} for c, n in (("yes", 3), ("no", 1), ("abstain", 1), ("recuse", 0))]
    closed: dict[str, Json] = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
    book.admit(cast.sign("chair", "motion.closed", "motion/m1", closed, book.now))
    book.publish()
    return book
