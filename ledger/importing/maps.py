r"""The map: a TOML file that says what the columns of a source mean.

Two layouts. In a ``table`` each row is one movement on one account, with the amount in a column for what came in or in
one for what went out::

    layout = "table"
    encoding = "gb18030"                  # utf-8, utf-16, gb18030 (also for GBK and GB2312), big5, windows-1252
    dates = ["YYYY/M/D", "M月D日"]         # YYYY, MM, DD have all their digits, M and D need not; HH:mm:ss is read over
    year = "([0-9]{4})年"                 # where dates have no year: the year, or where it stands above the header
    symbols = { "¥" = "CNY", "元" = "CNY" }  # what may stand beside an amount, and the currency that it means
    firms = ["样例水电公司"]                # payees whose names may stand in clear; all others are taken for persons
    newest_first = true                   # the file begins with its latest row (default: false)
    header = 3                            # row of the header (default: the first row that has all the columns)
    delimiter = ","                       # also decimal = "." and thousands = ","; these are the defaults

    [fund]                                # name, kind and owner_of_money: how to open it where it is not open
    id = "common-income"
    name = "公共收益"
    kind = "common_income"
    owner_of_money = "owners"

    [account]                             # opened where it is not open; kind = "asset" and subtype = "bank" by default
    id = "bank"
    name = "银行账户"

    [columns]                             # date, text, in and out are needed; balance and payee are not
    date = "日期"
    text = ["摘要", "备注"]                 # published with the movement; [] publishes no text of the source
    in = "收入"
    out = "支出"
    balance = "余额"                       # what the source states is checked, and deviations are reported
    payee = "对方户名"

    [otherwise]                           # categories of rows that no rule below knows
    in = "other_income"
    out = "other"

    [[categories]]                        # the first rule that finds its pattern in the text, and has the side
    match = "停车"
    in = "parking"

    [[not_movements]]                     # rows that are no movements; patterns are tried on every cell
    match = "合计$"
    is = "total"
    total = true                          # its in and out must be the sums of the rows above
    required = true                       # a file without such a row was cut off

In ``postings`` each row is one posting; rows with the same transaction number, one after the other, are one movement.
Encoding, forms, fund, firms and ``not_movements`` are as above::

    layout = "postings"
    encoding = "utf-8"
    dates = ["YYYY-MM-DD"]
    symbols = { "$" = "USD" }

    [fund]
    id = "main"

    [columns]                             # commodity, payee and text are not needed
    transaction = "txnidx"
    date = "date"
    account = "account"
    amount = "amount"
    commodity = "commodity"
    payee = "description"
    text = ["comment"]

    [[accounts]]                          # the longest prefix that fits an account of the source; parts end at a colon
    prefix = "Assets"
    kind = "asset"
    subtype = "bank"

    [[accounts]]
    prefix = "Liabilities:Reimbursement"
    kind = "liability"
    subtype = "payable"
    persons = true                        # what stands below the prefix is a person's name: sealed, the id a number

    [[accounts]]
    prefix = "Expenses"
    category = "other"                    # the path below becomes a slug: Expenses:Food:Tea is other/food-tea
    slug = true                           # false, or a category that has a slug itself: no path of the source in it

    [[accounts]]
    prefix = "Assets:Bank"
    kind = "asset"
    subtype = "bank"
    id = "bank"                           # all below the prefix is this one account
    name = "Bank"

An account without an ``id`` has a slug of its whole path as id. A key that the map does not know is refused.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.resources import files
from typing import Annotated, Literal, TypeAlias

import msgspec
from msgspec import UNSET, Meta, Struct

from ledger.bodies.shared import Category, Id, Line, Unset
from ledger.errors import FormatError, UsageError
from ledger.importing.cells import day_pattern

AccountKind = Literal["asset", "liability", "equity"]
Subtype = Literal[
    "bank", "cash", "advance", "deposit", "transit", "received_in_advance", "receivable", "payable", "net_assets",
    "other",
]  # fmt: skip
Text = Annotated[str, Meta(min_length=1)]


class Part(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """Base of every table of a map."""


class FundPart(Part, frozen=True, kw_only=True):
    """The fund that the rows belong to."""

    id: Id
    name: Line | Unset = UNSET
    kind: Literal["maintenance", "common_income", "property_fee", "committee", "other"] = "other"
    owner_of_money: Literal["owners", "manager", "others"] = "owners"


class AccountPart(Part, frozen=True, kw_only=True):
    """The account on which the money of a table moves."""

    id: Id
    name: Line
    kind: AccountKind = "asset"
    subtype: Subtype = "bank"


class TableColumns(Part, frozen=True, kw_only=True, rename={"in_": "in"}):
    """The columns of a table, by the names in its header."""

    date: Text
    text: list[Text]
    in_: Text
    out: Text
    balance: Text | Unset = UNSET
    payee: Text | Unset = UNSET


class PostingColumns(Part, frozen=True, kw_only=True):
    """The columns of a list of postings, by the names in its header."""

    transaction: Text
    date: Text
    account: Text
    amount: Text
    commodity: Text | Unset = UNSET
    payee: Text | Unset = UNSET
    text: list[Text] = []


class Sides(Part, frozen=True, kw_only=True, rename={"in_": "in"}):
    """The categories of rows that no rule knows."""

    in_: Category
    out: Category


class CategoryRule(Part, frozen=True, kw_only=True, rename={"in_": "in"}):
    """The categories of rows in whose text the pattern is found."""

    match: Text
    in_: Category | Unset = UNSET
    out: Category | Unset = UNSET


class NotMovement(Part, frozen=True, kw_only=True, rename={"is_": "is"}):
    """Rows that are no movements: carried forward, subtotal, total, note."""

    match: Text
    is_: Text
    total: bool = False
    required: bool = False


class AccountRule(Part, frozen=True, kw_only=True):
    """What the accounts of the source below a prefix are: accounts of the book, or categories."""

    prefix: Text
    kind: AccountKind | Unset = UNSET
    subtype: Subtype = "other"
    id: Id | Unset = UNSET
    name: Line | Unset = UNSET
    persons: bool = False
    category: Category | Unset = UNSET
    slug: bool = True


class _Common(Part, frozen=True, kw_only=True, tag_field="layout"):
    encoding: Literal["utf-8", "utf-16", "gb18030", "big5", "windows-1252"]
    delimiter: Literal[",", ";", "\t", "|"] = ","
    decimal: Literal[".", ","] = "."
    thousands: Literal[",", ".", " ", "'", ""] = ","
    dates: Annotated[list[Text], Meta(min_length=1)]
    year: Annotated[int, Meta(ge=1900, le=2199)] | Text | Unset = UNSET
    symbols: dict[str, Annotated[str, Meta(pattern="^[A-Z]{3}$")]] = {}
    header: Annotated[int, Meta(ge=1)] | Unset = UNSET
    newest_first: bool = False
    firms: list[Line] = []
    fund: FundPart
    not_movements: list[NotMovement] = []


class TableMap(_Common, frozen=True, kw_only=True, tag="table"):
    """A map of a table: one row, one movement on one account."""

    account: AccountPart
    columns: TableColumns
    otherwise: Sides
    categories: list[CategoryRule] = []

    @property
    def used_columns(self) -> list[str]:
        """The names that the header must have."""
        own = self.columns
        optional = [name for name in (own.balance, own.payee) if isinstance(name, str)]
        return [own.date, own.in_, own.out, *own.text, *optional]


class PostingsMap(_Common, frozen=True, kw_only=True, tag="postings"):
    """A map of a list of postings: several rows, one movement."""

    columns: PostingColumns
    accounts: Annotated[list[AccountRule], Meta(min_length=1)]

    @property
    def used_columns(self) -> list[str]:
        """The names that the header must have."""
        own = self.columns
        optional = [name for name in (own.commodity, own.payee) if isinstance(name, str)]
        return [own.transaction, own.date, own.account, own.amount, *own.text, *optional]


Map: TypeAlias = TableMap | PostingsMap


@dataclass(frozen=True, slots=True)
class NamedMap:
    """A map, what it is called, and the SHA-256 of its file in hex."""

    name: str
    sha256: str
    map: Map


def shipped() -> list[str]:
    """Return the names of the maps that come with the program."""
    folder = files("ledger.importing") / "maps"
    return sorted(file.name.removesuffix(".toml") for file in folder.iterdir() if file.name.endswith(".toml"))


def shipped_file(name: str) -> bytes:
    """Return the file of a shipped map; the files are part of the program, as its modules are.

    Raises:
        UsageError: ``map.missing``.
    """
    if name not in shipped():
        raise UsageError(
            "map.missing",
            f"there is neither a file nor a shipped map {name!r}",
            advice=f"Give the path of a map, or one of: {', '.join(shipped())}.",
        )
    return (files("ledger.importing") / "maps" / f"{name}.toml").read_bytes()


def parse(raw: bytes, name: str) -> NamedMap:
    """Parse the file of a map.

    Raises:
        FormatError: ``map.invalid``, naming the key.
    """
    try:
        found: Map = msgspec.convert(tomllib.loads(raw.decode("utf-8")), TableMap | PostingsMap)
    except (ValueError, RecursionError) as error:
        # Overlong integers and deep nesting end in these, and not in an error of tomllib's own.
        raise _invalid(name, f"is not TOML in UTF-8: {error}") from error
    except msgspec.ValidationError as error:
        raise _invalid(name, str(error)) from error
    for key, why in _faults(found):
        raise _invalid(name, f"{key}: {why}")
    return NamedMap(name, sha256(raw).hexdigest(), found)


def _invalid(name: str, why: str) -> FormatError:
    return FormatError(
        "map.invalid",
        f"the map {name}: {why}",
        advice="Correct that key; docs/how-to/import-existing-books.md explains all of them, and "
        "`mingzhang import --print-map spreadsheet` prints a map to begin with.",
    )


def _faults(found: Map) -> Iterator[tuple[str, str]]:
    """Yield key and reason of what a type cannot say."""
    if found.decimal == found.thousands:
        yield "thousands", f"{found.thousands!r} is the sign of decimals, too"
    for form in found.dates:
        try:
            day_pattern(form)
        except ValueError as error:
            yield "dates", str(error)
    patterns = [(f"not_movements[{n}].match", rule.match) for n, rule in enumerate(found.not_movements)]
    if isinstance(found.year, str):
        patterns.append(("year", found.year))
    if isinstance(found, TableMap):
        patterns += [(f"categories[{n}].match", rule.match) for n, rule in enumerate(found.categories)]
    for key, pattern in patterns:
        try:
            groups = re.compile(pattern).groups
        except (re.error, OverflowError, RecursionError) as error:
            yield key, f"{pattern!r} is not a regular expression: {error}"
        else:
            if key == "year" and groups != 1:
                yield key, "put the four digits of the year in one pair of parentheses"
    if isinstance(found, PostingsMap):
        yield from _account_faults(found.accounts)


def _account_faults(rules: list[AccountRule]) -> Iterator[tuple[str, str]]:
    prefixes = [rule.prefix for rule in rules]
    for number, rule in enumerate(rules):
        key = f"accounts[{number}]"
        if (rule.kind is UNSET) == (rule.category is UNSET):
            yield key, "say either kind (an account) or category"
        if rule.category is not UNSET and (rule.persons or isinstance(rule.id, str) or isinstance(rule.name, str)):
            yield key, "id, name and persons belong to accounts, not to categories"
        if prefixes.count(rule.prefix) > 1:
            yield f"{key}.prefix", f"{rule.prefix!r} stands twice"
