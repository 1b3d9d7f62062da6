"""Faults that were found and are not mended: each test says what should hold, and fails until it does."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.errors import RuleError
from ledger.strict_json import Json
from projections.queries.book import community, pack_of
from projections.queries.findings import findings
from tests.test_ledger.test_rules.assembly_book import electors
from tests.test_projections.owners_vote import MOTION, open_vote
from tests.test_projections.shown import SOURCE, Shown
from tests.test_projections.test_findings.planted import END, ZONE

OPEN = pytest.mark.xfail(strict=True, reason="found and not mended")
ABOUT_MONEY = ("A", "B1", "B2", "B5", "C4")


def named(book: Shown) -> list[str]:
    """Return the codes of findings that speak of authority or of how money was split."""
    with book.tables() as tables:
        everything = findings(tables, pack_of(community(tables)), ZONE, END)
    return [one.code for one in everything if one.code.startswith(ABOUT_MONEY)]


@OPEN
def test_a_fund_that_puts_its_cutover_far_ahead_does_not_let_imported_money_leave_unnamed(book: Shown) -> None:
    data: dict[str, Json] = {
        "name": "样例", "kind": "other", "currency": "CNY", "owner_of_money": "owners", "scope": "all",
        "cutover": "2199-12-31",
    }  # fmt: skip
    book.record("treasurer", "fund.opened", "fund/third", data)
    book.register_source(funds=["third"])
    book.at("2026-06-05")
    row: dict[str, Json] = {
        "source": {"id": SOURCE, "row": 1}, "date": "2026-06-04", "description": {"value": "样例"},
        "postings": [{"account": "bank", "amount": -4_000_000}, {"category": "other", "amount": 4_000_000}],
    }  # fmt: skip
    book.record("treasurer", "movement.imported", "fund/third", row)
    assert named(book)


@OPEN
def test_advances_that_together_need_more_approvals_are_named(book: Shown) -> None:
    for _ in range(12):
        asked = book.request(100_000, kind="advance", invoices=[])
        book.decide("chair", asked)
        book.execute(asked, 100_000)
    assert named(book)


@OPEN
def test_standing_requests_that_together_need_more_approvals_are_named(book: Shown) -> None:
    repeat: Json = {"every": "month", "times": 2, "max_each": 100_000, "until": "2027-05-05"}
    for number in range(12):
        invoice: Json = {"issuer": "firm", "number": f"n-{number}", "date": "2026-05-04", "amount": 200_000}
        asked = book.request(100_000, repeat=repeat, invoices=[invoice])
        book.decide("chair", asked)
        book.execute(asked, 100_000)
    assert named(book)


@OPEN
def test_outflows_without_a_request_that_together_need_one_are_named(book: Shown) -> None:
    for _ in range(12):
        book.outflow(100_000, kind="tax", category="other", party="firm")
    assert named(book)


@OPEN
def test_an_advance_that_nobody_accounts_for_is_named(book: Shown) -> None:
    asked = book.request(100_000, kind="advance", invoices=[])
    book.decide("chair", asked)
    book.execute(asked, 100_000)
    assert named(book), "the pack has finding.advance_days and nothing reads it"


@OPEN
def test_ballots_are_not_delivered_when_voting_is_over(book: Shown) -> None:
    open_vote(book)
    book.now += timedelta(days=4)
    data: dict[str, Json] = {
        "method": "door", "buildings": [electors("b2", 2)], "undelivered": {"units": 0, "area": 0, "heads": 0},
    }  # fmt: skip
    with pytest.raises(RuleError):
        book.record("teller-1", "ballots.delivered", MOTION, data)


@OPEN
def test_a_seal_use_that_names_an_entry_which_decides_nothing_is_named(book: Shown) -> None:
    documents: Json = [{"sha256": "ef" * 32, "title": {"value": "合同"}, "class": "contract", "visibility": "owners"}]
    data: dict[str, Json] = {
        "seal": "committee", "purpose": {"value": "合同"}, "document": "ef" * 32, "copies": 2,
        "approved": book.cast.ref(book.income()), "documents": documents,
    }  # fmt: skip
    book.record("secretary", "seal.used", "community", data)
    with book.tables() as tables:
        assert "F7" in [one.code for one in findings(tables, pack_of(community(tables)), ZONE, END)]
