"""How a motion of the committee or of the owners is put to the vote."""

from __future__ import annotations

from datetime import datetime

from msgspec import UNSET

from ledger.bodies.motions import MotionTabled
from ledger.events import Event
from ledger.rules import assembly
from ledger.rules.act import Act
from ledger.rules.state import Motion


def check_tabled(act: Act, body: MotionTabled) -> None:
    """A new motion with a sane window; the meeting and the fund that it names are in the book."""
    if act.own(Motion).tabled is not None:
        raise act.refuse("motion.id_reused", f"{act.event.subject} has been tabled", "Choose another id.")
    _check_window(act, body)
    if body.body == "assembly":
        assembly.check_kind(act, body)
    else:
        _check_committee_kind(act, body)
    if not act.member.holds_seat and (body.body == "committee" or not act.event.data.documents):
        raise act.refuse(
            "motion.document",
            "whoever holds no seat tables motions of the owners only, with the document that they signed",
            "Name the document in `documents`.",
        )
    if isinstance(body.fund, str) and act.fund(body.fund).opened is None:
        raise act.unresolved("fund", body.fund)
    if isinstance(body.meeting, str) and act.meeting(body.meeting).called is None:
        raise act.unresolved("meeting", body.meeting)
    if isinstance(body.scope, list):
        act.check_buildings(body.scope)


def fold_tabled(motion: Motion, event: Event, body: MotionTabled) -> None:
    """Put it to the vote."""
    motion.event = event
    motion.tabled = body
    motion.closes = body.closes


def _check_window(act: Act, body: MotionTabled) -> None:
    """Refuse a window that is none, or for the committee one that is over: owners' votes of former days may be told."""
    act.check_time(body.opens)
    act.check_time(body.closes)
    opens, closes = datetime.fromisoformat(body.opens), datetime.fromisoformat(body.closes)
    if not opens < closes or (body.body == "committee" and closes <= act.admitted_at):
        raise act.refuse(
            "motion.window", "voting must close after it opens, and in the future", "Correct opens and closes."
        )


def _check_committee_kind(act: Act, body: MotionTabled) -> None:
    if body.method != "yes_no":
        raise act.refuse("motion.kind", "the committee votes by yes and no", "Table it with method yes_no.")
    if body.class_ != "ordinary":
        raise act.refuse(
            "motion.class",
            f"a vote of the committee is ordinary; {body.class_} majorities are those of the owners' assembly",
            "Set class to ordinary: more than half of all established seats, unless the pack says otherwise.",
        )
    chooses = body.options or body.candidates or body.seats is not UNSET or body.alternates is not UNSET
    if body.secrecy != "open" or chooses:
        raise act.refuse("motion.kind", "committee votes by yes and no are open and have no options", "Drop them.")
