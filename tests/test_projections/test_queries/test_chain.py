"""The chain of one movement: everything behind it, and nothing of another's."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries.chain import Act, Chain, Invoice, Posting, chain
from tests.test_projections.shown import DAY, SOURCE, Shown

PAPER = "ef" * 32


def of(book: Shown, index: int) -> Chain:
    with book.tables() as tables:
        found = chain(tables, book.pack, index)
    assert found is not None
    return found


def test_a_payment_leads_back_to_the_minutes(book: Shown) -> None:
    book.meet()
    book.decide_motion(book.table(form="meeting", meeting="t-1"), yes=3)
    minutes = book.minutes()
    book.record("chair", "minutes.signed", "meeting/t-1", {"on": book.cast.ref(minutes), "stance": "agree"})
    asked = book.size
    paper: Json = [{"sha256": PAPER, "title": {"value": "合同"}, "class": "contract", "visibility": "owners"}]
    request = book.request(motion="m-1", documents=paper, note={"value": "急"})
    book.decide("vice", request)
    book.decide("member", request, "payment.rejected")
    book.execute(request, 30_000)
    book.execute(request, 50_000)

    found = of(book, asked + 3)
    assert (found.movement.amount, found.recorded.member, found.confirmed) == (-30_000, "treasurer", None)
    assert found.postings == [Posting("category", "repairs", 30_000), Posting("account", "bank", -30_000)]
    assert found.request is not None
    assert (found.request.act.index, found.request.act.note, found.request.amount) == (asked, "急", 80_000)
    assert found.request.invoices == [Invoice("firm", "1", DAY, 80_000)]
    assert [one.sha256 for one in found.request.documents] == [PAPER]
    assert [(one.act.member, one.roles, one.approved) for one in found.decisions] == [
        ("vice", ["vice_chair"], True), ("member", ["member"], False),
    ]  # fmt: skip
    assert found.motion is not None
    assert (found.motion.motion.id, len(found.motion.ballots), found.motion.requests) == ("m-1", 5, [asked])
    assert found.meeting is not None
    assert [one.member for one in found.meeting.minutes[0].signatures] == ["chair"]
    assert [one.index for one in found.same_request] == [asked + 4]
    assert found.backing is not None
    assert found.backing.missing == []


def test_a_receipt_has_nothing_behind_it(book: Shown) -> None:
    index = book.size
    book.income()
    book.request()
    found = of(book, index)
    assert (found.request, found.motion, found.meeting, found.source, found.backing) == (None,) * 5
    assert (found.decisions, found.documents, found.same_request) == ([], [], [])


def test_an_opening_balance_names_who_confirmed_it(book: Shown) -> None:
    index = book.size
    book.confirm("vice", book.opening())
    found = of(book, index)
    assert (found.recorded.index, found.recorded.member) == (index, "treasurer")
    assert found.confirmed == Act(
        index + 1, "entry.confirmed", "vice", book.now.isoformat(), "2026-05-04T11:00:00Z",
        None,
    )  # fmt: skip


def test_a_return_stands_beside_its_execution(book: Shown) -> None:
    executed = book.execute(book.request())
    index = book.size
    data: dict[str, Json] = {
        "on": book.cast.ref(executed), "account": "bank", "amount": 5, "date": DAY, "book_date": DAY, "bank_ref": "r",
    }  # fmt: skip
    book.record("treasurer", "payment.returned", "fund/common", data)
    found = of(book, index)
    assert [one.index for one in found.same_request] == [index - 1]
    assert found.backing is None


def test_an_imported_row_leads_to_its_source(book: Shown) -> None:
    book.register_source()
    index = book.size
    book.import_row(3, DAY)
    found = of(book, index)
    assert found.source is not None
    assert (found.source.id, found.source.imported, found.movement.source_row) == (SOURCE, 1, 3)


def test_a_cancelled_request_that_was_paid_says_so(book: Shown) -> None:
    request = book.request()
    book.record("chair", "payment.cancelled", "fund/common", {"on": book.cast.ref(request), "reason": "duplicate"})
    index = book.size
    book.execute(request)
    found = of(book, index)
    assert found.request is not None
    assert found.request.cancelled == index - 1


def test_what_moved_no_money_has_no_chain(book: Shown) -> None:
    index = book.size
    book.request()
    book.opening()
    with book.tables() as tables:
        assert all(chain(tables, book.pack, at) is None for at in (0, index, index + 1, 9_999))


def test_an_advance_stays_paid_when_a_part_of_it_comes_back_unspent(book: Shown) -> None:
    paid = book.execute(book.request(kind="advance"))
    index = book.size
    lines: list[Json] = [{"category": "repairs", "amount": 60_000}]
    data: dict[str, Json] = {"on": book.cast.ref(paid), "lines": lines, "returned": 20_000, "book_date": DAY}
    book.record("treasurer", "advance.settled", "fund/common", data)
    found = of(book, index)
    assert found.request is not None
    assert (found.request.amount, found.request.paid) == (80_000, 80_000)
