"""The made-up books have the size and the traps of the real ones, and the real ones stay out of the project."""

from __future__ import annotations

import csv
import io
from collections import Counter
from pathlib import Path

import pytest

from tests import made_up_books
from tests.shared_data import needs_shared, shared

TESTS = Path(__file__).parent


def postings(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text, newline="")))


def shape(rows: list[dict[str, str]]) -> dict[str, object]:
    """Return what an import must cope with in a ledger, without any of its words."""
    return {
        "columns": tuple(rows[0]),
        "transactions": len({row["txnidx"] for row in rows}),
        "postings of a transaction": Counter(Counter(row["txnidx"] for row in rows).values()),
        "accounts": Counter(path.split(":")[0] for path in {row["account"] for row in rows}),
        "depths": Counter(path.count(":") for path in {row["account"] for row in rows}),
        "payees": len({row["description"] for row in rows}),
        "noughts": sum(row["amount"].strip("0.") == "" for row in rows),
        "line feeds": sum("\n" in "".join(row.values()) for row in rows),
        "commodities": {row["commodity"] for row in rows},
        "days": (rows[0]["date"], rows[-1]["date"]),
        "in order": [row["date"] for row in rows] == sorted(row["date"] for row in rows),
    }


def test_the_ledger_has_the_size_that_it_is_made_for() -> None:
    found = shape(postings(made_up_books.journal()))
    assert (found["transactions"], found["payees"], found["noughts"], found["line feeds"]) == (1_360, 214, 2, 25)
    assert len(postings(made_up_books.journal())) == 2_777


@needs_shared
def test_the_ledger_has_the_shape_of_the_real_one() -> None:
    real = shape(postings(shared("data", "hackclub", "postings.csv").read_text(encoding="utf-8")))
    assert shape(postings(made_up_books.journal())) == real


def test_they_are_the_same_every_time() -> None:
    assert made_up_books.journal() == made_up_books.journal()
    assert made_up_books.sheets() == made_up_books.sheets()


def test_the_sheets_have_what_such_sheets_have() -> None:
    first, second = made_up_books.sheets()
    assert (len(first.rows), len(second.rows)) == (61, 62)
    text = first.raw.decode("gb18030") + second.raw.decode("gb18030")
    for part in ("结转", "一季度小计", "本期合计", "注：", "￥", "月", "冲红", "\r\n,,,,,,,\r\n"):
        assert part in text, part
    assert not first.raw.startswith(b"\xef\xbb\xbf")
    with pytest.raises(UnicodeEncodeError):
        text.encode("gbk")
    for sheet in (first, second):
        assert [row.date for row in sheet.rows] == sorted(row.date for row in sheet.rows)
        assert sheet.opening + sum(row.in_ - row.out for row in sheet.rows) == sheet.closing
    assert first.miswritten is None
    assert second.miswritten is not None
    assert sorted(str(second.miswritten[1])) == sorted(str(second.miswritten[2])), "two digits were swapped"


@needs_shared
def test_no_file_of_the_real_data_lies_in_the_project() -> None:
    outside = {path.read_bytes() for path in shared("data").rglob("*") if path.is_file() and path.name != "LICENSE"}
    inside = (path for path in TESTS.parent.rglob("*") if path.is_file() and ".venv" not in path.parts)
    sizes = {len(content) for content in outside}
    assert not [path for path in inside if path.stat().st_size in sizes and path.read_bytes() in outside]
