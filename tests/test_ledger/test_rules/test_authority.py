"""Whose key may sign what: announced, active, revoked and recovery keys; the table of acts."""

from __future__ import annotations

import pytest

from ledger.keys import kid_of
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused


def test_a_key_that_was_never_announced_is_refused() -> None:
    book = Book()
    with refused("key.unknown"):
        book.record("stranger", "fund.opened", FUND, **_fund())


def test_an_announced_key_signs_nothing_but_its_own_enrolment() -> None:
    book = Book(enrolled=False)
    with refused("key.not_active"):
        book.record("treasurer", "fund.opened", FUND, **_fund())

    book.put(book.cast.enrolment("treasurer", book.at))
    book.record("treasurer", "fund.opened", FUND, **_fund())


def test_a_key_enrols_itself_and_no_other_and_once() -> None:
    book = Book(enrolled=False)
    other = kid_of(book.cast.key("vice"))
    with refused("role.not_held"):
        book.record("treasurer", "key.enrolled", "community", member="vice", kid=other)
    with refused("key.enrols_other"):
        book.record("chair", "key.enrolled", "community", member="chair", kid=other)
    book.put(book.cast.enrolment("treasurer", book.at))
    with refused("key.active_already"):
        book.put(book.cast.enrolment("treasurer", book.at))


def test_a_revoked_key_signs_nothing_more() -> None:
    book = Book()
    book.record("vice", "key.revoked", "community", kid=kid_of(book.cast.key("vice")), reason="lost")
    with refused("key.revoked"):
        book.record("vice", "meeting.called", "meeting/2024-07", **_meeting())


def test_somebody_else_s_key_is_revoked_by_two() -> None:
    book = Book()
    kid = kid_of(book.cast.key("vice"))
    revocation = book.record("secretary", "key.revoked", "community", kid=kid, reason="compromised")
    assert book.history.community.keys[kid].status == "active"
    with refused("confirmation.concerned"):
        book.confirm("vice", revocation)

    book.confirm("chair", revocation)

    assert book.history.community.keys[kid].status == "revoked"
    with refused("key.revoked_already"):
        book.record("chair", "key.revoked", "community", kid=kid, reason="lost")
    with refused("key.unknown"):
        book.record("chair", "key.revoked", "community", kid="A" * 43, reason="lost")


def test_a_member_announces_a_further_key_alone() -> None:
    book = Book()
    again = book.renew("vice")

    book.record(again, "key.revoked", "community", kid=kid_of(book.cast.key("vice")), reason="replaced")


def test_the_chair_announces_a_key_with_a_second_person() -> None:
    book = Book()
    introduced = book.record("chair", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-new"))
    with refused("key.unknown"):
        book.put(book.cast.enrolment("vice-new", book.at, "vice"))
    book.confirm("secretary", introduced)
    book.put(book.cast.enrolment("vice-new", book.at, "vice"))


def test_a_recovery_key_introduces_keys_and_nothing_else() -> None:
    book = Book()
    book.record("recovery", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-new"))
    book.put(book.cast.enrolment("vice-new", book.at, "vice"))
    with refused("key.recovery_only"):
        book.record("recovery", "fund.opened", FUND, **_fund())
    with refused("key.recovery_only"):
        book.record("recovery", "key.enrolled", "community", member="vice", kid=kid_of(book.cast.key("recovery")))


@pytest.mark.parametrize("who", ["chair", "vice", "secretary", "member"])
def test_a_role_that_is_not_held(who: str) -> None:
    book = Book()
    with refused("role.not_held"):
        book.record(who, "fund.opened", FUND, **_fund())


def test_the_pack_s_table_decides_who_acts_for_others() -> None:
    book = Book()
    with refused("role.not_held"):
        book.record("member", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-new"))
    with refused("role.not_held"):
        book.record("treasurer", "meeting.called", "meeting/2024-07", **_meeting())


def _fund() -> dict[str, Json]:
    return {"name": "维修资金", "kind": "maintenance", "currency": "CNY", "owner_of_money": "owners", "scope": "all"}


def _meeting() -> dict[str, Json]:
    return {"kind": "committee", "at": "2024-07-08T19:00:00+08:00", "place": {"value": "会议室"}, "agenda": []}


def test_a_key_is_not_said_to_be_compromised_since_a_day_that_no_calendar_has() -> None:
    book = Book()
    kid = kid_of(book.cast.key("vice"))
    with refused("date.invalid"):
        book.record(
            "vice",
            "key.revoked",
            "community",
            kid=kid,
            reason="compromised",
            compromised_since="2024-02-30T10:00:00+08:00",
        )
