"""Rules of events that stand in the stream of what they are about."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from ledger import jws, sealing
from ledger.events import parse_payload
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.refusals import refused

SAYS: dict[str, Json] = {"says": {"value": "发票后补"}, "reason": "clarification"}
ANSWER: dict[str, Json] = {"finding": "A0", "text": {"value": "紧急抢修，次日补签"}, "outcome": "explained"}


def digests(signed: bytes) -> list[Json]:
    return list(parse_payload(jws.parse(sealing.split(signed)[0])).digests)


def test_words_stand_in_the_stream_of_their_entry() -> None:
    book = Book().with_money()
    income = book.income()
    book.record("treasurer", "entry.annotated", FUND, on=book.cast.ref(income), **SAYS)
    with refused("ref.stream"):
        book.record("treasurer", "entry.annotated", "community", on=book.cast.ref(income), **SAYS)


def test_words_change_no_money() -> None:
    book = Book().with_money()
    income = book.income()
    before = dict(book.fund.balances)
    book.record("treasurer", "entry.annotated", FUND, on=book.cast.ref(income), **SAYS)

    assert book.fund.balances == before


def test_words_come_from_whoever_may_write_such_an_entry() -> None:
    book = Book().with_money()
    income = book.income()
    with refused("role.not_held"):
        book.record("secretary", "entry.annotated", FUND, on=book.cast.ref(income), **SAYS)


def test_an_entry_that_only_the_member_concerned_may_write_is_annotated_by_a_seat() -> None:
    book = Book()
    introduced = book.record("vice", "key.introduced", "community", member="vice", key=book.cast.jwk("vice-2"))
    enrolled = book.cast.enrolment("vice-2", book.at, "vice")
    book.put(enrolled)
    for target in (introduced, enrolled):
        book.record("chair", "entry.annotated", "community", on=book.cast.ref(target), **SAYS)


def test_words_about_words_come_from_a_seat() -> None:
    book = Book().with_money()
    words = book.record("treasurer", "entry.annotated", FUND, on=book.cast.ref(book.income()), **SAYS)
    book.record("member", "entry.annotated", FUND, on=book.cast.ref(words), **SAYS)


def test_attack_words_beside_an_entry_that_does_not_exist() -> None:
    book = Book().with_money()
    income = book.income()
    ref: dict[str, Json] = book.cast.ref(income)
    with refused("ref.mismatch"):
        book.record("treasurer", "entry.annotated", FUND, on=ref | {"sha256": "0" * 64}, **SAYS)
    with refused("ref.unknown"):
        unknown: dict[str, Json] = {"id": "01930000-0000-7000-8000-000000000001"}
        book.record("treasurer", "entry.annotated", FUND, on=ref | unknown, **SAYS)


def test_a_finding_is_answered_in_the_stream_of_the_first_entry_it_is_about() -> None:
    book = Book().with_money()
    first, second = book.income(), book.request()
    both: list[Json] = [book.cast.ref(first), book.cast.ref(second)]
    book.record("vice", "finding.answered", FUND, on=both, **ANSWER)
    with refused("ref.stream"):
        book.record("vice", "finding.answered", "community", on=both, **ANSWER)


@pytest.mark.parametrize("place", [0, 1, 2])
def test_every_entry_that_a_finding_is_about_stands_in_the_book(place: int) -> None:
    book = Book().with_money()
    on: list[Json] = [book.cast.ref(book.income()) for _ in range(3)]
    on[place] = {"id": "01930000-0000-7000-8000-000000000001", "sha256": "0" * 64}
    with refused("ref.unknown"):
        book.record("vice", "finding.answered", FUND, on=on, **ANSWER)


def test_attack_the_requester_answers_the_finding_about_the_own_request() -> None:
    book = Book().with_money()
    on: list[Json] = [book.cast.ref(book.income()), book.cast.ref(book.request("secretary", payee="member"))]
    for who in ("secretary", "member"):
        with refused("finding.own"):
            book.record(who, "finding.answered", FUND, on=on, **ANSWER)
    book.record("vice", "finding.answered", FUND, on=on, **ANSWER)


def test_attack_the_requester_answers_by_naming_what_was_paid_instead_of_the_request() -> None:
    book = Book().with_money()
    asked = book.request("secretary", payee="member")
    on: list[Json] = [book.cast.ref(book.execute(asked))]
    for who in ("secretary", "member"):
        with refused("finding.own"):
            book.record(who, "finding.answered", FUND, on=on, **ANSWER)
    book.record("vice", "finding.answered", FUND, on=on, **ANSWER)


def test_a_member_paid_as_a_party_is_concerned_too() -> None:
    book = Book().with_money()
    book.record(
        "secretary", "counterparty.registered", "community", party="p-vice", kind="member", member="vice",
        name={"value": "谢样例"},
    )  # fmt: skip
    on: list[Json] = [book.cast.ref(book.request(payee="p-vice"))]
    with refused("finding.own"):
        book.record("vice", "finding.answered", FUND, on=on, **ANSWER)


def test_a_field_is_withdrawn_with_a_second_person() -> None:
    book = Book().with_money()
    income = book.income()
    data: dict[str, Json] = {"on": book.cast.ref(income), "basis": {"value": "本人申请"}}
    with refused("field.unknown"):
        book.record("treasurer", "field.erased", FUND, digests=["A" * 43], **data)
    erased = book.record("treasurer", "field.erased", FUND, digests=digests(income), **data)
    assert len(book.fund.waiting) == 1
    book.confirm("vice", erased)

    assert not book.fund.waiting


def neighbour(book: Book) -> bytes:
    return book.record(
        "secretary", "counterparty.registered", "community", party="neighbour", kind="person", name={"value": "邻样例"}
    )


def test_the_name_of_a_party_is_kept_for_the_years_of_the_pack() -> None:
    book = Book()
    registered = neighbour(book)
    data: dict[str, Json] = {
        "on": book.cast.ref(registered), "digests": digests(registered), "basis": {"value": "本人申请"},
    }  # fmt: skip
    begun = book.at
    book.at = begun.replace(year=begun.year + 30) - timedelta(days=1)
    with refused("field.retention"):
        book.record("treasurer", "field.erased", "community", **data)
    book.at = begun.replace(year=begun.year + 30)
    book.record("treasurer", "field.erased", "community", **data)


def test_the_years_are_counted_in_days_of_the_place_where_they_began() -> None:
    """Five in the morning in China is a day later than the same instant in UTC."""
    book = Book()
    book.at = book.at.replace(hour=5)
    registered = neighbour(book)
    data: dict[str, Json] = {
        "on": book.cast.ref(registered), "digests": digests(registered), "basis": {"value": "本人申请"},
    }  # fmt: skip
    book.at = book.at.replace(year=book.at.year + 30, hour=0).astimezone(UTC)
    book.record("treasurer", "field.erased", "community", **data)


def test_attack_a_party_is_registered_as_if_long_ago() -> None:
    book = Book()
    now = book.at
    book.at = now.replace(year=1990)
    signed = book.sign(
        "secretary", "counterparty.registered", "community",
        {"party": "neighbour", "kind": "person", "name": {"value": "邻样例"}},
    )  # fmt: skip
    book.at = now
    book.put(signed)
    with refused("field.retention"):
        book.record(
            "treasurer", "field.erased", "community", on=book.cast.ref(signed), digests=digests(signed),
            basis={"value": "本人申请"},
        )  # fmt: skip
