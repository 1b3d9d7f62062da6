"""``mingzhang append``: put signed files into the book."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.alike import AlsoOption, refuse_events_alike, settle
from ledger.cli.common import (
    ClockOkOption,
    CommunityOption,
    GuardOption,
    HomeOption,
    community_folder,
    now,
    progress_bar,
    read_signed,
    write_file,
)
from ledger.cli.known import advise
from ledger.errors import FormatError, MingzhangError, RuleError, UsageError, VerificationError

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
    also: AlsoOption = False,
) -> None:
    """Append signed files, all or nothing; a file that is in the book already is answered with its number.

    Example: mingzhang append plumber.sdjwt --community yuanqu-1
    """
    folder = community_folder(home, community)
    events = [read_signed(file) for file in files]
    judged = 0

    def judging(done: int) -> None:
        nonlocal judged
        judged = done

    try:
        append_all(folder, events, guard, clock_ok=clock_ok, receipts=receipts, also=also, judging=judging)
    except (FormatError, VerificationError, RuleError) as error:
        if judged < len(files):
            _name_file(error, files[judged])
        raise


def _name_file(error: MingzhangError, file: Path) -> None:
    """Say in a refusal which file it is about, and that one whose bytes are wrong may have been altered."""
    error.message = f"{file}: {error.message}"
    if not isinstance(error, RuleError):
        error.advice += " If nobody made it wrong, the file was altered on its way: ask its signer for it again."


def append_all(
    folder: Path,
    events: list[bytes],
    guard: Path | None,
    *,
    clock_ok: bool,
    receipts: Path | None,
    also: bool,
    judging: Callable[[int], None] = lambda _done: None,
) -> None:
    """Append, publish, bring the views up to date, and say under which numbers the events stand.

    ``also`` records a movement although one like it stands in the book. ``judging`` is told how many were judged.
    """
    from ledger.application import Ledger

    if receipts is not None:
        _make_folder(receipts)
    look = partial(refuse_events_alike, folder / "public") if not also else lambda _new: None
    with Ledger.open(folder, clock=now, guard=guard) as ledger:
        settle(ledger, folder / "public")
        with progress_bar("judging") as draw:

            def tell(done: int, total: int) -> None:
                judging(done)
                draw(done, total)

            try:
                appended = ledger.append(events, clock_ok=clock_ok, progress=tell, look=look)
            except RuleError as error:
                advise(error, folder / "public")
                raise
        ledger.publish()
    for one in appended:
        typer.echo(f"{one.index}\t{one.event_id}\t{'known already' if one.known else 'appended'}")
    import projections

    with progress_bar("views") as progress:
        projections.catch_up(folder / "public", progress)
    if receipts is not None:
        _write_receipts(folder, appended, receipts)


def _make_folder(receipts: Path) -> None:
    """Make the folder of the receipts before anything is appended, so that nothing is lost for want of it."""
    try:
        receipts.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(
            "file.unwritable",
            f"cannot make the folder {receipts}: {error.strerror}",
            advice="Choose another folder with --receipts.",
        ) from error


def _write_receipts(folder: Path, appended: list[Appended], receipts: Path) -> None:
    from ledger.store.reader import Reader
    from ledger.store.receipts import receipt

    with Reader.open(folder / "public") as reader:
        for one in appended:
            file = receipts / f"{folder.name}-{one.index}.tlog-proof"
            # A receipt that is there proves the same entry in an earlier tree, and is good for ever.
            if not file.exists():
                write_file(file, receipt(reader, one.index))
