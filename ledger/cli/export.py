"""``mingzhang export``: write the published book into a folder that anybody can check offline."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.common import CommunityOption, HomeOption, community_folder, progress_bar


def command(
    directory: Annotated[Path, typer.Argument(help="New folder to write.")],
    home: HomeOption,
    community: CommunityOption = None,
) -> None:
    """Write log, public texts, figures and a README into a folder; the same checkpoint gives the same bytes.

    Example: mingzhang export yuanqu-1-2026-03 --community yuanqu-1
    """
    from ledger.bundle import export
    from ledger.store.layout import Folder
    from ledger.store.reader import Reader

    folder = Folder(community_folder(home, community))
    with Reader.open(folder.public) as reader, progress_bar("entries") as progress:
        checkpoint = export(reader, directory, documents=folder.documents, progress=progress)
    typer.echo(f"{directory}: {checkpoint.size} entries of {checkpoint.origin}")
    typer.echo(f"check it: mingzhang verify {directory} --anchor <the anchor from the printed notice>")
