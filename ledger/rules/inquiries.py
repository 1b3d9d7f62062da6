"""Rules and folds of the stream ``inquiry/<id>``: owners' questions, their answers, how they ended."""

from __future__ import annotations

from ledger.bodies import BODIES
from ledger.bodies.inquiries import InquiryAnswered, InquiryClosed, InquiryRaised
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.state import Inquiry


def check_raised(act: Act, body: InquiryRaised) -> None:
    """A new question, about entries of the book."""
    if act.own(Inquiry).raised:
        raise act.refuse("inquiry.id_reused", f"{act.event.subject} has been raised", "Choose another id.")
    for ref in body.about:
        act.any_target(ref, *BODIES)


def fold_raised(inquiry: Inquiry, _event: Event, _body: InquiryRaised) -> None:
    """The question stands."""
    inquiry.raised = True


def check_answered(act: Act, body: InquiryAnswered) -> None:
    """An answer to this question, supported by entries of the book; a later one may add to it until it is closed."""
    act.target(body.on, "inquiry.raised")
    _check_open(act)
    for ref in body.supports:
        act.any_target(ref, *BODIES)


def _check_open(act: Act) -> None:
    inquiry = act.own(Inquiry)
    if not inquiry.raised:
        raise act.unresolved("inquiry", act.event.subject.partition("/")[2])
    if inquiry.closed:
        raise act.refuse("inquiry.closed_already", "the question is closed", "Raise it anew, about the earlier one.")


def check_closed(act: Act, body: InquiryClosed) -> None:
    """Once; as answered only where there is an answer."""
    _check_open(act)
    if body.outcome == "answered" and not act.own(Inquiry).answered:
        raise act.refuse("inquiry.not_answered", "nobody has answered it", "Record inquiry.answered first.")


def fold_answered(inquiry: Inquiry, _event: Event, _body: InquiryAnswered) -> None:
    """There is an answer."""
    inquiry.answered = True


def fold_closed(inquiry: Inquiry, _event: Event, _body: InquiryClosed) -> None:
    """It has ended."""
    inquiry.closed = True
