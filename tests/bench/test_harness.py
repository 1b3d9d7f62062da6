from __future__ import annotations

import time

import pytest

from tests.bench.harness import Measure, paired


def test_a_side_that_does_twice_the_work_in_the_same_time_has_ratio_two() -> None:
    def work(units: int) -> int:
        time.sleep(0.005)
        return units

    ratios = paired(lambda: work(200), lambda: work(100), rounds=5)
    assert len(ratios) == 5
    assert 1.5 < sorted(ratios)[2] < 2.7


def test_both_sides_take_turns_in_going_first() -> None:
    calls: list[str] = []

    def side(name: str) -> int:
        calls.append(name)
        return 1

    paired(lambda: side("a"), lambda: side("b"), rounds=4)
    assert "".join(calls) == "ab" + "abbaabba"


def test_the_median_is_kept_and_compared_with_the_goal() -> None:
    measure = Measure.of("x", [1, 2, 3, 4, 50], goal=2.5, better="higher", conditions="made up")
    assert (measure.ratio, measure.min, measure.max, measure.rounds, measure.met) == (3, 1, 50, 5, True)
    assert not Measure.of("x", [1, 2, 3, 4, 50], goal=2.5, better="lower", conditions="made up").met


def test_four_rounds_are_refused() -> None:
    with pytest.raises(ValueError, match="too little"):
        Measure.of("x", [1, 1, 1, 1], goal=1, better="higher", conditions="made up")
