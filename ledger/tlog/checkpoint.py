"""Checkpoints (C2SP tlog-checkpoint v1.0.0): the text of a signed note that states a log's size and tree head.

    ledger.example/yuanqu-1
    8
    XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

Origin, size in decimal without leading zeros, base64 of the 32-byte root; no extension lines.
"""

from __future__ import annotations

import binascii
import re
from base64 import b64decode, b64encode
from dataclasses import dataclass

from ledger.errors import FormatError, VerificationError
from ledger.tlog.merkle import HASH_BYTES
from ledger.tlog.note import open_note, parse_vkey

_SIZE = re.compile(r"0|[1-9][0-9]{0,18}", re.ASCII)
SIZE_MAX = 2**63 - 1


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """A log's name, its number of entries, and its tree head (32 bytes)."""

    origin: str
    size: int
    root: bytes


def format_checkpoint(checkpoint: Checkpoint) -> bytes:
    """Write the three lines of a checkpoint."""
    return f"{checkpoint.origin}\n{checkpoint.size}\n{b64encode(checkpoint.root).decode()}\n".encode()


def parse_checkpoint(text: bytes) -> Checkpoint:
    """Parse the text of a checkpoint, the exact inverse of `format_checkpoint`.

    Raises:
        FormatError: ``checkpoint.malformed``.
    """
    try:
        lines = text.decode().split("\n")
    except UnicodeDecodeError as error:
        raise _malformed("it is not UTF-8") from error
    if len(lines) != 4 or lines[3]:
        raise _malformed("it has not exactly three lines")
    origin, size, root = lines[:3]
    if not origin or "+" in origin or any(c.isspace() for c in origin):
        raise _malformed("its origin is empty or holds a space or a plus sign")
    if _SIZE.fullmatch(size) is None or int(size) > SIZE_MAX:
        raise _malformed("its size is no plain decimal number")
    try:
        raw = b64decode(root, validate=True)
    except (binascii.Error, ValueError) as error:
        raise _malformed("its root is not base64") from error
    checkpoint = Checkpoint(origin, int(size), raw)
    if len(raw) != HASH_BYTES or format_checkpoint(checkpoint) != text:
        raise _malformed("its root is not 32 bytes in their one base64 form")
    return checkpoint


def open_checkpoint(note: bytes, log_vkey: str) -> Checkpoint:
    """Verify a signed checkpoint under the log's key, which also names the origin that it must have.

    Raises:
        FormatError: ``note.malformed``, ``checkpoint.malformed``, ``vkey.malformed``.
        VerificationError: ``note.signature``, ``note.unsigned``, ``checkpoint.origin``.
    """
    checkpoint = parse_checkpoint(open_note(note, [log_vkey]).text)
    wanted = parse_vkey(log_vkey).name
    if checkpoint.origin != wanted:
        raise VerificationError(
            "checkpoint.origin",
            f"the checkpoint is of {checkpoint.origin}, not of {wanted}",
            advice="This is another log's checkpoint. Check the address that you asked.",
        )
    return checkpoint


def _malformed(why: str) -> FormatError:
    return FormatError("checkpoint.malformed", f"this is no checkpoint: {why}", advice="Fetch or copy the file again.")
