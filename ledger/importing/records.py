"""From the bytes of a CSV file to numbered rows below a header (RFC 4180, in the encoding that the map says).

Rows are records and not lines: a quoted cell may hold line breaks. They are numbered from 1 with the first record of
the file, header and titles included, as a spreadsheet program numbers them.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass

from ledger.errors import FormatError
from ledger.importing.maps import Map

_WORKBOOKS = (b"PK\x03\x04", bytes.fromhex("d0cf11e0a1b11ae1"))
"""How files of .xlsx and .ods (zip) and of .xls (OLE) begin."""
REPLACEMENT = "\N{REPLACEMENT CHARACTER}"


@dataclass(frozen=True, slots=True)
class Row:
    """One record, by its number in the file."""

    number: int
    cells: list[str]

    @property
    def blank(self) -> bool:
        """Whether nothing stands in any cell."""
        return not any(cell.strip() for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """The rows of a file; ``columns`` is where each column that the map uses stands."""

    above: list[Row]
    header: Row
    columns: dict[str, int]
    below: list[Row]

    @property
    def count(self) -> int:
        """The number of all records."""
        return len(self.above) + 1 + len(self.below)

    def cell(self, row: Row, column: str) -> str:
        """Return what a row has in a column that the map uses; nothing where it ends before."""
        place = self.columns[column]
        return row.cells[place] if place < len(row.cells) else ""


def read(raw: bytes, map_: Map) -> Sheet:
    """Cut a file into rows and find its header.

    Raises:
        FormatError: ``import.workbook``, ``import.encoding``, ``import.csv``, ``import.header``.
    """
    rows = list(_rows(decode(raw, map_.encoding), map_.delimiter))
    header = _header(rows, map_)
    for name in map_.used_columns:
        if header.cells.count(name) > 1:
            raise _bad_header(f"the header in row {header.number} has the column {name!r} twice")
    columns = {name: header.cells.index(name) for name in map_.used_columns}
    return Sheet(rows[: header.number - 1], header, columns, rows[header.number :])


def decode(raw: bytes, encoding: str) -> str:
    """Return the text of a file, without a byte order mark.

    Raises:
        FormatError: ``import.workbook``, ``import.encoding``.
    """
    if raw.startswith(_WORKBOOKS):
        raise FormatError(
            "import.workbook",
            "the file is a workbook of Excel or another spreadsheet, and no CSV",
            advice="Open it there, save the sheet that holds the rows as CSV (in Excel: CSV UTF-8), and import that.",
        )
    advice = "Set `encoding` in the map to that of the file: Chinese Excel saves CSV in gb18030, most banks in utf-8."
    if encoding != "utf-8" and raw.startswith(codecs.BOM_UTF8):
        raise FormatError("import.encoding", f"the file says that it is utf-8, the map says {encoding}", advice=advice)
    try:
        text = raw.decode("utf-8-sig" if encoding == "utf-8" else encoding)
    except UnicodeDecodeError as error:
        line = raw[: error.start].count(b"\n") + 1
        raise FormatError("import.encoding", f"line {line} of the file is not {encoding}", advice=advice) from error
    if REPLACEMENT in text:
        line = text[: text.index(REPLACEMENT)].count("\n") + 1
        raise FormatError(
            "import.encoding",
            f"line {line} of the file has lost characters: it was read in a wrong encoding and saved",
            advice="Export the file again from where it came, and do not open it in between.",
        )
    return text


def _rows(text: str, delimiter: str) -> Iterator[Row]:
    number = 0
    try:
        for number, cells in enumerate(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True), 1):
            yield Row(number, [cell.strip() for cell in cells])
    except csv.Error as error:
        raise FormatError(
            "import.csv",
            f"row {number + 1} is not CSV: {error}",
            advice="The file was cut off or altered, often by a quotation mark that is not closed. Export it again.",
        ) from error


def _header(rows: list[Row], map_: Map) -> Row:
    wanted = set(map_.used_columns)
    if isinstance(map_.header, int):
        candidates = rows[map_.header - 1 : map_.header]
        place = f"row {map_.header}"
    else:
        candidates = rows
        place = "any row"
    for row in candidates:
        if wanted <= set(row.cells):
            return row
    best = max(candidates, key=lambda row: len(wanted & set(row.cells)), default=Row(0, []))
    missing = ", ".join(name for name in map_.used_columns if name not in best.cells)
    raise _bad_header(f"{place} lacks these columns of the map: {missing}")


def _bad_header(why: str) -> FormatError:
    return FormatError(
        "import.header",
        why,
        advice="Write the names in `columns` as they stand in the file, and `encoding` and `delimiter` as it has them.",
    )
