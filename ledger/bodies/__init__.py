"""The typed bodies of all event types, one module per family, and the closed registry of their names."""

from __future__ import annotations

from ledger.bodies import accounts, commitments, community, documents, meetings, money, motions, sources, statements
from ledger.bodies.shared import Body

BODIES: dict[str, type[Body]] = {
    body.wire_name: body
    for body in (
        community.CommunityFounded,
        community.MemberAppointed,
        community.MemberEnded,
        community.KeyIntroduced,
        community.KeyEnrolled,
        community.KeyRevoked,
        community.CounterpartyRegistered,
        community.EntryConfirmed,
        accounts.AccountOpened,
        accounts.AccountClosed,
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
        money.MovementReversed,
        money.ReceiptReleased,
        money.AdvanceSettled,
        commitments.BudgetAdopted,
        commitments.ContractSigned,
        commitments.ContractAmended,
        commitments.IncomeExpected,
        commitments.EmergencyDeclared,
        commitments.EmergencyConfirmed,
        commitments.WorkAccepted,
        commitments.WorkReviewed,
        statements.StatementRecorded,
        statements.StatementReconciled,
        statements.PeriodClosed,
        statements.DisclosurePublished,
        statements.PostingEvidenced,
        sources.SourceRegistered,
        sources.ImportCompleted,
        motions.MotionTabled,
        motions.BallotCast,
        motions.MotionClosed,
        meetings.MeetingCalled,
        meetings.MeetingOpened,
        meetings.MeetingClosed,
        meetings.AttendanceRecorded,
        meetings.MinutesRecorded,
        meetings.MinutesSigned,
        documents.DocumentRegistered,
    )
}
"""Catalogue name to body type; a name that is not here is refused."""
