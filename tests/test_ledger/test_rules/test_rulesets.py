"""Rules of what the community sets for itself: the rule pack with its settings, and the number of seats."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest

from ledger.bodies.community import Setting
from ledger.rules.packs import Fraction, Value, pin_of
from ledger.rules.rulesets import builtins_of, value_of
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused

SEATS = ("chair", "vice", "treasurer", "secretary", "member")
DAY = "2024-07-01"


def pin(pack: str) -> dict[str, Json]:
    found = pin_of(pack)
    return {"id": found.id, "version": found.version, "sha256": found.sha256}


def adopted_motion(book: Book, choice: str = "yes") -> Book:
    motion = book.table(matter="house_rules")
    for who in SEATS:
        book.vote(who, motion, choice)
    tally: list[Json] = [{"choice": one, "ballots": 5 * (one == choice)} for one in ("yes", "no", "abstain", "recuse")]
    outcome = "adopted" if choice == "yes" else "rejected"
    book.record("chair", "motion.closed", "motion/m-1", tally=tally, outcome=outcome, elected=[], alternates=[])
    return book


def adopt(book: Book, *settings: tuple[str, Json], **changes: Json) -> bytes:
    lines: list[Json] = [
        {"parameter": name, "value": value, "clause": {"value": "议事规则第十二条"}} for name, value in settings
    ]
    data: dict[str, Json] = {"pack": pin("generic"), "rules": 1, "settings": lines, "motion": "m-1"}
    return book.record("chair", "ruleset.adopted", "community", **(data | changes))


def generic() -> Book:
    return adopted_motion(Book(pack=pin("generic")))


def test_the_adopted_pack_governs_from_its_entry_on() -> None:
    book = generic()
    community = book.history.community
    assert community.pack is not None
    assert community.pack.number("committee.notice_days", DAY) == 7

    half: Json = {"numerator": 2, "denominator": 3, "strictly": False}
    adopt(book, ("committee.notice_days", 3), ("committee.present", half), ("outflow.unasked", ["tax"]))

    assert community.pack.number("committee.notice_days", DAY) == 3
    assert community.pack.fraction("committee.present", DAY) == Fraction(2, 3, strictly=False)
    assert community.pack.codes("outflow.unasked", DAY) == ["tax"]


def test_an_adoption_replaces_the_settings_of_the_one_before() -> None:
    book = generic()
    adopt(book, ("committee.notice_days", 3))
    adopt(book, ("committee.meeting_months", 1))

    assert book.history.community.pack is not None
    assert book.history.community.pack.number("committee.notice_days", DAY) == 7


def test_the_rules_of_a_city_may_take_the_place_of_the_general_ones() -> None:
    book = generic()
    adopt(book, pack=pin("cn-sh"))

    assert book.history.community.pack is not None
    assert book.history.community.pack.id == "cn-sh"


def test_a_deviation_from_the_law_is_admitted() -> None:
    book = generic()
    adopt(book, ("committee.meeting_months", 12), pack=pin("cn-sh"))

    assert book.history.community.pack is not None
    assert book.history.community.pack.parameter("committee.meeting_months", DAY).kind == "law"
    assert book.history.community.pack.number("committee.meeting_months", DAY) == 12


@pytest.mark.parametrize(
    ("settings", "rule_id"),
    [
        ([("committee.tea_breaks", 2)], "ruleset.parameter"),
        ([("committee.notice_days", 3), ("committee.notice_days", 4)], "ruleset.repeated"),
        ([("committee.notice_days", "many")], "ruleset.value"),
        ([("committee.notice_days", ["many"])], "ruleset.value"),
        ([("committee.present", 3)], "ruleset.value"),
        ([("assembly.base", "whoever")], "ruleset.code"),
        ([("committee.notice_days", 1_201)], "ruleset.period"),
    ],
)
def test_a_setting_that_does_not_fit_the_pack_is_refused(settings: list[tuple[str, Json]], rule_id: str) -> None:
    book = generic()
    with refused(rule_id):
        adopt(book, *settings)


def test_a_setting_at_its_longest_period_is_admitted() -> None:
    adopt(generic(), ("committee.notice_days", 1_200))


def test_a_code_that_some_pack_has_is_admitted() -> None:
    adopt(generic(), ("assembly.base", "all"))


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"rules": 2}, "rules.unknown"),
        ({"pack": {"id": "generic", "version": 2, "sha256": "0" * 64}}, "pack.unknown"),
        ({"pack": {"id": "generic", "version": 1, "sha256": "0" * 64}}, "pack.changed"),
        ({"motion": "m-2"}, "reference.unresolved"),
    ],
)
def test_an_adoption_of_what_is_not_there_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = generic()
    with refused(rule_id):
        adopt(book, **changes)


def test_attack_new_rules_without_an_adopted_motion() -> None:
    rejected = adopted_motion(Book(pack=pin("generic")), "no")
    with refused("ruleset.motion"):
        adopt(rejected)
    still_open = Book(pack=pin("generic"))
    still_open.table(matter="house_rules")
    with refused("ruleset.motion"):
        adopt(still_open)


def test_attack_the_chair_adopts_rules_by_a_resolution_about_something_else() -> None:
    book = Book(pack=pin("generic"))
    motion = book.table(matter="expense")
    for who in SEATS:
        book.vote(who, motion, "yes")
    tally: list[Json] = [{"choice": one, "ballots": 5 * (one == "yes")} for one in ("yes", "no", "abstain", "recuse")]
    book.record("chair", "motion.closed", "motion/m-1", tally=tally, outcome="adopted", elected=[], alternates=[])
    with refused("ruleset.matter"):
        adopt(book, ("approval.one_up_to", 1_000_000_000))


def test_attack_the_committee_adopts_what_the_owners_decide() -> None:
    book = adopted_motion(Book(pack=pin("cn-sh")))
    with refused("ruleset.body"):
        adopt(book)


def test_seats_are_set_with_a_second_person() -> None:
    book = Book()
    seven = book.record("chair", "seats.set", "community", established=7, basis={"value": "业主大会决定"})
    assert book.history.community.seats == 5
    book.confirm("vice", seven)

    assert book.history.community.seats == 7


def test_a_seat_that_is_held_does_not_fall_away() -> None:
    book = Book()
    data: dict[str, Json] = {"established": 4, "basis": {"value": "业主大会决定"}}
    with refused("seats.held"):
        book.record("chair", "seats.set", "community", **data)
    book.record("member", "member.ended", "community", member="member", reason="resigned", date="2024-07-01")
    book.record("chair", "seats.set", "community", **data)


def test_attack_new_rules_by_a_resolution_that_holds_no_longer() -> None:
    book = generic()
    closed = book.motion().closed_by
    target = book.history.target(closed)
    assert target is not None
    on: Json = {"id": closed, "sha256": target.sha256}
    book.record("chair", "resolution.ended", "motion/m-1", on=on, reason="done")
    with refused("ruleset.motion"):
        adopt(book)


@pytest.mark.parametrize(("code", "rule_id"), [("area", None), ("weight", "ruleset.code")])
def test_a_code_that_the_program_knows_may_be_set_though_no_pack_has_it(code: str, rule_id: str | None) -> None:
    book = generic()
    if rule_id is None:
        adopt(book, ("assembly.ranking", code))
        return
    with refused(rule_id):
        adopt(book, ("assembly.ranking", code))


@pytest.mark.parametrize(
    ("value", "held"),
    [
        (7, 7),
        ("area", "area"),
        (["tax", "bank_charge"], ["tax", "bank_charge"]),
        ({"numerator": 2, "denominator": 3, "strictly": True}, Fraction(2, 3, strictly=True)),
    ],
)
def test_a_setting_is_a_value_of_the_pack_and_goes_back_to_the_wire_as_it_was_signed(value: Json, held: Value) -> None:
    setting = msgspec.convert({"parameter": "a.b", "value": value, "clause": {"value": "第一条"}}, Setting)
    assert value_of(setting) == held
    assert type(value_of(setting)) is type(held)
    assert builtins_of(setting) == value
