"""Rows of the streams ``motion/<id>`` that all motions share: what is voted on, each seat's vote, and the outcome."""

from __future__ import annotations

from ledger.bodies.motions import (
    BallotCast,
    BallotTranscribed,
    MotionClosed,
    MotionExtended,
    MotionTabled,
    MotionWithdrawn,
)
from ledger.rules import motions, tally
from projections.effect import Effect
from projections.votes import KEEP_RULES, choices_of, vote_of


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
        body=body.body,
        method=body.method,
        secrecy=body.secrecy,
        scope=body.scope if isinstance(body.scope, str) else " ".join(body.scope),
        seats=body.seats,
        alternates=body.alternates,
        fund=body.fund,
        amount_cap=body.amount_cap,
        meeting=body.meeting,
        opens=body.opens,
        closes=body.closes,
        proposer=effect.member,
    )
    for number, option in enumerate([*body.options, *(body.candidates or [])]):
        effect.insert("candidate", motion=effect.stream_id, line=number, id=option.id, label=effect.text(option.label))


def withdrawn(effect: Effect, _body: MotionWithdrawn) -> None:
    """Show that it was taken back."""
    effect.execute("UPDATE motion SET withdrawn_position = ? WHERE id = ?", effect.position, effect.stream_id)


def extended(effect: Effect, body: MotionExtended) -> None:
    """Show the later end."""
    effect.execute(
        "UPDATE motion SET extended_position = ?, closes = ? WHERE id = ?",
        effect.position,
        body.closes,
        effect.stream_id,
    )


def ballot(effect: Effect, body: BallotCast) -> None:
    """Show the seat's vote, openly and by name."""
    _insert_ballot(effect, effect.member, str(body.choice), transcribed=False)


def transcribed(effect: Effect, body: BallotTranscribed) -> None:
    """Show the seat's vote, and that somebody else wrote it down."""
    _insert_ballot(effect, body.member, body.choice, transcribed=True)


def _insert_ballot(effect: Effect, member: str | None, choice: str, *, transcribed: bool) -> None:
    effect.insert(
        "ballot",
        position=effect.position,
        motion=effect.stream_id,
        member=member,
        choice=choice,
        transcribed=int(transcribed),
    )


def closed(effect: Effect, body: MotionClosed) -> None:
    """Show the declared outcome and, beside it, what the ballots mean under the pack."""
    kind, opens = effect.execute("SELECT body, opens FROM motion WHERE id = ?", effect.stream_id).fetchone()
    meaning = (_of_owners if kind == "assembly" else _of_committee)(effect, opens[:10])
    effect.execute(
        "UPDATE motion SET closed_position = ?, outcome = ?, recomputed = ? WHERE id = ?",
        effect.position,
        body.outcome,
        meaning,
        effect.stream_id,
    )
    effect.execute(KEEP_RULES, effect.stream_id)
    for number, candidate in enumerate([*body.elected, *body.alternates]):
        effect.insert(
            "elected",
            motion=effect.stream_id,
            line=number,
            candidate=candidate,
            alternate=int(number >= len(body.elected)),
        )


def _of_committee(effect: Effect, day: str) -> str:
    """Write the tally and return what it means."""
    assert effect.community.pack is not None
    rows = effect.execute("SELECT position, choice FROM ballot WHERE motion = ?", effect.stream_id).fetchall()
    lines = motions.tally_of({str(position): choice for position, choice in rows})
    for number, line in enumerate(lines):
        effect.insert("tally", motion=effect.stream_id, line=number, choice=line.choice, ballots=line.ballots)
    return motions.outcome_of(lines, effect.community.seats, effect.community.pack, day)


def _of_owners(effect: Effect, day: str) -> str:
    """Write the tally and return what it means."""
    assert effect.community.pack is not None
    vote = vote_of(lambda statement, motion: effect.execute(statement, motion).fetchall(), effect.stream_id)
    for number, choice in enumerate(choices_of(vote)):
        effect.insert("tally", motion=effect.stream_id, line=number, choice=choice, **vote.count(choice)._asdict())
    return tally.ruling_of(vote, effect.community.pack, day).with_silent.outcome
