"""Rows of the streams ``motion/<id>``: what is voted on, each vote, and the outcome declared and recomputed."""

from __future__ import annotations

from ledger.bodies.motions import BallotCast, MotionClosed, MotionTabled
from ledger.rules import motions
from projections.effect import Effect


def tabled(effect: Effect, body: MotionTabled) -> None:
    """Show the motion as open."""
    effect.insert(
        "motion",
        id=effect.stream_id,
        position=effect.position,
        title=effect.text(body.title),
        text=effect.text(body.text),
        matter=body.matter,
        **{"class": body.class_},
        form=body.form,
        fund=body.fund,
        amount_cap=body.amount_cap,
        meeting=body.meeting,
        opens=body.opens,
        closes=body.closes,
        proposer=effect.member,
    )


def ballot(effect: Effect, body: BallotCast) -> None:
    """Show the seat's vote, openly and by name."""
    effect.insert(
        "ballot", position=effect.position, motion=effect.stream_id, member=effect.member, choice=str(body.choice)
    )


def closed(effect: Effect, body: MotionClosed) -> None:
    """Show the declared outcome and, beside it, what the ballots mean under the pack."""
    assert effect.community.founded is not None
    assert effect.community.pack is not None
    rows = effect.execute("SELECT position, choice FROM ballot WHERE motion = ?", effect.stream_id).fetchall()
    tally = motions.tally_of({str(position): choice for position, choice in rows})
    (opens,) = effect.execute("SELECT opens FROM motion WHERE id = ?", effect.stream_id).fetchone()
    meaning = motions.outcome_of(tally, effect.community.seats, effect.community.pack, opens[:10])
    effect.execute(
        "UPDATE motion SET closed_position = ?, outcome = ?, recomputed = ? WHERE id = ?",
        effect.position,
        body.outcome,
        meaning,
        effect.stream_id,
    )
    for number, line in enumerate(tally):
        effect.insert("tally", motion=effect.stream_id, line=number, choice=line.choice, ballots=line.ballots)
