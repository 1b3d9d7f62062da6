"""Rules and folds of what surrounds an owners' vote: official results, objections, and what becomes of a resolution."""

from __future__ import annotations

from ledger.bodies.assembly import (
    ObjectionAnswered,
    ObjectionRaised,
    ResolutionAnnulled,
    ResolutionChallenged,
    ResolutionEnded,
    ResultRecorded,
)
from ledger.bodies.shared import Ref
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.assembly import check_within, choices_of
from ledger.rules.motions import undecided, window_of
from ledger.rules.state import Motion
from ledger.rules.tally import CAST, VOID, Count


def check_result(act: Act, body: ResultRecorded) -> None:
    """After voting, once, for owners whose ballots are not in this book; every choice with its weight."""
    motion = undecided(act)
    assert motion.tabled is not None
    if motion.tabled.body != "assembly":
        raise act.refuse("motion.body", "the committee votes on this motion, not the owners", "Use ballot.cast.")
    if motion.result is not None or motion.papers:
        raise act.refuse(
            "result.second", "the motion has a result or ballots of its own in this book", "Close it with these."
        )
    if act.admitted_at < window_of(motion)[1]:
        raise act.refuse("motion.still_open", f"voting is open until {motion.closes}", "Record it after that.")
    weighed = all(isinstance(line.area, int) and isinstance(line.heads, int) for line in body.tally)
    if [line.choice for line in body.tally] != list(choices_of(motion.tabled)) or not weighed:
        raise act.refuse(
            "result.tally",
            f"the tally has ballots, area and heads of each of: {', '.join(choices_of(motion.tabled))}",
            "Give them in this order, zeros included.",
        )
    _check_within_electorate(act, motion, body)


def _check_within_electorate(act: Act, motion: Motion, body: ResultRecorded) -> None:
    """Refuse more area or heads than can vote; a roll that was frozen says who can."""
    assert motion.tabled is not None
    whole = body.electorate
    if motion.roll is not None and (motion.roll.area, motion.roll.heads) != (whole.area, whole.heads):
        raise act.refuse(
            "result.electorate",
            f"the roll has area {motion.roll.area} and heads {motion.roll.heads}",
            "Correct the electorate, or withdraw the motion and table it anew.",
        )
    several = motion.tabled.method == "choose_up_to"
    papers = [line for line in body.tally if not several or line.choice in (CAST, VOID)]
    for lines in (papers, *([line] for line in body.tally)):
        area, heads = sum(line.area or 0 for line in lines), sum(line.heads or 0 for line in lines)
        check_within(act, Count(0, area, heads), Count(0, whole.area, whole.heads), "result.electorate")


def fold_result(motion: Motion, _event: Event, body: ResultRecorded) -> None:
    """Keep what the system has published."""
    motion.result = body


def check_objection(act: Act, body: ObjectionRaised) -> None:
    """To something about this vote."""
    act.target(
        body.on, "motion.tabled", "electorate.frozen", "ballots.delivered", "ballot.recorded", "ballot.voided",
        "ballots.counted", "result.recorded", "motion.closed",
    )  # fmt: skip


def fold_objection(motion: Motion, event: Event, _body: ObjectionRaised) -> None:
    """Let it wait for its answer."""
    motion.objections[event.id] = False


def check_answer(act: Act, body: ObjectionAnswered) -> None:
    """Once."""
    act.target(body.on, "objection.raised")
    if act.own(Motion).objections[body.on.id]:
        raise act.refuse("objection.answered_twice", "the objection has its answer", "Nothing is to be done.")


def fold_answer(motion: Motion, _event: Event, body: ObjectionAnswered) -> None:
    """Answer it."""
    motion.objections[body.on.id] = True


def check_ended(act: Act, body: ResolutionEnded) -> None:
    """A resolution that was adopted and still holds."""
    if _decided(act, body.on).resolution != "in_force":
        raise act.refuse("resolution.over", "the resolution no longer holds", "Nothing is to be done.")


def fold_ended(motion: Motion, _event: Event, _body: ResolutionEnded) -> None:
    """End it."""
    motion.resolution = "ended"


def check_challenged(act: Act, body: ResolutionChallenged) -> None:
    """A resolution that was adopted, and holds until it is annulled; who goes to court, and how often, is theirs."""
    _decided(act, body.on)


def check_annulled(act: Act, body: ResolutionAnnulled) -> None:
    """A resolution that was adopted and is not annulled yet."""
    if _decided(act, body.on).resolution == "annulled":
        raise act.refuse("resolution.over", "the resolution has been annulled", "Nothing is to be done.")


def fold_annulled(motion: Motion, _event: Event, _body: ResolutionAnnulled) -> None:
    """Annul it."""
    motion.resolution = "annulled"


def _decided(act: Act, on: Ref) -> Motion:
    """Return the motion whose result ``on`` names, if it is in effect and something came of it."""
    act.target(on, "motion.closed")
    motion = act.own(Motion)
    if motion.closed is None or motion.closed_by != on.id or motion.closed.outcome not in ("adopted", "elected"):
        raise act.refuse(
            "resolution.none",
            "the motion has no certified result by which something was adopted",
            "Name the motion.closed that declared it.",
        )
    return motion
