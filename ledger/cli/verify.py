"""``mingzhang verify``: check a published book without trusting who serves it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
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
EXIT_IN_PART = 4
_KEEP_IT = (
    "Fetch it again, a copy may be broken; if it stays so, keep this copy and show these lines to the committee and to "
    "owners who have copies of their own."
)

SourceArgument = Annotated[str, typer.Argument(metavar="URL|FOLDER", help="Address of a community, or an export.")]
AnchorOption = Annotated[
    str | None,
    typer.Option("--anchor", metavar="FILE|URI", help="Trust anchor from the printed notice, not from the server."),
]
JsonOption = Annotated[bool, typer.Option("--json", help="Print the result as one JSON object.")]


def command(
    source: SourceArgument,
    anchor: AnchorOption = None,
    json_: JsonOption = False,
    quiet: Annotated[bool, typer.Option("--quiet", "-q", help="Print only what is not well.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to check with; by default one per core.")
    ] = None,
) -> None:
    """Check every signature, key, schema and rule, the whole tree, and the balances and tallies shown.

    Exit codes: 0 everything holds · 1 something does not (the first entry or file and the reason are named) ·
    2 called in a way that cannot work · 3 something could not be fetched, which says nothing about the book ·
    4 all that is there holds, but balances or tallies are not shown, or not up to the last entry.

    Example: mingzhang verify https://ledger.example/yuanqu-1 --anchor notice.txt
    """
    with failures_shown(json_=json_):
        _opened, report = verified(source, anchor, jobs)
    if json_:
        import msgspec

        typer.echo(msgspec.json.encode({"verified": not report.lacking, **msgspec.to_builtins(report)}).decode())
    elif not quiet:
        typer.echo("\n".join(said(report)))
    elif report.lacking or not report.anchored:
        print("\n".join(_headline(report)), file=sys.stderr)
    if report.lacking:
        raise typer.Exit(EXIT_IN_PART)


@contextmanager
def failures_shown(*, json_: bool) -> Iterator[None]:
    """Say what does not hold or could not be fetched, and end with the exit code of that."""
    from ledger.errors import VerificationError
    from ledger.verification import FetchError

    try:
        yield
    except (VerificationError, FetchError) as error:
        _show(error, json_=json_)
        raise typer.Exit(EXIT_NOT_FETCHED if isinstance(error, FetchError) else EXIT_FAILED) from error


def verified(source: str, anchor: str | None, jobs: int | None) -> tuple[Source, Report]:
    """Verify what an address or a folder names, with a bar of the entries; return both.

    Raises:
        UsageError: an anchor that is none.
        VerificationError, FetchError: see `ledger.verification.verify`.
    """
    from ledger.verification import verify

    trusted = None if anchor is None else _load_anchor(anchor)
    opened = _open(source)
    with progress_bar("entries") as progress:
        return opened, verify(opened, trusted, jobs=jobs, progress=progress)


def _load_anchor(anchor: str) -> Anchor:
    """Read the anchor; one that is none is the fault of the call and says nothing about the book."""
    from ledger.anchor import load
    from ledger.errors import FormatError, UsageError

    try:
        return load(anchor)
    except FormatError as error:
        raise UsageError(error.rule_id, error.message, advice=error.advice) from error


def _open(source: str) -> Source:
    """Return what an address or a folder names."""
    if "://" in source:
        from ledger.verification.web import Web

        return Web(source)
    from ledger.verification import Folder

    return Folder(Path(source))


def _show(error: MingzhangError, *, json_: bool) -> None:
    """Say what does not hold, or could not be fetched, and what that means."""
    from ledger.errors import VerificationError

    where, message = printable(getattr(error, "where", "")), printable(error.message)
    if json_:
        import msgspec

        failure = {"rule": error.rule_id, "where": where, "message": message, "meaning": error.advice}
        typer.echo(msgspec.json.encode({"verified": False, "failure": failure}).decode())
        return
    at, why = f": {where}" if where else "", f"why: {message} ({error.rule_id})"
    if isinstance(error, VerificationError):
        said = [
            f"NOT VERIFIED{at}",
            why,
            f"what it means: {error.advice}",
            f"what to do: {_KEEP_IT}",
            "核验不通过",
        ]
    else:
        said = [
            f"COULD NOT CHECK{at}",
            why,
            f"what to do: {error.advice}",
            "This says nothing about the book.",
            "没能核验，不说明账有问题",
        ]
    print("\n".join(said), file=sys.stderr)


def _headline(report: Report) -> list[str]:
    """Return the verdict of a verification in words: what was checked, against what, and what was not compared."""
    verdict = "VERIFIED IN PART" if report.lacking else "VERIFIED"
    alone = "" if report.anchored else " AGAINST ITSELF ONLY"
    chinese = "只核验了一部分" if report.lacking else "核验通过"
    return [
        f"{verdict}{alone}: {report.origin}, {report.size:,} entries, root {report.root}",
        f"checked against the anchor you gave · {chinese}"
        if report.anchored
        else "checked against itself only (no --anchor): a book made up from the beginning would pass as well · "
        f"{chinese}，但没有和公示的信任锚核对",
        *(f"not compared: {line}" for line in report.lacking),
    ]


def _given(report: Report) -> str:
    """Say which entries the figures were compared with."""
    sizes = [size for size in (report.balances_as_of, report.tallies_as_of) if size is not None]
    if not sizes:
        return "what the entries give: none are shown"
    return f"what the first {' and '.join(f'{size:,}' for size in dict.fromkeys(sizes))} entries give"


def said(report: Report) -> list[str]:
    """Return what a verification has shown, and what it could not show."""
    rate = report.size / report.seconds
    return [
        *_headline(report),
        "",
        f"{report.signatures:>9,} signatures, each by a key that was in force and allowed to ({report.keys} keys)",
        f"{report.size:>9,} entries by schema and by the rules of the book, replayed from the first one",
        f"{report.tiles:>9,} hash tiles and the root of the whole tree against the signed checkpoint",
        f"{report.checkpoints:>9,} earlier checkpoints, consistent with this one",
        f"{report.witnesses:>9,} witnesses that the anchor asks for",
        f"{report.disclosures:>9,} public names and texts against what was sealed",
        f"{report.balances:>9,} balances and {report.tallies:,} tallies against {_given(report)}",
        f"{report.documents:>9,} public documents by their hashes",
        f"{report.files:>9,} files by size and hash",
        "",
        f"in {report.seconds:.2f} s: {rate:,.0f} entries/s with {report.jobs} processes, {report.bytes / 1e6:,.1f} MB",
        "",
        "not checked:",
        *(f"  - {line}" for line in report.not_checked),
    ]
