"""Rows for a spreadsheet, which opens them and runs nothing."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass

import pytest

from api.spreadsheet import csv_of


@dataclass(frozen=True, slots=True)
class Row:
    name: str | None
    refs: list[int]
    amount: int


def rows(*found: Row) -> list[list[str]]:
    content = csv_of(Row, found)
    assert content.startswith("\N{BYTE ORDER MARK}".encode()), "Excel takes it for another encoding otherwise"
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_columns_are_the_members_and_lists_are_parted_by_spaces() -> None:
    assert rows(Row("样例, 园区", [1, 2], -5), Row(None, [], 0)) == [
        ["name", "refs", "amount"], ["样例, 园区", "1 2", "-5"], ["", "", "0"],
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["=cmd|'/c calc'!A1", "+1", "-1", "@sum", "\tx"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert rows(Row(text, [], 0))[1][0] == f"'{text}"
