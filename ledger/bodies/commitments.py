"""Bodies of the stream ``fund/<id>`` that bind money before it moves: budgets, contracts, emergencies, works."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.money import Allocation
from ledger.bodies.shared import (
    Amount,
    Body,
    Category,
    Code,
    Count,
    Date,
    Id,
    Part,
    Period,
    PublicLine,
    PublicText,
    Ref,
    Unset,
)


class BudgetLine(Part, frozen=True, kw_only=True):
    """What is set aside for one purpose in the period; requests name its code."""

    code: Code
    category: Category
    amount: Amount


class BudgetAdopted(Body, frozen=True, kw_only=True):
    """The budget of a period, or its revision, which replaces all lines of that period; rests on an adopted motion."""

    wire_name: ClassVar[str] = "budget.adopted"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Budget adopted", "预算")

    kind: Literal["initial", "revision"]
    period: Period
    lines: Annotated[list[BudgetLine], Meta(min_length=1, max_length=200)]
    motion: Id


class Instalment(Part, frozen=True, kw_only=True):
    """What is due under a contract on a day."""

    due: Date
    amount: Amount


class ContractSigned(Body, frozen=True, kw_only=True, rename={"from_": "from", "class_": "class"}):
    """A contract by which the fund pays or receives."""

    wire_name: ClassVar[str] = "contract.signed"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Contract signed", "合同")

    contract: Id
    direction: Literal["pay", "receive"]
    party: Id
    amount: Amount
    from_: Date
    to: Date
    schedule: Annotated[list[Instalment], Meta(max_length=400)]
    purpose: PublicText
    class_: Code
    common_part: Code | Unset = UNSET
    motion: Id | Unset = UNSET


class ContractAmended(Body, frozen=True, kw_only=True):
    """Changes the amount of a contract, or ends it."""

    wire_name: ClassVar[str] = "contract.amended"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Contract amended", "合同变更")

    contract: Id
    amount: Amount | Unset = UNSET
    reason: Code
    ends: Date | Unset = UNSET
    motion: Id | Unset = UNSET


class IncomeExpected(Body, frozen=True, kw_only=True):
    """A receivable, kept in mind and never booked."""

    wire_name: ClassVar[str] = "income.expected"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Income expected", "应收登记")

    period: Period
    category: Category
    amount: Amount
    payers_count: Count
    due: Date
    allocation: Allocation | Unset = UNSET
    basis: PublicLine


class EmergencyDeclared(Body, frozen=True, kw_only=True):
    """Starts an emergency repair."""

    wire_name: ClassVar[str] = "emergency.declared"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Emergency declared", "应急维修启动")

    case: Id
    estimate: Amount


class EmergencyConfirmed(Body, frozen=True, kw_only=True):
    """A second person or the guiding body says that it is an emergency."""

    wire_name: ClassVar[str] = "emergency.confirmed"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Emergency confirmed", "应急维修确认")

    on: Ref
    authority: Id


class WorkAccepted(Body, frozen=True, kw_only=True):
    """One person's word on the work done under a contract."""

    wire_name: ClassVar[str] = "work.accepted"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Work accepted", "工程验收")

    contract: Id
    result: Literal["accepted", "with_defects", "rejected"]


class WorkReviewed(Body, frozen=True, kw_only=True):
    """What the cost review of a contract's settlement gave: the sum submitted and the sum approved."""

    wire_name: ClassVar[str] = "work.reviewed"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Work reviewed", "审价")

    contract: Id
    submitted: Amount
    approved: Amount
    reviewer: Id
