"""The streams ``account/<id>``, ``fund/<id>`` and ``source/<sha256>``."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, field

from ledger.bodies.accounts import AccountClosed, AccountOpened, BalanceOpened, FundOpened
from ledger.bodies.money import (
    AdvanceSettled,
    IncomeRecorded,
    OutflowRecorded,
    PaymentExecuted,
    PaymentRequested,
    PaymentReturned,
    ReceiptReleased,
)
from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.events import Event
from ledger.rules.postings import Lines, Shares
from ledger.rules.state.base import StreamState
from ledger.rules.state.commitments import Commitments


@dataclass(slots=True)
class Account(StreamState):
    """A stream ``account/<id>``."""

    opened: AccountOpened | None = None
    closed: AccountClosed | None = None
    reconciled: dict[str, list[str]] = field(default_factory=dict)
    """Last day of each statement to the keys of those who held it against the book."""


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
    settled: int = 0
    """How much of an advance is accounted for."""

    @property
    def rest(self) -> int:
        """What can still come back or be settled."""
        return self.body.amount - self.returned - self.settled


@dataclass(slots=True)
class Receipt:
    """Money that arrived, how much of it was asked back by refund requests, and how much has become income."""

    body: IncomeRecorded
    refunds_requested: int = 0
    released: int = 0

    @property
    def rest(self) -> int:
        """What can still be refunded or released."""
        return self.body.amount - self.refunds_requested - self.released


@dataclass(frozen=True, slots=True)
class Posted:
    """What one movement has booked; ``date`` is the world's day, ``book_date`` the day that it counts in."""

    date: str
    book_date: str
    lines: Lines
    shares: Shares = ()
    imported: bool = False
    """An imported row, or the reversal of one: up to the opening balance it is history and moves no balance."""


@dataclass(slots=True)
class ImportedRows:
    """What one source has brought into one fund."""

    rows: set[int] = field(default_factory=set)
    totals: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """(``account`` or ``category``, code) to the sum in minor units."""
    events: set[str] = field(default_factory=set)
    """Ids of the events that brought the rows in."""
    taken_back: set[str] = field(default_factory=set)
    """Ids of the rows of older editions that were taken back because of this one."""
    replaced: set[str] = field(default_factory=set)
    """Of these, the ones in whose place a row of this source stands."""


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
    outflows: Counter[tuple[str, str, str, int]] = field(default_factory=Counter)
    """How often (account, reference, date, amount) left without a request."""
    imported: dict[str, ImportedRows] = field(default_factory=dict)
    posted: dict[str, Posted] = field(default_factory=dict)
    """By the id of the event that moved the money."""
    undoable: dict[str, BalanceOpened | OutflowRecorded | PaymentReturned | ReceiptReleased | AdvanceSettled] = field(
        default_factory=dict
    )
    """Movements that hold something which their reversal gives free, beside receipts and executions."""
    reversed: set[str] = field(default_factory=set)
    """Ids of events whose movement was taken back."""
    booked_on: dict[str, defaultdict[tuple[str, str], int]] = field(default_factory=dict)
    """Sums of what counts, by book date."""
    shares: defaultdict[tuple[str, str], int] = field(default_factory=lambda: defaultdict(int))
    """(building, account) to what is allocated to it."""
    commitments: Commitments = field(default_factory=Commitments)
    closed_until: str = ""
    """The last day of the last closed period."""
    seen_posted: dict[str, list[tuple[str, str, str]]] = field(default_factory=dict)
    """Id of the publishing event to who (key) saw the report where, up or down."""
    openings: set[str] = field(default_factory=set)
    openings_reversed: set[str] = field(default_factory=set)
    """Accounts whose opening balance was taken back, so that a right one may follow."""
    opening_as_of: str | None = None
    last_date: str = ""
    """The latest date of any movement that is no imported row."""


@dataclass(slots=True)
class Source(StreamState):
    """A stream ``source/<sha256>``."""

    registered: SourceRegistered | None = None
    completed: ImportCompleted | None = None
