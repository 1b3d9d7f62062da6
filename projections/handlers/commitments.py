"""Rows of budgets, contracts, receivables, emergencies and works."""

from __future__ import annotations

from ledger.bodies.commitments import (
    BudgetAdopted,
    ContractAmended,
    ContractSigned,
    EmergencyConfirmed,
    EmergencyDeclared,
    IncomeExpected,
    WorkAccepted,
    WorkReviewed,
)
from projections.effect import Effect


def budget(effect: Effect, body: BudgetAdopted) -> None:
    """Show the lines; those of the period's earlier budget stay, marked as replaced."""
    effect.execute(
        "UPDATE budget_line SET replaced_position = ? WHERE fund = ? AND period = ? AND replaced_position IS NULL",
        effect.position,
        effect.stream_id,
        body.period,
    )
    for line in body.lines:
        effect.insert(
            "budget_line",
            position=effect.position,
            fund=effect.stream_id,
            period=body.period,
            code=line.code,
            category=line.category,
            amount=line.amount,
            kind=body.kind,
            motion=body.motion,
        )


def signed(effect: Effect, body: ContractSigned) -> None:
    """Show the contract."""
    effect.insert(
        "contract",
        fund=effect.stream_id,
        id=body.contract,
        position=effect.position,
        direction=body.direction,
        party=body.party,
        amount=body.amount,
        amount_now=body.amount,
        begins=body.from_,
        ends=body.to,
        purpose=effect.text(body.purpose),
        common_part=body.common_part,
        motion=body.motion,
        **{"class": body.class_},
    )
    for number, instalment in enumerate(body.schedule):
        effect.insert(
            "instalment",
            fund=effect.stream_id,
            contract=body.contract,
            line=number,
            due=instalment.due,
            amount=instalment.amount,
        )


def amended(effect: Effect, body: ContractAmended) -> None:
    """Show the amendment, and what the contract is now."""
    effect.insert(
        "amendment",
        position=effect.position,
        fund=effect.stream_id,
        contract=body.contract,
        amount=body.amount,
        reason=body.reason,
        ends=body.ends,
        motion=body.motion,
    )
    effect.execute(
        "UPDATE contract SET amount_now = coalesce(?, amount_now), ends = coalesce(?, ends) WHERE fund = ? AND id = ?",
        body.amount if isinstance(body.amount, int) else None,
        body.ends if isinstance(body.ends, str) else None,
        effect.stream_id,
        body.contract,
    )


def expected(effect: Effect, body: IncomeExpected) -> None:
    """Show what should come in."""
    effect.insert(
        "expected",
        position=effect.position,
        fund=effect.stream_id,
        period=body.period,
        category=body.category,
        amount=body.amount,
        payers_count=body.payers_count,
        due=body.due,
        basis=effect.text(body.basis),
    )


def declared(effect: Effect, body: EmergencyDeclared) -> None:
    """Show the emergency."""
    effect.insert(
        "emergency",
        position=effect.position,
        fund=effect.stream_id,
        id=body.case,
        estimate=body.estimate,
        declared_by=effect.member,
    )


def confirmed(effect: Effect, body: EmergencyConfirmed) -> None:
    """Show who confirmed it."""
    effect.insert(
        "emergency_confirmation",
        position=effect.position,
        emergency=effect.position_of(body.on.id),
        member=effect.member,
        authority=body.authority,
    )


def accepted(effect: Effect, body: WorkAccepted) -> None:
    """Show one person's word on the work."""
    effect.insert(
        "work",
        position=effect.position,
        fund=effect.stream_id,
        contract=body.contract,
        member=effect.member,
        result=body.result,
    )


def reviewed(effect: Effect, body: WorkReviewed) -> None:
    """Show what the cost review gave."""
    effect.insert(
        "work",
        position=effect.position,
        fund=effect.stream_id,
        contract=body.contract,
        member=effect.member,
        submitted=body.submitted,
        approved=body.approved,
        reviewer=body.reviewer,
    )
