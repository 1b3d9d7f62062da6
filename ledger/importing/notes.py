"""The note of import.completed: what the source states wrongly, and which of its rows are no movements.

It is published with the event, so it has numbers and the map's own words in it, and no text of the source.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from ledger.importing.rows import Reading
from ledger.strict_json import Json

LINES_MAX = 100
_WORDS = {"stated balance": "balance", "total in": "total_in", "total out": "total_out"}
_CHINESE = {"stated balance": "余额", "total in": "收入合计", "total out": "支出合计"}


def note_of(reading: Reading) -> str:
    """Return the note, empty where there is nothing to say."""
    lines = [
        f"第 {one.row} 行：{_CHINESE[one.what]}写作 {reading.form.write(one.stated)}，按各行推算为 "
        f"{reading.form.write(one.expected)}；照原样导入，未作改动。 · row {one.row}: {one.what} "
        f"{reading.form.write(one.stated)}, its rows give {reading.form.write(one.expected)}; nothing was repaired."
        for one in reading.deviations[:LINES_MAX]
    ]
    if len(reading.deviations) > LINES_MAX:
        more = len(reading.deviations) - LINES_MAX
        lines.append(f"另有 {more} 行同样不符。 · {more} more rows deviate.")
    lines += [f"不是收支的行 · no movements: {line}" for line in listed(reading)[:LINES_MAX]]
    return "\n".join(lines)


def misstated_of(reading: Reading) -> list[Json]:
    """Return the first figures that do not follow from the rows of the source, as import.completed has them."""
    return [
        {"row": one.row, "what": _WORDS[one.what], "stated": one.stated, "expected": one.expected}
        for one in reading.deviations[:LINES_MAX]
    ]


def listed(reading: Reading) -> list[str]:
    """Return one line for each kind of row that is no movement: ``4, 30-31: subtotal``."""
    rows: defaultdict[str, list[int]] = defaultdict(list)
    for other in sorted(reading.others):
        rows[other.what].append(other.row)
    return [f"{_ranges(numbers)}: {what}" for what, numbers in rows.items()]


def _ranges(numbers: Iterable[int]) -> str:
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][-1] == number - 1:
            ranges[-1][1:] = [number]
        else:
            ranges.append([number])
    return ", ".join("-".join(map(str, one)) for one in ranges)
