"""Questions against their clocks."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from ledger.strict_json import Json
from projections.queries import book as community_views
from projections.queries import inquiries
from tests.test_projections.shown import Shown

ZONE = timezone(timedelta(hours=8))


def ask(book: Shown, *about: Json) -> bytes:
    data: dict[str, Json] = {
        "topic": "money", "text": {"value": "这笔钱是什么？"}, "about": list(about), "asker": {"value": "样例业主"},
        "channel": "counter",
    }  # fmt: skip
    return book.record("secretary", "inquiry.raised", "inquiry/q-1", data)


def answer(book: Shown, question: bytes, *supports: Json) -> None:
    data: dict[str, Json] = {
        "on": book.cast.ref(question), "text": {"value": "是停车费"}, "supports": list(supports),
    }  # fmt: skip
    book.record("vice", "inquiry.answered", "inquiry/q-1", data)


def inquiries_of(book: Shown) -> list[inquiries.Inquiry]:
    with book.tables() as tables:
        return inquiries.inquiries(tables, community_views.pack_of(community_views.community(tables)), ZONE)


def test_a_question_runs_against_its_clock(book: Shown) -> None:
    income = book.size
    ref = book.cast.ref(book.income())
    question = ask(book, ref)
    (found,) = inquiries_of(book)
    assert (found.raised, found.due, found.about, found.late_days) == ("2026-05-04", "2026-05-19", [income], None)
    assert not found.is_overdue("2026-05-19")
    assert found.is_overdue("2026-05-20")

    book.at("2026-05-21")
    answer(book, question, ref)
    (found,) = inquiries_of(book)
    assert (found.late_days, found.answers[0].supports, found.answers[0].member) == (2, [income], "vice")
    assert not found.is_overdue("2026-05-30")


def test_a_question_that_was_answered_in_time_is_not_late(book: Shown) -> None:
    answer(book, ask(book))
    index = book.size
    book.record("secretary", "inquiry.closed", "inquiry/q-1", {"outcome": "answered"})
    (found,) = inquiries_of(book)
    assert (found.late_days, found.closed, found.outcome) == (0, index, "answered")


def test_who_asked_is_nowhere_in_the_views(book: Shown) -> None:
    ask(book)
    assert "样例业主" not in str(book.rows("SELECT * FROM inquiry"))


def test_days_of_questions_are_those_of_the_community() -> None:
    assert inquiries._day("2026-05-04T18:00:00Z", ZONE).isoformat() == "2026-05-05"
    assert inquiries._day("2026-05-04T18:00:00Z", UTC) == datetime(2026, 5, 4, tzinfo=UTC).date()
