"""The tally of an assembly: a second implementation beside it, its vectors, and what must not change it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.rules.packs import load, pin_of
from ledger.rules.tally import NOTHING, Count, Vote, result_of, ruling_of, tally
from tests.test_ledger.test_rules.tally_oracle import Owners, civil_code_278, property_law_76
from tests.test_ledger.test_rules.tally_vectors import NEW, OLD, Assembly, Committee, assemblies, committees, of, render

LAW = load(pin_of("cn-2021"))
ELECTORATE = Count(40, 400_000, 40)
VECTORS = {one.name: one for one in assemblies()}

counts = st.builds(Count, st.integers(0, 12), st.integers(0, 100_000), st.integers(0, 10))
owners_votes = st.fixed_dictionaries(dict.fromkeys(("yes", "no", "abstain", "void"), counts))
classes = st.sampled_from(["ordinary", "special"])


def owners(count: Count) -> Owners:
    return Owners(count.area, count.heads)


def by_hand(one: Assembly) -> str:
    yes, no, abstain = (owners(one.counts.get(choice, NOTHING)) for choice in ("yes", "no", "abstain"))
    special = one.class_ == "special"
    if one.on < "2021-01-01":
        return property_law_76(owners(one.electorate), yes, no, abstain, special=special)
    return civil_code_278(owners(one.electorate), yes, no, abstain, special=special)


def found(name: str) -> Any:
    one = VECTORS[name]
    pack = load(pin_of(one.pack))
    return tally(one.vote, pack, pack.with_values(one.settings), one.on)


def test_no_two_vectors_have_the_same_name() -> None:
    assert len(VECTORS) == len(list(assemblies()))


@pytest.mark.parametrize(
    "one",
    [one for one in VECTORS.values() if one.method == "yes_no" and one.class_ != "unanimous" and one.pack == "cn-2021"],
    ids=lambda one: one.name,
)
def test_a_vector_is_what_the_law_says_read_a_second_time(one: Assembly) -> None:
    assert found(one.name).statutory.without_silent.outcome == by_hand(one)


@pytest.mark.parametrize("one", list(committees()), ids=lambda one: one.name)
def test_a_committee_s_vector_is_more_than_half_of_all_seats_present_and_in_favour(one: Committee) -> None:
    (vector,) = [found for found in json.loads(render())["committee"] if found["name"] == one.name]
    if 2 * sum(one.ballots.values()) <= one.seats:
        assert vector["outcome"] == "no_quorum"
    else:
        assert vector["outcome"] == ("adopted" if 2 * one.ballots.get("yes", 0) > one.seats else "rejected")


@given(
    counts=owners_votes,
    class_=classes,
    heads=st.integers(1, 40),
    area=st.integers(1, 400_000),
    on=st.sampled_from([NEW, OLD]),
)
def test_any_vote_is_what_the_law_says_read_a_second_time(
    counts: dict[str, Count], class_: Any, heads: int, area: int, on: str
) -> None:
    one = Assembly("", counts, class_, on, of(area, heads))
    assert result_of(one.vote, LAW, on).outcome == by_hand(one)


def test_nobody_is_silent_whose_ballot_came_back_void_or_not_and_never_fewer_than_nobody() -> None:
    cast = Vote(ELECTORATE, {"yes": Count(3, 30, 3), "void": Count(2, 20, 2)}, NOTHING, "ordinary")
    assert cast.after(Count(9, 90, 7)).silent == Count(4, 40, 2)
    assert cast.after(Count(5, 50, 5)).silent == NOTHING
    assert cast.after(Count(1, 10, 1)).silent == NOTHING


def test_the_second_reading_would_notice_a_threshold_of_the_other_kind() -> None:
    """A control: with 1/2 read as at least, the two part on an exact half."""
    half = VECTORS["area in favour exactly 1/2, ordinary"]
    lenient = LAW.with_values({"assembly.ordinary.area": LAW.fraction("assembly.special.area", OLD)})
    assert result_of(half.vote, LAW, NEW).outcome == by_hand(half) == "rejected"
    assert result_of(VECTORS["area in favour one over 1/2, ordinary"].vote, lenient, NEW).outcome == "rejected"


@pytest.mark.parametrize(
    ("name", "outcome"),
    [
        ("participation of area exactly 2/3", "adopted"),
        ("participation of heads one short 2/3", "no_quorum"),
        ("area in favour exactly 1/2, ordinary", "rejected"),
        ("heads in favour one over 1/2, ordinary", "adopted"),
        ("heads in favour exactly 3/4, special", "adopted"),
        ("area in favour one short 3/4, special", "rejected"),
        ("old law: heads in favour exactly 2/3, special", "adopted"),
        ("old law: area in favour one short 2/3, special", "rejected"),
        ("all of them agree, unanimous", "adopted"),
        ("all but one agree, unanimous", "rejected"),
        ("abstentions take part and are not in favour", "rejected"),
        ("abstentions make up the participation", "adopted"),
        ("void papers do not take part", "no_quorum"),
        ("nobody takes part", "no_quorum"),
        ("nobody takes part, old law", "no_quorum"),
        ("one owner with three flats is one head", "adopted"),
        ("an owner of two thirds of the area alone", "no_quorum"),
        ("an owner of two thirds of the area against all others", "rejected"),
        ("by the old law two thirds of all, by the new three quarters of participants", "adopted"),
        ("the same vote by the old law", "rejected"),
    ],
)
def test_what_a_vote_means(name: str, outcome: str) -> None:
    assert found(name).statutory.with_silent.outcome == outcome


@pytest.mark.parametrize(
    ("name", "without", "with_silent"),
    [
        ("silent ballots: not_participating", "no_quorum", "no_quorum"),
        ("silent ballots: abstain", "no_quorum", "rejected"),
        ("silent ballots: follow_majority", "no_quorum", "adopted"),
        ("silent ballots: no majority to follow", "no_quorum", "rejected"),
        ("silent ballots: nobody to follow", "no_quorum", "rejected"),
        ("silent ballots: ahead in heads only", "no_quorum", "rejected"),
        ("silent ballots: one candidate whom nobody chose", "no_quorum", "rejected"),
        ("of nobody nothing is reached", "rejected", "rejected"),
    ],
)
def test_silent_ballots_are_counted_beside_the_result_without_them(name: str, without: str, with_silent: str) -> None:
    ruling = found(name).community
    assert (ruling.without_silent.outcome, ruling.with_silent.outcome) == (without, with_silent)
    assert found(name).statutory.with_silent.outcome == "no_quorum"


@pytest.mark.parametrize(
    ("name", "elected", "alternates", "tied"),
    [
        ("one of three is chosen", ["a"], [], []),
        ("none of three has more than half", [], [], []),
        ("two of four seats, one alternate", ["a", "b"], ["c"], []),
        ("a tie over the last seat elects nobody for it", ["a"], [], ["b", "c"]),
        ("a tie over the last alternate", ["a", "b"], [], ["c", "d"]),
        ("a tie of three over two seats elects nobody", [], [], ["a", "b", "c"]),
        ("equals who all have a seat are no tie", ["a", "b"], [], []),
    ],
)
def test_who_is_elected(name: str, elected: list[str], alternates: list[str], tied: list[str]) -> None:
    result = found(name).statutory.with_silent
    assert (list(result.elected), list(result.alternates), list(result.tied)) == (elected, alternates, tied)
    assert result.outcome == ("elected" if elected else "rejected")


def test_a_community_may_rank_by_area() -> None:
    both = found("ranked by area where the community says so")
    assert both.statutory.with_silent.tied == ("b", "c")
    assert both.community.with_silent.elected == ("a", "b")


@pytest.mark.parametrize("ranking", ["heads", "area"])
def test_who_has_the_most_is_elected_whatever_the_name(ranking: str) -> None:
    counts = {"a": Count(21, 210_000, 22), "b": Count(24, 250_000, 21), "c": Count(24, 230_000, 25)}
    counts["cast"] = Count(40, 400_000, 40)
    vote = Vote(ELECTORATE, counts, NOTHING, "ordinary", "choose_up_to", ("a", "b", "c"), seats=1, alternates=1)
    result = result_of(vote, LAW.with_values({"assembly.ranking": ranking}), NEW)
    expected = {"heads": (("c",), ("a",)), "area": (("b",), ("c",))}
    assert (result.elected, result.alternates) == expected[ranking]


SILENT = Count(10, 100_000, 10)


@pytest.mark.parametrize("mode", ["not_participating", "abstain", "follow_majority"])
@pytest.mark.parametrize("method", ["yes_no", "choose_up_to"])
def test_silent_ballots_are_counted_once(mode: str, method: Any) -> None:
    counts = {"yes": Count(20, 200_000, 20), "cast": Count(20, 200_000, 20), "a": Count(15, 150_000, 15)}
    vote = Vote(ELECTORATE, counts, SILENT, "ordinary", method, ("a",))
    counted = vote.with_silent(mode)
    assert counted.with_silent(mode) == counted


@pytest.mark.parametrize("mode", ["abstain", "follow_majority"])
def test_a_silent_paper_of_several_choices_takes_part_and_favours_nobody(mode: str) -> None:
    counts = {"cast": Count(20, 200_000, 20), "a": Count(15, 150_000, 15)}
    counted = Vote(ELECTORATE, counts, SILENT, "ordinary", "choose_up_to", ("a", "b")).with_silent(mode)
    assert counted.participants == Count(30, 300_000, 30)
    assert (counted.count("a"), counted.count("b")) == (counts["a"], NOTHING)


@pytest.mark.parametrize(
    ("yes", "no"),
    [
        (Count(10, 110_000, 10), Count(10, 100_000, 10)),
        (Count(11, 100_000, 11), Count(10, 100_000, 10)),
        (Count(11, 110_000, 10), Count(10, 100_000, 11)),
    ],
)
def test_nobody_is_followed_who_is_not_ahead_in_area_and_in_heads(yes: Count, no: Count) -> None:
    counted = Vote(ELECTORATE, {"yes": yes, "no": no}, SILENT, "ordinary").with_silent("follow_majority")
    assert (counted.count("yes"), counted.count("no"), counted.count("abstain")) == (yes, no, SILENT)


@given(counts=owners_votes, order=st.permutations(["yes", "no", "abstain", "void"]), class_=classes)
def test_the_order_of_the_counts_changes_nothing(counts: dict[str, Count], order: list[str], class_: Any) -> None:
    shuffled = {choice: counts[choice] for choice in order}
    assert ruling_of(Vote(ELECTORATE, counts, NOTHING, class_), LAW, NEW) == ruling_of(
        Vote(ELECTORATE, shuffled, NOTHING, class_), LAW, NEW
    )


@given(counts=owners_votes, more=counts, class_=classes)
def test_a_void_paper_changes_nothing(counts: dict[str, Count], more: Count, class_: Any) -> None:
    without = result_of(Vote(ELECTORATE, counts, NOTHING, class_), LAW, NEW)
    voided = counts | {"void": counts["void"].plus(more)}
    assert result_of(Vote(ELECTORATE, voided, NOTHING, class_), LAW, NEW) == without


@given(counts=owners_votes, more=counts, class_=classes)
def test_another_vote_in_favour_never_turns_adopted_into_anything_else(
    counts: dict[str, Count], more: Count, class_: Any
) -> None:
    before = result_of(Vote(ELECTORATE, counts, NOTHING, class_), LAW, NEW)
    after = result_of(Vote(ELECTORATE, counts | {"yes": counts["yes"].plus(more)}, NOTHING, class_), LAW, NEW)
    if before.outcome == "adopted":
        assert after.outcome == "adopted"
