"""The days of a period: a year, half-year, quarter or month."""

from __future__ import annotations

from datetime import date, timedelta

MONTHS = {"Q": 3, "H": 6}


def first_day(period: str) -> str:
    """Return the first day of ``2026``, ``2026-H1``, ``2026-Q2`` or ``2026-06``."""
    year, _, part = period.partition("-")
    return date(int(year), _month(part), 1).isoformat()


def last_day(period: str) -> str:
    """Return the last day of a period."""
    year, _, part = period.partition("-")
    months = 12 if not part else MONTHS.get(part[0], 1)
    following = int(year) * 12 + _month(part) - 1 + months
    return (date(following // 12, following % 12 + 1, 1) - timedelta(days=1)).isoformat()


def period_of(day: str, every: str) -> str:
    """Return the ``month``, ``quarter`` or ``year`` in which a day lies: ``2026-05``, ``2026-Q2``, ``2026``."""
    year, month = day[:4], int(day[5:7])
    return {"year": year, "quarter": f"{year}-Q{(month + 2) // 3}", "month": f"{year}-{month:02}"}[every]


def _month(part: str) -> int:
    if not part:
        return 1
    length = MONTHS.get(part[0])
    return int(part) if length is None else (int(part[1]) - 1) * length + 1
