"""Accounts to be published, funds to be audited, statements to be compared, emergencies to be confirmed."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from projections.duties.duty import Duty
from tests.test_projections.shown import COMMON, Shown
from tests.test_projections.test_duties.shown_duties import all_duties


def publish(book: Shown, period: str, **changes: Json) -> bytes:
    day = book.now.date().isoformat()
    data: dict[str, Json] = {
        "report": "income_and_expense", "period": period, "figures": [{"code": "closing", "amount": 0}],
        "channels": ["notice_board"], "from": day, "to": "2027-12-31",
        "checkpoint": {"size": 1, "root": "A" * 43 + "="},
    }  # fmt: skip
    return book.record("chair", "disclosure.published", COMMON, data | changes)


def of(book: Shown, code: str, on: str) -> dict[str, Duty]:
    return {name.removeprefix(f"{code}/"): one for name, one in all_duties(book, on).items() if one.code == code}


def test_a_fund_is_published_in_the_periods_of_its_kind(book: Shown) -> None:
    found = of(book, "fund_publication", "2026-08-01")
    assert list(found) == ["common/2026-H1", "common/2026-H2", "repairs/2026"]
    assert [(one.begins, one.due) for one in found.values()] == [
        ("2026-05-04", "2026-07-30"), ("2026-07-01", "2027-01-30"), ("2026-05-04", "2027-01-30"),
    ]  # fmt: skip
    assert [(one.parameter, one.status) for one in found.values()] == [
        ("publication.common_income_months", "verified"), ("publication.common_income_months", "verified"),
        ("publication.maintenance_fund_months", "memory"),
    ]  # fmt: skip
    assert found["common/2026-H1"].state is not None


def test_a_publication_does_it_on_the_day_on_which_it_was_put_up(book: Shown) -> None:
    book.at("2026-07-20")
    index = book.size
    first = publish(book, "2026-H1", **{"from": "2026-07-18"})
    one = of(book, "fund_publication", "2026-08-01")["common/2026-H1"]
    assert (one.done_on, one.done_by) == ("2026-07-18", (index,))
    book.at("2026-09-01")
    publish(book, "2026-H1", supersedes=book.cast.ref(first))
    again = of(book, "fund_publication", "2026-09-01")["common/2026-H1"]
    assert (again.done_on, again.done_by) == ("2026-07-18", (index,)), "a correction takes nothing back"


def test_control_a_publication_of_another_period_or_without_figures_does_not(book: Shown) -> None:
    book.at("2026-07-20")
    publish(book, "2026-Q2")
    publish(book, "2026-H1", figures=[])
    assert of(book, "fund_publication", "2026-08-01")["common/2026-H1"].done_on is None
    publish(book, "2026-Q1")
    assert of(book, "fund_publication", "2026-08-01")["common/2026-H1"].done_on == "2026-07-20", "two quarters are it"


def test_control_an_early_day_written_late_does_not_mend_what_was_late(book: Shown) -> None:
    book.at("2026-09-10")
    publish(book, "2026-H1", **{"from": "2026-07-10"})
    one = of(book, "fund_publication", "2026-09-10")["common/2026-H1"]
    assert one.done_on == "2026-09-10"


def test_shanghai_publishes_by_the_quarter_and_says_where_it_is_written(tmp_path: Path) -> None:
    pin = pin_of("cn-sh")
    book = Shown(tmp_path, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    found = of(book, "fund_publication", "2026-08-01")
    assert list(found) == ["common/2026-Q2", "repairs/2026-H1", "common/2026-Q3", "repairs/2026-H2"]
    assert found["common/2026-Q2"].article == "上海市住宅物业管理规定第五十一条"
    assert found["repairs/2026-H1"].article == "上海市住宅物业管理规定第六十六条"
    book.close()


def test_an_audit_of_the_fund_or_of_everything_does_it(book: Shown) -> None:
    assert list(of(book, "fund_audit", "2027-02-01")) == ["common/2026", "repairs/2026", "common/2027", "repairs/2027"]
    book.at("2027-03-01")
    audit: dict[str, Json] = {"scope": "maintenance", "period": "2026", "firm": "firm", "opinion": "qualified"}
    index = book.size
    book.record("secretary", "audit.reported", "community", audit)
    found = of(book, "fund_audit", "2027-03-01")
    assert (found["repairs/2026"].due, found["repairs/2026"].done_by) == ("2027-06-29", (index,))
    assert found["common/2026"].done_on is None, "control: it was of another fund"
    book.record("secretary", "audit.reported", "community", audit | {"scope": "all"})
    assert of(book, "fund_audit", "2027-03-01")["common/2026"].done_on == "2027-03-01"


def compare(book: Shown, who: str, to: str) -> None:
    data: dict[str, Json] = {"to": to, "matched": 0, "unmatched": [], "difference": 0, "seen_in_bank": True}
    book.record(who, "statement.reconciled", "account/bank", data)


def statement(book: Shown, first: str, to: str) -> None:
    data: dict[str, Json] = {
        "from": first, "to": to, "opening": 0, "closing": 0, "lines_sha256": "ab" * 32, "obtained": "download",
    }  # fmt: skip
    book.record("treasurer", "statement.recorded", "account/bank", data)


def test_two_people_compare_each_month_with_the_bank(book: Shown) -> None:
    found = of(book, "reconciliation", "2026-06-20")
    assert [(name, one.due) for name, one in found.items()] == [
        ("bank/2026-05", "2026-06-30"), ("bank/2026-06", "2026-07-30"),
    ]  # fmt: skip
    book.at("2026-06-20")
    index = book.size
    statement(book, "2026-05-01", "2026-05-31")
    compare(book, "treasurer", "2026-05-31")
    assert of(book, "reconciliation", "2026-06-20")["bank/2026-05"].done_on is None, "control: one person alone"
    book.at("2026-06-22")
    compare(book, "chair", "2026-05-31")
    found = of(book, "reconciliation", "2026-06-30")
    assert (found["bank/2026-05"].done_on, found["bank/2026-05"].done_by) == ("2026-06-22", (index + 1, index + 2))
    assert found["bank/2026-06"].done_on is None


def test_a_later_statement_does_for_the_months_before_it_and_the_first_of_them_counts(book: Shown) -> None:
    book.at("2026-08-10")
    index = book.size
    for to in ("2026-07-31", "2026-05-31"):
        statement(book, "2026-05-01", to)
        compare(book, "treasurer", to)
        compare(book, "chair", to)
        book.at("2026-08-20")
    found = of(book, "reconciliation", "2026-09-30")
    assert [found[f"bank/2026-{month:02}"].done_on for month in range(5, 10)] == ["2026-08-10"] * 3 + [None] * 2
    assert found["bank/2026-05"].done_by == (index + 1, index + 2), "what was done first, though it says more"


def test_an_account_that_was_closed_is_compared_to_its_last_day(book: Shown) -> None:
    book.account("old")
    book.at("2026-06-10")
    book.record("treasurer", "account.closed", "account/old", {"date": "2026-06-09", "reason": "moved"})
    found = of(book, "reconciliation", "2026-09-01")
    assert [name for name in found if name.startswith("old/")] == ["old/2026-05", "old/2026-06"]


@pytest.mark.parametrize("who", ["treasurer"])
def test_an_emergency_is_to_be_confirmed(book: Shown, who: str) -> None:
    index = book.size
    declared = book.record("chair", "emergency.declared", "fund/repairs", {"case": "lift-stop", "estimate": 100_000})
    one = of(book, "emergency_confirmation", "2026-05-04")["repairs/lift-stop"]
    assert (one.due, one.done_on, one.refs) == ("2026-05-11", None, (index,))
    book.at("2026-05-06")
    on = book.cast.ref(declared)
    book.record(who, "emergency.confirmed", "fund/repairs", {"on": on, "authority": "firm"})
    one = of(book, "emergency_confirmation", "2026-05-06")["repairs/lift-stop"]
    assert (one.done_on, one.done_by) == ("2026-05-06", (index + 1,))
