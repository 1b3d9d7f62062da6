"""Money that left without a request: what the pack allows by kind and amount, and what it asks about."""

from __future__ import annotations

import pytest

from projections.queries.movements import backing, outgoing
from tests.test_projections.shown import Shown


@pytest.mark.parametrize(
    ("kind", "amount", "missing"),
    [
        ("bank_charge", 1_500, []),
        ("tax", 100_000, []),
        ("tax", 100_001, ["request"]),
        ("direct_debit", 1_500, ["request"]),
        ("unexplained", 1, ["request"]),
    ],
)
def test_an_outflow_is_asked_about_unless_the_pack_allows_its_kind_and_amount(
    book: Shown, kind: str, amount: int, missing: list[str]
) -> None:
    book.outflow(amount, kind=kind)
    with book.tables() as tables:
        (spent,) = outgoing(tables, 10)
        behind = backing(tables, book.pack, spent)
    assert spent.outflow == kind
    assert behind is not None
    assert behind.missing == missing
