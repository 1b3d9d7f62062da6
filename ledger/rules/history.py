"""A whole log in memory, for whoever replays one: the verifier, the export, tests."""

from __future__ import annotations

from datetime import datetime

from ledger.events import Event
from ledger.rules.dispatch import decide, fold
from ledger.rules.public import registered
from ledger.rules.state import Account, Community, Document, Fund, Motion, StreamState, Target, new_state


class _States(dict[str, StreamState]):
    """States by stream; a stream that is asked for is there, empty at first."""

    def __missing__(self, stream: str) -> StreamState:
        state = self[stream] = new_state(stream)
        return state


class History:
    """States and index of all events admitted so far; satisfies the ports `States` and `Index`."""

    def __init__(self) -> None:
        self.states = _States()
        self.size = 0
        self._targets: dict[str, Target] = {}
        self._digests: set[str] = set()
        self._documents: set[str] = set()

    def admit(self, event: Event, admitted_at: datetime) -> None:
        """Decide on an event, then fold and index it.

        Raises:
            RuleError, FormatError: see `ledger.rules.decide`; the history is then unchanged.
        """
        decide(event, admitted_at, self.states, self)
        fold(self.states[event.subject], event)
        self._targets[event.id] = Target(self.size, event.sha256, event.type, event.subject)
        self._digests.update(event.digests)
        if documents := registered(event):
            self._documents.update(documents)
        self.size += 1

    def target(self, event_id: str) -> Target | None:
        """Return where the event with this id stands, or None."""
        return self._targets.get(event_id)

    def has_digest(self, digest: str) -> bool:
        """Tell whether a sealed field with this digest was admitted."""
        return digest in self._digests

    def has_document(self, sha256: str) -> bool:
        """Tell whether a document was registered, by itself or beside an act."""
        return sha256 in self._documents

    def withdrawn(self) -> set[str]:
        """Return the SHA-256 of the documents that are no longer to be handed out."""
        return {_id(s) for s, state in self.states.items() if isinstance(state, Document) and state.withdrawn}

    @property
    def community(self) -> Community:
        """The stream ``community``."""
        state = self.states["community"]
        assert isinstance(state, Community)
        return state

    def funds(self) -> dict[str, Fund]:
        """All opened funds by id."""
        return {_id(s): state for s, state in self.states.items() if isinstance(state, Fund) and state.opened}

    def accounts(self) -> dict[str, Account]:
        """All opened accounts by id."""
        return {_id(s): state for s, state in self.states.items() if isinstance(state, Account) and state.opened}

    def motions(self) -> dict[str, Motion]:
        """All tabled motions by id."""
        return {_id(s): state for s, state in self.states.items() if isinstance(state, Motion) and state.tabled}


def _id(stream: str) -> str:
    return stream.partition("/")[2]
