"""What reading gives, and whether an import may go on with it."""

from __future__ import annotations

import pytest

from ledger.errors import FormatError
from ledger.importing.cells import AmountForm
from ledger.importing.rows import Deviation, Problem, Reading, check
from tests.refusals import malformed
from tests.test_ledger.test_importing.samples import TABLE, read

ALONE = Deviation(31, "stated balance", 1, 2, alone=True)
BROKEN = Deviation(9, "total in", 1, 2, alone=False)


def reading(*, problems: tuple[Problem, ...] = (), deviations: tuple[Deviation, ...] = ()) -> Reading:
    return Reading(40, AmountForm("CNY", 2, ".", ",", {}), problems=list(problems), deviations=list(deviations))


def problem(row: int, rule_id: str = "import.amount") -> Problem:
    return Problem.of(row, FormatError(rule_id, f"the cell of row {row}", advice=f"Correct row {row}."))


@pytest.mark.parametrize("balances_ok", [False, True])
def test_a_source_without_problems_and_deviations_goes_on(balances_ok: bool) -> None:
    check(reading(), balances_ok=balances_ok)


def test_a_problem_is_the_error_of_its_row() -> None:
    error = FormatError("import.date", "no day", advice="Write it so.")
    assert Problem.of(7, error) == (7, "import.date", "no day", "Write it so.")


def test_the_first_row_that_is_not_understood_is_named_and_the_others_are_counted() -> None:
    found = reading(problems=(problem(12), problem(5, "import.date"), problem(30)))
    with malformed("import.date") as refusal:
        check(found, balances_ok=True)
    assert refusal.value.message == "row 5: the cell of row 5 (and 2 more rows)"
    assert refusal.value.advice == "Correct row 5."


def test_one_row_alone_counts_no_others() -> None:
    with malformed("import.amount") as refusal:
        check(reading(problems=(problem(5),)), balances_ok=True)
    assert refusal.value.message == "row 5: the cell of row 5"


def test_nobody_can_wave_a_row_through_that_is_not_understood() -> None:
    found = reading(problems=(problem(5),), deviations=(BROKEN,))
    for balances_ok in (False, True):
        with malformed("import.amount"):
            check(found, balances_ok=balances_ok)


def test_one_number_that_is_miswritten_stops_nothing() -> None:
    check(reading(deviations=(ALONE, ALONE)), balances_ok=False)


def test_a_balance_that_a_missing_row_would_explain_is_refused_with_its_row() -> None:
    found = reading(deviations=(ALONE, BROKEN, BROKEN._replace(row=11)))
    with malformed("import.balance") as refusal:
        check(found, balances_ok=False)
    assert refusal.value.message.startswith("row 9: the total in does not follow")
    assert "(2 such rows)" in refusal.value.message
    assert "--balances-ok" in refusal.value.advice
    check(found, balances_ok=True)


def test_a_balance_that_does_not_follow_is_refused_unless_somebody_has_looked() -> None:
    found = read(TABLE.replace('2025-01-09,停车费,甲样例,200.00,,"1,099.50",\n', ""))
    assert [(one.row, one.what, one.alone) for one in found.deviations] == [
        (7, "stated balance", False),
        (8, "total in", False),
    ]
    with malformed("import.balance"):
        check(found, balances_ok=False)
    check(found, balances_ok=True)
