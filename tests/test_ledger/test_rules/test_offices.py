"""Rules of how offices are kept: interests, duties, audits, seals, handover, witnesses, the log's key."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused

HEAD: Json = {"size": 7, "root": "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="}
PAPER = "ab" * 32


def handover(book: Book, who: str, side: str, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "side": side, "inventory": [{"title": {"value": "账册一箱"}}],
        "balances": [{"fund": "common-income", "account": "bank", "amount": 500_000}], "open_contracts": [],
        "seals": ["committee"], "hosting_and_keys": {"value": "服务器和日志密钥一并移交"}, "checkpoint": HEAD,
    }  # fmt: skip
    return book.record(who, "handover.signed", "community", **(data | changes))


def chairs(book: Book, who: str) -> None:
    """Let the chair resign, and somebody else take the office."""
    changed = book.record(
        "chair", "roles.changed", "community", member=who, roles=["chair"], basis={"value": "换届会议决定"}
    )
    book.confirm("secretary", changed)
    book.record("chair", "member.ended", "community", member="chair", reason="resigned", date="2024-07-01")


@pytest.mark.parametrize(
    ("who", "name", "data", "rule_id"),
    [
        (
            "vice",
            "interest.declared",
            {"relation": "family", "party": "painter", "since": "2024-01-01"},
            "party.unknown",
        ),
        (
            "vice",
            "interest.declared",
            {"relation": "loan", "party": "plumber", "since": "2024-02-30"},
            "date.invalid",
        ),
        ("vice", "duty.performed", {"duty": "meet", "date": "2024-02-30"}, "date.invalid"),
        (
            "secretary",
            "audit.reported",
            {"scope": "all", "period": "2024", "firm": "auditors", "opinion": "qualified"},
            "party.unknown",
        ),
        (
            "secretary",
            "seal.used",
            {"seal": "committee", "purpose": {"value": "合同"}, "document": PAPER, "copies": 1},
            "reference.unresolved",
        ),
    ],
)
def test_what_names_nothing_in_the_book_is_refused(who: str, name: str, data: dict[str, Any], rule_id: str) -> None:
    book = Book().with_money()
    with refused(rule_id):
        book.record(who, name, "community", **data)


def test_an_audit_and_an_interest_name_a_party_of_the_book() -> None:
    book = Book().with_money()
    book.record("vice", "interest.declared", "community", relation="owner", party="plumber", since="2024-01-01")
    book.record(
        "secretary", "audit.reported", "community", scope="all", period="2023", firm="plumber", opinion="unqualified"
    )
    book.record("member", "duty.performed", "community", duty="meet", period="2024-Q2", date="2024-06-30")


def seal(book: Book, **changes: Json) -> bytes:
    evidence: list[Json] = [{"sha256": PAPER, "title": {"value": "合同"}, "class": "contract", "visibility": "public"}]
    data: dict[str, Json] = {
        "seal": "committee", "purpose": {"value": "签订合同"}, "document": PAPER, "copies": 2, "documents": evidence,
    }  # fmt: skip
    return book.record("secretary", "seal.used", "community", **(data | changes))


def test_the_use_of_a_seal_names_an_act_that_allows() -> None:
    book = Book().with_money()
    request = book.request()
    approved = book.record("vice", "payment.approved", "fund/common-income", on=book.cast.ref(request))
    seal(book, approved=book.cast.ref(approved))
    with refused("ref.type"):
        seal(book, approved=book.cast.ref(request))


def test_a_seal_that_was_used_without_approval_is_recorded_all_the_same() -> None:
    seal(Book())


def test_a_handover_has_two_sides_signed_by_two_people() -> None:
    book = Book().with_money()
    handover(book, "chair", "outgoing")
    with refused("handover.signed_twice"):
        handover(book, "chair", "outgoing")
    with refused("handover.own_side"):
        handover(book, "chair", "incoming")
    chairs(book, "vice")
    handover(book, "vice", "incoming")

    assert book.history.community.handover == {"outgoing": "chair", "incoming": "vice"}


def test_after_a_handover_the_next_one_begins() -> None:
    book = Book().with_money()
    handover(book, "chair", "outgoing")
    chairs(book, "vice")
    handover(book, "vice", "incoming")
    handover(book, "vice", "outgoing")

    assert book.history.community.handover == {"outgoing": "vice"}


def test_who_has_left_office_hands_over_and_receives_nothing() -> None:
    book = Book().with_money()
    chairs(book, "vice")
    with refused("handover.not_in_office"):
        handover(book, "chair", "incoming")
    handover(book, "chair", "outgoing")
    with refused("member.ended"):
        book.record("chair", "witness.removed", "community", vkey=book.cast.log_vkey)


def test_a_handover_is_signed_by_a_chair_or_the_supervisor() -> None:
    book = Book().with_money()
    with refused("role.not_held"):
        handover(book, "secretary", "outgoing")


@pytest.mark.parametrize(
    "changes",
    [
        {"balances": [{"fund": "repairs", "account": "bank", "amount": 1}]},
        {"balances": [{"fund": "common-income", "account": "cash", "amount": 1}]},
        {"inventory": [{"title": {"value": "合同"}, "document": PAPER}]},
    ],
)
def test_a_handover_of_what_the_book_does_not_have_is_refused(changes: dict[str, Any]) -> None:
    book = Book().with_money()
    with refused("reference.unresolved"):
        handover(book, "chair", "outgoing", **changes)


def test_a_witness_is_enrolled_once_and_removed_once() -> None:
    book = Book()
    vkey = book.cast.log_vkey
    data: dict[str, Json] = {
        "name": {"value": "样例大学"}, "vkey": vkey, "url": "https://witness.example/", "kind": "association",
    }  # fmt: skip
    with refused("witness.unknown"):
        book.record("chair", "witness.removed", "community", vkey=vkey)
    book.record("chair", "witness.enrolled", "community", **data)
    with refused("witness.enrolled_twice"):
        book.record("chair", "witness.enrolled", "community", **data)
    book.record("chair", "witness.removed", "community", vkey=vkey)
    book.record("chair", "witness.enrolled", "community", **data)


def test_the_key_of_the_log_changes_with_a_second_person() -> None:
    book = Book()
    old = book.cast.log_vkey
    new = f"{book.cast.origin}+00000001+{old.rpartition('+')[2]}"
    rotated = book.record("chair", "log_key.rotated", "community", old_vkey=old, new_vkey=new, checkpoint=HEAD)
    assert book.history.community.log_vkey == old
    book.confirm("vice", rotated)

    assert book.history.community.log_vkey == new
    with refused("log_key.not_in_use"):
        book.record("chair", "log_key.rotated", "community", old_vkey=old, new_vkey=new, checkpoint=HEAD)


def test_the_key_of_another_log_is_no_key_of_this_one() -> None:
    book = Book()
    old = book.cast.log_vkey
    for new in (old, f"ledger.example/other-1+00000001+{old.rpartition('+')[2]}"):
        with refused("log_key.new"):
            book.record("chair", "log_key.rotated", "community", old_vkey=old, new_vkey=new, checkpoint=HEAD)
