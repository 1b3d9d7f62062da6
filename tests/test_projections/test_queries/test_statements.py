"""How far the bank was compared, what is late, and whose building's money it is."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

import projections
from ledger.store.wal import connect_reader
from ledger.strict_json import Json
from projections.queries import figures, funds, movements, statements
from tests.random_books import StoredBook, random_book
from tests.test_projections.shown import COMMON, Shown, fresh


@pytest.fixture
def shown(tmp_path: Path) -> Iterator[Shown]:
    book = fresh(tmp_path).with_money()
    yield book
    book.close()


def test_an_account_is_compared_up_to_the_day_on_which_two_people_agree(shown: Shown) -> None:
    def look(who: str, to: str, difference: int = 0) -> None:
        looked: dict[str, Json] = {
            "to": to, "matched": 1, "unmatched": [], "difference": difference, "seen_in_bank": True,
        }  # fmt: skip
        shown.record(who, "statement.reconciled", "account/bank", looked)

    for to in ("2026-03-31", "2026-04-30"):
        data: dict[str, Json] = {
            "from": "2026-03-01", "to": to, "opening": 0, "closing": 0, "lines_sha256": "ab" * 32, "obtained": "paper",
        }  # fmt: skip
        shown.record("treasurer", "statement.recorded", "account/bank", data)
    look("treasurer", "2026-04-30")
    with shown.tables() as tables:
        assert [(one.until, one.difference) for one in statements.reconciled(tables)] == [(None, None)]
    look("treasurer", "2026-03-31")
    look("chair", "2026-03-31", -5)
    with shown.tables() as tables:
        assert [(one.until, one.difference) for one in statements.reconciled(tables)] == [("2026-03-31", -5)]
    look("chair", "2026-04-30")
    with shown.tables() as tables:
        assert [(one.until, one.difference) for one in statements.reconciled(tables)] == [("2026-04-30", 0)]


def test_what_belongs_to_a_closed_period_is_marked_as_late(shown: Shown) -> None:
    shown.income(date="2026-04-02", book_date="2026-04-02")
    balances: list[Json] = [{"account": "bank", "amount": 120_000}]
    period: dict[str, Json] = {"period": "2026-04", "balances": balances}
    shown.confirm("chair", shown.record("treasurer", "period.closed", COMMON, period))
    shown.income(date="2026-04-03")
    shown.income()
    with shown.tables() as tables:
        page = movements.movements(tables, "common", None, 10)
        assert [one.period for one in statements.periods(tables, "common")] == ["2026-04"]
    assert [(one.date, one.late) for one in page.movements] == [
        ("2026-05-04", False), ("2026-04-03", True), ("2026-04-02", False),
    ]  # fmt: skip


def test_a_report_shows_who_saw_it(shown: Shown) -> None:
    report: dict[str, Json] = {
        "report": "common_income", "period": "2026-Q1", "figures": [{"code": "parking", "amount": 1}],
        "channels": ["notice_board", "web"], "from": "2026-05-01", "to": "2026-05-20",
        "checkpoint": {"size": 1, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="},
    }  # fmt: skip
    first = shown.record("chair", "disclosure.published", COMMON, report)
    sighting: dict[str, Json] = {
        "on": shown.cast.ref(first), "place": "gate", "state": "up", "date": "2026-05-02",
    }  # fmt: skip
    shown.record("vice", "posting.evidenced", COMMON, sighting)
    shown.record("chair", "disclosure.published", COMMON, report | {"supersedes": shown.cast.ref(first)})
    with shown.tables() as tables:
        old, new = statements.publications(tables, "common")
    assert (old.superseded, new.superseded) == (new.index, None)
    assert old.channels == ["notice_board", "web"]
    assert [(one.member, one.place) for one in old.sightings] == [("vice", "gate")]
    assert [(one.code, one.amount) for one in new.figures] == [("parking", 1)]


@pytest.mark.parametrize("seed", [1, 2, 5])
def test_funds_accounts_and_buildings_agree_with_the_rules(seed: int, tmp_path: Path) -> None:
    book = random_book(seed, 500)
    stored = StoredBook(book, tmp_path / "yuanqu-1")
    stored.store(0, len(book.signed))
    projections.catch_up(stored.public)
    with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
        shown = {(one.fund, one.kind, one.code): one.amount for one in figures.balances(tables)}
        for fund_id, fund in book.history.funds().items():
            held = {(fund_id, *place): amount for place, amount in fund.balances.items()}
            assert held == {place: amount for place, amount in shown.items() if place[0] == fund_id}
            by_building: defaultdict[str | None, int] = defaultdict(int)
            for (building, _account), amount in fund.shares.items():
                by_building[building] += amount
            *allocated, rest = funds.buildings(tables, fund_id)
            assert {one.building: one.amount for one in allocated} == by_building
            on_accounts = sum(fund.balances.get(("account", account), 0) for account in book.history.accounts())
            assert sum(one.amount for one in allocated) + rest.amount == on_accounts
            booked = sum(amount for day in fund.booked_on.values() for amount in day.values())
            assert booked == sum(fund.balances.values()) == 0
