"""Events and entries: CloudEvents 1.0 in, typed bodies out, and the leaf that is stored.

The payload of an event is a CloudEvents 1.0 object in strict JSON with exactly these members::

    {"specversion":"1.0","id":"019cbb5a-7800-7c3e-8d4f-0a1b2c3d4e5f","source":"ledger.example/yuanqu-1",
     "type":"mingzhang.fund.opened.v1","subject":"fund/common-income","time":"2026-03-05T10:00:00+08:00","data":{…}}

``id`` is a UUIDv7 in lower case, ``source`` the log's origin, ``subject`` the stream, ``time`` the signer's claim of
when. The entry (the Merkle leaf, the stored state, the item of an entry bundle) is one line of strict JSON, at most
65,535 bytes::

    {"admitted_at":"2026-03-05T02:00:00Z","event":"<compact JWS>"}
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from typing import Any, Final, Literal

import msgspec

from ledger import jws, strict_json
from ledger.bodies import BODIES
from ledger.bodies.shared import Body, EventId, Line, Time, sealed_in
from ledger.errors import FormatError
from ledger.strict_json import Json
from ledger.wording import faults_in

ENTRY_BYTES_MAX: Final = 65_535
TYPE_PREFIX: Final = "mingzhang."
TYPE_SUFFIX: Final = ".v1"

_ID = "[a-z0-9][a-z0-9-]{0,63}"
_SUBJECT = re.compile(f"community|(?:account|fund|motion|meeting|inquiry)/{_ID}|(?:source|document)/[0-9a-f]{{64}}")
_ADMITTED_AT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}T(?:[01][0-9]|2[0-3]):[0-9]{2}:[0-9]{2}Z")
_DIGEST = re.compile(rb'"_sd":\["([A-Za-z0-9_-]{43})"\]')
_ENTRY_PARTS = (b'{"admitted_at":"', b'","event":"', b'"}')
_JWS_CHARACTERS = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_."


class Envelope(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The members of a payload, exactly these."""

    specversion: Literal["1.0"]
    id: EventId
    source: Line
    type: str
    subject: str
    time: Time
    data: dict[str, Any]


class Event(msgspec.Struct, frozen=True):
    """A parsed event: the CloudEvents members, its typed body, and what the JWS adds (key and hash)."""

    id: str
    source: str
    type: str
    subject: str
    time: datetime
    data: Body
    kid: str
    sha256: str
    """SHA-256 of the compact JWS, hex: with ``id`` the ``ref`` that others bind to."""
    digests: tuple[str, ...]
    """The digests of all sealed fields, in document order."""

    @property
    def name(self) -> str:
        """The catalogue's name, e.g. ``payment.requested``."""
        return self.data.wire_name


class Entry(msgspec.Struct, frozen=True):
    """A leaf of the log: when it was admitted, and the compact JWS."""

    admitted_at: datetime
    event: bytes


def wire_type(name: str) -> str:
    """Return the CloudEvents type of a catalogue name: ``fund.opened`` is ``mingzhang.fund.opened.v1``."""
    return f"{TYPE_PREFIX}{name}{TYPE_SUFFIX}"


_BODY_OF_TYPE = {wire_type(name): body for name, body in BODIES.items()}


def _error(rule_id: str, message: str, advice: str) -> FormatError:
    return FormatError(rule_id, message, advice=advice)


def body_type(type_: str) -> type[Body]:
    """Return the body of a CloudEvents type.

    Raises:
        FormatError: ``event.type_unknown``.
    """
    body = _BODY_OF_TYPE.get(type_)
    if body is None:
        raise _error(
            "event.type_unknown", f"there is no event type {type_!r}", "See docs/reference/events.md for the types."
        )
    return body


def parse_event(compact: bytes) -> Event:
    """Parse a compact JWS into its event; the signature is not checked here.

    Raises:
        FormatError: ``jws.*``, and what :func:`parse_payload` raises.
    """
    return parse_payload(jws.parse(compact))


def parse_payload(signed: jws.Jws) -> Event:
    """Parse the payload of a JWS into an event with a typed body; the signature is not checked here.

    Raises:
        FormatError: ``json.*``, ``event.*``, ``sealed.open``, ``schema.invalid``.
    """
    envelope = check_envelope(strict_json.parse(signed.payload))
    body = body_type(envelope.type)
    check_subject(envelope.subject, body)
    try:
        time = datetime.fromisoformat(envelope.time)
    except ValueError as error:
        raise _error("event.time", f"{envelope.time} is no such time", "Correct the time and sign again.") from error
    data = typed_body(body, envelope.data)
    # In strict JSON these bytes cannot stand inside a string, so events without an open value need no walk.
    if b'{"value":' in signed.payload:
        check_sealed(data)
    return Event(
        envelope.id,
        envelope.source,
        envelope.type,
        envelope.subject,
        time,
        data,
        signed.kid,
        signed.sha256,
        tuple(digest.decode("ascii") for digest in _DIGEST.findall(signed.payload)),
    )


