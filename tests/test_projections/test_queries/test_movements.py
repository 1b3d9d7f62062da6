"""A fund's history page by page, the last spending, and what is missing behind each: planted, and beside it clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.strict_json import Json
from projections.queries import movements
from projections.queries.movements import MISSING, Backing, Cursor, Movement, MovementPage, parse_cursor
from tests.test_projections.shown import DAY, REPAIRS, Shown

SMALL, MIDDLE, LARGE = 100_000, 1_000_000, 1_000_001
"""Up to these amounts one approver, two with the chair, two and a motion."""


def page(book: Shown, after: Cursor | None, limit: int) -> MovementPage:
    with book.tables() as tables:
        return movements.movements(tables, "common", after, limit)


@pytest.mark.parametrize("limit", [1, 2, 3, 7, 8, 100])
def test_pages_of_any_size_give_the_whole_history_once(book: Shown, limit: int) -> None:
    for date in ("2026-05-03", "2026-05-01", "2026-05-03", "2026-05-02", "2026-05-03", "2026-05-01", "2026-05-02"):
        book.income(7, date=date, book_date=date)
    book.income(7, REPAIRS)
    walked: list[Movement] = []
    cursor: Cursor | None = None
    while True:
        found = page(book, cursor, limit)
        assert len(found.movements) <= limit
        walked += found.movements
        if found.next is None:
            break
        cursor = parse_cursor(found.next)
        assert cursor is not None
    assert [(one.date, one.index) for one in walked] == [
        ("2026-05-03", 13), ("2026-05-03", 11), ("2026-05-03", 9), ("2026-05-02", 15), ("2026-05-02", 12),
        ("2026-05-01", 14), ("2026-05-01", 10),
    ]  # fmt: skip


def test_a_cursor_stands_though_movements_come_in_behind_it(book: Shown) -> None:
    for date in ("2026-05-01", "2026-05-02"):
        book.income(7, date=date, book_date=date)
    first = page(book, None, 1)
    book.income(7, date="2026-05-03", book_date="2026-05-03")
    assert first.next is not None
    assert [one.date for one in page(book, parse_cursor(first.next), 9).movements] == ["2026-05-01"]


def test_a_fund_without_movements_has_an_empty_page(book: Shown) -> None:
    assert page(book, None, 5) == MovementPage([], None)


@pytest.mark.parametrize(
    "text",
    ["", "2026-05-01", "2026-05-01.", "2026-05-01.01", "2026-05-01.-1", "2026-5-1.1", "2026-05-01.1\n", "x.1",
     "2026-05-01.12345678901234567", "２０２６-05-01.1"],
)  # fmt: skip
def test_what_is_no_cursor_of_ours(text: str) -> None:
    assert parse_cursor(text) is None


def test_a_cursor_is_read_back_as_it_was_written() -> None:
    cursor = Cursor("2026-05-01", 44)
    assert str(cursor) == "2026-05-01.44"
    assert parse_cursor(str(cursor)) == cursor


def test_the_last_spending_is_of_the_owners_and_leaves_out_what_came_in(book: Shown) -> None:
    book.confirm("chair", book.opening(-5))
    book.income()
    index = book.size
    book.outflow(1, date="2026-05-02", book_date="2026-05-02")
    book.outflow(2, date="2026-05-01", book_date="2026-05-01")
    book.execute(book.request(), date="2026-05-03", book_date="2026-05-03")
    with book.tables() as tables:
        assert [one.index for one in movements.recent_spending(tables, 9)] == [index + 3, index, index + 1]
        assert [one.index for one in movements.recent_spending(tables, 1)] == [index + 3]


def test_what_was_paid_and_came_back_on_a_request(book: Shown) -> None:
    index = book.size
    first, second = book.request(), book.request()
    book.execute(first, 5)
    book.execute(second, 6)
    with book.tables() as tables:
        assert [one.amount for one in movements.of_requests(tables, [index])] == [-5]
        assert [one.amount for one in movements.of_requests(tables, [index, index + 1])] == [-5, -6]
        assert movements.of_requests(tables, []) == []
        assert movements.is_movement(tables, index + 2)
        assert not movements.is_movement(tables, index)


def backing(book: Shown) -> Backing | None:
    """Return what backs the last movement."""
    with book.tables() as tables:
        return movements.backing(tables, book.pack, movements.recent_spending(tables, 1)[0])


def missing(book: Shown) -> list[str]:
    found = backing(book)
    assert found is not None
    return found.missing


def small(book: Shown) -> None:
    request = book.request(SMALL)
    book.decide("vice", request)
    book.execute(request, SMALL)


def middle(book: Shown) -> None:
    request = book.request(MIDDLE)
    book.decide("chair", request)
    book.decide("member", request)
    book.execute(request, MIDDLE)


def large(book: Shown, form: str = "written", meeting: str | None = None) -> None:
    held: dict[str, Json] = {} if meeting is None else {"meeting": meeting}
    book.decide_motion(book.table("m-1", form=form, **held), yes=3)
    request = book.request(LARGE, motion="m-1")
    book.decide("vice", request)
    book.decide("member", request)
    book.execute(request, LARGE)


def with_minutes(book: Shown) -> None:
    book.meet()
    book.minutes()
    large(book, form="meeting", meeting="t-1")


@pytest.mark.parametrize("clean", [small, middle, large, with_minutes])
def test_control_with_everything_behind_it_nothing_is_missing(book: Shown, clean: Callable[[Shown], None]) -> None:
    clean(book)
    assert missing(book) == []


def approved_too_late(book: Shown) -> None:
    request = book.request(SMALL)
    book.execute(request, SMALL)
    book.decide("vice", request)


def rejected(book: Shown) -> None:
    request = book.request(SMALL)
    book.decide("vice", request, "payment.rejected")
    book.execute(request, SMALL)


def one_of_two(book: Shown) -> None:
    request = book.request(MIDDLE)
    book.decide("chair", request)
    book.execute(request, MIDDLE)


def without_chair(book: Shown) -> None:
    request = book.request(MIDDLE)
    book.decide("vice", request)
    book.decide("member", request)
    book.execute(request, MIDDLE)


def without_motion(book: Shown) -> None:
    request = book.request(LARGE)
    book.decide("chair", request)
    book.decide("vice", request)
    book.execute(request, LARGE)


def motion_rejected(book: Shown) -> None:
    book.decide_motion(book.table(), yes=2, outcome="rejected")
    request = book.request(SMALL, motion="m-1")
    book.decide("vice", request)
    book.execute(request, SMALL)


def motion_falsely_adopted(book: Shown) -> None:
    book.decide_motion(book.table(), yes=2, outcome="adopted")
    request = book.request(SMALL, motion="m-1")
    book.decide("vice", request)
    book.execute(request, SMALL)


def motion_still_open(book: Shown) -> None:
    motion = book.table()
    request = book.request(SMALL, motion="m-1")
    book.decide("vice", request)
    book.execute(request, SMALL)
    book.decide_motion(motion, yes=5)


def without_minutes(book: Shown) -> None:
    book.meet()
    large(book, form="meeting", meeting="t-1")


def without_invoice(book: Shown) -> None:
    request = book.request(SMALL, invoices=[])
    book.decide("vice", request)
    book.execute(request, SMALL)


@pytest.mark.parametrize(
    ("plant", "codes"),
    [
        (lambda book: book.outflow(), ["request"]),
        (approved_too_late, ["approvals"]),
        (rejected, ["approvals", "outvoted"]),
        (one_of_two, ["approvals"]),
        (without_chair, ["approval_of_chair"]),
        (without_motion, ["motion"]),
        (motion_rejected, ["motion_not_adopted"]),
        (motion_falsely_adopted, ["motion_not_adopted"]),
        (motion_still_open, ["motion_not_adopted"]),
        (without_minutes, ["minutes"]),
        (without_invoice, ["invoice"]),
    ],
)
def test_what_is_missing_behind_a_payment_is_said(
    book: Shown, plant: Callable[[Shown], None], codes: list[str]
) -> None:
    plant(book)
    assert missing(book) == codes
    assert set(codes) <= set(MISSING)


def test_minutes_and_documents_may_follow(book: Shown) -> None:
    without_minutes(book)
    assert missing(book) == ["minutes"]
    book.minutes()
    assert missing(book) == []


def test_a_document_stands_for_an_invoice_beside_the_request_or_the_payment(book: Shown) -> None:
    paper: Json = [{"sha256": "ef" * 32, "title": {"value": "发票"}, "class": "invoice", "visibility": "owners"}]
    for beside in ("request", "payment"):
        asked: dict[str, Json] = {"invoices": []} | ({"documents": paper} if beside == "request" else {})
        request = book.request(SMALL, "treasurer", **asked)
        book.decide("vice", request)
        paid: dict[str, Json] = {"documents": paper} if beside == "payment" else {}
        book.execute(request, SMALL, **paid)
        found = backing(book)
        assert found is not None
        assert (found.documents, found.missing) == (1, []), beside


def test_what_needs_no_approval_of_its_own_has_no_backing(book: Shown) -> None:
    book.register_source()
    book.import_row(1, DAY, {"account": "bank", "amount": -7}, {"category": "other", "amount": 7})
    assert backing(book) is None


def test_a_backing_counts_what_it_found(book: Shown) -> None:
    large(book)
    assert backing(book) == Backing(1, 0, 2, 2, "m-1", "维修", "adopted", [])
