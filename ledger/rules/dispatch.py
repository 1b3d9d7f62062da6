"""One line per event type: which check decides on it and which fold lets it take effect.

Adding an event type is one body, one check, one fold, and one line in `_RULES`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from ledger.bodies import accounts, documents, inquiries, meetings, money, notes, offices, sources, statements
from ledger.bodies import assembly as ballots
from ledger.bodies import commitments as commitment_bodies
from ledger.bodies import community as people
from ledger.bodies import motions as votes
from ledger.bodies.shared import Body
from ledger.errors import RuleError
from ledger.events import Event
from ledger.rules import (
    assembly,
    authority,
    closing,
    commitments,
    community,
    confirmation,
    corrections,
    motions,
    payments,
    resolutions,
    rulesets,
    tabling,
)
from ledger.rules import inquiries as inquiry_rules
from ledger.rules import meetings as meeting_rules
from ledger.rules import money as money_rules
from ledger.rules import notes as note_rules
from ledger.rules import offices as office_rules
from ledger.rules import sources as source_rules
from ledger.rules import statements as statement_rules
from ledger.rules.act import TIME_AHEAD_MAX, Act
from ledger.rules.state import Community, Index, States, StreamState


def _fold_nothing(_state: Any, _event: Event, _body: Any) -> None:
    """Change no state: the views show it, and no rule looks back at it."""


class _Rule(NamedTuple):
    check: Callable[[Act, Any], None]
    fold: Callable[[Any, Event, Any], None]


_RULES: dict[type[Body], _Rule] = {
    people.RulesetAdopted: _Rule(rulesets.check_ruleset, rulesets.fold_ruleset),
    people.SeatsSet: _Rule(rulesets.check_seats, rulesets.fold_seats),
    people.MemberAppointed: _Rule(community.check_appointment, community.fold_appointment),
    people.RolesChanged: _Rule(community.check_role_change, community.fold_role_change),
    people.MemberEnded: _Rule(community.check_ending, community.fold_ending),
    people.KeyIntroduced: _Rule(community.check_introduction, community.fold_introduction),
    people.KeyEnrolled: _Rule(community.check_enrolment, community.fold_enrolment),
    people.KeyRevoked: _Rule(community.check_revocation, community.fold_revocation),
    people.LogKeyRotated: _Rule(office_rules.check_log_key, office_rules.fold_log_key),
    offices.WitnessEnrolled: _Rule(office_rules.check_witness, office_rules.fold_witness),
    offices.WitnessRemoved: _Rule(office_rules.check_witness_removed, office_rules.fold_witness_removed),
    people.CounterpartyRegistered: _Rule(community.check_counterparty, community.fold_counterparty),
    offices.InterestDeclared: _Rule(office_rules.check_interest, _fold_nothing),
    offices.HandoverSigned: _Rule(office_rules.check_handover, office_rules.fold_handover),
    offices.SealUsed: _Rule(office_rules.check_seal, _fold_nothing),
    offices.DutyPerformed: _Rule(office_rules.check_duty, _fold_nothing),
    offices.AuditReported: _Rule(office_rules.check_audit, _fold_nothing),
    notes.FieldErased: _Rule(note_rules.check_erasure, _fold_nothing),
    notes.EntryAnnotated: _Rule(note_rules.check_annotation, _fold_nothing),
    notes.FindingAnswered: _Rule(note_rules.check_answer, _fold_nothing),
    accounts.AccountOpened: _Rule(money_rules.check_account_opened, money_rules.fold_account_opened),
    accounts.AccountClosed: _Rule(money_rules.check_account_closed, money_rules.fold_account_closed),
    accounts.FundOpened: _Rule(money_rules.check_fund_opened, money_rules.fold_fund_opened),
    accounts.BalanceOpened: _Rule(money_rules.check_balance_opened, money_rules.fold_balance_opened),
    money.IncomeRecorded: _Rule(money_rules.check_income, money_rules.fold_income),
    money.OutflowRecorded: _Rule(money_rules.check_outflow, money_rules.fold_outflow),
    money.MovementImported: _Rule(money_rules.check_imported, money_rules.fold_imported),
    money.PaymentRequested: _Rule(payments.check_request, payments.fold_request),
    money.PaymentApproved: _Rule(payments.check_decision, payments.fold_decision),
    money.PaymentRejected: _Rule(payments.check_decision, payments.fold_decision),
    money.PaymentCancelled: _Rule(payments.check_cancellation, payments.fold_cancellation),
    money.PaymentExecuted: _Rule(payments.check_execution, payments.fold_execution),
    money.PaymentReturned: _Rule(payments.check_return, payments.fold_return),
    money.MovementReversed: _Rule(corrections.check_reversed, corrections.fold_reversed),
    money.ReceiptReleased: _Rule(corrections.check_released, corrections.fold_released),
    money.AdvanceSettled: _Rule(corrections.check_settled, corrections.fold_settled),
    commitment_bodies.BudgetAdopted: _Rule(commitments.check_budget, commitments.fold_budget),
    commitment_bodies.ContractSigned: _Rule(commitments.check_signed, commitments.fold_signed),
    commitment_bodies.ContractAmended: _Rule(commitments.check_amended, _fold_nothing),
    commitment_bodies.IncomeExpected: _Rule(commitments.check_expected, _fold_nothing),
    commitment_bodies.EmergencyDeclared: _Rule(commitments.check_declared, commitments.fold_declared),
    commitment_bodies.EmergencyConfirmed: _Rule(commitments.check_confirmed, commitments.fold_confirmed),
    commitment_bodies.WorkAccepted: _Rule(commitments.check_accepted, _fold_nothing),
    commitment_bodies.WorkReviewed: _Rule(commitments.check_reviewed, _fold_nothing),
    statements.StatementRecorded: _Rule(statement_rules.check_statement, statement_rules.fold_statement),
    statements.StatementReconciled: _Rule(statement_rules.check_reconciled, statement_rules.fold_reconciled),
    statements.PeriodClosed: _Rule(statement_rules.check_closed, statement_rules.fold_closed),
    statements.DisclosurePublished: _Rule(statement_rules.check_published, statement_rules.fold_published),
    statements.PostingEvidenced: _Rule(statement_rules.check_evidenced, statement_rules.fold_evidenced),
    sources.SourceRegistered: _Rule(source_rules.check_registered, source_rules.fold_registered),
    sources.ImportCompleted: _Rule(source_rules.check_completed, source_rules.fold_completed),
    votes.MotionTabled: _Rule(tabling.check_tabled, tabling.fold_tabled),
    votes.MotionWithdrawn: _Rule(motions.check_withdrawn, motions.fold_withdrawn),
    votes.MotionExtended: _Rule(motions.check_extended, motions.fold_extended),
    votes.BallotCast: _Rule(motions.check_ballot, motions.fold_ballot),
    votes.BallotTranscribed: _Rule(motions.check_transcribed, motions.fold_transcribed),
    ballots.ElectorateFrozen: _Rule(assembly.check_frozen, assembly.fold_frozen),
    ballots.BallotsDelivered: _Rule(assembly.check_delivered, assembly.fold_delivered),
    ballots.BallotRecorded: _Rule(assembly.check_recorded, assembly.fold_recorded),
    ballots.BallotVoided: _Rule(assembly.check_voided, assembly.fold_voided),
    ballots.BallotsCounted: _Rule(assembly.check_counted, assembly.fold_counted),
    ballots.ResultRecorded: _Rule(resolutions.check_result, resolutions.fold_result),
    ballots.ObjectionRaised: _Rule(resolutions.check_objection, resolutions.fold_objection),
    ballots.ObjectionAnswered: _Rule(resolutions.check_answer, resolutions.fold_answer),
    votes.MotionClosed: _Rule(closing.check_closed, closing.fold_closed),
    ballots.ResolutionEnded: _Rule(resolutions.check_ended, resolutions.fold_ended),
    ballots.ResolutionChallenged: _Rule(resolutions.check_challenged, _fold_nothing),
    ballots.ResolutionAnnulled: _Rule(resolutions.check_annulled, resolutions.fold_annulled),
    meetings.MeetingRequested: _Rule(meeting_rules.check_requested, meeting_rules.fold_requested),
    meetings.MeetingCalled: _Rule(meeting_rules.check_called, meeting_rules.fold_called),
    meetings.MeetingCancelled: _Rule(meeting_rules.check_cancelled, meeting_rules.fold_cancelled),
    meetings.MeetingOpened: _Rule(meeting_rules.check_opened, meeting_rules.fold_opened),
    meetings.MeetingClosed: _Rule(meeting_rules.check_closed, meeting_rules.fold_closed),
    meetings.AttendanceRecorded: _Rule(meeting_rules.check_attendance, meeting_rules.fold_attendance),
    meetings.ItemNoted: _Rule(meeting_rules.check_noted, _fold_nothing),
    meetings.MinutesRecorded: _Rule(meeting_rules.check_minutes, meeting_rules.fold_minutes),
    meetings.MinutesSigned: _Rule(meeting_rules.check_signature, meeting_rules.fold_signature),
    documents.DocumentRegistered: _Rule(meeting_rules.check_document, meeting_rules.fold_document),
    documents.DocumentWithdrawn: _Rule(meeting_rules.check_withdrawn, meeting_rules.fold_withdrawn),
    inquiries.InquiryRaised: _Rule(inquiry_rules.check_raised, inquiry_rules.fold_raised),
    inquiries.InquiryAnswered: _Rule(inquiry_rules.check_answered, inquiry_rules.fold_answered),
    inquiries.InquiryClosed: _Rule(inquiry_rules.check_closed, inquiry_rules.fold_closed),
}


def decide(event: Event, admitted_at: datetime, states: States, index: Index) -> None:
    """Admit ``event`` at ``admitted_at`` after the history that ``states`` and ``index`` hold, or refuse it.

    The signature has been verified under the key that ``event.kid`` names; here it is judged whether that key may
    sign this at this point of the log.

    Raises:
        RuleError: with the id of the rule that is broken.
        FormatError: ``key.malformed``, ``key.hostile_point`` for a key that the event carries.
    """
    _check_identity(event, admitted_at, index)
    state = states["community"]
    assert isinstance(state, Community)
    if isinstance(event.data, people.CommunityFounded):
        community.check_founding(event, event.data, state)
        return
    if state.founded is None or state.pack is None:
        raise RuleError(
            "community.not_founded", "the book has not been founded", advice="Append community.founded first."
        )
    if event.source != state.founded.origin:
        raise RuleError(
            "community.other",
            f"the event belongs to {event.source}, this book is {state.founded.origin}",
            advice="Append it to the ledger of that community.",
        )
    signer = authority.signer(event, state)
    act = Act(event, admitted_at, signer, state, state.pack, states, index)
    authority.check_role(act)
    if isinstance(event.data, people.EntryConfirmed):
        _decide_confirmation(act, event.data)
    else:
        _RULES[type(event.data)].check(act, event.data)


def _check_identity(event: Event, admitted_at: datetime, index: Index) -> None:
    """Refuse a second event with the same id, a sealed field used twice, and a time that has not come yet."""
    if index.target(event.id) is not None:
        raise RuleError(
            "event.id_reused",
            f"another event with the id {event.id} stands in the book",
            advice="Draft the event anew; every draft has an id of its own.",
        )
    digests = event.digests
    if digests and (len(set(digests)) != len(digests) or any(map(index.has_digest, digests))):
        raise RuleError(
            "sealed.digest_reused",
            "a sealed field with the same digest stands in the book",
            advice="Sign the draft anew; every signature seals with fresh salts.",
        )
    if event.time - admitted_at > TIME_AHEAD_MAX:
        raise RuleError(
            "event.time_ahead",
            f"the event says {event.time.isoformat()}, the ledger's clock {admitted_at.isoformat()}",
            advice="Set the clock of the signing machine, draft and sign again.",
        )


def _decide_confirmation(act: Act, body: people.EntryConfirmed) -> None:
    """Check the confirmation, and the confirmed event's own rule again: it takes effect only now."""
    confirmed = confirmation.check(act, body)
    key = act.community.keys[confirmed.kid]
    assert key.holder is not None
    if not act.community.stands_behind(confirmed):
        raise act.refuse(
            "confirmation.author_gone",
            f"the key that signed it is {key.status}: {key.member} does not stand behind it any more",
            "Have somebody in office issue it anew.",
        )
    again = Act(confirmed, act.admitted_at, key.holder, act.community, act.pack, act.states, act.index)
    _RULES[type(confirmed.data)].check(again, confirmed.data)


def fold(state: StreamState, event: Event) -> None:
    """Let an admitted event change the state of its own stream."""
    body = event.data
    if isinstance(body, people.CommunityFounded):
        assert isinstance(state, Community)
        community.fold_founding(state, event, body)
    elif isinstance(body, people.EntryConfirmed):
        confirmed = state.waiting.pop(body.on.id)
        _RULES[type(confirmed.data)].fold(state, confirmed, confirmed.data)
    elif confirmation.needed(event, state):
        state.waiting[event.id] = event
    else:
        _RULES[type(body)].fold(state, event, body)
