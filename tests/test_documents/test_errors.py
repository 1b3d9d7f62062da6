"""The reference of errors: generated, current, and complete: no rule that a test expects is missing in it."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.bodies import BODIES
from tests.test_documents import raised
from tests.test_documents.error_reference import render
from tests.test_documents.raised import RULE, all_raised
from tests.test_documents.rule_ids import rules_of_every_event, rules_of_type

ROOT = Path(__file__).parents[2]
EXPECTING = {"refused", "malformed", "unverified", "unusable"}
"""What tests call an expected refusal by (`tests.refusals`, `tests.test_cli.desk`)."""


def expected_by_tests() -> Iterator[tuple[str, str]]:
    """Yield every rule id that a test expects to be raised, and the file."""
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and raised._name(node.func) in EXPECTING:
                first = node.args[0]
                if isinstance(first, ast.Constant) and RULE.fullmatch(str(first.value)):
                    yield str(first.value), path.name


def test_every_rule_that_a_test_expects_is_found() -> None:
    found = {one.rule for one in all_raised()}
    expected = dict(expected_by_tests())
    assert len(expected) > 100
    assert {rule: test for rule, test in expected.items() if rule not in found} == {}


def test_every_rule_of_an_event_is_found() -> None:
    found = {one.rule for one in all_raised()}
    assert found.issuperset(rules_of_every_event())
    for body in BODIES.values():
        assert found.issuperset(rules_of_type(body)), body.wire_name


def test_rules_are_found_where_a_function_makes_the_error() -> None:
    found = {(one.rule, one.path) for one in all_raised()}
    assert {
        ("payment.own_request", "ledger/rules/payments.py"),  # act.refuse("payment.own_request", …)
        ("json.depth", "ledger/strict_json.py"),  # _error("json.depth", …)
        ("jws.malformed", "ledger/jws.py"),  # base64url.decode(…, "jws.malformed")
        ("founding.seats", "ledger/rules/community.py"),  # a function inside the check
        ("draft.data", "ledger/cli/common.py"),  # the same, with its rule inside
        ("fund.unknown", "api/resources/money.py"),  # found("fund", …)
        ("document.unknown", "api/site.py"),  # unknown("document", …)
        ("reference.unresolved", "ledger/rules/act.py"),
    } <= found


def test_every_error_says_what_to_do() -> None:
    for one in all_raised():
        assert one.advice, one
        assert one.says, one


def test_control_an_error_whose_rule_cannot_be_found_stops_the_search(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "ledger/odd.py"
    program.parent.mkdir()
    program.write_text(
        "class MingzhangError(Exception): ...\ndef f(x): raise MingzhangError('odd.' + x, 'm', advice='a')\n"
    )
    monkeypatch.setattr(raised, "ROOT", tmp_path)
    raised._tree.cache_clear()
    raised._error_classes.cache_clear()
    try:
        with pytest.raises(ValueError, match="line 2"):
            all_raised()
    finally:
        raised._tree.cache_clear()
        raised._error_classes.cache_clear()


def test_the_page_has_a_row_for_each_rule() -> None:
    page = render()
    for one in all_raised():
        assert f"| `{one.rule}` | " in page
        assert (ROOT / one.path).exists()
