"""Checking one record with its receipt, offline: it needs two kept files and the anchor from the notice."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import typer

from ledger.cli.common import printable, read_file, read_object
from ledger.errors import UsageError, VerificationError

if TYPE_CHECKING:
    from ledger.strict_json import Json

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
        VerificationError: ``proof.*``, ``note.*``, ``checkpoint.origin``, ``anchor.entry0``,
            ``receipt.record_altered``.
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
    raw, told = _entry_in(record)
    admitted_at = format_time(parse_entry(raw).admitted_at)
    content = read_file(receipt)
    index = parse_proof(content).index
    checkpoint = verify_proof(content, leaf_hash(raw), trusted.vkey)
    trusted.check_witnesses(parse_proof(content).checkpoint)
    if index == 0:
        trusted.check_founding(raw, trusted.vkey)
    _check_told(told, raw, index)
    typer.echo(
        f"HOLDS: {printable(str(record))} is entry {index} of {checkpoint.origin}, "
        f"which had {checkpoint.size:,} entries"
    )
    typer.echo(f"taken in at {admitted_at}; the log's signature is that of the key in the anchor")
    typer.echo(_NOT_CHECKED)


def _check_told(told: dict[str, Json], raw: bytes, index: int) -> None:
    """Refuse a record whose readable part is not what the entry in it says: that is the part which people read."""
    from ledger import jws, sealing, strict_json
    from ledger.events import parse_entry, parse_payload

    signed = jws.parse(parse_entry(raw).event)
    event = parse_payload(signed)
    says: dict[str, Json] = {
        "index": index, "sha256": event.sha256, "type": event.name, "subject": event.subject, "kid": event.kid,
        "event": strict_json.parse(signed.payload),
    }  # fmt: skip
    for name, value in says.items():
        if name in told and told[name] != value:
            raise _altered(name)
    opened = told.get("opened", [])
    for one in opened if isinstance(opened, list) else [None]:
        match one:
            case {"digest": digest, "value": value, "disclosure": str(text)}:
                given = sealing.parse_disclosure(text)
                if given.digest not in event.digests or (digest, value) != (given.digest, given.value):
                    raise _altered("opened")
            case _:
                raise _altered("opened")


def _altered(name: str) -> VerificationError:
    return VerificationError(
        "receipt.record_altered",
        f"what the file says under {name!r} is not what the signed entry says",
        advice="The entry in it is genuine, the part that people read was changed. Fetch the record again.",
    )


def _entry_in(record: Path) -> tuple[bytes, dict[str, Json]]:
    """Return the entry in a file, letter by letter, and what else the file says of it."""
    content = read_file(record).strip()
    if content.startswith(b'{"admitted_at":"'):
        return content, {}
    try:
        told = read_object(record)
    except UsageError:
        told = {}
    if isinstance(entry := told.get("entry"), str):
        return entry.encode(), told
    raise UsageError(
        "receipt.record",
        f"{record} holds no entry of a book",
        advice="Name the record first and the receipt behind --check. A record is what a server answers under "
        "/<community>/v1/entries/<number>, saved to a file as it came.",
    )
