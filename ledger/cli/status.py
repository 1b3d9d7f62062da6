"""``mingzhang status``: how the books in HOME stand."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ledger.cli.common import HomeOption
from ledger.errors import UsageError


def command(
    home: HomeOption, json_: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False
) -> None:
    """Print, for each book, how many entries are stored, published, and shown by the views.

    Example: mingzhang status
    """
    import projections
    from ledger.store.reader import Reader

    databases = sorted(home.glob("*/public/ledger.db"))
    if not databases:
        raise UsageError(
            "community.missing",
            f"there is no book in {home}",
            advice="Set --home to the right folder, or begin a book with `mingzhang init`.",
        )
    for database in databases:
        public = database.parent
        with Reader.open(public) as reader:
            row = {
                "community": public.parent.name,
                "stored": reader.stored,
                "published": reader.size,
                "shown": projections.position(public),
            }
        typer.echo(json.dumps(row) if json_ else "  ".join(f"{name}: {value}" for name, value in row.items()))
