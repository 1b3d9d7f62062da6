"""Rules of events that stand in the stream of what they are about: words, answers, the withdrawal of a field."""

from __future__ import annotations

from datetime import datetime

from ledger.bodies import BODIES
from ledger.bodies.notes import EntryAnnotated, FieldErased, FindingAnswered
from ledger.bodies.shared import Ref
from ledger.events import wire_type
from ledger.rules import payments
from ledger.rules.act import Act
from ledger.rules.state import Fund


def check_annotation(act: Act, body: EntryAnnotated) -> None:
    """An entry of the book, in its own stream. Whose words they may be is in the table of acts."""
    act.target(body.on, *BODIES)


def check_answer(act: Act, body: FindingAnswered) -> None:
    """Entries of the book, the first in its own stream; not by whom the finding is about, as far as the stream says."""
    act.target(body.on[0], *BODIES)
    for ref in body.on[1:]:
        act.any_target(ref, *BODIES)
    if any(act.member.id in _concerned(act, ref) for ref in body.on):
        raise act.refuse(
            "finding.own",
            f"the finding is about what {act.member.id} asked for or received",
            "Ask another member to answer it.",
        )


def _concerned(act: Act, ref: Ref) -> set[str | None]:
    """Return who asked for a payment and who was to receive it, where the entry is its request or its execution."""
    target = act.index.target(ref.id)
    state = act.states[target.subject] if target else None
    if not isinstance(state, Fund):
        return set()
    execution = state.executions.get(ref.id)
    payment = state.payments.get(execution.body.on.id if execution else ref.id)
    if payment is None:
        return set()
    party = act.community.parties.get(payment.request.payee)
    return {payments.requester_of(payment, act.community), payment.request.payee, party.member if party else None}


def check_erasure(act: Act, body: FieldErased) -> None:
    """Sealed fields of the book; the name of a party not before the years for which it is to be kept."""
    target = act.target(body.on, *BODIES)
    for digest in body.digests:
        if not act.index.has_digest(digest):
            raise act.refuse(
                "field.unknown", f"no sealed field has the digest {digest}", "Take the digests from the entry."
            )
    if target.type != wire_type("counterparty.registered"):
        return
    years = act.pack.number("retention.years", act.admitted_at.date().isoformat())
    kept_from = act.community.registered.get(body.on.id)
    if kept_from is None or not _has_passed(kept_from, years, act.admitted_at):
        raise act.refuse(
            "field.retention",
            f"the parties of payments are kept for {years} years",
            "Record it when these years are over; a redacted document may be published instead.",
        )


def _has_passed(since: datetime, years: int, now: datetime) -> bool:
    """Tell whether so many years lie between two instants; the day after 28 February stands for 29 February."""
    now = now.astimezone(since.tzinfo)
    day, today = (since.year + years, since.month, since.day), (now.year, now.month, now.day)
    return day <= today
