"""What an assembly's vote means: exact fractions of area and heads, their thresholds, and the outcome.

Civil Code 278, as `ledger/rules/packs` holds it: first so much of all area and of all owners must take part, then so
much of the area and of the owners that took part must be in favour. Before 2021 the shares in favour counted of all
(``assembly.base`` is ``all``). What all concerned must agree to (class ``unanimous``) always counts of all.

Area is in 0.01 m². Heads are owners: an owner of three flats has three ballots, and the roll gives the one head to one
of them. Abstentions take part and are not in favour; void papers do not take part. In an election those candidates are
elected who reach the class's threshold, in the order of ``assembly.ranking`` (heads or area), as far as there are
seats; the program breaks no tie.

A ballot that was delivered and never came back (*silent*) does not take part, or does and favours nothing
(``abstain``), or goes to what the majority chose (``follow_majority``): to that one choice which is ahead in area and
in heads. A paper on which several may be chosen follows nobody. Every ruling stands beside the one without silent
ballots.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Literal, NamedTuple

from ledger.rules.packs import Fraction, Pack

Class = Literal["ordinary", "special", "unanimous"]
Method = Literal["yes_no", "choose_one", "choose_up_to"]
Outcome = Literal["adopted", "rejected", "no_quorum", "elected"]

YES, NO, ABSTAIN, VOID, CAST = "yes", "no", "abstain", "void", "cast"
RESERVED = frozenset({YES, NO, ABSTAIN, VOID, CAST})
"""Choices with a meaning of their own, which no candidate can have as an id."""


class Count(NamedTuple):
    """Ballots, their area (0.01 m²) and their heads."""

    ballots: int
    area: int
    heads: int

    def plus(self, other: Count) -> Count:
        """Return the sum of both."""
        return Count(self.ballots + other.ballots, self.area + other.area, self.heads + other.heads)

    def minus(self, other: Count) -> Count:
        """Return what is left, never less than nothing."""
        return Count(*(max(mine - theirs, 0) for mine, theirs in zip(self, other, strict=True)))


NOTHING = Count(0, 0, 0)


@dataclass(frozen=True, slots=True)
class Vote:
    """Everything that a result depends on but the pack and the day.

    ``counts`` is by choice: ``yes``, ``no`` or a candidate, ``abstain``, ``void``; where a paper may choose several
    (``choose_up_to``) also ``cast``, all papers that are not void. ``silent`` are ballots that were delivered and
    never came back.
    """

    electorate: Count
    counts: Mapping[str, Count]
    silent: Count
    class_: Class
    method: Method = "yes_no"
    candidates: tuple[str, ...] = ()
    seats: int = 1
    alternates: int = 0

    def count(self, choice: str) -> Count:
        """Return what a choice got."""
        return self.counts.get(choice, NOTHING)

    @property
    def choices(self) -> tuple[str, ...]:
        """What a ballot can be in favour of."""
        return (YES,) if self.method == "yes_no" else self.candidates

    @property
    def participants(self) -> Count:
        """Everybody who took part: abstentions do, void papers do not."""
        if self.method == "choose_up_to":
            return self.count(CAST)
        total = self.count(ABSTAIN)
        for choice in self._exclusive:
            total = total.plus(self.count(choice))
        return total

    @property
    def _exclusive(self) -> tuple[str, ...]:
        return (YES, NO) if self.method == "yes_no" else self.candidates

    def after(self, delivered: Count) -> Vote:
        """Return the vote with those ballots as silent that were delivered and did not come back, valid or void."""
        return replace(self, silent=delivered.minus(self.participants.plus(self.count(VOID))))

    def with_silent(self, mode: str) -> Vote:
        """Return the vote with its silent ballots counted as ``assembly.silent_ballots`` says."""
        if mode == "not_participating":
            return self
        choice = CAST if self.method == "choose_up_to" else ABSTAIN
        if mode == "follow_majority" and self.method != "choose_up_to":
            choice = self._majority() or ABSTAIN
        return replace(self, counts={**self.counts, choice: self.count(choice).plus(self.silent)}, silent=NOTHING)

    def _majority(self) -> str | None:
        """Return the choice that is ahead of every other in area and in heads."""
        for choice in self._exclusive:
            mine = self.count(choice)
            others = [self.count(other) for other in self._exclusive if other != choice]
            if all(mine.area > other.area and mine.heads > other.heads for other in others) and mine != NOTHING:
                return choice
        return None


class Share(NamedTuple):
    """A part of a whole beside the threshold that it has to reach."""

    part: int
    whole: int
    threshold: Fraction

    @property
    def reached(self) -> bool:
        """Whether it does; of nothing nothing is reached."""
        return self.whole > 0 and self.threshold.reached_by(self.part, self.whole)


class Shares(NamedTuple):
    """The same question asked of area and of heads; both must be reached."""

    area: Share
    heads: Share

    @property
    def reached(self) -> bool:
        """Whether both are."""
        return self.area.reached and self.heads.reached


@dataclass(frozen=True, slots=True)
class Result:
    """The fractions and what they mean; ``tied`` are those between whom a tie leaves a seat or a place open."""

    participation: Shares
    approval: Mapping[str, Shares]
    """By choice: ``yes``, or each candidate."""
    outcome: Outcome
    elected: tuple[str, ...] = ()
    alternates: tuple[str, ...] = ()
    tied: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ruling:
    """The result under one pack: without silent ballots, and as ``silent_ballots`` counts them, which is the one."""

    silent_ballots: str
    without_silent: Result
    with_silent: Result


@dataclass(frozen=True, slots=True)
class Tally:
    """What a vote means by the pack as it stands and with the community's own settings."""

    statutory: Ruling
    community: Ruling


