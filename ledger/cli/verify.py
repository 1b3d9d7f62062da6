"""``mingzhang verify``: check a published book without trusting who serves it."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import printable, progress_bar

if TYPE_CHECKING:
    from ledger.anchor import Anchor
    from ledger.errors import MingzhangError
    from ledger.verification import Report, Source

EXIT_FAILED = 1
EXIT_NOT_FETCHED = 3


def command(
    source: Annotated[str, typer.Argument(metavar="URL|FOLDER", help="Address of a community, or an export.")],
    anchor: Annotated[
        str | None,
        typer.Option("--anchor", metavar="FILE|URI", help="Trust anchor from the printed notice, not from the server."),
    ] = None,
    json_: Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")] = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only failures.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to check with; by default one per core.")
    ] = None,
) -> None:
    """Check every signature, key, schema and rule, the whole tree, and the balances and tallies shown.

    Exit codes: 0 everything holds · 1 something does not (the first entry or file and the reason are named) ·
    2 called in a way that cannot work · 3 something could not be fetched, which says nothing about the book.

    Example: mingzhang verify https://ledger.example/yuanqu-1 --anchor notice.txt
    """
    from ledger.errors import VerificationError
    from ledger.verification import FetchError, verify

    trusted = None if anchor is None else _load(anchor)
    try:
        opened = _open(source)
        with progress_bar("entries") as progress:
            report = verify(opened, trusted, jobs=jobs, progress=progress)
    except (VerificationError, FetchError) as error:
        _show_failure(error, json_=json_)
        raise typer.Exit(EXIT_NOT_FETCHED if isinstance(error, FetchError) else EXIT_FAILED) from error
    if json_:
        import msgspec

        typer.echo(msgspec.json.encode({"verified": True, **msgspec.to_builtins(report)}).decode())
    elif not quiet:
        _show(report)


def _load(anchor: str) -> Anchor:
    """Read the anchor; one that is none is the fault of the call and says nothing about the book."""
    from ledger.anchor import load
    from ledger.errors import FormatError, UsageError

    try:
        return load(anchor)
    except FormatError as error:
        raise UsageError(error.rule_id, error.message, advice=error.advice) from error


def _open(source: str) -> Source:
    if "://" in source:
        from ledger.verification.web import Web

        return Web(source)
    from ledger.verification import Folder

    return Folder(Path(source))


def _show_failure(error: MingzhangError, *, json_: bool) -> None:
    from ledger.errors import VerificationError

    where, message = printable(getattr(error, "where", "")), printable(error.message)
    if json_:
        import msgspec

        failure = {"rule": error.rule_id, "where": where, "message": message, "meaning": error.advice}
        typer.echo(msgspec.json.encode({"verified": False, "failure": failure}).decode())
        return
    verdict = "NOT VERIFIED" if isinstance(error, VerificationError) else "COULD NOT CHECK"
    print(f"{verdict}{f': {where}' if where else ''}", file=sys.stderr)
    print(f"why: {message} ({error.rule_id})", file=sys.stderr)
    print(f"what it means: {error.advice}", file=sys.stderr)


def _show(report: Report) -> None:
    rate = report.size / report.seconds
    lines = [
        f"VERIFIED: {report.origin}, {report.size:,} entries, root {report.root}",
        f"checked against {'the anchor you gave' if report.anchored else 'itself only (no --anchor)'}",
        "",
        f"{report.signatures:>9,} signatures, each by a key that was in force and allowed to ({report.keys} keys)",
        f"{report.size:>9,} entries by schema and by the rules of the book, replayed from the first one",
        f"{report.tiles:>9,} hash tiles and the root of the whole tree against the signed checkpoint",
        f"{report.checkpoints:>9,} earlier checkpoints, consistent with this one",
        f"{report.witnesses:>9,} witnesses that the anchor asks for",
        f"{report.disclosures:>9,} public names and texts against what was sealed",
        f"{report.balances:>9,} balances and {report.tallies:,} tallies against what the entries give",
        f"{report.documents:>9,} public documents by their hashes",
        f"{report.files:>9,} files by size and hash",
        "",
        f"in {report.seconds:.2f} s: {rate:,.0f} entries/s with {report.jobs} processes, {report.bytes / 1e6:,.1f} MB",
        "",
        "not checked:",
        *(f"  - {line}" for line in report.not_checked),
    ]
    typer.echo("\n".join(lines))
