"""Rules of official results, of objections, and of what becomes of a resolution."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.rules import assembly
from ledger.rules.tally import Count
from ledger.strict_json import Json
from tests.refusals import refused
from tests.test_ledger.test_rules.assembly_book import AREA, MOTION, Assembly, electors

TALLY: list[Json] = [
    {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
    for choice, number in (("yes", 15), ("no", 1), ("abstain", 0), ("void", 0))
]


def result(book: Assembly, who: str = "teller-1", **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "system": {"value": "样例市电子投票系统"}, "electorate": {"area": 20 * AREA, "heads": 20}, "tally": TALLY,
    }  # fmt: skip
    return book.record(who, "result.recorded", MOTION, **(data | changes))


def test_the_result_of_an_official_system_is_closed_like_any_other() -> None:
    book = Assembly()
    book.propose(opens="2020-06-01T09:00:00+08:00", closes="2020-06-11T09:00:00+08:00")
    result(book)
    assert assembly.vote_of(book.motion("a-1")).electorate == Count(0, 20 * AREA, 20)
    with refused("result.second"):
        result(book)
    book.confirm("teller-2", book.close())


def test_an_official_result_stands_for_no_ballots_of_the_book_and_comes_after_voting() -> None:
    book = Assembly()
    motion = book.begun()
    with refused("motion.still_open"):
        result(book)
    book.ballot(motion, 1)
    with refused("result.second"):
        result(book)
    book.table("m-1")
    with refused("motion.body"):
        book.record("teller-1", "result.recorded", "motion/m-1", system={"value": "样例系统"},
                    electorate={"area": 1, "heads": 1}, tally=[])  # fmt: skip


def test_an_official_result_names_each_choice_with_its_weight() -> None:
    book = Assembly()
    book.propose(opens="2020-06-01T09:00:00+08:00", closes="2020-06-11T09:00:00+08:00")
    with refused("result.tally"):
        result(book, tally=TALLY[:3])
    with refused("result.tally"):
        result(book, tally=[{"choice": c, "ballots": 0} for c in ("yes", "no", "abstain", "void")])
    with refused("role.not_held"):
        result(book, who="chair")


def test_an_objection_is_answered_once() -> None:
    book = Assembly()
    closed = book.certified()
    raised = book.record(
        "secretary", "objection.raised", MOTION, on=book.cast.ref(closed), grounds={"value": "复核第三页"}
    )
    answer: dict[str, Json] = {"on": book.cast.ref(raised), "text": {"value": "已复核，无误"}}
    with refused("ref.type"):
        book.record("teller-1", "objection.answered", MOTION, on=book.cast.ref(closed), text={"value": "好"})
    book.record("teller-1", "objection.answered", MOTION, **answer)
    with refused("objection.answered_twice"):
        book.record("teller-2", "objection.answered", MOTION, **answer)
    with refused("ref.type"):
        book.record("secretary", "objection.raised", MOTION, on=book.cast.ref(raised), grounds={"value": "再问"})


def test_an_objection_is_to_any_step_of_the_vote_and_to_nothing_else() -> None:
    book = Assembly()
    motion = book.propose()
    steps = [motion, book.propose_roll()]
    book.confirm("teller-2", steps[-1])
    delivered: dict[str, Json] = {
        "method": "door", "buildings": [electors("b1", 12)], "undelivered": {"units": 0, "area": 0, "heads": 0},
    }  # fmt: skip
    steps.append(book.record("teller-1", "ballots.delivered", MOTION, **delivered))
    confirmed = book.confirm("chair", steps[-1])
    book.at += timedelta(days=1)
    steps += [book.ballot(motion, 1), book.ballot(motion, 2)]
    steps.append(book.record("teller-1", "ballot.voided", MOTION, on=book.cast.ref(steps[-1]), reason="unsigned"))
    for step in steps:
        book.record("secretary", "objection.raised", MOTION, on=book.cast.ref(step), grounds={"value": "有异议"})
    assert len(book.motion("a-1").objections) == len(steps) == 6
    with refused("ref.type"):
        book.record("secretary", "objection.raised", MOTION, on=book.cast.ref(confirmed), grounds={"value": "有异议"})


def test_an_official_result_is_recorded_from_the_end_of_voting_on() -> None:
    book = Assembly()
    book.propose()
    book.at += timedelta(days=11, seconds=-1)
    with refused("motion.still_open"):
        result(book)
    book.at += timedelta(seconds=1)
    result(book)


@pytest.mark.parametrize("missing", ["area", "heads"])
def test_each_choice_of_an_official_result_has_both_its_weights(missing: str) -> None:
    book = Assembly()
    book.propose(opens="2020-06-01T09:00:00+08:00", closes="2020-06-11T09:00:00+08:00")
    weights: dict[str, Json] = {name: 0 for name in ("area", "heads") if name != missing}
    tally: list[Json] = [{"choice": choice, "ballots": 0, **weights} for choice in ("yes", "no", "abstain", "void")]
    with refused("result.tally"):
        result(book, tally=tally)


def test_an_election_is_ended_and_annulled_as_a_resolution_is() -> None:
    book = Assembly()
    candidates: Json = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b")]
    motion = book.begun(method="choose_up_to", candidates=candidates, seats=1)
    for number in range(1, 17):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    book.count(1, 20, {"a": 12, "b": 4, "cast": 16})
    closed = book.close("elected", elected=["a"])
    book.confirm("teller-2", closed)
    book.record("chair", "resolution.ended", MOTION, on=book.cast.ref(closed), reason="done")
    book.confirm("vice", annul(book, closed))
    assert book.motion("a-1").resolution == "annulled"


def annul(book: Assembly, closed: bytes) -> bytes:
    return book.record(
        "secretary", "resolution.annulled", MOTION, on=book.cast.ref(closed), basis="judgment",
        by={"value": "样例区人民法院"},
    )  # fmt: skip


def test_a_resolution_is_challenged_ended_and_annulled() -> None:
    book = Assembly()
    closed = book.certified()
    on = book.cast.ref(closed)
    for _ in range(2):
        book.record("secretary", "resolution.challenged", MOTION, on=on, court={"value": "样例区人民法院"})
    book.record("chair", "resolution.ended", MOTION, on=on, reason="done")
    with refused("resolution.over"):
        book.record("chair", "resolution.ended", MOTION, on=on, reason="done")
    annulled = annul(book, closed)
    assert book.motion("a-1").resolution == "ended"
    book.confirm("vice", annulled)
    assert book.motion("a-1").resolution == "annulled"
    with refused("resolution.over"):
        annul(book, closed)


@pytest.mark.parametrize("certified", [True, False])
def test_what_was_not_adopted_or_not_certified_is_no_resolution(certified: bool) -> None:
    book = Assembly()
    book.voted(15, 2)
    closed = book.close("rejected" if certified else "adopted")
    if certified:
        book.confirm("teller-2", closed)
    with refused("resolution.none"):
        book.record("chair", "resolution.ended", MOTION, on=book.cast.ref(closed), reason="done")


def test_a_declaration_that_another_one_overtook_is_no_resolution() -> None:
    book = Assembly()
    book.voted(15, 2)
    first = book.close()
    book.confirm("teller-2", book.close())
    book.at += timedelta(days=1)
    with refused("resolution.none"):
        annul(book, first)


@pytest.mark.parametrize("electorate", [{"area": 15 * AREA, "heads": 20}, {"area": 20 * AREA, "heads": 15}])
def test_an_official_result_has_no_more_votes_than_there_are(electorate: Json) -> None:
    book = Assembly()
    book.propose(opens="2020-06-01T09:00:00+08:00", closes="2020-06-11T09:00:00+08:00")
    with refused("result.electorate"):
        result(book, electorate=electorate)
    result(book, electorate={"area": 16 * AREA, "heads": 16})


def test_an_official_result_is_of_the_roll_where_there_is_one() -> None:
    book = Assembly()
    book.begun()
    book.at += timedelta(days=10)
    with refused("result.electorate"):
        result(book, electorate={"area": 19 * AREA, "heads": 20})
    result(book)


def test_candidates_of_an_official_result_share_papers_and_none_has_more_than_all() -> None:
    book = Assembly()
    names: Json = [{"id": name, "label": {"value": name}} for name in ("aa", "bb")]
    book.propose(
        opens="2020-06-01T09:00:00+08:00", closes="2020-06-11T09:00:00+08:00", method="choose_up_to", seats=2,
        candidates=names, matter="election",
    )  # fmt: skip

    def tally(**counts: int) -> Json:
        return [{"choice": one, "ballots": n, "area": n * AREA, "heads": n} for one, n in counts.items()]

    with refused("result.electorate"):
        result(book, tally=tally(aa=21, bb=20, cast=20, abstain=0, void=0))
    result(book, tally=tally(aa=20, bb=20, cast=20, abstain=0, void=0))
