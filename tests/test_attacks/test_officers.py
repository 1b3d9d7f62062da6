"""Attacks by somebody in office with a good key of their own: each found once, and refused since."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.errors import FormatError
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import malformed, refused

TERM: dict[str, Json] = {"from": "2024-07-01", "to": "2027-06-30"}


def appoint(book: Book, member: str, who: str, **changes: Json) -> None:
    """Give an id, with the key of ``who``, the fifth seat; confirmed and enrolled."""
    data: dict[str, Json] = {
        "member": member, "name": {"value": "新样例"}, "body": "committee", "seat_no": 5, "roles": ["member"],
        "kind": "by_election", "term": TERM, "basis": {"value": "补选"}, "key": book.cast.jwk(who),
    }  # fmt: skip
    book.confirm("vice", book.record("chair", "member.appointed", "community", **(data | changes)))
    book.put(book.cast.enrolment(who, book.at, member))


def remove(book: Book, member: str) -> bytes:
    """Issue the end of an office; it waits for its second person."""
    data: dict[str, Json] = {"member": member, "reason": "removed", "date": "2024-07-01", "basis": {"value": "决议"}}
    return book.record("chair", "member.ended", "community", **data)


def test_key_of_a_removed_member_when_the_id_returns_to_somebody_else() -> None:
    book = Book().with_money()
    asked = book.request()
    book.confirm("vice", remove(book, "member"))
    appoint(book, "member", "successor")
    with refused("member.ended"):
        book.record("member", "payment.approved", FUND, on=book.cast.ref(asked))
    book.record("successor", "payment.approved", FUND, on=book.cast.ref(asked))


def test_ended_key_can_still_be_reported_as_stolen() -> None:
    book = Book()
    kid = next(kid for kid, key in book.history.community.keys.items() if key.member == "member")
    book.confirm("vice", remove(book, "member"))
    data: dict[str, Json] = {"kid": kid, "reason": "compromised", "compromised_since": "2024-06-01T00:00:00+08:00"}
    book.confirm("vice", book.record("chair", "key.revoked", "community", **data))
    assert book.history.community.keys[kid].status == "revoked"


def test_stale_removal_confirmed_against_the_next_holder_of_the_id() -> None:
    book = Book()
    stale = remove(book, "member")
    book.confirm("vice", remove(book, "member"))
    appoint(book, "member", "successor")
    with refused("confirmation.not_waiting"):
        book.confirm("vice", stale)


def test_entry_of_an_author_whose_key_was_revoked_takes_no_effect() -> None:
    book = Book().with_money()
    bank: dict[str, Json] = {
        "kind": "asset", "subtype": "bank", "name": {"value": "另一户"}, "holder": "community", "currency": "CNY",
    }  # fmt: skip
    book.record("treasurer", "account.opened", "account/second", **bank)
    opening = book.record("treasurer", "balance.opened", FUND, account="second", amount=1, as_of="2024-06-30")
    kid = next(kid for kid, key in book.history.community.keys.items() if key.member == "treasurer")
    book.record("treasurer", "key.revoked", "community", kid=kid, reason="compromised")
    with refused("confirmation.author_gone"):
        book.confirm("chair", opening)


def test_seat_that_votes_again_through_its_next_holder() -> None:
    book = Book()
    motion = book.table()
    book.vote("member", motion, "yes")
    book.confirm("vice", remove(book, "member"))
    appoint(book, "next", "successor")
    with refused("ballot.seat_voted"):
        book.vote("successor", motion, "yes")
    book.vote("vice", motion, "no")


@pytest.mark.parametrize(("body", "role"), [("manager", "treasurer"), ("manager", "chair"), ("staff", "chair")])
def test_office_of_the_committee_for_somebody_outside_it(body: str, role: str) -> None:
    book = Book()
    data: dict[str, Json] = {
        "member": "outsider", "name": {"value": "外样例"}, "body": body, "roles": [role], "kind": "hired",
        "term": TERM, "basis": {"value": "聘用"},
    }  # fmt: skip
    with refused("role.body"):
        book.record("chair", "member.appointed", "community", **data)
    book.record("chair", "member.appointed", "community", **(data | {"body": "staff", "roles": ["treasurer"]}))


def test_member_named_like_the_community_itself() -> None:
    book = Book()
    with refused("member.id_taken"):
        appoint(book, "community", "successor", seat_no=4)


@pytest.mark.parametrize("reserved", ["net-assets", "received-in-advance"])
def test_account_named_like_one_that_arises_by_itself(reserved: str) -> None:
    data: dict[str, Json] = {
        "kind": "asset", "subtype": "bank", "name": {"value": "户"}, "holder": "community", "currency": "CNY",
    }  # fmt: skip
    with refused("account.reserved"):
        Book().record("treasurer", "account.opened", f"account/{reserved}", **data)


def test_movement_dated_ahead_hides_what_came_after_it() -> None:
    book = Book().with_money()
    with refused("date.ahead"):
        book.income(date="2199-12-31")
    with refused("date.ahead"):
        book.execute(book.request(), book_date="2024-07-03")
    book.income(date="2024-07-02", book_date="2024-07-02")


def test_opening_balance_dated_ahead_turns_later_rows_into_history() -> None:
    book = Book().with_money()
    with refused("date.ahead"):
        book.record("treasurer", "balance.opened", FUND, account="cash", amount=1, as_of="2199-12-31")


def test_many_opening_balances_of_one_account_wait_at_once() -> None:
    """Each would cost every verifier a walk over all imported rows."""
    book = Book().with_money()
    bank: dict[str, Json] = {
        "kind": "asset", "subtype": "cash", "name": {"value": "现金"}, "holder": "community", "currency": "CNY",
    }  # fmt: skip
    book.record("treasurer", "account.opened", "account/cash", **bank)
    first = book.record("treasurer", "balance.opened", FUND, account="cash", amount=1, as_of="2024-06-30")
    with refused("balance.waiting"):
        book.record("treasurer", "balance.opened", FUND, account="cash", amount=2, as_of="2024-06-30")
    book.confirm("chair", first)


def transfer(book: Book) -> bytes:
    """Send ¥800.00 from the fund to another one."""
    data: dict[str, Json] = {
        "name": "维修资金", "kind": "maintenance", "currency": "CNY", "owner_of_money": "owners", "scope": "all",
    }  # fmt: skip
    for fund in ("repairs", "third"):
        book.record("treasurer", "fund.opened", f"fund/{fund}", **data)
    return book.execute(book.request(kind="transfer", payee="community", category="other", to_fund="repairs"))


def arrive(book: Book, sent: bytes, fund: str, amount: int) -> None:
    data: dict[str, Json] = {
        "account": "bank", "amount": amount, "date": "2024-07-01", "book_date": "2024-07-01",
        "category": "other_income", "nature": "transfer", "transfer_of": book.cast.ref(sent),
        "description": {"value": "转入"},
    }  # fmt: skip
    book.record("treasurer", "income.recorded", f"fund/{fund}", **data)


def test_money_arrives_that_was_never_sent_or_sent_elsewhere() -> None:
    book = Book().with_money()
    sent = transfer(book)
    with refused("transfer.other_fund"):
        arrive(book, sent, "third", 1)
    arrive(book, sent, "repairs", 30_000)
    with refused("transfer.exceeds"):
        arrive(book, sent, "repairs", 50_001)
    arrive(book, sent, "repairs", 50_000)
    with refused("transfer.other_fund"):
        arrive(book, book.execute(book.request(payment="p-9"), bank_ref="b-9"), "repairs", 1)


def test_text_that_its_signer_cannot_see() -> None:
    """A drafter could open it later, and the signature would be under words that its signer never read."""
    book = Book().with_money()
    with malformed("draft.sealed"):
        book.request(purpose={"_sd": ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"]})
    with pytest.raises(FormatError):
        book.cast.sign(
            "chair", "entry.confirmed", FUND, {"on": book.cast.ref(book.income()), "purpose": "x",
            "note": {"_sd": ["X9yH0Ajrdm1Oij4tWso9UzzKJvPoDxwmuEcO3XAdRC0"]}}, book.at + timedelta(minutes=1),
        )  # fmt: skip
