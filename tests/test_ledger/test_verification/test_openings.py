"""Texts are handed out in the order of the entries; what is wrong with one comes after all that stands before it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from ledger.errors import VerificationError
from ledger.verification.openings import Openings
from ledger.verification.sources import Opening
from tests.refusals import unverified


def openings(*indexes: int, live: bool = False) -> Openings:
    return Openings(iter([Opening(index, f"text {index}") for index in indexes]), 10, live=live)


def test_texts_are_handed_out_once_up_to_where_they_are_wanted() -> None:
    of_log = openings(0, 0, 3, 7)
    assert of_log.below(3) == [(0, "text 0"), (0, "text 0")]
    assert of_log.below(10) == [(3, "text 3"), (7, "text 7")]
    of_log.check()
    of_log.end()


def test_what_stands_before_a_text_out_of_order_is_still_handed_out() -> None:
    of_log = openings(4, 2)
    assert of_log.below(10) == [(4, "text 4")]
    with unverified("disclosures.misplaced") as caught:
        of_log.check()
    assert caught.value.where == "disclosures, entry 2"


@pytest.mark.parametrize("good", [0, 2])
def test_what_stands_before_a_line_that_cannot_be_read_is_still_handed_out(good: int) -> None:
    def lines() -> Iterator[Opening]:
        yield from (Opening(index, "text") for index in range(good))
        raise VerificationError("disclosures.malformed", "no such line", advice="Fetch it again.", where="line")

    of_log = Openings(lines(), 10, live=False)
    assert len(of_log.below(10)) == good
    with unverified("disclosures.malformed"):
        of_log.check()


def test_a_text_beyond_the_log_is_refused_of_a_copy_and_may_be_a_live_servers_next_one() -> None:
    with unverified("disclosures.misplaced"):
        openings(10).end()
    openings(10, live=True).end()
