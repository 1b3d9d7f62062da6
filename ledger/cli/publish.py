"""``mingzhang publish``: sign the state of the book and bring the views up to date."""

from __future__ import annotations

from typing import Annotated

import typer

from ledger.cli.common import CommunityOption, GuardOption, HomeOption, community_folder, now, progress_bar

NewGuardOption = Annotated[
    bool, typer.Option("--new-guard", help="The guard is lost for good; begin one from the last checkpoint.")
]


def command(
    home: HomeOption,
    community: CommunityOption = None,
    guard: GuardOption = None,
    new_guard: NewGuardOption = False,
) -> None:
    """Sign a checkpoint over everything appended, and catch the views up; heals what a crash left behind.

    Example: mingzhang publish --community yuanqu-1
    """
    import projections
    from ledger.application import Ledger

    folder = community_folder(home, community)
    with Ledger.open(folder, clock=now, guard=guard) as ledger:
        note = ledger.publish(new_guard=new_guard)
    with progress_bar("views") as progress:
        projections.catch_up(folder / "public", progress)
    typer.echo(note.decode(), nl=False)
