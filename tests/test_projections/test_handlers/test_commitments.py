"""Rows of budgets, contracts, receivables, emergencies and works."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, Shown


def sign(book: Shown, **changes: Json) -> None:
    data: dict[str, Json] = {
        "contract": "c-1", "direction": "pay", "party": "firm", "amount": 100, "from": "2026-05-01",
        "to": "2026-12-31", "schedule": [], "purpose": {"value": "电梯大修"}, "class": "repair",
    }  # fmt: skip
    book.record("chair", "contract.signed", COMMON, data | changes)


def test_a_revision_marks_the_lines_of_its_period_and_leaves_those_of_another(book: Shown) -> None:
    book.decide_motion(book.table(), yes=5)
    indexes = []
    for period, kind, amount in (("2025", "initial", 1), ("2026", "initial", 2), ("2026", "revision", 3)):
        lines: list[Json] = [{"code": "lift", "category": "repairs", "amount": amount}]
        indexes.append(book.size)
        data: dict[str, Json] = {"kind": kind, "period": period, "lines": lines, "motion": "m-1"}
        book.record("chair", "budget.adopted", COMMON, data)
    assert book.rows("SELECT position, fund, period, amount, replaced_position FROM budget_line ORDER BY position") == [
        (indexes[0], "common", "2025", 1, None),
        (indexes[1], "common", "2026", 2, indexes[2]),
        (indexes[2], "common", "2026", 3, None),
    ]


def test_an_amendment_stays_beside_the_contract_and_changes_only_what_it_names(book: Shown) -> None:
    now = "SELECT amount, amount_now, begins, ends FROM contract"
    sign(book)
    assert book.rows(now) == [(100, 100, "2026-05-01", "2026-12-31")]
    book.record("chair", "contract.amended", COMMON, {"contract": "c-1", "amount": 120, "reason": "more_work"})
    assert book.rows(now) == [(100, 120, "2026-05-01", "2026-12-31")]
    book.record("chair", "contract.amended", COMMON, {"contract": "c-1", "ends": "2027-01-31", "reason": "weather"})
    assert book.rows(now) == [(100, 120, "2026-05-01", "2027-01-31")]
    assert book.rows("SELECT amount, ends, reason FROM amendment ORDER BY position") == [
        (120, None, "more_work"), (None, "2027-01-31", "weather"),
    ]  # fmt: skip


def test_an_expected_income_is_shown_and_moves_nothing(book: Shown) -> None:
    data: dict[str, Json] = {
        "period": "2026-Q2", "category": "parking", "amount": 7, "payers_count": 3, "due": "2026-06-30",
        "basis": {"value": "车位合同"},
    }  # fmt: skip
    book.record("treasurer", "income.expected", COMMON, data)
    assert book.rows("SELECT fund, period, category, amount, payers_count, due, basis FROM expected") == [
        ("common", "2026-Q2", "parking", 7, 3, "2026-06-30", "车位合同")
    ]
    assert book.rows("SELECT * FROM balance") == []


def test_an_emergency_names_who_declared_it_and_who_confirmed_it(book: Shown) -> None:
    index = book.size
    declared = book.record("chair", "emergency.declared", COMMON, {"case": "e-1", "estimate": 9})
    on: dict[str, Json] = {"on": book.cast.ref(declared), "authority": "firm"}
    book.record("vice", "emergency.confirmed", COMMON, on)
    assert book.rows("SELECT position, id, estimate, declared_by FROM emergency") == [(index, "e-1", 9, "chair")]
    assert book.rows("SELECT emergency, member, authority FROM emergency_confirmation") == [(index, "vice", "firm")]


def test_each_word_on_a_work_has_its_row(book: Shown) -> None:
    sign(book)
    for who, result in (("chair", "with_defects"), ("vice", "accepted")):
        book.record(who, "work.accepted", COMMON, {"contract": "c-1", "result": result})
    assert book.rows("SELECT contract, member, result, submitted, approved FROM work ORDER BY position") == [
        ("c-1", "chair", "with_defects", None, None), ("c-1", "vice", "accepted", None, None),
    ]  # fmt: skip
