"""The streams ``account/<id>``, ``fund/<id>`` and ``source/<sha256>``."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field

from ledger.bodies.accounts import AccountOpened, FundOpened
from ledger.bodies.money import IncomeRecorded, PaymentExecuted, PaymentRequested
from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.events import Event
from ledger.rules.state.base import StreamState


@dataclass(slots=True)
class Account(StreamState):
    """A stream ``account/<id>``."""

    opened: AccountOpened | None = None


@dataclass(slots=True)
class Payment:
    """A request and what has been done about it."""

    event: Event
    request: PaymentRequested
    requester_kid: str
    decided: dict[str, bool] = field(default_factory=dict)
    """Key of the deciding member to yes or no; whose key it is stands in the community."""
    cancelled: bool = False
    executed: int = 0


@dataclass(slots=True)
class Execution:
    """A payment that the bank has made, and how much of it came back, by the bank or as a refund of the payee."""

    body: PaymentExecuted
    request: PaymentRequested
    returned: int = 0


@dataclass(slots=True)
class Receipt:
    """Money that arrived, and how much of it was asked back by refund requests."""

    body: IncomeRecorded
    refunds_requested: int = 0


@dataclass(slots=True)
class ImportedRows:
    """What one source has brought into one fund."""

    rows: set[int] = field(default_factory=set)
    totals: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """(``account`` or ``category``, code) to the sum in minor units."""


@dataclass(slots=True)
class Fund(StreamState):
    """A stream ``fund/<id>``. Amounts are minor units, debit positive; by (kind, code) as in a posting line."""

    opened: FundOpened | None = None
    balances: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    payments: dict[str, Payment] = field(default_factory=dict)
    """By the id of the requesting event."""
    payment_ids: set[str] = field(default_factory=set)
    executions: dict[str, Execution] = field(default_factory=dict)
    receipts: dict[str, Receipt] = field(default_factory=dict)
    bank_refs: set[tuple[str, str]] = field(default_factory=set)
    """(account, reference) of the payments."""
    outflows: set[tuple[str, str, str, int]] = field(default_factory=set)
    """(account, reference, date, amount) of what left without a request."""
    imported: dict[str, ImportedRows] = field(default_factory=dict)
    imported_on: dict[str, defaultdict[tuple[str, str], int]] = field(default_factory=dict)
    """Sums of imported rows by date: those up to the opening balance's ``as_of`` stop counting when it takes effect."""
    openings: set[str] = field(default_factory=set)
    opening_as_of: str | None = None
    last_date: str = ""
    """The latest date of any movement that is no imported row."""


@dataclass(slots=True)
class Source(StreamState):
    """A stream ``source/<sha256>``."""

    registered: SourceRegistered | None = None
    completed: ImportCompleted | None = None
