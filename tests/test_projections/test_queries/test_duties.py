"""The calendar as it is read: names, words and states, by state and by days."""

from __future__ import annotations

from datetime import date

from projections.duties.duty import KINDS
from projections.queries.duties import THINGS, DutyLine, count_overdue, duties, grouped
from tests.test_projections.shown import Shown
from tests.test_projections.test_duties.shown_duties import ZONE

TODAY = date(2026, 8, 1)


def lines(book: Shown, today: date = TODAY, **kept: object) -> list[DutyLine]:
    with book.tables() as tables:
        return duties(tables, ZONE, today, **kept)  # type: ignore[arg-type]


def test_a_duty_names_what_it_is_about_and_says_it_in_both_languages(book: Shown) -> None:
    (one,) = [line for line in lines(book) if line.id == "fund_publication/common/2026-H1"]
    assert (one.thing, one.about, one.name, one.period) == ("fund", "common", "common", "2026-H1")
    assert (one.words_en, one.words_zh) == ("Publish the accounts of the fund", "公示资金收支")
    assert (one.state, one.late_days, one.refs, one.done_by) == ("overdue", 2, [6], [])


def test_what_was_done_later_was_not_done_on_the_day_that_is_asked_for(book: Shown) -> None:
    book.at("2026-07-20")
    book.meet()
    for today, state, done_by in (
        (date(2026, 7, 19), "due", []), (date(2026, 7, 20), "done", [book.size - 1]),
    ):  # fmt: skip
        (one,) = [line for line in lines(book, today) if line.id == "committee_meeting/2026-05-04"]
        assert (one.state, one.done_by, one.done_on is None) == (state, done_by, state == "due")


def test_the_list_is_kept_to_a_state_and_to_days(book: Shown) -> None:
    whole = lines(book)
    for state in ("done", "due", "overdue"):
        kept = lines(book, state=state)
        assert kept == [one for one in whole if one.state == state]
        assert kept, state
    with book.tables() as tables:
        assert count_overdue(tables, ZONE, TODAY) == len(lines(book, state="overdue"))
    between = lines(book, due_from=date(2026, 6, 30), due_to=date(2026, 7, 30))
    assert between == [one for one in whole if "2026-06-30" <= one.due <= "2026-07-30"]
    assert {"reconciliation/bank/2026-05", "fund_publication/common/2026-H1"} <= {one.id for one in between}


def test_every_kind_that_is_about_a_thing_names_one_that_a_page_knows() -> None:
    assert set(THINGS) <= set(KINDS)
    assert set(KINDS) - set(THINGS) == {
        "committee_meeting", "assembly_meeting", "election", "filing", "seal_use_publication",
        "member_fees_publication",
    }  # fmt: skip


def test_periods_of_the_same_duty_about_the_same_thing_stand_together(book: Shown) -> None:
    book.account("second")
    overdue = lines(book, date(2027, 3, 1), state="overdue")
    groups = grouped(overdue)
    assert sorted((one for group in groups for one in group), key=lambda one: one.id) == sorted(
        overdue, key=lambda one: one.id
    )
    assert [one.period for one in groups[0]] == [f"2026-{month:02}" for month in range(5, 13)]
    assert {len({(one.code, one.about) for one in group}) for group in groups} == {1}
    assert all(len(group) == 1 for group in groups if group[0].period is None), "meetings are not periods"
