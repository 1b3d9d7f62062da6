"""Checking one record with its receipt, offline: it needs two kept files and the anchor from the notice."""

from __future__ import annotations

import json
from pathlib import Path

import typer

from ledger.cli.common import printable, read_file
from ledger.errors import UsageError

_NOT_CHECKED = (
    "not checked: whether its signer was allowed to sign it, the rules, the sums, and what came later; "
    "`mingzhang verify` checks these for the whole book"
)


def check_record(record: Path, receipt: Path, anchor: str | None) -> None:
    """Check that the entry in ``record`` stands in the log of the anchor, as ``receipt`` says, and say where.

    ``record`` is the JSON of one entry as a server gives it, or the entry itself.

    Raises:
        UsageError: ``receipt.anchor``, ``receipt.record``, ``file.unreadable``, ``anchor.unreadable``.
        FormatError: ``receipt.malformed``, ``anchor.malformed``, ``entry.*``, ``note.malformed``.
        VerificationError: ``proof.*``, ``note.*``, ``checkpoint.origin``, ``anchor.entry0``.
    """
    from ledger import anchor as anchors
    from ledger.events import format_time, parse_entry
    from ledger.tlog.merkle import leaf_hash
    from ledger.tlog.proof import parse_proof, verify_proof

    if anchor is None:
        raise UsageError(
            "receipt.anchor",
            "a receipt by itself says nothing: whoever makes up a book signs receipts for it",
            advice="Give the anchor from the printed notice: --anchor notice.txt",
        )
    trusted = anchors.load(anchor)
    raw = _entry_in(record)
    admitted_at = format_time(parse_entry(raw).admitted_at)
    content = read_file(receipt)
    index = parse_proof(content).index
    checkpoint = verify_proof(content, leaf_hash(raw), trusted.vkey)
    trusted.check_witnesses(parse_proof(content).checkpoint)
    if index == 0:
        trusted.check_founding(raw, trusted.vkey)
    typer.echo(
        f"HOLDS: {printable(str(record))} is entry {index} of {checkpoint.origin}, "
        f"which had {checkpoint.size:,} entries"
    )
    typer.echo(f"taken in at {admitted_at}; the log's signature is that of the key in the anchor")
    typer.echo(_NOT_CHECKED)


def _entry_in(record: Path) -> bytes:
    """Return the entry in a file, letter by letter."""
    content = read_file(record).strip()
    if content.startswith(b'{"admitted_at":"'):
        return content
    try:
        entry = json.loads(content)["entry"]
        if isinstance(entry, str):
            return entry.encode()
    except (ValueError, RecursionError, TypeError, KeyError):
        pass
    raise UsageError(
        "receipt.record",
        f"{record} holds no entry of a book",
        advice="Name the record first and the receipt behind --check. A record is what a server answers under "
        "/<community>/v1/entries/<number>, saved to a file.",
    )
