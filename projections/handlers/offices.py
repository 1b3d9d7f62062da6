"""Rows of how offices are kept: interests, duties, audits, seals, handover, witnesses, the log's key."""

from __future__ import annotations

from ledger.bodies.community import LogKeyRotated
from ledger.bodies.offices import (
    AuditReported,
    DutyPerformed,
    HandoverSigned,
    InterestDeclared,
    SealUsed,
    WitnessEnrolled,
    WitnessRemoved,
)
from ledger.bodies.shared import Ref
from projections.effect import Effect


def interest(effect: Effect, body: InterestDeclared) -> None:
    """Show what ties the member to the party."""
    effect.insert(
        "interest",
        position=effect.position,
        member=effect.member,
        relation=body.relation,
        party=body.party,
        since=body.since,
    )


def duty(effect: Effect, body: DutyPerformed) -> None:
    """Show that the duty was done."""
    effect.insert(
        "duty", position=effect.position, member=effect.member, duty=body.duty, period=body.period, date=body.date
    )


def audit(effect: Effect, body: AuditReported) -> None:
    """Show the opinion."""
    effect.insert(
        "audit",
        position=effect.position,
        scope=body.scope,
        period=body.period,
        firm=body.firm,
        opinion=body.opinion,
    )


def seal_used(effect: Effect, body: SealUsed) -> None:
    """Show what was sealed, and the entry that allowed it."""
    effect.insert(
        "seal_use",
        position=effect.position,
        seal=body.seal,
        purpose=effect.text(body.purpose),
        document=body.document,
        approved=effect.position_of(body.approved.id) if isinstance(body.approved, Ref) else None,
        copies=body.copies,
    )


def handover(effect: Effect, body: HandoverSigned) -> None:
    """Show one side of the handover, with everything on its list."""
    effect.insert(
        "handover",
        position=effect.position,
        side=body.side,
        member=effect.member,
        seals=" ".join(body.seals),
        open_contracts=" ".join(body.open_contracts),
        hosting_and_keys=effect.text(body.hosting_and_keys),
        size=body.checkpoint.size,
        root=body.checkpoint.root,
    )
    for line, item in enumerate(body.inventory):
        effect.insert(
            "handover_item",
            position=effect.position,
            line=line,
            title=effect.text(item.title),
            document=item.document,
        )
    for line, balance in enumerate(body.balances):
        effect.insert(
            "handover_balance",
            position=effect.position,
            line=line,
            fund=balance.fund,
            account=balance.account,
            amount=balance.amount,
        )


def witness_enrolled(effect: Effect, body: WitnessEnrolled) -> None:
    """Show who cosigns."""
    effect.insert(
        "witness",
        position=effect.position,
        vkey=body.vkey,
        name=effect.text(body.name),
        url=body.url,
        kind=body.kind,
    )


def witness_removed(effect: Effect, body: WitnessRemoved) -> None:
    """Show who no longer cosigns."""
    effect.execute(
        "UPDATE witness SET removed_position = ? WHERE vkey = ? AND removed_position IS NULL",
        effect.position,
        body.vkey,
    )


def log_key_rotated(effect: Effect, body: LogKeyRotated) -> None:
    """Show the key of the log from here on."""
    effect.execute("UPDATE community SET log_vkey = ?", body.new_vkey)
    effect.insert(
        "log_key",
        position=effect.position,
        old_vkey=body.old_vkey,
        new_vkey=body.new_vkey,
        size=body.checkpoint.size,
    )
