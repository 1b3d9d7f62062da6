"""What reading a source gives: movements, rows that are none or not understood, balances that do not follow.

Amounts are minor units, debit positive. ``row`` is the number of a record of the file (see `ledger.importing.records`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import NamedTuple, TypeAlias

from ledger.errors import FormatError
from ledger.importing.cells import AmountForm
from ledger.importing.maps import AccountKind, Subtype


@dataclass(frozen=True, slots=True)
class AccountPlace:
    """An account of the book; ``person`` is whose it is, and ``id`` then only the beginning of its id."""

    id: str
    kind: AccountKind
    subtype: Subtype
    name: str
    person: str | None = None


@dataclass(frozen=True, slots=True)
class CategoryPlace:
    """A category of the chart."""

    code: str


Place: TypeAlias = AccountPlace | CategoryPlace


class SourcePosting(NamedTuple):
    """One side of a movement."""

    place: Place
    amount: int


@dataclass(frozen=True, slots=True)
class Transaction:
    """One movement; ``row`` is that of its first posting, ``date`` is ``YYYY-MM-DD``."""

    row: int
    date: str
    postings: tuple[SourcePosting, ...]
    payee: str | None
    text: str


class OtherRow(NamedTuple):
    """A row that is no movement, and what it is instead."""

    row: int
    what: str


class Problem(NamedTuple):
    """A row that is not understood, under the rule that it breaks."""

    row: int
    rule_id: str
    message: str
    advice: str

    @classmethod
    def of(cls, row: int, error: FormatError) -> Problem:
        """Return the problem that an error about this row is."""
        return cls(row, error.rule_id, error.message, error.advice)


class Deviation(NamedTuple):
    """A figure stated in the source that its own rows do not give.

    ``alone``: the rows after it go on from the right figure, so that nothing is missing and one number is miswritten.
    """

    row: int
    what: str
    stated: int
    expected: int
    alone: bool


@dataclass(slots=True)
class Reading:
    """What a source of ``count`` rows holds; each row belongs to a transaction, is another row, or a problem."""

    count: int
    form: AmountForm
    transactions: list[Transaction] = field(default_factory=list)
    others: list[OtherRow] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    deviations: list[Deviation] = field(default_factory=list)
    opening: int | None = None
    """What the source states for the moment before its first movement."""


def check(reading: Reading, *, balances_ok: bool) -> None:
    """Refuse a source with rows that are not understood, or with balances that a missing row would explain.

    ``balances_ok`` says that a person has looked at the balances.

    Raises:
        FormatError: the rule of the first such row, e.g. ``import.amount``; or ``import.balance``.
    """
    if reading.problems:
        first = min(reading.problems)
        more = f" (and {len(reading.problems) - 1} more rows)" if len(reading.problems) > 1 else ""
        raise FormatError(first.rule_id, f"row {first.row}: {first.message}{more}", advice=first.advice)
    broken = [one for one in reading.deviations if not one.alone]
    if broken and not balances_ok:
        raise FormatError(
            "import.balance",
            f"row {broken[0].row}: the {broken[0].what} does not follow from the rows before it, and the rows after it "
            f"do not go on from the right one ({len(broken)} such rows)",
            advice="A row may be missing or the file cut off: compare it with its original. If it really is so, import "
            "it with --balances-ok; what is stated wrongly is reported, and nothing is repaired.",
        )
