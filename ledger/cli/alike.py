"""The same command twice books the same money twice: asked at the edge, where somebody can look and decide.

It is no rule of the book. What the bank has done is never refused there, and two equal movements on one day are
possible: who knows that they are two says so with ``--also``.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from contextlib import closing, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, NamedTuple

import typer

from ledger.bodies.money import IncomeRecorded, OutflowRecorded, PaymentExecuted
from ledger.errors import StoreError, UsageError

if TYPE_CHECKING:
    from ledger.application import Ledger
    from ledger.bodies.shared import Body
    from ledger.events import Event

AlsoOption = Annotated[
    bool, typer.Option("--also", help="Record a movement although one of the same day and amount stands in the book.")
]


class Movement(NamedTuple):
    """What makes two movements alike; ``request`` is the id of the event that asked for a payment."""

    fund: str
    kind: str
    account: str
    day: str
    amount: int
    request: str | None


def movement_of(subject: str, body: Body) -> Movement | None:
    """Return the movement that a body records; None for what moves nothing or has a rule that tells it apart."""
    if not isinstance(body, IncomeRecorded | OutflowRecorded | PaymentExecuted):
        return None
    request = body.on.id if isinstance(body, PaymentExecuted) else None
    return Movement(subject.partition("/")[2], body.wire_name, body.account, body.date, body.amount, request)


def settle(ledger: Ledger, public: Path) -> None:
    """Publish and show what an interrupted command has left behind, so that it is seen when the command is repeated."""
    import projections
    from ledger.store.reader import Reader

    with Reader.open(public) as reader:
        if reader.stored > reader.size:
            ledger.publish()
        # Views that cannot be written are told of after the append, which does not need them.
        with suppress(StoreError, sqlite3.Error):
            if projections.position(public) < reader.size:
                projections.catch_up(public)


def refuse_alike(public: Path, events: Sequence[tuple[str, Body]]) -> None:
    """Refuse movements, as (subject, body), that stand in the book already, or twice among these.

    Raises:
        UsageError: ``movement.alike``.
    """
    found = [one for subject, body in events if (one := movement_of(subject, body)) is not None]
    seen: set[Movement] = set()
    for movement in found:
        if movement in seen:
            raise _alike(movement, "is given twice here")
        seen.add(movement)
    # Without usable views nothing is known, and the append says afterwards what is wrong with them.
    with suppress(StoreError, sqlite3.Error):
        _refuse_known(public, found)


def refuse_events_alike(public: Path, events: Sequence[Event]) -> None:
    """Refuse events that record a movement which stands in the book already (see `refuse_alike`)."""
    refuse_alike(public, [(event.subject, event.data) for event in events])


def _refuse_known(public: Path, movements: Sequence[Movement]) -> None:
    import projections
    from ledger.store.wal import connect_reader
    from projections.queries.movements import alike

    if not movements or not projections.position(public):
        return
    with closing(connect_reader(public / projections.VIEWS)) as tables:
        for movement in movements:
            number = alike(tables, *movement)
            if number is not None:
                raise _alike(movement, f"stands in the book as entry {number}")


def _alike(movement: Movement, where: str) -> UsageError:
    return UsageError(
        "movement.alike",
        f"{movement.kind} of {movement.amount} 分 on {movement.day}, account {movement.account!r}, fund "
        f"{movement.fund!r}, {where}",
        advice="Look whether this is the same movement: then it is recorded, and nothing is to be done. "
        "If it is another one of the same day and amount, give the command again with --also.",
    )
