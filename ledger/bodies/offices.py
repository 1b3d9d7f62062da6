"""Bodies of the stream ``community`` on how offices are kept: interests, duties, audits, seals, handover, witnesses."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.shared import (
    Body,
    Code,
    Date,
    FirmOrPersonLine,
    Id,
    Part,
    Period,
    PublicLine,
    PublicText,
    Ref,
    Sha256,
    SignedAmount,
    TreeHead,
    Unset,
    Vkey,
)


class InterestDeclared(Body, frozen=True, kw_only=True):
    """A member says what ties them to a party of the community."""

    wire_name: ClassVar[str] = "interest.declared"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Interest declared", "利益申报")

    relation: Literal["family", "owner", "employee", "business", "loan", "other"]
    party: Id
    since: Date


class DutyPerformed(Body, frozen=True, kw_only=True):
    """A duty of the calendar was done, on a day, for a period where it comes again and again."""

    wire_name: ClassVar[str] = "duty.performed"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Duty performed", "履职登记")

    duty: Code
    period: Period | Unset = UNSET
    date: Date


class AuditReported(Body, frozen=True, kw_only=True):
    """An auditor has given an opinion on a period."""

    wire_name: ClassVar[str] = "audit.reported"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Audit reported", "审计报告")

    scope: Literal["all", "maintenance", "common_income", "property_fee", "committee", "handover"]
    period: Period
    firm: Id
    opinion: Literal["unqualified", "qualified", "adverse", "disclaimer"]


Seal = Literal["assembly", "committee", "finance", "other"]


class SealUsed(Body, frozen=True, kw_only=True):
    """A seal was put to a document, and what allowed it."""

    wire_name: ClassVar[str] = "seal.used"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Seal used", "用印")

    seal: Seal
    purpose: PublicLine
    document: Sha256
    approved: Ref | Unset = UNSET
    copies: Annotated[int, Meta(ge=1, le=1000)]


class InventoryItem(Part, frozen=True, kw_only=True):
    """One thing that changes hands, and the document that describes it."""

    title: PublicLine
    document: Sha256 | Unset = UNSET


class HandedBalance(Part, frozen=True, kw_only=True):
    """What an account holds for a fund when it is handed over."""

    fund: Id
    account: Id
    amount: SignedAmount


class HandoverSigned(Body, frozen=True, kw_only=True):
    """One side of a handover: what was given, or what was received."""

    wire_name: ClassVar[str] = "handover.signed"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Handover signed", "换届移交")

    side: Literal["outgoing", "incoming"]
    inventory: Annotated[list[InventoryItem], Meta(max_length=500)]
    balances: Annotated[list[HandedBalance], Meta(max_length=200)]
    open_contracts: Annotated[list[Id], Meta(max_length=200)]
    seals: Annotated[list[Seal], Meta(max_length=10)]
    hosting_and_keys: PublicText
    checkpoint: TreeHead


class WitnessEnrolled(Body, frozen=True, kw_only=True):
    """Says who cosigns the log's checkpoints. Information only: readers trust the witnesses of their own anchor."""

    wire_name: ClassVar[str] = "witness.enrolled"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Witness enrolled", "见证方登记")

    name: FirmOrPersonLine
    vkey: Vkey
    url: Annotated[str, Meta(pattern=r"^https://[!-~]{1,500}$(?!\n)")]
    kind: Literal["authority", "association", "company", "person", "other"]


class WitnessRemoved(Body, frozen=True, kw_only=True):
    """Says that somebody no longer cosigns."""

    wire_name: ClassVar[str] = "witness.removed"
    stream: ClassVar[str] = "community"
    titles: ClassVar[tuple[str, str]] = ("Witness removed", "见证方移除")

    vkey: Vkey
