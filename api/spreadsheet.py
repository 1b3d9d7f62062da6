"""Rows as CSV (RFC 4180) that a spreadsheet opens and does not run."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from dataclasses import fields
from typing import Any

CSV = "text/csv; charset=utf-8"
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would run; such a cell gets an apostrophe in front."""


def csv_of(kind: type[Any], rows: Iterable[Any]) -> bytes:
    """Return rows of a dataclass as CSV in UTF-8 with the mark that Excel looks for; lists are parted by spaces."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    columns = [field.name for field in fields(kind)]
    writer.writerow(columns)
    for row in rows:
        writer.writerow([_cell(getattr(row, column)) for column in columns])
    return text.getvalue().encode("utf-8-sig")


def _cell(value: object) -> object:
    match value:
        case list():
            return " ".join(map(str, value))
        case str() if value.startswith(_FORMULA):
            return f"'{value}"
    return value
