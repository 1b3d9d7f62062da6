"""The door of the book: from a signed file to an entry that may be stored, or the reason why not (DESIGN section 3).

    parse → known? answer its index → signature and key → schema of the opened body → rules → fold

A `Batch` judges files one after the other, each on top of those before it, and stores nothing: what it has collected
is written by its owner in one transaction, or not at all.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol, TypeAlias

from ledger import jws, sealing, strict_json
from ledger.bodies.community import CommunityFounded
from ledger.errors import FormatError, RuleError, StoreError
from ledger.events import Entry, Event, format_entry, format_time, parse_payload, typed_body
from ledger.jws import Jws
from ledger.keys import public_key_bytes, thumbprint
from ledger.rules import Index, StreamState, Target, decide, fold
from ledger.rules.public import published, registered
from ledger.rules.state import Community
from ledger.sealing import Disclosure
from ledger.store.mapper import Signed
from ledger.store.sqlite import Indexed
from ledger.store.vault import PlacedDisclosure

CLOCK_BEHIND_MAX = timedelta(seconds=120)
CLOCK_AHEAD_MAX = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Appended:
    """The answer to one file: where its event stands in the log."""

    index: int
    event_id: str
    known: bool
    """Whether it stood there before, so that nothing was stored now."""


@dataclass(slots=True)
class Stream:
    """A stream's state after ``version`` of its events; what the repository holds in its cache."""

    id: str
    version: int
    state: StreamState


class Stored(Index, Protocol):
    """What a batch must know of the entries before it."""

    size: int


Streams: TypeAlias = Callable[[str], Stream]
"""Gives the state of a stream after all its stored events; the batch owns that state and changes it."""


def admission_time(clock: datetime, last: datetime | None, *, clock_ok: bool) -> datetime:
    """Return ``admitted_at`` for what is appended now: the clock in whole seconds, never before the ``last`` entry.

    ``clock_ok`` says that a person has looked at the clock. The first entry has nothing to be compared with.

    Raises:
        StoreError: ``clock.suspect``.
    """
    now = clock.astimezone(UTC).replace(microsecond=0)
    if last is None:
        return now
    if not clock_ok and not last - CLOCK_BEHIND_MAX <= now <= last + CLOCK_AHEAD_MAX:
        raise StoreError(
            "clock.suspect",
            f"this machine's clock says {format_time(now)}, the last entry was admitted at {format_time(last)}",
            advice="Set the clock and append again; if the clock is right, append with --clock-ok.",
        )
    return max(now, last)


