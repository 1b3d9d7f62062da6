"""The first and last day of each kind of period."""

from __future__ import annotations

import pytest

from ledger.rules import periods


@pytest.mark.parametrize(
    ("period", "first", "last"),
    [
        ("2024", "2024-01-01", "2024-12-31"),
        ("2024-H1", "2024-01-01", "2024-06-30"),
        ("2024-H2", "2024-07-01", "2024-12-31"),
        ("2024-Q1", "2024-01-01", "2024-03-31"),
        ("2024-Q4", "2024-10-01", "2024-12-31"),
        ("2024-02", "2024-02-01", "2024-02-29"),
        ("2199-12", "2199-12-01", "2199-12-31"),
    ],
)
def test_a_period_has_its_days(period: str, first: str, last: str) -> None:
    assert (periods.first_day(period), periods.last_day(period)) == (first, last)


@pytest.mark.parametrize(
    ("day", "month", "quarter"),
    [("2024-01-01", "2024-01", "2024-Q1"), ("2024-03-31", "2024-03", "2024-Q1"), ("2024-10-01", "2024-10", "2024-Q4")],
)
def test_a_day_lies_in_its_periods_and_they_hold_it(day: str, month: str, quarter: str) -> None:
    found = [periods.period_of(day, every) for every in ("month", "quarter", "year")]
    assert found == [month, quarter, "2024"]
    assert all(periods.first_day(one) <= day <= periods.last_day(one) for one in found)
