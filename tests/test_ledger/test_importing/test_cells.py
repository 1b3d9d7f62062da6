"""Amounts and days are read exactly or refused; texts are cleaned or refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError
from ledger.importing.cells import DIGITS_MAX, AmountForm, clean, clean_line, day_pattern, parse_day
from tests.refusals import malformed

YUAN = AmountForm("CNY", 2, ".", ",", {"￥": "CNY", "元": "CNY", "$": "USD"})
YEN = AmountForm("JPY", 0, ".", ",", {"¥": "JPY"})
GERMAN = AmountForm("EUR", 2, ",", ".", {"€": "EUR"})
FORMS = [day_pattern(form) for form in ("YYYY/M/D", "YYYY.M.D", "YYYYMMDD", "M月D日", "YYYY-MM-DD HH:mm:ss")]


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1200", 120_000),
        ("1200.5", 120_050),
        ("13,892.50", 1_389_250),
        ("￥24,000.00", 2_400_000),
        ("¥ 24000.00", 2_400_000),
        ("26.00元", 2_600),
        ("CNY 26.00", 2_600),
        ("-26.00", -2_600),
        ("￥-26.00", -2_600),
        ("-￥26.00", -2_600),
        ("\N{MINUS SIGN}26.00", -2_600),
        ("(26.00)", -2_600),
        ("+26.00", 2_600),
        ("１２３．４５", 12_345),
        ("  7 ", 700),
        ("0.00", 0),
        ("000000000000000000000001", 100),
    ],
)
def test_an_amount_in_the_forms_that_people_write(text: str, amount: int) -> None:
    assert YUAN.parse(text) == amount


@pytest.mark.parametrize("text", ["", "  ", "-", "—", "－"])
def test_an_empty_cell_or_a_dash_is_no_amount(text: str) -> None:
    assert YUAN.parse(text) is None


@pytest.mark.parametrize(
    "text",
    ["1.000", "0.001", "12,00", "1,2345", "1.2.3", "1e3", "--1", "-(1)", "(-1)", "1 200", "abc", "NaN", ".5", "5.",
     "0x10", "9" * (DIGITS_MAX - 1), "9" * 5000, "元", "()", "1200.00-"],
)  # fmt: skip
def test_what_may_mean_two_things_or_nothing_is_refused(text: str) -> None:
    with malformed("import.amount"):
        YUAN.parse(text)


def test_a_sign_of_another_currency_is_refused() -> None:
    with malformed("import.currency"):
        YUAN.parse("$5.00")
    with malformed("import.amount"):
        YUAN.parse("€5.00")


def test_a_commodity_must_be_known_and_the_currency_of_the_fund() -> None:
    YUAN.check_commodity("元")
    YUAN.check_commodity("CNY")
    for commodity in ("$", "€", ""):
        with malformed("import.currency"):
            YUAN.check_commodity(commodity)


def test_a_currency_has_its_own_digits_and_a_source_its_own_signs() -> None:
    assert YEN.parse("¥1,500") == 1_500
    with malformed("import.amount"):
        YEN.parse("1500.0")
    assert GERMAN.parse("1.234,56 €") == 123_456
    with malformed("import.amount"):
        GERMAN.parse("1,234.56")


@given(amount=st.integers(-(10**DIGITS_MAX) + 1, 10**DIGITS_MAX - 1), form=st.sampled_from([YUAN, YEN]))
def test_what_is_written_is_read_back(amount: int, form: AmountForm) -> None:
    assert form.parse(form.write(amount)) == amount


@given(st.text(max_size=30))
def test_any_text_is_the_amount_that_it_says_or_refused(text: str) -> None:
    try:
        amount = YUAN.parse(text)
    except FormatError:
        return
    assert amount is None or abs(amount) < 10**DIGITS_MAX


@given(st.decimals(min_value=-(10**12), max_value=10**12, places=2))
def test_an_amount_is_the_decimal_that_it_says(value: Decimal) -> None:
    assert YUAN.parse(f"{value:f}") == int(value * 100)


@pytest.mark.parametrize(
    "text", ["2025/3/5", "2025/03/05", "2025.3.5", "20250305", "3月5日", "２０２５／３／５", "2025-03-05 09:15:00"]
)
def test_a_day_in_the_forms_of_the_map(text: str) -> None:
    assert parse_day(text, FORMS, 2025) == "2025-03-05"


@pytest.mark.parametrize(
    "text",
    ["2025/2/30", "2025/13/1", "0001/1/1", "2200/1/1", "5/3/2025", "2025/3/5 x", "2025-3-5", "", "小计", "2025115"],
)
def test_a_day_that_no_calendar_or_no_form_has_is_refused(text: str) -> None:
    with malformed("import.date"):
        parse_day(text, FORMS, 2025)


def test_a_day_without_a_year_needs_one() -> None:
    with malformed("import.date"):
        parse_day("3月5日", FORMS, None)
    assert parse_day("2月29日", FORMS, 2024) == "2024-02-29"
    with malformed("import.date"):
        parse_day("2月29日", FORMS, 2025)


def test_a_day_that_two_forms_read_differently_is_refused_and_never_guessed() -> None:
    both = [day_pattern("D/M/YYYY"), day_pattern("M/D/YYYY")]
    with malformed("import.date"):
        parse_day("5/3/2025", both, None)
    assert parse_day("25/3/2025", both, None) == "2025-03-25"
    assert parse_day("3/3/2025", both, None) == "2025-03-03"


@given(
    day=st.dates(date(1900, 1, 1), date(2199, 12, 31)), form=st.sampled_from(["{0:04}/{1}/{2}", "{0:04}.{1:02}.{2:02}"])
)
def test_every_day_of_these_centuries_is_read_back(day: date, form: str) -> None:
    assert parse_day(form.format(day.year, day.month, day.day), FORMS, None) == day.isoformat()


@pytest.mark.parametrize("form", ["YYYY", "YYYY-MM", "M/M/D", "date", ""])
def test_a_form_that_gives_no_day_is_no_form(form: str) -> None:
    with pytest.raises(ValueError, match=r"month|twice"):
        day_pattern(form)


def test_a_text_is_cleaned_so_that_it_may_be_signed() -> None:
    assert clean("  e\N{COMBINING ACUTE ACCENT}t\té \r\n zwei ") == "ét é\nzwei"
    assert clean_line("一 \n 行") == "一 行"
    with malformed("json.text"):
        clean("up\N{RIGHT-TO-LEFT OVERRIDE}down")
    with malformed("import.text"):
        clean("长" * 20_001)
    with malformed("import.text"):
        clean_line("长" * 201)
