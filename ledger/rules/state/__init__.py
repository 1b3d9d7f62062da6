"""What the streams look like after some events: plain records that only `ledger.rules.fold` changes."""

from __future__ import annotations

from ledger.rules.state.base import Index, States, StreamState, Target
from ledger.rules.state.commitments import Commitments, Emergency
from ledger.rules.state.inquiries import Inquiry
from ledger.rules.state.meetings import Document, Meeting, Minutes
from ledger.rules.state.money import Account, Execution, Fund, ImportedRows, Payment, Posted, Receipt, Source
from ledger.rules.state.people import Community, Key, KeyStatus, Member, Party
from ledger.rules.state.votes import Motion

__all__ = [
    "Account", "Commitments", "Community", "Document", "Emergency", "Execution", "Fund", "ImportedRows", "Index",
    "Inquiry", "Key", "KeyStatus", "Meeting", "Member", "Minutes", "Motion", "Party", "Payment", "Posted", "Receipt",
    "Source", "States", "StreamState", "Target", "new_state",
]  # fmt: skip

_FAMILIES: dict[str, type[StreamState]] = {
    "community": Community,
    "account": Account,
    "fund": Fund,
    "source": Source,
    "motion": Motion,
    "meeting": Meeting,
    "document": Document,
    "inquiry": Inquiry,
}


def new_state(stream: str) -> StreamState:
    """Return the empty state of a stream, by the first part of its name."""
    return _FAMILIES[stream.partition("/")[0]]()
