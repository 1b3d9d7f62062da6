"""Rules of the stream ``community``: founding, members, counterparties."""

from __future__ import annotations

from typing import Any

import pytest

from ledger import jws, strict_json
from ledger.errors import FormatError
from ledger.events import parse_event
from ledger.rules.community import uscc_check_character
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused


def appointment(book: Book, member: str = "newcomer", seat_no: int | None = None, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "member": member,
        "name": {"value": "新样例"},
        "body": "committee",
        "roles": ["member"],
        "kind": "by_election",
        "term": {"from": "2024-07-01", "to": "2027-06-30"},
        "basis": {"value": "补选公告 2024-07-01"},
        "key": book.cast.jwk(member),
    }
    if seat_no is not None:
        data["seat_no"] = seat_no
    return book.record("chair", "member.appointed", "community", **(data | changes))


def test_founding_seats_the_founders_and_activates_only_the_signing_key() -> None:
    book = Book(enrolled=False)
    community = book.history.community

    assert {key.member: key.status for key in community.keys.values()} == {
        "chair": "active",
        "vice": "announced",
        "treasurer": "announced",
        "secretary": "announced",
        "member": "announced",
        None: "announced",
    }
    assert [member.id for member in community.seats_held] == ["chair", "vice", "treasurer", "secretary", "member"]


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"units_total": 99}, "founding.sums"),
        ({"area_total": 999_999}, "founding.sums"),
        ({"seats": 4}, "founding.seats"),
        ({"origin": "ledger.example/other-1"}, "founding.origin"),
        ({"log_vkey": "ledger.example/other-1+3be13526+" + "A" * 44}, "founding.origin"),
        ({"rules": 2}, "rules.unknown"),
        ({"pack": {"id": "cn-2021", "version": 2, "sha256": "0" * 64}}, "pack.unknown"),
        ({"pack": {"id": "cn-2021", "version": 1, "sha256": "0" * 64}}, "pack.changed"),
        (
            {
                "buildings": [
                    {"id": "b1", "name": "1幢", "units": 60, "area": 540_000},
                    {"id": "b1", "name": "2幢", "units": 40, "area": 460_000},
                ]
            },
            "founding.repeated",
        ),
    ],
)
def test_founding_that_does_not_hold_together_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    with refused(rule_id):
        Book(**changes)


def test_founding_by_a_stranger_is_refused() -> None:
    members: list[Json] = [
        {
            "id": "vice",
            "name": {"value": "样例"},
            "body": "committee",
            "seat_no": 1,
            "roles": ["chair"],
            "key": Book().cast.jwk("vice"),
        }
    ]
    with refused("founding.signer"):
        Book(members=members)


def test_founding_members_of_other_bodies_hold_no_seat() -> None:
    member: dict[str, Json] = {"id": "chair", "name": {"value": "样例"}, "roles": ["chair"]}
    jwk = Book().cast.jwk("chair")
    with refused("founding.seats"):
        Book(enrolled=False, members=[member | {"body": "committee", "key": jwk}])


def test_founding_with_a_hostile_key_is_refused() -> None:
    small_order: dict[str, Json] = {"kty": "OKP", "crv": "Ed25519", "x": "A" * 43}
    with pytest.raises(FormatError, match="hostile_point"):
        Book(recovery=[{"name": {"value": "样例居委会"}, "key": small_order}])


def test_a_second_founding_is_refused() -> None:
    book = Book()
    with refused("community.founded_twice"):
        book.put(book.cast.founding(book.at))


def test_an_appointment_takes_effect_with_its_confirmation() -> None:
    book = Book()
    book.record("member", "member.ended", "community", member="member", reason="resigned", date="2024-07-01")
    appointed = appointment(book, seat_no=5)
    assert "newcomer" not in book.history.community.members

    book.confirm("vice", appointed)

    assert book.history.community.members["newcomer"].holds_seat


def test_one_holder_per_seat() -> None:
    book = Book()
    with refused("seat.taken"):
        appointment(book, seat_no=5)


