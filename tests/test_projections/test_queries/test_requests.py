"""What is asked for and still to be paid, and what was paid only in part."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries import requests
from projections.queries.requests import Asked
from tests.test_projections.shown import DAY, Shown


def listed(book: Shown) -> tuple[list[Asked], list[Asked]]:
    with book.tables() as tables:
        due = requests.outstanding(tables, book.pack)
    return due.unpaid, due.part_paid


def test_a_request_waits_until_money_goes_out_on_it(book: Shown) -> None:
    asked = book.request(500_000)
    book.decide("chair", asked)
    (waiting,), part = listed(book)
    assert (waiting.amount, waiting.paid, waiting.payee, part) == (500_000, 0, "firm", [])
    assert [one.approved for one in waiting.decisions] == [True]
    assert waiting.backing.missing == ["approvals"]
    book.execute(asked, 500_000)
    assert listed(book) == ([], [])


def test_what_is_paid_in_part_is_listed_until_the_rest_is_paid(book: Shown) -> None:
    asked = book.request(80_000)
    book.execute(asked, 30_000)
    waiting, (part,) = listed(book)
    assert (waiting, part.paid, part.amount) == ([], 30_000, 80_000)
    book.execute(asked, 50_000)
    assert listed(book) == ([], [])


def test_what_came_back_is_not_paid(book: Shown) -> None:
    asked = book.request(80_000)
    paid = book.execute(asked, 80_000)
    back: dict[str, Json] = {
        "on": book.cast.ref(paid),
        "account": "bank",
        "amount": 80_000,
        "date": DAY,
        "book_date": DAY,
    }
    book.record("treasurer", "payment.returned", "fund/common", back | {"bank_ref": "r-1"})
    (waiting,), part = listed(book)
    assert (waiting.paid, part) == (0, [])


def test_a_request_that_was_taken_back_waits_for_nothing(book: Shown) -> None:
    asked = book.request(80_000)
    cancelled: dict[str, Json] = {"on": book.cast.ref(asked), "reason": "obsolete"}
    book.record("treasurer", "payment.cancelled", "fund/common", cancelled)
    assert listed(book) == ([], [])


def test_an_advance_is_paid_though_a_part_of_it_came_back_unspent(book: Shown) -> None:
    asked = book.request(80_000, kind="advance")
    paid = book.execute(asked, 80_000)
    lines: list[Json] = [{"category": "repairs", "amount": 60_000}]
    data: dict[str, Json] = {"on": book.cast.ref(paid), "lines": lines, "returned": 20_000, "book_date": DAY}
    settled = book.record("treasurer", "advance.settled", "fund/common", data)
    assert listed(book) == ([], [])
    for one in (settled, paid):
        taken_back: dict[str, Json] = {"on": book.cast.ref(one), "reason": "mistake", "book_date": DAY}
        book.confirm("chair", book.record("treasurer", "movement.reversed", "fund/common", taken_back))
    (waiting,), part = listed(book)
    assert (waiting.paid, part) == (0, []), "only what takes the payment itself back leaves it unpaid"
