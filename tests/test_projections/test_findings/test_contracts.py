"""Contracts and works: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, Shown
from tests.test_projections.test_findings.planted import adopt, amend, contract, facts, found, pay, review, spans


@pytest.fixture
def hangzhou(tmp_path: Path) -> Iterator[Shown]:
    pin = pin_of("cn-hz")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    yield book
    book.close()


def test_a_first_draw_above_the_share_is_found_and_one_at_it_is_not(book: Shown) -> None:
    contract(book)
    pay(book, 30_000, contract="c-1", stage="first")
    assert found(book, "A6") == []
    index = pay(book, 1, contract="c-1", stage="first")
    assert spans(book, "A6") == [(index, "2026-05-04", None)]
    assert facts(book, "A6") == {"total": 30_001, "agreed": 100_000}


def test_a_draw_before_the_review_is_judged_by_the_contract_as_it_was_then_and_ends_with_the_review(
    book: Shown,
) -> None:
    contract(book)
    pay(book, 90_000, contract="c-1", stage="progress")
    amend(book, 200_000)
    pay(book, 90_000, contract="c-1", stage="progress")
    assert found(book, "A6") == []
    index = pay(book, 10_000, contract="c-1", stage="progress")
    book.at("2026-05-20")
    review(book, 190_000)
    pay(book, 10_000, contract="c-1", stage="final")
    assert spans(book, "A6") == [(index, "2026-05-04", "2026-05-20")]


def test_control_a_contract_whose_payments_name_no_stage_is_not_drawn_in_shares(book: Shown) -> None:
    contract(book)
    pay(book, 100_000, contract="c-1")
    assert found(book, "A6") == []


def test_a_final_payment_before_acceptance_and_review_is_found_and_one_after_both_is_not(book: Shown) -> None:
    contract(book)
    index = pay(book, 40_000, contract="c-1", stage="final")
    book.record("chair", "work.accepted", COMMON, {"contract": "c-1", "result": "accepted"})
    review(book)
    pay(book, 40_000, contract="c-1", stage="final")
    assert spans(book, "A7") == [(index, "2026-05-04", None)]
    assert [fact.value for fact in found(book, "A7")[0].facts[1:]] == ["acceptance", "review"]


@pytest.mark.parametrize(
    ("first", "final", "expected"), [(2_000_000, 1_000_000, []), (2_000_000, 1_000_001, ["review"])]
)
def test_in_hangzhou_work_of_up_to_30_000_yuan_needs_no_cost_review(
    hangzhou: Shown, first: int, final: int, expected: list[str]
) -> None:
    contract(hangzhou, first + final)
    pay(hangzhou, first, contract="c-1", stage="progress")
    hangzhou.record("chair", "work.accepted", COMMON, {"contract": "c-1", "result": "accepted"})
    pay(hangzhou, final, contract="c-1", stage="final")
    lacking = [fact.value for one in found(hangzhou, "A7") for fact in one.facts if fact.name == "lacking"]
    assert lacking == expected
    assert len(found(hangzhou, "A6")) == len(expected), "before a review that is due, all was drawn"


def test_a_settlement_above_the_share_is_found_until_an_amendment_covers_it(book: Shown) -> None:
    contract(book)
    review(book, 110_000)
    index = book.size - 1
    book.at("2026-06-01")
    amend(book, 110_000)
    assert spans(book, "A8") == [(index, "2026-05-04", "2026-06-01")]


def test_control_a_settlement_just_under_the_share_is_in_order(book: Shown) -> None:
    """Ten per cent or more (10%以上) is too much: the share itself is not allowed."""
    contract(book)
    review(book, 109_999)
    assert found(book, "A8") == []


def test_a_contract_above_what_its_motion_allows_is_found_and_one_at_it_is_not(book: Shown) -> None:
    adopt(book, amount_cap=90_000)
    contract(book, 90_000, motion="m-1")
    assert found(book, "A9") == []
    index = book.size
    contract(book, 90_001, contract="c-2", motion="m-1")
    assert spans(book, "A9") == [(index, "2026-05-04", None)]
    assert facts(book, "A9") == {"amount": 90_001, "allowed": 90_000}


def test_a_contract_above_the_limit_is_found_until_its_motion_is_adopted(book: Shown) -> None:
    motion = book.table()
    index = book.size
    contract(book, 1_000_001, motion="m-1")
    contract(book, 1_000_000, contract="c-2")
    assert spans(book, "A9") == [(index, "2026-05-04", None)]
    book.at("2026-05-06")
    book.decide_motion(motion, 5)
    assert spans(book, "A9") == [(index, "2026-05-04", "2026-05-06")]


def test_an_amendment_above_what_was_allowed_is_found_by_itself(book: Shown) -> None:
    contract(book)
    book.at("2026-05-10")
    amend(book, 1_000_001)
    index = book.size - 1
    book.at("2026-05-12")
    amend(book, 900_000)
    assert spans(book, "A9") == [(index, "2026-05-10", "2026-05-12")]


@pytest.mark.parametrize(("name", "found_then"), [("ended", 1), ("challenged", 0)])
def test_a_contract_on_a_resolution_that_holds_no_longer_is_found(book: Shown, name: str, found_then: int) -> None:
    closed = book.decide_motion(book.table("m-1", amount_cap=2_000_000), 5, "m-1")
    contract(book, 2_000_000, motion="m-1")
    how: dict[str, Json] = {"reason": "done"} if name == "ended" else {"court": {"value": "样例法院"}}
    who = "chair" if name == "ended" else "secretary"
    book.record(who, f"resolution.{name}", "motion/m-1", {"on": book.cast.ref(closed), **how})
    assert found(book, "A9") == []
    contract(book, 2_000_000, motion="m-1", contract="c-2")
    assert [one.index for one in found(book, "A9")] == [book.size - 1] * found_then


def test_an_annulment_counts_from_its_confirmation_on(book: Shown) -> None:
    closed = book.decide_motion(book.table("m-1", amount_cap=2_000_000), 5, "m-1")
    data: dict[str, Json] = {"on": book.cast.ref(closed), "basis": "judgment", "by": {"value": "样例法院"}}
    annulled = book.record("secretary", "resolution.annulled", "motion/m-1", data)
    contract(book, 2_000_000, motion="m-1")
    book.confirm("vice", annulled)
    contract(book, 2_000_000, motion="m-1", contract="c-2")
    assert [one.index for one in found(book, "A9")] == [book.size - 1]
