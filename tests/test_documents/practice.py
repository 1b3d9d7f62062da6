"""The book that the how-to pages work on: as the tutorial leaves it after its fourth part, made quickly.

A folder stands for the machine of each member and holds ``key.pem``; the treasurer's has the book as well. The paths
are those of the tutorial: ``treasurer/books``, ``other-disk/guard.db``.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import projections
from ledger import drafting
from ledger.application import Ledger
from ledger.demo.cast import SEATS, Cast
from ledger.keys import write_private_key
from ledger.strict_json import Json
from tests.test_documents.walkthrough import PASSPHRASE

ORIGIN = "ledger.example/lianxi-1"
BOOK = "treasurer/books/lianxi-1"
GUARD = "other-disk/guard.db"


def build(folder: Path, age: timedelta = timedelta(0)) -> Path:
    """Make the machines, and the book published at ``age`` before now, in a new folder; return the folder.

    The commands of the pages go by the real clock, and would suspect one that has jumped.
    """
    cast = Cast(ORIGIN)
    now = datetime.now(UTC).replace(microsecond=0) - age
    for who in (*SEATS, "recovery", "owner", "other-disk"):
        (folder / who).mkdir(parents=True)
    for who in (*SEATS, "recovery"):
        write_private_key(folder / who / "key.pem", cast.key(who), PASSPHRASE.encode())
    book = folder / BOOK
    Ledger.create(book, ORIGIN, cast.log_key)
    with Ledger.open(book, clock=lambda: now, guard=folder / GUARD) as ledger:
        ledger.append([cast.founding(now, name="练习小区（虚构）"), *cast.enrolments(now)])
        ledger.publish()
        ledger.append([cast.sign("treasurer", *one, now) for one in _money()])
        ledger.publish()
    projections.catch_up(book / "public")
    return folder


def _money() -> list[tuple[str, str, dict[str, Json]]]:
    account: dict[str, Json] = {
        "kind": "asset", "subtype": "bank", "name": {"value": "公共收益专户"}, "holder": "community", "currency": "CNY",
    }  # fmt: skip
    fund: dict[str, Json] = {
        "name": "公共收益", "kind": "common_income", "currency": "CNY", "owner_of_money": "owners", "scope": "all",
    }  # fmt: skip
    income: dict[str, Json] = {
        "account": "bank", "amount": 1_200_000, "date": "2025-03-05", "book_date": "2025-03-05", "category": "parking",
        "nature": "income", "description": {"value": "三月停车费"},
    }  # fmt: skip
    return [
        ("account.opened", "account/bank", account),
        ("fund.opened", "fund/common", fund),
        ("income.recorded", "fund/common", income),
    ]


def late(amount: int = 50_000) -> bytes:
    """Return one more income, signed by the treasurer now: not yet in any book, each time another event."""
    data: dict[str, Json] = {
        "account": "bank", "amount": amount, "date": "2025-03-06", "book_date": "2025-03-06", "category": "parking",
        "nature": "income", "description": {"value": "补记停车费"},
    }  # fmt: skip
    draft = drafting.draft("income.recorded", origin=ORIGIN, subject="fund/common", time=datetime.now(UTC), data=data)
    return drafting.sign(draft, Cast(ORIGIN).key("treasurer"))


def append(machines: Path, event: bytes, *, guard: str = GUARD, publish: bool = True) -> None:
    """Take an event into the book of the machines."""
    with Ledger.open(machines / BOOK, clock=lambda: datetime.now(UTC), guard=machines / guard) as ledger:
        if guard != GUARD:
            ledger.publish(new_guard=True)
        ledger.append([event])
        if publish:
            ledger.publish()
