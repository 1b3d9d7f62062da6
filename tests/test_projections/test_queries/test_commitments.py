"""What binds a fund, and what a payment's chain shows of it and misses."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.strict_json import Json
from projections.queries import chain, commitments
from tests.test_projections.shown import COMMON, Shown, fresh


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    book = fresh(tmp_path).with_money()
    signed: dict[str, Json] = {
        "contract": "c-1", "direction": "pay", "party": "firm", "amount": 100_000, "from": "2026-05-01",
        "to": "2026-12-31", "schedule": [], "purpose": {"value": "电梯大修"}, "class": "repair",
    }  # fmt: skip
    book.record("chair", "contract.signed", COMMON, signed)
    book.record("chair", "emergency.declared", COMMON, {"case": "e-1", "estimate": 90_000})
    motion = book.table()
    book.decide_motion(motion, 5)
    line: Json = {"code": "lift", "category": "repairs", "amount": 200_000}
    adopted: dict[str, Json] = {"kind": "initial", "period": "2026", "lines": [line], "motion": "m-1"}
    book.record("chair", "budget.adopted", COMMON, adopted)
    yield book
    book.close()


def pay(book: Shown) -> int:
    """Pay the last instalment, and return the index of the payment."""
    asked = book.request(contract="c-1", stage="final", emergency="e-1", budget_line="lift")
    book.decide("chair", asked)
    book.execute(asked)
    return book.size - 1


def test_a_final_payment_before_acceptance_review_and_confirmation_says_so(shown: Shown) -> None:
    index = pay(shown)
    shown.record("chair", "work.accepted", COMMON, {"contract": "c-1", "result": "accepted"})
    with shown.tables() as tables:
        found = chain.chain(tables, shown.pack, index)
    assert found is not None
    assert found.backing is not None
    assert found.backing.missing == ["emergency_confirmation", "acceptance", "review"]
    assert found.contract is not None
    assert (found.contract.paid, [work.result for work in found.contract.works]) == (80_000, ["accepted"])
    assert found.budget_line is not None
    assert (found.budget_line.used, found.budget_line.amount) == (80_000, 200_000)


def test_a_rejected_work_is_no_acceptance_and_what_came_before_the_payment_counts(shown: Shown) -> None:
    shown.record("chair", "work.accepted", COMMON, {"contract": "c-1", "result": "rejected"})
    with shown.tables() as tables:
        before = chain.chain(tables, shown.pack, pay(shown))
        assert before is None, "these tables are from before the payment"
    index = shown.size - 1
    with shown.tables() as tables:
        found = chain.chain(tables, shown.pack, index)
    assert found is not None
    assert found.backing is not None
    assert "acceptance" in found.backing.missing
    shown.record("vice", "work.accepted", COMMON, {"contract": "c-1", "result": "with_defects"})
    index = pay(shown)
    with shown.tables() as tables:
        found = chain.chain(tables, shown.pack, index)
    assert found is not None
    assert found.backing is not None
    assert "acceptance" not in found.backing.missing


def test_a_confirmed_emergency_misses_nothing(shown: Shown) -> None:
    other = shown.record("chair", "emergency.declared", COMMON, {"case": "e-2", "estimate": 1})
    on: dict[str, Json] = {"on": shown.cast.ref(other), "authority": "firm"}
    shown.record("vice", "emergency.confirmed", COMMON, on)
    asked = shown.request(emergency="e-2")
    shown.decide("chair", asked)
    shown.execute(asked)
    with shown.tables() as tables:
        found = chain.chain(tables, shown.pack, shown.size - 1)
    assert found is not None
    assert found.backing is not None
    assert found.backing.missing == []
    assert found.emergency is not None
    assert [one.member for one in found.emergency.confirmations] == ["vice"]


def test_a_fund_shows_its_contracts_as_amended_and_its_budget_as_revised(shown: Shown) -> None:
    amended: dict[str, Json] = {"contract": "c-1", "amount": 110_000, "reason": "more_work", "ends": "2027-01-31"}
    shown.record("chair", "contract.amended", COMMON, amended)
    line: Json = {"code": "lift", "category": "repairs", "amount": 250_000}
    revised: dict[str, Json] = {"kind": "revision", "period": "2026", "lines": [line], "motion": "m-1"}
    shown.record("chair", "budget.adopted", COMMON, revised)
    with shown.tables() as tables:
        found = commitments.commitments(tables, "common")
    (contract,) = found.contracts
    assert (contract.amount, contract.amount_now, contract.ends) == (100_000, 110_000, "2027-01-31")
    first, second = found.budget
    assert (first.amount, first.replaced, second.amount, second.replaced) == (200_000, second.index, 250_000, None)
