"""Rules of meetings, minutes and documents."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused

MEETING = "meeting/2024-07"
DOCUMENT = "ab" * 32


def at(day: int, time: str = "19:00") -> datetime:
    return datetime.fromisoformat(f"2024-07-{day:02}T{time}:00+08:00")


def called(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "kind": "committee",
        "at": "2024-07-08T19:00:00+08:00",
        "place": {"value": "居委会会议室"},
        "agenda": [{"no": 1, "title": {"value": "更换水泵"}}],
    }
    return book.record("chair", "meeting.called", MEETING, **(data | changes))


def opened(book: Book) -> Book:
    called(book)
    book.at = at(8)
    book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:02:00+08:00")
    return book


def minutes(book: Book, **changes: Json) -> bytes:
    data: dict[str, Json] = {"text": {"value": "会议记录"}, "language": "zh-CN"}
    return book.record("secretary", "minutes.recorded", MEETING, **(data | changes))


def sign(book: Book, who: str, recorded: bytes) -> bytes:
    return book.record(who, "minutes.signed", MEETING, on=book.cast.ref(recorded), stance="agree")


def test_a_meeting_is_called_opened_and_closed_in_order() -> None:
    book = Book()
    with refused("meeting.not_called"):
        book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")
    called(book)
    book.at = at(8, "21:00")
    with refused("meeting.order"):
        book.record("chair", "meeting.closed", MEETING, at="2024-07-08T21:00:00+08:00")
    with refused("meeting.id_reused"):
        called(book)
    book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")
    with refused("meeting.order"):
        book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")
    book.record("chair", "meeting.closed", MEETING, at="2024-07-08T21:00:00+08:00")
    with refused("meeting.order"):
        book.record("chair", "meeting.closed", MEETING, at="2024-07-08T21:00:00+08:00")


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({"at": "2024-02-30T19:00:00+08:00"}, "date.invalid"),
        ({"agenda": [{"no": 1, "title": {"value": "一"}}, {"no": 1, "title": {"value": "二"}}]}, "meeting.agenda"),
    ],
)
def test_a_notice_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    with refused(rule_id):
        called(Book(), **changes)


def test_a_meeting_is_not_closed_before_it_was_opened() -> None:
    book = opened(Book())
    with refused("meeting.order"):
        book.record("chair", "meeting.closed", MEETING, at="2024-07-08T19:01:59+08:00")
    with refused("meeting.order"):
        book.record("chair", "meeting.closed", MEETING, at="2024-07-08T19:30:00+09:00")
    book.record("chair", "meeting.closed", MEETING, at="2024-07-08T19:02:00+08:00")


@pytest.mark.parametrize("event", ["meeting.opened", "meeting.closed"])
def test_nothing_of_a_meeting_has_happened_before_the_ledgers_clock_says_so(event: str) -> None:
    book = Book() if event == "meeting.opened" else opened(Book())
    if event == "meeting.opened":
        called(book)
    book.at = at(8, "19:10")
    with refused("time.ahead"):
        book.record("chair", event, MEETING, at="2024-07-08T19:15:01+08:00")
    with refused("date.invalid"):
        book.record("chair", event, MEETING, at="2024-06-31T19:15:01+08:00")
    book.record("chair", event, MEETING, at="2024-07-08T19:15:00+08:00")


def test_members_sign_in_for_themselves_and_once() -> None:
    book = Book()
    with refused("meeting.not_called"):
        book.record("vice", "attendance.recorded", MEETING, member="vice", mode="present")
    called(book)
    with refused("attendance.before_meeting"):
        book.record("vice", "attendance.recorded", MEETING, member="vice", mode="present")
    book.at = at(8)
    book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")
    book.record("vice", "attendance.recorded", MEETING, member="vice", mode="present")
    with refused("attendance.twice"):
        book.record("vice", "attendance.recorded", MEETING, member="vice", mode="remote")
    with refused("role.not_held"):
        book.record("vice", "attendance.recorded", MEETING, member="member", mode="present")
    with refused("attendance.not_self"):
        book.record("secretary", "attendance.recorded", MEETING, member="member", mode="present")


def test_the_secretary_counts_observers_and_transcribes_a_paper_list() -> None:
    book = opened(Book())
    book.record("secretary", "attendance.recorded", MEETING, observers=12, mode="present")
    transcribed: dict[str, Json] = {"member": "member", "mode": "present", "transcribed_for": "member"}
    book.record("secretary", "attendance.recorded", MEETING, **transcribed)
    with refused("attendance.transcribed"):
        book.record("secretary", "attendance.recorded", MEETING, **(transcribed | {"transcribed_for": "vice"}))
    with refused("member.unknown"):
        book.record(
            "secretary", "attendance.recorded", MEETING, member="nobody", mode="present", transcribed_for="nobody"
        )


def test_minutes_come_after_the_opening_and_are_signed_once_by_each_attendee() -> None:
    book = Book()
    called(book)
    with refused("minutes.before_meeting"):
        minutes(book)
    book.at = at(8)
    book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")
    recorded = minutes(book)
    sign(book, "vice", recorded)
    with refused("minutes.signed_twice"):
        sign(book, "vice", recorded)


def test_superseded_minutes_are_signed_no_more() -> None:
    book = opened(Book())
    first = minutes(book)
    second = minutes(book, supersedes=book.cast.ref(first))
    with refused("minutes.superseded"):
        sign(book, "vice", first)
    sign(book, "vice", second)


def test_staff_who_was_not_there_does_not_sign_minutes() -> None:
    book = opened(Book())
    recorded = minutes(book)
    clerk: dict[str, Json] = {
        "member": "clerk",
        "name": {"value": "样例"},
        "body": "staff",
        "roles": ["staff"],
        "kind": "hired",
        "term": {"from": "2024-07-01", "to": "2025-06-30"},
        "basis": {"value": "聘用"},
        "key": book.cast.jwk("clerk"),
    }
    book.confirm("vice", book.record("chair", "member.appointed", "community", **clerk))
    book.put(book.cast.enrolment("clerk", book.at))
    with refused("minutes.not_attended"):
        sign(book, "clerk", recorded)
    book.record("clerk", "attendance.recorded", MEETING, member="clerk", mode="present")
    sign(book, "clerk", recorded)


def register(book: Book, sha256: str = DOCUMENT, **changes: Json) -> bytes:
    data: dict[str, Json] = {
        "title": {"value": "会议纪要扫描件"},
        "class": "minutes",
        "media_type": "application/pdf",
        "size": 1000,
        "visibility": "public",
    }
    return book.record("secretary", "document.registered", f"document/{sha256}", **(data | changes))


def test_minutes_may_be_a_document_that_the_book_knows() -> None:
    book = opened(Book())
    data: dict[str, Json] = {"document": DOCUMENT, "language": "zh-CN"}
    with refused("reference.unresolved"):
        book.record("secretary", "minutes.recorded", MEETING, **data)
    book.record("secretary", "minutes.recorded", MEETING, **data, documents=[evidence(DOCUMENT)])
    register(book)
    book.record("secretary", "minutes.recorded", MEETING, **data)


def evidence(sha256: str) -> Json:
    return {"sha256": sha256, "title": {"value": "扫描件"}, "class": "minutes", "visibility": "public"}


def test_a_document_named_beside_any_act_is_registered() -> None:
    book = opened(Book()).with_money()
    book.income(documents=[evidence(DOCUMENT)])
    book.record("secretary", "minutes.recorded", MEETING, document=DOCUMENT, language="zh-CN")
    register(book, "cd" * 32, redaction_of=DOCUMENT)
    register(book, "ef" * 32, redaction_of="12" * 32, documents=[evidence("12" * 32)])
    register(book, DOCUMENT)


def test_a_document_is_no_redaction_of_itself() -> None:
    book = Book()
    with refused("document.own_redaction"):
        register(book, redaction_of=DOCUMENT)
    with refused("document.own_redaction"):
        register(book, redaction_of=DOCUMENT, documents=[evidence(DOCUMENT)])


def test_a_document_is_registered_once_and_a_redaction_names_its_original() -> None:
    book = Book()
    with refused("reference.unresolved"):
        register(book, "cd" * 32, redaction_of=DOCUMENT)
    register(book)
    register(book, "cd" * 32, redaction_of=DOCUMENT)
    with refused("document.registered_twice"):
        register(book)


def request_meeting(book: Book, who: str, **changes: Json) -> bytes:
    return book.record(who, "meeting.requested", MEETING, topic={"value": "电梯大修"}, **changes)


def call(book: Book, who: str) -> None:
    book.record(
        who, "meeting.called", MEETING, kind="committee", at="2024-07-08T19:00:00+08:00", place={"value": "居委会"},
        agenda=[],
    )  # fmt: skip


def test_a_third_of_the_seats_may_call_the_meeting_that_they_asked_for() -> None:
    book = Book()
    request_meeting(book, "vice")
    with refused("role.not_held"):
        call(book, "vice")
    request_meeting(book, "member")
    with refused("role.not_held"):
        call(book, "secretary")
    call(book, "vice")
    with refused("meeting.order"):
        request_meeting(book, "secretary")


def test_each_seat_asks_for_a_meeting_once() -> None:
    book = Book()
    request_meeting(book, "vice")
    with refused("meeting.requested_twice"):
        request_meeting(book, "vice")


def teller(book: Book) -> None:
    appointed = book.record(
        "chair", "member.appointed", "community", member="teller", name={"value": "计样例"}, body="teller",
        roles=["teller"], kind="hired", term={"from": "2024-07-01", "to": "2027-06-30"}, basis={"value": "业主大会"},
        key=book.cast.jwk("teller"),
    )  # fmt: skip
    book.confirm("vice", appointed)
    book.put(book.cast.enrolment("teller", book.at))


def test_a_petition_of_owners_comes_with_its_paper() -> None:
    book = Book()
    teller(book)
    with refused("meeting.petition"):
        request_meeting(book, "teller")
    paper: Json = {"sha256": DOCUMENT, "title": {"value": "联名书"}, "class": "other", "visibility": "owners"}
    request_meeting(book, "teller", documents=[paper])
    call(book, "teller")


def test_a_meeting_is_cancelled_before_it_begins_and_once() -> None:
    book = Book()
    with refused("meeting.order"):
        book.record("chair", "meeting.cancelled", MEETING, reason="postponed")
    called(book)
    book.record("chair", "meeting.cancelled", MEETING, reason="postponed")
    with refused("meeting.order"):
        book.record("chair", "meeting.cancelled", MEETING, reason="postponed")
    book.at = at(8)
    with refused("meeting.order"):
        book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")


def test_a_meeting_that_has_begun_cannot_be_cancelled() -> None:
    book = opened(Book())
    with refused("meeting.order"):
        book.record("chair", "meeting.cancelled", MEETING, reason="postponed")


def test_notes_are_taken_in_the_room() -> None:
    book = Book()
    called(book)
    data: dict[str, Json] = {"no": 9, "speaker": "owner", "text": {"value": "希望先修三号楼"}}
    with refused("item.before_meeting"):
        book.record("secretary", "item.noted", MEETING, **data)
    book.at = at(8)
    book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:02:00+08:00")
    book.record("secretary", "item.noted", MEETING, **data)


def test_a_document_is_withdrawn_once_registered_or_not() -> None:
    book = Book()
    book.record("secretary", "document.withdrawn", f"document/{DOCUMENT}", reason="personal_data")
    with refused("document.withdrawn_twice"):
        book.record("secretary", "document.withdrawn", f"document/{DOCUMENT}", reason="personal_data")
