"""The typed bodies of all event types, one module per family, and the closed registry of their names."""

from __future__ import annotations

from ledger.bodies import accounts, assembly, community, documents, meetings, money, motions, sources
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
        motions.MotionWithdrawn,
        motions.MotionExtended,
        motions.BallotCast,
        motions.BallotTranscribed,
        assembly.ElectorateFrozen,
        assembly.BallotsDelivered,
        assembly.BallotRecorded,
        assembly.BallotVoided,
        assembly.BallotsCounted,
        assembly.ResultRecorded,
        assembly.ObjectionRaised,
        assembly.ObjectionAnswered,
        motions.MotionClosed,
        assembly.ResolutionEnded,
        assembly.ResolutionChallenged,
        assembly.ResolutionAnnulled,
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
