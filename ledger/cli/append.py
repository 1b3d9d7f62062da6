"""``mingzhang append``: put signed files into the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import (
    ClockOkOption,
    CommunityOption,
    GuardOption,
    HomeOption,
    community_folder,
    now,
    progress_bar,
    read_file,
    write_file,
)

if TYPE_CHECKING:
    from ledger.application import Appended

ReceiptOption = Annotated[Path | None, typer.Option("--receipts", help="Folder to write receipts to (.tlog-proof).")]


def command(
    files: Annotated[list[Path], typer.Argument(help="Signed files (.sdjwt), all or none of which are taken.")],
    home: HomeOption,
    community: CommunityOption = None,
    guard: GuardOption = None,
    clock_ok: ClockOkOption = False,
    receipts: ReceiptOption = None,
) -> None:
    """Append signed files, all or nothing; a file that is in the book already is answered with its number.

    Example: mingzhang append plumber.sdjwt --community yuanqu-1
    """
    folder = community_folder(home, community)
    append_all(folder, [read_file(file).strip() for file in files], guard, clock_ok=clock_ok, receipts=receipts)


def append_all(folder: Path, events: list[bytes], guard: Path | None, *, clock_ok: bool, receipts: Path | None) -> None:
    """Append, publish, bring the views up to date, and say under which numbers the events stand."""
    from ledger.application import Ledger

    with Ledger.open(folder, clock=now, guard=guard) as ledger:
        with progress_bar("judging") as progress:
            appended = ledger.append(events, clock_ok=clock_ok, progress=progress)
        ledger.publish()
    for one in appended:
        typer.echo(f"{one.index}\t{one.event_id}\t{'known already' if one.known else 'appended'}")
    if receipts is not None:
        _write_receipts(folder, appended, receipts)
    import projections

    with progress_bar("views") as progress:
        projections.catch_up(folder / "public", progress)


def _write_receipts(folder: Path, appended: list[Appended], receipts: Path) -> None:
    from ledger.publishing import receipt
    from ledger.store.reader import Reader

    receipts.mkdir(parents=True, exist_ok=True)
    with Reader.open(folder / "public") as reader:
        for one in appended:
            write_file(receipts / f"{one.index}.tlog-proof", receipt(reader, one.index))
