"""Whether a book on disk is whole, read with SQL and hashed anew: the judge of the tests that kill its writers.

It trusts nothing that the ledger says of itself, and knows the signed files that were handed in.
"""

from __future__ import annotations

import sqlite3
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from pathlib import Path

from ledger import jws, sealing
from ledger.events import Event, parse_entry, parse_event
from ledger.rules.public import published, registered
from ledger.store.layout import Folder
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import open_checkpoint


class HandedIn:
    """Signed files by the hash of their JWS, with what must be kept of each where it is admitted."""

    def __init__(self, files: Iterable[bytes]) -> None:
        self.events: dict[str, Event] = {}
        self.public: dict[str, str] = {}
        self.private: dict[str, dict[int, str]] = {}
        for file in files:
            compact, disclosures = sealing.split(file)
            event = parse_event(compact)
            texts = {given.digest: given.text for given in disclosures}
            open_ = published(event)
            self.events[event.sha256] = event
            self.public[event.sha256] = "~".join(texts[digest] for digest in event.digests if digest in open_)
            self.private[event.sha256] = {
                place: texts[digest] for place, digest in enumerate(event.digests) if digest not in open_
            }


def assert_sound(folder: Folder, guard: Path, log_vkey: str, handed_in: HandedIn) -> int:
    """Check everything that holds of a book at any moment, crash or not; return its number of entries."""
    with closing(sqlite3.connect(folder.ledger_db)) as ledger, closing(sqlite3.connect(folder.vault_db)) as vault:
        for database in (ledger, vault):
            assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        rows = ledger.execute("SELECT rowid, * FROM stored_events ORDER BY rowid").fetchall()
        assert [row[0] for row in rows] == list(range(1, len(rows) + 1)), "the entries have a gap"
        entries = [row[4] for row in rows]
        events = [_known(entry, handed_in) for entry in entries]
        _check_columns(rows, events)
        tree = _grown(entries)
        stored = {(level, n): hashes for level, n, hashes in ledger.execute("SELECT level, n, hashes FROM tile")}
        assert stored == tree, "the tiles are not those of the entries"
        _check_index(ledger, events, handed_in)
        _check_vault(vault, events, handed_in)
        _check_heads(ledger, guard, log_vkey, tree, len(entries))
    return len(entries)


def _known(entry: bytes, handed_in: HandedIn) -> Event:
    signed = jws.parse(parse_entry(entry).event)
    assert signed.sha256 in handed_in.events, "an entry that nobody has handed in"
    return handed_in.events[signed.sha256]


def _check_columns(rows: list[tuple[int, str, int, str, bytes]], events: list[Event]) -> None:
    versions: Counter[str] = Counter()
    for (_, stream, version, topic, _entry), event in zip(rows, events, strict=True):
        versions[stream] += 1
        assert (stream, version, topic) == (event.subject, versions[stream], event.type)
    times = [parse_entry(row[4]).admitted_at for row in rows]
    assert times == sorted(times)


def _grown(entries: list[bytes]) -> Mapping[tuple[int, int], bytes]:
    tree: dict[tuple[int, int], bytes] = {}
    tiles.grow(
        lambda level, n: tree.get((level, n), b""),
        lambda level, n, hashes: tree.update({(level, n): hashes}),
        0,
        [merkle.leaf_hash(entry) for entry in entries],
    )
    return tree


def _check_index(ledger: sqlite3.Connection, events: list[Event], handed_in: HandedIn) -> None:
    index = sorted(ledger.execute("SELECT position, id, sha256 FROM event_index"))
    assert index == [(at, event.id, event.sha256) for at, event in enumerate(events)], "the index is not the log's"
    sealed = sorted(ledger.execute("SELECT position, digest FROM sealed"))
    assert sealed == sorted((at, digest) for at, event in enumerate(events) for digest in event.digests)
    documents = dict(ledger.execute("SELECT sha256, position FROM document"))
    assert documents == {sha256: at for at, event in [*enumerate(events)][::-1] for sha256 in registered(event)}
    public = [(at, handed_in.public[event.sha256]) for at, event in enumerate(events)]
    kept = ledger.execute("SELECT position, texts FROM disclosure ORDER BY position").fetchall()
    assert kept == [(at, texts) for at, texts in public if texts], "a public disclosure is missing, or one too many"


def _check_vault(vault: sqlite3.Connection, events: list[Event], handed_in: HandedIn) -> None:
    wanted = [
        (at, place, text) for at, event in enumerate(events) for place, text in handed_in.private[event.sha256].items()
    ]
    statement = "SELECT position, place, text FROM disclosure WHERE position < ? ORDER BY position, place"
    kept = vault.execute(statement, (len(events),)).fetchall()
    assert kept == wanted, "the vault has lost a disclosure of an entry, or keeps one that belongs to none"


def _check_heads(
    ledger: sqlite3.Connection, guard: Path, log_vkey: str, tree: Mapping[tuple[int, int], bytes], size: int
) -> None:
    def root(of: int) -> bytes:
        return tiles.root(lambda level, n: tree.get((level, n), b""), of)

    largest = 0
    for stated, note in ledger.execute("SELECT size, note FROM checkpoint ORDER BY size"):
        checkpoint = open_checkpoint(note, log_vkey)
        assert checkpoint.size == stated <= size, "a checkpoint of more entries than there are"
        assert checkpoint.root == root(stated), f"the checkpoint of {stated} entries is of another tree"
        largest = stated
    with closing(sqlite3.connect(guard)) as file:
        assert file.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        head = file.execute("SELECT size, root FROM head").fetchone() or (0, merkle.EMPTY_ROOT)
    assert largest <= head[0] <= size, "the guard does not lie between what was published and what is stored"
    assert head[1] == root(head[0]), "the guard remembers another tree"
