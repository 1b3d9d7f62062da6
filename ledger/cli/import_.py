"""``mingzhang import``: take the rows of former books over as signed events."""

from __future__ import annotations

import json
import secrets
import sys
from contextlib import closing
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ledger.cli.common import (
    ClockOkOption,
    CommunityOption,
    GuardOption,
    HomeOption,
    PassphraseOption,
    community_folder,
    local_now,
    now,
    printable,
    progress_bar,
    read_file,
    read_key,
)
from ledger.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Mapping

    from ledger.application import Ledger
    from ledger.importing.book import Book, Completion
    from ledger.importing.maps import NamedMap
    from ledger.importing.plan import Plan, SourceFile
    from ledger.importing.rows import Reading
    from ledger.strict_json import Json


def _print_map(name: str | None) -> None:
    if name is not None:
        from ledger.importing import maps

        typer.echo(maps.shipped_file(name).decode(), nl=False)
        raise typer.Exit


MapOption = Annotated[
    str, typer.Option("--map", "-m", help="A map (TOML file), or a shipped one: bank, hledger, spreadsheet.")
]
KeyOption = Annotated[
    Path | None, typer.Option("--key", envvar="MINGZHANG_KEY", help="The treasurer's private key file (PEM).")
]
NameOption = Annotated[
    str | None, typer.Option("--name", help="Name of the source in the book, public; default: the file's name.")
]
DryRunOption = Annotated[bool, typer.Option("--dry-run", help="Show what is understood; sign and store nothing.")]
AlsoOption = Annotated[
    bool, typer.Option("--also", help="Rows that look like those of another source are other movements: take them.")
]
ReplacesOption = Annotated[
    str | None,
    typer.Option(
        "--replaces",
        metavar="SOURCE",
        help="The file is a newer edition of this source: rows that stand in it as they did are not taken again, new "
        "ones are. Rows that it lacks or has otherwise are listed with old and new figures; they are taken back by "
        "corrections, which a second person confirms, and stay visible.",
    ),
]
BalancesOkOption = Annotated[
    bool, typer.Option("--balances-ok", help="Stated balances that do not follow were looked at: take the rows.")
]
YesOption = Annotated[
    bool,
    typer.Option(
        "--yes", help="Names that stand in clear and rows that are taken back, as --dry-run lists them, were looked at."
    ),
]
PrintMapOption = Annotated[
    str | None,
    typer.Option("--print-map", metavar="NAME", is_eager=True, callback=_print_map, help="Print a shipped map."),
]


class _Order(NamedTuple):
    """What the user asked for."""

    file: SourceFile
    named: NamedMap
    replaces: str | None
    also: bool
    balances_ok: bool


class _Understood(NamedTuple):
    """What the file holds, and what is to be done about it."""

    plan: Plan
    reading: Reading
    hint: list[str]
    """How to bring forward what the source begins with."""
    in_clear: list[str]
    """Names that will stand in clear for ever."""


def command(
    file: Annotated[Path, typer.Argument(help="The CSV file.")],
    home: HomeOption,
    map_: MapOption,
    key: KeyOption = None,
    community: CommunityOption = None,
    name: NameOption = None,
    dry_run: DryRunOption = False,
    also: AlsoOption = False,
    replaces: ReplacesOption = None,
    balances_ok: BalancesOkOption = False,
    yes: YesOption = False,
    passphrase_file: PassphraseOption = None,
    guard: GuardOption = None,
    clock_ok: ClockOkOption = False,
    json_: Annotated[bool, typer.Option("--json", help="Print the summary as one JSON object.")] = False,
    _print_map: PrintMapOption = None,
) -> None:
    """Import a CSV file of former books by a map: one signed event a movement, confirmed by a second person at the end.

    Opens the fund and accounts that the map names and registers payees; names of persons are sealed. The same file
    again adds nothing, and continues an import that was interrupted. Rows are those of the file, header included.

    Example: mingzhang import 2025.csv --community yuanqu-1 --map spreadsheet --key treasurer.pem
    """
    from ledger.application import Ledger
    from ledger.importing.plan import SourceFile

    source = SourceFile(_public(name or file.name), read_file(file))
    order = _Order(source, _map(map_), replaces, also, balances_ok)
    folder = community_folder(home, community)
    if dry_run:
        book = _read_book(folder)
        if not _show_complete(book, order, json_=json_):
            _show(_understand(book, order), order, json_=json_, completed=None)
        return
    with Ledger.open(folder, clock=now, guard=guard) as ledger:
        # What an interrupted import has left stored is published first: a plan is made from what is published.
        _publish(ledger, folder)
        book = _read_book(folder)
        if _show_complete(book, order, json_=json_):
            return
        understood = _understand(book, order)
        if not yes:
            _agree(understood.in_clear, order.named)
            _agree_to_corrections(understood.plan)
        completed = _carry_out(ledger, book, understood.plan, key, passphrase_file, clock_ok=clock_ok)
        _publish(ledger, folder)
    _show(understood, order, json_=json_, completed=completed)


