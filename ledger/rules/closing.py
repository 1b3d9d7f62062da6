"""How a motion of the committee or of the owners gets its result."""

from __future__ import annotations

from datetime import datetime

from ledger.bodies.motions import MotionClosed, TallyLine
from ledger.events import Event
from ledger.rules import assembly, motions, tally
from ledger.rules.act import Act
from ledger.rules.state import Community, Motion


def check_closed(act: Act, body: MotionClosed) -> None:
    """After the window, or when every seat has voted; with the tally that the ballots give."""
    if act.own(Motion).closed is not None:
        raise act.refuse("motion.closed_twice", "the motion has its result", "Nothing is to be done.")
    motion = motions.undecided(act)
    assert motion.tabled is not None
    if motion.tabled.body == "assembly":
        _check_owners(act, motion, body)
    else:
        _check_committee(act, motion, body)


def fold_closed(motion: Motion, event: Event, body: MotionClosed) -> None:
    """Keep the result as it was declared; whether it is what the ballots mean is a finding."""
    motion.closed = body
    motion.closed_by = event.id


def is_ready(motion: Motion, community: Community, now: datetime) -> bool:
    """Tell whether a motion's result can be declared now, and nobody has declared one that waits for its second."""
    assert motion.tabled is not None
    waiting = filter(community.stands_behind, motion.waiting.values())
    declared = any(isinstance(event.data, MotionClosed) for event in waiting)
    if motion.withdrawn or motion.closed is not None or declared:
        return False
    over = now >= motions.window_of(motion)[1]
    if motion.tabled.body == "committee":
        return over or motions.every_seat_voted(motion, community)
    known = motion.roll is not None or motion.result is not None
    return over and known and not assembly.uncounted(motion)


def result_of(motion: Motion, community: Community) -> MotionClosed:
    """Return the result that the ballots give under the pack in force, as it is then declared."""
    assert motion.tabled is not None
    assert community.pack is not None
    day = motion.tabled.opens[:10]
    if motion.tabled.body == "committee":
        lines = motions.tally_of(motions.votes_in(motion))
        outcome = motions.outcome_of(lines, community.seats, community.pack, day)
        return MotionClosed(tally=lines, outcome=outcome, elected=[], alternates=[])
    found = tally.ruling_of(assembly.vote_of(motion), community.pack, day).with_silent
    return MotionClosed(
        tally=assembly.tally_of(motion),
        outcome=found.outcome,
        elected=list(found.elected),
        alternates=list(found.alternates),
    )


def _check_committee(act: Act, motion: Motion, body: MotionClosed) -> None:
    if act.admitted_at < motions.window_of(motion)[1] and not motions.every_seat_voted(motion, act.community):
        raise act.refuse(
            "motion.still_open",
            f"voting is open until {motion.closes} and not every seat has voted",
            "Close it after that, or when the last seat has voted.",
        )
    _check_tally(act, body, motions.tally_of(motions.votes_in(motion)))
    _check_nobody_elected(act, body)


def _check_owners(act: Act, motion: Motion, body: MotionClosed) -> None:
    """Refuse a result before the end, with ballots uncounted, another tally, or persons who were no candidates."""
    assert motion.tabled is not None
    if act.admitted_at < motions.window_of(motion)[1]:
        raise act.refuse("motion.still_open", f"voting is open until {motion.closes}", "Close it after that.")
    if motion.roll is None and motion.result is None:
        raise act.refuse(
            "electorate.missing", "the motion has neither a roll nor an official result", "Withdraw it, or record one."
        )
    assembly.check_counted_whole(act, motion)
    _check_tally(act, body, assembly.tally_of(motion))
    if motion.tabled.method == "yes_no":
        _check_nobody_elected(act, body)
        return
    names = [*body.elected, *body.alternates]
    strangers = set(names) - set(assembly.candidates_of(motion.tabled))
    if strangers or len(set(names)) != len(names) or body.outcome == "adopted":
        raise act.refuse(
            "motion.outcome",
            "a choice among options ends with some of them elected, each once, or with none",
            "Correct outcome, elected and alternates.",
        )
    if (body.outcome == "elected") != bool(body.elected):
        raise act.refuse("motion.outcome", "elected names those who are, and nobody otherwise", "Correct elected.")


def _check_tally(act: Act, body: MotionClosed, lines: list[TallyLine]) -> None:
    if body.tally != lines:
        counts = ", ".join(f"{line.choice} {line.ballots}" for line in lines)
        raise act.refuse("motion.tally", "the tally is not what the ballots add up to", f"The ballots give: {counts}.")


def _check_nobody_elected(act: Act, body: MotionClosed) -> None:
    if body.elected or body.alternates or body.outcome == "elected":
        raise act.refuse("motion.outcome", "a vote by yes and no elects nobody", "Drop elected and alternates.")
