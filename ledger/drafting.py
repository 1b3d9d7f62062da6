"""Drafting and signing, on the signer's own machine: no ledger, no network.

A draft is the event's payload as readable JSON in which every sealed field still stands open, ``{"value": …}``, so
that a person can read what will be signed. Signing seals those fields, writes the strict payload and signs it; the
result is an SD-JWT in compact form, ``<jws>~<disclosure>~…~`` (DESIGN section 4).
"""

from __future__ import annotations

import re
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import jws, sealing, strict_json
from ledger.bodies import BODIES
from ledger.bodies.community import CounterpartyRegistered
from ledger.bodies.shared import Sealed
from ledger.errors import FormatError, UsageError
from ledger.events import check_envelope, check_subject, parse_payload, typed_body, wire_type
from ledger.strict_json import Json

# Digits beside a to f are part of a hash, and mean nobody.
_PERSONAL = {
    "a mobile number": re.compile(r"(?<![0-9a-f])1[3-9][0-9]{9}(?![0-9a-f])"),
    "an identity number": re.compile(r"(?<![0-9a-f])[1-9][0-9]{16}[0-9Xx](?![0-9a-f])"),
    "a bank card number": re.compile(r"(?<![0-9a-f])[0-9]{16,19}(?![0-9a-fXx])"),
    "a room number": re.compile(r"[0-9]{1,3}\s*(?:号楼|幢|栋|号)\s*[0-9]{2,4}\s*(?:室|号)?|(?<![0-9])[0-9]{3,4}室"),
}


def uuid7(milliseconds: int, randomness: bytes) -> str:
    """Return a UUIDv7 (RFC 9562 section 5.7) of a Unix time in milliseconds and 10 random bytes."""
    value = milliseconds << 80 | int.from_bytes(randomness[:10], "big")
    value = value & ~(0xF << 76) | 0x7 << 76
    value = value & ~(0x3 << 62) | 0x2 << 62
    digits = f"{value:032x}"
    return f"{digits[:8]}-{digits[8:12]}-{digits[12:16]}-{digits[16:20]}-{digits[20:]}"


def personal_patterns(payload: Json) -> Iterator[str]:
    """Yield a warning for each text of a draft that looks like personal data; sealed 🔓 texts are public too."""
    if isinstance(payload, dict):
        for member in payload.values():
            yield from personal_patterns(member)
    elif isinstance(payload, list):
        for item in payload:
            yield from personal_patterns(item)
    elif isinstance(payload, str):
        for what, pattern in _PERSONAL.items():
            if pattern.search(payload):
                yield f"{payload!r} looks like {what}"


def draft(
    name: str, *, origin: str, subject: str, time: datetime, data: dict[str, Json], event_id: str | None = None
) -> dict[str, Json]:
    """Return the payload of an event with its sealed fields open, checked against its schema.

    Raises:
        FormatError: ``event.type_unknown``, ``event.subject``, ``schema.invalid``, ``event.envelope``, ``json.*``.
        UsageError: ``draft.naive_time``.
    """
    if name not in BODIES:
        raise FormatError("event.type_unknown", f"there is no event {name!r}", advice="See docs/reference/events.md.")
    if time.utcoffset() is None:
        raise UsageError("draft.naive_time", "the time has no offset from UTC", advice="Write it as …+08:00.")
    check_subject(subject, BODIES[name])
    typed_body(BODIES[name], data)
    payload: dict[str, Json] = {
        "specversion": "1.0",
        # An id begins with a time after 1970; what happened before it has an id all the same.
        "id": event_id or uuid7(max(0, int(time.timestamp())) * 1000, secrets.token_bytes(10)),
        "source": origin,
        "type": wire_type(name),
        "subject": subject,
        "time": time.isoformat(timespec="seconds"),
        "data": data,
    }
    check_envelope(payload)
    strict_json.check(payload, line_feeds=True)
    return payload


def sign(
    payload: dict[str, Json], key: Ed25519PrivateKey, salts: Callable[[], bytes] = lambda: secrets.token_bytes(16)
) -> bytes:
    """Seal the open fields of a draft, sign it, and return the SD-JWT.

    ``salts`` yields 16 random bytes a call; anything but fresh randomness is for made-up data only.

    Raises:
        FormatError: ``draft.sealed``; or the draft does not follow the envelope or its schema.
    """
    disclosures: list[str] = []
    body = BODIES.get(str(payload.get("type", "")).removeprefix("mingzhang.").removesuffix(".v1"))
    if body is None:
        raise FormatError(
            "event.type_unknown", f"there is no type {payload.get('type')!r}", advice="Draft it with `mingzhang draft`."
        )
    typed = typed_body(body, payload.get("data"))
    firm_only = not (isinstance(typed, CounterpartyRegistered) and typed.kind in ("person", "member"))
    wire = {**payload, "data": _sealed(payload["data"], typed, disclosures, salts, keep_open=firm_only)}
    compact = jws.sign(strict_json.dump(wire), key)
    parse_payload(jws.parse(compact))
    return sealing.join(compact, disclosures)


def _sealed(value: Json, typed: object, disclosures: list[str], salts: Callable[[], bytes], *, keep_open: bool) -> Json:
    """Return ``value`` with its open fields sealed, walking beside its typed form.

    ``keep_open`` leaves ◇ fields in clear: the names of firms and authorities.
    """
    if isinstance(typed, Sealed):
        if typed.value is msgspec.UNSET:
            raise FormatError(
                "draft.sealed",
                "the draft has a sealed field, and nobody should sign what they cannot read",
                advice='Write the text itself: {"value": "…"}; signing seals it.',
            )
        if keep_open and typed.may_be_open:
            return value
        assert isinstance(value, dict)
        sealed, disclosure = sealing.seal(value["value"], salts())
        disclosures.append(disclosure.text)
        return sealed
    if isinstance(typed, msgspec.Struct):
        assert isinstance(value, dict)
        fields = dict(zip(typed.__struct_encode_fields__, typed.__struct_fields__, strict=True))
        return {
            name: _sealed(member, getattr(typed, fields[name]), disclosures, salts, keep_open=keep_open)
            for name, member in value.items()
        }
    if isinstance(typed, list):
        assert isinstance(value, list)
        return [
            _sealed(item, part, disclosures, salts, keep_open=keep_open)
            for item, part in zip(value, typed, strict=True)
        ]
    return value
