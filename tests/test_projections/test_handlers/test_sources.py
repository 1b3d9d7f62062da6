"""Rows of imported sources."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.shown import SOURCE, Shown


def test_a_source_is_complete_when_a_second_person_says_so(book: Shown) -> None:
    index = book.size
    book.register_source(rows=1)
    book.import_row(1, "2026-05-01")
    totals: list[Json] = [
        {"fund": "common", "account": "bank", "amount": 700}, {"fund": "common", "category": "parking", "amount": -700},
    ]  # fmt: skip
    data: dict[str, Json] = {"rows": 1, "added": 1, "changed": 0, "vanished": 0, "totals": totals}
    completed = book.record("treasurer", "import.completed", f"source/{SOURCE}", data)
    source = "SELECT id, name, rows, position, completed_position FROM source"
    assert book.rows(source) == [(SOURCE, "旧账", 1, index, None)]
    book.confirm("chair", completed)
    assert book.rows(source) == [(SOURCE, "旧账", 1, index, index + 2)]
