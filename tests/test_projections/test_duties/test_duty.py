"""A duty is done, due or overdue on a day; each kind has its source in every pack."""

from __future__ import annotations

from datetime import date

from ledger.rules.packs import PACKS, load, pin_of
from projections.duties.duty import KINDS, PERFORMED, Duty


def duty(done_on: str | None) -> Duty:
    return Duty(
        code="filing", about=None, period="2029-05-03", begins="2026-05-04", due="2026-06-03", done_on=done_on,
        refs=(3,), done_by=(9,) if done_on else (), parameter="filing.days", kind="law", article="第十六条",
        status="verified",
    )  # fmt: skip


def test_what_is_not_done_is_due_to_the_end_of_its_day_and_overdue_on_the_next() -> None:
    one = duty(None)
    assert [one.state(date(2026, 6, day)) for day in (2, 3, 4)] == ["due", "due", "overdue"]
    assert [one.late_days(date(2026, 6, day)) for day in (2, 3, 4, 14)] == [0, 0, 1, 11]


def test_what_is_done_late_is_done_and_was_overdue_before() -> None:
    one = duty("2026-06-10")
    assert [one.state(date(2026, 6, day)) for day in (3, 9, 10, 30)] == ["due", "overdue", "done", "done"]
    assert [one.late_days(date(2026, 6, day)) for day in (3, 9, 10, 30)] == [0, 6, 7, 7]


def test_an_id_says_what_the_duty_is() -> None:
    assert duty(None).id == "filing/2029-05-03"


def test_every_kind_has_its_words_and_its_parameter_in_every_pack() -> None:
    for pack in PACKS:
        parameters = load(pin_of(*pack)).parameters
        assert {kind.parameter for kind in KINDS.values() if kind.parameter} <= set(parameters)
    assert all(kind.en and kind.zh for kind in KINDS.values())
    assert set(PERFORMED) <= set(KINDS)
