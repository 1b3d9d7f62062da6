"""What waits for a member: nothing that is done already, and nothing that they may not do."""

from __future__ import annotations

from datetime import timedelta

import pytest

from ledger.bodies.motions import MotionClosed
from ledger.events import parse_event
from ledger.filling import fill
from ledger.inbox import tasks_of
from ledger.keys import kid_of
from ledger.rules.motions import CHOICES
from ledger.sealing import split
from ledger.strict_json import Json
from tests.log_of import FUND, Book
from tests.test_ledger.test_rules.assembly_book import Assembly
from tests.test_ledger.test_rules.old_books import fund_data

MEETING = "meeting/2024-07"
ACCOUNT: dict[str, Json] = {
    "kind": "asset",
    "subtype": "bank",
    "name": {"value": "公共收益专户"},
    "holder": "community",
    "currency": "CNY",
}


def waiting_for(book: Book, who: str) -> list[str]:
    """Return the events that wait for a member."""
    return [task.does for task in tasks_of(book.history, who, book.at)]


def test_nothing_waits_in_a_new_book() -> None:
    assert not any(waiting_for(Book(), who) for who in ("chair", "treasurer", "member"))


def test_a_confirmation_waits_for_everybody_but_the_author_and_until_it_is_given() -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", **ACCOUNT)
    opening = book.record("treasurer", "balance.opened", FUND, account="cash", amount=1, as_of="2024-06-30")
    assert waiting_for(book, "chair") == waiting_for(book, "member") == ["entry.confirmed"]
    assert waiting_for(book, "treasurer") == []
    book.confirm("chair", opening)
    assert waiting_for(book, "member") == []


def test_nobody_is_asked_to_confirm_what_its_author_can_stand_behind_no_more() -> None:
    book = Book().with_money()
    book.record("treasurer", "account.opened", "account/cash", **ACCOUNT)
    book.record("treasurer", "balance.opened", FUND, account="cash", amount=1, as_of="2024-06-30")
    book.revoke("treasurer")
    assert waiting_for(book, "chair") == []


def test_the_member_concerned_is_not_asked_to_confirm() -> None:
    book = Book()
    ending: dict[str, Json] = {"member": "vice", "reason": "removed", "date": "2024-07-01", "basis": {"value": "决议"}}
    book.record("chair", "member.ended", "community", **ending)
    assert waiting_for(book, "vice") == []
    assert waiting_for(book, "member") == ["entry.confirmed"]


def test_a_request_waits_for_whoever_may_decide_and_has_not() -> None:
    book = Book().with_money()
    request = book.request(amount=200_000)
    assert waiting_for(book, "treasurer") == []
    assert waiting_for(book, "chair") == waiting_for(book, "vice") == ["payment.approved"]
    book.record("vice", "payment.rejected", FUND, on=book.cast.ref(request), reason="no_invoice")
    assert waiting_for(book, "vice") == []
    assert waiting_for(book, "chair") == ["payment.approved"]


def test_a_payee_is_not_asked() -> None:
    book = Book().with_money()
    book.record(
        "secretary",
        "counterparty.registered",
        "community",
        party="vice-as-payee",
        kind="member",
        name={"value": "谢样例"},
        member="vice",
    )
    book.request(payee="vice-as-payee")
    assert waiting_for(book, "vice") == []
    assert waiting_for(book, "member") == ["payment.approved"]


@pytest.mark.parametrize(
    ("amount", "approvers"), [(100_000, ["member"]), (1_000_000, ["member", "chair"]), (900_000, ["vice", "chair"])]
)
def test_when_its_tier_is_met_a_request_waits_for_the_treasurer_alone(amount: int, approvers: list[str]) -> None:
    book = Book().with_money()
    request = book.request(amount=amount)
    for approver in approvers:
        assert waiting_for(book, "secretary") == ["payment.approved"]
        assert waiting_for(book, "treasurer") == []
        book.record(approver, "payment.approved", FUND, on=book.cast.ref(request))
    assert waiting_for(book, "secretary") == []
    assert waiting_for(book, "treasurer") == ["payment.executed"]
    book.execute(request, amount=amount)
    assert waiting_for(book, "treasurer") == []


def test_a_tier_that_asks_for_the_chair_is_not_met_without_the_chair() -> None:
    book = Book().with_money()
    request = book.request(amount=900_000)
    for approver in ("vice", "member"):
        book.record(approver, "payment.approved", FUND, on=book.cast.ref(request))
    assert waiting_for(book, "treasurer") == []
    assert waiting_for(book, "chair") == ["payment.approved"]


