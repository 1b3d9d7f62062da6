"""The export of a book: a folder that anybody can check offline, and the bytes that it must have.

    checkpoint  tile/…  checkpoints/<size>       the static log itself (C2SP tlog-tiles)
    disclosures.jsonl                            {"index":17,"disclosure":"WyJ…"} a line: the public texts
    documents/<sha256>                           public documents
    balances.json  tallies.json  movements.csv   what the entries add up to (`ledger.figures`)
    anchor.txt                                   the trust anchor (`ledger.anchor`), to compare with the printed notice
    README.md                                    how a stranger checks all this
    datapackage.json                             size and SHA-256 of every other file (Frictionless Data Package v1)

The same checkpoint and disclosures give the same bytes. An extract of ``datapackage.json``::

    {"profile":"data-package","name":"yuanqu-1","mingzhang":{"origin":"ledger.example/yuanqu-1","size":42,"root":"…"},
     "resources":[{"name":"balances.json","path":"balances.json","bytes":171,"hash":"sha256:…"}]}
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Callable, Iterable, Iterator, Mapping
from hashlib import file_digest, sha256
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import msgspec

from ledger import figures
from ledger.anchor import Anchor
from ledger.bodies.community import CommunityFounded
from ledger.errors import StoreError, UsageError
from ledger.events import parse_entry, parse_event
from ledger.figures import Movements
from ledger.rules import public
from ledger.rules.history import History
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import parse_note
from ledger.whole_folder import write_beside

PACKAGE = "datapackage.json"
ALWAYS = (
    "checkpoint", "disclosures.jsonl", "balances.json", "tallies.json", "movements.csv", "anchor.txt", "README.md",
    PACKAGE,
)  # fmt: skip
"""What lies in every export, beside the files of the log and the latest of the ``checkpoints/``."""
_CHUNK = 1 << 20
_SHA256 = "[0-9a-f]{64}"
_TILE = r"tile/(?:[0-9]|[1-5][0-9]|6[0-3]|entries)/(?:x[0-9]{3}/)*[0-9]{3}(?:\.p/[1-9][0-9]{0,2})?"
_KNOWN = re.compile(
    rf"checkpoint|checkpoints/(?:0|[1-9][0-9]{{0,15}})|{_TILE}|documents/{_SHA256}|disclosures\.jsonl|balances\.json|tallies\.json"
    r"|movements\.csv|anchor\.txt|README\.md|datapackage\.json"
)


class Published(Protocol):
    """The read side of a book, as the export needs it (`ledger.store.reader.Reader` is one)."""

    def checkpoint(self) -> bytes | None:
        """Return the latest checkpoint, a signed note."""
        ...

    def checkpoints(self) -> list[int]:
        """Return the sizes of all checkpoints, ascending."""
        ...

    def checkpoint_of(self, size: int) -> bytes | None:
        """Return the checkpoint of one size."""
        ...

    def entries(self, start: int, stop: int) -> Iterator[bytes]:
        """Yield entries, byte for byte."""
        ...

    def tile(self, level: int, n: int) -> bytes:
        """Return the hashes of a tile."""
        ...

    def disclosures(self, start: int, stop: int) -> Iterator[tuple[int, str]]:
        """Yield index and text of the public disclosures."""
        ...


class FileFacts(NamedTuple):
    """What ``datapackage.json`` says of a file."""

    bytes: int
    sha256: str


def is_known(name: str) -> bool:
    """Tell whether a file of this name belongs into an export."""
    return _KNOWN.fullmatch(name) is not None


def facts_of(path: Path) -> FileFacts:
    """Measure and hash a file."""
    with path.open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
        return FileFacts(file.tell(), digest)


def datapackage(checkpoint: Checkpoint, files_: Mapping[str, FileFacts]) -> bytes:
    """Return ``datapackage.json`` for the other files of an export, by name."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": community_id(checkpoint.origin),
        "mingzhang": {"origin": checkpoint.origin, **figures.as_of(checkpoint.size, checkpoint.root)},
        "resources": [
            {"name": name.lower().replace("/", "_"), "path": name, "bytes": fact.bytes, "hash": f"sha256:{fact.sha256}"}
            for name, fact in sorted(files_.items())
        ],
    }
    return msgspec.json.format(msgspec.json.encode(package), indent=1) + b"\n"


def community_id(origin: str) -> str:
    """Return the community's id: the last part of the origin."""
    return origin.rpartition("/")[2]


def opening_line(index: int, disclosure: str) -> bytes:
    """Return one line of ``disclosures.jsonl``."""
    return msgspec.json.encode({"index": index, "disclosure": disclosure}) + b"\n"


def readme(checkpoint: Checkpoint, vkey: str) -> bytes:
    """Return ``README.md``: what the folder is and three ways to check it."""
    text = files("ledger").joinpath("export_readme.md").read_text(encoding="utf-8")
    for name, value in {
        "{origin}": checkpoint.origin,
        "{size}": str(checkpoint.size),
        "{root}": b64encode(checkpoint.root).decode("ascii"),
        "{vkey}": vkey,
        "{bundle}": next(name for name in log_files(checkpoint.size) if name.startswith("tile/entries/")),
    }.items():
        text = text.replace(name, value)
    return text.encode()


