"""The typed bodies of all event types, one module per family, and the closed registry of their names."""

from __future__ import annotations

from ledger.bodies import accounts, community, documents, inquiries, meetings, money, motions, notes, offices, sources
from ledger.bodies.shared import Body

BODIES: dict[str, type[Body]] = {
    body.wire_name: body
    for body in (
        community.CommunityFounded,
        community.RulesetAdopted,
        community.SeatsSet,
        community.MemberAppointed,
        community.RolesChanged,
        community.MemberEnded,
        community.KeyIntroduced,
        community.KeyEnrolled,
        community.KeyRevoked,
        community.LogKeyRotated,
        offices.WitnessEnrolled,
        offices.WitnessRemoved,
        community.CounterpartyRegistered,
        offices.InterestDeclared,
        offices.HandoverSigned,
        offices.SealUsed,
        offices.DutyPerformed,
        offices.AuditReported,
        notes.FieldErased,
        community.EntryConfirmed,
        notes.EntryAnnotated,
        notes.FindingAnswered,
        accounts.AccountOpened,
        accounts.FundOpened,
        accounts.BalanceOpened,
        money.IncomeRecorded,
        money.PaymentRequested,
        money.PaymentApproved,
        money.PaymentRejected,
        money.PaymentCancelled,
        money.PaymentExecuted,
        money.PaymentReturned,
        money.OutflowRecorded,
        money.MovementImported,
        sources.SourceRegistered,
        sources.ImportCompleted,
        motions.MotionTabled,
        motions.BallotCast,
        motions.MotionClosed,
        meetings.MeetingRequested,
        meetings.MeetingCalled,
        meetings.MeetingCancelled,
        meetings.MeetingOpened,
        meetings.MeetingClosed,
        meetings.AttendanceRecorded,
        meetings.ItemNoted,
        meetings.MinutesRecorded,
        meetings.MinutesSigned,
        documents.DocumentRegistered,
        documents.DocumentWithdrawn,
        inquiries.InquiryRaised,
        inquiries.InquiryAnswered,
        inquiries.InquiryClosed,
    )
}
"""Catalogue name to body type; a name that is not here is refused."""