def test_the_highest_tier_waits_for_an_adopted_motion() -> None:
    book = Book().with_money()
    motion = book.table()
    request = book.request(amount=1_000_001, motion="m-1")
    for approver in ("chair", "vice"):
        book.record(approver, "payment.approved", FUND, on=book.cast.ref(request))
    assert "payment.executed" not in waiting_for(book, "treasurer")
    for who in ("chair", "vice", "treasurer", "secretary", "member"):
        book.vote(who, motion, "yes")
    tally: Json = [{"choice": choice, "ballots": 5 if choice == "yes" else 0} for choice in CHOICES]
    book.record("chair", "motion.closed", "motion/m-1", tally=tally, outcome="adopted", elected=[], alternates=[])
    assert waiting_for(book, "treasurer") == ["payment.executed"]


def test_a_cancelled_request_waits_for_nobody() -> None:
    book = Book().with_money()
    request = book.request()
    book.record("treasurer", "payment.cancelled", FUND, on=book.cast.ref(request), reason="duplicate")
    assert waiting_for(book, "chair") == waiting_for(book, "treasurer") == []


def test_a_standing_request_waits_again_after_each_payment_until_its_last() -> None:
    book = Book().with_money()
    repeat: Json = {"every": "month", "times": 2, "max_each": 80_000, "until": "2024-12-31"}
    request = book.request(repeat=repeat)
    assert waiting_for(book, "chair") == ["payment.approved"]
    book.record("chair", "payment.approved", FUND, on=book.cast.ref(request))
    for paid in (0, 1):
        (task,) = tasks_of(book.history, "treasurer", book.at)
        assert task.does == "payment.executed"
        assert task.zh.endswith(f"付款后请登记（每月一次，已付 {paid}/2 次）")
        assert task.en.endswith(f"record it when the bank has paid (every month, {paid} of 2 paid)")
        assert waiting_for(book, "chair") == []
        book.execute(request, bank_ref=f"bank-{paid}")
    assert waiting_for(book, "treasurer") == []


def test_a_payment_that_was_taken_back_waits_to_be_recorded_again() -> None:
    book = Book().with_money()
    request = book.request()
    book.record("chair", "payment.approved", FUND, on=book.cast.ref(request))
    paid = book.execute(request)
    assert waiting_for(book, "treasurer") == []
    book.confirm(
        "chair",
        book.record(
            "treasurer", "movement.reversed", FUND, on=book.cast.ref(paid), reason="mistake", book_date="2024-07-01"
        ),
    )
    assert waiting_for(book, "treasurer") == ["payment.executed"]


def test_a_standing_request_waits_no_more_after_its_last_day() -> None:
    book = Book().with_money()
    request = book.request(repeat={"every": "month", "times": 12, "max_each": 80_000, "until": "2024-07-31"})
    book.record("chair", "payment.approved", FUND, on=book.cast.ref(request))
    book.at = book.at.replace(day=31)
    assert waiting_for(book, "treasurer") == ["payment.executed"]
    book.at += timedelta(days=1)
    assert waiting_for(book, "treasurer") == []


def test_an_announced_key_waits_to_be_enrolled_by_whose_it_is() -> None:
    book = Book()
    second = book.cast.jwk("vice-2")
    book.record("vice", "key.introduced", "community", member="vice", key=second)
    kid = kid_of(book.cast.key("vice-2"))
    (task,) = tasks_of(book.history, "vice", book.at)
    assert (task.does, task.on, task.data) == ("key.enrolled", None, ("member=vice", f"kid={kid}"))
    assert waiting_for(book, "chair") == []
    book.record("vice-2", "key.enrolled", "community", member="vice", kid=kid)
    assert waiting_for(book, "vice") == []


def test_founders_who_have_not_enrolled_are_told_so() -> None:
    book = Book(enrolled=False)
    assert {who: waiting_for(book, who) for who in ("chair", "member")}["member"] == ["key.enrolled"]


def test_a_motion_past_its_window_waits_for_whoever_may_declare_the_result() -> None:
    book = Book()
    motion = book.table()
    for who in ("chair", "vice", "member"):
        book.vote(who, motion, "yes")
    assert "motion.closed" not in waiting_for(book, "chair")
    book.at += timedelta(days=1)
    assert waiting_for(book, "member") == []
    (task,) = tasks_of(book.history, "chair", book.at)
    assert (task.does, task.on, task.subject) == ("motion.closed", None, "motion/m-1")
    data = fill(MotionClosed, task.data, {})
    assert data["outcome"] == "adopted"
    book.record("chair", task.does, task.subject or "", **data)
    assert waiting_for(book, "chair") == []


def test_a_motion_on_which_every_seat_has_voted_may_be_closed_at_once() -> None:
    book = Book()
    motion = book.table()
    for who in ("chair", "vice", "treasurer", "secretary", "member"):
        assert "motion.closed" not in waiting_for(book, "chair")
        book.vote(who, motion, "no")
    assert waiting_for(book, "chair") == ["motion.closed"]


def test_a_motion_waits_for_each_ballot_within_its_window() -> None:
    book = Book()
    motion = book.table()
    book.vote("vice", motion, "no")
    assert waiting_for(book, "vice") == []
    assert waiting_for(book, "member") == ["ballot.cast"]
    assert [task.on for task in tasks_of(book.history, "member", book.at)] == [book.history.size - 2]
    book.at += timedelta(days=1)
    assert waiting_for(book, "member") == []


