"""How tests expect a refusal: under one rule id, and no other."""

from __future__ import annotations

import pytest

from ledger.errors import FormatError, RuleError, StoreError, UsageError, VerificationError


def refused(rule_id: str) -> pytest.RaisesExc[RuleError]:
    """Expect a `RuleError` with this rule id."""
    return pytest.raises(RuleError, check=lambda error: error.rule_id == rule_id)


def malformed(rule_id: str) -> pytest.RaisesExc[FormatError]:
    """Expect a `FormatError` with this rule id."""
    return pytest.raises(FormatError, check=lambda error: error.rule_id == rule_id)


def unverified(rule_id: str) -> pytest.RaisesExc[VerificationError]:
    """Expect a `VerificationError` with this rule id."""
    return pytest.raises(VerificationError, check=lambda error: error.rule_id == rule_id)


def unusable(rule_id: str) -> pytest.RaisesExc[UsageError]:
    """Expect a `UsageError` with this rule id."""
    return pytest.raises(UsageError, check=lambda error: error.rule_id == rule_id)


def unstorable(rule_id: str) -> pytest.RaisesExc[StoreError]:
    """Expect a `StoreError` with this rule id."""
    return pytest.raises(StoreError, check=lambda error: error.rule_id == rule_id)
