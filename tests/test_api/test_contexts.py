"""What pages say of books that are out of the ordinary."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_api.serving import client_of
from tests.test_projections.shown import Shown, fresh


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Shown]:
    found = fresh(tmp_path).with_money()
    yield found
    found.close()


def pages(book: Shown, *paths: str) -> list[str]:
    """Publish the book, serve it, and return its pages."""
    book.publish()
    with client_of(book.folder.parent) as client:
        answers = [client.get(f"/yuanqu-1/{path}") for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    return [answer.text for answer in answers]


def pay_back(book: Shown, amount: int) -> None:
    """Take a deposit of 3,000 minor units from the firm, and pay back an amount."""
    receipt = book.income(3_000, nature="deposit", category="premises", payer="firm")
    request = book.request(3_000, kind="refund", category="parking", refund_of=book.cast.ref(receipt), invoices=[])
    book.execute(request, amount)


def test_a_deposit_paid_back_beyond_what_came_in_is_to_be_explained(book: Shown) -> None:
    pay_back(book, 300_000)
    first, fund = pages(book, "en/", "en/funds/common")
    for page in (first, fund):
        assert "To 样例公司 more of a deposit was paid back than the book shows as deposited: ¥2,970.00 more." in page
        assert "−¥2,970.00" in page
    assert "Nothing is open" not in first
    assert "退给样例公司的押金，比账上收到的多 ¥2,970.00。" in pages(book, "zh/")[0]


def test_control_a_deposit_paid_back_in_full_is_nothing_to_explain(book: Shown) -> None:
    pay_back(book, 3_000)
    assert all("more of a deposit" not in page for page in pages(book, "en/", "en/funds/common"))