def test_minutes_wait_for_those_who_were_there() -> None:
    book = Book()
    book.record(
        "chair",
        "meeting.called",
        MEETING,
        kind="committee",
        at="2024-07-08T19:00:00+08:00",
        place={"value": "会议室"},
        agenda=[],
    )
    book.at += timedelta(days=8)
    book.record("chair", "meeting.opened", MEETING, at="2024-07-08T19:00:00+08:00")
    book.record("vice", "attendance.recorded", MEETING, member="vice", mode="present")
    minutes = book.record("secretary", "minutes.recorded", MEETING, text={"value": "会议记录"}, language="zh-CN")
    assert waiting_for(book, "vice") == ["minutes.signed"]
    assert waiting_for(book, "member") == []
    book.record("vice", "minutes.signed", MEETING, on=book.cast.ref(minutes), stance="agree")
    assert waiting_for(book, "vice") == []


def test_nothing_waits_for_somebody_whose_office_has_ended() -> None:
    book = Book().with_money()
    book.request()
    book.record("vice", "member.ended", "community", member="vice", reason="resigned", date="2024-07-01")
    assert waiting_for(book, "vice") == []
    assert waiting_for(book, "member") == ["payment.approved"]


def test_a_task_is_told_in_both_languages_with_its_amount() -> None:
    book = Book().with_money()
    book.request(amount=80_005)
    (task,) = tasks_of(book.history, "chair", book.at)
    assert task.zh == "付款申请 p-1（800.05）等您同意或否决"
    assert task.en == "payment p-1 (800.05): waits for your yes or no"


def test_an_amount_has_as_many_decimals_as_its_currency() -> None:
    book = Book()
    book.record("treasurer", "account.opened", "account/bank", **(ACCOUNT | {"subtype": "bank", "currency": "JPY"}))
    book.record("treasurer", "fund.opened", FUND, **(fund_data() | {"currency": "JPY"}))
    book.request(payee="community")
    (task,) = tasks_of(book.history, "chair", book.at)
    assert task.en == "payment p-1 (80000): waits for your yes or no"


def test_a_payment_is_named_by_its_purpose_as_far_as_that_is_shown() -> None:
    book = Book().with_money()
    request = book.request()
    purpose = dict.fromkeys(parse_event(split(request)[0]).digests, "更换水泵")
    asked: list[int] = []

    def text_of(position: int, digest: str) -> str | None:
        asked.append(position)
        return purpose.get(digest)

    (task,) = tasks_of(book.history, "chair", book.at, text_of)
    assert task.zh == "付款申请 p-1「更换水泵」（800.00）等您同意或否决"
    assert task.en == "payment p-1 “更换水泵” (800.00): waits for your yes or no"
    assert asked == [task.on]


def test_an_owners_result_waits_for_the_other_teller_and_for_no_seat() -> None:
    book = Assembly()
    book.begun()
    assert waiting_for(book, "vice") == []
    book.at += timedelta(days=10)
    book.close("no_quorum")
    assert waiting_for(book, "teller-2") == ["entry.confirmed"]
    assert waiting_for(book, "teller-1") == waiting_for(book, "vice") == []


def test_no_ballot_is_asked_for_on_a_withdrawn_motion_or_where_a_paper_was_transcribed() -> None:
    book = Book()
    motion = book.table()
    assert waiting_for(book, "member") == ["ballot.cast"]
    scan: Json = [{"sha256": "5c" * 32, "title": {"value": "票"}, "class": "ballot_paper", "visibility": "owners"}]
    on = book.cast.ref(motion)
    paper = book.record(
        "secretary", "ballot.transcribed", "motion/m-1", on=on, member="member", seat_no=5, choice="yes",
        scan="5c" * 32, documents=scan,
    )  # fmt: skip
    book.confirm("chair", paper)
    assert waiting_for(book, "member") == []
    other = Book()
    on = other.cast.ref(other.table())
    other.record("chair", "motion.withdrawn", "motion/m-1", on=on, reason="error")
    assert waiting_for(other, "member") == []


def test_an_owners_result_is_drafted_with_the_tally_of_the_counts_once_all_are_counted() -> None:
    book = Assembly()
    motion = book.begun()
    for number in range(1, 18):
        book.ballot(motion, number)
    book.at += timedelta(days=10)
    assert "motion.closed" not in waiting_for(book, "chair")
    book.count(1, 20, {"yes": 15, "no": 2})
    (task,) = [task for task in tasks_of(book.history, "chair", book.at) if task.does == "motion.closed"]
    data = fill(MotionClosed, task.data, {})
    book.record("chair", "motion.closed", "motion/a-1", **data)
    assert (data["outcome"], waiting_for(book, "chair"), waiting_for(book, "teller-1")) == (
        "adopted", [], ["entry.confirmed"],
    )  # fmt: skip
