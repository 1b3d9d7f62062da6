"""Authority behind payments: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

import projections
from ledger.events import parse_entry
from ledger.store.reader import Reader
from ledger.store.wal import connect_reader
from ledger.strict_json import Json
from projections.findings.authority import FINDING_OF
from projections.queries.book import community, pack_of
from projections.queries.findings import findings
from projections.queries.movements import COLUMNS, MISSING, backing, movement_of
from tests.random_books import StoredBook, random_book
from tests.test_projections.shown import COMMON, Shown
from tests.test_projections.test_findings.planted import (
    END,
    ZONE,
    adopt,
    contract,
    facts,
    found,
    pay,
    reverse,
    review,
    spans,
)


def test_money_that_left_before_its_approvals_is_found_and_later_ones_do_not_end_it(book: Shown) -> None:
    book.now = book.now.replace(hour=8)
    asked = book.request()
    book.execute(asked)
    index = book.size - 1
    book.at("2026-05-06")
    book.decide("chair", asked)
    pay(book)
    assert spans(book, "A0") == [(index, "2026-05-04", None)]
    assert facts(book, "A0") == {"amount": 80_000, "lacking": "approvals", "approvals": 0, "needed": 1}
    assert found(book, "A0")[0].refs == [index - 1]


def test_an_outflow_that_the_pack_does_not_allow_is_found_and_a_bank_charge_is_not(book: Shown) -> None:
    book.outflow(kind="bank_charge", category="bank_charge")
    book.outflow()
    assert spans(book, "A0") == [(book.size - 1, "2026-05-04", None)]


def test_a_payment_that_was_booked_wrongly_asks_for_nothing_from_its_reversal_on(book: Shown) -> None:
    paid = book.execute(book.request())
    book.at("2026-05-09")
    reverse(book, paid)
    assert [one[1:] for one in spans(book, "A0")] == [("2026-05-04", "2026-05-09")]


def test_a_large_payment_without_an_adopted_motion_is_found(book: Shown) -> None:
    pay(book, 2_000_000)
    adopt(book)
    first = book.size
    pay(book, 2_000_000, motion="m-1")
    book.decide_motion(book.table("m-2"), 2, "m-2", "rejected")
    last = pay(book, 2_000_000, motion="m-2")
    assert [(one.index, [f.value for f in one.facts[1:]]) for one in found(book, "A1")] == [
        (first - 8, ["motion"]), (last, ["motion_not_adopted"]),
    ]  # fmt: skip


def test_more_than_the_motion_or_the_request_allows_is_found(book: Shown) -> None:
    adopt(book, amount_cap=90_000)
    pay(book, 80_000, motion="m-1")
    assert found(book, "A2") == []
    pay(book, 80_000, motion="m-1")
    asked = book.request()
    book.decide("chair", asked)
    book.decide("vice", asked)
    book.execute(asked, 80_001)
    assert [[f.value for f in one.facts[1:]] for one in found(book, "A2")] == [["above_motion"], ["above_request"]]


def standing(book: Shown, **changes: Json) -> bytes:
    repeat: dict[str, Json] = {"every": "month", "times": 12, "max_each": 80_000, "until": "2026-07-31"}
    asked = book.request(80_000, repeat=repeat | changes)
    for who in ("chair", "vice"):
        book.decide(who, asked)
    return asked


def test_a_standing_request_that_is_paid_too_often_or_after_its_end_is_found(book: Shown) -> None:
    book.at("2026-08-20")
    asked = standing(book)
    for day in ("2026-05-05", "2026-06-05", "2026-07-31"):
        book.execute(asked, 80_000, date=day, book_date=day)
    assert found(book, "A2") == []
    again, late = book.size, book.size + 1
    book.execute(asked, 80_000, date="2026-06-30", book_date="2026-06-30")
    book.execute(asked, 80_000, date="2026-08-01", book_date="2026-08-01")
    assert {one.index: [f.value for f in one.facts[1:]] for one in found(book, "A2")} == {
        again: ["outside_repetition"], late: ["outside_repetition"],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("every", "days"), [("quarter", ("2026-04-01", "2026-06-30")), ("year", ("2026-01-01", "2026-07-01"))]
)
def test_a_standing_request_of_longer_periods_is_paid_once_in_each(
    book: Shown, every: str, days: tuple[str, str]
) -> None:
    book.at("2026-08-20")
    asked = standing(book, every=every)
    book.execute(asked, 80_000, date=days[0], book_date=days[0])
    assert found(book, "A2") == []
    book.execute(asked, 80_000, date=days[1], book_date=days[1])
    assert len(found(book, "A2")) == 1


def test_what_the_bank_sent_back_is_paid_again_within_a_standing_request(book: Shown) -> None:
    book.at("2026-08-20")
    asked = standing(book)
    paid = book.execute(asked, 80_000, date="2026-06-05", book_date="2026-06-05")
    returned: dict[str, Json] = {
        "on": book.cast.ref(paid), "account": "bank", "amount": 80_000, "date": "2026-06-08", "book_date": "2026-06-08",
        "bank_ref": "back-1",
    }  # fmt: skip
    book.record("treasurer", "payment.returned", COMMON, returned)
    book.execute(asked, 80_000, date="2026-06-20", book_date="2026-06-20")
    assert found(book, "A2") == []


def test_an_imported_outflow_of_after_the_fund_came_into_the_book_is_found_where_no_day_was_set(book: Shown) -> None:
    book.register_source(funds=["common"])
    book.at("2026-05-20")
    lines: tuple[dict[str, Json], ...] = ({"account": "bank", "amount": -700}, {"category": "other", "amount": 700})
    book.import_row(1, "2026-04-30", *lines)
    assert found(book, "A0") == []
    index = book.size
    book.import_row(2, "2026-05-19", *lines)
    assert [one.index for one in found(book, "A0")] == [index]


def budget(book: Shown, amount: int, kind: str) -> None:
    line: Json = {"code": "lift", "category": "repairs", "amount": amount}
    adopted: dict[str, Json] = {"kind": kind, "period": "2026", "lines": [line], "motion": "m-1"}
    book.record("chair", "budget.adopted", COMMON, adopted)


def test_what_is_paid_above_a_budget_line_is_found_until_a_revision_covers_it(book: Shown) -> None:
    adopt(book)
    budget(book, 100_000, "initial")
    pay(book, 80_000, budget_line="lift")
    assert found(book, "A3") == []
    index = pay(book, 80_000, budget_line="lift")
    assert facts(book, "A3") == {"total": 160_000, "allowed": 100_000, "period": "2026"}
    book.at("2026-05-20")
    budget(book, 200_000, "revision")
    pay(book, 40_000, budget_line="lift")
    assert spans(book, "A3") == [(index, "2026-05-04", "2026-05-20")]


def emergency(book: Shown) -> bytes:
    return book.record("chair", "emergency.declared", COMMON, {"case": "e-1", "estimate": 90_000})


def confirm_emergency(book: Shown, declared: bytes) -> None:
    on = book.cast.ref(declared)
    book.record("vice", "emergency.confirmed", COMMON, {"on": on, "authority": "firm"})


def test_an_emergency_that_nobody_confirmed_is_found_from_the_payment_or_the_last_day_on(book: Shown) -> None:
    index = book.size
    declared = emergency(book)
    assert spans(book, "A4") == [(index, "2026-05-12", None)]
    paid = pay(book, emergency="e-1")
    book.at("2026-05-20")
    confirm_emergency(book, declared)
    assert spans(book, "A4")[:2] == [(paid, "2026-05-04", "2026-05-20"), (index, "2026-05-12", "2026-05-20")]


def test_a_confirmed_emergency_stands_in_the_place_of_the_motion_and_of_nothing_else(book: Shown) -> None:
    declared = emergency(book)
    paid = pay(book, 5_000_000, "chair", "vice", emergency="e-1")
    assert [one.index for one in found(book, "A1")] == [paid], "nobody has confirmed it"
    confirm_emergency(book, declared)
    assert found(book, "A1") == []
    alone = pay(book, 5_000_000, "chair", emergency="e-1")
    assert found(book, "A1") == []
    assert [one.index for one in found(book, "A0")] == [alone], "two have to approve all the same"


def test_an_emergency_whose_cost_nobody_reviewed_is_found_and_a_reviewed_one_is_not(book: Shown) -> None:
    confirm_emergency(book, emergency(book))
    contract(book)
    paid = pay(book, emergency="e-1", contract="c-1")
    assert spans(book, "A4") == [(paid, "2026-08-03", None)], "ninety days after the payment"
    book.at("2026-07-01")
    review(book)
    assert found(book, "A4") == []


def test_a_payment_on_an_annulled_resolution_is_found_and_one_on_another_is_not(book: Shown) -> None:
    for name in ("m-1", "m-2"):
        adopt(book, name)
    index = pay(book, motion="m-1")
    pay(book, motion="m-2")
    assert found(book, "A5") == []
    closed = book.cast.ref(_closing(book, "m-1"))
    book.at("2026-06-01")
    data: dict[str, Json] = {"on": closed, "basis": "judgment", "by": {"value": "样例法院"}}
    annulled = book.record("secretary", "resolution.annulled", "motion/m-1", data)
    assert found(book, "A5") == [], "it waits for a second person"
    book.at("2026-06-03")
    book.confirm("chair", annulled)
    assert spans(book, "A5") == [(index, "2026-06-03", None)]
    assert found(book, "A5")[0].article == "民法典第二百八十条"


def test_a_payment_after_the_end_of_its_resolution_is_found_and_one_before_is_not(book: Shown) -> None:
    adopt(book)
    pay(book, motion="m-1")
    closed = book.cast.ref(_closing(book, "m-1"))
    book.record("chair", "resolution.ended", "motion/m-1", {"on": closed, "reason": "fulfilled"})
    assert found(book, "A5") == []
    index = pay(book, motion="m-1")
    assert spans(book, "A5") == [(index, "2026-05-04", None)]


def _closing(book: Shown, motion: str) -> bytes:
    """Return the file with which a motion was closed."""
    ((index,),) = book.rows("SELECT closed_position FROM motion WHERE id = ?", motion)
    with closing(Reader.open(book.public)) as reader:
        return parse_entry(reader.entry(index)).event


def test_every_thing_that_a_chain_may_lack_has_its_finding() -> None:
    assert set(FINDING_OF) == set(MISSING)


@pytest.mark.parametrize("seed", [3, 11, 23])
def test_findings_say_of_every_payment_what_its_chain_says(tmp_path: Path, seed: int) -> None:
    book = random_book(seed, 600)
    stored = StoredBook(book, tmp_path / "yuanqu-1")
    stored.store(0, len(book.signed))
    projections.catch_up(stored.public)
    with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
        lacking = set(_lacking(tables))
        pack = pack_of(community(tables))
        shown = {(one.index, one.code) for one in findings(tables, pack, ZONE, END) if one.holds_on(END)}
    assert {code for _index, code in lacking} >= {"A0", "A1"}, json.dumps(sorted(lacking))
    assert lacking <= shown
    assert {pair for pair in shown if pair[1] in ("A0", "A1", "A2", "A7", "B3")} <= lacking


def _lacking(tables: sqlite3.Connection) -> list[tuple[int, str]]:
    """Return, of each payment that was not taken back, the findings that speak of what its chain lacks."""
    pack = pack_of(community(tables))
    pairs = []
    for row in tables.execute(f"{COLUMNS} WHERE amount < 0 AND reversed_position IS NULL").fetchall():
        movement = movement_of(row)
        behind = backing(tables, pack, movement)
        pairs += [] if behind is None else [(movement.index, FINDING_OF[code]) for code in behind.missing]
    return pairs
