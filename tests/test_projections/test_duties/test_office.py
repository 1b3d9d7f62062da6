"""Keys to be enrolled, committees to be elected and filed, handovers, and what only ``duty.performed`` shows."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from tests.test_projections.shown import Shown
from tests.test_projections.test_duties.shown_duties import all_duties


def test_a_key_is_to_be_enrolled_by_its_holder(founded: Shown) -> None:
    enrolments = [one for one in all_duties(founded, "2026-05-04").values() if one.code == "key_enrolment"]
    assert {one.about for one in enrolments} == {"chair", "vice", "treasurer", "secretary", "member"}
    assert {one.done_on for one in enrolments} == {"2026-05-04"}
    jwk = founded.cast.jwk("treasurer-2")
    index = founded.size
    founded.record("treasurer", "key.introduced", "community", {"member": "treasurer", "key": jwk})

    def waiting() -> list[tuple[str, str | None, tuple[int, ...]]]:
        found = all_duties(founded, "2026-07-01").values()
        return [(one.due, one.done_on, one.done_by) for one in found if one.refs == (index,)]

    assert waiting() == [("2026-06-03", None, ())]
    founded.at("2026-06-10")
    founded.append(founded.cast.enrolment("treasurer-2", founded.now, "treasurer"))
    assert waiting() == [("2026-06-03", "2026-06-10", (index + 1,))]


def test_a_key_that_ended_before_it_was_enrolled_is_not_waited_for(founded: Shown) -> None:
    jwk = founded.cast.jwk("member-2")
    index = founded.size
    founded.record("member", "key.introduced", "community", {"member": "member", "key": jwk})
    founded.record(
        "member", "member.ended", "community", {"member": "member", "reason": "resigned", "date": "2026-05-04"}
    )
    found = all_duties(founded, "2026-07-01").values()
    assert [one for one in found if one.refs == (index,)] == []


@pytest.mark.parametrize("day", ["2029-04-30", "2029-05-20"])
def test_the_next_committee_is_to_be_elected_before_the_term_ends(founded: Shown, day: str) -> None:
    founded.succeed()
    term = all_duties(founded, "2029-02-02")["election/2029-05-03"]
    assert (term.begins, term.due, term.done_on) == ("2029-02-02", "2029-05-03", None)
    assert "election/2029-05-03" not in all_duties(founded, "2029-02-01"), "not before it is prepared"
    founded.at(day)
    ended: dict[str, Json] = {"member": "secretary", "reason": "resigned", "date": day}
    founded.record("secretary", "member.ended", "community", ended)
    index = founded.size
    following: dict[str, Json] = {
        "member": "next", "name": {"value": "新样例"}, "body": "committee", "seat_no": 4, "roles": ["secretary"],
        "kind": "elected", "term": {"from": day, "to": "2032-05-03"}, "basis": {"value": "换届"},
        "key": founded.cast.jwk("next"),
    }  # fmt: skip
    founded.confirm("treasurer", founded.record("chair", "member.appointed", "community", following))
    found = all_duties(founded, "2029-06-01")
    assert (found["election/2029-05-03"].done_on, found["election/2029-05-03"].done_by) == (day, (index,))
    assert "election/2032-05-03" not in found


def test_a_committee_is_to_be_filed_within_thirty_days(founded: Shown) -> None:
    founded.succeed()
    filing = all_duties(founded, "2026-06-01")["filing/2029-05-03"]
    assert (filing.begins, filing.due, filing.done_on) == ("2026-05-04", "2026-06-03", None)
    assert (filing.kind, filing.article, filing.status) == ("law", "物业管理条例第十六条", "verified")
    founded.at("2026-06-02")
    index = founded.size
    founded.record("vice", "duty.performed", "community", {"duty": "filing", "date": "2026-05-30"})
    filing = all_duties(founded, "2026-06-02")["filing/2029-05-03"]
    assert (filing.done_on, filing.done_by) == ("2026-05-30", (index,))


def test_control_a_filing_before_the_election_is_none_of_it(founded: Shown) -> None:
    founded.record("vice", "duty.performed", "community", {"duty": "filing", "date": "2026-05-03"})
    founded.at("2026-06-01")
    founded.succeed("member")
    assert all_duties(founded, "2026-07-01")["filing/2029-05-03"].done_on is None


def sign_side(book: Shown, who: str, side: str) -> None:
    data: dict[str, Json] = {
        "side": side, "inventory": [], "balances": [], "open_contracts": [], "seals": ["committee"],
        "hosting_and_keys": {"value": "服务器与密钥"}, "checkpoint": {"size": 1, "root": "A" * 43 + "="},
    }  # fmt: skip
    book.record(who, "handover.signed", "community", data)


def test_both_sides_hand_over_within_ten_days_of_the_end_of_the_chair(founded: Shown) -> None:
    founded.at("2026-06-01")
    founded.record(
        "chair", "member.ended", "community", {"member": "chair", "reason": "resigned", "date": "2026-06-01"}
    )
    one = all_duties(founded, "2026-06-01")["handover/chair/2026-06-01"]
    assert (one.begins, one.due, one.done_on) == ("2026-06-01", "2026-06-11", None)
    assert one.status == "memory"
    index = founded.size
    sign_side(founded, "chair", "outgoing")
    assert all_duties(founded, "2026-06-01")["handover/chair/2026-06-01"].done_on is None, "control: one side alone"
    founded.at("2026-06-05")
    take_the_chair(founded)
    sign_side(founded, "vice", "incoming")
    one = all_duties(founded, "2026-06-05")["handover/chair/2026-06-01"]
    assert (one.done_on, one.done_by) == ("2026-06-05", (index, founded.size - 1))
    assert not [name for name in all_duties(founded, "2030-01-01") if name.startswith("handover/vice")], (
        "nobody ended it"
    )


def take_the_chair(book: Shown) -> None:
    supervised: dict[str, Json] = {"member": "vice", "roles": ["chair", "vice_chair"], "basis": {"value": "推选"}}
    book.confirm("treasurer", book.record("vice", "roles.changed", "community", supervised))


def test_a_chair_who_gives_up_the_role_hands_over_too(founded: Shown) -> None:
    founded.at("2026-06-01")
    given_up: dict[str, Json] = {"member": "chair", "roles": ["member"], "basis": {"value": "辞去主任"}}
    founded.record("chair", "roles.changed", "community", given_up)
    assert all_duties(founded, "2026-06-01")["handover/chair/2026-06-01"].due == "2026-06-11"


def test_seal_use_is_published_where_the_pack_asks_for_it(tmp_path: Path) -> None:
    pin = pin_of("cn-hz")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256})
    found = all_duties(book, "2026-07-01")
    assert [name for name in found if name.startswith("seal_use")] == [
        "seal_use_publication/2026-H1", "seal_use_publication/2026-H2",
    ]  # fmt: skip
    one = found["seal_use_publication/2026-H1"]
    assert (one.begins, one.due, one.done_on) == ("2026-05-04", "2026-07-30", None)
    assert (one.article, one.status) == ("杭州市物业管理条例第三十条", "verified")
    book.at("2026-07-10")
    index = book.size
    report: dict[str, Json] = {"duty": "seal_use_publication", "period": "2026-H1", "date": "2026-07-09"}
    book.record("secretary", "duty.performed", "community", report)
    done = all_duties(book, "2026-07-10")
    assert done["seal_use_publication/2026-H1"].done_by == (index,)
    assert done["seal_use_publication/2026-H1"].done_on == "2026-07-09"
    assert done["seal_use_publication/2026-H2"].done_on is None
    book.close()


def test_control_where_the_pack_does_not_ask_nothing_is_due(founded: Shown) -> None:
    assert not [name for name in all_duties(founded, "2027-01-01") if "publication" in name]
