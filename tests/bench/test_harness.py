from __future__ import annotations

import pytest

from tests.bench.harness import Measure, paired


def test_a_side_that_does_twice_the_work_in_the_same_time_has_ratio_two(monkeypatch: pytest.MonkeyPatch) -> None:
    """Against a clock of its own: what a busy machine does to a real one says nothing about the harness."""
    seconds = 0.0

    def work(units: int) -> int:
        nonlocal seconds
        seconds += 0.25
        return units

    monkeypatch.setattr("tests.bench.harness.time.perf_counter", lambda: seconds)
    assert paired(lambda: work(200), lambda: work(100), rounds=5) == [2.0] * 5


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
