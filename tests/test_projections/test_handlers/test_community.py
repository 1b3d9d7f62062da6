"""Rows of people: founders, members, keys and parties."""

from __future__ import annotations

from ledger.keys import kid_of
from ledger.strict_json import Json
from tests.test_projections.shown import Shown

AUDITOR: dict[str, Json] = {
    "member": "auditor", "name": {"value": "审样例"}, "body": "auditor", "roles": ["auditor", "member"],
    "kind": "hired", "term": {"from": "2026-05-01", "to": "2027-04-30"}, "basis": {"value": "委托书"},
}  # fmt: skip


def status(book: Shown, who: str) -> tuple[str | None, str]:
    ((member, found),) = book.rows("SELECT member, status FROM key WHERE kid = ?", kid_of(book.cast.key(who)))
    return member, found


def test_the_founding_shows_community_buildings_members_and_keys(founded: Shown) -> None:
    assert founded.rows(
        "SELECT name, origin, currency, pack, seats, units_total, area_total, simulated FROM community"
    ) == [("样例园区（虚构）", "ledger.example/yuanqu-1", "CNY", "cn-2021", 5, 100, 1_000_000, 1)]
    assert founded.rows("SELECT * FROM building ORDER BY id") == [
        ("b1", "1幢", 60, 540_000),
        ("b2", "2幢", 40, 460_000),
    ]
    members = founded.rows(
        "SELECT id, name, body, seat_no, roles, position, ended_position FROM member ORDER BY seat_no"
    )
    assert members[0] == ("chair", "和样例", "committee", 1, "chair", 0, None)
    assert [row[0] for row in members] == ["chair", "vice", "treasurer", "secretary", "member"]
    assert status(founded, "recovery") == (None, "announced")


def test_the_founders_entry_names_its_signer(founded: Shown) -> None:
    assert founded.rows("SELECT member FROM entry ORDER BY position LIMIT 3") == [("chair",), ("vice",), ("treasurer",)]


def test_keys_are_announced_active_and_revoked(founded: Shown) -> None:
    assert status(founded, "vice") == ("vice", "active")
    founded.record("vice", "key.introduced", "community", {"member": "vice", "key": founded.cast.jwk("vice-2")})
    assert status(founded, "vice-2") == ("vice", "announced")
    founded.append(founded.cast.enrolment("vice-2", founded.now, "vice"))
    assert status(founded, "vice-2") == ("vice", "active")
    founded.record("vice", "key.revoked", "community", {"kid": kid_of(founded.cast.key("vice")), "reason": "replaced"})
    assert status(founded, "vice") == ("vice", "revoked")


def test_an_entry_by_a_new_key_names_its_member(founded: Shown) -> None:
    founded.record("vice", "key.introduced", "community", {"member": "vice", "key": founded.cast.jwk("vice-2")})
    founded.append(founded.cast.enrolment("vice-2", founded.now, "vice"))
    assert founded.rows("SELECT member, type FROM entry ORDER BY position DESC LIMIT 1") == [("vice", "key.enrolled")]


def test_a_recovery_key_is_nobodys(founded: Shown) -> None:
    founded.record("recovery", "key.introduced", "community", {"member": "chair", "key": founded.cast.jwk("chair-2")})
    assert founded.rows("SELECT member FROM entry ORDER BY position DESC LIMIT 1") == [(None,)]
    assert status(founded, "chair-2") == ("chair", "announced")
    assert founded.rows("SELECT kid FROM key WHERE by_recovery") == [(kid_of(founded.cast.key("chair-2")),)]


def test_an_appointment_is_shown_when_it_is_confirmed(founded: Shown) -> None:
    index = founded.size
    appointed = founded.record("chair", "member.appointed", "community", AUDITOR | {"key": founded.cast.jwk("auditor")})
    assert founded.rows("SELECT * FROM member WHERE id = 'auditor'") == []
    assert founded.rows("SELECT * FROM key WHERE member = 'auditor'") == []
    founded.confirm("vice", appointed)
    assert founded.rows(
        "SELECT name, body, seat_no, roles, term_from, term_to, position FROM member WHERE id = 'auditor'"
    ) == [("审样例", "auditor", None, "auditor member", "2026-05-01", "2027-04-30", index)]
    assert status(founded, "auditor") == ("auditor", "announced")


def test_a_member_ends_and_the_id_may_return(founded: Shown) -> None:
    index = founded.size
    founded.record(
        "member", "member.ended", "community", {"member": "member", "reason": "resigned", "date": "2026-05-04"}
    )
    assert founded.rows("SELECT ended_position FROM member WHERE id = 'member'") == [(index,)]
    again = AUDITOR | {
        "member": "member",
        "body": "committee",
        "seat_no": 5,
        "roles": ["member"],
        "kind": "by_election",
    }
    founded.confirm("vice", founded.record("chair", "member.appointed", "community", again))
    name = founded.rows("SELECT name FROM member WHERE id = 'member' AND position = 0")[0][0]
    assert founded.rows("SELECT name, seat_no, position, ended_position FROM member WHERE id = 'member'") == [
        (name, 5, 0, index), ("审样例", 5, index + 1, None),
    ]  # fmt: skip
    end: dict[str, Json] = {"member": "member", "reason": "removed", "date": "2026-05-04", "basis": {"value": "决议"}}
    founded.confirm("vice", founded.record("chair", "member.ended", "community", end))
    assert founded.rows("SELECT ended_position FROM member WHERE id = 'member'") == [(index,), (founded.size - 2,)]


def test_the_name_of_a_person_is_not_shown(founded: Shown) -> None:
    for party, kind, uscc in (("firm", "company", "91310000MA1FL1234Q"), ("neighbour", "person", None)):
        data: dict[str, Json] = {"party": party, "kind": kind, "name": {"value": "样例"}}
        founded.record("secretary", "counterparty.registered", "community", data | ({"uscc": uscc} if uscc else {}))
    index = founded.size
    assert founded.rows("SELECT id, kind, name, uscc, member, position FROM party ORDER BY position") == [
        ("firm", "company", "样例", "91310000MA1FL1234Q", None, index - 2),
        ("neighbour", "person", None, None, None, index - 1),
    ]