def _publish(ledger: Ledger, folder: Path) -> None:
    """Publish what is stored, and bring the views up to date."""
    import projections

    ledger.publish()
    with progress_bar("views") as progress:
        projections.catch_up(folder / "public", progress)


def _map(given: str) -> NamedMap:
    """Read a map from a file, or a shipped one by its name."""
    from ledger.importing import maps

    path = Path(given)
    if path.suffix or path.is_file():
        return maps.parse(read_file(path), path.name)
    return maps.parse(maps.shipped_file(given), given)


def _public(name: str) -> str:
    """Return the name of a source, unless it gives away what no public name may.

    Raises:
        UsageError: ``import.name_personal``.
    """
    from ledger.drafting import personal_patterns

    for warning in personal_patterns(name):
        raise UsageError("import.name_personal", warning, advice="The name is public: give another one with --name.")
    return name


def _read_book(folder: Path) -> Book:
    from ledger.importing import book
    from ledger.sealing import parse_disclosure
    from ledger.store.layout import Folder
    from ledger.store.reader import Reader
    from ledger.store.vault import Vault

    paths = Folder(folder)
    with (
        Reader.open(paths.public) as reader,
        closing(Vault(paths.vault_db)) as vault,
        progress_bar("reading the book") as progress,
    ):

        def opened(position: int) -> Mapping[str, Json]:
            disclosures = [parse_disclosure(placed.text) for placed in vault.disclosures(position)]
            return {one.digest: one.value for one in (*disclosures, *reader.opened(position))}

        if reader.stored > reader.size:
            typer.echo(f"{reader.stored - reader.size} entries are not published yet and not looked at", err=True)
        size = reader.size
        return book.read(reader.entries(0, size), opened, lambda done: progress(done, size))


def _understand(book: Book, order: _Order) -> _Understood:
    """Read the file and make the plan; refuse what is not understood or would count twice."""
    from babel.numbers import get_currency_precision

    from ledger.importing import plan as plans
    from ledger.importing import reading as readings
    from ledger.importing import rows, summary
    from ledger.sealing import NONCE_BYTES

    currency = plans.currency_of(book, order.named.map)
    reading = readings.read(order.file.raw, order.named.map, currency, get_currency_precision(currency))
    for line in summary.findings(reading):
        typer.echo(line, err=True)
    begun = book.source_of(order.file.raw) is not None
    rows.check(reading, balances_ok=order.balances_ok or begun)
    nonce = secrets.token_bytes(NONCE_BYTES)
    plan = plans.Planner(book, order.named, order.file, nonce, order.replaces).plan(reading)
    for line in (*summary.comparison(plan), *summary.corrections(plan, reading)):
        typer.echo(printable(line), err=True)
    plans.check(plan, also=order.also)
    hint = list(summary.opening_hint(plan, reading, order.named, book))
    return _Understood(plan, reading, hint, summary.in_clear(plan, book))


