"""Cells of a table: amounts and days, read exactly or refused; texts and names, cleaned as strict JSON wants them.

An amount is an integer in minor units: ``￥24,000.00`` in CNY is 2400000. Half-width and full-width forms mean the
same; a sign of a currency may stand before or behind; ``-``, ``−`` and parentheses make it negative. Thousands are
grouped by three or not at all, and there are never more fractional digits than the currency has: ``1.000`` yuan is
refused, because it may mean one yuan or a thousand.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from ledger import strict_json
from ledger.errors import FormatError

DIGITS_MAX = 15
"""Below 2^53 minor units; longer numbers are ids in the wrong column."""
YEARS = range(1900, 2200)
LINE_MAX = 200
TEXT_MAX = 20_000

_NOTHING = frozenset({"", "-", "\N{EN DASH}", "\N{EM DASH}", "\N{MINUS SIGN}"})
_TOKENS = {
    "YYYY": "(?P<year>[0-9]{4})",
    "MM": "(?P<month>[0-9]{2})",
    "M": "(?P<month>[0-9]{1,2})",
    "DD": "(?P<day>[0-9]{2})",
    "D": "(?P<day>[0-9]{1,2})",
    "HH": "[0-9]{2}",
    "mm": "[0-9]{2}",
    "ss": "[0-9]{2}",
}
_TOKEN = re.compile(f"({'|'.join(_TOKENS)})")


def _plain(text: str) -> str:
    """Return text in compatibility form: full-width digits and signs become the ordinary ones."""
    return unicodedata.normalize("NFKC", text)


@dataclass(frozen=True)
class AmountForm:
    """How the amounts of a source are written, and in which currency with how many fractional digits they must be."""

    currency: str
    digits: int
    decimal: str
    thousands: str
    symbols: dict[str, str]
    """Sign to currency, as the map has it."""

    @cached_property
    def _number(self) -> re.Pattern[str]:
        grouped = f"[0-9]{{1,3}}(?:{re.escape(self.thousands)}[0-9]{{3}})+|" if self.thousands else ""
        return re.compile(f"(?P<whole>{grouped}[0-9]+)(?:{re.escape(self.decimal)}(?P<fraction>[0-9]+))?")

    @cached_property
    def _signs(self) -> dict[str, str]:
        return {self.currency: self.currency} | {
            _plain(sign).strip(): currency for sign, currency in self.symbols.items()
        }

    def parse(self, text: str) -> int | None:
        """Return an amount in minor units, or None where the cell is empty or only a dash.

        Raises:
            FormatError: ``import.amount``, ``import.currency``.
        """
        rest = _plain(text).strip().replace("\N{MINUS SIGN}", "-")
        if rest in _NOTHING:
            return None
        negative = rest.startswith("(") and rest.endswith(")")
        if negative:
            rest = rest[1:-1].strip()
        rest, minus = _without_minus(self._without_sign(rest))
        rest = rest if not minus else self._without_sign(rest)
        found = self._number.fullmatch(rest)
        if found is None or (negative and minus):
            raise self._refuse(text, "is not an amount")
        fraction = found["fraction"] or ""
        if len(fraction) > self.digits:
            raise self._refuse(text, f"has more fractional digits than {self.currency}, which has {self.digits}")
        digits = (found["whole"].replace(self.thousands, "") + fraction.ljust(self.digits, "0")).lstrip("0")
        if len(digits) > DIGITS_MAX:
            raise self._refuse(text, "is too large")
        return int(digits or "0") * (-1 if negative or minus else 1)

    def check_commodity(self, text: str) -> None:
        """Refuse a commodity that is not the currency of the fund.

        Raises:
            FormatError: ``import.currency``.
        """
        self._check_currency(text, self._signs.get(_plain(text).strip()))

    def write(self, amount: int) -> str:
        """Write an amount of minor units as ``1,234.56``."""
        return f"{Decimal(amount).scaleb(-self.digits):,.{self.digits}f}"

    def _without_sign(self, text: str) -> str:
        for sign in sorted(filter(None, self._signs), key=len, reverse=True):
            rest = text.removeprefix(sign) if text.startswith(sign) else text.removesuffix(sign)
            if rest != text:
                self._check_currency(sign, self._signs[sign])
                return rest.strip()
        return text

    def _check_currency(self, sign: str, currency: str | None) -> None:
        if currency is None:
            raise FormatError(
                "import.currency",
                f"the map does not say which currency {sign!r} means",
                advice="Put it among the `symbols` of the map.",
            )
        if currency != self.currency:
            raise FormatError(
                "import.currency",
                f"{sign!r} means {currency}, but the fund is kept in {self.currency}",
                advice="Import rows of another currency into a fund of that currency.",
            )

    def _refuse(self, text: str, why: str) -> FormatError:
        return FormatError(
            "import.amount",
            f"{text[:40]!r} {why}",
            advice="Correct the cell, or `decimal`, `thousands` and `symbols` in the map.",
        )


def _without_minus(text: str) -> tuple[str, bool]:
    return text[text.startswith(("-", "+")) :].strip(), text.startswith("-")


def day_pattern(form: str) -> re.Pattern[str]:
    """Compile a form of a day such as ``YYYY/M/D`` or ``M月D日``.

    Raises:
        ValueError: the form has no month or no day, or one of them twice.
    """
    parts = [_TOKENS.get(part) or re.escape(_plain(part)) for part in _TOKEN.split(form)]
    try:
        pattern = re.compile("".join(parts))
    except re.error as error:
        raise ValueError(f"{form!r} has a part twice") from error
    if not {"month", "day"} <= pattern.groupindex.keys():
        raise ValueError(f"{form!r} has no month or no day; write forms like YYYY-MM-DD or M月D日")
    return pattern


def parse_day(text: str, patterns: Sequence[re.Pattern[str]], year: int | None) -> str:
    """Return a day as ``YYYY-MM-DD``; ``year`` stands in where the cell has none.

    Raises:
        FormatError: ``import.date``.
    """
    matches = [found for pattern in patterns if (found := pattern.fullmatch(_plain(text).strip()))]
    days = set()
    for found in matches:
        parts = found.groupdict()
        if year is None and "year" not in parts:
            raise _bad_day(text, "has no year", "Say in the map with `year` where the year stands.")
        in_year = int(parts.get("year") or year or 0)
        try:
            day = date(in_year, int(parts["month"]), int(parts["day"]))
        except ValueError:
            continue
        if day.year in YEARS:
            days.add(day.isoformat())
    if len(days) > 1:
        raise _bad_day(text, f"may be {' or '.join(sorted(days))}", "Leave one of the two forms out of `dates`.")
    if not days:
        why = "is a day that no calendar has" if matches else "is not a day in a form that the map knows"
        raise _bad_day(text, why, "Correct the cell, or add its form to `dates` in the map.")
    return days.pop()


def _bad_day(text: str, why: str, advice: str) -> FormatError:
    return FormatError("import.date", f"{text[:40]!r} {why}", advice=advice)


def clean(text: str, limit: int = TEXT_MAX) -> str:
    """Return a text as it may be signed: NFC, line feeds for line ends, a space for a tab, nothing at its ends.

    Raises:
        FormatError: ``json.text``, ``import.text``.
    """
    lines = unicodedata.normalize("NFC", text).replace("\t", " ").splitlines()
    cleaned = "\n".join(line.strip() for line in lines).strip()
    if len(cleaned) > limit:
        raise FormatError(
            "import.text",
            f"a text has {len(cleaned)} characters, at most {limit} are allowed",
            advice="Shorten it, or leave the column out of the map.",
        )
    strict_json.check_text(cleaned, line_feeds=True)
    return cleaned


def clean_line(text: str) -> str:
    """Return a name as one line.

    Raises:
        FormatError: ``json.text``, ``import.text``.
    """
    return clean(" ".join(text.split()), LINE_MAX)
