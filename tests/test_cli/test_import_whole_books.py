"""Whole books, imported by the shipped maps: their control totals in the API, on the page, and verified.

Each test runs over made-up books (`tests.made_up_books`), and over real ones of the same size and shape where they are
at hand (`tests.shared_data`); no name in those stands here. What must come out is added up from the text of the source.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from decimal import Decimal
from functools import cache
from hashlib import sha256
from pathlib import Path
from shutil import copytree
from typing import Any, NamedTuple

import httpx
import pytest

from ledger import base64url, jws
from ledger.events import parse_entry
from ledger.rules.packs import pin_of
from ledger.store.reader import Reader
from ledger.strict_json import Json
from tests import made_up_books
from tests.shared_data import needs_shared, shared
from tests.test_api.serving import client_of
from tests.test_cli.desk import ORIGIN, Desk

COMMUNITY = ORIGIN.rpartition("/")[2]
SHEETS = ("committee-2025-h1.gb18030.csv", "committee-2025-h2.gb18030.csv")
REAL_TOTALS = {"assets": 640_844, "expenses": 28_316_457, "income": -28_893_696, "liabilities": -63_605, "equity": 0}
MADE_UP_OR_REAL = ["made up", pytest.param("real", marks=needs_shared)]


def minor(text: str) -> int:
    """Return an amount as such files write it in minor units."""
    return int(Decimal(text.replace(",", "").replace("￥", "") or "0") * 100)


def imported(desk: Desk, file: Path, map_: str) -> Any:
    """Import a file, have it confirmed, and return the summary."""
    run = desk.done("import", file, "--map", map_, "--key", desk.key("treasurer"), "--yes", "--json")
    found = json.loads(run.out)
    flags = ("--set", "purpose=second_person", "--key", desk.key("chair"))
    desk.done("record", "entry.confirmed", "--on", found["completed"], *flags)
    return found


class Journal:
    """A ledger as ``hledger print -O csv`` writes it, added up with nothing but the csv module."""

    def __init__(self, path: Path) -> None:
        self.path = path
        with path.open(newline="", encoding="utf-8") as file:
            self.postings = list(csv.DictReader(file))

    @property
    def totals(self) -> dict[str, int]:
        sums = Counter(dict.fromkeys(REAL_TOTALS, 0))
        for posting in self.postings:
            sums[posting["account"].partition(":")[0].lower()] += minor(posting["amount"])
        return dict(sums)

    @property
    def transactions(self) -> list[tuple[int, str, str]]:
        """The row of the first posting, the day, and the amounts in their order."""
        found: dict[str, tuple[int, str, list[str]]] = {}
        for row, posting in enumerate(self.postings, 2):
            found.setdefault(posting["txnidx"], (row, posting["date"], []))[2].append(str(minor(posting["amount"])))
        return [(row, day, ",".join(amounts)) for row, day, amounts in found.values()]


@pytest.fixture(params=MADE_UP_OR_REAL)
def journal(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Journal:
    if request.param == "real":
        return Journal(shared("data", "hackclub", "postings.csv"))
    path = tmp_path_factory.mktemp("journal") / "postings.csv"
    path.write_text(made_up_books.journal(), encoding="utf-8", newline="")
    return Journal(path)


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """Where the book of a journal is kept once it was imported; each test works on a copy."""
    return cache(lambda _name: tmp_path_factory.mktemp("kept") / "desk")


@pytest.fixture
def club(desk: Desk, journal: Journal, kept: Callable[[str], Path]) -> Desk:
    """A book in US dollars with the generic pack, into which a journal was imported."""
    keep = kept(hash_of(journal))
    if not keep.exists():
        log_vkey = desk.done("init", ORIGIN).out.partition("log_vkey: ")[2].split()[0]
        pin = pin_of("generic")
        pack: dict[str, Json] = {"id": pin.id, "version": pin.version, "sha256": pin.sha256}
        founding = desk.cast.founding(desk.at, log_vkey=log_vkey, currency="USD", pack=pack)
        desk.append(founding, *desk.cast.enrolments(desk.at))
        found = imported(desk, journal.path, "hledger")
        assert (found["movements"], found["new"], found["rows"]) == (1_360, 1_360, 2_778)
        copytree(desk.tmp, keep)
    else:
        copytree(keep, desk.tmp, dirs_exist_ok=True)
    return desk


def hash_of(journal: Journal) -> str:
    return sha256(journal.path.read_bytes()).hexdigest()


@pytest.fixture
def client(club: Desk) -> Iterator[httpx.Client]:
    with client_of(club.home) as found:
        yield found


def test_the_ledger_shows_its_control_totals_and_verifies_and_goes_in_once(
    club: Desk, client: httpx.Client, journal: Journal
) -> None:
    totals = journal.totals
    assert sum(totals.values()) == 0
    assert client.get(f"/{COMMUNITY}/v1/funds/main").json()["fund"]["totals"] == totals
    balances = client.get(f"/{COMMUNITY}/v1/balances").json()["balances"]
    assert sum(line["amount"] for line in balances) == 0
    assert len(balances) == len({posting["account"] for posting in journal.postings}) == 51
    for language in ("zh", "en"):
        page = re.sub("<[^>]*>", " ", client.get(f"/{COMMUNITY}/{language}/funds/main").text)
        for amount in (totals[kind] for kind in ("assets", "expenses", "income", "liabilities")):
            figure = f"{'−' if amount < 0 else ''}US${Decimal(abs(amount)) / 100:,.2f}"
            assert figure in page, figure
    again = club.done("import", journal.path, "--map", "hledger", "--json")
    assert json.loads(again.out)["new"] == 0
    club.done("export", club.tmp / "export")
    club.done("verify", club.tmp / "export")


@needs_shared
def test_control_the_totals_of_the_real_ledger_are_those_that_other_programs_find() -> None:
    assert Journal(shared("data", "hackclub", "postings.csv")).totals == REAL_TOTALS


def test_every_transaction_keeps_its_day_and_its_postings(club: Desk, journal: Journal) -> None:
    with closing(sqlite3.connect(club.home / COMMUNITY / "public" / "views.db")) as views:
        stored = views.execute(
            "SELECT source_row, date, group_concat(posting.amount) FROM movement JOIN posting USING (position)"
            " GROUP BY position ORDER BY source_row"
        ).fetchall()
    assert stored == journal.transactions
    assert sum(amounts.count(",") + 1 for _, _, amounts in stored) == len(journal.postings) == 2_777


def test_no_payee_and_no_holder_of_an_account_is_named_in_what_is_public(club: Desk, journal: Journal) -> None:
    names = {posting["description"] for posting in journal.postings}
    paths = (posting["account"] for posting in journal.postings)
    names |= {path.rpartition(":")[2] for path in paths if path.startswith("Liabilities:Reimbursement:")}
    # The two banks of the ledger are payees too, and stand open as accounts.
    public = _public(club)
    banks = {name for name in names if f"Assets:{name}:Checking" in public}
    hidden = [name for name in names - banks if len(name) > 5]
    assert len(banks) <= 2
    assert len(hidden) > 150
    assert not [name for name in hidden if name in public]


def _public(desk: Desk) -> str:
    """Return everything that a reader can get: payloads and public texts."""
    with Reader.open(desk.home / COMMUNITY / "public") as reader:
        entries = [jws.parse(parse_entry(raw).event).payload.decode() for raw in reader.entries(0, reader.size)]
        texts = [base64url.decode(text, "x").decode() for _, text in reader.disclosures(0, reader.size)]
    return "\n".join([*entries, *texts])


class Movement(NamedTuple):
    """A row that a committee has written: where, when, how much came in (out: negative), and its text."""

    row: int
    date: str
    amount: int
    summary: str
    handler: str


class Year(NamedTuple):
    """A committee's year: its sheets, what is known of them beforehand, and the one balance that is miswritten."""

    files: list[Path]
    movements: list[Movement]
    opening: int
    closing: int
    wrong: tuple[int, int, int]
    """Row of the second sheet, what it states, what is right."""

    def sums(self, file: int) -> tuple[int, int]:
        """Return what came in and went out on a sheet, by the columns of its rows with a voucher or of interest."""
        with self.files[file].open(newline="", encoding="gb18030") as opened:
            rows = [row for row in csv.reader(opened) if row[0][:1].isdigit()]
        return sum(minor(row[3]) for row in rows), sum(minor(row[4]) for row in rows)


