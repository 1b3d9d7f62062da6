"""What binds the money of a fund before it moves."""

from __future__ import annotations

from dataclasses import dataclass, field

from ledger.bodies.commitments import BudgetLine, ContractSigned, EmergencyDeclared


@dataclass(slots=True)
class Emergency:
    """An emergency, by whom it was declared and confirmed."""

    body: EmergencyDeclared
    kid: str
    confirmed: list[str] = field(default_factory=list)
    """Keys of those who confirmed it."""


@dataclass(slots=True)
class Commitments:
    """The budgets, contracts and emergencies of one fund."""

    budgets: dict[str, dict[str, BudgetLine]] = field(default_factory=dict)
    """Period to code to line."""
    contracts: dict[str, ContractSigned] = field(default_factory=dict)
    emergencies: dict[str, Emergency] = field(default_factory=dict)
    """By the id of the declaring event."""

    @property
    def cases(self) -> set[str]:
        """The ids of all emergencies."""
        return {emergency.body.case for emergency in self.emergencies.values()}
