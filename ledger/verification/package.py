"""What an export has beside the log: every file must be what the log, or ``datapackage.json``, says it is."""

from __future__ import annotations

from typing import NamedTuple

import msgspec

from ledger import bundle
from ledger.anchor import Anchor
from ledger.bodies.community import CommunityFounded
from ledger.errors import MingzhangError, VerificationError
from ledger.tlog.checkpoint import Checkpoint
from ledger.verification.replay import Replay
from ledger.verification.report import Report
from ledger.verification.sources import FIGURES_BYTES_MAX, NOT_JSON, FetchError, Folder, readable

_ALTERED = "The file was changed after the export, or does not belong to it. Do not use it; ask for a fresh export."


class Head(NamedTuple):
    """What a log begins with and ends in, after it was checked."""

    checkpoint: Checkpoint
    founding: CommunityFounded
    entry_hash: bytes
    """Leaf hash of entry 0."""


def check_package(folder: Folder, names: list[str], head: Head, replay: Replay, report: Report) -> None:
    """Compare the files of an export with what the verified log gives, and all of them with ``datapackage.json``.

    Raises:
        VerificationError: ``export.*``, naming the file.
    """
    _check_names(names, head.checkpoint)
    assert replay.movements is not None
    for name, expected in {
        "movements.csv": replay.movements.csv(replay.history),
        "anchor.txt": Anchor.alone(head.founding.log_vkey, head.entry_hash).text.encode(),
    }.items():
        _compare(name, folder.read(name, len(expected) + FIGURES_BYTES_MAX) or b"", expected, "the log gives")
    documents = {name.rpartition("/")[2] for name in names if name.startswith("documents/")}
    with readable():
        facts = {name: bundle.facts_of(folder.path / name) for name in names if name != bundle.PACKAGE}
    for sha256 in sorted(documents):
        _check_document(sha256, facts[f"documents/{sha256}"], replay)
        report.documents += 1
    if missing := len(replay.documents - replay.history.withdrawn() - documents):
        report.not_checked.append(f"{missing} public documents are named in the log and not in this folder.")
    _check_datapackage(folder, head.checkpoint, facts)
    report.files = len(facts)
    _check_readme(folder, head)


def no_checkpoint(source: str, names: list[str]) -> MingzhangError:
    """Return what to raise where there is no checkpoint: the rest of an export is one that was broken up."""
    if bundle.PACKAGE in names or any(name.startswith("tile/") for name in names):
        return _incomplete("checkpoint")
    return FetchError(
        "source.no_log",
        f"there is no checkpoint at {source}",
        advice="Give the address of one community, or the folder of an export.",
    )


def _incomplete(name: str) -> VerificationError:
    return VerificationError(
        "export.incomplete",
        "every export has this file, and this one has not",
        advice="Somebody took it out, or the copy is not whole. Do not use it; ask for a fresh export.",
        where=name,
    )


def _check_names(names: list[str], checkpoint: Checkpoint) -> None:
    """Refuse an export that is not whole, files that have no place in it, and tiles of another size.

    Tiles that are not there were found missing when they were read.
    """
    for name in (*bundle.ALWAYS, f"checkpoints/{checkpoint.size}"):
        if name not in names:
            raise _incomplete(name)
    wanted = set(bundle.log_files(checkpoint.size))
    for name in names:
        if not bundle.is_known(name) or (name.startswith("tile/") and name not in wanted):
            raise VerificationError(
                "export.unexpected_file",
                f"nothing of this name belongs into an export of {checkpoint.size} entries",
                advice="Somebody put it there. Remove it, or ask for a fresh export.",
                where=name,
            )


def _check_document(sha256: str, facts: bundle.FileFacts, replay: Replay) -> None:
    name = f"documents/{sha256}"
    if facts.sha256 != sha256:
        raise VerificationError("export.document", f"has the hash {facts.sha256}", advice=_ALTERED, where=name)
    if sha256 not in replay.documents:
        raise VerificationError(
            "export.document_unregistered", "no entry names it as a public document", advice=_ALTERED, where=name
        )


def _compare(name: str, given: bytes, expected: bytes, who: str) -> None:
    if given == expected:
        return
    at = next(
        (i for i, (a, b) in enumerate(zip(given, expected, strict=False)) if a != b), min(len(given), len(expected))
    )
    line = expected.count(b"\n", 0, at) + 1
    raise VerificationError(
        "export.differs",
        f"byte {at} differs: there is {given[at : at + 30]!r}, {who} {expected[at : at + 30]!r}",
        advice=_ALTERED,
        where=f"{name} line {line}",
    )


class _Resource(msgspec.Struct):
    path: str
    bytes: int
    hash: str


class _Package(msgspec.Struct):
    resources: list[_Resource]


def _check_datapackage(folder: Folder, checkpoint: Checkpoint, facts: dict[str, bundle.FileFacts]) -> None:
    """Compare ``datapackage.json`` with the one that these files give; name the file that is not as listed."""
    raw = folder.read(bundle.PACKAGE, FIGURES_BYTES_MAX) or b""
    expected = bundle.datapackage(checkpoint, facts)
    if raw == expected:
        return
    try:
        listed = {resource.path: resource for resource in msgspec.json.decode(raw, type=_Package).resources}
    except NOT_JSON:
        listed = {}
    if listed.keys() == facts.keys():
        changed = [n for n, f in facts.items() if (listed[n].bytes, listed[n].hash) != (f.bytes, f"sha256:{f.sha256}")]
        if changed:
            raise VerificationError(
                "export.changed", f"is not the file that {bundle.PACKAGE} lists", advice=_ALTERED, where=changed[0]
            )
    elif listed:
        name = min(listed.keys() ^ facts.keys())
        message = "is listed and not there" if name in listed else "is there and not listed"
        raise VerificationError("export.unlisted", f"{message} ({bundle.PACKAGE})", advice=_ALTERED, where=name)
    _compare(bundle.PACKAGE, raw, expected, "these files give")


def _check_readme(folder: Folder, head: Head) -> None:
    """Compare the words that tell a stranger what to do: who can make him run a command needs no forged entry."""
    expected = bundle.readme(head.checkpoint, head.founding.log_vkey)
    if folder.read("README.md", len(expected) + FIGURES_BYTES_MAX) != expected:
        raise VerificationError(
            "export.readme",
            "has other words than this version of mingzhang writes",
            advice="Do not follow what it says. Another version of mingzhang may have made this export: verify it with "
            "that version, or ask for a fresh export. Otherwise somebody altered it.",
            where="README.md",
        )
