"""Base64url without padding (RFC 7515 section 2), strictly: one text per byte string.

Python's own decoder ignores non-zero trailing bits, which would give one signature several texts.
"""

from __future__ import annotations

import binascii
from base64 import urlsafe_b64encode

from ledger.errors import FormatError

# What the standard alphabet has and this one has not, padding included, becomes a character that neither knows.
_TO_STANDARD = bytes.maketrans(b"-_+/=", b"+/---")


def encode(raw: bytes) -> str:
    """Return the base64url text of ``raw`` without padding."""
    return urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def decode(text: str | bytes, rule_id: str) -> bytes:
    """Decode unpadded base64url; the exact inverse of `encode`.

    Raises:
        FormatError: ``rule_id``, if the text is not exactly what `encode` writes.
    """
    try:
        given = text.encode() if isinstance(text, str) else text
        raw = binascii.a2b_base64(given.translate(_TO_STANDARD) + b"=" * (-len(given) % 4), strict_mode=True)
    except (binascii.Error, ValueError) as error:
        raise _refused(rule_id) from error
    # Strict mode leaves one thing open: bits that the last character has too many.
    rest = len(raw) % 3
    if rest and encode(raw[-rest:]) != given[-rest - 1 :].decode():
        raise _refused(rule_id)
    return raw


def _refused(rule_id: str) -> FormatError:
    return FormatError(
        rule_id,
        "not strict base64url (padding, white space, foreign characters or trailing bits)",
        advice="Ask for the file again; it was altered or cut off on its way.",
    )