def test_two_waiting_appointments_cannot_both_take_one_seat() -> None:
    book = Book()
    book.record("member", "member.ended", "community", member="member", reason="resigned", date="2024-07-01")
    first, second = appointment(book, "first", 5), appointment(book, "second", 5)
    book.confirm("vice", first)
    with refused("seat.taken"):
        book.confirm("vice", second)


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"member": "vice", "seat_no": 5}, "member.id_taken"),
        ({"seat_no": 6}, "seat.unknown"),
        ({}, "seat.number"),
        ({"body": "staff", "seat_no": 5}, "seat.number"),
        ({"body": "staff", "term": {"from": "2024-07-01", "to": "2024-06-30"}}, "term.order"),
        ({"body": "staff", "term": {"from": "2024-02-30", "to": "2024-06-30"}}, "date.invalid"),
        ({"body": "staff", "term": {"from": "2024-06-30", "to": "2024-06-31"}}, "date.invalid"),
        ({"body": "staff", "roles": ["secretary", "chair"]}, "role.body"),
        ({"body": "manager", "roles": ["secretary"]}, "role.body"),
    ],
)
def test_an_appointment_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book()
    with refused(rule_id):
        appointment(book, **changes)


@pytest.mark.parametrize("role", ["treasurer", "secretary"])
def test_staff_may_hold_the_two_offices_of_the_desk_even_for_a_day(role: str) -> None:
    book = Book()
    term: dict[str, Json] = {"from": "2024-07-01", "to": "2024-07-01"}
    book.confirm("vice", appointment(book, body="staff", roles=[role], term=term))
    assert book.history.community.members["newcomer"].roles == {role}


def test_an_appointment_with_a_key_of_the_book_is_refused() -> None:
    book = Book()
    with refused("key.reused"):
        appointment(book, body="staff", key=book.cast.jwk("vice"))


def test_a_former_member_s_id_may_return() -> None:
    book = Book()
    book.record("member", "member.ended", "community", member="member", reason="resigned", date="2024-07-01")
    appointed = appointment(book, "member", 5, key=book.cast.jwk("member-again"))
    book.confirm("vice", appointed)
    book.put(book.cast.enrolment("member-again", book.at, "member"))

    assert book.history.community.members["member"].holds_seat


def test_ending_somebody_else_s_office_needs_a_basis_and_a_second_person() -> None:
    book = Book()
    data: dict[str, Json] = {"member": "member", "reason": "removed", "date": "2024-07-01"}
    with refused("member.basis"):
        book.record("chair", "member.ended", "community", **data)
    removal = book.record("chair", "member.ended", "community", **data, basis={"value": "业主大会决定"})
    assert book.history.community.members["member"].holds_seat

    book.confirm("vice", removal)

    assert not book.history.community.members["member"].holds_seat


@pytest.mark.parametrize("reason", ["term_end", "removed", "disqualified", "deceased"])
def test_a_member_alone_ends_the_own_office_for_no_other_reason_than_resignation(reason: str) -> None:
    book = Book()
    data: dict[str, Json] = {"member": "vice", "reason": reason, "date": "2024-07-01"}
    with refused("member.basis"):
        book.record("vice", "member.ended", "community", **data)
    ending = book.record("vice", "member.ended", "community", **data, basis={"value": "业主大会决定"})
    assert book.history.community.members["vice"].holds_seat
    with refused("confirmation.own"):
        book.confirm("vice", ending)

    book.confirm("chair", ending)

    assert not book.history.community.members["vice"].holds_seat


def test_a_member_resigns_alone_and_signs_no_more() -> None:
    book = Book().with_money()
    book.record("vice", "member.ended", "community", member="vice", reason="resigned", date="2024-07-01")
    request = book.request()
    with refused("member.ended"):
        book.record("vice", "payment.approved", "fund/common-income", on=book.cast.ref(request))
    with refused("member.unknown"):
        book.record(
            "chair",
            "member.ended",
            "community",
            member="vice",
            reason="removed",
            date="2024-07-01",
            basis={"value": "无"},
        )


