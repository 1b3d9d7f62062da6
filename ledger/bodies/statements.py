"""Bodies that hold the book against the bank and the public: statements, closed periods, publications."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.money import BankRef
from ledger.bodies.shared import (
    Body,
    Code,
    Count,
    Date,
    Id,
    Part,
    Period,
    Ref,
    Sha256,
    SignedAmount,
    TreeHead,
    Unset,
)


class StatementRecorded(Body, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A statement of the bank: its days, its balances, and the hash of its lines."""

    wire_name: ClassVar[str] = "statement.recorded"
    stream: ClassVar[str] = "account"
    titles: ClassVar[tuple[str, str]] = ("Bank statement recorded", "银行对账单")

    from_: Date
    to: Date
    opening: SignedAmount
    closing: SignedAmount
    lines_sha256: Sha256
    obtained: Literal["download", "counter", "paper"]


class Unmatched(Part, frozen=True, kw_only=True):
    """A line that stands on one side only."""

    side: Literal["bank", "book"]
    date: Date
    amount: SignedAmount
    ref: BankRef


class StatementReconciled(Body, frozen=True, kw_only=True):
    """One person's comparison of book and bank up to a day; a second person makes their own."""

    wire_name: ClassVar[str] = "statement.reconciled"
    stream: ClassVar[str] = "account"
    titles: ClassVar[tuple[str, str]] = ("Statement reconciled", "对账")

    to: Date
    matched: Count
    unmatched: Annotated[list[Unmatched], Meta(max_length=200)]
    difference: SignedAmount
    seen_in_bank: bool


class AccountBalance(Part, frozen=True, kw_only=True):
    """What a fund has on one account, also one that arose by itself: deposits/tenant."""

    account: Annotated[str, Meta(pattern=r"^[a-z0-9][a-z0-9-]{0,63}(?:/[a-z0-9][a-z0-9-]{0,63})?$(?!\n)")]
    amount: SignedAmount


class PeriodClosed(Body, frozen=True, kw_only=True):
    """Closes the books of a fund up to the end of a period; takes effect when confirmed."""

    wire_name: ClassVar[str] = "period.closed"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Period closed", "结账")

    period: Period
    balances: Annotated[list[AccountBalance], Meta(max_length=400)]


class Figure(Part, frozen=True, kw_only=True):
    """One figure of a report."""

    code: Annotated[str, Meta(pattern=r"^[a-z][a-z0-9_]{0,63}(?:/[a-z0-9][a-z0-9-]{0,63})?$(?!\n)")]
    amount: SignedAmount


class DisclosurePublished(Body, frozen=True, kw_only=True, rename={"from_": "from"}):
    """A report that was put up for the owners to see."""

    wire_name: ClassVar[str] = "disclosure.published"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Report published", "公示")

    report: Code
    period: Period
    figures: Annotated[list[Figure], Meta(max_length=200)]
    channels: Annotated[list[Code], Meta(min_length=1, max_length=20)]
    from_: Date
    to: Date
    checkpoint: TreeHead
    supersedes: Ref | Unset = UNSET


class PostingEvidenced(Body, frozen=True, kw_only=True):
    """One person saw the report hang in a place, or saw that it was taken down."""

    wire_name: ClassVar[str] = "posting.evidenced"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Posting evidenced", "张贴取证")

    on: Ref
    place: Id
    state: Literal["up", "down"]
    date: Date
