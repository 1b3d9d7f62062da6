"""Bodies of the stream ``fund/<id>``: what came in, what was asked for, approved and paid."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.accounts import Share
from ledger.bodies.shared import (
    Amount,
    Body,
    Category,
    Code,
    Count,
    Date,
    Id,
    Line,
    Part,
    Posting,
    PublicText,
    Ref,
    Sha256,
    Unset,
)

BankRef = Annotated[str, Meta(min_length=1, max_length=64, description="The bank's reference of the booking.")]
Allocation = Annotated[list[Share], Meta(min_length=1, max_length=500)]


class Payers(Part, frozen=True, kw_only=True):
    """Many payers in one receipt: how many, and the hash of the list that the bank keeps."""

    count: Count
    list_sha256: Sha256


class IncomeRecorded(Body, frozen=True, kw_only=True):
    """Money that has arrived."""

    wire_name: ClassVar[str] = "income.recorded"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Income recorded", "收入入账")

    account: Id
    amount: Amount
    date: Date
    book_date: Date
    category: Category
    nature: Literal["income", "interest", "deposit", "advance_receipt", "refund_received", "transfer"]
    payer: Id | Unset = UNSET
    payers: Payers | Unset = UNSET
    for_contract: Id | Unset = UNSET
    for_expected: Ref | Unset = UNSET
    gross: Amount | Unset = UNSET
    cost_kept: Amount | Unset = UNSET
    allocation: Allocation | Unset = UNSET
    belongs_to: Id | Unset = UNSET
    transfer_of: Ref | Unset = UNSET
    refund_of: Ref | Unset = UNSET
    description: PublicText


class Invoice(Part, frozen=True, kw_only=True):
    """An invoice that backs a payment: issuer and number are unique in all funds."""

    issuer: Id
    number: Line
    date: Date
    amount: Amount


class Split(Part, frozen=True, kw_only=True):
    """How a payment is shared among buildings."""

    method: Literal["area", "equal", "agreed", "single"]
    lines: Allocation


class Repeat(Part, frozen=True, kw_only=True):
    """A standing request: approved once, executed many times within its bounds."""

    every: Literal["month", "quarter", "year"]
    times: Annotated[int, Meta(ge=1, le=400)]
    max_each: Amount
    until: Date


class PaymentRequested(Body, frozen=True, kw_only=True):
    """Asks for a payment; nothing moves yet.

    A transfer, and nothing else, names ``to_fund``, ``to_account`` or both: without ``to_fund``, or with the fund's own
    id, the money goes to another account of the same fund.
    """

    wire_name: ClassVar[str] = "payment.requested"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Payment requested", "付款申请")

    payment: Id
    kind: Literal["expense", "advance", "refund", "transfer"]
    amount: Amount
    category: Category
    payee: Id
    purpose: PublicText
    motion: Id | Unset = UNSET
    budget_line: Code | Unset = UNSET
    contract: Id | Unset = UNSET
    stage: Literal["first", "progress", "final", "retention"] | Unset = UNSET
    invoices: Annotated[list[Invoice], Meta(max_length=50)]
    emergency: Id | Unset = UNSET
    to_fund: Id | Unset = UNSET
    to_account: Id | Unset = UNSET
    refund_of: Ref | Unset = UNSET
    allocation: Split | Unset = UNSET
    repeat: Repeat | Unset = UNSET


class PaymentApproved(Body, frozen=True, kw_only=True):
    """One person's yes to a request."""

    wire_name: ClassVar[str] = "payment.approved"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Payment approved", "同意付款")

    on: Ref
    reason: Code | Unset = UNSET


class PaymentRejected(Body, frozen=True, kw_only=True):
    """One person's no to a request."""

    wire_name: ClassVar[str] = "payment.rejected"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Payment rejected", "否决付款")

    on: Ref
    reason: Code | Unset = UNSET


class PaymentCancelled(Body, frozen=True, kw_only=True):
    """Takes a request back before anything was paid."""

    wire_name: ClassVar[str] = "payment.cancelled"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Payment cancelled", "撤回付款申请")

    on: Ref
    reason: Code


class PaymentExecuted(Body, frozen=True, kw_only=True):
    """The bank has paid. Recorded whether or not the approvals were there; a finding says what was missing."""

    wire_name: ClassVar[str] = "payment.executed"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Payment executed", "付款完成")

    on: Ref
    account: Id
    amount: Amount
    date: Date
    book_date: Date
    bank_ref: BankRef


class PaymentReturned(Body, frozen=True, kw_only=True):
    """The bank has sent a payment back."""

    wire_name: ClassVar[str] = "payment.returned"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Payment returned", "退票")

    on: Ref
    account: Id
    amount: Amount
    date: Date
    book_date: Date
    bank_ref: BankRef


class OutflowRecorded(Body, frozen=True, kw_only=True):
    """Money that left without a request: charges, taxes, direct debits, levies of a court."""

    wire_name: ClassVar[str] = "outflow.recorded"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Outflow recorded", "未经申请的支出")

    account: Id
    amount: Amount
    date: Date
    book_date: Date
    kind: Literal["bank_charge", "tax", "direct_debit", "court_levy", "unexplained"]
    category: Category
    party: Id | Unset = UNSET
    bank_ref: BankRef


class SourceRow(Part, frozen=True, kw_only=True):
    """Where an imported movement comes from: the source and the 1-based record of its first posting."""

    id: Sha256
    row: Annotated[int, Meta(ge=1, le=10_000_000)]


class MovementImported(Body, frozen=True, kw_only=True):
    """One movement of the books that were kept before, as they stood there.

    ``replaces`` is the row of an older edition of the source that has become this one.
    """

    wire_name: ClassVar[str] = "movement.imported"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Movement imported", "历史导入")

    source: SourceRow
    date: Date
    book_date: Date | Unset = UNSET
    postings: Annotated[list[Posting], Meta(min_length=2, max_length=200)]
    party: Id | Unset = UNSET
    description: PublicText
    replaces: Ref | Unset = UNSET


class MovementReversed(Body, frozen=True, kw_only=True):
    """Takes a wrong booking back by its exact mirror; both stay visible. Takes effect when confirmed.

    ``edition`` is the newer edition of a source that has an imported row otherwise, or no longer.
    """

    wire_name: ClassVar[str] = "movement.reversed"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Movement reversed", "改错冲正")

    on: Ref
    reason: Code
    book_date: Date
    edition: Sha256 | Unset = UNSET


class ReceiptReleased(Body, frozen=True, kw_only=True):
    """Turns a receipt in advance, or a deposit that is kept, into income."""

    wire_name: ClassVar[str] = "receipt.released"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Receipt released", "预收押金结转")

    on: Ref
    amount: Amount
    category: Category
    book_date: Date


class Spending(Part, frozen=True, kw_only=True):
    """What a part of an advance was spent on."""

    category: Category
    amount: Amount


class AdvanceSettled(Body, frozen=True, kw_only=True):
    """Accounts for an advance: what it was spent on, and what came back on the account it was paid from."""

    wire_name: ClassVar[str] = "advance.settled"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Advance settled", "备用金核销")

    on: Ref
    lines: Annotated[list[Spending], Meta(max_length=100)]
    returned: Count
    book_date: Date
