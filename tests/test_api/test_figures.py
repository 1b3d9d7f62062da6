"""Money, areas, days and times as people read them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import figures
from ledger.strict_json import INTEGER_MAX


@pytest.mark.parametrize(
    ("amount", "currency", "written"),
    [
        (123_456, "CNY", "¥1,234.56"),
        (0, "CNY", "¥0.00"),
        (5, "CNY", "¥0.05"),
        (-123_456, "CNY", "−¥1,234.56"),
        (100_000_000, "CNY", "¥1,000,000.00"),
        (INTEGER_MAX, "CNY", "¥90,071,992,547,409.91"),
        (640_844, "USD", "US$6,408.44"),
        (-28_893_696, "USD", "−US$288,936.96"),
        (500, "JPY", "JP¥500"),
        (1_234_567, "KWD", "KWD\N{NO-BREAK SPACE}1,234.567"),
        (100, "ZZZ", "ZZZ\N{NO-BREAK SPACE}1.00"),
    ],
)
def test_money(amount: int, currency: str, written: str) -> None:
    assert figures.money(amount, currency) == written


@given(st.integers(-INTEGER_MAX, INTEGER_MAX))
def test_money_is_written_to_the_last_fen(amount: int) -> None:
    written = figures.money(amount, "CNY").replace("¥", "").replace(",", "").replace("−", "-")
    assert int(written.replace(".", "")) == amount


def test_days_and_moments_in_both_languages() -> None:
    assert figures.day("2026-03-05", "zh") == "2026年3月5日"
    assert figures.day("2026-03-05", "en") == "5 March 2026"
    assert figures.month("2026-03-05", "zh") == "2026年3月"
    shanghai = ZoneInfo("Asia/Shanghai")
    assert figures.moment("2026-03-05T20:00:00Z", "zh", shanghai) == "2026年3月6日 04:00"
    assert figures.local_day("2026-03-05T20:00:00Z", "en", shanghai) == "6 March 2026"


@pytest.mark.parametrize("text", ["2026-02-31", "0000-01-01", "9999-12-31T23:59:59-23:59", "2026-13-01T29:00:00+08:00"])
def test_a_time_that_no_calendar_has_stays_as_it_was_signed(text: str) -> None:
    assert figures.day(text, "zh") == text
    assert figures.moment(text, "zh", ZoneInfo("Asia/Shanghai")) == text


def test_area() -> None:
    assert figures.area(1_000_050) == "10,000.50\N{NO-BREAK SPACE}m²"


@pytest.mark.parametrize(
    ("part", "whole", "written"),
    [(2, 3, "66.6%"), (712, 1000, "71.2%"), (1, 1, "100.0%"), (0, 5, "0.0%"), (0, 0, "0.0%"), (9_999, 10_000, "99.9%")],
)
def test_a_share_is_cut_off_and_never_rounded_up(part: int, whole: int, written: str) -> None:
    assert figures.percent(part, whole) == written
