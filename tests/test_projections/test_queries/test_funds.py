"""Whose money lies where while it moves from one fund to another."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from ledger.store.wal import connect_reader
from ledger.strict_json import Json
from projections import VIEWS
from projections.queries import book, funds
from tests.test_api.sample import Sample, execute, request

AMOUNT = 5_000_000


@pytest.fixture
def sample(tmp_path: Path) -> Iterator[Sample]:
    """Two funds, and 50,000 yuan that have left the first for the second."""
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home)
    for fund, opening in (("common", 20_000_000), ("repairs", 100_000_000)):
        account: dict[str, Json] = {
            "kind": "asset", "subtype": "bank", "name": {"value": "样例专户"}, "holder": "community", "currency": "CNY",
        }  # fmt: skip
        sample.record("treasurer", "account.opened", f"account/bank-{fund}", account)
        opened: dict[str, Json] = {
            "name": "样例资金", "kind": "other", "currency": "CNY", "owner_of_money": "owners", "scope": "all",
        }  # fmt: skip
        sample.record("treasurer", "fund.opened", f"fund/{fund}", opened)
        brought: dict[str, Json] = {"account": f"bank-{fund}", "amount": opening, "as_of": "2026-04-30"}
        sample.confirm("chair", sample.record("treasurer", "balance.opened", f"fund/{fund}", brought))
    asked = request(sample, "topup", AMOUNT, kind="transfer", category="other", payee="community", to_fund="repairs")
    execute(sample, asked, AMOUNT, "b-1")
    yield sample
    sample.close()


def arrive(sample: Sample, amount: int) -> None:
    """Let a part of the money arrive in the other fund."""
    with closing(connect_reader(sample.public / "ledger.db")) as log:
        event_id, sha256 = log.execute("SELECT id, sha256 FROM event_index ORDER BY position DESC LIMIT 1").fetchone()
    sample.record(
        "treasurer",
        "income.recorded",
        "fund/repairs",
        {
            "account": "bank-repairs", "amount": amount, "date": "2026-05-04", "book_date": "2026-05-04",
            "category": "other_income", "nature": "transfer", "transfer_of": {"id": event_id, "sha256": sha256},
            "description": {"value": "公共收益转入"},
        },
    )  # fmt: skip


def shown(sample: Sample) -> dict[str, funds.Fund]:
    sample.publish()
    with closing(connect_reader(sample.public / VIEWS)) as tables:
        pack = book.pack_of(book.community(tables))
        return {fund.id: fund for fund in funds.funds(tables, pack)}


def transit(fund: funds.Fund) -> list[tuple[str, int]]:
    return [(one.kind, one.amount) for one in fund.accounts if one.subtype == "transit"]


def test_what_is_on_its_way_still_belongs_to_the_fund_that_sent_it(sample: Sample) -> None:
    found = shown(sample)
    assert found["common"].money == 20_000_000
    assert transit(found["common"]) == [("asset", AMOUNT)]
    assert found["repairs"].money == 100_000_000


def test_what_has_arrived_belongs_to_the_other_fund_alone(sample: Sample) -> None:
    arrive(sample, AMOUNT)
    found = shown(sample)
    assert (found["common"].money, found["repairs"].money) == (15_000_000, 105_000_000)
    assert transit(found["common"]) == [("equity", AMOUNT)]
    assert transit(found["repairs"]) == [("equity", -AMOUNT)]


def test_a_part_that_arrives_is_taken_off_what_is_on_its_way(sample: Sample) -> None:
    arrive(sample, 2_000_000)
    found = shown(sample)
    assert (found["common"].money, found["repairs"].money) == (18_000_000, 102_000_000)
    assert transit(found["common"]) == [("asset", 3_000_000), ("equity", 2_000_000)]


def test_more_than_was_sent_is_owed_by_the_fund_that_received_it(sample: Sample) -> None:
    arrive(sample, 6_000_000)
    found = shown(sample)
    assert (found["common"].money, found["repairs"].money) == (15_000_000, 105_000_000)


@pytest.mark.parametrize("amount", [0, 2_000_000, AMOUNT, 6_000_000])
def test_no_money_is_made_or_lost_on_the_way_and_the_sides_add_up(sample: Sample, amount: int) -> None:
    if amount:
        arrive(sample, amount)
    found = shown(sample)
    assert sum(fund.money for fund in found.values()) == 120_000_000
    for fund in found.values():
        totals = fund.totals
        assert totals.assets + totals.liabilities + totals.equity + totals.income + totals.expenses == 0
