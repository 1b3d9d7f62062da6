"""E4 and E5: a source that does not agree with itself, and rows that a newer edition has otherwise or no longer."""

from __future__ import annotations

from datetime import UTC

import pytest

from ledger.strict_json import Json
from projections.queries.findings import Finding, findings
from tests.test_projections.shown import COMMON, SOURCE, Shown

NEWER = "ef" * 32
DAY = "2026-04-10"


def imported(book: Shown) -> bytes:
    book.register_source(rows=1)
    row = book.import_row(1, DAY)
    book.confirm("chair", completion(book, SOURCE, 700, added=1))
    return row


def completion(book: Shown, source: str, amount: int, **changes: Json) -> bytes:
    totals: list[Json] = [
        {"fund": "common", "account": "bank", "amount": amount},
        {"fund": "common", "category": "parking", "amount": -amount},
    ]
    data: dict[str, Json] = {"rows": 1, "added": 0, "changed": 0, "vanished": 0, "totals": totals if amount else []}
    return book.record("treasurer", "import.completed", f"source/{source}", data | changes)


def register_newer(book: Shown) -> None:
    data: dict[str, Json] = {
        "source": NEWER, "name": {"value": "旧账"}, "sheets": 1, "rows": 1, "map_sha256": "cd" * 32,
        "funds": ["common"], "replaces": SOURCE,
    }  # fmt: skip
    book.record("treasurer", "source.registered", f"source/{NEWER}", data)


def newer_edition(book: Shown, row: bytes, amount: int | None = None, book_date: str = "2026-05-01") -> tuple[int, int]:
    """Take the row back for a newer edition, and bring it in with another amount; return where both stand."""
    register_newer(book)
    back = book.size
    reversal: dict[str, Json] = {
        "on": book.cast.ref(row), "reason": "newer_edition", "book_date": book_date, "edition": NEWER
    }  # fmt: skip
    signed = book.record("treasurer", "movement.reversed", COMMON, reversal)
    now = book.size
    if amount is not None:
        postings: list[Json] = [{"account": "bank", "amount": amount}, {"category": "parking", "amount": -amount}]
        source: Json = {"id": NEWER, "row": 1}
        changes: dict[str, Json] = {"source": source, "postings": postings, "replaces": book.cast.ref(row)}
        book.import_row(1, DAY, **changes, book_date=book_date)
    book.confirm("chair", signed)
    return back, now


def found(book: Shown, code: str) -> list[Finding]:
    with book.tables() as tables:
        return [one for one in findings(tables, book.pack, UTC, "2027-01-01") if one.code == code]


def facts(finding: Finding) -> dict[str, int | str]:
    return {fact.name: fact.value for fact in finding.facts}


def test_a_row_that_vanished_from_a_newer_edition_is_to_be_explained(book: Shown) -> None:
    index = book.size + 1
    row = imported(book)
    back, _ = newer_edition(book, row)
    (one,) = found(book, "E5")
    assert (one.index, one.severity, back in one.refs) == (index, "warn", True)
    assert facts(one) == {"change": "vanished", "day": DAY, "amount": 700}


def test_a_row_that_was_changed_names_the_one_in_its_place(book: Shown) -> None:
    row = imported(book)
    back, now = newer_edition(book, row, 900)
    (one,) = found(book, "E5")
    assert {back, now} <= set(one.refs)
    assert facts(one)["change"] == "changed"


def test_control_a_correction_by_hand_is_no_newer_edition(book: Shown) -> None:
    row = imported(book)
    data: dict[str, Json] = {"on": book.cast.ref(row), "reason": "mistake", "book_date": "2026-05-01"}
    book.confirm("chair", book.record("treasurer", "movement.reversed", COMMON, data))
    assert found(book, "E5") == []


def test_until_a_second_person_agrees_nothing_has_changed(book: Shown) -> None:
    row = imported(book)
    register_newer(book)
    reversal: dict[str, Json] = {
        "on": book.cast.ref(row), "reason": "newer_edition", "book_date": DAY, "edition": NEWER
    }  # fmt: skip
    book.record("treasurer", "movement.reversed", COMMON, reversal)
    assert found(book, "E5") == []


def close(book: Shown) -> int:
    data: dict[str, Json] = {"period": "2026-04", "balances": [{"account": "bank", "amount": 700}]}
    index = book.size
    book.confirm("chair", book.record("treasurer", "period.closed", COMMON, data))
    return index


def publish(book: Shown, period: str = "2026-04") -> int:
    data: dict[str, Json] = {
        "report": "income_and_expenses", "period": period, "figures": [{"code": "income", "amount": 700}],
        "channels": ["notice_board"], "from": "2026-05-01", "to": "2026-05-31",
        "checkpoint": {"size": 1, "root": "A" * 43 + "="},
    }  # fmt: skip
    index = book.size
    book.record("chair", "disclosure.published", COMMON, data)
    return index


@pytest.mark.parametrize("tell", [close, publish])
def test_a_row_of_a_period_that_people_were_told_of_weighs_more(book: Shown, tell: object) -> None:
    """The attack: after the report, a newer edition drops a row of the time that was reported."""
    row = imported(book)
    assert callable(tell)
    told = tell(book)
    newer_edition(book, row)
    (one,) = found(book, "E5")
    assert (one.severity, told in one.refs) == ("high", True)


def test_control_what_was_told_of_another_time_or_only_afterwards_weighs_nothing(book: Shown) -> None:
    row = imported(book)
    publish(book, "2026-03")
    newer_edition(book, row)
    publish(book)
    (one,) = found(book, "E5")
    assert one.severity == "warn"


def test_figures_that_a_source_states_wrongly_are_to_be_explained(book: Shown) -> None:
    book.register_source(rows=1)
    book.import_row(1, DAY)
    wrong: Json = [{"row": 1, "what": "balance", "stated": 170, "expected": 710}]
    index = book.size
    completed = completion(book, SOURCE, 700, added=1, misstated=wrong)
    assert found(book, "E4") == []
    book.confirm("chair", completed)
    (one,) = found(book, "E4")
    assert (one.index, one.severity) == (index, "warn")
    assert facts(one) == {"row": 1, "stated": 170, "expected": 710}


def test_control_a_source_that_agrees_with_itself_is_no_finding(book: Shown) -> None:
    imported(book)
    assert found(book, "E4") == []