def check_envelope(payload: Json) -> Envelope:
    """Return the CloudEvents members of a payload, its data still plain JSON.

    Raises:
        FormatError: ``event.envelope``.
    """
    try:
        return msgspec.convert(payload, Envelope)
    except msgspec.ValidationError as error:
        raise _error(
            "event.envelope",
            f"not a CloudEvents 1.0 event of ours: {faults_in(Envelope, payload) or error}",
            "Draft it with `mingzhang draft`.",
        ) from error


def check_sealed(body: Body) -> None:
    """Refuse a value that stands open on the wire where the catalogue wants it sealed.

    Raises:
        FormatError: ``sealed.open``.
    """
    for field in sealed_in(body):
        if field.value is not msgspec.UNSET and not field.may_be_open:
            raise _error(
                "sealed.open",
                "a name or free text stands in clear where it must be sealed",
                "Sign the draft with `mingzhang sign`, which seals such fields.",
            )


def typed_body(body: type[Body], data: Json) -> Body:
    """Decode a wire body, refusing what its published schema refuses.

    Raises:
        FormatError: ``schema.invalid``, with every place and what is wanted there.
    """
    try:
        return msgspec.convert(data, body)
    except msgspec.ValidationError as error:
        raise _error(
            "schema.invalid",
            f"{body.wire_name} does not follow its schema: {faults_in(body, data) or error}",
            f"See docs/reference/events.md#{body.wire_name.replace('.', '')} for the members and their forms.",
        ) from error


def check_subject(subject: str, body: type[Body]) -> None:
    """Check that ``subject`` is a stream, and of the family that the body belongs to.

    Raises:
        FormatError: ``event.subject``.
    """
    family = subject.partition("/")[0]
    if _SUBJECT.fullmatch(subject) is None or body.stream not in ("*", family):
        wanted = "the target's stream" if body.stream == "*" else f"a stream of the family {body.stream!r}"
        raise _error(
            "event.subject", f"{subject!r} is not {wanted}", f"A {body.wire_name} belongs to {wanted}; set --subject."
        )


def format_time(time: datetime) -> str:
    """Write an aware time in UTC and whole seconds, 20 characters: ``2026-03-05T02:00:00Z``."""
    return time.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def parse_admitted_at(text: str) -> datetime:
    """Parse ``admitted_at``, the inverse of `format_time`.

    Raises:
        FormatError: ``entry.malformed``.
    """
    if _ADMITTED_AT.fullmatch(text):
        try:
            return datetime.fromisoformat(text)
        except ValueError:
            pass
    raise _error("entry.malformed", f"{text!r} is not a UTC time of 20 characters", "The stored entry was altered.")


def format_entry(entry: Entry) -> bytes:
    """Write an entry: the bytes that are stored, hashed, bundled and served.

    Raises:
        FormatError: ``entry.oversized``.
    """
    raw = b'{"admitted_at":"%s","event":"%s"}' % (format_time(entry.admitted_at).encode(), entry.event)
    if len(raw) > ENTRY_BYTES_MAX:
        raise _error(
            "entry.oversized",
            f"the entry has {len(raw)} bytes, at most {ENTRY_BYTES_MAX} are allowed",
            "Register long texts as documents and name their hashes instead.",
        )
    return raw


def parse_entry(raw: bytes) -> Entry:
    """Parse an entry, the inverse of `format_entry`.

    Raises:
        FormatError: ``entry.malformed``, ``entry.oversized``.
    """
    if len(raw) > ENTRY_BYTES_MAX:
        raise _error("entry.oversized", f"the entry has {len(raw)} bytes", "The stored entry was altered.")
    event = raw[47:-2]
    if (raw[:16], raw[36:47], raw[-2:]) != _ENTRY_PARTS or not event or event.translate(None, _JWS_CHARACTERS):
        raise _error("entry.malformed", "not an entry of the form {admitted_at, event}", "The entry was altered.")
    return Entry(parse_admitted_at(raw[16:36].decode("ascii", "replace")), event)
