"""The signature of an event: compact JWS (RFC 7515), algorithm ``Ed25519`` (RFC 9864), and nothing else.

    BASE64URL(header) "." BASE64URL(payload) "." BASE64URL(signature)

The protected header is exactly these three members in any order, as strict JSON::

    {"alg":"Ed25519","kid":"9ZP03Nu8GrXPAUkbKNxHOKBzxPX83SShgFkRNK-f2lw","typ":"mingzhang+sd-jwt"}

``alg`` is compared and never used to choose; the key comes from the ledger by ``kid`` and never from the token; any
other header member (``jwk``, ``jku``, ``x5c``, ``b64``, ``crit``, …) is refused. Verification is libsodium's: S < L,
canonical R and key, cofactorless equation. The received bytes are verified and hashed, never re-serialised.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import sha256

import msgspec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from ledger import base64url, strict_json
from ledger.errors import FormatError, VerificationError
from ledger.keys import kid_of

ALG = "Ed25519"
TYP = "mingzhang+sd-jwt"
SIGNATURE_BYTES = 64
KID_CHARACTERS = 43
COMPACT_BYTES_MAX = 65_486
"""What an entry of 65,535 bytes has room for, so that a larger file is refused before it is decoded."""
_ADVICE = "Sign the draft again with `mingzhang sign`; do not edit signed files."


class Jws(msgspec.Struct, frozen=True):
    """A parsed, not yet verified JWS."""

    kid: str
    payload: bytes
    signing_input: bytes
    signature: bytes
    sha256: str
    """SHA-256 of the compact serialisation, 64 lower-case hex characters: what a ``ref`` binds."""


def parse(compact: bytes) -> Jws:
    """Split and decode a compact JWS; the signature is not checked.

    Raises:
        FormatError: ``entry.oversized``, ``jws.malformed``, ``jws.header`` or a rule of strict JSON.
    """
    if len(compact) > COMPACT_BYTES_MAX:
        raise FormatError(
            "entry.oversized",
            f"the signed event has {len(compact)} bytes, at most {COMPACT_BYTES_MAX} are allowed",
            advice="Register long texts as documents and name their hashes instead.",
        )
    parts = compact.split(b".")
    if len(parts) != 3:
        raise FormatError("jws.malformed", "a compact JWS has three parts joined by dots", advice=_ADVICE)
    header, payload, signature = parts
    raw_signature = base64url.decode(signature, "jws.malformed")
    if len(raw_signature) != SIGNATURE_BYTES:
        raise FormatError("jws.malformed", "an Ed25519 signature has 64 bytes", advice=_ADVICE)
    return Jws(
        _kid(header),
        base64url.decode(payload, "jws.malformed"),
        compact[: len(header) + 1 + len(payload)],
        raw_signature,
        sha256(compact).hexdigest(),
    )


@lru_cache(maxsize=4096)
def _kid(encoded_header: bytes) -> str:
    """Return the ``kid`` of a protected header. Few headers exist, one a key, so they are remembered."""
    header = strict_json.parse(base64url.decode(encoded_header, "jws.malformed"))
    match header:
        case {"alg": "Ed25519", "kid": str(kid), "typ": "mingzhang+sd-jwt", **rest} if not rest:
            if len(kid) == KID_CHARACTERS:
                base64url.decode(kid, "jws.header")
                return kid
    raise FormatError("jws.header", f"the protected header must be exactly alg={ALG}, kid, typ={TYP}", advice=_ADVICE)


def verify(jws: Jws, public_key: bytes) -> None:
    """Check the signature under a 32-byte public key that the caller took from the ledger.

    Raises:
        VerificationError: ``signature.invalid``.
    """
    try:
        crypto_sign_open(jws.signature + jws.signing_input, public_key)
    except (BadSignatureError, ValueError, TypeError) as error:
        raise VerificationError(
            "signature.invalid", f"the signature does not verify under key {jws.kid}", advice=_ADVICE
        ) from error


def sign(payload: bytes, private_key: Ed25519PrivateKey) -> bytes:
    """Sign ``payload`` and return the compact JWS.

    Raises:
        FormatError: the payload is not strict JSON.
    """
    strict_json.parse(payload)
    header = strict_json.dump({"alg": ALG, "kid": kid_of(private_key), "typ": TYP})
    signing_input = f"{base64url.encode(header)}.{base64url.encode(payload)}".encode()
    return signing_input + b"." + base64url.encode(private_key.sign(signing_input)).encode()
