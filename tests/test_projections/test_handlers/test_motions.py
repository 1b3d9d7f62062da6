"""Rows of motions, ballots and results."""

from __future__ import annotations

import pytest

from tests.test_projections.shown import Shown


def test_a_motion_is_open_until_it_is_closed(book: Shown) -> None:
    index = book.size
    motion = book.table(fund="common", amount_cap=90_000)
    assert book.rows(
        "SELECT position, title, text, matter, form, fund, amount_cap, meeting, proposer, closed_position, outcome,"
        " recomputed FROM motion"
    ) == [(index, "维修", "同意维修", "repair", "written", "common", 90_000, None, "chair", None, None, None)]
    book.decide_motion(motion, yes=3)
    assert book.rows("SELECT closed_position, outcome, recomputed FROM motion") == [(index + 6, "adopted", "adopted")]


def test_each_seats_vote_is_shown_by_name(book: Shown) -> None:
    motion = book.table()
    index = book.size
    book.record("vice", "ballot.cast", "motion/m-1", {"on": book.cast.ref(motion), "choice": "recuse"})
    assert book.rows("SELECT position, motion, member, choice FROM ballot") == [(index, "m-1", "vice", "recuse")]


@pytest.mark.parametrize(("yes", "meaning"), [(5, "adopted"), (3, "adopted"), (2, "rejected"), (0, "rejected")])
def test_beside_the_declared_outcome_stands_what_the_ballots_mean(book: Shown, yes: int, meaning: str) -> None:
    book.decide_motion(book.table(), yes=yes, outcome="adopted")
    assert book.rows("SELECT outcome, recomputed FROM motion") == [("adopted", meaning)]
    assert book.rows("SELECT line, choice, ballots FROM tally ORDER BY line") == [
        (0, "yes", yes), (1, "no", 5 - yes), (2, "abstain", 0), (3, "recuse", 0),
    ]  # fmt: skip
