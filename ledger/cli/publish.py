"""``mingzhang publish``: sign the state of the book and bring the views up to date."""

from __future__ import annotations

import typer

from ledger.cli.common import CommunityOption, GuardOption, HomeOption, community_folder, now, progress_bar


def command(home: HomeOption, community: CommunityOption = None, guard: GuardOption = None) -> None:
    """Sign a checkpoint over everything appended, and catch the views up; heals what a crash left behind.

    Example: mingzhang publish --community yuanqu-1
    """
    import projections
    from ledger.application import Ledger

    folder = community_folder(home, community)
    with Ledger.open(folder, clock=now, guard=guard) as ledger:
        note = ledger.publish()
    with progress_bar("views") as progress:
        projections.catch_up(folder / "public", progress)
    typer.echo(note.decode(), nl=False)
