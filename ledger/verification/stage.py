"""The parallel stage: what can be checked of an entry without the history before it.

A task is a run of entry bundles as they were served. For every entry the worker checks the leaf hash's input, strict
JSON, the envelope, the body's schema, the signature, and the disclosures that belong to it. A ``kid`` is the
thumbprint of its key, so a key may be taken from any entry; whether it was active at that point is judged later, in
order. Signatures by keys that the worker has not met are left to the sequential stage.

Checked events go back as MessagePack, each body as its own typed map, because pickling them costs more than making
them a second time.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

import msgspec

from ledger import jws, sealing
from ledger.announcing import announced_keys
from ledger.bodies import BODIES
from ledger.bodies.shared import Body, sealed_in
from ledger.errors import FormatError, MingzhangError, VerificationError
from ledger.events import Event, parse_entry, parse_payload, wire_type
from ledger.tlog import merkle, tiles

ALTERED = "The entry is not what its signer signed: it was altered, or made up by somebody without the key."


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
    events: bytes = b""
    """The checked events, see `decode`."""
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
    """Unpack the events that a worker has checked."""
    return _decoder.decode(events)


def check(task: Task) -> Checked:
    """Check a run of bundles as far as that goes without the history; stop at the first failure."""
    checked = Checked(task.first)
    known = dict(task.keys)
    openings: defaultdict[int, list[str]] = defaultdict(list)
    for index, disclosure in task.openings:
        openings[index].append(disclosure)
    events: list[tuple[object, ...]] = []
    where = ""
    try:
        for name, raw, count in task.bundles:
            where = name
            for entry in _entries(name, raw, count):
                index = task.first + len(events)
                where = f"entry {index} in {name}"
                event, admitted_at = _check_entry(entry, index, known, checked)
                where = f"disclosures, entry {index}"
                _check_disclosures(event, openings.get(index, ()), checked)
                checked.hashes.append(merkle.leaf_hash(entry))
                events.append(
                    (
                        admitted_at,
                        event.id,
                        event.source,
                        event.type,
                        event.subject,
                        event.time,
                        event.kid,
                        event.sha256,
                        event.digests,
                        event.data,
                    )
                )
    except MingzhangError as error:
        advice = ALTERED if isinstance(error, FormatError) else error.advice
        checked.failure = Failure(error.rule_id, error.message, advice, where)
    checked.events = _encoder.encode(events)
    return checked


def _entries(name: str, raw: bytes, count: int) -> Sequence[bytes]:
    """Return the entries of a bundle; a full one may stand for its partial ones and is then cut."""
    entries = tiles.parse_bundle(raw)
    if len(entries) > count and ".p/" in name:
        raise VerificationError(
            "log.surplus",
            f"the bundle holds {len(entries)} entries, the checkpoint signs {count}",
            advice="Entries were added that nobody has signed for; fetch the log again.",
        )
    if len(entries) < count:
        raise VerificationError(
            "log.cut_off",
            f"the bundle holds {len(entries)} entries, the checkpoint promises {count}",
            advice="Entries at the end were dropped, or the copy is not complete. Fetch it again.",
        )
    return entries[:count]


def _check_entry(raw: bytes, index: int, known: dict[str, bytes], checked: Checked) -> tuple[Event, datetime]:
    entry = parse_entry(raw)
    signed = jws.parse(entry.event)
    event = parse_payload(signed)
    if announced := announced_keys(event.data):
        known.update(announced)
        checked.keys.update(announced)
    public = known.get(event.kid)
    if public is None:
        checked.unsettled[index] = signed
    else:
        verify_signature(signed, public)
    return event, entry.admitted_at


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
    if not event.digests:
        if openings:
            raise _foreign(event)
        return
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