def _agree(in_clear: list[str], named: NamedMap) -> None:
    """Have a person look at names that the file itself brings into the open; those of a table stand in its map.

    Raises:
        UsageError: ``import.in_clear``.
    """
    from ledger.importing.maps import PostingsMap

    if not in_clear or not isinstance(named.map, PostingsMap):
        return
    for line in in_clear:
        print(f"in clear, for ever: {printable(line)}", file=sys.stderr)
    if not sys.stdin.isatty() or not typer.confirm("Is none of them the name of a person?", err=True):
        raise UsageError(
            "import.in_clear",
            f"{len(in_clear)} names of the file would stand in clear for ever, and nobody has said that they may",
            advice="Look at them. In [[accounts]] of a map of your own, give an account of a person `persons = true`, "
            "and a category with a name in it `slug = false`; then import with --yes.",
        )


def _agree_to_corrections(plan: Plan) -> None:
    """Have a person look at what a newer edition takes back: with a wrong source or map it would be everything.

    Raises:
        UsageError: ``import.corrections``.
    """
    number = len(plan.editions.changed) + len(plan.editions.vanished)
    if not number or (
        sys.stdin.isatty()
        and typer.confirm(f"Take back {number} rows of the older edition, as listed above?", err=True)
    ):
        return
    raise UsageError(
        "import.corrections",
        f"the newer edition would take back {number} rows, and nobody has said that it may",
        advice="Look at the rows that are listed as changed and vanished. If they are right, import with --yes; if "
        "they are too many, this is another file or another map than that of the source named with --replaces.",
    )


def _carry_out(
    ledger: Ledger, book: Book, plan: Plan, key: Path | None, passphrase_file: Path | None, *, clock_ok: bool
) -> Completion:
    """Sign, judge and append everything; return where import.completed stands."""
    from ledger.importing import writing

    if key is None:
        raise UsageError(
            "key.missing",
            "an import is signed, and no key was named",
            advice="Name the treasurer's key with --key, or look first with --dry-run.",
        )
    private_key = read_key(key, passphrase_file)
    planned_at = book.history.size
    with progress_bar("signing") as progress:
        files = writing.sign(plan.drafts, ledger.origin, private_key, local_now(), progress)
    with progress_bar("judging") as progress:
        writing.judge(book.history, files, now(), progress)
    try:
        with progress_bar("storing") as progress:
            return writing.write(ledger, files, planned_at, progress, clock_ok=clock_ok)
    except KeyboardInterrupt:
        typer.echo("interrupted: what is stored stays. Run the same command again, it goes on from there.", err=True)
        raise


def _show(understood: _Understood, order: _Order, *, json_: bool, completed: Completion | None) -> None:
    """Print the summary, and on standard error what is to be done next."""
    from ledger.importing import summary

    plan, reading, hint, in_clear = understood
    if json_:
        number = None if completed is None else completed.position
        found = summary.as_json(plan, reading, order.named)
        found |= {"in_clear": list(in_clear), "completed": number, "confirmed": False}
        typer.echo(json.dumps(found, ensure_ascii=False))
    else:
        typer.echo("dry run: nothing is signed or stored" if completed is None else f"source: {plan.source}")
        for line in summary.lines(plan, reading, order.named):
            typer.echo(line)
        for line in in_clear:
            typer.echo(f"in clear, for ever: {line}")
    if completed is not None:
        corrections = len(plan.editions.changed) + len(plan.editions.vanished)
        for line in [*hint, *summary.waiting(plan.source, completed, corrections)]:
            print(line, file=sys.stderr)


def _show_complete(book: Book, order: _Order, *, json_: bool) -> bool:
    """Say that the book has this file already, if it has."""
    from ledger.importing import summary

    source = book.source_of(order.file.raw)
    completed = None if source is None else book.completion(source)
    if source is None or completed is None:
        return False
    confirmed = book.is_confirmed(source)
    if json_:
        typer.echo(json.dumps({"source": source, "new": 0, "completed": completed.position, "confirmed": confirmed}))
    else:
        typer.echo(f"source: {source}")
        typer.echo(f"rows:   0 go in: the file is in the book, completed by entry {completed.position}")
    if not confirmed:
        corrections = len(book.waiting(source)) - 1
        for line in summary.waiting(source, completed, corrections):
            print(line, file=sys.stderr)
    return True