def real_year() -> Year:
    with shared("data", "committee-xlsx", "expected.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    movements = [
        Movement(
            int(row["row"]), row["date"], minor(row["income"]) - minor(row["expense"]), row["summary"], row["handler"]
        )
        for row in rows
    ]
    files = [shared("data", "committee-xlsx", name) for name in SHEETS]
    return Year(files, movements, 8_613_250, 17_492_784, (31, 14_703_950, 14_730_950))


def made_up_year(folder: Path) -> Year:
    sheets = made_up_books.sheets()
    for name, sheet in zip(SHEETS, sheets, strict=True):
        (folder / name).write_bytes(sheet.raw)
    movements = [
        Movement(row.row, row.date, row.in_ - row.out, row.summary, row.handler)
        for sheet in sheets
        for row in sheet.rows
    ]
    first, second = sheets
    assert second.miswritten is not None
    return Year([folder / name for name in SHEETS], movements, first.opening, second.closing, second.miswritten)


@pytest.fixture(params=MADE_UP_OR_REAL)
def year(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Year:
    return real_year() if request.param == "real" else made_up_year(tmp_path_factory.mktemp("year"))


@pytest.fixture
def committee(book: Desk, year: Year) -> tuple[Desk, list[Any]]:
    """A book into which both sheets of the committee's year were imported."""
    return book, [imported(book, file, "spreadsheet") for file in year.files]


def test_the_committees_year_comes_out_as_expected(committee: tuple[Desk, list[Any]], year: Year) -> None:
    desk, found = committee
    with closing(sqlite3.connect(desk.home / COMMUNITY / "public" / "views.db")) as views:
        stored = views.execute("SELECT source_row, date, amount FROM movement ORDER BY position").fetchall()
        texts = [text for (text,) in views.execute("SELECT description FROM movement ORDER BY position")]
    assert len(stored) == 123
    assert stored == [(one.row, one.date, one.amount) for one in year.movements]
    assert all(text.startswith(one.summary) for text, one in zip(texts, year.movements, strict=True))
    assert [one["sums"]["asset"] for one in found] == [came - went for came, went in map(year.sums, (0, 1))]
    public = _public(desk)
    assert not [one.handler for one in year.movements if one.handler and one.handler in public]


def test_the_one_wrong_balance_is_reported_published_and_not_repaired(
    committee: tuple[Desk, list[Any]], year: Year
) -> None:
    desk, (first, second) = committee
    row, stated, right = year.wrong
    assert first["deviations"] == []
    assert second["deviations"] == [
        {"row": row, "what": "stated balance", "stated": stated, "expected": right, "alone": True}
    ]
    with client_of(desk.home) as client:
        entry = client.get(f"/{COMMUNITY}/v1/entries/{second['completed']}").text
    figures = [f"{Decimal(amount) / 100:,.2f}" for amount in (stated, right)]
    assert f"第 {row} 行：余额写作 {figures[0]}，按各行推算为 {figures[1]}" in entry


def test_rows_that_are_no_movements_are_listed_with_what_they_are(committee: tuple[Desk, list[Any]]) -> None:
    _, (first, second) = committee
    assert [(one["row"], one["what"]) for one in first["no_movements"]] == [
        (1, "above the header"), (2, "above the header"), (3, "header"), (4, "结转 carried forward"),
        (35, "小计 subtotal"), (36, "blank"), (68, "合计 total"), (69, "blank"), (70, "附注 note"),
    ]  # fmt: skip
    assert len(second["no_movements"]) == 7


def test_with_the_opening_balance_the_account_closes_as_the_committee_says(
    committee: tuple[Desk, list[Any]], year: Year
) -> None:
    desk, _ = committee
    flags = ("--set", "account=bank", "--set", f"amount={year.opening}", "--set", "as_of=2024-12-31")
    subject = ("--subject", "fund/common-income", "--key", desk.key("treasurer"))
    number = desk.done("record", "balance.opened", *subject, *flags).out.split("\t")[0]
    confirm = ("--set", "purpose=second_person", "--key", desk.key("chair"))
    desk.done("record", "entry.confirmed", "--on", number, *confirm)
    with client_of(desk.home) as client:
        fund = client.get(f"/{COMMUNITY}/v1/funds/common-income").json()["fund"]
    (came_1, went_1), (came_2, went_2) = year.sums(0), year.sums(1)
    assert fund["money"] == year.closing == year.opening + came_1 + came_2 - went_1 - went_2
    assert (fund["totals"]["income"], fund["totals"]["expenses"]) == (-came_1 - came_2, went_1 + went_2)
