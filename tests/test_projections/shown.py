"""A small book in a real store, and what plain SQLite sees of it after publishing."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

from ledger.rules.packs import Pack
from ledger.store.wal import connect_reader
from ledger.strict_json import Json
from projections import VIEWS
from projections.queries.book import community, pack_of
from tests.test_api.sample import Sample

COMMON, REPAIRS = "fund/common", "fund/repairs"
DAY = "2026-05-04"
SOURCE = "ab" * 32


class Shown(Sample):
    """A founded book (entries 0 to 4); each helper records one event and returns its file."""

    def rows(self, statement: str, *parameters: object) -> list[tuple[Any, ...]]:
        """Publish, catch up, and ask the views with plain sqlite3."""
        self.publish()
        with closing(sqlite3.connect(f"file:{self.public / VIEWS}?mode=ro", uri=True)) as tables:
            return tables.execute(statement, parameters).fetchall()

    @contextmanager
    def tables(self) -> Iterator[sqlite3.Connection]:
        """Publish, catch up, and open the views as the API does."""
        self.publish()
        with closing(connect_reader(self.public / VIEWS)) as tables:
            yield tables

    @property
    def pack(self) -> Pack:
        """The rule pack of the book."""
        with self.tables() as tables:
            return pack_of(community(tables))

    @property
    def size(self) -> int:
        """How many entries the book has; the next one gets this index."""
        return self._ledger.size

    def with_money(self) -> Shown:
        """Open a bank account, two funds and a firm (entries 5 to 8)."""
        self.account("bank")
        for fund, kind in (("common", "common_income"), ("repairs", "maintenance")):
            data: dict[str, Json] = {
                "name": fund, "kind": kind, "currency": "CNY", "owner_of_money": "owners", "scope": "all",
            }  # fmt: skip
            self.record("treasurer", "fund.opened", f"fund/{fund}", data)
        firm: dict[str, Json] = {"party": "firm", "kind": "company", "name": {"value": "样例公司"}}
        self.record("secretary", "counterparty.registered", "community", firm)
        return self

    def account(self, name: str, **changes: Json) -> bytes:
        data: dict[str, Json] = {
            "kind": "asset", "subtype": "bank", "name": {"value": "专户"}, "holder": "community", "currency": "CNY",
        }  # fmt: skip
        return self.record("treasurer", "account.opened", f"account/{name}", data | changes)

    def opening(self, amount: int = 500_000, as_of: str = "2026-04-30", **changes: Json) -> bytes:
        data: dict[str, Json] = {"account": "bank", "amount": amount, "as_of": as_of}
        return self.record("treasurer", "balance.opened", COMMON, data | changes)

    def income(self, amount: int = 120_000, fund: str = COMMON, **changes: Json) -> bytes:
        data: dict[str, Json] = {
            "account": "bank", "amount": amount, "date": DAY, "book_date": DAY, "category": "parking",
            "nature": "income", "description": {"value": "停车费"},
        }  # fmt: skip
        return self.record("treasurer", "income.recorded", fund, data | changes)

    def outflow(self, amount: int = 1_500, **changes: Json) -> bytes:
        data: dict[str, Json] = {
            "account": "bank", "amount": amount, "date": DAY, "book_date": DAY, "kind": "unexplained",
            "category": "other", "bank_ref": f"o-{self.size}",
        }  # fmt: skip
        return self.record("treasurer", "outflow.recorded", COMMON, data | changes)

    def request(self, amount: int = 80_000, who: str = "treasurer", **changes: Json) -> bytes:
        data: dict[str, Json] = {
            "payment": f"p-{self.size}", "kind": "expense", "amount": amount, "category": "repairs", "payee": "firm",
            "purpose": {"value": "维修"},
            "invoices": [{"issuer": "firm", "number": "1", "date": DAY, "amount": amount}],
        }  # fmt: skip
        return self.record(who, "payment.requested", COMMON, data | changes)

    def decide(self, who: str, of: bytes, name: str = "payment.approved") -> bytes:
        return self.record(who, name, COMMON, {"on": self.cast.ref(of)})

    def execute(self, of: bytes, amount: int = 80_000, **changes: Json) -> bytes:
        data: dict[str, Json] = {
            "on": self.cast.ref(of), "account": "bank", "amount": amount, "date": DAY, "book_date": DAY,
            "bank_ref": f"b-{self.size}",
        }  # fmt: skip
        return self.record("treasurer", "payment.executed", COMMON, data | changes)

    def table(self, motion: str = "m-1", **changes: Json) -> bytes:
        data: dict[str, Json] = {
            "title": {"value": "维修"}, "text": {"value": "同意维修"}, "body": "committee", "form": "written",
            "matter": "repair", "class": "ordinary", "method": "yes_no", "options": [], "opens": self.now.isoformat(),
            "closes": (self.now + timedelta(days=3)).isoformat(), "scope": "all", "secrecy": "open",
        }  # fmt: skip
        return self.record("chair", "motion.tabled", f"motion/{motion}", data | changes)

    def decide_motion(self, motion: bytes, yes: int, name: str = "m-1", outcome: str = "adopted") -> bytes:
        """Have every seat vote, the first ``yes`` of them in favour, and declare the outcome."""
        seats = ("chair", "vice", "treasurer", "secretary", "member")
        for number, who in enumerate(seats):
            choice = "yes" if number < yes else "no"
            self.record(who, "ballot.cast", f"motion/{name}", {"on": self.cast.ref(motion), "choice": choice})
        counts = {"yes": yes, "no": 5 - yes, "abstain": 0, "recuse": 0}
        tally: list[Json] = [{"choice": choice, "ballots": number} for choice, number in counts.items()]
        closed: dict[str, Json] = {"tally": tally, "outcome": outcome, "elected": [], "alternates": []}
        return self.record("chair", "motion.closed", f"motion/{name}", closed)

    def meet(self, meeting: str = "t-1") -> None:
        """Call and open a meeting."""
        called: dict[str, Json] = {
            "kind": "committee", "at": self.now.isoformat(), "place": {"value": "活动室"},
            "agenda": [{"no": 1, "title": {"value": "维修"}, "motion": "m-1"}],
        }  # fmt: skip
        self.record("chair", "meeting.called", f"meeting/{meeting}", called)
        self.record("chair", "meeting.opened", f"meeting/{meeting}", {"at": self.now.isoformat()})

    def minutes(self, meeting: str = "t-1", **changes: Json) -> bytes:
        data: dict[str, Json] = {"text": {"value": "同意"}, "language": "zh-CN"}
        return self.record("secretary", "minutes.recorded", f"meeting/{meeting}", data | changes)

    def register_source(self, rows: int = 9) -> bytes:
        data: dict[str, Json] = {
            "source": SOURCE, "name": {"value": "旧账"}, "sheets": 1, "rows": rows, "map_sha256": "cd" * 32,
            "funds": [COMMON.partition("/")[2]],
        }  # fmt: skip
        return self.record("treasurer", "source.registered", f"source/{SOURCE}", data)

    def import_row(self, row: int, date: str, *postings: Json, **changes: Json) -> bytes:
        places: list[Json] = [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -700}]
        data: dict[str, Json] = {
            "source": {"id": SOURCE, "row": row}, "date": date, "postings": list(postings) or places,
            "description": {"value": "旧账一行"},
        }  # fmt: skip
        return self.record("treasurer", "movement.imported", COMMON, data | changes)


def fresh(folder: Path) -> Shown:
    """Return a founded book below a folder."""
    home = folder / "home"
    home.mkdir()
    return Shown(home)
