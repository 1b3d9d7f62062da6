"""``mingzhang status``: how the books in HOME stand."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.common import HomeOption, where_books_lie
from ledger.errors import UsageError

EXIT_UNREADABLE = 1


def command(
    home: HomeOption, json_: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False
) -> None:
    """Print, for each book, how many entries are stored, published, and shown by the views.

    Exit code 1 where a book or its views cannot be read; the others are printed all the same.

    Example: mingzhang status
    """
    from ledger.errors import StoreError

    databases = sorted(home.glob("*/public/ledger.db"))
    if not databases:
        raise UsageError(
            "community.missing",
            f"there is no book in {home.absolute()}",
            advice=where_books_lie(home),
        )
    failed = False
    for database in databases:
        community, hint = database.parent.parent.name, ""
        row: dict[str, str | int]
        try:
            counts = _counts(database.parent)
            row, hint = {"community": community, **counts}, behind(community, **counts)
        except StoreError as error:
            failed = True
            row = {"community": community, "error": str(error), "what to do": error.advice}
        typer.echo(json.dumps(row) if json_ else "  ".join(f"{name}: {value}" for name, value in row.items()))
        if hint and not json_:
            typer.echo(f"  {hint}", err=True)
    if failed:
        raise typer.Exit(EXIT_UNREADABLE)


def _counts(public: Path) -> dict[str, int]:
    import projections
    from ledger.store.reader import Reader

    with Reader.open(public) as reader:
        return {"stored": reader.stored, "published": reader.size, "shown": projections.position(public)}


def behind(community: str, stored: int, published: int, shown: int) -> str:
    """Return how far what is shown lies behind what is stored, and what to do; nothing where it does not."""
    if shown >= stored:
        return ""
    return (
        f"{published - shown} published and {stored - published} unpublished entries are not shown yet: "
        f"run `mingzhang publish --community {community}`"
    )
