"""Older books for tests of rules: a source, rows of it, and the accounts and funds that they go into."""

from __future__ import annotations

from collections.abc import Sequence

from ledger.strict_json import Json
from tests.log_of import FUND, Book

SOURCE = "ab" * 32


COMMON = FUND.partition("/")[2]


def register(book: Book, rows: int = 10, funds: Sequence[str] = (COMMON,)) -> None:
    data: dict[str, Json] = {
        "source": SOURCE,
        "name": {"value": "旧账"},
        "sheets": 1,
        "rows": rows,
        "map_sha256": "cd" * 32,
        "funds": list(funds),
    }
    book.record("treasurer", "source.registered", f"source/{SOURCE}", **data)


def row_of(row: int, date: str = "2024-06-01") -> dict[str, Json]:
    return {
        "source": {"id": SOURCE, "row": row},
        "date": date,
        "postings": [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -700}],
        "description": {"value": "停车"},
    }


def imported(book: Book, row: int = 1, date: str = "2024-06-01", *, who: str = "treasurer", **changes: Json) -> bytes:
    return book.record(who, "movement.imported", FUND, **(row_of(row, date) | changes))


def complete(book: Book, *, who: str = "treasurer", added: int = 2, **changes: Json) -> bytes:
    """Issue the completion of ``added`` rows as `imported` brings them in."""
    totals: list[Json] = [
        {"fund": COMMON, "account": "bank", "amount": 700 * added},
        {"fund": COMMON, "category": "parking", "amount": -700 * added},
    ]
    data: dict[str, Json] = {"rows": 10, "added": added, "changed": 0, "vanished": 0, "totals": totals}
    return book.record(who, "import.completed", f"source/{SOURCE}", **(data | changes))


def without_opening() -> Book:
    book = Book()
    book.record("treasurer", "account.opened", "account/bank", **account_data())
    book.record("treasurer", "fund.opened", FUND, **fund_data())
    return book


def account_data() -> dict[str, Json]:
    return {"kind": "asset", "subtype": "bank", "name": {"value": "专户"}, "holder": "community", "currency": "CNY"}


def fund_data() -> dict[str, Json]:
    return {"name": "公共收益", "kind": "common_income", "currency": "CNY", "owner_of_money": "owners", "scope": "all"}
