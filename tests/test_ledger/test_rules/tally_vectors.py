"""The vectors of docs/reference/tally-vectors.json: made-up votes with every fraction and outcome that follows.

A program in another language that counts votes by our packs can be held against them. Committee votes give the seats
and the ballots; assembly votes the electorate, the counts and the silent ballots, area in 0.01 m².
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec

from ledger.bodies.motions import TallyLine
from ledger.rules.motions import CHOICES, outcome_of
from ledger.rules.packs import Fraction, Value, load, pin_of
from ledger.rules.tally import NOTHING, Count, Result, Ruling, Shares, Vote, tally

NEW, OLD = "2026-03-05", "2020-12-31"
ALL = Count(300, 3_000_000, 300)


def of(area: int, heads: int, ballots: int | None = None) -> Count:
    """Return a count; ballots are as many as heads unless told."""
    return Count(heads if ballots is None else ballots, area, heads)


@dataclass(frozen=True)
class Assembly:
    """One vote of the owners."""

    name: str
    counts: Mapping[str, Count]
    class_: Any = "ordinary"
    on: str = NEW
    electorate: Count = ALL
    silent: Count = NOTHING
    settings: Mapping[str, Value] = field(default_factory=dict)
    method: Any = "yes_no"
    candidates: tuple[str, ...] = ()
    seats: int = 1
    alternates: int = 0
    pack: str = "cn-2021"

    @property
    def vote(self) -> Vote:
        """The input of the engine."""
        return Vote(
            self.electorate, self.counts, self.silent, self.class_, self.method, self.candidates, self.seats,
            self.alternates,
        )  # fmt: skip


@dataclass(frozen=True)
class Committee:
    """One vote of the committee."""

    name: str
    seats: int
    ballots: Mapping[str, int]


def assemblies() -> Iterator[Assembly]:
    """Yield the votes of owners."""
    yield from _thresholds()
    yield from _unusual()
    yield from _silent()
    yield from _elections()


def _thresholds() -> Iterator[Assembly]:
    """Each threshold exactly met, one short, one over; by area and by heads."""
    part = {"area": 2_000_000, "heads": 200}
    for name, off in (("exactly", 0), ("one short", -1), ("one over", 1)):
        for side in ("area", "heads"):
            area, heads = (part[one] + (off if one == side else 0) for one in ("area", "heads"))
            yield Assembly(f"participation of {side} {name} 2/3", {"yes": of(area, heads)})
            yield Assembly(f"old law: {side} in favour {name} 2/3, special", {"yes": of(area, heads)}, "special", OLD)
            area, heads = (half + (off if one == side else 0) for one, half in (("area", 1_500_000), ("heads", 150)))
            clear = {"area": 1_500_001, "heads": 151}
            area, heads = (area, clear["heads"]) if side == "area" else (clear["area"], heads)
            counts = {"yes": of(area, heads), "no": of(3_000_000 - area, 300 - heads)}
            yield Assembly(f"{side} in favour {name} 1/2, ordinary", counts)
            yield Assembly(f"old law: {side} in favour {name} 1/2, ordinary", counts, on=OLD)
            area, heads = (2_250_000 + off, 225) if side == "area" else (2_250_000, 225 + off)
            counts = {"yes": of(area, heads), "no": of(3_000_000 - area, 300 - heads)}
            yield Assembly(f"{side} in favour {name} 3/4, special", counts, "special")
    for name, missing in (("all of them", 0), ("all but one", 1)):
        counts = {"yes": of(3_000_000 - missing * 9_000, 300 - missing)}
        yield Assembly(f"{name} agree, unanimous", counts, "unanimous")


def _unusual() -> Iterator[Assembly]:
    """Abstentions, voids, nobody, one owner with much."""
    yes, rest = of(1_100_000, 110), of(1_000_000, 100)
    yield Assembly("abstentions take part and are not in favour", {"yes": of(1_000_000, 100), "abstain": rest})
    yield Assembly("abstentions make up the participation", {"yes": yes, "abstain": of(900_000, 90)})
    yield Assembly("void papers do not take part", {"yes": yes, "void": of(900_000, 90)})
    yield Assembly("nobody takes part", {})
    yield Assembly("nobody takes part, old law", {}, on=OLD)
    one = {"yes": of(2_000_000, 3, ballots=5), "no": of(100_000, 1)}
    yield Assembly("one owner with three flats is one head", one, electorate=of(3_000_000, 6, ballots=8))
    giant = {"yes": of(2_000_000, 1)}
    yield Assembly("an owner of two thirds of the area alone", giant, electorate=of(3_000_000, 101))
    against = {"yes": of(1_000_000, 100), "no": of(2_000_000, 1)}
    yield Assembly("an owner of two thirds of the area against all others", against, electorate=of(3_000_000, 101))
    yield Assembly(
        "by the old law two thirds of all, by the new three quarters of participants",
        {"yes": of(1_600_000, 160), "no": of(500_000, 50)},
        "special",
    )
    yield Assembly("the same vote by the old law", {"yes": of(1_600_000, 160), "no": of(500_000, 50)}, "special", OLD)
    higher: dict[str, Value] = {"assembly.silent_ballots": "abstain"}
    nobody = Fraction(numerator=0, denominator=1, strictly=False)
    free: dict[str, Value] = {f"assembly.participation.{side}": nobody for side in ("area", "heads")}
    yield Assembly("of nobody nothing is reached", {}, "special", settings=free)
    yield Assembly("an association without law", {"yes": of(1_600_000, 160)}, pack="generic", settings=higher)


def _silent() -> Iterator[Assembly]:
    """Each way of counting ballots that were delivered and never came back."""
    silent = of(900_000, 90)
    counts = {"yes": of(1_000_000, 100), "no": of(500_000, 50)}
    for mode in ("not_participating", "abstain", "follow_majority"):
        settings: dict[str, Value] = {"assembly.silent_ballots": mode}
        yield Assembly(f"silent ballots: {mode}", counts, silent=silent, settings=settings)
    follow: dict[str, Value] = {"assembly.silent_ballots": "follow_majority"}
    split = {"yes": of(1_000_000, 50), "no": of(500_000, 100)}
    yield Assembly("silent ballots: no majority to follow", split, silent=silent, settings=follow)
    even = {"yes": of(1_000_000, 100), "no": of(1_000_000, 50)}
    yield Assembly("silent ballots: ahead in heads only", even, silent=silent, settings=follow)
    yield Assembly(
        "silent ballots: one candidate whom nobody chose", {}, silent=of(3_000_000, 300), settings=follow,
        method="choose_one", candidates=("a",),
    )  # fmt: skip
    yield Assembly("silent ballots: nobody to follow", {}, silent=of(3_000_000, 300), settings=follow)


def _elections() -> Iterator[Assembly]:
    """Candidates chosen one by one or several at once, alternates and ties."""
    three = ("a", "b", "c")
    one = {"a": of(1_600_000, 160), "b": of(600_000, 60), "c": of(200_000, 20)}
    yield Assembly("one of three is chosen", one, method="choose_one", candidates=three)
    none = {"a": of(1_000_000, 100), "b": of(900_000, 90), "c": of(400_000, 40)}
    yield Assembly("none of three has more than half", none, method="choose_one", candidates=three)
    four = (*three, "d")
    several: dict[str, Any] = {"method": "choose_up_to", "candidates": four, "seats": 2}
    cast = {"cast": of(2_400_000, 240), "abstain": of(30_000, 3)}
    clear = {"a": of(2_000_000, 200), "b": of(1_800_000, 180), "c": of(1_500_000, 150), "d": of(600_000, 60)}
    yield Assembly("two of four seats, one alternate", cast | clear, alternates=1, **several)
    tie = clear | {"c": of(1_700_000, 180)}
    yield Assembly("a tie over the last seat elects nobody for it", cast | tie, alternates=1, **several)
    tied = clear | {"c": of(1_500_000, 130), "d": of(1_400_000, 130)}
    yield Assembly("a tie over the last alternate", cast | tied, alternates=1, **several)
    top = clear | {"a": of(2_000_000, 180), "c": of(1_700_000, 180)}
    yield Assembly("a tie of three over two seats elects nobody", cast | top, alternates=1, **several)
    yield Assembly("equals who all have a seat are no tie", cast | clear | {"a": of(2_000_000, 180)}, **several)
    area: dict[str, Value] = {"assembly.ranking": "area"}
    yield Assembly("ranked by area where the community says so", cast | tie, settings=area, **several)


def committees() -> Iterator[Committee]:
    """Yield the votes of committees: more than half of all established seats present, and in favour."""
    yield Committee("three of five in favour", 5, {"yes": 3, "no": 2})
    yield Committee("two of five in favour", 5, {"yes": 2, "no": 1})
    yield Committee("half of six in favour is not more than half", 6, {"yes": 3, "no": 3})
    yield Committee("four of six in favour", 6, {"yes": 4, "no": 2})
    yield Committee("abstentions are present and not in favour", 5, {"yes": 2, "abstain": 3})
    yield Committee("whoever recuses is present and not in favour", 5, {"yes": 2, "recuse": 2})
    yield Committee("recusals make up the quorum", 5, {"yes": 1, "recuse": 2})
    yield Committee("vacant seats count in the whole", 5, {"yes": 2})
    yield Committee("vacant seats, all three who are left in favour", 5, {"yes": 3})
    yield Committee("nobody takes part", 5, {})


def render() -> str:
    """Return the file."""
    vectors = {
        "about": "Made-up votes and what they mean under our rule packs, area in 0.01 m². "
        "Generated by `make docs` from tests/test_ledger/test_rules/tally_vectors.py.",
        "committee": [_of_committee(one) for one in committees()],
        "assembly": [_of_assembly(one) for one in assemblies()],
    }
    return json.dumps(vectors, ensure_ascii=False, indent=1) + "\n"


def _of_committee(one: Committee) -> dict[str, Any]:
    lines = [TallyLine(choice=choice, ballots=one.ballots.get(choice, 0)) for choice in CHOICES]
    outcome = outcome_of(lines, one.seats, load(pin_of("cn-2021")), NEW)
    ballots = {line.choice: line.ballots for line in lines}
    return {"name": one.name, "pack": "cn-2021", "on": NEW, "seats": one.seats, "ballots": ballots, "outcome": outcome}


def _of_assembly(one: Assembly) -> dict[str, Any]:
    pack = load(pin_of(one.pack))
    found = tally(one.vote, pack, pack.with_values(one.settings), one.on)
    return {
        "name": one.name,
        "pack": one.pack,
        "on": one.on,
        "settings": msgspec.to_builtins(one.settings),
        "class": one.class_,
        "method": one.method,
        "candidates": list(one.candidates),
        "seats": one.seats,
        "alternates": one.alternates,
        "electorate": one.electorate._asdict(),
        "counts": {choice: count._asdict() for choice, count in one.counts.items()},
        "silent": one.silent._asdict(),
        "statutory": _of_ruling(found.statutory),
        "community": _of_ruling(found.community),
    }


def _of_ruling(ruling: Ruling) -> dict[str, Any]:
    return {
        "silent_ballots": ruling.silent_ballots,
        "without_silent": _of_result(ruling.without_silent),
        "with_silent": _of_result(ruling.with_silent),
    }


def _of_result(result: Result) -> dict[str, Any]:
    return {
        "outcome": result.outcome,
        "elected": list(result.elected),
        "alternates": list(result.alternates),
        "tied": list(result.tied),
        "participation": _of_shares(result.participation),
        "approval": {choice: _of_shares(shares) for choice, shares in result.approval.items()},
    }


def _of_shares(shares: Shares) -> dict[str, Any]:
    return {
        name: {
            "part": share.part,
            "whole": share.whole,
            "needed": f"{'>' if share.threshold.strictly else '>='} "
            f"{share.threshold.numerator}/{share.threshold.denominator}",
            "reached": share.reached,
        }
        for name, share in shares._asdict().items()
    }
