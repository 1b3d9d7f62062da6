"""What a book adds up to: the figures agree with each other, in exactly the bytes that the format says."""

from __future__ import annotations

import csv
import io
import json
import re
from base64 import b64encode
from collections import defaultdict

import pytest
from hypothesis import given, settings

from ledger import figures, sealing
from ledger.events import parse_event
from ledger.figures import CSV_COLUMNS, Movements
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.random_books import RandomBook, books

ROOT = bytes(range(32))
ROOT_TEXT = b64encode(ROOT).decode()
CELLS = {
    "index": r"[0-9]+", "event": r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", "type": r"[a-z]+\.[a-z]+",
    "fund": r"[a-z0-9][a-z0-9-]*", "date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "book_date": r"[0-9]{4}-[0-9]{2}-[0-9]{2}",
    "kind": "account|category", "code": r"[a-z0-9][a-z0-9_/-]*", "amount": r"-?[0-9]+", "currency": r"[A-Z]{3}",
    "counts": "yes|no",
}  # fmt: skip


class NotedBook(Book):
    """A book whose movements are noted as it is written."""

    def __init__(self) -> None:
        self.movements = Movements()
        super().__init__()

    def put(self, signed: bytes) -> object:  # type: ignore[override]
        event = super().put(signed)
        self.movements.note(self.history.size - 1, event, self.history)
        return event


def rows_of(raw: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(raw.decode(), newline=""), strict=True))


def movements_of(book: RandomBook) -> bytes:
    """Replay a book and write its movements."""
    history, movements = type(book.history)(), Movements()
    for index, (at, signed) in enumerate(book.signed):
        event = parse_event(sealing.split(signed)[0])
        history.admit(event, at)
        movements.note(index, event, history)
    return movements.csv(history)


@given(books())
@settings(max_examples=40)
def test_the_lines_that_count_add_up_to_the_balances(book: RandomBook) -> None:
    sums: defaultdict[tuple[str, str, str, str], int] = defaultdict(int)
    every_line: set[tuple[str, str, str, str]] = set()
    for row in rows_of(movements_of(book)):
        place = row["fund"], row["kind"], row["code"], row["currency"]
        every_line.add(place)
        if row["counts"] == "yes":
            sums[place] += int(row["amount"])
    balances = {
        (row["fund"], row["kind"], row["code"], row["currency"]): row["amount"]
        for row in json.loads(figures.balances(book.history, ROOT))["balances"]
    }
    assert {place: amount for place, amount in balances.items() if amount} == {p: n for p, n in sums.items() if n}
    assert sums.keys() <= balances.keys() <= every_line


@given(books())
@settings(max_examples=40)
def test_movements_are_rfc_4180_without_a_cell_that_a_spreadsheet_would_run(book: RandomBook) -> None:
    raw = movements_of(book)
    assert raw.decode("ascii").endswith("\r\n")
    assert raw.count(b"\n") == raw.count(b"\r\n") == len(rows_of(raw)) + 1
    assert b'"' not in raw
    sums: defaultdict[str, int] = defaultdict(int)
    for row in rows_of(raw):
        assert tuple(row) == CSV_COLUMNS
        for name, pattern in CELLS.items():
            assert re.fullmatch(pattern, row[name], re.ASCII), (name, row[name])
        sums[row["index"]] += int(row["amount"])
    assert not any(sums.values()), "every movement sums to zero"
    indexes = [int(row["index"]) for row in rows_of(raw)]
    assert indexes == sorted(indexes)


@given(books())
@settings(max_examples=40)
def test_the_balances_of_each_fund_sum_to_zero(book: RandomBook) -> None:
    sums: defaultdict[str, int] = defaultdict(int)
    for row in json.loads(figures.balances(book.history, ROOT))["balances"]:
        sums[row["fund"]] += row["amount"]
    assert not any(sums.values())


def test_balances_are_compact_json_by_fund_kind_and_code() -> None:
    book = Book().with_money()
    book.execute(book.request())
    row = '{"fund":"common-income","kind":"%s","code":"%s","currency":"CNY","amount":%d}'
    lines = [
        row % ("account", "bank", 420_000),
        row % ("account", "net-assets", -500_000),
        row % ("category", "repairs", 80_000),
    ]
    expected = f'{{"as_of":{{"size":12,"root":"{ROOT_TEXT}"}},"balances":[{",".join(lines)}]}}'
    assert figures.balances(book.history, ROOT) == expected.encode()


def test_a_balance_that_has_come_back_to_zero_is_still_shown() -> None:
    book = Book().with_money()
    executed = book.execute(book.request())
    book.record(
        "treasurer", "payment.returned", FUND, on=book.cast.ref(executed), account="bank", amount=80_000,
        date="2024-07-02", book_date="2024-07-02", bank_ref="bank-2",
    )  # fmt: skip
    assert b'"code":"repairs","currency":"CNY","amount":0}' in figures.balances(book.history, ROOT)


