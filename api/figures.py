"""How figures are written on pages: money from integer minor units, areas, days and times. No floats.

123456 CNY → ¥1,234.56    -28893696 USD → −US$288,936.96    500 JPY → JP¥500
"""

from __future__ import annotations

from datetime import date, datetime, tzinfo
from decimal import Decimal

from babel.dates import format_date, format_datetime
from babel.numbers import get_currency_precision, get_currency_symbol

from api.language import CHINESE, LOCALES

MINUS = "\N{MINUS SIGN}"
_DAY = {CHINESE: "y年M月d日", "en": "d MMMM y"}
_MOMENT = {CHINESE: "y年M月d日 HH:mm", "en": "d MMMM y, HH:mm"}
_MONTH = {CHINESE: "y年M月", "en": "MMMM y"}


def money(amount: int, currency: str) -> str:
    """Write an amount in minor units with the sign of its currency."""
    digits = get_currency_precision(currency)
    symbol = get_currency_symbol(currency, LOCALES[CHINESE])
    if symbol == currency:
        symbol = f"{currency}\N{NO-BREAK SPACE}"
    value = Decimal(abs(amount)).scaleb(-digits)
    return f"{MINUS if amount < 0 else ''}{symbol}{value:,.{digits}f}"


def signed_money(amount: int, currency: str) -> str:
    """Write an amount that is added to others, with its sign."""
    return f"+{money(amount, currency)}" if amount > 0 else money(amount, currency)


def area(hundredths: int) -> str:
    """Write an area in 0.01 m² as square metres."""
    return f"{Decimal(hundredths).scaleb(-2):,.2f}\N{NO-BREAK SPACE}m²"


def percent(part: int, whole: int) -> str:
    """Write a share to a tenth of a per cent, cut off and never rounded up: 719 of 1000 is 71.9%, 2 of 3 66.6%."""
    tenths = 1000 * part // whole if whole else 0
    return f"{tenths // 10}.{tenths % 10}%"


def day(text: str, language: str) -> str:
    """Write ``2026-03-05`` as a reader says it; a day that no calendar has stays as it was signed."""
    return _written(text, _DAY[language], language)


def month(text: str, language: str) -> str:
    """Write the month that the day ``text`` is in."""
    return _written(text, _MONTH[language], language)


def _written(text: str, pattern: str, language: str) -> str:
    try:
        return format_date(date.fromisoformat(text), pattern, LOCALES[language])
    except ValueError:
        return text


def moment(text: str, language: str, zone: tzinfo) -> str:
    """Write an instant (ISO 8601 with offset) in the community's own time."""
    return _in_zone(text, _MOMENT[language], language, zone)


def local_day(text: str, language: str, zone: tzinfo) -> str:
    """Write the day that an instant falls on in the community's own time."""
    return _in_zone(text, _DAY[language], language, zone)


def days_after(text: str, day: str, zone: tzinfo) -> int:
    """Return how many days after ``day`` an instant falls, in the community's own time; 0 where it does not."""
    try:
        return max((datetime.fromisoformat(text).astimezone(zone).date() - date.fromisoformat(day)).days, 0)
    except (ValueError, OverflowError):
        return 0


def _in_zone(text: str, pattern: str, language: str, zone: tzinfo) -> str:
    try:
        instant = datetime.fromisoformat(text).astimezone(zone)
    except (ValueError, OverflowError):
        return text
    return format_datetime(instant, pattern, locale=LOCALES[language])
