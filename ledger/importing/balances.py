"""Do the balances that a source states follow from its own rows?

Two kinds of deviation are told apart. *Alone*: one figure is wrong and the rows after it go on from the right one, so a
number was miswritten. Not alone: the following rows go on from the wrong figure, or there are none: a row is missing,
an amount is wrong, or the file was cut off within its last number.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from ledger.importing.rows import Deviation


class Stated(NamedTuple):
    """What a row changes, and the balance that it states after that change; minor units."""

    row: int
    change: int
    balance: int | None


def deviations(rows: Sequence[Stated]) -> Iterator[Deviation]:
    """Yield the balances that do not follow, in the order of the rows; the first stated one begins the chain."""
    running: int | None = None
    for number, one in enumerate(rows):
        expected = None if running is None else running + one.change
        running = expected if one.balance is None else one.balance
        if expected is None or one.balance is None or one.balance == expected:
            continue
        alone = _goes_on(expected, rows, number + 1)
        yield Deviation(one.row, "stated balance", one.balance, expected, alone)
        if alone:
            running = expected


def _goes_on(right: int, rows: Sequence[Stated], start: int) -> bool:
    """Tell whether the next balance stated from ``start`` on follows from ``right``."""
    for number in range(start, len(rows)):
        right += rows[number].change
        if (balance := rows[number].balance) is not None:
            return balance == right
    return False


def opening(rows: Sequence[Stated]) -> int | None:
    """Return what the first stated balance and the changes up to it say of the moment before them."""
    change = 0
    for one in rows:
        change += one.change
        if one.balance is not None:
            return one.balance - change
    return None
