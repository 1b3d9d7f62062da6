"""Questions of owners are to be answered."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.shown import Shown
from tests.test_projections.test_duties.shown_duties import all_duties


def ask(book: Shown, name: str = "q-1") -> bytes:
    data: dict[str, Json] = {
        "topic": "money", "text": {"value": "钱到哪里去了？"}, "about": [], "asker": {"value": "某业主"},
        "channel": "counter",
    }  # fmt: skip
    return book.record("secretary", "inquiry.raised", f"inquiry/{name}", data)


def test_a_question_is_to_be_answered_in_time_and_the_first_answer_does_it(founded: Shown) -> None:
    index = founded.size
    asked = ask(founded)
    one = all_duties(founded, "2026-05-20")["inquiry_answer/q-1"]
    assert (one.begins, one.due, one.done_on, one.refs) == ("2026-05-04", "2026-05-19", None, (index,))
    for day in ("2026-05-22", "2026-05-25"):
        founded.at(day)
        answer: dict[str, Json] = {"on": founded.cast.ref(asked), "text": {"value": "见第九条"}, "supports": []}
        founded.record("chair", "inquiry.answered", "inquiry/q-1", answer)
    one = all_duties(founded, "2026-05-30")["inquiry_answer/q-1"]
    assert (one.done_on, one.done_by) == ("2026-05-22", (index + 1,))


def test_a_question_that_was_closed_waits_for_no_answer(founded: Shown) -> None:
    asked = ask(founded)
    founded.record("secretary", "inquiry.closed", "inquiry/q-1", {"outcome": "withdrawn"})
    assert asked
    assert all_duties(founded, "2026-05-04")["inquiry_answer/q-1"].done_on == "2026-05-04"
