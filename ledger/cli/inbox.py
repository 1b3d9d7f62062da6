"""``mingzhang inbox``: what waits for me."""

from __future__ import annotations

import json
import shlex
from functools import partial
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import CommunityOption, HomeOption, community_folder, now, printable, progress_bar
from ledger.errors import UsageError

if TYPE_CHECKING:
    from ledger.inbox import Task
    from ledger.store.reader import Reader

TO_ADD = {
    "entry.confirmed": " --set purpose=second_person",
    "ballot.cast": " --set choice=(yes, no, abstain or recuse)",
    "minutes.signed": " --set stance=(agree or dissent)",
    "payment.executed": " (with --data FILE, or answer the questions)",
    "key.enrolled": " --key (the new key's file)",
}
"""What the command that does a task needs beside the entry it acts upon."""


def _public_text(reader: Reader, position: int, digest: str) -> str | None:
    texts = (one.value for one in reader.opened(position) if one.digest == digest)
    return next((text for text in texts if isinstance(text, str)), None)


def _arguments(task: Task) -> str:
    """Return what stands behind `mingzhang record` to do a task."""
    on = "" if task.on is None else f" --on {task.on}"
    subject = "" if task.subject is None else f" --subject {task.subject}"
    data = "".join(f" --set {shlex.quote(one)}" for one in task.data)
    return f"{task.does}{on}{subject}{data}{TO_ADD.get(task.does, '')}"


def command(
    home: HomeOption,
    member: Annotated[str, typer.Option("--member", "-m", help="Your member id.")],
    community: CommunityOption = None,
    json_: Annotated[bool, typer.Option("--json", help="Print one JSON object a line.")] = False,
) -> None:
    """List what waits for you: keys to enrol, confirmations, payments, votes and their results, minutes.

    Example: mingzhang inbox --member chair
    """
    from ledger.events import parse_entry, parse_event
    from ledger.inbox import tasks_of
    from ledger.rules.history import History
    from ledger.store.reader import Reader

    history = History()
    with Reader.open(community_folder(home, community) / "public") as reader, progress_bar("reading") as progress:
        for position, raw in enumerate(reader.entries(0, reader.size)):
            entry = parse_entry(raw)
            history.admit(parse_event(entry.event), entry.admitted_at)
            progress(position + 1, reader.size)
        if member not in history.community.members:
            raise UsageError(
                "member.unknown",
                f"there is no member {member!r}",
                advice=f"The members are: {', '.join(history.community.members)}.",
            )
        tasks = tasks_of(history, member, now(), partial(_public_text, reader))
    of_book = "" if community is None else f" --community {community}"
    for task in tasks:
        if json_:
            typer.echo(json.dumps(task._asdict(), ensure_ascii=False))
        else:
            typer.echo(f"{printable(f'{task.zh} · {task.en}')}\n    mingzhang record {_arguments(task)}{of_book}")
    if not tasks and not json_:
        typer.echo("没有待办事项 · nothing waits for you")
