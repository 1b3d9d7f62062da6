"""Publications, minutes, answers, seals, duties: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, Shown
from tests.test_projections.test_findings.planted import DOCUMENT, adopt, facts, found, pay, spans

PAPER = "ce" * 32


def publish(book: Shown, **changes: Json) -> bytes:
    day = book.now.date().isoformat()
    data: dict[str, Json] = {
        "report": "income_and_expense", "period": "2026-H1", "figures": [{"code": "income", "amount": 120_000}],
        "channels": ["notice_board"], "from": day, "to": "2027-12-31",
        "checkpoint": {"size": book.size, "root": "A" * 43 + "="},
    }  # fmt: skip
    return book.record("chair", "disclosure.published", COMMON, data | changes)


def see(book: Shown, who: str, report: bytes, state: str = "up", place: str = "north-gate") -> None:
    day = book.now.date().isoformat()
    data: dict[str, Json] = {"on": book.cast.ref(report), "place": place, "state": state, "date": day}
    book.record(who, "posting.evidenced", COMMON, data)


def test_a_publication_that_is_late_or_missing_is_found(book: Shown) -> None:
    assert [(one.id, one.since, one.until) for one in found(book, "F1", "2027-01-15")] == [
        ("F1-6-2026-H1", "2026-07-31", None)
    ]
    assert [fact.value for fact in found(book, "F1", "2027-01-15")[0].facts] == [
        "fund_publication", "common", "2026-07-30",
    ]  # fmt: skip
    book.at("2026-08-10")
    publish(book)
    assert spans(book, "F1", "2027-01-15") == [(6, "2026-07-31", "2026-08-10")]


def test_control_a_publication_in_time_is_in_order(book: Shown) -> None:
    book.at("2026-07-30")
    publish(book)
    assert found(book, "F1", "2027-01-15") == []


def test_a_report_that_hung_too_short_is_found_and_one_that_two_people_saw_is_not(book: Shown) -> None:
    book.at("2026-07-10")
    short = publish(book, to="2026-07-23")
    index = book.size - 1
    publish(book, period="2026-Q1", to="2026-07-24")
    stated = [one.id for one in found(book, "F2") if one.id.endswith("stated")]
    assert stated == [f"F2-{index}-stated"], "fourteen days, and beside it fifteen"
    for who in ("chair", "vice"):
        see(book, who, short)
    assert [one.id for one in found(book, "F2") if one.id.startswith(f"F2-{index}")] == [f"F2-{index}-stated"]
    book.at("2026-07-24")
    see(book, "chair", short, "down")
    assert f"F2-{index}-down" in [one.id for one in found(book, "F2")]


@pytest.mark.parametrize(("to", "expected"), [("2026-08-07", ["上海市住宅物业管理规定第六十七条"]), ("2026-08-08", [])])
def test_in_shanghai_the_result_of_an_audit_hangs_for_thirty_days(tmp_path: Path, to: str, expected: list[str]) -> None:
    pin = pin_of("cn-sh")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    book.at("2026-07-10")
    publish(book, report="audit", to=to)
    publish(book, period="2026-Q1", to="2026-07-24")
    assert [one.article for one in found(book, "F2") if one.id.endswith("stated")] == expected
    book.close()


def test_a_report_that_nobody_saw_hang_is_found_until_the_second_person_says_so(book: Shown) -> None:
    book.at("2026-07-10")
    report = publish(book)
    see(book, "chair", report)
    see(book, "chair", report, place="south-gate")
    assert [(one.since, one.until) for one in found(book, "F2")] == [("2026-07-25", None)]
    book.at("2026-08-01")
    see(book, "vice", report)
    assert [(one.since, one.until) for one in found(book, "F2")] == [("2026-07-25", "2026-08-01")]


def test_a_report_that_another_one_replaced_need_not_hang_any_longer(book: Shown) -> None:
    book.at("2026-07-10")
    report = publish(book, to="2026-07-12")
    index = book.size - 1
    book.at("2026-07-15")
    publish(book, supersedes=book.cast.ref(report))
    assert [one[1:] for one in spans(book, "F2") if one[0] == index] == [("2026-07-10", "2026-07-15")]


def test_control_a_report_that_was_taken_down_before_another_replaced_it_is_found(book: Shown) -> None:
    book.at("2026-07-10")
    early = publish(book)
    index = book.size - 1
    book.at("2026-07-11")
    see(book, "chair", early, "down")
    book.at("2026-07-12")
    publish(book, supersedes=book.cast.ref(early))
    assert [one.id for one in found(book, "F2", "2026-07-20")] == [f"F2-{index}-down"]


def test_a_figure_that_is_not_the_book_s_is_found_until_another_report_replaces_it(book: Shown) -> None:
    book.income(120_000, category="parking/north")
    pay(book, 20_000)
    book.at("2026-07-01")
    figures: list[Json] = [
        {"code": code, "amount": amount}
        for code, amount in (
            ("income", 120_000), ("expense", 20_000), ("parking", 120_000), ("parking/north", 120_000),
            ("parking/south", 0), ("repairs", 20_000), ("opening", 0), ("closing", 100_000), ("own_figure", 7),
        )
    ]  # fmt: skip
    publish(book, figures=figures)
    assert found(book, "F3") == []
    wrong = publish(book, figures=[*figures[:-1], {"code": "cleaning", "amount": 1}])
    index = book.size - 1
    assert facts(book, "F3") == {"code": "cleaning", "stated": 1, "book": 0}
    book.at("2026-07-05")
    publish(book, figures=figures, supersedes=book.cast.ref(wrong))
    assert spans(book, "F3") == [(index, "2026-07-01", "2026-07-05")]


def test_control_a_figure_is_held_against_the_book_at_the_size_that_the_report_names(book: Shown) -> None:
    book.income(120_000)
    publish(book)
    book.income(5)
    assert found(book, "F3") == []


def test_minutes_that_are_late_or_unsigned_are_found(book: Shown) -> None:
    index = book.size + 1
    book.meet()
    book.record("vice", "attendance.recorded", "meeting/t-1", {"member": "vice", "mode": "present"})
    assert spans(book, "F4") == [(index, "2026-05-08", None)]
    book.at("2026-05-10")
    minutes = book.minutes()
    assert spans(book, "F4") == [(index, "2026-05-08", "2026-05-10"), (book.size - 1, "2026-05-18", None)]
    book.at("2026-05-17")
    book.record("vice", "minutes.signed", "meeting/t-1", {"on": book.cast.ref(minutes), "stance": "agree"})
    assert spans(book, "F4") == [(index, "2026-05-08", "2026-05-10")]


def test_money_that_left_on_a_resolution_without_minutes_is_found_until_they_are_there(book: Shown) -> None:
    book.meet()
    adopt(book, meeting="t-1")
    index = pay(book, 2_000_000, motion="m-1")
    assert spans(book, "F4")[0] == (index, "2026-05-04", None)
    book.at("2026-05-06")
    book.minutes()
    assert spans(book, "F4")[0] == (index, "2026-05-04", "2026-05-06")


def ask(book: Shown) -> bytes:
    data: dict[str, Json] = {
        "topic": "money", "text": {"value": "钱到哪里去了？"}, "about": [], "asker": {"value": "某业主"},
        "channel": "counter",
    }  # fmt: skip
    return book.record("secretary", "inquiry.raised", "inquiry/q-1", data)


def test_a_question_without_an_answer_is_found_until_there_is_one(founded: Shown) -> None:
    index = founded.size
    on = founded.cast.ref(ask(founded))
    founded.at("2026-05-25")
    answer: dict[str, Json] = {"on": on, "text": {"value": "见第九条"}, "supports": []}
    founded.record("chair", "inquiry.answered", "inquiry/q-1", answer)
    assert spans(founded, "F5") == [(index, "2026-05-20", "2026-05-25")]
    assert found(founded, "F5")[0].says_zh == "依据民法典第二百八十五条，账本中未发现按期答复，请说明。"


def test_control_a_question_that_was_closed_in_time_is_in_order(founded: Shown) -> None:
    ask(founded)
    founded.record("secretary", "inquiry.closed", "inquiry/q-1", {"outcome": "withdrawn"})
    assert found(founded, "F5") == []


def test_a_fund_that_was_not_audited_is_found_until_it_is(book: Shown) -> None:
    assert found(book, "F6", "2027-06-29") == []
    book.at("2027-07-10")
    audit: dict[str, Json] = {"scope": "common_income", "period": "2026", "firm": "firm", "opinion": "unqualified"}
    book.record("secretary", "audit.reported", "community", audit)
    assert spans(book, "F6", "2027-12-31") == [(6, "2027-06-30", "2027-07-10"), (7, "2027-06-30", None)]


def use_seal(book: Shown, **changes: Json) -> int:
    data: dict[str, Json] = {"seal": "committee", "purpose": {"value": "合同"}, "document": PAPER, "copies": 1}
    data["documents"] = [{"sha256": PAPER, "title": {"value": "合同"}, "class": "contract", "visibility": "owners"}]
    book.record("secretary", "seal.used", "community", data | changes)
    return book.size - 1


def test_a_seal_without_an_approval_is_found_and_one_that_a_vote_allowed_is_not(book: Shown) -> None:
    adopted = book.cast.ref(book.decide_motion(book.table(), 5))
    rejected = book.cast.ref(book.decide_motion(book.table("m-2"), 2, "m-2", "rejected"))
    use_seal(book, approved=adopted)
    assert found(book, "F7") == []
    first, second = use_seal(book), use_seal(book, approved=rejected)
    assert [one.index for one in found(book, "F7")] == [first, second]


def test_another_duty_that_was_not_done_is_found_and_names_what_was_due(founded: Shown) -> None:
    assert found(founded, "F8", "2026-08-04") == []
    (one,) = found(founded, "F8", "2026-08-10")
    assert (one.id, one.since, one.facts[0].value) == (
        "F8-0-committee_meeting-2026-05-04",
        "2026-08-05",
        "committee_meeting",
    )


def test_a_community_may_let_a_duty_count_as_late_some_days_later(tmp_path: Path) -> None:
    pin = pin_of("generic")
    generic: dict[str, Json] = {"id": pin.id, "version": pin.version, "sha256": pin.sha256}
    book = Shown(tmp_path, pack=generic)
    adopt(book, matter="house_rules")
    setting: Json = {"parameter": "duty.grace_days", "value": 5, "clause": {"value": "第八条"}}
    adopted: dict[str, Json] = {"pack": generic, "rules": 1, "settings": [setting], "motion": "m-1"}
    book.record("chair", "ruleset.adopted", "community", adopted)
    assert [(one.since, one.facts[1].value) for one in found(book, "F8", "2026-08-31")] == [
        ("2026-08-10", "2026-08-04")
    ]
    assert found(book, "F8", "2026-08-09") == []
    book.close()


def test_a_seal_that_was_used_on_a_resolution_that_had_ended_is_found(book: Shown) -> None:
    closed = book.decide_motion(book.table(), 5)
    data: dict[str, Json] = {
        "seal": "committee", "purpose": {"value": "合同"}, "document": "ef" * 32, "copies": 2,
        "approved": book.cast.ref(closed), "documents": DOCUMENT,
    }  # fmt: skip
    book.record("secretary", "seal.used", "community", data)
    book.record("chair", "resolution.ended", "motion/m-1", {"on": book.cast.ref(closed), "reason": "done"})
    assert found(book, "F7") == []
    book.record("secretary", "seal.used", "community", data)
    assert [one.index for one in found(book, "F7")] == [book.size - 1]
