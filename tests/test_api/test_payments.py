"""What the pages say of requests and payments: when they were recorded, how they repeat, what is still to be paid."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.strict_json import Json
from tests.test_api.serving import client_of, pages_of
from tests.test_api.test_reading import words
from tests.test_projections.shown import DAY, Shown, with_money


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Shown]:
    yield from with_money(tmp_path)


def pages(book: Shown, *paths: str) -> list[str]:
    """Return the words of pages of the book."""
    return [words(page) for page in pages_of(book, *paths)]


def test_what_was_recorded_long_after_the_day_of_payment_says_so(book: Shown) -> None:
    request = book.request()
    book.decide("chair", request)
    index = book.size
    book.execute(request, date="2025-03-20", book_date="2025-03-20")
    movement, first, chinese = pages(book, f"en/movements/{index}", "en/", f"zh/movements/{index}")
    assert "What backs it came into the book late: recorded 410 days after the payment" in movement
    assert movement.count("recorded 410 days after the payment") == 3, "in the notice, at the request, at the approval"
    assert "recorded 410 days after the payment" in first
    assert "付款 410 天以后才记入账本" in chinese


def test_control_what_was_recorded_by_the_day_of_payment_is_not_late(book: Shown) -> None:
    request = book.request()
    book.decide("chair", request)
    index = book.size
    book.execute(request)
    assert all("after the payment" not in page for page in pages(book, f"en/movements/{index}", "en/"))


def test_a_chair_who_approved_after_the_payment_is_said_to_have_done_so(book: Shown) -> None:
    request = book.request(500_000)
    book.decide("vice", request)
    index = book.size
    book.execute(request, 500_000)
    before, *_ = pages(book, f"en/movements/{index}")
    assert "the chair's approval not found" in before
    assert "1 of 2 approvals found" in before
    book.decide("chair", request)
    after, chinese, first = pages(book, f"en/movements/{index}", f"zh/movements/{index}", "en/")
    for page in (after, first):
        assert "the chair approved only after the payment" in page
        assert "the chair's approval not found" not in page
        assert "2 approvals needed, 1 found before the payment, 1 only after it" in page
    assert "主任在付款以后才同意" in chinese


def test_more_paid_than_asked_for_does_not_stand_under_what_was_not_found(book: Shown) -> None:
    request = book.request(1_000)
    book.decide("chair", request)
    index = book.size
    book.execute(request, 2_000)
    english, chinese = pages(book, f"en/movements/{index}", f"zh/movements/{index}")
    assert "To be explained more was paid than was asked for" in english
    assert "要说明的事 付的超过了申请的金额" in chinese
    assert "Not found in the book" not in english


def test_a_payment_on_a_standing_request_says_how_it_repeats(book: Shown) -> None:
    repeat: Json = {"every": "month", "times": 12, "max_each": 88_000, "until": "2027-06-30"}
    request = book.request(80_000, repeat=repeat)
    book.decide("chair", request)
    index = book.size
    for _month in range(2):
        book.execute(request, 85_000)
    english, chinese = pages(book, f"en/movements/{index}", f"zh/movements/{index}")
    assert "Every month, 12 times, at most ¥880.00 each, ¥10,560.00 in all, until 30 June 2027" in english
    assert "Paid on it so far: ¥1,700.00" in english
    assert "每月，共 12 次，每次最多 ¥880.00，合计最多 ¥10,560.00，到 2027年6月30日 为止" in chinese
    assert "of ¥800.00" not in english


def test_what_is_asked_for_and_not_yet_paid_stands_on_the_first_page_and_its_funds(book: Shown) -> None:
    request = book.request(500_000, purpose={"value": "疏通雨水管"}, invoices=[])
    index = book.size - 1
    book.decide("vice", request)
    english, chinese, fund, other = pages(book, "en/", "zh/", "en/funds/common", "en/funds/repairs")
    for page in (english, fund):
        found = page[page.index("Asked for, not yet paid") :]
        for one in ("疏通雨水管", "¥5,000.00", "to 样例公司", ": approved", "1 of 2 approvals found"):
            assert one in found
        for one in ("the chair's approval not found", "neither invoice nor document found"):
            assert one in found
    assert "疏通雨水管 ¥5,000.00" in chinese[chinese.index("已申请、还没有付") :]
    assert "Nothing that was asked for waits to be paid." in other
    assert f'href="/yuanqu-1/en/entries/{index}"' in raw(book, "en/")


def raw(book: Shown, path: str) -> str:
    with client_of(book.folder.parent) as client:
        return client.get(f"/yuanqu-1/{path}").text


def test_control_what_was_paid_or_taken_back_is_no_longer_asked_for(book: Shown) -> None:
    paid = book.request()
    book.decide("chair", paid)
    book.execute(paid)
    taken_back = book.request()
    book.record(
        "chair", "payment.cancelled", "fund/common", {"on": book.cast.ref(taken_back), "reason": "duplicate"}
    )  # fmt: skip
    for page in pages(book, "en/", "en/funds/common"):
        assert "Nothing that was asked for waits to be paid." in page


def test_what_the_bank_sent_back_is_asked_for_again(book: Shown) -> None:
    request = book.request()
    book.decide("chair", request)
    executed = book.execute(request)
    data: dict[str, Json] = {
        "on": book.cast.ref(executed), "account": "bank", "amount": 80_000, "date": DAY, "book_date": DAY,
        "bank_ref": "r",
    }  # fmt: skip
    book.record("treasurer", "payment.returned", "fund/common", data)
    (page,) = pages(book, "en/funds/common")
    assert "Nothing that was asked for waits to be paid." not in page


def test_an_account_below_zero_and_a_payment_below_its_request_are_to_be_explained(book: Shown) -> None:
    request = book.request(32_000, purpose={"value": "打印"})
    book.decide("chair", request)
    index = book.size
    book.execute(request, 320)
    first, fund, movement, chinese = pages(book, "en/", "en/funds/common", f"en/movements/{index}", "zh/")
    for page in (first, fund):
        assert "The account “专户” stands below zero: −¥3.20." in page
        assert "打印 : ¥3.20 of ¥320.00 asked for has been paid" in page
    assert "Paid on it so far: ¥3.20 of ¥320.00" in movement
    assert "Nothing is open" not in first
    assert "账户“专户”的余额低于零：−¥3.20。" in chinese
    assert "申请 ¥320.00，只付了 ¥3.20" in chinese


def test_control_an_account_at_zero_and_a_payment_in_full_are_nothing_to_explain(book: Shown) -> None:
    book.income(80_000)
    request = book.request()
    book.decide("chair", request)
    book.execute(request)
    for page in pages(book, "en/", "en/funds/common"):
        assert "below zero" not in page
        assert "asked for has been paid" not in page
