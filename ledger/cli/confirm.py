"""``mingzhang confirm``: the second person's look at an import, with one passphrase for all that it corrects."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.append import append_all
from ledger.cli.common import (
    ClockOkOption,
    CommunityOption,
    GuardOption,
    HomeOption,
    KeyOption,
    PassphraseOption,
    community_folder,
    local_now,
    printable,
    progress_bar,
    read_key,
)
from ledger.cli.summary import money
from ledger.errors import UsageError

if TYPE_CHECKING:
    from pathlib import Path

    from ledger.importing.book import Book
    from ledger.strict_json import Json

YesOption = Annotated[bool, typer.Option("--yes", "-y", help="All of it was looked at: sign without asking.")]


def command(
    source: Annotated[str, typer.Argument(help="The id of the source, as `mingzhang import` printed it.")],
    home: HomeOption,
    key: KeyOption,
    community: CommunityOption = None,
    passphrase_file: PassphraseOption = None,
    guard: GuardOption = None,
    clock_ok: ClockOkOption = False,
    yes: YesOption = False,
) -> None:
    """Confirm an import as its second person: each row that it takes back, and the import after them.

    All of it is shown first. Each confirmation is an event of its own, and either all of them go in or none does.

    Example: mingzhang confirm 5f70… --key chair.pem
    """
    from ledger import drafting

    folder = community_folder(home, community)
    origin, book = _read(folder)
    waiting = book.waiting(source) if source in book.registered else []
    if not waiting:
        raise UsageError(
            "confirm.nothing",
            f"nothing of a source {source!r} waits for a second person",
            advice="`mingzhang inbox` lists what waits; `mingzhang import` prints the id of the source.",
        )
    _show(book, source)
    if not yes:
        _agree(len(waiting))
    private_key = read_key(key, passphrase_file)
    at = local_now()
    files = []
    for event in waiting:
        data: dict[str, Json] = {"on": {"id": event.id, "sha256": event.sha256}, "purpose": "second_person"}
        draft = drafting.draft("entry.confirmed", origin=origin, subject=event.subject, time=at, data=data)
        files.append(drafting.sign(draft, private_key))
    append_all(folder, files, guard, clock_ok=clock_ok, receipts=None, also=False)


def _read(folder: Path) -> tuple[str, Book]:
    from ledger.importing import book
    from ledger.store.reader import Reader

    with Reader.open(folder / "public") as reader, progress_bar("reading the book") as progress:
        size = reader.size
        found = book.read(reader.entries(0, size), lambda _position: {}, lambda done: progress(done, size))
        return reader.origin, found


def _show(book: Book, source: str) -> None:
    from ledger.importing import summary

    (fund, *_) = book.registered[source].funds
    opened = book.history.funds()[fund].opened
    currency = None if opened is None else opened.currency
    for line in summary.waits(book, source, lambda amount: money(amount, currency)):
        typer.echo(printable(line), err=True)


def _agree(number: int) -> None:
    """Have a person say that they have compared the figures.

    Raises:
        UsageError: ``confirm.not_agreed``.
    """
    if sys.stdin.isatty() and typer.confirm(f"Sign {number} confirmations of this? They stay for ever.", err=True):
        return
    raise UsageError(
        "confirm.not_agreed",
        f"{number} events wait for a second person, and nobody has said that they are right",
        advice="Compare what is listed with the source; if it is right, answer yes, or give --yes.",
    )
