"""Rows of bank statements, reconciliations, closed periods, publications and who saw them posted."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.shown import COMMON, Shown

HEAD: Json = {"size": 1, "root": "XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg="}


def publish(book: Shown, **changes: Json) -> bytes:
    figures: list[Json] = [{"code": "parking", "amount": 5}, {"code": "repairs", "amount": -3}]
    data: dict[str, Json] = {
        "report": "common_income", "period": "2026-Q1", "figures": figures, "channels": ["notice_board", "online"],
        "from": "2026-04-01", "to": "2026-04-20", "checkpoint": HEAD,
    }  # fmt: skip
    return book.record("chair", "disclosure.published", COMMON, data | changes)


def test_a_statement_and_each_comparison_of_it_have_their_rows(book: Shown) -> None:
    index = book.size
    data: dict[str, Json] = {
        "from": "2026-04-01", "to": "2026-04-30", "opening": -2, "closing": 7, "lines_sha256": "ab" * 32,
        "obtained": "counter",
    }  # fmt: skip
    book.record("treasurer", "statement.recorded", "account/bank", data)
    line: Json = {"side": "bank", "date": "2026-04-30", "amount": 7, "ref": "x"}
    for who, unmatched, difference in (("treasurer", [line], 7), ("vice", [], 0)):
        look: dict[str, Json] = {
            "to": "2026-04-30", "matched": 4, "unmatched": unmatched, "difference": difference, "seen_in_bank": True,
        }  # fmt: skip
        book.record(who, "statement.reconciled", "account/bank", look)
    assert book.rows("SELECT position, account, begins, until, opening, closing, obtained FROM statement") == [
        (index, "bank", "2026-04-01", "2026-04-30", -2, 7, "counter")
    ]
    assert book.rows("SELECT account, until, member, matched, unmatched, difference FROM reconciliation") == [
        ("bank", "2026-04-30", "treasurer", 4, 1, 7), ("bank", "2026-04-30", "vice", 4, 0, 0),
    ]  # fmt: skip


def test_a_period_is_shown_once_it_is_confirmed(book: Shown) -> None:
    index = book.size
    closed = book.record("treasurer", "period.closed", COMMON, {"period": "2026-Q1", "balances": []})
    assert book.rows("SELECT * FROM period") == []
    book.confirm("chair", closed)
    assert book.rows("SELECT position, fund, period, until FROM period") == [(index, "common", "2026-Q1", "2026-03-31")]


def test_a_report_that_is_superseded_stays_and_names_what_replaced_it(book: Shown) -> None:
    index = book.size
    first = publish(book)
    publish(book, supersedes=book.cast.ref(first))
    assert book.rows("SELECT position, channels, size, superseded_position FROM publication ORDER BY position") == [
        (index, "notice_board online", 1, index + 1), (index + 1, "notice_board online", 1, None),
    ]  # fmt: skip
    assert book.rows("SELECT code, amount FROM figure WHERE position = ? ORDER BY code", index) == [
        ("parking", 5), ("repairs", -3),
    ]  # fmt: skip


def test_who_saw_a_report_where_has_a_row_each(book: Shown) -> None:
    index = book.size
    report = publish(book)
    for who, state in (("chair", "up"), ("vice", "down")):
        seen: dict[str, Json] = {
            "on": book.cast.ref(report), "place": "gate", "state": state, "date": "2026-04-02",
        }  # fmt: skip
        book.record(who, "posting.evidenced", COMMON, seen)
    assert book.rows("SELECT publication, member, place, state, date FROM sighting ORDER BY position") == [
        (index, "chair", "gate", "up", "2026-04-02"), (index, "vice", "gate", "down", "2026-04-02"),
    ]  # fmt: skip
