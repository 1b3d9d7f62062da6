"""Meetings: the version of the minutes that holds, and who has not signed it."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries import meetings
from projections.queries.meetings import AgendaItem, MeetingDetail
from tests.test_projections.shown import Shown

T1 = "meeting/t-1"


def detail(book: Shown, meeting: str = "t-1") -> MeetingDetail:
    with book.tables() as tables:
        found = meetings.meeting(tables, meeting)
    assert found is not None
    return found


def attend(book: Shown, *who: str) -> None:
    for member in who:
        book.record(member, "attendance.recorded", T1, {"member": member, "mode": "present"})


def sign(book: Shown, who: str, minutes: bytes, stance: str = "agree", **more: Json) -> None:
    data: dict[str, Json] = {"on": book.cast.ref(minutes), "stance": stance}
    book.record(who, "minutes.signed", T1, data | more)


def test_before_there_are_minutes_nobody_has_left_them_unsigned(founded: Shown) -> None:
    founded.meet()
    attend(founded, "chair", "vice")
    found = detail(founded)
    assert (found.meeting.minutes, found.meeting.signed, found.unsigned) == (None, 0, [])
    assert [one.member for one in found.attendance] == ["chair", "vice"]
    assert found.agenda == [AgendaItem(1, "维修", "m-1")]


def test_who_attended_and_has_not_signed_is_named(founded: Shown) -> None:
    founded.meet()
    attend(founded, "chair", "vice", "member")
    founded.record("secretary", "attendance.recorded", T1, {"observers": 3, "mode": "present"})
    minutes = founded.minutes()
    sign(founded, "vice", minutes, "dissent", note={"value": "第二项不同意"})
    found = detail(founded)
    assert found.unsigned == ["chair", "member"]
    assert [(one.member, one.stance, one.note) for one in found.minutes[0].signatures] == [
        ("vice", "dissent", "第二项不同意")
    ]


def test_signatures_count_for_the_version_that_holds(founded: Shown) -> None:
    founded.meet()
    attend(founded, "chair", "vice")
    first = founded.minutes()
    sign(founded, "chair", first)
    index = founded.size
    second = founded.minutes(supersedes=founded.cast.ref(first), text={"value": "更正"})
    found = detail(founded)
    assert (found.meeting.minutes, found.meeting.signed) == (index, 0)
    assert found.unsigned == ["chair", "vice"]
    assert [(one.text, one.superseded, len(one.signatures)) for one in found.minutes] == [
        ("同意", index, 1), ("更正", None, 0),
    ]  # fmt: skip
    sign(founded, "chair", second)
    assert detail(founded).meeting.signed == 1


def test_the_latest_meeting_comes_first_and_unknown_ones_are_none(founded: Shown) -> None:
    founded.meet("t-1")
    founded.at("2026-05-10")
    founded.meet("t-2")
    with founded.tables() as tables:
        assert [found.id for found in meetings.meetings(tables)] == ["t-2", "t-1"]
        assert meetings.meeting(tables, "t-3") is None
        assert meetings.minutes_of(tables, "t-3") == []


def test_minutes_of_one_meeting_are_not_those_of_another(founded: Shown) -> None:
    for meeting in ("t-1", "t-2"):
        founded.meet(meeting)
        founded.minutes(meeting, text={"value": meeting})
    assert [one.text for one in detail(founded, "t-2").minutes] == ["t-2"]
