"""How a motion gets its result: when, with which tally, and what is proposed to whoever declares it."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

from ledger.rules.closing import is_ready, result_of
from ledger.rules.motions import CHOICES
from ledger.rules.packs import Fraction
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused
from tests.test_ledger.test_rules.assembly_book import Assembly
from tests.test_ledger.test_rules.test_motions import close


def test_a_motion_is_closed_after_its_window() -> None:
    book = Book()
    book.vote("chair", book.table(), "yes")
    book.at += timedelta(days=1)
    with refused("role.not_held"):
        close(book, "secretary")
    close(book, outcome="no_quorum")


def test_a_tally_that_is_not_the_ballots_sum_is_refused() -> None:
    book = Book()
    book.vote("chair", book.table(), "yes")
    book.at += timedelta(days=1)
    tally: list[Json] = [{"choice": choice, "ballots": 5} for choice in CHOICES]
    with refused("motion.tally"):
        close(book, tally=tally)
    with refused("motion.outcome"):
        close(book, outcome="elected")


def test_a_declared_outcome_is_recorded_as_declared() -> None:
    """Whether it is what the ballots mean is a finding, not a refusal."""
    book = Book()
    book.vote("chair", book.table(), "no")
    book.at += timedelta(days=1)
    close(book, outcome="adopted")


@pytest.mark.parametrize("named", ["elected", "alternates"])
def test_a_vote_by_yes_and_no_elects_nobody_and_names_no_alternate(named: str) -> None:
    book = Book()
    book.vote("chair", book.table(), "yes")
    book.at += timedelta(days=1)
    names: dict[str, Any] = {named: ["vice"]}
    with refused("motion.outcome"):
        close(book, **names)
    owners = Assembly()
    owners.voted(15, 2)
    with refused("motion.outcome"):
        owners.close(**names)


def test_closing_what_was_never_tabled_is_refused() -> None:
    book = Book()
    with refused("reference.unresolved"):
        book.record("chair", "motion.closed", "motion/m-1", tally=[], outcome="adopted", elected=[], alternates=[])


def ready(book: Book, motion: str) -> bool:
    return is_ready(book.motion(motion), book.history.community, book.at)


def test_a_committee_s_result_is_ready_when_every_seat_has_voted_or_time_is_over() -> None:
    book = Book()
    motion = book.table()
    assert not ready(book, "m-1")
    for who in ("chair", "vice", "treasurer", "secretary", "member"):
        assert not ready(book, "m-1")
        book.vote(who, motion, "yes")
    assert ready(book, "m-1")
    close(book)
    assert not ready(book, "m-1")
    late = Book()
    late.table()
    late.at += timedelta(days=1)
    assert ready(late, "m-1")


def test_a_withdrawn_motion_has_no_result_to_declare() -> None:
    book = Book()
    on = book.cast.ref(book.table())
    book.record("chair", "motion.withdrawn", "motion/m-1", on=on, reason="error")
    book.at += timedelta(days=1)
    assert not ready(book, "m-1")


def test_an_owners_result_is_ready_when_all_that_came_back_is_counted_and_nobody_has_declared_one() -> None:
    book = Assembly()
    motion = book.begun()
    for number in range(1, 18):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    assert not ready(book, "a-1")
    book.count(1, 20, {"yes": 15, "no": 2})
    assert ready(book, "a-1")
    closed = book.close()
    assert not ready(book, "a-1"), "it waits for the second teller"
    book.confirm("teller-2", closed)
    assert not ready(book, "a-1")


def test_what_is_proposed_is_what_the_rules_admit() -> None:
    book = Assembly()
    book.voted(15, 2)
    result = result_of(book.motion("a-1"), book.history.community)
    assert (result.outcome, [line.ballots for line in result.tally]) == ("adopted", [15, 2, 0, 0])
    book.close(result.outcome)
    other = Book()
    other.vote("chair", other.table(), "yes")
    assert result_of(other.motion(), other.history.community).outcome == "no_quorum"


@pytest.mark.parametrize(("yes", "outcome"), [(11, "rejected"), (12, "adopted")])
def test_a_special_majority_is_proposed_from_exactly_three_quarters_on(yes: int, outcome: str) -> None:
    book = Assembly()
    book.voted(yes, 16 - yes, **{"class": "special"})
    assert result_of(book.motion("a-1"), book.history.community).outcome == outcome


def opened_on(day: str, yes: int, no: int, **changes: Json) -> str:
    """Let the owners vote from a day on, and declare and certify the result that is proposed; return its outcome."""
    opens = datetime.fromisoformat(day).replace(hour=9, tzinfo=timezone(timedelta(hours=8)))
    book = Assembly(opens - timedelta(days=1))
    book.voted(yes, no, **changes)
    proposed = result_of(book.motion("a-1"), book.history.community)
    book.confirm("teller-2", book.close(proposed.outcome))
    closed = book.motion("a-1").closed
    assert closed is not None
    assert book.at.year == 2021, "declared when the Civil Code was long in force, or had just come"
    return closed.outcome


@pytest.mark.parametrize(
    ("yes", "no", "changes", "before", "after"),
    [
        (11, 3, {"class": "special", "matter": "fund_raise"}, "rejected", "adopted"),
        (13, 0, {"class": "ordinary"}, "adopted", "no_quorum"),
        (10, 4, {"class": "ordinary"}, "rejected", "adopted"),
        (14, 5, {"class": "special", "matter": "fund_raise"}, "adopted", "rejected"),
        (10, 0, {"class": "ordinary"}, "no_quorum", "no_quorum"),
        (15, 2, {"class": "special", "matter": "fund_raise"}, "adopted", "adopted"),
    ],
)
def test_the_same_ballots_are_judged_by_the_law_of_the_day_on_which_voting_opened(
    yes: int, no: int, changes: dict[str, Json], before: str, after: str
) -> None:
    """Of twenty owners: 2/3 of all against 3/4 of participants; half of all against 2/3 taking part."""
    assert opened_on("2020-12-31", yes, no, **changes) == before
    assert opened_on("2021-01-01", yes, no, **changes) == after


def test_an_election_is_proposed_with_the_seats_and_the_alternates_of_its_motion() -> None:
    book = Assembly()
    candidates: Json = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b", "c", "d")]
    motion = book.begun(method="choose_up_to", candidates=candidates, seats=2, alternates=1)
    for number in range(1, 17):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    book.count(1, 20, {"a": 12, "b": 11, "c": 10, "d": 9, "cast": 16})
    result = result_of(book.motion("a-1"), book.history.community)
    assert (result.outcome, result.elected, result.alternates) == ("elected", ["a", "b"], ["c"])


def test_a_choice_of_one_that_names_no_seats_elects_one_and_no_alternate() -> None:
    book = Assembly()
    options: Json = [{"id": name, "label": {"value": f"方案{name}"}} for name in ("a", "b")]
    motion = book.begun(method="choose_one", options=options)
    for number in range(1, 17):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    book.count(1, 20, {"a": 9, "b": 7})
    pack = book.history.community.pack
    assert pack is not None
    minority = Fraction(1, 4, strictly=False)
    book.history.community.pack = pack.with_values(
        {"assembly.ordinary.area": minority, "assembly.ordinary.heads": minority}
    )
    result = result_of(book.motion("a-1"), book.history.community)
    assert (result.outcome, result.elected, result.alternates) == ("elected", ["a"], []), "b would be next"


def test_a_result_that_waits_under_a_key_that_may_not_sign_leaves_the_motion_to_be_declared() -> None:
    book = Assembly()
    book.voted(15, 2)
    book.close()
    assert not ready(book, "a-1")
    book.revoke("teller-1")
    assert ready(book, "a-1")


def test_without_a_roll_or_an_official_result_there_is_nothing_to_declare() -> None:
    book = Assembly()
    book.propose()
    book.at += timedelta(days=11)
    assert not ready(book, "a-1")
