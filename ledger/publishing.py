"""Publishing: from entries that are stored to a tree head that this log has signed (DESIGN section 6).

Under the writer's lock, in this order; in brackets what a crash after the step leaves behind:

1. size and root from the tiles, and each new entry against its leaf hash    [nothing]
2. proof that the tree continues the one that the guard remembers, and the
   one that was published last                                                [nothing]
3. compare-and-swap of the guard, durable                                     [the guard is ahead of the checkpoints;
                                                                               the next run signs what it allows]
4. sign the checkpoint and store it: now it is *published*                    [done]

The guard moves before the signature exists, so this log can never have signed a tree that the guard does not know.
"""

from __future__ import annotations

from typing import NamedTuple

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from eventsourcing.persistence import PersistenceError
from eventsourcing.sqlite import SQLiteDatastore

from ledger.errors import FormatError, StoreError, VerificationError
from ledger.store.guard import Guard, Head
from ledger.store.reader import Reader, altered, unpublished
from ledger.store.sqlite import Snapshot, snapshot
from ledger.tlog import checkpoint, merkle, note, proof, tiles


class LogSigner:
    """The log key and the name it signs under. Whoever holds the key can sign another history; witnesses see it."""

    def __init__(self, origin: str, key: Ed25519PrivateKey) -> None:
        self.origin = origin
        self.vkey = note.vkey_of(origin, key.public_key())
        self._key = key

    def sign(self, head: Head) -> bytes:
        """Return the signed checkpoint of a tree head."""
        text = checkpoint.format_checkpoint(checkpoint.Checkpoint(self.origin, head.size, head.root))
        return note.sign_note(text, self.origin, self._key)

    def open(self, signed: bytes) -> Head:
        """Return the tree head of a checkpoint that this log has signed.

        Raises:
            FormatError, VerificationError: it has not, or the checkpoint is damaged.
        """
        opened = checkpoint.open_checkpoint(signed, self.vkey)
        return Head(opened.size, opened.root)


def publish(datastore: SQLiteDatastore, guard: Guard, signer: LogSigner, *, new_guard: bool) -> bytes:
    """Sign and store the checkpoint of all stored entries; for the holder of the writer's lock.

    Raises:
        StoreError: ``ledger.empty``, ``guard.missing``, ``guard.ahead``, ``guard.fork``, ``guard.moved``,
            ``guard.unusable``, ``log_key.other``, ``store.altered``, ``store.failed``.
    """
    with snapshot(datastore) as now:
        if now.size == 0:
            raise StoreError("ledger.empty", "there is nothing to publish", advice="Append community.founded first.")
        check_not_rolled_back(guard, now.size)
        held = guard.head()
        published = _published(now, signer)
        trusted = held or _unguarded(published, guard, new_guard=new_guard)
        head = _head(now)
        _check_continues(now, trusted, head)
        if published is not None:
            _check_continues(now, published.head, head)
        _check_leaves(now, trusted.size)
    if head != held:
        guard.swap(held, head)
    if published is not None and published.head.size == head.size:
        return published.note
    signed = signer.sign(head)
    _store(datastore, head.size, signed)
    return signed


def check_guarded(guard: Guard, now: Snapshot) -> None:
    """Refuse to write into a book of which nobody can say whether it has lost entries that were signed for.

    Raises:
        StoreError: ``guard.missing``, ``guard.ahead``.
    """
    published = now.checkpoint()
    if published is not None and guard.head() is None:
        raise _missing(guard, published[0])
    check_not_rolled_back(guard, now.size)


def check_not_rolled_back(guard: Guard, size: int) -> None:
    """Refuse a book that has lost entries which were signed for.

    Raises:
        StoreError: ``guard.ahead``.
    """
    head = guard.head()
    if head is not None and head.size > size:
        raise StoreError(
            "guard.ahead",
            f"this log has signed for {head.size} entries, but the book holds {size}: it was restored from an old copy",
            advice="Restore the newest ledger.db; the missing entries also stand in any later export or mirror. Append "
            f"nothing to the old copy: it would become a second history. The guard is {guard.path}.",
        )


class _Published(NamedTuple):
    head: Head
    note: bytes


