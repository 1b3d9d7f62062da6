"""Receipts (C2SP tlog-proof): that one entry stands in the log, checkable offline and on paper.

    c2sp.org/tlog-proof@v1
    index 5
    vBoGQ7EuTS18d5GPROD095qDi2z57FtcKD4fTYhZnms=
    …

    <checkpoint, with its signatures, to the end of the file>

The hashes are the inclusion proof, the leaf's sibling first. An ``extra`` line is allowed by the format and
unauthenticated; ours have none, and one that is there is kept as it is and never believed.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from ledger.errors import FormatError
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint
from ledger.tlog.merkle import HASH_BYTES, PROOF_HASHES_MAX, verify_inclusion

HEADER = "c2sp.org/tlog-proof@v1"
PROOF_BYTES_MAX = 1 << 20
_INDEX = re.compile(r"index (0|[1-9][0-9]{0,18})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Proof:
    """A receipt: index, inclusion proof, signed checkpoint; ``extra`` is whatever somebody wrote there."""

    index: int
    hashes: list[bytes]
    checkpoint: bytes
    extra: bytes | None = None


def format_proof(proof: Proof) -> bytes:
    """Write a receipt."""
    extra = [] if proof.extra is None else [f"extra {b64encode(proof.extra).decode()}"]
    lines = [HEADER, *extra, f"index {proof.index}", *(b64encode(one).decode() for one in proof.hashes), "", ""]
    return "\n".join(lines).encode() + proof.checkpoint


def parse_proof(raw: bytes) -> Proof:
    """Parse a receipt, the exact inverse of `format_proof`.

    Raises:
        FormatError: ``receipt.malformed``.
    """
    if len(raw) > PROOF_BYTES_MAX:
        raise _malformed("it is longer than 1 MiB")
    head, separator, checkpoint = raw.partition(b"\n\n")
    lines = head.decode("ascii", "replace").split("\n")
    if not separator or lines.pop(0) != HEADER:
        raise _malformed(f"it does not begin with {HEADER}")
    extra = _decode(lines.pop(0).removeprefix("extra ")) if lines and lines[0].startswith("extra ") else None
    index = _INDEX.fullmatch(lines.pop(0)) if lines else None
    if index is None:
        raise _malformed("it names no index")
    if len(lines) > PROOF_HASHES_MAX:
        raise _malformed("it has more hashes than any tree needs")
    hashes = [_decode(line) for line in lines]
    if any(len(one) != HASH_BYTES for one in hashes):
        raise _malformed("a hash has not 32 bytes")
    proof = Proof(int(index[1]), hashes, checkpoint, extra)
    if format_proof(proof) != raw:
        raise _malformed("it is not in its one form")
    return proof


def verify_proof(raw: bytes, leaf: bytes, log_vkey: str) -> Checkpoint:
    """Check that a leaf hash stands in the log that ``log_vkey`` names; return the checkpoint that says so.

    Raises:
        FormatError: ``receipt.malformed``, ``note.malformed``, ``checkpoint.malformed``.
        VerificationError: ``note.*``, ``checkpoint.origin``, ``proof.*``.
    """
    proof = parse_proof(raw)
    checkpoint = open_checkpoint(proof.checkpoint, log_vkey)
    verify_inclusion(proof.index, checkpoint.size, leaf, proof.hashes, checkpoint.root)
    return checkpoint


def _decode(text: str) -> bytes:
    try:
        return b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed("a line is not base64") from error


def _malformed(why: str) -> FormatError:
    return FormatError("receipt.malformed", f"this is no receipt: {why}", advice="Ask for the receipt again.")
