"""Cursors of long lists."""

from __future__ import annotations

import pytest

from projections.queries.paging import FIRST, Cursor, cut, parse_cursor


@pytest.mark.parametrize(
    "text",
    ["", "2026-05-01", "2026-05-01.", "2026-05-01.01", "2026-05-01.-1", "2026-5-1.1", "2026-05-01.1\n", "x.1",
     "2026-05-01.12345678901234567", "２０２６-05-01.1"],
)  # fmt: skip
def test_what_is_no_cursor_of_ours(text: str) -> None:
    assert parse_cursor(text) is None


def test_a_cursor_is_read_back_as_it_was_written() -> None:
    cursor = Cursor("2026-05-01", 44)
    assert str(cursor) == "2026-05-01.44"
    assert parse_cursor(str(cursor)) == cursor


def test_a_page_has_a_cursor_where_one_more_row_was_found() -> None:
    rows = [Cursor("2026-05-02", 7), Cursor("2026-05-01", 9), FIRST]
    assert cut(rows, 2, lambda row: row) == (rows[:2], "2026-05-01.9")
    assert cut(rows, 3, lambda row: row) == (rows, None)
    assert cut(rows[:0], 3, lambda row: row) == ([], None)
