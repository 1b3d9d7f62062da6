"""Bytes become rows below a header, or the file is refused."""

from __future__ import annotations

import pytest

from ledger.importing import records
from ledger.importing.maps import Map
from tests.refusals import malformed
from tests.test_ledger.test_importing.samples import POSTINGS, POSTINGS_MAP, TABLE, TABLE_MAP, map_of


def table(**replaced: str) -> Map:
    return map_of(TABLE_MAP, **replaced).map


def test_rows_are_records_and_not_lines_and_count_from_the_first_of_the_file() -> None:
    sheet = records.read(POSTINGS.encode(), map_of(POSTINGS_MAP).map)
    assert (sheet.header.number, sheet.count) == (1, 8)
    assert POSTINGS.count("\n") == 10
    assert [row.number for row in sheet.below] == list(range(2, 9))
    assert sheet.below[2].cells[3] == "two\nlines"


def test_the_header_is_the_first_row_with_all_columns_and_what_is_above_stays() -> None:
    sheet = records.read(TABLE.encode(), table())
    assert sheet.header.number == 2
    assert [row.number for row in sheet.above] == [1]
    assert sheet.columns["余额"] == 5


def test_a_header_may_be_named_by_its_row() -> None:
    assert records.read(TABLE.encode(), table(**{"[fund]": "header = 2\n[fund]"})).header.number == 2
    for number in (1, 99):
        with malformed("import.header") as refusal:
            records.read(TABLE.encode(), table(**{"[fund]": f"header = {number}\n[fund]"}))
        assert f"row {number}" in refusal.value.message


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030"])
def test_a_file_in_the_encoding_of_the_map_is_read(encoding: str) -> None:
    sheet = records.read(TABLE.encode(encoding), table(**{'"utf-8"': f'"{encoding}"'}))
    assert sheet.columns["摘要"] == 1


def test_a_byte_order_mark_is_no_part_of_the_first_cell() -> None:
    without_title = TABLE.split("\n", 1)[1]
    assert records.read(b"\xef\xbb\xbf" + without_title.encode(), table()).header.cells[0] == "日期"


@pytest.mark.parametrize(
    ("raw", "encoding"),
    [
        (TABLE.encode("gb18030"), "utf-8"),
        (TABLE.encode(), "gb18030"),
        (b"\xef\xbb\xbf" + TABLE.encode(), "gb18030"),
        (TABLE.encode()[:200], "utf-8"),
        (TABLE.replace("停", "\N{REPLACEMENT CHARACTER}").encode(), "utf-8"),
    ],
    ids=["GB18030 as UTF-8", "UTF-8 as GB18030", "marked UTF-8 as GB18030", "cut within a character", "damaged before"],
)
def test_wrong_encoding_is_refused(raw: bytes, encoding: str) -> None:
    with malformed("import.encoding"):
        records.read(raw, table(**{'"utf-8"': f'"{encoding}"'}))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "gb18030", "big5", "windows-1252"])
@pytest.mark.parametrize("begins", [b"PK\x03\x04\x14\x00\x06\x00", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"])
def test_a_workbook_is_called_so_whatever_encoding_the_map_says(begins: bytes, encoding: str) -> None:
    with malformed("import.workbook") as refusal:
        records.read(begins + bytes(600), table(**{'"utf-8"': f'"{encoding}"'}))
    assert "as CSV" in refusal.value.advice


def test_wrong_encoding_that_can_be_read_is_found_by_the_header() -> None:
    french = table(**{'"utf-8"': '"windows-1252"', '"摘要"': '"libellé"'})
    text = TABLE.split("\n")[1].replace("摘要", "libellé")
    for name in ("日期", "收入", "支出", "余额", "对方", "备注"):
        text = text.replace(name, "x")
    with malformed("import.header") as refusal:
        records.read(text.encode(), french)
    assert "libellé" in refusal.value.message


@pytest.mark.parametrize(
    "text", ['a,b\n"cut off', 'a,b\n"x"y,z\n', f'a,b\n"{"x" * 200_000}",z\n'], ids=["not closed", "text behind", "huge"]
)
def test_what_is_no_csv_is_refused_with_its_row(text: str) -> None:
    with malformed("import.csv") as refusal:
        records.read(text.encode(), table())
    assert "row 2" in refusal.value.message


def test_missing_and_doubled_columns_are_named() -> None:
    with malformed("import.header") as refusal:
        records.read(TABLE.replace("摘要", "说明").encode(), table())
    assert "摘要" in refusal.value.message
    with malformed("import.header") as refusal:
        records.read(TABLE.replace("备注", "备注,备注").encode(), table())
    assert "'备注' twice" in refusal.value.message
    with malformed("import.header"):
        records.read(b"", table())
