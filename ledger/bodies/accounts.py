"""Bodies of the streams ``account/<id>`` and ``fund/<id>`` that open and close accounts and open funds."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from msgspec import UNSET, Meta

from ledger.bodies.shared import (
    Amount,
    Body,
    Code,
    Currency,
    Date,
    Id,
    Line,
    Part,
    PublicLine,
    SignedAmount,
    Unset,
    VaultLine,
)

BuildingScope = Literal["all"] | Annotated[list[Id], Meta(min_length=1, max_length=500)]


class AccountOpened(Body, frozen=True, kw_only=True):
    """Opens a place where money lies or a debt stands."""

    wire_name: ClassVar[str] = "account.opened"
    stream: ClassVar[str] = "account"
    titles: ClassVar[tuple[str, str]] = ("Account opened", "账户开立")

    kind: Literal["asset", "liability", "equity"]
    subtype: Literal[
        "bank", "cash", "advance", "deposit", "transit", "received_in_advance", "receivable", "payable", "net_assets",
        "other",
    ]  # fmt: skip
    name: PublicLine
    bank: Line | Unset = UNSET
    masked_number: (
        Annotated[
            str,
            Meta(
                pattern=r"^[*]{2,}[0-9]{4}$(?!\n)",
                max_length=30,
                description="The number with all but its last four digits hidden.",
                examples=["****6789"],
            ),
        ]
        | Unset
    ) = UNSET
    number: VaultLine | Unset = UNSET
    holder: Id
    currency: Currency


class AccountClosed(Body, frozen=True, kw_only=True):
    """Closes an account: nothing dated later is booked on it."""

    wire_name: ClassVar[str] = "account.closed"
    stream: ClassVar[str] = "account"
    titles: ClassVar[tuple[str, str]] = ("Account closed", "账户销户")

    date: Date
    reason: Code


class FundOpened(Body, frozen=True, kw_only=True):
    """Sets up a fund: whose money it is and what it is for."""

    wire_name: ClassVar[str] = "fund.opened"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Fund opened", "资金设立")

    name: Line
    kind: Literal["maintenance", "common_income", "property_fee", "committee", "other"]
    currency: Currency
    owner_of_money: Literal["owners", "manager", "others"]
    fee_model: Literal["remuneration", "lump_sum"] | Unset = UNSET
    kept: Literal["here", "mirrored"] | Unset = UNSET
    scope: BuildingScope
    cutover: Date | Unset = UNSET


class Share(Part, frozen=True, kw_only=True):
    """The part of an amount that belongs to one building."""

    building: Id
    amount: Amount


class BalanceOpened(Body, frozen=True, kw_only=True):
    """Brings a balance forward from the books before this one; takes effect when confirmed."""

    wire_name: ClassVar[str] = "balance.opened"
    stream: ClassVar[str] = "fund"
    titles: ClassVar[tuple[str, str]] = ("Opening balance", "上期结余")

    account: Id
    amount: SignedAmount
    as_of: Date
    book_date: Date | Unset = UNSET
    allocation: Annotated[list[Share], Meta(max_length=500)] | Unset = UNSET
    first_deposit: Amount | Unset = UNSET
