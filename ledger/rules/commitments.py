"""Rules and folds of what binds money before it moves: budgets, contracts, receivables, emergencies, works.

What was signed with others is recorded as it is: a contract above its authorised sum is a finding, not a refusal.
"""

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
from ledger.bodies.shared import Unset
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.state import Emergency, Fund


def check_motion(act: Act, motion_id: str | Unset) -> None:
    """A motion that is named has been tabled."""
    if isinstance(motion_id, str) and act.motion(motion_id).tabled is None:
        raise act.unresolved("motion", motion_id)


def check_contract(act: Act, fund: Fund, contract_id: str | Unset) -> None:
    """A contract that is named was signed for this fund."""
    if isinstance(contract_id, str) and contract_id not in fund.commitments.contracts:
        raise act.unresolved("contract", contract_id)


def check_budget(act: Act, body: BudgetAdopted) -> None:
    """An adopted motion; one budget for a period, then revisions of it; each code once."""
    fund = act.open_fund()
    check_motion(act, body.motion)
    if not act.motion(body.motion).holds:
        raise act.refuse(
            "budget.motion",
            f"the motion {body.motion!r} has not been adopted, or holds no longer",
            "Have it decided and closed first.",
        )
    if (body.kind == "initial") == (body.period in fund.commitments.budgets):
        raise act.refuse(
            "budget.kind",
            "a period has one initial budget, and revisions follow it",
            "Set kind to initial for a period's first budget and to revision for any other.",
        )
    if len({line.code for line in body.lines}) != len(body.lines):
        raise act.refuse("budget.codes", "the same code stands twice", "Give each line a code of its own.")
    for line in body.lines:
        act.check_category(line.category, "income", "expense")


def fold_budget(fund: Fund, _event: Event, body: BudgetAdopted) -> None:
    """Let the lines hold for their period."""
    fund.commitments.budgets[body.period] = {line.code: line for line in body.lines}


def check_signed(act: Act, body: ContractSigned) -> None:
    """A new id, a known party, and days in their order."""
    fund = act.open_fund()
    if body.contract in fund.commitments.contracts:
        raise act.refuse("contract.id_reused", f"the contract id {body.contract!r} is in use", "Choose another id.")
    act.check_party(body.party)
    act.check_date(body.from_, body.to, *(instalment.due for instalment in body.schedule))
    if body.to < body.from_:
        raise act.refuse("contract.dates", "the contract ends before it begins", "Correct from and to.")
    check_motion(act, body.motion)


def fold_signed(fund: Fund, _event: Event, body: ContractSigned) -> None:
    """Keep the contract."""
    fund.commitments.contracts[body.contract] = body


def check_amended(act: Act, body: ContractAmended) -> None:
    """A contract of this fund, changed in its amount or its end."""
    check_contract(act, act.open_fund(), body.contract)
    act.check_date(body.ends)
    if isinstance(body.amount, Unset) and isinstance(body.ends, Unset):
        raise act.refuse("contract.unchanged", "the amendment changes nothing", "Set amount or ends.")
    check_motion(act, body.motion)


def check_expected(act: Act, body: IncomeExpected) -> None:
    """A category of income, a day that exists, shares that add up."""
    act.open_fund()
    act.check_category(body.category, "income")
    act.check_date(body.due)
    act.check_shares(body.allocation, body.amount)


def check_declared(act: Act, body: EmergencyDeclared) -> None:
    """A case of its own."""
    if body.case in act.open_fund().commitments.cases:
        raise act.refuse("emergency.case_reused", f"the case {body.case!r} is in use", "Choose another id.")


def fold_declared(fund: Fund, event: Event, body: EmergencyDeclared) -> None:
    """Keep the case."""
    fund.commitments.emergencies[event.id] = Emergency(body, event.kid)


def check_confirmed(act: Act, body: EmergencyConfirmed) -> None:
    """By somebody else than the declarer, once each, for an authority that the book knows."""
    act.target(body.on, "emergency.declared")
    act.check_party(body.authority)
    emergency = act.open_fund().commitments.emergencies[body.on.id]
    if act.community.has_spoken(act.member, [emergency.kid]):
        raise act.refuse(
            "emergency.own", "nobody confirms the emergency that they declared", "Ask another person to confirm it."
        )
    if act.community.has_spoken(act.member, emergency.confirmed):
        raise act.refuse(
            "emergency.confirmed_twice",
            f"{act.member.id}, or the seat before, has confirmed this emergency",
            "Nothing is to be done.",
        )


def fold_confirmed(fund: Fund, event: Event, body: EmergencyConfirmed) -> None:
    """Keep who confirmed it."""
    fund.commitments.emergencies[body.on.id].confirmed.append(event.kid)


def check_accepted(act: Act, body: WorkAccepted) -> None:
    """Work under a contract of this fund."""
    check_contract(act, act.open_fund(), body.contract)


def check_reviewed(act: Act, body: WorkReviewed) -> None:
    """Work under a contract of this fund, reviewed by a known party."""
    check_contract(act, act.open_fund(), body.contract)
    act.check_party(body.reviewer)
