"""A fund's history page by page, the last spending, and what is missing behind each: planted, and beside it clean."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from ledger.strict_json import Json
from projections.queries import movements
from projections.queries.funds import months
from projections.queries.movements import MISSING, Backing, Movement, MovementPage
from projections.queries.paging import Cursor, parse_cursor
from tests.test_projections.shown import COMMON, DAY, REPAIRS, SOURCE, Shown

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


def test_a_history_stands_by_the_days_of_the_bank_and_says_which_day_each_counts_in(book: Shown) -> None:
    book.income(7, date="2026-04-30", book_date="2026-05-03")
    book.income(7, date="2026-05-01", book_date="2026-05-01")
    found = page(book, None, 9).movements
    assert [(one.date, one.book_date) for one in found] == [("2026-05-01", "2026-05-01"), ("2026-04-30", "2026-05-03")]


def test_a_cursor_stands_though_movements_come_in_behind_it(book: Shown) -> None:
    for date in ("2026-05-01", "2026-05-02"):
        book.income(7, date=date, book_date=date)
    first = page(book, None, 1)
    book.income(7, date="2026-05-03", book_date="2026-05-03")
    assert first.next is not None
    assert [one.date for one in page(book, parse_cursor(first.next), 9).movements] == ["2026-05-01"]


def test_a_fund_without_movements_has_an_empty_page(book: Shown) -> None:
    assert page(book, None, 5) == MovementPage([], None)


def test_what_left_last_is_of_the_owners_and_not_what_came_in(book: Shown) -> None:
    book.confirm("chair", book.opening(-5))
    book.income()
    index = book.size
    book.outflow(1, date="2026-05-02", book_date="2026-05-02")
    book.outflow(2, date="2026-05-01", book_date="2026-05-01")
    book.execute(book.request(), date="2026-05-03", book_date="2026-05-03")
    with book.tables() as tables:
        assert [one.index for one in movements.outgoing(tables, 9)] == [index + 3, index, index + 1]
        assert [one.index for one in movements.outgoing(tables, 1)] == [index + 3]


def spent(book: Shown, limit: int = 99) -> list[tuple[int, int, bool]]:
    with book.tables() as tables:
        found = movements.recent_spending(tables, book.pack, limit)
    return [(one.movement.index, one.amount, one.advance) for one in found]


def test_the_last_spending_is_what_the_month_counts_as_gone_out(book: Shown) -> None:
    book.confirm("chair", book.opening(500_000))
    held = book.income(3_000, nature="deposit", category="premises", payer="firm")
    receipt = book.income(40_000)
    book.register_source()
    first = book.size
    book.outflow(1_500)
    book.import_row(1, DAY, {"account": "bank", "amount": -700}, {"category": "other", "amount": 700})
    expense = book.size + 1
    book.execute(book.request())
    book.execute(book.request(kind="transfer", to_fund="repairs", category="other"))
    book.execute(book.request(3_000, kind="refund", category="parking", refund_of=book.cast.ref(held)), 3_000)
    book.execute(book.request(9_000, kind="refund", category="parking", refund_of=book.cast.ref(receipt)), 9_000)
    assert spent(book) == [(expense, 80_000, False), (first + 1, 700, False), (first, 1_500, False)]
    assert spent(book, 1) == [(expense, 80_000, False)]
    with book.tables() as tables:
        (month,) = months(tables, book.pack, DAY[:7])
    assert month.spent == sum(amount for _index, amount, _advance in spent(book))
    assert month.income == 40_000 - 9_000


def test_an_advance_is_in_the_list_as_such_and_in_no_month(book: Shown) -> None:
    book.execute(book.request(kind="advance"))
    assert spent(book) == [(book.size - 1, 80_000, True)]
    with book.tables() as tables:
        assert months(tables, book.pack, DAY[:7]) == []


def test_a_row_that_nets_income_and_expense_has_spent_its_expense(book: Shown) -> None:
    book.register_source()
    book.import_row(
        1,
        DAY,
        {"account": "bank", "amount": 200},
        {"category": "other", "amount": 500},
        {"category": "parking", "amount": -700},
    )
    assert spent(book) == [(book.size - 1, 500, False)]


def test_money_of_others_and_rows_that_do_not_count_are_not_spent_by_the_owners(book: Shown) -> None:
    fees: dict[str, Json] = {
        "name": "物业费", "kind": "property_fee", "currency": "CNY", "owner_of_money": "manager", "scope": "all",
    }  # fmt: skip
    book.record("treasurer", "fund.opened", "fund/fees", fees)
    charge: dict[str, Json] = {
        "account": "bank", "amount": 5, "date": DAY, "book_date": DAY, "kind": "bank_charge", "category": "bank_charge",
        "bank_ref": "x",
    }  # fmt: skip
    book.record("treasurer", "outflow.recorded", "fund/fees", charge)
    book.register_source()
    book.import_row(1, DAY, {"account": "bank", "amount": -700}, {"category": "other", "amount": 700})
    book.confirm("chair", book.opening(as_of=DAY))
    assert spent(book) == []


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
        return movements.backing(tables, book.pack, movements.outgoing(tables, 1)[0])


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


def test_an_imported_outflow_after_the_cutover_is_asked_about_and_one_before_it_is_history(book: Shown) -> None:
    opened: dict[str, Json] = {
        "name": "旧账", "kind": "other", "currency": "CNY", "owner_of_money": "owners", "scope": "all",
        "cutover": "2026-04-10",
    }  # fmt: skip
    book.record("treasurer", "fund.opened", "fund/old", opened)
    book.register_source(funds=["old"])
    paid: list[Json] = [{"account": "bank", "amount": -7}, {"category": "other", "amount": 7}]
    for row, date in ((1, "2026-04-10"), (2, "2026-04-11")):
        data: dict[str, Json] = {
            "source": {"id": SOURCE, "row": row}, "date": date, "postings": paid, "description": {"value": "旧账一行"},
        }  # fmt: skip
        book.record("treasurer", "movement.imported", "fund/old", data)
        found = backing(book)
        assert (None if found is None else found.missing) == (None if row == 1 else ["request"])


def test_an_imported_outflow_after_the_opening_balance_of_a_fund_without_cutover_is_asked_about(book: Shown) -> None:
    book.confirm("chair", book.opening(as_of="2026-04-30"))
    book.register_source()
    book.import_row(1, DAY, {"account": "bank", "amount": -7}, {"category": "other", "amount": 7})
    assert missing(book) == ["request"]


def test_a_backing_counts_what_it_found(book: Shown) -> None:
    large(book)
    assert backing(book) == Backing(1, 0, 2, 0, 2, "2026-05-04T11:00:00Z", "m-1", "维修", "adopted", [])


def test_what_was_taken_back_is_not_alike_to_what_is_recorded_in_its_place(book: Shown) -> None:
    def found() -> int | None:
        with book.tables() as tables:
            return movements.alike(tables, "common", "income.recorded", "bank", DAY, 120_000, None)

    index = book.size
    receipt = book.income()
    assert found() == index
    taken_back: dict[str, Json] = {"on": book.cast.ref(receipt), "reason": "wrong_category", "book_date": DAY}
    book.confirm("chair", book.record("treasurer", "movement.reversed", COMMON, taken_back))
    assert found() is None
    again = book.size
    book.income(category="premises")
    assert found() == again