class Batch:
    """Files judged one after the other; satisfies the rules' ports `States` and `Index` for the next of them."""

    def __init__(
        self, stored: Stored, streams: Streams, *, origin: str, log_vkey: str, admitted_at: Callable[[], datetime]
    ) -> None:
        """``admitted_at`` is asked for the time once something new is to be admitted; it may refuse to give one."""
        self.start = stored.size
        """The size of the log that the batch continues."""
        self.signed: list[Signed] = []
        self.indexed: list[Indexed] = []
        self.vaulted: list[PlacedDisclosure] = []
        self._stored = stored
        self._load = streams
        self._origin = origin
        self._log_vkey = log_vkey
        self._admitted_at = admitted_at
        self._streams: dict[str, Stream] = {}
        self._targets: dict[str, Target] = {}
        self._digests: set[str] = set()
        self._documents: set[str] = set()

    def __getitem__(self, stream: str) -> StreamState:
        return self._stream(stream).state

    def _stream(self, stream: str) -> Stream:
        if stream not in self._streams:
            self._streams[stream] = self._load(stream)
        return self._streams[stream]

    def target(self, event_id: str) -> Target | None:
        """Return where the event with this id stands, or None."""
        return self._targets.get(event_id) or self._stored.target(event_id)

    def has_digest(self, digest: str) -> bool:
        """Tell whether a sealed field with this digest was admitted."""
        return digest in self._digests or self._stored.has_digest(digest)

    def has_document(self, sha256: str) -> bool:
        """Tell whether a document was registered, by itself or beside an act."""
        return sha256 in self._documents or self._stored.has_document(sha256)

    def submit(self, sd_jwt: bytes) -> Appended:
        """Judge one file and add it to the batch; a file whose event stands in the log already adds nothing.

        Raises:
            FormatError, VerificationError, RuleError: the file is refused, and the batch must be given up.
            StoreError: ``clock.suspect``, likewise.
        """
        compact, disclosures = sealing.split(sd_jwt)
        signed = jws.parse(compact)
        event = parse_payload(signed)
        held = self.target(event.id)
        if held is not None and held.sha256 == event.sha256:
            return Appended(held.position, event.id, known=True)
        admitted_at = self._admitted_at()
        entry = format_entry(Entry(admitted_at, compact))
        jws.verify(signed, self._public_key(event))
        check_disclosures(event, signed, disclosures)
        decide(event, admitted_at, self, self)
        return Appended(self._add(event, entry, disclosures), event.id, known=False)

    def _public_key(self, event: Event) -> bytes:
        """Return the key that an event names, as the log knows it; the rules judge later what the key may sign.

        Raises:
            RuleError: ``key.unknown``, ``founding.signer``, ``community.other``, ``founding.log_vkey``.
        """
        if isinstance(event.data, CommunityFounded):
            return self._founding_key(event, event.data)
        community = self["community"]
        assert isinstance(community, Community)
        if community.founded is None:
            raise RuleError(
                "community.not_founded", "the book has not been founded", advice="Append community.founded first."
            )
        key = community.keys.get(event.kid)
        if key is None:
            raise RuleError(
                "key.unknown",
                f"no key {event.kid} has been announced in this book",
                advice="Have the key introduced (key.introduced), then enrol it (key.enrolled).",
            )
        return public_key_bytes(key.x)

    def _founding_key(self, event: Event, body: CommunityFounded) -> bytes:
        """Return the founder's key, after making sure that this very log is founded by the event."""
        if event.source != self._origin:
            raise RuleError(
                "community.other",
                f"the event founds {event.source}, this folder is that of {self._origin}",
                advice="Append it to the ledger of that community.",
            )
        if body.log_vkey != self._log_vkey:
            raise RuleError(
                "founding.log_vkey",
                "log_vkey is not the verifier key of this folder's log key",
                advice=f"Set log_vkey to {self._log_vkey} and sign again.",
            )
        for member in body.members:
            if thumbprint(member.key.x) == event.kid:
                return public_key_bytes(member.key.x)
        raise RuleError(
            "founding.signer",
            "entry 0 must be signed by one of its own members' keys",
            advice="Sign community.founded with the key of one of its members.",
        )

    def _add(self, event: Event, entry: bytes, disclosures: Sequence[Disclosure]) -> int:
        position = self.start + len(self.signed)
        stream = self._stream(event.subject)
        fold(stream.state, event)
        stream.version += 1
        public = published(event)
        documents = registered(event)
        places = {digest: place for place, digest in enumerate(event.digests)}
        placed = sorted((places[given.digest], given) for given in disclosures)
        self.signed.append(Signed(event.subject, stream.version, entry, event))
        self.indexed.append(
            Indexed(
                event.id,
                event.sha256,
                event.digests,
                tuple(given.text for _, given in placed if given.digest in public),
                tuple(documents),
            )
        )
        self.vaulted.extend(
            PlacedDisclosure(position, place, given.text) for place, given in placed if given.digest not in public
        )
        self._targets[event.id] = Target(position, event.sha256, event.type, event.subject)
        self._digests.update(event.digests)
        self._documents.update(documents)
        return position


def check_disclosures(event: Event, signed: Jws, disclosures: Sequence[Disclosure]) -> None:
    """Check that every sealed field is opened by exactly one disclosure, and each value against its schema.

    Raises:
        FormatError: ``disclosure.unmatched``, ``disclosure.missing``, ``schema.invalid``.
    """
    values = {given.digest: given.value for given in disclosures}
    if not values.keys() <= set(event.digests):
        raise FormatError(
            "disclosure.unmatched",
            "a disclosure belongs to no sealed field of the event",
            advice="Append the file exactly as `mingzhang sign` wrote it.",
        )
    missing = set(event.digests) - values.keys()
    if missing:
        raise FormatError(
            "disclosure.missing",
            f"{len(missing)} of {len(event.digests)} sealed fields come without their disclosure",
            advice="Append the file exactly as `mingzhang sign` wrote it, with everything behind the first ~.",
        )
    if values:
        payload = strict_json.parse(signed.payload)
        assert isinstance(payload, dict)
        typed_body(type(event.data), sealing.opened(payload["data"], values))
