"""Votes: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import msgspec
import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from tests.test_ledger.test_rules.assembly_book import AREA, ROLL, electors, evidence
from tests.test_projections.owners_vote import MOTION, appoint_tellers, ballot, count, declare, open_vote, whole_vote
from tests.test_projections.shown import Shown
from tests.test_projections.test_findings.planted import adopt, facts, found, spans


def vote(book: Shown, yes: int, no: int, outcome: str) -> None:
    """Have the first seats vote on a motion of the committee, and declare an outcome when the window is over."""
    motion = book.table()
    seats = ("chair", "vice", "treasurer", "secretary", "member")
    for number, who in enumerate(seats[: yes + no]):
        choice = "yes" if number < yes else "no"
        book.record(who, "ballot.cast", "motion/m-1", {"on": book.cast.ref(motion), "choice": choice})
    book.now += timedelta(days=4)
    counts = {"yes": yes, "no": no, "abstain": 0, "recuse": 0}
    tally: list[Json] = [{"choice": choice, "ballots": number} for choice, number in counts.items()]
    closed: dict[str, Json] = {"tally": tally, "outcome": outcome, "elected": [], "alternates": []}
    book.record("chair", "motion.closed", "motion/m-1", closed)


def test_a_motion_declared_adopted_without_a_quorum_is_found(book: Shown) -> None:
    vote(book, 2, 0, "adopted")
    assert spans(book, "D1") == [(book.size - 1, "2026-05-08", None)]
    assert facts(book, "D1") == {"declared": "adopted", "recomputed": "no_quorum"}
    assert found(book, "D2") == []


def test_an_outcome_that_the_ballots_do_not_mean_is_found(book: Shown) -> None:
    vote(book, 2, 3, "adopted")
    assert spans(book, "D2") == [(book.size - 1, "2026-05-08", None)]
    assert found(book, "D1") == []


@pytest.mark.parametrize(("yes", "no", "outcome"), [(2, 0, "no_quorum"), (2, 3, "rejected"), (3, 0, "adopted")])
def test_control_an_outcome_that_the_ballots_mean_is_in_order(book: Shown, yes: int, no: int, outcome: str) -> None:
    vote(book, yes, no, outcome)
    assert found(book, "D1") == found(book, "D2") == []


def test_an_owners_vote_is_judged_by_the_owners_majorities(book: Shown) -> None:
    motion = open_vote(book)
    for number in range(1, 11):
        ballot(book, motion, number)
    book.now += timedelta(days=4)
    count(book, (None, "yes", 10))
    declare(book, {"yes": 10, "no": 0, "abstain": 0, "void": 0}, "adopted")
    (one,) = found(book, "D1")
    assert (one.article, one.severity) == ("民法典第二百七十八条", "critical")


def test_a_weaker_class_than_the_matter_needs_is_found_until_the_motion_is_withdrawn(book: Shown) -> None:
    appoint_tellers(book)
    index, tabled = book.size, []
    for name, matter, kind in (
        ("a-1", "rebuild", "ordinary"),
        ("a-2", "rebuild", "special"),
        ("a-3", "other", "ordinary"),
    ):
        opens = (book.now + timedelta(days=20)).isoformat()
        closes = (book.now + timedelta(days=30)).isoformat()
        window: dict[str, Json] = {"opens": opens, "closes": closes}
        tabled.append(book.table(name, body="assembly", secrecy="sealed", matter=matter, **window, **{"class": kind}))
    assert spans(book, "D3") == [(index, "2026-05-04", None)]
    assert facts(book, "D3") == {"matter": "rebuild", "class": "ordinary"}
    book.at("2026-05-06")
    book.record("chair", "motion.withdrawn", "motion/a-1", {"on": book.cast.ref(tabled[0]), "reason": "new_text"})
    assert spans(book, "D3") == [(index, "2026-05-04", "2026-05-06")]


@pytest.mark.parametrize(
    ("matter", "opens", "expected"),
    [
        ("fund_use", "2020-12-31", ["物权法第七十六条、物业管理条例（2007）第十二条"]),
        ("fund_use", "2021-01-01", []),
        ("common_business", "2020-12-31", []),
        ("common_business", "2021-01-01", ["民法典第二百七十八条"]),
        ("common_use_change", "2021-01-01", ["民法典第二百七十八条"]),
        ("dwelling_to_business", "2021-01-01", ["民法典第二百七十九条"]),
    ],
)
def test_what_a_matter_needs_is_what_the_law_of_its_day_says(
    book: Shown, matter: str, opens: str, expected: list[str]
) -> None:
    appoint_tellers(book)
    window: dict[str, Json] = {"opens": f"{opens}T09:00:00+08:00", "closes": "2021-02-01T09:00:00+08:00"}
    book.table("a-1", body="assembly", secrecy="sealed", matter=matter, **window)
    assert [one.article for one in found(book, "D3")] == expected


@pytest.mark.parametrize(("opens", "expected"), [("2020-12-31", ["rejected"]), ("2021-01-01", [])])
def test_an_official_result_of_former_days_is_judged_by_the_law_of_the_day_on_which_it_opened(
    book: Shown, opens: str, expected: list[str]
) -> None:
    """Eleven of twenty in favour of raising the fund, three against, declared adopted: under 2/3 of all, over 3/4."""
    appoint_tellers(book)
    window: dict[str, Json] = {"opens": f"{opens}T09:00:00+08:00", "closes": "2021-02-01T09:00:00+08:00"}
    book.table("a-1", body="assembly", secrecy="sealed", matter="fund_raise", **window, **{"class": "special"})
    choices = {"yes": 11, "no": 3, "abstain": 0, "void": 0}
    lines: list[Json] = [
        {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
        for choice, number in choices.items()
    ]
    told: dict[str, Json] = {
        "system": {"value": "样例市电子投票系统"}, "electorate": {"area": 20 * AREA, "heads": 20}, "tally": lines,
    }  # fmt: skip
    book.record("teller-1", "result.recorded", MOTION, told)
    declare(book, choices, "adopted")
    assert book.rows("SELECT outcome, recomputed FROM motion") == [("adopted", *(expected or ["adopted"]))]
    assert [fact.value for one in found(book, "D2") for fact in one.facts if fact.name == "recomputed"] == expected


def let_silent_ballots(book: Shown, value: str) -> None:
    setting: Json = {"parameter": "assembly.silent_ballots", "value": value, "clause": {"value": "第九条"}}
    data: dict[str, Json] = {
        "pack": msgspec.to_builtins(pin_of("cn-2021")), "rules": 1, "settings": [setting], "motion": "a-1",
    }  # fmt: skip
    book.record("chair", "ruleset.adopted", "community", data)


@pytest.mark.parametrize(("back", "decisive"), [(12, True), (16, False)])
def test_ballots_that_never_came_back_and_decide_are_found(book: Shown, back: int, decisive: bool) -> None:
    whole_vote(book)
    let_silent_ballots(book, "follow_majority")
    motion = open_vote(book, "a-2")
    for number in range(1, back + 1):
        vote: Json = {"choice": "yes", "area": AREA, "heads": 1, "building": "b1" if number <= 12 else "b2"}
        book.record("teller-1", "ballot.recorded", "motion/a-2", {
            "on": book.cast.ref(motion), "ballot_no": number, "channel": "paper", "signed_by": "owner",
            "vote": {"value": vote},
        })  # fmt: skip
    book.now += timedelta(days=4)
    count(book, (None, "yes", back), name="a-2")
    lines: list[Json] = [
        {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
        for choice, number in (("yes", back), ("no", 0), ("abstain", 0), ("void", 0))
    ]
    data: dict[str, Json] = {"tally": lines, "outcome": "adopted", "elected": [], "alternates": []}
    book.confirm("teller-1", book.record("chair", "motion.closed", "motion/a-2", data))
    assert [facts(book, "D4") for _one in found(book, "D4")] == (
        [{"declared": "adopted", "without_silent": "no_quorum"}] if decisive else []
    )


@pytest.mark.parametrize(("counted", "expected"), [(14, []), (13, ["no", "yes"])])
def test_sums_that_the_open_ballots_do_not_give_are_found(book: Shown, counted: int, expected: list[str]) -> None:
    appoint_tellers(book)
    motion = book.table("a-1", body="assembly", secrecy="open", opens=(book.now + timedelta(hours=1)).isoformat())
    roll: dict[str, Json] = {
        "as_of": "2026-05-01", "lines": 20, "units": 20, "area": 20 * AREA, "heads": 20,
        "buildings": [{"building": "b1", "units": 12, "area": 12 * AREA, "heads": 12},
                      {"building": "b2", "units": 8, "area": 8 * AREA, "heads": 8}],
        "roll": "7a" * 32,
        "documents": [{"sha256": "7a" * 32, "title": {"value": "名册"}, "class": "roll", "visibility": "owners"}],
    }  # fmt: skip
    book.confirm("teller-2", book.record("teller-1", "electorate.frozen", MOTION, roll))
    book.now += timedelta(hours=1)
    for number in range(1, 15):
        vote: Json = {"choice": "yes", "area": AREA, "heads": 1, "building": "b1"}
        book.record("teller-1", "ballot.recorded", MOTION, {
            "on": book.cast.ref(motion), "ballot_no": number, "channel": "paper", "signed_by": "owner",
            "open_vote": {"value": vote},
        })  # fmt: skip
    book.now += timedelta(days=4)
    count(book, (None, "yes", counted), *([(None, "no", 14 - counted)] if counted < 14 else []))
    tally = {"yes": counted, "no": 14 - counted, "abstain": 0, "void": 0}
    declare(book, tally, "adopted")
    assert sorted(one.id.rpartition("-")[2] for one in found(book, "D5")) == expected


def call(book: Shown, name: str, days: int, **changes: Json) -> None:
    data: dict[str, Json] = {
        "kind": "committee", "at": (book.now + timedelta(days=days)).isoformat(), "place": {"value": "活动室"},
        "agenda": [{"no": 1, "title": {"value": "维修"}, "motion": "m-1"}],
    }  # fmt: skip
    book.record("chair", "meeting.called", f"meeting/{name}", data | changes)


def test_a_meeting_that_was_called_late_is_found_as_a_hint_where_the_law_was_not_read(book: Shown) -> None:
    index = book.size
    call(book, "t-1", 6)
    call(book, "t-2", 7)
    call(book, "t-3", 0, kind="hearing")
    (one,) = found(book, "D6")
    assert (one.index, one.since, one.severity, one.status) == (index, "2026-05-04", "hint", "memory")
    assert facts(book, "D6") == {"day": "2026-05-10", "needed": 7}


def test_a_motion_that_is_not_on_the_agenda_of_its_meeting_is_found(book: Shown) -> None:
    call(book, "t-1", 8)
    index = book.size
    book.table("m-2", meeting="t-1")
    book.table("m-1", meeting="t-1")
    assert [one.id for one in found(book, "D6")] == [f"D6-{index}-agenda"]


def test_an_owners_vote_that_opens_too_soon_is_found(book: Shown) -> None:
    appoint_tellers(book)
    index = book.size
    for name, days in (("a-1", 14), ("a-2", 15)):
        opens = (book.now + timedelta(days=days)).isoformat()
        closes = (book.now + timedelta(days=days + 9)).isoformat()
        book.table(name, body="assembly", secrecy="sealed", opens=opens, closes=closes)
    assert spans(book, "D6") == [(index, "2026-05-04", None)]


@pytest.mark.parametrize(("pack", "needed"), [("cn-hz", 7), ("cn-bj", 15)])
def test_owners_who_asked_for_an_assembly_are_told_of_it_as_early_as_the_city_wants(
    tmp_path: Path, pack: str, needed: int
) -> None:
    pin = pin_of(pack)
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256})
    appoint_tellers(book)
    scan: Json = [{"sha256": "ef" * 32, "title": {"value": "联名书"}, "class": "other", "visibility": "owners"}]
    late = []
    for name, days, petition in (
        ("t-1", needed - 1, True),
        ("t-2", needed, True),
        ("t-3", 14, False),
        ("t-4", 15, False),
    ):
        if petition:
            asked: dict[str, Json] = {"topic": {"value": "换物业"}, "documents": scan}
            book.record("teller-1", "meeting.requested", f"meeting/{name}", asked)
        late += [book.size] if name in ("t-1", "t-3") else []
        call(book, name, days, kind="assembly")
    found_now = found(book, "D6")
    assert [one.index for one in found_now] == late
    assert [fact.value for one in found_now for fact in one.facts if fact.name == "needed"] == [needed, 15]
    book.close()


def test_an_owners_vote_that_no_second_teller_certified_is_found_until_one_does(book: Shown) -> None:
    motion = open_vote(book)
    tabled = book.rows("SELECT position FROM motion WHERE id = 'a-1'")[0][0]
    for number in range(1, 15):
        ballot(book, motion, number)
    book.now += timedelta(days=4)
    count(book, (None, "yes", 14))
    tally: list[Json] = [
        {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
        for choice, number in (("yes", 14), ("no", 0), ("abstain", 0), ("void", 0))
    ]
    data: dict[str, Json] = {"tally": tally, "outcome": "adopted", "elected": [], "alternates": []}
    declared = book.record("chair", "motion.closed", MOTION, data)
    assert spans(book, "D7") == [(tabled, "2026-05-15", None)], "seven days after the end of the vote"
    book.at("2026-05-20")
    book.confirm("teller-1", declared)
    assert spans(book, "D7") == [(tabled, "2026-05-15", "2026-05-20")]


def test_control_a_vote_that_was_certified_in_time_or_is_the_committee_s_is_in_order(book: Shown) -> None:
    whole_vote(book)
    adopt(book)
    assert found(book, "D7") == []


@pytest.mark.parametrize("candidate", ["teller-1", "own"])
def test_a_teller_who_is_a_candidate_is_found_and_others_are_not(book: Shown, candidate: str) -> None:
    appoint_tellers(book)
    own: dict[str, Json] = {"party": "own", "kind": "member", "name": {"value": "样例"}, "member": "teller-1"}
    book.record("secretary", "counterparty.registered", "community", own)
    names: list[Json] = [{"id": name, "label": {"value": "样例"}} for name in ("stranger", candidate)]
    open_vote(book, "a-2", method="choose_one", matter="election", candidates=names)
    (one,) = found(book, "D8")
    assert facts(book, "D8") == {"member": "teller-1", "number": 2}
    assert book.rows("SELECT type FROM entry WHERE position = ?", one.index) == [("electorate.frozen",)]


def test_control_tellers_who_are_no_candidates_are_in_order(book: Shown) -> None:
    names: list[Json] = [{"id": name, "label": {"value": "样例"}} for name in ("stranger", "other")]
    open_vote(book, method="choose_one", matter="election", candidates=names)
    assert found(book, "D8") == []


@pytest.mark.parametrize(
    ("second", "odd"),
    [({"choice": "abstain"}, []), ({"options": ["bb"]}, ["abstain", "bb"])],
    ids=["as_counted", "odd"],
)
def test_an_abstention_is_a_paper_that_was_cast_where_several_may_be_chosen(
    book: Shown, second: dict[str, Json], odd: list[str]
) -> None:
    appoint_tellers(book)
    names: list[Json] = [{"id": name, "label": {"value": "样例"}} for name in ("aa", "bb")]
    opens = (book.now + timedelta(hours=1)).isoformat()
    motion = book.table("a-1", body="assembly", method="choose_up_to", seats=1, candidates=names, opens=opens)
    book.confirm("vice", book.record("teller-1", "electorate.frozen", MOTION, {
        "as_of": "2026-05-01", "lines": 2, "units": 2, "area": 2 * AREA, "heads": 2,
        "buildings": [electors("b1", 2)], "roll": ROLL, "documents": evidence(ROLL),
    }))  # fmt: skip
    book.now += timedelta(hours=1)
    papers: tuple[dict[str, Json], ...] = ({"options": ["aa"]}, second)
    for number, said in enumerate(papers, 1):
        book.record("teller-1", "ballot.recorded", MOTION, {
            "on": book.cast.ref(motion), "ballot_no": number, "channel": "paper", "signed_by": "owner",
            "open_vote": {"value": {**said, "area": AREA, "heads": 1, "building": "b1"}},
        })  # fmt: skip
    book.now += timedelta(days=3)
    counts = {"aa": 1, "bb": 0, "cast": 2, "abstain": 1, "void": 0}
    cells: list[Json] = [{"choice": one, "ballots": n, "area": n * AREA, "heads": n} for one, n in counts.items()]
    book.record("teller-2", "ballots.counted", MOTION, {"first": 1, "last": 2, "cells": cells})
    declare(book, counts, "rejected")
    assert sorted(one.facts[0].value for one in found(book, "D5")) == odd
