"""One handler for each type of event, by its body: it writes the rows of an event that takes effect.

``entry.confirmed`` has none: what it puts into effect is handled by the handler of the confirmed event.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.bodies import accounts as account_bodies
from ledger.bodies import assembly as assembly_bodies
from ledger.bodies import commitments as commitment_bodies
from ledger.bodies import community as community_bodies
from ledger.bodies import documents as document_bodies
from ledger.bodies import inquiries as inquiry_bodies
from ledger.bodies import meetings as meeting_bodies
from ledger.bodies import money as money_bodies
from ledger.bodies import motions as motion_bodies
from ledger.bodies import notes as note_bodies
from ledger.bodies import offices as office_bodies
from ledger.bodies import sources as source_bodies
from ledger.bodies import statements as statement_bodies
from ledger.bodies.shared import Body
from projections.effect import Effect
from projections.handlers import (
    assembly,
    commitments,
    community,
    corrections,
    documents,
    inquiries,
    meetings,
    money,
    motions,
    notes,
    offices,
    payments,
    rulesets,
    sources,
    statements,
)

HANDLERS: dict[type[Body], Callable[[Effect, Any], None]] = {
    community_bodies.CommunityFounded: community.founded,
    community_bodies.RulesetAdopted: rulesets.adopted,
    community_bodies.SeatsSet: rulesets.seats_set,
    community_bodies.MemberAppointed: community.appointed,
    community_bodies.RolesChanged: community.roles_changed,
    community_bodies.MemberEnded: community.ended,
    community_bodies.KeyIntroduced: community.introduced,
    community_bodies.KeyEnrolled: community.enrolled,
    community_bodies.KeyRevoked: community.revoked,
    community_bodies.LogKeyRotated: offices.log_key_rotated,
    community_bodies.CounterpartyRegistered: community.counterparty,
    office_bodies.WitnessEnrolled: offices.witness_enrolled,
    office_bodies.WitnessRemoved: offices.witness_removed,
    office_bodies.InterestDeclared: offices.interest,
    office_bodies.HandoverSigned: offices.handover,
    office_bodies.SealUsed: offices.seal_used,
    office_bodies.DutyPerformed: offices.duty,
    office_bodies.AuditReported: offices.audit,
    note_bodies.FieldErased: notes.erased,
    note_bodies.EntryAnnotated: notes.annotated,
    note_bodies.FindingAnswered: notes.answered,
    account_bodies.AccountOpened: money.account_opened,
    account_bodies.AccountClosed: money.account_closed,
    account_bodies.FundOpened: money.fund_opened,
    account_bodies.BalanceOpened: money.balance_opened,
    money_bodies.IncomeRecorded: money.income,
    money_bodies.OutflowRecorded: money.outflow,
    money_bodies.MovementImported: money.imported,
    money_bodies.PaymentRequested: payments.requested,
    money_bodies.PaymentApproved: payments.decided,
    money_bodies.PaymentRejected: payments.decided,
    money_bodies.PaymentCancelled: payments.cancelled,
    money_bodies.PaymentExecuted: payments.executed,
    money_bodies.PaymentReturned: payments.returned,
    money_bodies.MovementReversed: corrections.reversed_,
    money_bodies.ReceiptReleased: corrections.released,
    money_bodies.AdvanceSettled: corrections.settled,
    commitment_bodies.BudgetAdopted: commitments.budget,
    commitment_bodies.ContractSigned: commitments.signed,
    commitment_bodies.ContractAmended: commitments.amended,
    commitment_bodies.IncomeExpected: commitments.expected,
    commitment_bodies.EmergencyDeclared: commitments.declared,
    commitment_bodies.EmergencyConfirmed: commitments.confirmed,
    commitment_bodies.WorkAccepted: commitments.accepted,
    commitment_bodies.WorkReviewed: commitments.reviewed,
    statement_bodies.StatementRecorded: statements.recorded,
    statement_bodies.StatementReconciled: statements.reconciled,
    statement_bodies.PeriodClosed: statements.closed,
    statement_bodies.DisclosurePublished: statements.published,
    statement_bodies.PostingEvidenced: statements.evidenced,
    source_bodies.SourceRegistered: sources.registered,
    source_bodies.ImportCompleted: sources.completed,
    motion_bodies.MotionTabled: motions.tabled,
    motion_bodies.MotionWithdrawn: motions.withdrawn,
    motion_bodies.MotionExtended: motions.extended,
    motion_bodies.BallotCast: motions.ballot,
    motion_bodies.BallotTranscribed: motions.transcribed,
    assembly_bodies.ElectorateFrozen: assembly.frozen,
    assembly_bodies.BallotsDelivered: assembly.delivered,
    assembly_bodies.BallotRecorded: assembly.recorded,
    assembly_bodies.BallotVoided: assembly.voided,
    assembly_bodies.BallotsCounted: assembly.counted,
    assembly_bodies.ResultRecorded: assembly.result,
    assembly_bodies.ObjectionRaised: assembly.objection,
    assembly_bodies.ObjectionAnswered: assembly.answer,
    motion_bodies.MotionClosed: motions.closed,
    assembly_bodies.ResolutionEnded: assembly.ended,
    assembly_bodies.ResolutionChallenged: assembly.challenged,
    assembly_bodies.ResolutionAnnulled: assembly.annulled,
    meeting_bodies.MeetingRequested: meetings.requested,
    meeting_bodies.MeetingCalled: meetings.called,
    meeting_bodies.MeetingCancelled: meetings.cancelled,
    meeting_bodies.ItemNoted: meetings.noted,
    meeting_bodies.MeetingOpened: meetings.opened,
    meeting_bodies.MeetingClosed: meetings.closed,
    meeting_bodies.AttendanceRecorded: meetings.attendance,
    meeting_bodies.MinutesRecorded: meetings.minutes,
    meeting_bodies.MinutesSigned: meetings.signed,
    document_bodies.DocumentRegistered: documents.registered,
    document_bodies.DocumentWithdrawn: documents.withdrawn,
    inquiry_bodies.InquiryRaised: inquiries.raised,
    inquiry_bodies.InquiryAnswered: inquiries.answered,
    inquiry_bodies.InquiryClosed: inquiries.closed,
}
