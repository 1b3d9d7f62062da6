"""Rows of owners' votes."""

from __future__ import annotations

import json
from datetime import timedelta

from tests.test_ledger.test_rules.assembly_book import AREA
from tests.test_projections.owners_vote import MOTION, ballot, cast_openly, count, open_vote, whole_vote
from tests.test_projections.shown import Shown


def test_the_roll_and_the_deliveries_are_shown_by_building(book: Shown) -> None:
    open_vote(book)
    assert book.rows("SELECT lines, units, area, heads, system FROM electorate") == [(20, 20, 20 * AREA, 20, None)]
    assert book.rows("SELECT building, heads FROM electorate_building ORDER BY building") == [("b1", 12), ("b2", 8)]
    assert book.rows("SELECT building, method, heads FROM delivery ORDER BY building") == [
        ("b1", "door", 12), ("b2", "door", 6),
    ]  # fmt: skip


def test_a_sealed_ballot_shows_its_number_and_nothing_of_the_vote(book: Shown) -> None:
    motion = open_vote(book)
    ballot(book, motion, 3)
    assert book.rows("SELECT ballot_no, channel, signed_by, vote FROM paper") == [(3, "paper", "owner", None)]


def test_an_open_ballot_shows_the_vote(book: Shown) -> None:
    vote = cast_openly(book, "no")
    ((shown,),) = book.rows("SELECT vote FROM paper")
    assert json.loads(shown) == vote


def test_a_ballot_that_is_voided_after_the_count_drops_its_range(book: Shown) -> None:
    motion = open_vote(book)
    ballots = [ballot(book, motion, number) for number in range(1, 9)]
    book.now += timedelta(days=3)
    count(book, (None, "yes", 8))
    on = book.cast.ref(ballots[0])
    book.confirm("teller-2", book.record("teller-1", "ballot.voided", MOTION, {"on": on, "reason": "unsigned"}))
    count(book, (None, "yes", 7), (None, "void", 1))
    assert book.rows("SELECT dropped FROM subtotal ORDER BY position") == [(1,), (0,)]
    assert book.rows("SELECT void_reason FROM paper WHERE voided_position IS NOT NULL") == [("unsigned",)]


def test_the_result_stands_beside_what_the_counts_mean(book: Shown) -> None:
    whole_vote(book)
    assert book.rows("SELECT outcome, recomputed FROM motion") == [("adopted", "adopted")]
    assert book.rows("SELECT choice, ballots, area, heads FROM tally ORDER BY line") == [
        ("yes", 10, 10 * AREA, 10), ("no", 2, 2 * AREA, 2), ("abstain", 3, 3 * AREA, 3), ("void", 1, AREA, 1),
    ]  # fmt: skip
