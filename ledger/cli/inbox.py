"""``mingzhang inbox``: what waits for me."""

from __future__ import annotations

import json
from typing import Annotated

import typer

from ledger.cli.common import CommunityOption, HomeOption, community_folder, now, progress_bar
from ledger.errors import UsageError

TO_ADD = {
    "entry.confirmed": " --set purpose=second_person",
    "ballot.cast": " --set choice=(yes, no, abstain or recuse)",
    "minutes.signed": " --set stance=(agree or dissent)",
    "payment.executed": " (with --data FILE, or answer the questions)",
}
"""What the command that does a task needs beside the entry it acts upon."""


def command(
    home: HomeOption,
    member: Annotated[str, typer.Option("--member", "-m", help="Your member id.")],
    community: CommunityOption = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List what waits for you: confirmations, payments, votes, minutes.

    Example: mingzhang inbox --member chair
    """
    from ledger import jws
    from ledger.events import parse_entry, parse_payload
    from ledger.inbox import tasks_of
    from ledger.rules.history import History
    from ledger.store.reader import Reader

    history = History()
    with Reader.open(community_folder(home, community) / "public") as reader, progress_bar("reading") as progress:
        for position, raw in enumerate(reader.entries(0, reader.size)):
            entry = parse_entry(raw)
            history.admit(parse_payload(jws.parse(entry.event)), entry.admitted_at)
            progress(position + 1, reader.size)
    if member not in history.community.members:
        raise UsageError(
            "member.unknown",
            f"there is no member {member!r}",
            advice=f"The members are: {', '.join(history.community.members)}.",
        )
    tasks = tasks_of(history, member, now())
    of_book = "" if community is None else f" --community {community}"
    for task in tasks:
        if json_:
            typer.echo(json.dumps(task._asdict(), ensure_ascii=False))
        else:
            to_add = TO_ADD.get(task.does, "")
            typer.echo(f"{task.zh} · {task.en}\n    mingzhang record {task.does} --on {task.on}{to_add}{of_book}")
    if not tasks and not json_:
        typer.echo("没有待办事项 · nothing waits for you")
