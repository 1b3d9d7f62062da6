"""A book on disk for tests of what writes it: the cast, the files that they sign, and a clock that a test sets."""

from __future__ import annotations

from collections.abc import Mapping
from copy import copy
from pathlib import Path
from shutil import copyfile, copytree

from ledger.application import Ledger
from ledger.demo.cast import Cast
from ledger.store.layout import Folder
from ledger.strict_json import Json
from tests.log_of import FUND, START


class OpenBook:
    """A book without entries, and short ways to sign what may go into it; the guard lies beside its folder."""

    def __init__(self, tmp: Path) -> None:
        self.cast = Cast()
        self.now = START
        """The ledger's clock, and when the cast signs."""
        self.folder = Folder(tmp / "home" / "yuanqu-1")
        self.guard = tmp / "guard.db"
        Ledger.create(self.folder.path, self.cast.origin, self.cast.log_key)

    def copied(self, tmp: Path) -> OpenBook:
        """Return this book, closed, as a copy below ``tmp``; both sign the same events from here on."""
        twin = copy(self)
        twin.cast = copy(self.cast)
        twin.folder = Folder(tmp / "home" / "yuanqu-1")
        twin.guard = tmp / "guard.db"
        copytree(self.folder.path, twin.folder.path)
        copyfile(self.guard, twin.guard)
        return twin

    def open(self, guard: Path | None = None) -> Ledger:
        """Open the book for writing, as each command does anew."""
        return Ledger.open(self.folder.path, clock=lambda: self.now, guard=guard or self.guard)

    def sign(self, who: str, name: str, subject: str, data: Mapping[str, Json]) -> bytes:
        """Sign an event at the ledger's clock."""
        return self.cast.sign(who, name, subject, data, self.now)

    def founding(self) -> list[bytes]:
        """Sign the founding, the enrolment of each member, and the opening of an account and a fund: 7 entries."""
        fund: dict[str, Json] = {
            "name": "公共收益",
            "kind": "common_income",
            "currency": "CNY",
            "owner_of_money": "owners",
            "scope": "all",
        }
        return [
            self.cast.founding(self.now),
            *self.cast.enrolments(self.now),
            self.account("bank"),
            self.sign("treasurer", "fund.opened", FUND, fund),
        ]

    def account(self, account: str) -> bytes:
        """Sign the opening of an account: a stream of its own, a name that is public and a number that is not."""
        data: dict[str, Json] = {
            "kind": "asset",
            "subtype": "bank",
            "name": {"value": f"样例账户 {account}"},
            "number": {"value": f"6222 {account}"},
            "holder": "community",
            "currency": "CNY",
        }
        return self.sign("treasurer", "account.opened", f"account/{account}", data)

    def income(self, amount: int, description: str = "停车费") -> bytes:
        """Sign a receipt of money in the one fund, with a public description."""
        data: dict[str, Json] = {
            "account": "bank",
            "amount": amount,
            "date": "2024-07-01",
            "book_date": "2024-07-01",
            "category": "parking",
            "nature": "income",
            "description": {"value": description},
        }
        return self.sign("treasurer", "income.recorded", FUND, data)

    def paper(self, sha256: str, **more: Json) -> bytes:
        """Sign the registration of a public document."""
        data: dict[str, Json] = {
            "title": {"value": "样例文件"},
            "class": "notice",
            "media_type": "text/plain",
            "size": 1,
            "visibility": "public",
        }
        return self.sign("secretary", "document.registered", f"document/{sha256}", data | more)

    def person(self, party: str) -> bytes:
        """Sign the registration of a person, whose name is nobody's business."""
        data: dict[str, Json] = {"party": party, "kind": "person", "name": {"value": f"样例 {party}"}}
        return self.sign("secretary", "counterparty.registered", "community", data)


FOUNDED = 7
"""Entries of `OpenBook.founding`."""