def export(
    published: Published,
    target: Path,
    *,
    documents: Path | None = None,
    progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> Checkpoint:
    """Write the published book into a new folder; return the checkpoint that it reflects.

    The folder appears when it is complete: it is written beside ``target`` and then renamed. ``documents`` is the
    folder of the public documents, by their SHA-256; those that no published entry names are left out, and those that
    are withdrawn.

    Raises:
        StoreError: ``export.nothing_published``, ``document.altered``.
        UsageError: ``export.exists``, ``export.unwritable``.
    """
    note = published.checkpoint()
    if note is None:
        raise StoreError(
            "export.nothing_published", "nothing is published yet", advice="Run `mingzhang publish` first."
        )
    target = target.resolve()
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise UsageError("export.exists", f"{target} is there and not empty", advice="Name a new folder.")
    try:
        return write_beside(target, lambda folder: _fill(published, note, folder, documents, progress))
    except OSError as error:
        raise UsageError(
            "export.unwritable",
            f"cannot write {target}: {error}",
            advice="Make sure that the disk has room and the folder can be written, or name another one.",
        ) from error


def _fill(
    published: Published, note: bytes, folder: Path, documents: Path | None, progress: Callable[[int, int], None]
) -> Checkpoint:
    checkpoint = parse_checkpoint(parse_note(note).text)
    written: dict[str, FileFacts] = {}

    def write(name: str, parts: Iterable[bytes]) -> None:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        digest, size = sha256(), 0
        with path.open("xb") as file:
            for part in parts:
                file.write(part)
                digest.update(part)
                size += len(part)
        written[name] = FileFacts(size, digest.hexdigest())

    write("checkpoint", [note])
    for size in published.checkpoints():
        if size <= checkpoint.size:
            write(f"checkpoints/{size}", [published.checkpoint_of(size) or b""])
    _write_hash_tiles(published, checkpoint.size, write)
    replayed = _write_entries(published, checkpoint.size, write, progress)
    openings = published.disclosures(0, checkpoint.size)
    write("disclosures.jsonl", (opening_line(index, text) for index, text in openings))
    write("balances.json", [figures.balances(replayed.history, checkpoint.root)])
    write("tallies.json", [figures.tallies(replayed.history, checkpoint.root)])
    write("movements.csv", [replayed.movements.csv(replayed.history)])
    for path in sorted(documents.iterdir()) if documents is not None else []:
        if path.name in replayed.documents:
            write(f"documents/{path.name}", _chunks(path))
            _check_document(path, written[f"documents/{path.name}"])
    write("anchor.txt", [Anchor.alone(replayed.founded.log_vkey, replayed.entry_hash).text.encode()])
    write("README.md", [readme(checkpoint, replayed.founded.log_vkey)])
    write(PACKAGE, [datapackage(checkpoint, written)])
    return checkpoint


def _chunks(path: Path) -> Iterator[bytes]:
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            yield chunk


def _check_document(path: Path, facts: FileFacts) -> None:
    if facts.sha256 != path.name:
        raise StoreError(
            "document.altered",
            f"{path} is not the document that was registered: its hash is {facts.sha256}",
            advice="Put the registered file back, or take this one away; the export then says that it is not there.",
        )


Write = Callable[[str, Iterable[bytes]], None]


def _write_hash_tiles(published: Published, size: int, write: Write) -> None:
    for level, number, width in tile_widths(size):
        partial = None if width == tiles.TILE_WIDTH else width
        write(tiles.tile_path(level, number, partial), [published.tile(level, number)[: width * 32]])


def tile_widths(size: int) -> Iterator[tuple[int, int, int]]:
    """Yield level, number and width of all hash tiles of a log of ``size`` entries, level by level."""
    level = 0
    while size:
        full, rest = divmod(size, tiles.TILE_WIDTH)
        for number in range(full):
            yield level, number, tiles.TILE_WIDTH
        if rest:
            yield level, full, rest
        level, size = level + 1, full


def log_files(size: int) -> Iterator[str]:
    """Yield the names of the tiles and entry bundles of a log of ``size`` entries."""
    for level, number, width in tile_widths(size):
        partial = None if width == tiles.TILE_WIDTH else width
        yield tiles.tile_path(level, number, partial)
        if level == 0:
            yield tiles.tile_path(None, number, partial)


class _Replayed(NamedTuple):
    history: History
    movements: Movements
    founded: CommunityFounded
    entry_hash: bytes
    documents: set[str]


def _write_entries(published: Published, size: int, write: Write, progress: Callable[[int, int], None]) -> _Replayed:
    """Write the entry bundles and replay the history on the way."""
    history, movements, documents = History(), Movements(), set[str]()
    entry_hash = b""
    entries = published.entries(0, size)
    for begin in range(0, size, tiles.TILE_WIDTH):
        bundle = list(islice(entries, tiles.TILE_WIDTH))
        width = None if len(bundle) == tiles.TILE_WIDTH else len(bundle)
        write(tiles.tile_path(None, begin // tiles.TILE_WIDTH, width), [tiles.format_bundle(bundle)])
        entry_hash = entry_hash or merkle.leaf_hash(bundle[0])
        for index, raw in enumerate(bundle, begin):
            entry = parse_entry(raw)
            event = parse_event(entry.event)
            history.admit(event, entry.admitted_at)
            movements.note(index, event, history)
            documents.update(public.documents(event))
        progress(begin + len(bundle), size)
    founded = history.community.founded
    assert founded is not None
    return _Replayed(history, movements, founded, entry_hash, documents - history.withdrawn())
