"""What the streams look like after some events: plain records that only `ledger.rules.fold` changes."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Literal, NamedTuple, Protocol

from ledger.bodies.accounts import AccountOpened, FundOpened
from ledger.bodies.community import CommunityFounded
from ledger.bodies.documents import DocumentRegistered
from ledger.bodies.meetings import MeetingCalled
from ledger.bodies.money import IncomeRecorded, PaymentExecuted, PaymentRequested
from ledger.bodies.motions import MotionClosed, MotionTabled
from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.events import Event
from ledger.rules.packs import Pack

KeyStatus = Literal["announced", "active", "revoked"]


@dataclass(slots=True)
class Key:
    """A public key, whose it is (None: a recovery key) and whether it may sign."""

    kid: str
    x: str
    member: str | None
    status: KeyStatus


@dataclass(slots=True)
class Member:
    """A person in office, or one whose office has ended."""

    id: str
    body: str
    seat_no: int | None
    roles: frozenset[str]
    ended: bool = False

    @property
    def holds_seat(self) -> bool:
        """Whether the person holds a seat of the committee and so counts in its quorums."""
        return self.body == "committee" and self.seat_no is not None and not self.ended


@dataclass(slots=True)
class Party:
    """A counterparty; ``member`` names the member it is, where it is one."""

    id: str
    kind: str
    member: str | None


@dataclass(slots=True)
class StreamState:
    """Base of all stream states: events that wait for their second person, by event id."""

    waiting: dict[str, Event] = field(default_factory=dict)


@dataclass(slots=True)
class Community(StreamState):
    """The stream ``community``."""

    founded: CommunityFounded | None = None
    pack: Pack | None = None
    members: dict[str, Member] = field(default_factory=dict)
    keys: dict[str, Key] = field(default_factory=dict)
    parties: dict[str, Party] = field(default_factory=dict)
    usccs: set[str] = field(default_factory=set)

    @property
    def seats_held(self) -> list[Member]:
        """The members who hold a seat now."""
        return [member for member in self.members.values() if member.holds_seat]


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
    """A payment that the bank has made, and how much of it came back."""

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


@dataclass(slots=True)
class Motion(StreamState):
    """A stream ``motion/<id>``."""

    event: Event | None = None
    tabled: MotionTabled | None = None
    ballots: dict[str, str] = field(default_factory=dict)
    """Key of the voting member to choice; whose key it is stands in the community."""
    closed: MotionClosed | None = None


@dataclass(slots=True)
class Minutes:
    """One version of the minutes and who has signed it."""

    signed: dict[str, str] = field(default_factory=dict)
    """Key of the signing member to stance."""
    superseded: bool = False


@dataclass(slots=True)
class Meeting(StreamState):
    """A stream ``meeting/<id>``."""

    called: MeetingCalled | None = None
    opened: bool = False
    closed: bool = False
    attended: set[str] = field(default_factory=set)
    minutes: dict[str, Minutes] = field(default_factory=dict)
    """By the id of the recording event."""


@dataclass(slots=True)
class Document(StreamState):
    """A stream ``document/<sha256>``."""

    registered: DocumentRegistered | None = None


_FAMILIES: dict[str, type[StreamState]] = {
    "community": Community,
    "account": Account,
    "fund": Fund,
    "source": Source,
    "motion": Motion,
    "meeting": Meeting,
    "document": Document,
}


def new_state(stream: str) -> StreamState:
    """Return the empty state of a stream, by the first part of its name."""
    return _FAMILIES[stream.partition("/")[0]]()


class Target(NamedTuple):
    """What the index knows of an admitted event."""

    position: int
    sha256: str
    type: str
    subject: str


class States(Protocol):
    """The states of all streams; a stream that has no event yet has its empty state."""

    def __getitem__(self, stream: str) -> StreamState: ...


class Index(Protocol):
    """What has been admitted so far, over all streams."""

    def target(self, event_id: str) -> Target | None:
        """Return where the event with this id stands, or None."""
        ...

    def has_digest(self, digest: str) -> bool:
        """Tell whether a sealed field with this digest was admitted."""
        ...
