"""Real and realistic books, imported whole by the shipped maps: their control totals in the API, on the page, verified.

The data lies outside the project (tests/shared_data.py); no name in it stands here.
"""

from __future__ import annotations

import csv
import json
import re
import sqlite3
from collections.abc import Iterator
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger import base64url, jws
from ledger.events import parse_entry
from ledger.rules.packs import pin_of
from ledger.store.reader import Reader
from ledger.strict_json import Json
from tests.shared_data import needs_shared, shared
from tests.test_api.serving import client_of
from tests.test_cli.desk import ORIGIN, Desk

pytestmark = needs_shared

COMMUNITY = ORIGIN.rpartition("/")[2]
SHEETS = {"2025年上半年": "committee-2025-h1.gb18030.csv", "2025年下半年": "committee-2025-h2.gb18030.csv"}


def imported(desk: Desk, file: Path, map_: str) -> Any:
    """Import a file, have it confirmed, and return the summary."""
    run = desk.done("import", file, "--map", map_, "--key", desk.key("treasurer"), "--yes", "--json")
    found = json.loads(run.out)
    flags = ("--set", "purpose=second_person", "--key", desk.key("chair"))
    desk.done("record", "entry.confirmed", "--on", found["completed"], *flags)
    return found


@pytest.fixture
def club(desk: Desk) -> Desk:
    """A book in US dollars with the generic pack, into which the hackclub ledger was imported."""
    log_vkey = desk.done("init", ORIGIN).out.partition("log_vkey: ")[2].split()[0]
    pin = pin_of("generic")
    pack: dict[str, Json] = {"id": pin.id, "version": pin.version, "sha256": pin.sha256}
    founding = desk.cast.founding(desk.at, log_vkey=log_vkey, currency="USD", pack=pack)
    desk.append(founding, *desk.cast.enrolments(desk.at))
    found = imported(desk, shared("data", "hackclub", "postings.csv"), "hledger")
    assert (found["movements"], found["new"], found["rows"]) == (1_360, 1_360, 2_778)
    return desk


@pytest.fixture
def client(club: Desk) -> Iterator[httpx.Client]:
    with client_of(club.home) as found:
        yield found


def test_the_ledger_shows_its_control_totals_and_verifies_and_goes_in_once(club: Desk, client: httpx.Client) -> None:
    answer = client.get(f"/{COMMUNITY}/v1/funds/main").json()
    totals = {"assets": 640_844, "expenses": 28_316_457, "income": -28_893_696, "liabilities": -63_605, "equity": 0}
    assert answer["fund"]["totals"] == totals
    balances = client.get(f"/{COMMUNITY}/v1/balances").json()["balances"]
    assert sum(line["amount"] for line in balances) == 0
    assert len(balances) == 51
    for language in ("zh", "en"):
        page = re.sub("<[^>]*>", " ", client.get(f"/{COMMUNITY}/{language}/funds/main").text)
        for figure in ("US$6,408.44", "US$283,164.57", "−US$288,936.96", "−US$636.05"):
            assert figure in page, figure
    again = club.done("import", shared("data", "hackclub", "postings.csv"), "--map", "hledger", "--json")
    assert json.loads(again.out)["new"] == 0
    club.done("export", club.tmp / "export")
    club.done("verify", club.tmp / "export")


def test_every_transaction_keeps_its_day_and_its_postings(club: Desk) -> None:
    with closing(sqlite3.connect(club.home / COMMUNITY / "public" / "views.db")) as views:
        stored = views.execute(
            "SELECT source_row, date, group_concat(posting.amount) FROM movement JOIN posting USING (position)"
            " GROUP BY position ORDER BY source_row"
        ).fetchall()
    expected: dict[str, tuple[int, str, list[str]]] = {}
    with shared("data", "hackclub", "postings.csv").open(newline="", encoding="utf-8") as file:
        for row, posting in enumerate(csv.DictReader(file), 2):
            amount = str(int(Decimal(posting["amount"]) * 100))
            expected.setdefault(posting["txnidx"], (row, posting["date"], []))[2].append(amount)
    assert stored == [(row, day, ",".join(amounts)) for row, day, amounts in expected.values()]


