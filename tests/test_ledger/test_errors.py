"""Errors: each carries its rule id, its message and what to do next, and one base catches them all."""

from __future__ import annotations

import pytest

from ledger import errors
from ledger.errors import MingzhangError, VerificationError

KINDS = [errors.FormatError, errors.RuleError, VerificationError, errors.StoreError, errors.UsageError]


@pytest.mark.parametrize("kind", KINDS)
def test_an_error_carries_its_rule_its_message_and_advice(kind: type[MingzhangError]) -> None:
    with pytest.raises(MingzhangError) as caught:
        raise kind("rule.id", "this is wrong", advice="Do that.")
    error = caught.value
    assert (error.rule_id, error.message, error.advice) == ("rule.id", "this is wrong", "Do that.")
    assert str(error) == "rule.id: this is wrong"


@pytest.mark.parametrize("kind", KINDS)
def test_no_error_goes_without_advice(kind: type[MingzhangError]) -> None:
    with pytest.raises(TypeError, match="advice"):
        kind("rule.id", "this is wrong")  # type: ignore[call-arg]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("other", KINDS)
def test_no_kind_of_error_is_caught_as_another(kind: type[MingzhangError], other: type[MingzhangError]) -> None:
    assert issubclass(kind, other) == (kind is other)


def test_a_failed_verification_names_the_place_where_there_is_one() -> None:
    error = VerificationError("log.leaf", "not the entry", advice="Ask.", where="entry 9")
    assert (error.where, str(error)) == ("entry 9", "log.leaf: not the entry (entry 9)")
    assert str(VerificationError("log.leaf", "not the entry", advice="Ask.")) == "log.leaf: not the entry"


def test_the_tree_in_the_docstring_is_the_one_in_the_code() -> None:
    assert errors.__doc__ is not None
    for kind in KINDS:
        assert f"── {kind.__name__} " in errors.__doc__
    assert {kind for kind in MingzhangError.__subclasses__() if kind.__module__ == errors.__name__} == set(KINDS)
