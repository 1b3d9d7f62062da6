"""Members' keys: Ed25519 as JWK (RFC 8037), named by their RFC 7638 thumbprint.

A public key stands in an event as a JWK with exactly three members::

    {"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"}

Its ``kid`` is base64url(SHA-256) of ``{"crv":"Ed25519","kty":"OKP","x":"…"}``. Points that are not on the curve, not
canonical, of small order or outside the prime-order subgroup are refused when a key is introduced, because verifiers
disagree about signatures under them.

A private key rests as encrypted PKCS#8 PEM, readable by its owner alone. It stays on the member's own machine
(电子签名法 article 13); whoever has the file and its passphrase signs as that member until the key is revoked.
"""

from __future__ import annotations

import os
from functools import lru_cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from nacl.bindings import crypto_core_ed25519_is_valid_point

from ledger import base64url
from ledger.errors import FormatError, UsageError

PUBLIC_KEY_BYTES = 32
KEY_FILE_MODE = 0o600
_DOTS_OF_A_JWS = 2
_OWN_KEY_MISSING = "Name your own key with --key: the .pem file that `mingzhang key new` wrote."
_LOG_KEY_MISSING = (
    "This is the book's own key: put its folder back from a backup, as docs/how-to/recover.md says; "
    "no member's key takes its place."
)
PASSPHRASE_BYTES_MAX = 1023
"""What OpenSSL takes; a longer passphrase could be chosen and never be used."""


def thumbprint(x: str) -> str:
    """Return the RFC 7638 thumbprint of the Ed25519 JWK whose ``x`` is given, 43 characters."""
    canonical = '{"crv":"Ed25519","kty":"OKP","x":"' + x + '"}'
    return base64url.encode(sha256(canonical.encode()).digest())


@lru_cache(maxsize=4096)
def public_key_bytes(x: str) -> bytes:
    """Decode the ``x`` of a JWK and refuse hostile points. Checking a point costs as much as checking a signature.

    Raises:
        FormatError: ``key.malformed``, ``key.hostile_point``.
    """
    raw = base64url.decode(x, "key.malformed")
    if len(raw) != PUBLIC_KEY_BYTES:
        raise FormatError("key.malformed", f"a key has 32 bytes, not {len(raw)}", advice="Make the key again.")
    if not crypto_core_ed25519_is_valid_point(raw):
        raise FormatError(
            "key.hostile_point",
            "the key is not a canonical point of the prime-order subgroup",
            advice="Such a key was not made by any honest tool: make one with `mingzhang key new`.",
        )
    return raw


def jwk_of(private_key: Ed25519PrivateKey) -> dict[str, str]:
    """Return the public JWK of a private key."""
    x = base64url.encode(private_key.public_key().public_bytes_raw())
    return {"kty": "OKP", "crv": "Ed25519", "x": x}


def kid_of(private_key: Ed25519PrivateKey) -> str:
    """Return the thumbprint of a private key's public half."""
    return thumbprint(jwk_of(private_key)["x"])


def write_private_key(path: Path, private_key: Ed25519PrivateKey, passphrase: bytes | None) -> None:
    """Write ``private_key`` as PKCS#8 PEM, mode 0600, never over an existing file.

    Only the log key rests without a passphrase: the server signs with it unattended.

    Raises:
        UsageError: ``key.exists``, ``key.unwritable``, ``key.passphrase_length``.
    """
    if passphrase is not None and not 1 <= len(passphrase) <= PASSPHRASE_BYTES_MAX:
        raise UsageError(
            "key.passphrase_length",
            f"the passphrase has {len(passphrase)} bytes, 1 to {PASSPHRASE_BYTES_MAX} are possible",
            advice="Use several words that you remember.",
        )
    encryption: serialization.KeySerializationEncryption = (
        serialization.NoEncryption() if passphrase is None else serialization.BestAvailableEncryption(passphrase)
    )
    pem = private_key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, encryption)
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, KEY_FILE_MODE)
    except FileExistsError as error:
        raise UsageError(
            "key.exists", f"{path} is already there", advice="Choose another name; keys are never overwritten."
        ) from error
    except OSError as error:
        raise UsageError(
            "key.unwritable", f"cannot write {path}: {error.strerror}", advice="Choose a folder that you can write to."
        ) from error
    with os.fdopen(descriptor, "wb") as file:
        file.write(pem)
        file.flush()
        os.fsync(file.fileno())


def read_private_key(path: Path, passphrase: bytes | None) -> Ed25519PrivateKey:
    """Read a private key written by `write_private_key`.

    Raises:
        UsageError: ``key.missing``, ``key.exposed``, ``key.malformed``, ``key.not_encrypted``, ``key.passphrase``.
    """
    pem = read_key_file(path, advice_if_missing=_LOG_KEY_MISSING if passphrase is None else _OWN_KEY_MISSING)
    if passphrase is not None and b"-----BEGIN PRIVATE KEY-----" in pem:
        raise UsageError(
            "key.not_encrypted",
            f"{path} lies open, without a passphrase",
            advice="Make a new key with `mingzhang key new`; a key that lay open may have been copied.",
        )
    try:
        key = serialization.load_pem_private_key(pem, passphrase)
    except UnsupportedAlgorithm as error:
        raise _no_key(path, pem) from error
    except (ValueError, TypeError) as error:
        raise UsageError(
            "key.passphrase", f"the passphrase does not open {path}", advice="Type it again; it cannot be recovered."
        ) from error
    if not isinstance(key, Ed25519PrivateKey):
        raise _no_key(path, pem)
    return key


def read_key_file(path: Path, *, advice_if_missing: str = _OWN_KEY_MISSING) -> bytes:
    """Read the file of a private key, still encrypted: what can be said of it before anybody types a passphrase.

    Raises:
        UsageError: ``key.missing``, ``key.malformed``, ``key.exposed``.
    """
    try:
        mode = path.stat().st_mode & 0o777
        pem = path.read_bytes()
    except OSError as error:
        raise UsageError(
            "key.missing", f"cannot read the key {path}: {error.strerror}", advice=advice_if_missing
        ) from error
    if b" PRIVATE KEY-----" not in pem:
        raise _no_key(path, pem)
    if mode & 0o077:
        raise UsageError(
            "key.exposed", f"{path} can be read by others (mode {mode:04o})", advice=f"Run: chmod 600 {path}"
        )
    return pem


def _no_key(path: Path, content: bytes) -> UsageError:
    """Return the error for a file that is no private key of ours, with what it seems to be."""
    if b'"specversion"' in content:
        what = "a draft, which is what a key signs"
    elif b'"kty"' in content or b" PUBLIC KEY-----" in content:
        what = "the public half of a key, which signs nothing"
    elif content.count(b".") == _DOTS_OF_A_JWS and content.rstrip().endswith(b"~"):
        what = "a signed file"
    else:
        what = "no Ed25519 key; it may be the file with the passphrase, which belongs behind --passphrase-file"
    return UsageError(
        "key.malformed",
        f"{path} is {what}",
        advice="Name the .pem file that `mingzhang key new` wrote when your key was made; it begins with "
        "-----BEGIN ENCRYPTED PRIVATE KEY-----. Do not make another key for this: the book does not know it.",
    )
