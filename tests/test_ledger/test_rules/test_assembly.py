"""Rules of owners' votes: roll, delivery, sealed and open ballots, counts by a second teller, certified results."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from ledger.bodies.assembly import BallotsCounted, Cell
from ledger.rules import assembly
from ledger.rules.tally import NOTHING, Count, ruling_of
from ledger.strict_json import Json
from tests.refusals import refused
from tests.test_ledger.test_rules.assembly_book import AREA, MOTION, PAPER, Assembly, electors, evidence

OPEN_VOTE: Json = {"choice": "no", "area": AREA, "heads": 1, "building": "b1"}
OPTIONS: Json = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b", "c")]


def test_owners_vote_and_the_result_is_certified_by_the_other_teller() -> None:
    book = Assembly()
    book.voted(15, 2)
    closed = book.close()
    assert book.motion("a-1").closed is None
    with refused("confirmation.own"):
        book.confirm("teller-1", closed)
    with refused("confirmation.not_eligible"):
        book.confirm("vice", closed)
    book.confirm("teller-2", closed)
    assert book.motion("a-1").closed is not None
    with refused("motion.closed_twice"):
        book.close()


def test_what_the_vote_means_is_recomputed_from_the_state_alone() -> None:
    book = Assembly()
    book.certified(15, 2)
    vote = assembly.vote_of(book.motion("a-1"))
    assert vote.electorate == Count(20, 20 * AREA, 20)
    assert vote.silent == Count(1, AREA, 1)
    assert book.history.community.pack is not None
    ruling = ruling_of(vote, book.history.community.pack, "2024-07-02")
    assert ruling.without_silent.outcome == "adopted"
    assert ruling.without_silent.participation.area[:2] == (17 * AREA, 20 * AREA)


def test_before_there_is_a_roll_nobody_could_vote() -> None:
    book = Assembly()
    book.propose()
    assert assembly.vote_of(book.motion("a-1")).electorate == NOTHING


cells = st.lists(
    st.builds(
        Cell,
        building=st.sampled_from(["b1", "b2", UNSET]),
        choice=st.sampled_from(["yes", "no", "abstain", "void"]),
        ballots=st.integers(0, 9),
        area=st.integers(0, 90_000),
        heads=st.integers(0, 9),
    )
)


@given(batches=st.lists(cells, max_size=4), data=st.data())
def test_ranges_and_buildings_may_be_split_and_merged_without_changing_the_tally(
    batches: list[list[Cell]], data: st.DataObject
) -> None:
    book = Assembly()
    book.propose()
    motion = book.motion("a-1")
    motion.counted = [BallotsCounted(first=1, last=1, cells=batch) for batch in batches]
    split = assembly.tally_of(motion)
    together = data.draw(st.permutations([cell for batch in batches for cell in batch]))
    motion.counted = [
        BallotsCounted(first=1, last=1, cells=[msgspec.structs.replace(cell, building=UNSET) for cell in together])
    ]
    assert assembly.tally_of(motion) == split


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"options": OPTIONS}, "motion.options"),
        ({"seats": 2}, "motion.options"),
        ({"method": "choose_one"}, "motion.options"),
        ({"method": "choose_up_to", "options": OPTIONS}, "motion.options"),
        ({"method": "choose_one", "options": [{"id": "cast", "label": {"value": "x"}}]}, "motion.options"),
        (
            {"method": "choose_one", "options": [{"id": "a", "label": {"value": "x"}}] * 2},
            "motion.options",
        ),
        ({"opens": "2007-09-30T09:00:00+08:00", "closes": "2007-10-02T09:00:00+08:00"}, "motion.window"),
        ({"closes": "2024-07-01T08:00:00+08:00"}, "motion.window"),
    ],
)
def test_a_motion_of_the_owners_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    with refused(rule_id):
        Assembly().propose(**changes)


def test_a_class_weaker_than_the_matter_is_admitted() -> None:
    """Whether it was right is a finding (D3)."""
    Assembly().propose(matter="fund_raise")


def test_the_committee_does_not_vote_in_the_owners_place_nor_they_in_its() -> None:
    book = Assembly()
    motion = book.begun()
    with refused("motion.body"):
        book.vote("chair", motion, "yes", MOTION)
    book.table("m-1")
    with refused("motion.body"):
        book.record("teller-1", "electorate.frozen", "motion/m-1", as_of="2024-07-01", lines=1, units=1, area=1,
                    heads=1, buildings=[electors("b1", 1)], roll=PAPER)  # fmt: skip


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"documents": []}, "reference.unresolved"),
        ({"as_of": "2024-06-31"}, "date.invalid"),
        ({"buildings": [electors("b9", 20)]}, "building.unknown"),
        ({"buildings": [electors("b1", 10), electors("b1", 10)]}, "electorate.scope"),
        ({"area": 20 * AREA + 1}, "electorate.sum"),
        ({"heads": 21}, "electorate.sum"),
        ({"units": 19}, "electorate.sum"),
        ({"heads": 0, "buildings": [electors("b1", 20) | {"heads": 0}]}, "electorate.sum"),
        ({"lines": 19}, "electorate.sum"),
        (
            {"units": 0, "area": 0, "heads": 0, "buildings": [electors("b1", 0)]},
            "electorate.sum",
        ),
    ],
)
def test_a_roll_whose_sums_do_not_agree_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Assembly()
    book.propose()
    with refused(rule_id):
        book.freeze(**changes)


def test_a_roll_has_the_buildings_of_the_scope() -> None:
    book = Assembly()
    book.propose(scope=["b2"])
    with refused("electorate.scope"):
        book.freeze()
    whole: dict[str, Json] = {"lines": 8, "units": 8, "area": 8 * AREA, "heads": 8}
    book.freeze(buildings=[electors("b2", 8)], **whole)


def test_a_roll_is_frozen_once_and_before_voting_opens_even_by_its_second_person() -> None:
    book = Assembly()
    book.propose()
    book.freeze()
    with refused("electorate.twice"):
        book.freeze()
    other = Assembly()
    other.propose()
    late = other.propose_roll()
    other.at += timedelta(days=1)
    with refused("electorate.late"):
        other.confirm("teller-2", late)
    with refused("electorate.late"):
        other.freeze()


def test_a_frozen_roll_without_a_motion_is_refused() -> None:
    with refused("reference.unresolved"):
        Assembly().freeze()


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"buildings": [electors("b1", 13)]}, "delivery.sum"),
        ({"buildings": [electors("b1", 6), electors("b1", 6)]}, "delivery.sum"),
        ({"buildings": [electors("b9", 1)]}, "delivery.sum"),
        ({"undelivered": {"units": 21, "area": 0, "heads": 0}}, "delivery.sum"),
    ],
)
def test_no_more_is_delivered_than_stands_on_the_roll(changes: dict[str, Any], rule_id: str) -> None:
    book = Assembly()
    book.propose()
    with refused("electorate.missing"):
        book.deliver()
    book.freeze()
    with refused(rule_id):
        book.deliver(**changes) if "undelivered" in changes else book.deliver(*changes["buildings"])


def test_two_deliveries_add_up() -> None:
    book = Assembly()
    book.begun()
    with refused("delivery.sum"):
        book.deliver(electors("b1", 1))
    book.deliver(electors("b2", 2), undelivered={"units": 0, "area": 0, "heads": 0})


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"ballot_no": 21}, "ballot.roll"),
        ({"ballot_no": 1}, "ballot.twice"),
        ({"vote": None, "open_vote": {"value": OPEN_VOTE}}, "ballot.secrecy"),
        ({"signed_by": "proxy"}, "ballot.proxy"),
        ({"proxy_document": PAPER}, "ballot.proxy"),
        ({"signed_by": "proxy", "proxy_document": PAPER}, "reference.unresolved"),
    ],
)  # fmt: skip
def test_a_ballot_that_cannot_count_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Assembly()
    motion = book.begun()
    book.ballot(motion, 1)
    with refused(rule_id):
        book.ballot(motion, 2, **changes)
    book.ballot(motion, 2, signed_by="proxy", proxy_document=PAPER, documents=evidence(PAPER))


def test_ballots_come_within_the_window_and_for_a_motion_with_a_roll() -> None:
    book = Assembly()
    motion = book.propose()
    with refused("electorate.missing"):
        book.ballot(motion, 1)
    book.freeze()
    with refused("ballot.window"):
        book.ballot(motion, 1)
    book.at += timedelta(days=11)
    with refused("ballot.window"):
        book.ballot(motion, 1)


def test_an_open_ballot_is_open_and_a_seat_is_no_teller() -> None:
    book = Assembly()
    motion = book.begun(secrecy="open")
    with refused("ballot.secrecy"):
        book.ballot(motion, 1)
    book.ballot(motion, 1, vote=None, open_vote={"value": OPEN_VOTE})
    with refused("role.not_held"):
        book.ballot(motion, 2, who="chair", vote=None, open_vote={"value": OPEN_VOTE})


def test_a_voided_ballot_stays_and_its_number_may_come_again() -> None:
    book = Assembly()
    motion = book.begun()
    first = book.ballot(motion, 1)
    book.void(first)
    with refused("ballot.voided_twice"):
        book.void(first)
    book.ballot(motion, 1)
    state = book.motion("a-1")
    assert (len(state.papers), len(state.live), state.voided) == (2, 1, set())


def test_a_motion_with_ballots_is_not_withdrawn() -> None:
    book = Assembly()
    motion = book.begun()
    book.ballot(motion, 1)
    with refused("motion.voted"):
        book.record("chair", "motion.withdrawn", MOTION, on=book.cast.ref(motion), reason="error")


def counting() -> Assembly:
    """Return a book whose fifteen ballots are in, with the first one voided."""
    book = Assembly()
    motion = book.begun()
    ballots = [book.ballot(motion, number) for number in range(1, 16)]
    book.void(ballots[0])
    book.at += timedelta(days=10)
    return book


@pytest.mark.parametrize(
    ("first", "last", "cells", "rule_id"),
    [
        (1, 21, {"yes": 14, "void": 1}, "count.range"),
        (9, 8, {}, "count.range"),
        (1, 20, {"yes": 15}, "count.sum"),
        (1, 20, {"yes": 14}, "count.sum"),
        (1, 20, {"yes": 13, "void": 2}, "count.sum"),
        (1, 20, {"perhaps": 14, "void": 1}, "count.choice"),
        (2, 5, {"yes": 4}, "count.small_cell"),
        (2, 12, {"yes": 7, "no": 4}, "count.small_cell"),
    ],
)
def test_sums_that_cannot_be_are_refused(first: int, last: int, cells: dict[str, int], rule_id: str) -> None:
    book = counting()
    with refused(rule_id):
        book.count(first, last, cells)
    book.count(1, 20, {"yes": 14, "void": 1})


def test_nobody_counts_the_ballots_that_they_recorded() -> None:
    with refused("count.own_record"):
        counting().count(1, 20, {"yes": 14, "void": 1}, who="teller-1")


def test_ballots_are_counted_after_voting_and_once() -> None:
    book = Assembly()
    motion = book.begun()
    for number in range(1, 13):
        book.ballot(motion, number)
    with refused("count.still_open"):
        book.count(1, 12, {"yes": 12})
    book.at += timedelta(days=10)
    book.count(1, 6, {"yes": 6})
    with refused("count.twice"):
        book.count(6, 12, {"yes": 7})
    with refused("motion.uncounted"):
        book.close()
    book.count(7, 12, {"yes": 6})
    book.close()


def test_sums_stay_within_the_roll() -> None:
    book = counting()
    with refused("count.roll"):
        book.count(1, 20, {"yes": 14, "void": 1}, area=20 * AREA)
    with refused("count.small_cell"):
        book.count(1, 20, {"yes": 14, "void": 1}, building="b1")
    motion = Assembly()
    motion.voted(0, 0)
    with refused("count.roll"):
        motion.count(1, 20, {"yes": 0}, building="b2", area=9 * AREA)


def test_a_ballot_that_is_voided_after_the_count_has_its_range_counted_again() -> None:
    book = Assembly()
    motion = book.begun()
    ballots = [book.ballot(motion, number) for number in range(1, 13)]
    book.at += timedelta(days=10)
    book.count(1, 6, {"yes": 6})
    book.count(7, 12, {"yes": 6})
    waiting = book.close()
    book.void(ballots[0])
    with refused("motion.uncounted"):
        book.confirm("teller-2", waiting)
    with refused("count.small_cell"):
        book.count(1, 6, {"yes": 5, "void": 1})


def test_a_void_paper_came_back_and_is_not_silent() -> None:
    book = counting()
    book.count(1, 20, {"yes": 14, "void": 1})
    assert assembly.vote_of(book.motion("a-1")).silent.heads == 18 - 15


def test_a_cell_of_exactly_the_least_size_is_shown_and_ranges_together_stay_within_the_roll() -> None:
    book = Assembly()
    motion = book.begun()
    for number in range(1, 11):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    book.count(1, 5, {"yes": 5}, area=12 * AREA, building="b1")
    with refused("count.roll"):
        book.count(6, 10, {"yes": 5}, area=9 * AREA)
    with refused("count.roll"):
        book.count(6, 10, {"yes": 5}, area=AREA, building="b1")
    book.count(6, 10, {"yes": 5})


def test_each_vote_of_an_open_motion_may_be_shown_whatever_the_size_of_its_cell() -> None:
    book = Assembly()
    motion = book.begun(secrecy="open")
    book.ballot(motion, 1, vote=None, open_vote={"value": OPEN_VOTE})
    book.at += timedelta(days=10)
    book.count(1, 1, {"no": 1}, building="b1")
    book.close("rejected")


def test_a_result_before_the_end_or_without_a_roll_or_with_another_tally_is_refused() -> None:
    book = Assembly()
    book.begun()
    with refused("motion.still_open"):
        book.close()
    book.at += timedelta(days=10)
    with refused("motion.tally"):
        book.close(tally=[])
    with refused("motion.outcome"):
        book.close(outcome="elected", elected=["a"])
    book.close("no_quorum")
    other = Assembly()
    other.propose()
    other.at += timedelta(days=11)
    with refused("electorate.missing"):
        other.close()


def election() -> Assembly:
    """Return a book in which fourteen owners have chosen up to two of three."""
    book = Assembly()
    motion = book.begun(method="choose_up_to", candidates=OPTIONS, seats=2, alternates=1)
    for number in range(1, 15):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    return book


def test_an_election_ends_with_candidates_elected_and_alternates() -> None:
    book = election()
    book.count(1, 20, {"a": 12, "b": 9, "c": 5, "cast": 14, "abstain": 1})
    book.confirm("teller-2", book.close("elected", elected=["a", "b"], alternates=["c"]))


@pytest.mark.parametrize(
    "cells",
    [{"a": 14, "cast": 13}, {"a": 15, "cast": 14}, {"a": 14}, {"a": 9, "abstain": 15, "cast": 14}],
)
def test_no_candidate_has_more_than_all_papers(cells: dict[str, int]) -> None:
    with refused("count.sum"):
        election().count(1, 20, cells)


@pytest.mark.parametrize(
    ("outcome", "elected", "alternates"),
    [
        ("elected", [], []),
        ("rejected", ["a"], []),
        ("adopted", [], []),
        ("elected", ["z"], []),
        ("elected", ["a"], ["a"]),
    ],
)
def test_only_candidates_are_elected_and_only_where_the_outcome_says_so(
    outcome: str, elected: list[Json], alternates: list[Json]
) -> None:
    book = election()
    book.count(1, 20, {"a": 12, "b": 9, "c": 5, "cast": 14})
    with refused("motion.outcome"):
        book.close(outcome, elected=elected, alternates=alternates)


def test_a_roll_holds_somebody_who_could_vote() -> None:
    book = Assembly()
    book.propose()
    nobody: dict[str, Json] = {"lines": 1, "units": 1, "area": 0, "heads": 1}
    part: Json = {"building": "b1", "units": 1, "area": 0, "heads": 1}
    with refused("electorate.sum"):
        book.freeze(**nobody, buildings=[part])
    one: Json = {"building": "b1", "units": 1, "area": 1, "heads": 1}
    book.freeze(**(nobody | {"area": 1}), buildings=[one])


def test_a_choice_of_one_counts_its_options_abstentions_and_void_papers_and_nothing_else() -> None:
    book = Assembly()
    book.propose(method="choose_one", options=OPTIONS)
    tabled = book.motion("a-1").tabled
    assert tabled is not None
    assert assembly.choices_of(tabled) == ("a", "b", "c", "abstain", "void")


def test_papers_that_bring_neither_area_nor_heads_bring_none() -> None:
    book = Assembly()
    motion = book.begun()
    for number in range(1, 6):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    book.count(1, 20, {"yes": 5}, area=0, heads=0)
    assert assembly.counts_of(book.motion("a-1"))["yes"] == Count(5, 0, 0)


def test_the_last_line_of_the_roll_votes_and_the_one_behind_it_does_not() -> None:
    book = Assembly()
    motion = book.begun()
    book.ballot(motion, 20)
    with refused("ballot.roll"):
        book.ballot(motion, 21)


def test_ranges_that_share_one_number_are_counted_once() -> None:
    book = Assembly()
    motion = book.begun()
    for number in range(1, 21):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    book.count(6, 15, {"yes": 10})
    for first, last in ((1, 6), (15, 20), (6, 6), (15, 15), (8, 9), (1, 20)):
        with refused("count.twice"):
            book.count(first, last, {"yes": last - first + 1})
    book.count(1, 5, {"yes": 5})
    book.count(16, 20, {"yes": 5})


@pytest.mark.parametrize(("number", "still_counted"), [(1, False), (10, False), (11, True)])
def test_a_paper_voided_within_a_counted_range_has_the_range_counted_again(number: int, still_counted: bool) -> None:
    book = Assembly()
    motion = book.begun()
    ballots = {number: book.ballot(motion, number) for number in range(1, 12)}
    book.at += timedelta(days=10)
    book.count(1, 10, {"yes": 10})
    book.void(ballots[number])
    assert bool(book.motion("a-1").counted) is still_counted


@pytest.mark.parametrize("number", [1, 10])
def test_a_void_paper_at_the_edge_of_a_range_is_counted_as_void(number: int) -> None:
    book = Assembly()
    motion = book.begun()
    ballots = {number: book.ballot(motion, number) for number in range(1, 11)}
    book.void(ballots[number])
    book.at += timedelta(days=10)
    with refused("count.sum"):
        book.count(1, 10, {"yes": 9})
    book.count(1, 20, {"yes": 9, "void": 1})


def test_where_only_void_papers_came_back_of_several_choices_nobody_was_chosen() -> None:
    book = Assembly()
    motion = book.begun(method="choose_up_to", candidates=OPTIONS, seats=2)
    book.void(book.ballot(motion, 1))
    book.at += timedelta(days=10)
    book.count(1, 20, {"void": 1})
    book.close("no_quorum")
