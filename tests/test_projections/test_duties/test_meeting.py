"""Meetings to be held, minutes to be written and signed, results to be declared."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.owners_vote import MOTION, open_vote, whole_vote
from tests.test_projections.shown import Shown
from tests.test_projections.test_duties.shown_duties import all_duties


def test_the_committee_meets_again_within_the_months_of_the_pack(founded: Shown) -> None:
    first = all_duties(founded, "2026-05-04")["committee_meeting/2026-05-04"]
    assert (first.begins, first.due, first.done_on, first.refs) == ("2026-05-04", "2026-08-04", None, (0,))
    assert (first.parameter, first.kind) == ("committee.meeting_months", "ours")
    founded.at("2026-08-10")
    opened = founded.size + 1
    founded.meet()
    found = all_duties(founded, "2026-08-10")
    assert (found["committee_meeting/2026-05-04"].done_on, found["committee_meeting/2026-05-04"].done_by) == (
        "2026-08-10",
        (opened,),
    )
    again = found["committee_meeting/2026-08-10"]
    assert (again.due, again.done_on, again.refs) == ("2026-11-10", None, (opened,))
    assert found["assembly_meeting/2026-05-04"].done_on is None, "control: the owners have not met"


def test_a_meeting_that_was_called_is_to_be_held_on_its_day_unless_it_was_cancelled(founded: Shown) -> None:
    called = {"kind": "committee", "at": "2026-05-20T19:00:00+08:00", "place": {"value": "活动室"}, "agenda": []}
    founded.record("chair", "meeting.called", "meeting/t-9", called)  # type: ignore[arg-type]
    one = all_duties(founded, "2026-05-04")["meeting_held/t-9"]
    assert (one.begins, one.due, one.done_on, one.article) == ("2026-05-04", "2026-05-20", None, "")
    founded.record("chair", "meeting.cancelled", "meeting/t-9", {"reason": "no_room"})
    assert "meeting_held/t-9" not in all_duties(founded, "2026-05-04")


def test_minutes_are_to_be_public_three_days_after_the_meeting_and_signed_by_everybody(founded: Shown) -> None:
    founded.meet()
    for who in ("chair", "vice"):
        founded.record(who, "attendance.recorded", "meeting/t-1", {"member": who, "mode": "present"})
    written = all_duties(founded, "2026-05-08")["minutes_recorded/t-1"]
    assert (written.due, written.done_on) == ("2026-05-07", None)
    assert (written.article, written.status) == (
        "业主大会和业主委员会指导规则（建房〔2009〕274号）第三十九条", "memory",
    )  # fmt: skip
    founded.at("2026-05-09")
    index = founded.size
    minutes = founded.minutes()
    found = all_duties(founded, "2026-05-09")
    assert (found["minutes_recorded/t-1"].done_on, found["minutes_recorded/t-1"].done_by) == ("2026-05-09", (index,))
    assert (found["minutes_signed/t-1"].due, found["minutes_signed/t-1"].done_on) == ("2026-05-16", None)
    for day, who in (("2026-05-10", "chair"), ("2026-05-12", "secretary"), ("2026-05-15", "vice")):
        founded.at(day)
        on = founded.cast.ref(minutes)
        founded.record(who, "minutes.signed", "meeting/t-1", {"on": on, "stance": "agree"})
        signed = all_duties(founded, "2026-05-20")["minutes_signed/t-1"]
        assert (signed.done_on is not None) == (who == "vice"), who
    assert signed.done_on == "2026-05-15"
    assert signed.done_by == (index + 1, index + 3), "of those who were there"


def test_new_minutes_are_to_be_signed_anew(founded: Shown) -> None:
    founded.meet()
    first = founded.minutes()
    founded.record("chair", "minutes.signed", "meeting/t-1", {"on": founded.cast.ref(first), "stance": "agree"})
    assert all_duties(founded, "2026-05-04")["minutes_signed/t-1"].done_on == "2026-05-04"
    founded.at("2026-06-01")
    founded.minutes(supersedes=founded.cast.ref(first))
    again = all_duties(founded, "2026-06-01")
    assert (again["minutes_signed/t-1"].due, again["minutes_signed/t-1"].done_on) == ("2026-06-08", None)
    assert again["minutes_recorded/t-1"].done_on == "2026-05-04", "they were public since then"


def test_the_result_of_a_vote_is_to_be_declared(founded: Shown) -> None:
    motion = founded.table()
    due = all_duties(founded, "2026-05-04")["vote_result/m-1"]
    assert (due.begins, due.due, due.done_on) == ("2026-05-04", "2026-05-10", None)
    founded.decide_motion(motion, 3)
    done = all_duties(founded, "2026-05-04")["vote_result/m-1"]
    assert (done.done_on, done.done_by) == ("2026-05-04", (founded.size - 1,))


def test_the_owners_result_is_certified_after_the_days_for_objections(founded: Shown) -> None:
    whole_vote(founded)
    found = all_duties(founded, "2026-06-01")
    result = found["vote_result/a-1"]
    assert (result.due, result.parameter) == ("2026-05-17", "assembly.publish_days"), "7 May and 7 and 3 days"
    assert (result.done_on, result.done_by) == ("2026-05-07", (founded.size - 1,)), "done with the second teller"
    assert found["assembly_meeting/2026-05-04"].done_by == (founded.size - 2,)
    assert found["assembly_meeting/2026-05-07"].due == "2027-05-07", "a vote in writing is an assembly"


def test_control_a_result_that_nobody_has_confirmed_is_not_done(founded: Shown) -> None:
    open_vote(founded)
    assert all_duties(founded, "2026-06-01")["vote_result/a-1"].done_on is None


def test_a_vote_that_was_withdrawn_needs_no_result(founded: Shown) -> None:
    motion = founded.table()
    founded.record("chair", "motion.withdrawn", "motion/m-1", {"on": founded.cast.ref(motion), "reason": "mistaken"})
    assert "vote_result/m-1" not in all_duties(founded, "2026-06-01")


def test_an_objection_is_to_be_answered(founded: Shown) -> None:
    motion = open_vote(founded)
    index = founded.size
    grounds: dict[str, Json] = {"on": founded.cast.ref(motion), "grounds": {"value": "名册有误"}}
    raised = founded.record("secretary", "objection.raised", MOTION, grounds)
    one = all_duties(founded, "2026-05-05")[f"objection_answer/a-1/{index}"]
    assert (one.due, one.done_on, one.refs) == ("2026-05-11", None, (index,))
    answer: dict[str, Json] = {"on": founded.cast.ref(raised), "text": {"value": "已核对"}}
    founded.record("teller-1", "objection.answered", MOTION, answer)
    one = all_duties(founded, "2026-05-05")[f"objection_answer/a-1/{index}"]
    assert (one.done_on, one.done_by) == ("2026-05-04", (index + 1,))