ID_NUMBER = "11010519491231002X"
"""The example of GB 11643: in the form of an identity number, and nobody's."""


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"party": "plumber"}, "party.id_reused"),
        ({"party": "chair"}, "party.id_reused"),
        ({"party": "community"}, "party.id_reused"),
        ({"uscc": "91310000MA1FL0000N"}, "party.uscc_reused"),
        ({"uscc": "91310000MA1FL0000X"}, "party.uscc_invalid"),
        ({"uscc": ID_NUMBER}, "party.uscc_invalid"),
        ({"kind": "authority", "uscc": ID_NUMBER}, "party.uscc_invalid"),
        ({"kind": "person", "uscc": ID_NUMBER}, "party.person_uscc"),
        ({"kind": "person", "uscc": "91350100M000100Y43"}, "party.person_uscc"),
        ({"kind": "member", "member": "vice", "uscc": ID_NUMBER}, "party.person_uscc"),
        ({"member": "vice"}, "party.member"),
        ({"kind": "member"}, "party.member"),
        ({"kind": "member", "member": "nobody"}, "member.unknown"),
    ],
)
def test_a_counterparty_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    data: dict[str, Json] = {"party": "painter", "kind": "company", "name": {"value": "样例涂料公司"}}
    uscc = "91310000MA1FL0000N"
    book.record("secretary", "counterparty.registered", "community", **(data | {"party": "first", "uscc": uscc}))
    with refused(rule_id):
        book.record("secretary", "counterparty.registered", "community", **(data | changes))


@pytest.mark.parametrize(
    ("kind", "uscc"), [("company", "91350100M000100Y43"), ("authority", "91310000MA1FL0000N"), ("person", None)]
)
def test_a_firm_is_registered_with_its_uscc_and_a_person_without(kind: str, uscc: str | None) -> None:
    book = Book()
    data: dict[str, Json] = {"party": "painter", "kind": kind, "name": {"value": "样例"}}
    book.record("secretary", "counterparty.registered", "community", **data, **({"uscc": uscc} if uscc else {}))

    assert book.history.community.usccs == ({uscc} if uscc else set())


def test_the_check_character_is_that_of_the_standard() -> None:
    assert uscc_check_character("91350100M000100Y4") == "3"


@pytest.mark.parametrize("kind", ["person", "member"])
def test_the_name_of_a_person_never_stands_in_clear(kind: str) -> None:
    """Signing seals it; a file that another program signed is refused here."""
    book = Book()
    data: dict[str, Json] = {"party": "p-1", "kind": kind, "name": {"value": "样例"}, "member": "vice"}
    if kind == "person":
        del data["member"]
    payload = book.cast.draft("counterparty.registered", "community", data, book.at)
    in_clear = jws.sign(strict_json.dump(payload), book.cast.key("secretary"))
    with refused("party.person_in_clear"):
        book.history.admit(parse_event(in_clear), book.at)
    book.record("secretary", "counterparty.registered", "community", **data)


def test_a_party_that_is_a_member_stands_for_that_member() -> None:
    book = Book()
    data: dict[str, Json] = {"party": "p-1", "kind": "member", "name": {"value": "样例"}, "member": "vice"}
    book.record("secretary", "counterparty.registered", "community", **data)
    assert book.history.community.parties["p-1"].member == "vice"


def change_roles(book: Book, who: str, member: str, *roles: str, **changes: Json) -> bytes:
    return book.record(
        who, "roles.changed", "community", member=member, roles=list(roles), basis={"value": "会议决定"}, **changes
    )


def test_a_member_takes_a_role_with_a_second_person() -> None:
    book = Book()
    changed = change_roles(book, "chair", "member", "treasurer")
    members = book.history.community.members
    assert members["member"].roles == {"member"}
    with refused("confirmation.concerned"):
        book.confirm("member", changed)
    book.confirm("vice", changed)

    assert members["member"].roles == {"treasurer"}


def test_a_member_gives_up_roles_alone() -> None:
    book = Book()
    change_roles(book, "treasurer", "treasurer", "member")

    assert book.history.community.members["treasurer"].roles == {"member"}


def test_a_member_who_keeps_all_roles_needs_nobody() -> None:
    book = Book()
    change_roles(book, "vice", "vice", "vice_chair", "member")

    assert not book.history.community.waiting
    assert book.history.community.members["vice"].roles == {"vice_chair", "member"}


def test_attack_a_member_makes_himself_the_chair() -> None:
    book = Book()
    change_roles(book, "vice", "vice", "chair")

    assert book.history.community.members["vice"].roles == {"vice_chair"}


def test_roles_are_changed_by_the_chair_or_the_member_for_somebody_in_office() -> None:
    book = Book()
    with refused("role.not_held"):
        change_roles(book, "vice", "member", "treasurer")
    with refused("member.unknown"):
        change_roles(book, "chair", "nobody", "treasurer")
    with refused("reference.unresolved"):
        change_roles(book, "chair", "member", "treasurer", motion="m-9")
    book.table()
    change_roles(book, "chair", "member", "treasurer", motion="m-1")
