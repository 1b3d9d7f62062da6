"""Paired measurement: every figure is a ratio of two things run side by side in one process run.

A rate in seconds says more about the machine than about the program, so nothing absolute is kept. `paired` runs both
sides in turn, the second one first in every other round, and gives one ratio a round; `Measure.of` takes the median.
A module ``tests/bench/bench_<part>.py`` has one function ``measures()`` that yields its figures::

    def measures() -> Iterator[Measure]:
        ratios = paired(append_events, raw_commits, rounds=7)
        yield Measure.of("append.single", ratios, goal=0.6, better="higher", conditions="200 events a round, FULL")
"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

ROUNDS_MIN = 5


@dataclass(frozen=True, slots=True)
class Measure:
    """One figure of the benchmark, as it stands in ``build/bench.json``."""

    id: str
    ratio: float
    """The median over the rounds."""
    goal: float
    better: Literal["higher", "lower"]
    rounds: int
    min: float
    max: float
    conditions: str
    """What was run against what, and how much of it."""

    @classmethod
    def of(
        cls, id_: str, ratios: Sequence[float], *, goal: float, better: Literal["higher", "lower"], conditions: str
    ) -> Measure:
        """Sum up the ratios of at least five rounds."""
        if len(ratios) < ROUNDS_MIN:
            raise ValueError(f"{id_}: {len(ratios)} rounds say too little, at least {ROUNDS_MIN} are needed")
        return cls(
            id_, round(statistics.median(ratios), 3), goal, better, len(ratios), round(min(ratios), 3),
            round(max(ratios), 3), conditions,
        )  # fmt: skip

    @property
    def met(self) -> bool:
        """Whether the median reaches the goal."""
        return self.ratio >= self.goal if self.better == "higher" else self.ratio <= self.goal


def paired(a: Callable[[], int], b: Callable[[], int], rounds: int = 7) -> list[float]:
    """Run ``a`` and ``b`` in turn and return, for each round, the rate of ``a`` over the rate of ``b``.

    Each side returns how many units of work it did (1 where only the time counts). One unmeasured round goes ahead,
    so that neither side pays for cold caches; the order changes from round to round, so that neither always runs
    on what the other left behind.
    """
    a()
    b()
    ratios = []
    for number in range(rounds):
        if number % 2:
            rate_b, rate_a = _rate(b), _rate(a)
        else:
            rate_a, rate_b = _rate(a), _rate(b)
        ratios.append(rate_a / rate_b)
    return ratios


def _rate(side: Callable[[], int]) -> float:
    start = time.perf_counter()
    units = side()
    return units / (time.perf_counter() - start)