def _published(now: Snapshot, signer: LogSigner) -> _Published | None:
    """Return the latest published checkpoint, after making sure that this very log has signed it."""
    latest = now.checkpoint()
    if latest is None:
        return None
    size, signed = latest
    try:
        head = signer.open(signed)
    except (FormatError, VerificationError) as error:
        raise StoreError(
            "log_key.other",
            f"the published checkpoint of {size} entries is not one of this folder's log.key: {error}",
            advice="Restore private/log.key, or ledger.db if that was damaged, from the backup of this very book.",
        ) from error
    if head.size != size:
        raise altered(f"the checkpoint of {head.size} entries stands as that of {size}")
    return _Published(head, signed)


def _unguarded(published: _Published | None, guard: Guard, *, new_guard: bool) -> Head:
    """Return the head to continue from where the guard knows none: the empty tree, or what was published last."""
    if published is None:
        return Head(0, merkle.EMPTY_ROOT)
    if not new_guard:
        raise _missing(guard, published.head.size)
    return published.head


def _missing(guard: Guard, published: int) -> StoreError:
    return StoreError(
        "guard.missing",
        f"{published} entries were published, but the guard {guard.path} knows nothing of it",
        advice="Name the right guard with --guard. If it is lost: compare the checkpoint with what witnesses, "
        "readers or the printed notice have; if nobody has a larger one, run `mingzhang publish --new-guard`.",
    )


def _head(now: Snapshot) -> Head:
    try:
        return Head(now.size, tiles.root(now.tile, now.size))
    except ValueError as error:
        raise altered(str(error)) from error


def _check_continues(now: Snapshot, old: Head, new: Head) -> None:
    """Prove from the tiles that the tree of ``new`` continues the one of ``old``."""
    if old.size == 0:
        return
    try:
        steps = tiles.consistency_proof(now.tile, old.size, new.size)
        merkle.verify_consistency(old.size, new.size, old.root, new.root, steps)
    except VerificationError as error:
        raise StoreError(
            "guard.fork",
            f"the book is not the one for which {old.size} entries were signed: {error}",
            advice="Do not publish it. Restore the ledger.db that continues what was published; an earlier export "
            "shows the entries as they were.",
        ) from error
    except ValueError as error:
        raise altered(str(error)) from error


def _check_leaves(now: Snapshot, start: int) -> None:
    """Hash the entries from ``start`` on again and compare with the tree that is about to be signed."""
    for index in range(start, now.size):
        check_leaf(now, index, now.entry(index))


def check_leaf(now: Snapshot, index: int, entry: bytes) -> None:
    """Refuse an entry that is not the one in the tree.

    Raises:
        StoreError: ``store.altered``.
    """
    n, place = divmod(index, tiles.TILE_WIDTH)
    if merkle.leaf_hash(entry) != now.tile(0, n)[32 * place : 32 * (place + 1)]:
        raise altered(f"the entry {index} is not the one in the tree")


def signed_size(guard: Guard, now: Snapshot) -> int:
    """Return how many entries this log has signed for, as far as anybody here knows."""
    head, published = guard.head(), now.checkpoint()
    return head.size if head is not None else published[0] if published is not None else 0


def _store(datastore: SQLiteDatastore, size: int, signed: bytes) -> None:
    try:
        with datastore.transaction(commit=True) as cursor:
            cursor.execute("INSERT INTO checkpoint VALUES (?, ?)", (size, signed))
    except PersistenceError as error:
        raise StoreError(
            "store.failed",
            f"the checkpoint could not be stored: {error}",
            advice="Make sure that the disk has room and the folder can be written, then run `mingzhang publish`.",
        ) from error


def receipt(reader: Reader, index: int) -> bytes:
    """Return the receipt of a published entry: its inclusion proof and the checkpoint (C2SP tlog-proof).

    Raises:
        StoreError: ``entry.unknown``.
    """
    signed = reader.checkpoint()
    size = 0 if signed is None else checkpoint.parse_checkpoint(note.parse_note(signed).text).size
    if signed is None or not 0 <= index < size:
        raise unpublished(index, size)
    return proof.format_proof(proof.Proof(index, tiles.inclusion_proof(reader.tile, index, size), signed))
