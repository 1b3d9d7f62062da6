"""Rows of meetings: notice, agenda, attendance, minutes in their versions, signatures."""

from __future__ import annotations

from datetime import timedelta

from ledger.strict_json import Json
from tests.test_projections.shown import Shown

T1 = "meeting/t-1"


def test_a_meeting_shows_its_notice_and_its_course(founded: Shown) -> None:
    called: dict[str, Json] = {
        "kind": "hearing", "at": "2026-05-20T19:00:00+08:00", "place": {"value": "活动室"},
        "link": "https://meeting.example/1",
        "agenda": [{"no": 2, "title": {"value": "其他"}}, {"no": 1, "title": {"value": "维修"}, "motion": "m-1"}],
    }  # fmt: skip
    founded.record("chair", "meeting.called", T1, called)
    meeting = "SELECT id, position, kind, at, place, link, opened, closed FROM meeting"
    notice = ("t-1", 5, "hearing", "2026-05-20T19:00:00+08:00", "活动室", "https://meeting.example/1")
    assert founded.rows(meeting) == [(*notice, None, None)]
    assert founded.rows("SELECT no, title, motion FROM agenda ORDER BY no") == [(1, "维修", "m-1"), (2, "其他", None)]
    opened, closed = founded.now.isoformat(), (founded.now + timedelta(hours=2)).isoformat()
    founded.record("chair", "meeting.opened", T1, {"at": opened})
    founded.now += timedelta(hours=2)
    founded.record("chair", "meeting.closed", T1, {"at": closed})
    assert founded.rows(meeting) == [(*notice, opened, closed)]


def test_attendance_is_of_members_and_of_observers(founded: Shown) -> None:
    founded.meet()
    index = founded.size
    founded.record("vice", "attendance.recorded", T1, {"member": "vice", "mode": "remote"})
    founded.record("secretary", "attendance.recorded", T1, {"observers": 7, "mode": "present"})
    assert founded.rows("SELECT position, meeting, member, observers, mode FROM attendance ORDER BY position") == [
        (index, "t-1", "vice", None, "remote"), (index + 1, "t-1", None, 7, "present"),
    ]  # fmt: skip


def test_minutes_that_are_superseded_stay_to_be_seen(founded: Shown) -> None:
    founded.meet()
    index = founded.size
    first = founded.minutes()
    founded.publish()
    paper = "ef" * 32
    evidence: list[Json] = [
        {"sha256": paper, "title": {"value": "纪要扫描件"}, "class": "minutes", "visibility": "public"}
    ]
    second: dict[str, Json] = {
        "document": paper, "language": "zh-CN", "supersedes": founded.cast.ref(first), "documents": evidence,
    }  # fmt: skip
    founded.record("secretary", "minutes.recorded", T1, second)
    assert founded.rows("SELECT position, text, document, superseded_position FROM minutes ORDER BY position") == [
        (index, "同意", None, index + 1), (index + 1, None, paper, None),
    ]  # fmt: skip


def test_signatures_stand_under_their_version_with_their_stance(founded: Shown) -> None:
    founded.meet()
    minutes = founded.minutes()
    index = founded.size
    for who, stance in (("chair", "agree"), ("vice", "dissent")):
        founded.record(who, "minutes.signed", T1, {"on": founded.cast.ref(minutes), "stance": stance})
    assert founded.rows("SELECT position, minutes, member, stance FROM signature ORDER BY position") == [
        (index, index - 1, "chair", "agree"), (index + 1, index - 1, "vice", "dissent"),
    ]  # fmt: skip
