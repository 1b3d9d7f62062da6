"""The published note of an import: numbers and the map's words, however many rows deviate."""

from __future__ import annotations

from ledger.importing.notes import LINES_MAX, listed, note_of
from ledger.importing.rows import Deviation, OtherRow
from tests.test_ledger.test_importing.samples import TABLE, read


def test_rows_are_listed_by_what_they_are_in_ranges() -> None:
    reading = read(TABLE)
    reading.others = [OtherRow(row, "blank") for row in (9, 1, 2, 3, 5)] + [OtherRow(4, "header")]
    assert listed(reading) == ["1-3, 5, 9: blank", "4: header"]


def test_a_source_in_which_nothing_follows_still_has_a_note_that_an_event_can_hold() -> None:
    reading = read(TABLE)
    reading.deviations = [Deviation(row, "stated balance", 10**14, -(10**14), alone=False) for row in range(10_000)]
    note = note_of(reading)
    assert len(note) < 20_000
    assert f"{10_000 - LINES_MAX} more rows deviate" in note