def test_tallies_are_those_of_closed_motions_in_the_order_of_ballot_papers() -> None:
    book = Book()
    for motion_id in ("m-2", "m-1", "m-3"):
        motion = book.table(motion_id)
        for who, choice in zip(("chair", "vice", "member"), ("yes", "no", "yes"), strict=True):
            book.vote(who, motion, choice, f"motion/{motion_id}")
        if motion_id != "m-3":
            for who in ("treasurer", "secretary"):
                book.vote(who, motion, "abstain", f"motion/{motion_id}")
            tally: list[Json] = [
                {"choice": c, "ballots": n} for c, n in (("yes", 2), ("no", 1), ("abstain", 2), ("recuse", 0))
            ]
            closed: dict[str, Json] = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
            book.record("chair", "motion.closed", f"motion/{motion_id}", **closed)
    lines = ",".join(
        f'{{"choice":"{c}","ballots":{n},"area":null,"heads":null}}'
        for c, n in (("yes", 2), ("no", 1), ("abstain", 2), ("recuse", 0))
    )
    rows = ",".join(
        f'{{"motion":"{m}","outcome":"adopted","tally":[{lines}],"elected":[],"alternates":[]}}' for m in ("m-1", "m-2")
    )
    expected = f'{{"as_of":{{"size":{book.history.size},"root":"{ROOT_TEXT}"}},"tallies":[{rows}]}}'
    assert figures.tallies(book.history, ROOT) == expected.encode()


def test_an_empty_book_has_headings_alone() -> None:
    book = NotedBook()
    assert json.loads(figures.balances(book.history, ROOT))["balances"] == []
    assert json.loads(figures.tallies(book.history, ROOT))["tallies"] == []
    assert book.movements.csv(book.history) == (",".join(CSV_COLUMNS) + "\r\n").encode()


def test_an_opening_balance_stands_at_its_own_entry_once_it_is_confirmed() -> None:
    book = NotedBook()
    book.with_money()
    opening, net = rows_of(book.movements.csv(book.history))
    assert (opening["index"], opening["type"], opening["code"]) == ("7", "balance.opened", "bank")
    assert (opening["amount"], net["amount"], net["code"]) == ("500000", "-500000", "net-assets")
    assert (opening["date"], opening["book_date"]) == ("2024-06-30", "2024-06-30")
    assert book.history.target(opening["event"]) is not None

    waiting = NotedBook()
    waiting.record("treasurer", "account.opened", "account/bank", kind="asset", subtype="bank", name={"value": "专户"},
                   holder="community", currency="CNY")  # fmt: skip
    waiting.record("treasurer", "fund.opened", FUND, name="公共收益", kind="common_income", currency="CNY",
                   owner_of_money="owners", scope="all")  # fmt: skip
    waiting.record("treasurer", "balance.opened", FUND, account="bank", amount=500, as_of="2024-06-30")
    assert rows_of(waiting.movements.csv(waiting.history)) == []


def test_imported_rows_that_an_opening_balance_replaces_do_not_count() -> None:
    book = NotedBook()
    source = "ab" * 32
    for name, subject, data in (
        ("account.opened", "account/bank", {"kind": "asset", "subtype": "bank", "name": {"value": "专户"},
                                            "holder": "community", "currency": "CNY"}),
        ("fund.opened", FUND, {"name": "公共收益", "kind": "common_income", "currency": "CNY",
                               "owner_of_money": "owners", "scope": "all"}),
        ("source.registered", f"source/{source}", {"source": source, "name": {"value": "旧账"}, "sheets": 1, "rows": 9,
                                                   "map_sha256": source, "funds": [FUND.partition("/")[2]]}),
    ):  # fmt: skip
        book.record("treasurer", name, subject, **data)

    def row(number: int, date: str) -> None:
        places: list[Json] = [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -700}]
        book.record("treasurer", "movement.imported", FUND, source={"id": source, "row": number}, date=date,
                    postings=places, description={"value": "停车"})  # fmt: skip

    row(1, "2024-06-30")
    row(2, "2024-07-01")
    assert [one["counts"] for one in rows_of(book.movements.csv(book.history))] == ["yes"] * 4
    book.confirm(
        "chair", book.record("treasurer", "balance.opened", FUND, account="bank", amount=9, as_of="2024-06-30")
    )
    row(3, "2024-06-30")
    counted = [(one["date"], one["counts"]) for one in rows_of(book.movements.csv(book.history))]
    assert counted == [
        ("2024-06-30", "no"), ("2024-06-30", "no"), ("2024-07-01", "yes"), ("2024-07-01", "yes"),
        ("2024-06-30", "yes"), ("2024-06-30", "yes"), ("2024-06-30", "no"), ("2024-06-30", "no"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("kind", "debited"), [("expense", "repairs"), ("advance", "advances/plumber"), ("refund", "parking")]
)
def test_what_a_payment_and_its_return_book(kind: str, debited: str) -> None:
    book = NotedBook()
    book.with_money()
    if kind == "refund":
        asked = book.request(kind=kind, category="parking", refund_of=book.cast.ref(book.income()))
    else:
        asked = book.request(kind=kind)
    executed = book.execute(asked)
    book.record(
        "treasurer", "payment.returned", FUND, on=book.cast.ref(executed), account="bank", amount=30_000,
        date="2024-07-01", book_date="2024-07-02", bank_ref="bank-2",
    )  # fmt: skip
    lines = [(r["code"], r["amount"], r["book_date"]) for r in rows_of(book.movements.csv(book.history))[-4:]]
    assert lines == [
        (debited, "80000", "2024-07-01"), ("bank", "-80000", "2024-07-01"),
        ("bank", "30000", "2024-07-02"), (debited, "-30000", "2024-07-02"),
    ]  # fmt: skip
