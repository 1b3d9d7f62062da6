"""Signed notes (C2SP signed-note v1.0.0): text with signature lines under it.

A note is text that ends in a line feed, an empty line, and at least one signature line::

    This is an example message.

    — example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=

A line is EM DASH, space, key name, space, base64(key id || signature). The key id is the first 4 bytes of
SHA-256(name || 0x0A || type || public key). Type 0x01 is Ed25519 over the text with its final line feed. A verifier
key (vkey) is ``<name>+<key id, 8 hex>+<base64(type || public key)>``::

    example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k
"""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from ledger.errors import FormatError, VerificationError

ED25519 = 0x01
COSIGNATURE = 0x04
NOTE_BYTES_MAX = 1 << 20
SIGNATURES_MAX = 100
KEY_ID_BYTES = 4
SIGNATURE_BYTES = 64
_DASH = "\u2014 "


class Signature(NamedTuple):
    """One signature line: who, the 4-byte key id, and the bytes behind it."""

    name: str
    key_id: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Note:
    """A parsed note; nothing is verified yet. ``text`` ends in a line feed."""

    text: bytes
    signatures: tuple[Signature, ...]


@dataclass(frozen=True, slots=True)
class Vkey:
    """A verifier key: name, signature type, 32-byte Ed25519 public key."""

    name: str
    type: int
    public_key: bytes

    @property
    def key_id(self) -> bytes:
        """The first 4 bytes of SHA-256(name || 0x0A || type || public key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public_key).digest()[:KEY_ID_BYTES]


def _malformed(what: str) -> FormatError:
    return FormatError("note.malformed", what, advice="Fetch or copy the file again; every byte of it counts.")


def parse_note(raw: bytes) -> Note:
    """Parse a note, the exact inverse of `format_note`.

    Raises:
        FormatError: ``note.malformed``.
    """
    if len(raw) > NOTE_BYTES_MAX:
        raise _malformed("the note is longer than 1 MiB")
    try:
        decoded = raw.decode()
    except UnicodeDecodeError as error:
        raise _malformed("the note is not UTF-8") from error
    if any(character < " " and character != "\n" for character in decoded):
        raise _malformed("the note holds control characters")
    text, separator, lines = decoded.rpartition("\n\n")
    if not separator or not lines.endswith("\n"):
        raise _malformed("the note has no signature lines after an empty line")
    signatures = lines[:-1].split("\n")
    if len(signatures) > SIGNATURES_MAX:
        raise _malformed("the note has more than 100 signatures")
    return Note(f"{text}\n".encode(), tuple(_parse_line(line) for line in signatures))


def _parse_line(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space:
        raise _malformed("a signature line is not of the form — name base64")
    _check_name(name)
    blob = _decode(encoded)
    if len(blob) <= KEY_ID_BYTES:
        raise _malformed("a signature line is too short")
    return Signature(name, blob[:KEY_ID_BYTES], blob[KEY_ID_BYTES:])


def _check_name(name: str) -> None:
    if not name or "+" in name or any(c.isspace() for c in name):
        raise _malformed("a key name is empty or holds a space or a plus sign")


def _decode(encoded: str) -> bytes:
    try:
        blob = b64decode(encoded, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed("a signature or key is not base64") from error
    if b64encode(blob).decode() != encoded:
        raise _malformed("a signature or key is not in its one base64 form")
    return blob


def format_note(note: Note) -> bytes:
    """Write a note."""
    lines = "".join(f"{_DASH}{one.name} {b64encode(one.key_id + one.signature).decode()}\n" for one in note.signatures)
    return note.text + b"\n" + lines.encode()


def parse_vkey(text: str) -> Vkey:
    """Parse a verifier key and check its key id.

    Raises:
        FormatError: ``vkey.malformed``, ``note.malformed``.
    """
    name, _, rest = text.partition("+")
    key_id, _, encoded = rest.partition("+")
    _check_name(name)
    blob = _decode(encoded)
    if len(blob) != 1 + 32 or blob[0] not in (ED25519, COSIGNATURE):
        raise FormatError(
            "vkey.malformed", "not a verifier key of type 0x01 or 0x04", advice="Copy the key again, whole."
        )
    vkey = Vkey(name, blob[0], blob[1:])
    if vkey.key_id.hex() != key_id:
        raise FormatError(
            "vkey.malformed", "the key id does not belong to the key", advice="Copy the key again, whole."
        )
    return vkey


def format_vkey(vkey: Vkey) -> str:
    """Write a verifier key, the inverse of `parse_vkey`."""
    blob = bytes([vkey.type]) + vkey.public_key
    return f"{vkey.name}+{vkey.key_id.hex()}+{b64encode(blob).decode()}"


def vkey_of(name: str, key: Ed25519PublicKey) -> str:
    """Return the verifier key (type 0x01) of a public key under a name."""
    return format_vkey(Vkey(name, ED25519, key.public_bytes_raw()))


def sign_note(text: bytes, name: str, key: Ed25519PrivateKey) -> bytes:
    """Sign text that ends in a line feed; return the note."""
    if not text.endswith(b"\n"):
        raise ValueError("the text of a note ends in a line feed")
    vkey = Vkey(name, ED25519, key.public_key().public_bytes_raw())
    return format_note(Note(text, (Signature(name, vkey.key_id, key.sign(text)),)))


def open_note(raw: bytes, vkeys: Iterable[str]) -> Note:
    """Parse a note and verify it: lines of unknown keys are ignored, those of known keys must all verify.

    Raises:
        FormatError: ``note.malformed``, ``vkey.malformed``.
        VerificationError: ``note.signature``, ``note.unsigned``.
    """
    note = parse_note(raw)
    known = {(vkey.name, vkey.key_id): vkey for vkey in map(parse_vkey, vkeys)}
    verified = 0
    for one in note.signatures:
        vkey = known.get((one.name, one.key_id))
        if vkey is not None:
            verify_line(note.text, one, vkey)
            verified += 1
    if verified == 0:
        raise VerificationError(
            "note.unsigned",
            f"no signature of {', '.join(vkey.name for vkey in known.values())}",
            advice="The file is not signed by the key that you trust. Compare the key with the printed notice.",
        )
    return note


def verify_line(text: bytes, one: Signature, vkey: Vkey) -> None:
    """Check one Ed25519 signature line over a note's text.

    Raises:
        VerificationError: ``note.signature``.
    """
    # libsodium takes both as one string: without this, bytes could pass from the one to the other.
    if len(one.signature) != SIGNATURE_BYTES:
        raise _unverified(one.name)
    try:
        crypto_sign_open(one.signature + text, vkey.public_key)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise _unverified(one.name) from error


def _unverified(name: str) -> VerificationError:
    return VerificationError(
        "note.signature",
        f"the signature of {name} does not verify",
        advice="The text was altered after it was signed, or signed with another key.",
    )
