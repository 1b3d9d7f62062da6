"""Receipts: that an entry stands in the published book (C2SP tlog-proof), handed out only after they were checked."""

from __future__ import annotations

from ledger.errors import FormatError, VerificationError
from ledger.store.reader import Reader, altered, unpublished
from ledger.tlog import merkle, note, proof, tiles
from ledger.tlog.checkpoint import parse_checkpoint


def receipt(reader: Reader, index: int) -> bytes:
    """Return the receipt of a published entry: its inclusion proof and the latest checkpoint.

    The proof is checked from the stored entry itself: people keep receipts for years and find out late that one is bad.

    Raises:
        StoreError: ``entry.unknown``, ``store.altered``.
    """
    signed = reader.checkpoint()
    try:
        head = None if signed is None else parse_checkpoint(note.parse_note(signed).text)
        if signed is None or head is None or not 0 <= index < head.size:
            raise unpublished(index, 0 if head is None else head.size)
        hashes = tiles.inclusion_proof(reader.tile, index, head.size)
        merkle.verify_inclusion(index, head.size, merkle.leaf_hash(reader.entry(index)), hashes, head.root)
    except (FormatError, VerificationError, ValueError) as error:
        raise altered(
            f"the entry {index} is not proven by the tree and the checkpoint that are stored ({error})"
        ) from error
    return proof.format_proof(proof.Proof(index, hashes, signed))
