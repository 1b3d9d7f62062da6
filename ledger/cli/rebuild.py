"""``mingzhang rebuild``: make the views anew."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ledger.cli.common import CommunityOption, HomeOption, community_folder, progress_bar


def command(
    home: HomeOption,
    community: CommunityOption = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object.")] = False,
) -> None:
    """Make the views anew from the published entries; readers see the old ones until the new ones are whole.

    Example: mingzhang rebuild --community yuanqu-1
    """
    import projections

    folder = community_folder(home, community)
    with progress_bar("views") as progress:
        shown = projections.rebuild(folder / "public", progress)
    row = {"community": folder.name, "shown": shown}
    typer.echo(json.dumps(row) if json_ else f"the views of {folder.name} show {shown} entries")
