"""What is shown of an owners' vote: every fraction, by building where counted so, objections and fates."""

from __future__ import annotations

import json
from datetime import timedelta

import msgspec

from ledger import figures, jws
from ledger.events import parse_entry, parse_payload
from ledger.rules.history import History
from ledger.rules.packs import pin_of
from ledger.store.reader import Reader
from ledger.strict_json import Json
from projections.queries.assemblies import assembly
from projections.queries.book import community, pack_of
from projections.queries.figures import tallies
from projections.queries.motions import motion
from tests.test_ledger.test_rules.assembly_book import AREA
from tests.test_projections.owners_vote import MOTION, count, declare, open_vote, whole_vote
from tests.test_projections.shown import Shown


def let_silent_ballots_abstain(book: Shown) -> None:
    pin: Json = msgspec.to_builtins(pin_of("cn-2021"))
    setting: Json = {"parameter": "assembly.silent_ballots", "value": "abstain", "clause": {"value": "第九条"}}
    data: dict[str, Json] = {"pack": pin, "rules": 1, "settings": [setting], "motion": "a-1"}
    book.record("chair", "ruleset.adopted", "community", data)


def test_a_committee_s_motion_is_no_owners_vote(book: Shown) -> None:
    book.table()
    with book.tables() as tables:
        assert assembly(tables, "m-1") is None


def test_before_the_roll_nothing_is_said_of_its_meaning(book: Shown) -> None:
    book.table("a-1", body="assembly")
    with book.tables() as tables:
        shown = assembly(tables, "a-1")
    assert shown is not None
    assert (shown.community, shown.frozen) == (None, None)


def test_every_fraction_is_shown(book: Shown) -> None:
    whole_vote(book)
    with book.tables() as tables:
        shown = assembly(tables, "a-1")
    assert shown is not None
    assert shown.community is not None
    assert shown.community == shown.statutory
    result = shown.community.with_silent
    participation, (approval,) = result.participation, result.approval
    assert (participation.area.part, participation.area.whole) == (15 * AREA, 20 * AREA)
    assert (participation.heads.numerator, participation.heads.denominator) == (2, 3)
    assert (approval.choice, approval.heads.part, approval.heads.whole, approval.heads.strictly) == (
        "yes",
        10,
        15,
        True,
    )
    assert (result.outcome, shown.silent.heads, shown.recorded, shown.voided) == ("adopted", 2, 16, 1)
    assert [(one.building, one.heads, [c.ballots for c in one.counted]) for one in shown.buildings] == [
        ("b1", 12, [10]), ("b2", 8, []),
    ]  # fmt: skip


def test_silent_ballots_are_counted_beside_the_result_without_them(book: Shown) -> None:
    whole_vote(book)
    let_silent_ballots_abstain(book)
    open_vote(book, "a-2")
    book.now += timedelta(days=3)
    count(book, name="a-2")
    with book.tables() as tables:
        shown = assembly(tables, "a-2")
    assert shown is not None
    assert shown.community is not None
    assert shown.statutory is not None
    assert shown.statutory.with_silent.outcome == shown.community.without_silent.outcome == "no_quorum"
    assert shown.community.with_silent.outcome == "rejected"


def test_rules_that_are_adopted_later_do_not_change_what_a_result_meant(book: Shown) -> None:
    whole_vote(book)
    with book.tables() as tables:
        before = assembly(tables, "a-1")
    let_silent_ballots_abstain(book)
    with book.tables() as tables:
        assert pack_of(community(tables)).code("assembly.silent_ballots", "2026-05-04") == "abstain"
        assert assembly(tables, "a-1") == before


def test_candidates_objections_and_fates_are_shown(book: Shown) -> None:
    options: list[Json] = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b")]
    open_vote(book, method="choose_one", options=options, seats=1)
    book.now += timedelta(days=3)
    closed = declare(book, {"a": 0, "b": 0, "abstain": 0, "void": 0}, "elected", elected=["b"], alternates=["a"])
    on = book.cast.ref(closed)
    raised = book.record("secretary", "objection.raised", MOTION, {"on": on, "grounds": {"value": "无人投票"}})
    answer: dict[str, Json] = {"on": book.cast.ref(raised), "text": {"value": "属实"}}
    book.record("teller-1", "objection.answered", MOTION, answer)
    book.record("chair", "resolution.ended", MOTION, {"on": on, "reason": "done"})
    with book.tables() as tables:
        shown, detail = assembly(tables, "a-1"), motion(tables, "a-1")
    assert shown is not None
    assert detail is not None
    assert (detail.motion.outcome, detail.motion.recomputed) == ("elected", "no_quorum")
    assert shown.labels == {"a": "候选人a", "b": "候选人b"}
    assert (shown.elected, shown.alternates) == (["b"], ["a"])
    assert [(one.grounds, one.answer) for one in detail.objections] == [("无人投票", "属实")]
    assert [one.type for one in detail.fates] == ["resolution.ended"]
    assert detail.motion.fate == "resolution.ended"


def test_an_export_has_the_same_tally_computed_from_the_states(book: Shown) -> None:
    whole_vote(book)
    book.publish()
    history = History()
    with Reader.open(book.public) as reader:
        for raw in reader.entries(0, book.size):
            entry = parse_entry(raw)
            history.admit(parse_payload(jws.parse(entry.event)), entry.admitted_at)
    found = json.loads(figures.tallies(history, b"x" * 32))["tallies"]
    with book.tables() as tables:
        assert [msgspec.to_builtins(one) for one in tallies(tables)] == found
    assert found == [
        {
            "motion": "a-1",
            "outcome": "adopted",
            "tally": [
                {"choice": choice, "ballots": number, "area": number * AREA, "heads": number}
                for choice, number in (("yes", 10), ("no", 2), ("abstain", 3), ("void", 1))
            ],
            "elected": [],
            "alternates": [],
        }
    ]
