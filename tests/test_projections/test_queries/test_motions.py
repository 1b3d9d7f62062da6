"""Motions: the latest first, with the ballots that are in, open for exactly their window."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ledger.strict_json import Json
from projections.queries import motions
from projections.queries.motions import Ballot, Count
from projections.queries.paging import parse_cursor
from tests.test_projections.shown import Shown


def test_the_latest_motion_comes_first_with_what_is_counted_so_far(book: Shown) -> None:
    first = book.table("m-1")
    book.table("m-2", fund="common", amount_cap=7)
    book.record("vice", "ballot.cast", "motion/m-1", {"on": book.cast.ref(first), "choice": "abstain"})
    with book.tables() as tables:
        second, earlier = motions.motions(tables, None, 9).motions
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
        (found,) = motions.motions(tables, None, 9).motions
    instants = (opens - second, opens, closes - second, closes)
    assert [motions.is_open(found, at) for at in instants] == [False, True, True, False]
    book.decide_motion(tabled, yes=3)
    with book.tables() as tables:
        (found,) = motions.motions(tables, None, 9).motions
    assert not motions.is_open(found, opens)


def test_what_was_open_at_an_instant_whatever_came_later(book: Shown) -> None:
    tabled = book.table("m-1", opens="2026-05-01T00:00:00+08:00")
    book.at("2026-05-05")
    book.record("vice", "ballot.cast", "motion/m-1", {"on": book.cast.ref(tabled), "choice": "yes"})
    book.table("m-2")
    book.at("2026-05-06")
    for who in ("chair", "treasurer", "secretary", "member"):
        book.record(who, "ballot.cast", "motion/m-1", {"on": book.cast.ref(tabled), "choice": "yes"})
    tally = [Count("yes", 5), Count("no", 0), Count("abstain", 0), Count("recuse", 0)]
    closed: dict[str, Json] = {
        "tally": [{"choice": count.choice, "ballots": count.ballots} for count in tally], "outcome": "adopted",
        "elected": [], "alternates": [],
    }  # fmt: skip
    book.record("chair", "motion.closed", "motion/m-1", closed)
    noons = [datetime.fromisoformat(f"2026-05-{day:02}T12:00:00+08:00") for day in (4, 5, 6, 7, 9)]
    with book.tables() as tables:
        found = [[(one.id, one.tally[0].ballots) for one in motions.open_at(tables, noon)] for noon in noons]
    assert found == [[], [("m-1", 0)], [("m-2", 0), ("m-1", 1)], [("m-2", 0)], []]
    with book.tables() as tables:
        detail = motions.motion(tables, "m-1")
    assert detail is not None
    assert [motions.is_open(detail.motion, noon) for noon in noons] == [False, True, True, False, False]


@pytest.mark.parametrize("limit", [1, 2, 3, 5, 9])
def test_pages_of_motions_give_each_once_the_latest_day_of_opening_first(book: Shown, limit: int) -> None:
    for number, day in enumerate((5, 4, 6, 4, 5), 1):
        book.table(f"m-{number}", opens=f"2026-05-{day:02}T00:00:00+08:00")
    walked, cursor = [], None
    with book.tables() as tables:
        while True:
            page = motions.motions(tables, cursor, limit)
            assert len(page.motions) <= limit
            walked += [one.id for one in page.motions]
            if page.next is None:
                break
            cursor = parse_cursor(page.next)
            assert cursor is not None
    assert walked == ["m-3", "m-5", "m-1", "m-4", "m-2"]
