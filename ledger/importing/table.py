"""Reading a table: one row, one movement on one account, with a counter-category that the map gives.

A row is a movement if it has a day and an amount. Only a row that is none may be one of the map's ``not_movements``, so
that no pattern can hide a movement; what is neither is a problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from ledger.bodies.shared import Unset
from ledger.errors import FormatError
from ledger.importing import balances
from ledger.importing.balances import Stated
from ledger.importing.cells import AmountForm, clean, clean_line, day_pattern, parse_day
from ledger.importing.maps import Map, NotMovement, TableMap
from ledger.importing.records import Row, Sheet
from ledger.importing.rows import (
    AccountPlace,
    CategoryPlace,
    Deviation,
    OtherRow,
    Problem,
    Reading,
    SourcePosting,
    Transaction,
)

BETWEEN_TEXTS = " · "


class _Sides(NamedTuple):
    """What stands in the columns of a row for in and out; None where a cell is empty."""

    in_: int | None
    out: int | None

    @property
    def change(self) -> int:
        """What the row adds to the account."""
        return (self.in_ or 0) - (self.out or 0)


class TableReader:
    """Reads the rows of one sheet by a map."""

    def __init__(self, sheet: Sheet, map_: TableMap, form: AmountForm) -> None:
        self._sheet = sheet
        self._map = map_
        self._form = form
        self._days = [day_pattern(day) for day in map_.dates]
        self._year = year_of(sheet, map_)
        own = map_.account
        self._account = AccountPlace(own.id, own.kind, own.subtype, own.name)
        self._stated: list[Stated] = []
        self._sums = _Sides(0, 0)
        self._required = [rule for rule in map_.not_movements if rule.required]
        self.reading = Reading(sheet.count, form)

    def read(self) -> Reading:
        """Return what the sheet holds."""
        self.reading.others += [OtherRow(row.number, "above the header") for row in self._sheet.above]
        self.reading.others.append(OtherRow(self._sheet.header.number, "header"))
        for row in reversed(self._sheet.below) if self._map.newest_first else self._sheet.below:
            self._read_row(row)
        for rule in self._required:
            missing = FormatError(
                "import.cut_off",
                f"the file has no row {rule.match!r} ({rule.is_}), with which the map says that it ends",
                advice="Export the file again; where such files have no such row, take `required` out of the map.",
            )
            self.reading.problems.append(Problem.of(self._sheet.count, missing))
        self.reading.deviations = sorted([*self.reading.deviations, *balances.deviations(self._stated)])
        self.reading.opening = balances.opening(self._stated)
        return self.reading

    def _read_row(self, row: Row) -> None:
        if row.blank:
            self.reading.others.append(OtherRow(row.number, "blank"))
            return
        try:
            self._add(row)
        except FormatError as error:
            rule = next((rule for rule in self._map.not_movements if _found(rule.match, *row.cells)), None)
            if rule is None:
                self.reading.problems.append(Problem.of(row.number, error))
            else:
                self._set_aside(row, rule)

    def _add(self, row: Row) -> None:
        """Add a movement; raises `FormatError` where the row is none."""
        check_width(row, self._sheet)
        columns = self._map.columns
        day = parse_day(self._sheet.cell(row, columns.date), self._days, self._year)
        sides = self._sides(row)
        if sides.in_ is None and sides.out is None:
            raise FormatError(
                "import.amount",
                f"there is an amount neither in {columns.in_!r} nor in {columns.out!r}",
                advice="Correct the row, or say in the map with `not_movements` that such rows are no movements.",
            )
        if sides.in_ and sides.out:
            raise FormatError(
                "import.both_sides",
                f"there are amounts in {columns.in_!r} and in {columns.out!r}",
                advice="Correct the row: one movement goes one way.",
            )
        balance = self._amount(row, columns.balance)
        text = clean(BETWEEN_TEXTS.join(filter(None, (self._sheet.cell(row, name) for name in columns.text))))
        payee = clean_line(self._sheet.cell(row, columns.payee)) if isinstance(columns.payee, str) else ""
        category = self._category(text, incoming=bool(sides.in_) or sides.out is None)
        postings = (SourcePosting(self._account, sides.change), SourcePosting(category, -sides.change))
        self.reading.transactions.append(Transaction(row.number, day, postings, payee or None, text))
        self._stated.append(Stated(row.number, sides.change, balance))
        self._sums = _Sides((self._sums.in_ or 0) + (sides.in_ or 0), (self._sums.out or 0) + (sides.out or 0))

    def _set_aside(self, row: Row, rule: NotMovement) -> None:
        """List a row that the map knows as no movement, and check what it states."""
        self.reading.others.append(OtherRow(row.number, rule.is_))
        if rule in self._required:
            self._required.remove(rule)
        try:
            if rule.total:
                check_width(row, self._sheet)
            balance = self._amount(row, self._map.columns.balance)
            sides = self._sides(row) if rule.total else _Sides(None, None)
        except FormatError as error:
            self.reading.problems.append(Problem.of(row.number, error))
            return
        self._stated.append(Stated(row.number, 0, balance))
        for what, stated, expected in zip(("total in", "total out"), sides, self._sums, strict=True):
            if stated is not None and stated != expected:
                self.reading.deviations.append(Deviation(row.number, what, stated, expected or 0, alone=False))

    def _category(self, text: str, *, incoming: bool) -> CategoryPlace:
        for rule in self._map.categories:
            code = rule.in_ if incoming else rule.out
            if isinstance(code, str) and _found(rule.match, text):
                return CategoryPlace(code)
        return CategoryPlace(self._map.otherwise.in_ if incoming else self._map.otherwise.out)

    def _sides(self, row: Row) -> _Sides:
        columns = self._map.columns
        return _Sides(self._amount(row, columns.in_), self._amount(row, columns.out))

    def _amount(self, row: Row, column: str | Unset) -> int | None:
        return self._form.parse(self._sheet.cell(row, column)) if isinstance(column, str) else None


def check_width(row: Row, sheet: Sheet) -> None:
    """Refuse a row with more or fewer cells than the header: it was cut off, or a comma in it is not quoted.

    Raises:
        FormatError: ``import.width``.
    """
    if len(row.cells) != len(sheet.header.cells):
        raise FormatError(
            "import.width",
            f"the row has {len(row.cells)} cells, the header {len(sheet.header.cells)}",
            advice="The file was cut off, or a text with a comma in it is not quoted. Export it again.",
        )


def year_of(sheet: Sheet, map_: Map) -> int | None:
    """Return the year that the map gives, or finds above the header; None where dates have years of their own."""
    if not isinstance(map_.year, str):
        return map_.year if isinstance(map_.year, int) else None
    above: Iterator[str] = (cell for row in sheet.above for cell in row.cells)
    found = next((match for cell in above if (match := re.search(map_.year, cell))), None)
    return int(found[1]) if found and re.fullmatch("[0-9]{4}", found[1] or "") else None


def _found(pattern: str, *texts: str) -> bool:
    return any(re.search(pattern, text) for text in texts)
