"""Sealed fields: a strict subset of SD-JWT (RFC 9901), so that a value can be withdrawn without changing a leaf.

On the wire a sealed field is an object with exactly one digest::

    "purpose":{"_sd":["pj7Wi1Swt4lxIcQxIDXkCH9Hn3bWnJNEVpT9nBoBLpA"]}

Its one disclosure is the base64url text of a strict JSON array ``[salt,"value",value]``, the salt 22 characters of
base64url (16 random bytes), at most 65,535 bytes in all. The digest is base64url(SHA-256(ASCII(disclosure))). No
decoys, no recursion, no array form, no ``_sd_alg``. An event travels with its disclosures in the compact form of
RFC 9901 section 4::

    <jws>~<disclosure>~<disclosure>~

What a reader sees after opening is ``{"value": value}``.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from hashlib import sha256

import msgspec

from ledger import base64url, strict_json
from ledger.errors import FormatError
from ledger.strict_json import Json

DISCLOSURE_BYTES_MAX = 65_535
SALT_BYTES = 16
NONCE_BYTES = 32
# 128 bits in 22 characters, so that the last one has four bits to spare, which must be zero.
_SALT = re.compile(r"[A-Za-z0-9_-]{21}[AQgw]")
_ADVICE = "Ask the signer for the file again, exactly as `mingzhang sign` wrote it."


class Disclosure(msgspec.Struct, frozen=True):
    """One opened field: its text as it travels, the digest that stands in the event, and the value."""

    text: str
    digest: str
    value: Json


def digest_of(text: str) -> str:
    """Return the digest of a disclosure's text (RFC 9901 section 4.2.3), 43 characters."""
    return base64url.encode(sha256(text.encode("ascii")).digest())


def seal(value: Json, salt: bytes) -> tuple[dict[str, Json], Disclosure]:
    """Seal ``value`` with 16 random bytes; return the member for the wire and its disclosure.

    Raises:
        FormatError: the value cannot be written as strict JSON or is too long.
    """
    if len(salt) != SALT_BYTES:
        raise ValueError("a salt has 16 random bytes")
    text = base64url.encode(strict_json.dump([base64url.encode(salt), "value", value]))
    disclosure = parse_disclosure(text)
    return {"_sd": [disclosure.digest]}, disclosure


def file_hash(content: bytes, nonce: bytes = b"") -> str:
    """Return SHA-256(nonce ‖ file) in hex: with 32 random bytes nobody can test guesses about the file."""
    return sha256(nonce + content).hexdigest()


def parse_disclosure(text: str) -> Disclosure:
    """Parse one disclosure.

    Raises:
        FormatError: ``disclosure.malformed``, ``disclosure.oversized``, or a rule of strict JSON.
    """
    if len(text) > DISCLOSURE_BYTES_MAX:
        raise FormatError(
            "disclosure.oversized",
            f"a disclosure has {len(text)} bytes, at most {DISCLOSURE_BYTES_MAX} are allowed",
            advice="Register the long text as a document and name its hash instead.",
        )
    parts = strict_json.parse(base64url.decode(text, "disclosure.malformed"), line_feeds=True)
    match parts:
        case [str(salt), "value", value] if _SALT.fullmatch(salt):
            return Disclosure(text, digest_of(text), value)
    raise FormatError("disclosure.malformed", 'a disclosure must be [salt,"value",value]', advice=_ADVICE)


def split(sd_jwt: bytes) -> tuple[bytes, list[Disclosure]]:
    """Split ``<jws>~<disclosure>~…~`` into the JWS and its disclosures; a bare JWS has none.

    Raises:
        FormatError: ``sd_jwt.malformed``, ``disclosure.*``, ``disclosure.repeated``.
    """
    jws, *texts = sd_jwt.split(b"~")
    if texts and texts.pop() != b"":
        raise FormatError("sd_jwt.malformed", "the file does not end with ~ (it may be cut off)", advice=_ADVICE)
    disclosures = []
    for text in texts:
        if not text.isascii():
            raise FormatError("sd_jwt.malformed", "a disclosure is not ASCII", advice=_ADVICE)
        disclosures.append(parse_disclosure(text.decode("ascii")))
    if len({d.digest for d in disclosures}) != len(disclosures):
        raise FormatError("disclosure.repeated", "the same disclosure is given twice", advice=_ADVICE)
    return jws, disclosures


def join(jws: bytes, disclosures: Sequence[str]) -> bytes:
    """Write ``<jws>~<disclosure>~…~``, the inverse of `split`."""
    return b"~".join([jws, *(text.encode("ascii") for text in disclosures), b""])


def digests_in(value: Json) -> Iterator[str]:
    """Yield the digest of every sealed field in a wire body, in document order."""
    if isinstance(value, dict):
        match value:
            case {"_sd": [str(digest)]}:
                yield digest
            case _:
                for member in value.values():
                    yield from digests_in(member)
    elif isinstance(value, list):
        for item in value:
            yield from digests_in(item)


def opened(value: Json, values: dict[str, Json]) -> Json:
    """Return a copy of a wire body in which each sealed field whose digest is in ``values`` stands open."""
    if isinstance(value, dict):
        match value:
            case {"_sd": [str(digest)]}:
                return {"value": values[digest]} if digest in values else value
            case _:
                return {name: opened(member, values) for name, member in value.items()}
    if isinstance(value, list):
        return [opened(item, values) for item in value]
    return value
