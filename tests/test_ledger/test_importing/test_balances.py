"""Stated balances: a miswritten number, a missing row and a file that was cut off are told apart."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from hypothesis import given
from hypothesis import strategies as st

from ledger.importing.balances import Stated, deviations, opening


def chain(changes: Sequence[int], begin: int = 1_000) -> list[Stated]:
    """Rows whose balances follow."""
    balances = list(accumulate(changes, initial=begin))[1:]
    return [Stated(row, change, balance) for row, (change, balance) in enumerate(zip(changes, balances, strict=True))]


def found(rows: Sequence[Stated]) -> list[tuple[int, bool]]:
    return [(one.row, one.alone) for one in deviations(rows)]


@given(st.lists(st.integers(-(10**6), 10**6), max_size=20))
def test_a_chain_that_follows_has_no_deviation(changes: list[int]) -> None:
    assert found(chain(changes)) == []


@given(st.lists(st.integers(-99, 99), min_size=3, max_size=20), st.data())
def test_one_miswritten_balance_is_reported_alone(changes: list[int], data: st.DataObject) -> None:
    rows = chain(changes)
    wrong = data.draw(st.integers(1, len(rows) - 2))
    rows[wrong] = rows[wrong]._replace(balance=(rows[wrong].balance or 0) + 270)
    (deviation,) = deviations(rows)
    assert (deviation.row, deviation.alone) == (wrong, True)
    assert deviation.stated - deviation.expected == 270


@given(st.lists(st.integers(1, 99), min_size=4, max_size=20), st.data())
def test_a_missing_row_is_reported_once_and_not_alone(changes: list[int], data: st.DataObject) -> None:
    rows = chain(changes)
    gone = data.draw(st.integers(1, len(rows) - 2))
    del rows[gone]
    assert found(rows) == [(gone + 1, False)]


def test_a_wrong_last_balance_may_be_a_cut_off_number() -> None:
    rows = chain([5, 7, 9])
    rows[-1] = rows[-1]._replace(balance=102)
    assert found(rows) == [(2, False)]


def test_control_the_same_balance_with_a_row_behind_it_is_alone() -> None:
    rows = chain([5, 7, 9, 0])
    rows[2] = rows[2]._replace(balance=102)
    assert found(rows) == [(2, True)]


def test_rows_without_a_balance_count_all_the_same() -> None:
    rows = chain([5, 7, 9, 11])
    rows[1] = rows[1]._replace(balance=None)
    rows[2] = rows[2]._replace(balance=None)
    assert found(rows) == []
    rows[1] = rows[1]._replace(change=8)
    assert found(rows) == [(3, False)]


def test_the_opening_is_what_the_first_stated_balance_says() -> None:
    assert opening(chain([5, 7])) == 1_000
    assert opening([Stated(4, 0, 1_000), *chain([5])]) == 1_000
    assert opening([Stated(1, 5, None), Stated(2, 7, 1_012)]) == 1_000
    assert opening([Stated(1, 5, None)]) is None
