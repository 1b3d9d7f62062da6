"""How tests expect a refusal: under one rule id, and no other."""

from __future__ import annotations

import pytest

from ledger.errors import RuleError


def refused(rule_id: str) -> pytest.RaisesExc[RuleError]:
    """Expect a `RuleError` with this rule id."""
    return pytest.raises(RuleError, check=lambda error: error.rule_id == rule_id)