def test_no_payee_and_no_holder_of_an_account_is_named_in_what_is_public(club: Desk) -> None:
    names = set()
    with shared("data", "hackclub", "postings.csv").open(newline="", encoding="utf-8") as file:
        for posting in csv.DictReader(file):
            names.add(posting["description"])
            if posting["account"].startswith("Liabilities:Reimbursement:"):
                names.add(posting["account"].rpartition(":")[2])
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


@pytest.fixture
def committee(book: Desk) -> tuple[Desk, list[Any]]:
    """A book into which both sheets of the committee's year were imported."""
    return book, [imported(book, shared("data", "committee-xlsx", file), "spreadsheet") for file in SHEETS.values()]


def test_the_committees_year_comes_out_as_expected(committee: tuple[Desk, list[Any]]) -> None:
    desk, found = committee
    with shared("data", "committee-xlsx", "expected.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    expected = [
        (int(row["row"]), row["date"], int((Decimal(row["income"] or 0) - Decimal(row["expense"] or 0)) * 100))
        for row in rows
    ]
    with closing(sqlite3.connect(desk.home / COMMUNITY / "public" / "views.db")) as views:
        stored = views.execute("SELECT source_row, date, amount FROM movement ORDER BY position").fetchall()
        texts = [text for (text,) in views.execute("SELECT description FROM movement ORDER BY position")]
    assert stored == expected
    assert all(text.startswith(row["summary"]) for text, row in zip(texts, rows, strict=True))
    assert [one["sums"]["asset"] for one in found] == [16_522_240 - 12_005_950, 16_967_874 - 12_604_630]
    public = _public(desk)
    assert not [row["handler"] for row in rows if row["handler"] and row["handler"] in public]


def test_the_one_wrong_balance_is_reported_published_and_not_repaired(committee: tuple[Desk, list[Any]]) -> None:
    desk, (first, second) = committee
    assert first["deviations"] == []
    assert second["deviations"] == [
        {"row": 31, "what": "stated balance", "stated": 14_703_950, "expected": 14_730_950, "alone": True}
    ]
    with client_of(desk.home) as client:
        entry = client.get(f"/{COMMUNITY}/v1/entries/{second['completed']}").text
    assert "第 31 行：余额写作 147,039.50，按各行推算为 147,309.50" in entry


def test_rows_that_are_no_movements_are_listed_with_what_they_are(committee: tuple[Desk, list[Any]]) -> None:
    _, (first, second) = committee
    assert [(one["row"], one["what"]) for one in first["no_movements"]] == [
        (1, "above the header"), (2, "above the header"), (3, "header"), (4, "结转 carried forward"),
        (35, "小计 subtotal"), (36, "blank"), (68, "合计 total"), (69, "blank"), (70, "附注 note"),
    ]  # fmt: skip
    assert len(second["no_movements"]) == 7


def test_with_the_opening_balance_the_account_closes_as_the_committee_says(committee: tuple[Desk, list[Any]]) -> None:
    desk, _ = committee
    flags = ("--set", "account=bank", "--set", "amount=8613250", "--set", "as_of=2024-12-31")
    subject = ("--subject", "fund/common-income", "--key", desk.key("treasurer"))
    number = desk.done("record", "balance.opened", *subject, *flags).out.split("\t")[0]
    confirm = ("--set", "purpose=second_person", "--key", desk.key("chair"))
    desk.done("record", "entry.confirmed", "--on", number, *confirm)
    with client_of(desk.home) as client:
        fund = client.get(f"/{COMMUNITY}/v1/funds/common-income").json()["fund"]
    assert fund["money"] == 17_492_784
    assert (fund["totals"]["income"], fund["totals"]["expenses"]) == (-33_490_114, 24_610_580)
