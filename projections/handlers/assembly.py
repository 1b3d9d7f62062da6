"""Rows of owners' votes: roll, delivery, ballots, counts, official results, objections, and a resolution's fate."""

from __future__ import annotations

import json
from collections.abc import Sequence

import msgspec

from ledger.bodies.assembly import (
    BallotRecorded,
    BallotsCounted,
    BallotsDelivered,
    BallotVoided,
    Cell,
    ElectorateFrozen,
    ObjectionAnswered,
    ObjectionRaised,
    ResolutionAnnulled,
    ResolutionChallenged,
    ResolutionEnded,
    ResultRecorded,
)
from ledger.bodies.motions import TallyLine
from projections.effect import Effect


def frozen(effect: Effect, body: ElectorateFrozen) -> None:
    """Show who may vote, in all and per building."""
    effect.insert(
        "electorate",
        motion=effect.stream_id,
        position=effect.position,
        as_of=body.as_of,
        lines=body.lines,
        units=body.units,
        area=body.area,
        heads=body.heads,
        roll=body.roll,
    )
    for part in body.buildings:
        effect.insert("electorate_building", motion=effect.stream_id, **msgspec.structs.asdict(part))


def delivered(effect: Effect, body: BallotsDelivered) -> None:
    """Show who was reached, per building."""
    for part in body.buildings:
        effect.insert(
            "delivery",
            position=effect.position,
            motion=effect.stream_id,
            method=body.method,
            **msgspec.structs.asdict(part),
        )


def recorded(effect: Effect, body: BallotRecorded) -> None:
    """Show that a numbered ballot is in, and what it says where the motion is voted openly."""
    opened = effect.value(body.open_vote)
    effect.insert(
        "paper",
        position=effect.position,
        motion=effect.stream_id,
        ballot_no=body.ballot_no,
        channel=body.channel,
        signed_by=body.signed_by,
        vote=None if opened is None else json.dumps(opened, ensure_ascii=False, sort_keys=True),
    )


def voided(effect: Effect, body: BallotVoided) -> None:
    """Show that a ballot does not count; what its range was counted as no longer counts either."""
    position = effect.position_of(body.on.id)
    effect.execute(
        "UPDATE paper SET voided_position = ?, void_reason = ? WHERE position = ?",
        effect.position,
        body.reason,
        position,
    )
    effect.execute(
        "UPDATE subtotal SET dropped = 1 WHERE motion = ?"
        " AND (SELECT ballot_no FROM paper WHERE position = ?) BETWEEN first AND last",
        effect.stream_id,
        position,
    )


def counted(effect: Effect, body: BallotsCounted) -> None:
    """Show the sums of a range and who counted it."""
    _insert_cells(effect, body.cells, first=body.first, last=body.last)


def result(effect: Effect, body: ResultRecorded) -> None:
    """Show what an official system has published; it takes the place of a roll where there is none."""
    effect.execute(
        "INSERT INTO electorate (motion, position, lines, area, heads, system) VALUES (?, ?, 0, ?, ?, ?)"
        " ON CONFLICT (motion) DO UPDATE SET system = excluded.system",
        effect.stream_id,
        effect.position,
        body.electorate.area,
        body.electorate.heads,
        effect.text(body.system),
    )
    _insert_cells(effect, body.tally)


def _insert_cells(effect: Effect, cells: Sequence[Cell | TallyLine], **numbers: int) -> None:
    effect.insert(
        "subtotal", position=effect.position, motion=effect.stream_id, member=effect.member, dropped=0, **numbers
    )
    for number, cell in enumerate(cells):
        effect.insert("cell", position=effect.position, line=number, **msgspec.structs.asdict(cell))


def objection(effect: Effect, body: ObjectionRaised) -> None:
    """Show the objection as open."""
    effect.insert(
        "objection",
        position=effect.position,
        motion=effect.stream_id,
        target=effect.position_of(body.on.id),
        grounds=effect.text(body.grounds),
    )


def answer(effect: Effect, body: ObjectionAnswered) -> None:
    """Show the answer."""
    effect.execute(
        "UPDATE objection SET answer_position = ?, answer = ? WHERE position = ?",
        effect.position,
        effect.text(body.text),
        effect.position_of(body.on.id),
    )


def ended(effect: Effect, body: ResolutionEnded) -> None:
    """Show that the resolution no longer holds."""
    _insert_fate(effect, reason=body.reason)


def challenged(effect: Effect, body: ResolutionChallenged) -> None:
    """Show that somebody has gone to court."""
    _insert_fate(effect, authority=effect.text(body.court))


def annulled(effect: Effect, body: ResolutionAnnulled) -> None:
    """Show that it was annulled and by whom."""
    _insert_fate(effect, reason=body.basis, authority=effect.text(body.by))


def _insert_fate(effect: Effect, **row: str | None) -> None:
    effect.insert("fate", position=effect.position, motion=effect.stream_id, type=effect.event.name, **row)
