"""Rows of the way of a payment: request, yes and no, cancellation, execution, return."""

from __future__ import annotations

import pytest

from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, DAY, REPAIRS, Shown

POSTINGS = "SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line"
MOVEMENT = "SELECT type, date, amount, account, category, party, description, request FROM movement WHERE position = ?"


def test_a_request_shows_its_invoices_each_as_often_as_it_names_it(book: Shown) -> None:
    index = book.size
    twice: list[Json] = [{"issuer": "firm", "number": "№ 1", "date": DAY, "amount": 40_000}] * 2
    book.request(payment="pump", invoices=twice)
    assert book.rows(
        "SELECT position, fund, id, kind, amount, category, payee, purpose, motion, requester, cancelled_position"
        " FROM payment"
    ) == [(index, "common", "pump", "expense", 80_000, "repairs", "firm", "维修", None, "treasurer", None)]
    assert book.rows("SELECT position, line, issuer, number, date, amount FROM invoice ORDER BY line") == [
        (index, line, "firm", "№ 1", DAY, 40_000) for line in (0, 1)
    ]


def test_decisions_show_the_roles_that_their_signers_held_then(book: Shown) -> None:
    index = book.size
    request = book.request()
    book.decide("chair", request)
    book.decide("vice", request, "payment.rejected")
    assert book.rows("SELECT position, request, member, roles, approved FROM decision ORDER BY position") == [
        (index + 1, index, "chair", "chair", 1), (index + 2, index, "vice", "vice_chair", 0),
    ]  # fmt: skip


def test_a_cancelled_request_names_the_entry_that_took_it_back(book: Shown) -> None:
    index = book.size
    request = book.request()
    book.record("chair", "payment.cancelled", COMMON, {"on": book.cast.ref(request), "reason": "duplicate"})
    assert book.rows("SELECT cancelled_position FROM payment") == [(index + 1,)]


def test_an_execution_shows_what_the_request_was_for(book: Shown) -> None:
    index = book.size
    book.execute(book.request())
    assert book.rows(MOVEMENT, index + 1) == [
        ("payment.executed", DAY, -80_000, "bank", "repairs", "firm", "维修", index)
    ]
    assert book.rows(POSTINGS, index + 1) == [("category", "repairs", 80_000), ("account", "bank", -80_000)]


def test_a_standing_request_is_executed_many_times(book: Shown) -> None:
    index = book.size
    request = book.request(1_000)
    for amount in (100, 200):
        book.execute(request, amount)
    assert book.rows("SELECT amount, request FROM movement ORDER BY position") == [(-100, index), (-200, index)]


@pytest.mark.parametrize("far", [False, True])
def test_a_return_mirrors_its_execution_near_or_far(book: Shown, far: bool) -> None:
    """Far: the execution was shown by an earlier run, and its rows are read back."""
    index = book.size
    executed = book.execute(book.request(kind="advance"))
    if far:
        book.publish()
    data: dict[str, Json] = {
        "on": book.cast.ref(executed), "account": "bank", "amount": 30_000, "date": "2026-05-05",
        "book_date": "2026-05-05", "bank_ref": "r-1",
    }  # fmt: skip
    book.record("treasurer", "payment.returned", COMMON, data)
    assert book.rows(MOVEMENT, index + 2) == [
        ("payment.returned", "2026-05-05", 30_000, "bank", "repairs", "firm", "维修", index)
    ]
    assert book.rows(POSTINGS, index + 2) == [("account", "bank", 30_000), ("account", "advances/firm", -30_000)]


@pytest.mark.parametrize("far", [False, True])
def test_a_refund_debits_what_the_receipt_credited(book: Shown, far: bool) -> None:
    receipt = book.income(90_000, nature="deposit", category="premises", payer="firm")
    if far:
        book.publish()
    request = book.request(kind="refund", category="premises", refund_of=book.cast.ref(receipt))
    if far:
        book.publish()
    index = book.size
    book.execute(request)
    assert book.rows(POSTINGS, index) == [("account", "deposits/firm", 80_000), ("account", "bank", -80_000)]


def test_a_transfer_goes_through_transit_under_the_id_of_its_execution(book: Shown) -> None:
    executed = book.execute(book.request(kind="transfer", to_fund="repairs", category="other"))
    event_id = book.cast.ref(executed)["id"]
    book.income(80_000, REPAIRS, nature="transfer", category="other_income", transfer_of=book.cast.ref(executed))
    assert book.rows("SELECT fund, amount FROM balance WHERE code = ? ORDER BY fund", f"transit/{event_id}") == [
        ("common", 80_000), ("repairs", -80_000),
    ]  # fmt: skip