def tally(vote: Vote, statutory: Pack, community: Pack, on: str) -> Tally:
    """Return what a vote means on the day it opened (``2026-03-05``)."""
    return Tally(ruling_of(vote, statutory, on), ruling_of(vote, community, on))


def ruling_of(vote: Vote, pack: Pack, on: str) -> Ruling:
    """Return what a vote means under one pack, with and without silent ballots."""
    mode = pack.code("assembly.silent_ballots", on)
    return Ruling(mode, result_of(vote, pack, on), result_of(vote.with_silent(mode), pack, on))


def result_of(vote: Vote, pack: Pack, on: str) -> Result:
    """Return what the counts of a vote mean, silent ballots left aside."""
    participants = vote.participants
    participation = _shares(participants, vote.electorate, "participation", pack, on)
    of_all = vote.class_ == "unanimous" or pack.code("assembly.base", on) == "all"
    base = vote.electorate if of_all else participants
    approval = {choice: _shares(vote.count(choice), base, vote.class_, pack, on) for choice in vote.choices}
    if not participation.reached:
        return Result(participation, approval, "no_quorum")
    if vote.method == "yes_no":
        return Result(participation, approval, "adopted" if approval[YES].reached else "rejected")
    ranked = _ranked(vote, [choice for choice in vote.choices if approval[choice].reached], pack, on)
    elected, left, tied = _fill(ranked, vote.seats)
    alternates: tuple[str, ...] = ()
    if not tied:
        alternates, _, tied = _fill(left, vote.alternates)
    return Result(participation, approval, "elected" if elected else "rejected", elected, alternates, tied)


def _shares(part: Count, whole: Count, name: str, pack: Pack, on: str) -> Shares:
    return Shares(
        Share(part.area, whole.area, pack.fraction(f"assembly.{name}.area", on)),
        Share(part.heads, whole.heads, pack.fraction(f"assembly.{name}.heads", on)),
    )


def _ranked(vote: Vote, choices: list[str], pack: Pack, on: str) -> list[list[str]]:
    """Return the candidates in groups of equals, those with the most first."""
    by_area = pack.code("assembly.ranking", on) == "area"

    def weight(choice: str) -> int:
        count = vote.count(choice)
        return count.area if by_area else count.heads

    ordered = sorted(choices, key=lambda choice: (-weight(choice), choice))
    return [list(equals) for _, equals in groupby(ordered, key=weight)]


def _fill(groups: list[list[str]], places: int) -> tuple[tuple[str, ...], list[list[str]], tuple[str, ...]]:
    """Give out places group by group; return who has one, the groups left over, and whom a tie leaves without."""
    taken: list[str] = []
    for number, equals in enumerate(groups):
        rest = places - len(taken)
        if rest == 0:
            return tuple(taken), groups[number:], ()
        if len(equals) > rest:
            return tuple(taken), [], tuple(equals)
        taken += equals
    return tuple(taken), [], ()
