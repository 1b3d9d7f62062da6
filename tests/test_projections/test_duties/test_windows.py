"""Periods follow each other without gap and overlap, and are covered by reports that together leave no day out."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from projections.duties.calendar import Done
from projections.duties.windows import Window, add_months, covered, covering, windows

DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


def always(months: int) -> Callable[[date], int]:
    return lambda _day: months


def names(start: str, until: str, months_on: Callable[[date], int]) -> list[str]:
    return [one.name for one in windows(date.fromisoformat(start), date.fromisoformat(until), months_on)]


@pytest.mark.parametrize(
    ("months", "expected"),
    [
        (1, ["2026-05", "2026-06", "2026-07"]),
        (2, ["2026-05/2026-06", "2026-07/2026-08"]),
        (3, ["2026-Q2", "2026-Q3"]),
        (6, ["2026-H1", "2026-H2"]),
        (12, ["2026"]),
        (24, ["2026-01/2027-12"]),
        (0, []),
    ],
)
def test_periods_are_those_of_the_calendar(months: int, expected: list[str]) -> None:
    assert names("2026-05-04", "2026-07-01", always(months)) == expected


def test_a_change_of_the_rules_begins_with_the_next_period() -> None:
    assert names("2026-02-01", "2027-05-01", lambda day: 3 if day >= date(2026, 9, 1) else 6) == [
        "2026-H1", "2026-H2", "2027-Q1", "2027-Q2",
    ]  # fmt: skip
    assert names("2026-02-01", "2027-05-01", lambda day: 12 if day >= date(2026, 3, 9) else 3) == [
        "2026-Q1", "2026-04/2026-12", "2027",
    ]  # fmt: skip


@given(DAYS, st.integers(0, 2000), st.integers(1, 30), st.integers(1, 30))
def test_periods_leave_no_day_out_and_none_is_in_two(start: date, days: int, early: int, late: int) -> None:
    until = start + timedelta(days=days)
    turn = start + timedelta(days=days // 2)
    found = list(windows(start, until, lambda day: early if day < turn else late))
    assert found[0].first <= start
    assert found[-1].first <= until <= found[-1].last
    for one, following in itertools.pairwise(found):
        assert one.first <= one.last
        assert one.last + timedelta(days=1) == following.first


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [("2026-01-31", 1, "2026-02-28"), ("2024-01-31", 1, "2024-02-29"), ("2026-11-30", 3, "2027-02-28"),
     ("2026-05-04", 12, "2027-05-04")],
)  # fmt: skip
def test_a_month_later_is_the_same_day_or_the_last_one(day: str, months: int, expected: str) -> None:
    assert add_months(date.fromisoformat(day), months).isoformat() == expected


H1 = Window(date(2026, 1, 1), date(2026, 6, 30), "2026-H1")


def test_a_period_is_covered_when_the_last_of_its_parts_is() -> None:
    reports = [covered("2026-Q2", date(2026, 7, 20), 9), covered("2026-Q1", date(2026, 4, 5), 4)]
    assert covering(H1, reports) == Done(date(2026, 7, 20), (4, 9))
    assert covering(H1, [*reports, covered("2026", date(2027, 1, 3), 30)]) == Done(date(2026, 7, 20), (4, 9))


def test_a_longer_report_covers_each_period_within() -> None:
    q1 = Window(date(2026, 1, 1), date(2026, 3, 31), "2026-Q1")
    assert covering(q1, [covered("2026-H1", date(2026, 7, 20), 9)]) == Done(date(2026, 7, 20), (9,))


def test_control_a_gap_is_no_cover() -> None:
    parts = [covered(f"2026-{month:02}", date(2026, 7, 1), month) for month in (1, 2, 4, 5, 6)]
    assert covering(H1, parts) is None
    assert covering(H1, [*parts, covered("2026-03", date(2026, 9, 9), 3)]) == Done(date(2026, 9, 9), (1, 2, 3, 4, 5, 6))
