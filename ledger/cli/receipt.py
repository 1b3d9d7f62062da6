"""``mingzhang receipt``: the proof that an entry is in the published book."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import CommunityOption, HomeOption, community_folder, write_file
from ledger.errors import UsageError

if TYPE_CHECKING:
    from ledger.store.reader import Reader

_SHA256 = re.compile("[0-9a-f]{64}")
_NUMBER = re.compile("[0-9]{1,15}")


def command(
    entry: Annotated[str, typer.Argument(help="Number of the entry, event id, or SHA-256 of the signed event.")],
    home: HomeOption,
    community: CommunityOption = None,
    out: Annotated[Path | None, typer.Option("--out", "-o", help="File to write; else <number>.tlog-proof.")] = None,
) -> None:
    """Write a receipt (C2SP tlog-proof): the way from the entry to the signed head of the log.

    Example: mingzhang receipt 17 --community yuanqu-1
    """
    from ledger.publishing import receipt
    from ledger.store.layout import Folder
    from ledger.store.reader import Reader

    folder = Folder(community_folder(home, community))
    with Reader.open(folder.public) as reader:
        index = _index_of(reader, entry)
        proof = receipt(reader, index)
    path = out or Path(f"{index}.tlog-proof")
    write_file(path, proof)
    typer.echo(f"{path}: entry {index}")


def _index_of(reader: Reader, entry: str) -> int:
    index: int | None
    if _NUMBER.fullmatch(entry):
        index = int(entry) if int(entry) < reader.size else None
    else:
        index = reader.index_of_hash(entry) if _SHA256.fullmatch(entry) else reader.index_of_event(entry)
    if index is None:
        raise UsageError(
            "entry.unknown",
            f"no published entry has the number, id or hash {entry}",
            advice="Take the number from the entry's page; what was appended must be published first.",
        )
    return index
