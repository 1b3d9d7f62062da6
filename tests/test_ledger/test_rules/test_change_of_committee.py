"""Keys and terms through a change of committee, played through the rules."""

from __future__ import annotations

from ledger.keys import kid_of
from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused
from tests.test_ledger.test_rules.test_offices import handover

SEATS = ("chair", "vice", "treasurer", "secretary", "member")
BASIS: Json = {"value": "换届选举公告"}


def leave(book: Book, *who: str, reason: str = "resigned") -> None:
    for member in who:
        book.record(member, "member.ended", "community", member=member, reason=reason, date="2024-07-01")


def appoint(book: Book, by: str, member: str, seat_no: int, *roles: str) -> bytes:
    term: Json = {"from": "2024-07-01", "to": "2029-06-30"}
    return book.record(
        by, "member.appointed", "community", member=member, name={"value": "新样例"}, body="committee",
        seat_no=seat_no, roles=list(roles or ("member",)), kind="by_election", term=term, basis=BASIS,
        key=book.cast.jwk(f"{member}-key"),
    )  # fmt: skip


def seat(book: Book, by: str, second: str, member: str, seat_no: int, *roles: str) -> None:
    """Appoint, confirm and enrol."""
    book.confirm(second, appoint(book, by, member, seat_no, *roles))
    book.put(book.cast.enrolment(f"{member}-key", book.at, member))


def recover(book: Book, member: str, key: str) -> None:
    """Have the recovery key introduce a key for a member, and enrol it."""
    book.record("recovery", "key.introduced", "community", member=member, key=book.cast.jwk(key))
    book.put(book.cast.enrolment(key, book.at, member))


def held(book: Book) -> list[str]:
    return [member.id for member in book.history.community.seats_held]


def test_a_by_election_fills_a_vacancy_and_the_new_member_votes() -> None:
    book = Book()
    leave(book, "member")
    assert len(held(book)) == 4
    seat(book, "chair", "vice", "newcomer", 5)
    motion = book.table()
    book.vote("newcomer-key", motion, "yes")
    with refused("member.ended"):
        book.vote("member", motion, "yes")


def test_a_vacant_seat_counts_in_the_whole() -> None:
    book = Book()
    leave(book, "member", "secretary")

    assert (book.history.community.seats, len(held(book))) == (5, 3)


def test_a_role_passes_on_and_with_it_what_it_may_do() -> None:
    book = Book().with_money()
    taken = book.record(
        "chair", "roles.changed", "community", member="member", roles=["treasurer"], basis={"value": "会议决定"}
    )
    book.record(
        "treasurer", "roles.changed", "community", member="treasurer", roles=["member"], basis={"value": "会议决定"}
    )
    with refused("role.not_held"):
        book.income()
    with refused("role.not_held"):
        book.record("member", "account.opened", "account/cash", **_cash())
    book.confirm("vice", taken)
    book.record("member", "account.opened", "account/cash", **_cash())


def _cash() -> dict[str, Json]:
    return {
        "kind": "asset", "subtype": "cash", "name": {"value": "库存现金"}, "holder": "community", "currency": "CNY",
    }  # fmt: skip


def test_a_lost_key_is_replaced_by_the_chair_with_a_second_person() -> None:
    book = Book().with_money()
    revoked = book.record("chair", "key.revoked", "community", kid=kid_of(book.cast.key("treasurer")), reason="lost")
    book.confirm("vice", revoked)
    introduced = book.record(
        "chair", "key.introduced", "community", member="treasurer", key=book.cast.jwk("treasurer-2")
    )
    with refused("confirmation.own"):
        book.confirm("chair", introduced)
    book.confirm("vice", introduced)
    book.put(book.cast.enrolment("treasurer-2", book.at, "treasurer"))
    with refused("key.revoked"):
        book.income()
    book.request("treasurer-2")


def test_an_old_chair_who_refuses_is_ended_and_the_supervisor_hands_over() -> None:
    book = Book().with_money()
    supervisor = book.record(
        "chair", "member.appointed", "community", member="street", name={"value": "样例街道"}, body="supervisor",
        roles=["supervisor"], kind="hired", term={"from": "2024-07-01", "to": "2029-06-30"}, basis=BASIS,
        key=book.cast.jwk("street"),
    )  # fmt: skip
    book.confirm("vice", supervisor)
    book.put(book.cast.enrolment("street", book.at))
    ended = book.record(
        "vice", "member.ended", "community", member="chair", reason="term_end", date="2024-07-01", basis=BASIS
    )
    with refused("confirmation.concerned"):
        book.confirm("chair", ended)
    book.confirm("secretary", ended)
    with refused("member.ended"):
        book.record("chair", "witness.removed", "community", vkey=book.cast.log_vkey)

    handover(book, "street", "outgoing")
    with refused("handover.own_side"):
        handover(book, "street", "incoming")
    revoked = book.record("vice", "key.revoked", "community", kid=kid_of(book.cast.key("chair")), reason="office_ended")
    book.confirm("secretary", revoked)
    with refused("key.revoked"):
        handover(book, "chair", "outgoing")


def test_attack_a_former_chair_receives_under_an_id_that_returned() -> None:
    book = Book().with_money()
    changed = book.record(
        "chair", "roles.changed", "community", member="vice", roles=["chair"], basis={"value": "会议决定"}
    )
    book.confirm("secretary", changed)
    leave(book, "chair")
    seat(book, "vice", "secretary", "chair", 1, "chair")
    with refused("handover.not_in_office"):
        handover(book, "chair", "incoming")
    handover(book, "chair-key", "incoming")


def test_every_key_is_lost_and_the_recovery_key_lets_everybody_in_again() -> None:
    book = Book().with_money()
    for who in SEATS:
        recover(book, who, f"{who}-2")
    book.request("treasurer-2")
    with refused("key.recovery_only"):
        book.record("recovery", "member.ended", "community", member="chair", reason="removed", date="2024-07-01")
