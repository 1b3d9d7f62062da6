"""Motions: the latest first, with the ballots that are in, open for exactly their window."""

from __future__ import annotations

from datetime import timedelta

from projections.queries import motions
from projections.queries.motions import Ballot, Count
from tests.test_projections.shown import Shown


def test_the_latest_motion_comes_first_with_what_is_counted_so_far(book: Shown) -> None:
    first = book.table("m-1")
    book.table("m-2", fund="common", amount_cap=7)
    book.record("vice", "ballot.cast", "motion/m-1", {"on": book.cast.ref(first), "choice": "abstain"})
    with book.tables() as tables:
        second, earlier = motions.motions(tables)
    assert (second.id, second.fund, second.currency, second.amount_cap) == ("m-2", "common", "CNY", 7)
    assert (earlier.id, earlier.fund, earlier.currency) == ("m-1", None, None)
    assert earlier.tally == [Count("yes", 0), Count("no", 0), Count("abstain", 1), Count("recuse", 0)]
    assert (earlier.closed, earlier.outcome, earlier.recomputed) == (None, None, None)


def test_one_motion_has_its_text_its_ballots_and_what_rests_on_it(book: Shown) -> None:
    motion = book.table()
    index = book.size
    for who, choice in (("vice", "yes"), ("chair", "no")):
        book.record(who, "ballot.cast", "motion/m-1", {"on": book.cast.ref(motion), "choice": choice})
    book.request(motion="m-1")
    book.request()
    with book.tables() as tables:
        found = motions.motion(tables, "m-1")
        assert motions.motion(tables, "m-2") is None
    assert found is not None
    assert found.text == "同意维修"
    assert found.ballots == [
        Ballot(index, "vice", "yes", False, "2026-05-04T11:00:00Z"),
        Ballot(index + 1, "chair", "no", False, "2026-05-04T11:00:00Z"),
    ]
    assert found.requests == [index + 2]


def test_a_motion_is_open_from_the_first_instant_of_its_window_to_before_the_last(book: Shown) -> None:
    tabled = book.table()
    opens, closes = book.now, book.now + timedelta(days=3)
    second = timedelta(seconds=1)
    with book.tables() as tables:
        (found,) = motions.motions(tables)
    instants = (opens - second, opens, closes - second, closes)
    assert [motions.is_open(found, at) for at in instants] == [False, True, True, False]
    book.decide_motion(tabled, yes=3)
    with book.tables() as tables:
        (found,) = motions.motions(tables)
    assert not motions.is_open(found, opens)
