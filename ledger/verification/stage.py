"""The parallel stage: what can be checked of an entry without the history before it.

A task is a run of entry bundles as they were served. For every entry the worker checks the leaf hash's input, strict
JSON, the envelope, the body's schema, the signature, and the disclosures that belong to it. A ``kid`` is the
thumbprint of its key, so a key may be taken from any entry; whether it was active at that point is judged later, in
order. Signatures by keys that the worker has not met are left to the sequential stage.

Each bundle is gone through in passes (parse, signatures, disclosures) rather than entry by entry: libsodium and the
parser each fill the processor's caches, and taking turns would cost a sixth of the time.

Checked events go back as MessagePack, each body as its own typed map, because pickling them costs more than making
them a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeVar

import msgspec

from ledger import jws, sealing
from ledger.announcing import announced_keys
from ledger.bodies import BODIES
from ledger.bodies.shared import Body, sealed_in
from ledger.errors import FormatError, MingzhangError, VerificationError
from ledger.events import Event, parse_entry, parse_payload, wire_type
from ledger.tlog import merkle, tiles

ALTERED = "The entry is not what its signer signed: it was altered, or made up by somebody without the key."

Given = TypeVar("Given")


class Task(msgspec.Struct, frozen=True):
    """A run of bundles, the number of the first entry in it, and what helps to check it."""

    first: int
    bundles: list[tuple[str, bytes, int]]
    """Name, bytes, and how many entries it must hold."""
    openings: list[tuple[int, str]]
    """Entry index and disclosure, in order."""
    keys: dict[str, bytes]
    """Known public keys by kid."""


class Failure(msgspec.Struct, frozen=True):
    """Why a check failed, in a form that travels between processes."""

    rule_id: str
    message: str
    advice: str
    where: str

    @property
    def error(self) -> VerificationError:
        """The failure as the error that it was."""
        return VerificationError(self.rule_id, self.message, advice=self.advice, where=self.where)


@dataclass(slots=True)
class Checked:
    """What a worker found: everything up to the first failure, and that failure."""

    first: int
    hashes: list[bytes] = field(default_factory=list)
    """Leaf hashes, 32 bytes each."""
    events: list[bytes] = field(default_factory=list)
    """The checked events of each bundle, see `decode`."""
    keys: dict[str, bytes] = field(default_factory=dict)
    """Keys that these entries announce."""
    unsettled: dict[int, jws.Jws] = field(default_factory=dict)
    """Entry index to what was signed, where the key is still unknown."""
    published: int = 0
    """How many sealed fields have a disclosure that is public."""
    opened: int = 0
    """How many of these disclosures are there."""
    failure: Failure | None = None


class Admitted(msgspec.Struct, frozen=True, array_like=True, gc=False):
    """An event on its way back to the sequential stage."""

    admitted_at: datetime
    id: str
    source: str
    type: str
    subject: str
    time: datetime
    kid: str
    sha256: str
    digests: tuple[str, ...]
    data: msgspec.Raw

    @property
    def event(self) -> Event:
        """The event with its typed body."""
        data = _BODY_DECODERS[self.type].decode(self.data)
        return Event(
            self.id, self.source, self.type, self.subject, self.time, data, self.kid, self.sha256, self.digests
        )


_encoder = msgspec.msgpack.Encoder()
_decoder = msgspec.msgpack.Decoder(list[Admitted])
_BODY_DECODERS: dict[str, msgspec.msgpack.Decoder[Body]] = {
    wire_type(name): msgspec.msgpack.Decoder(body) for name, body in BODIES.items()
}


def decode(events: bytes) -> list[Admitted]:
    """Unpack the events of a bundle that a worker has checked."""
    return _decoder.decode(events)


class _Parsed(NamedTuple):
    """An entry whose form is right."""

    raw: bytes
    admitted_at: datetime
    signed: jws.Jws
    event: Event

    @property
    def packed(self) -> tuple[object, ...]:
        """What travels back, in the order of `Admitted`."""
        one = self.event
        return (
            self.admitted_at, one.id, one.source, one.type, one.subject, one.time, one.kid, one.sha256, one.digests,
            one.data,
        )  # fmt: skip


def check(task: Task) -> Checked:
    """Check a run of bundles as far as that goes without the history; stop at the first failure."""
    run = _Run(task)
    for name, raw, count in task.bundles:
        run.check_bundle(name, raw, count)
        if run.checked.failure is not None:
            break
    return run.checked


class _Run:
    """One task at work."""

    def __init__(self, task: Task) -> None:
        self.checked = Checked(task.first)
        self._known = dict(task.keys)
        self._openings: defaultdict[int, list[str]] = defaultdict(list)
        for index, disclosure in task.openings:
            self._openings[index].append(disclosure)

    def check_bundle(self, name: str, raw: bytes, count: int) -> None:
        """Check a bundle in passes, each over what the passes before it have let through.

        So where a later pass fails as well, it is at an earlier entry, and its failure is the first one.
        """
        entries, fault = _entries(name, raw, count)
        place = "entry {} in " + name
        parsed = self._pass(self._parse, entries, place)
        parsed = self._pass(self._check_signature, parsed, place)
        parsed = self._pass(self._check_disclosures, parsed, "disclosures, entry {}")
        self.checked.hashes += [merkle.leaf_hash(one.raw) for one in parsed]
        self.checked.events.append(_encoder.encode([one.packed for one in parsed]))
        if fault is not None and self.checked.failure is None:
            self._fail(fault, name)

    def _pass(self, check_one: Callable[[int, Given], _Parsed], items: Sequence[Given], place: str) -> list[_Parsed]:
        """Check items one by one and return the good ones before the first that fails."""
        first = self.checked.first + len(self.checked.hashes)
        good: list[_Parsed] = []
        try:
            for item in items:
                good.append(check_one(first + len(good), item))
        except MingzhangError as error:
            self._fail(error, place.format(first + len(good)))
        return good

    def _fail(self, error: MingzhangError, where: str) -> None:
        advice = ALTERED if isinstance(error, FormatError) else error.advice
        self.checked.failure = Failure(error.rule_id, error.message, advice, where)

    @staticmethod
    def _parse(_index: int, raw: bytes) -> _Parsed:
        entry = parse_entry(raw)
        signed = jws.parse(entry.event)
        return _Parsed(raw, entry.admitted_at, signed, parse_payload(signed))

    def _check_signature(self, index: int, parsed: _Parsed) -> _Parsed:
        if announced := announced_keys(parsed.event.data):
            self._known.update(announced)
            self.checked.keys.update(announced)
        public = self._known.get(parsed.event.kid)
        if public is None:
            self.checked.unsettled[index] = parsed.signed
        else:
            verify_signature(parsed.signed, public)
        return parsed

    def _check_disclosures(self, index: int, parsed: _Parsed) -> _Parsed:
        if parsed.event.digests or index in self._openings:
            _check_disclosures(parsed.event, self._openings.get(index, ()), self.checked)
        return parsed


def _entries(name: str, raw: bytes, count: int) -> tuple[Sequence[bytes], MingzhangError | None]:
    """Return the entries of a bundle that are signed for, and what is wrong behind them.

    A full bundle may stand for its partial ones and is then cut.
    """
    entries, rest = tiles.split_bundle(raw)
    fault: MingzhangError | None = None
    if rest:
        fault = tiles.malformed_bundle()
    elif len(entries) > count and ".p/" in name:
        fault = VerificationError(
            "log.surplus",
            f"the bundle holds {len(entries)} entries, the checkpoint signs {count}",
            advice="Entries were added that nobody has signed for; fetch the log again.",
        )
    elif len(entries) < count:
        fault = VerificationError(
            "log.cut_off",
            f"the bundle holds {len(entries)} entries, the checkpoint promises {count}",
            advice="Entries at the end were dropped, or the copy is not complete. Fetch it again.",
        )
    return entries[:count], fault


def verify_signature(signed: jws.Jws, public_key: bytes) -> None:
    """Check a signature and say what a failure means to a reader.

    Raises:
        VerificationError: ``signature.invalid``.
    """
    try:
        jws.verify(signed, public_key)
    except VerificationError as error:
        raise VerificationError(error.rule_id, error.message, advice=ALTERED) from error


def _check_disclosures(event: Event, openings: Sequence[str], checked: Checked) -> None:
    """Check that each disclosure opens a public field of this event with a value of its schema, and only once."""
    fields = {
        field.sd[0]: type(field) for field in sealed_in(event.data) if field.published and isinstance(field.sd, list)
    }
    checked.published += len(fields)
    for text in openings:
        disclosure = sealing.parse_disclosure(text)
        kind = fields.pop(disclosure.digest, None)
        if kind is None:
            raise _foreign(event)
        try:
            msgspec.convert({"value": disclosure.value}, kind)
        except msgspec.ValidationError as error:
            raise VerificationError(
                "disclosure.schema",
                f"the opened value does not follow the schema of {event.name}: {error}",
                advice="Only the signer can have sealed it so; the value is not what the field is for.",
            ) from error
        checked.opened += 1


def _foreign(event: Event) -> VerificationError:
    return VerificationError(
        "disclosure.mismatch",
        f"a disclosure is shown with this {event.name} that opens none of its public fields, or opens one twice",
        advice="The text shown beside the entry is not the one that was sealed in it; do not believe that text.",
    )
