"""What the treasurer is told: every finding with its row, every figure, and what is to be done next."""

from __future__ import annotations

import json

from ledger.importing import summary
from tests.test_ledger.test_importing.importer import Importer
from tests.test_ledger.test_importing.samples import TABLE, TABLE_MAP, map_of, read

NAMED = map_of(TABLE_MAP)


def test_every_problem_deviation_and_warning_is_a_line_with_its_row() -> None:
    wrong = TABLE.replace('"1,099.50"', '"1,909.50"').replace("一月", "13912345678").replace("合计", "x,,,,,,\n合计")
    problem, deviation, warning = summary.findings(read(wrong))
    assert problem.startswith("not understood: row 9: ")
    assert problem.endswith("(import.date)")
    assert deviation.startswith(
        "does not follow: row 7: stated balance 1,909.50, its rows give 1,099.50; the rows after"
    )
    assert warning.startswith("warning: row 4: ")
    assert "a mobile number" in warning


def test_control_a_clean_source_has_no_findings() -> None:
    assert list(summary.findings(read(TABLE))) == []


def test_the_lines_say_what_goes_in_and_what_it_adds_up_to() -> None:
    plan = Importer().plan(TABLE)
    text = "\n".join(summary.lines(plan, read(TABLE), NAMED))
    for part in (
        "9 rows with the map sample.toml",
        "4 movements with 8 postings, 2025-01-03 to 2025-01-09",
        "6: blank",
        "3: carried forward",
        "4 go in, 0 went in before",
        "3 × counterparty.registered",
        "asset                 299.50 CNY",
        "income               -600.00 CNY",
    ):
        assert part in text, part


def test_only_the_first_shared_rows_are_shown_and_the_others_counted() -> None:
    importer = Importer()
    rows = "".join(f"2025-01-{day:02},停车费,,{day}.00,,,\n" for day in range(1, 31))
    text = TABLE[: TABLE.index(",上年")] + rows + "合计,,,,,,\n"
    importer.imported(text)
    shown = list(summary.comparison(importer.plan(text + ",,,,,,\n")))
    assert len(shown) == summary.SHOWN + 1
    assert shown[-1] == "… and 10 more such rows"


def test_what_a_source_begins_with_is_to_be_brought_forward_once() -> None:
    importer = Importer()
    hint = list(summary.opening_hint(importer.plan(TABLE), read(TABLE), NAMED, importer.book()))
    assert "--subject fund/common-income --set account=bank --set amount=100000 --set as_of=2025-01-02" in hint[1]
    plan = importer.imported(TABLE)
    assert list(summary.opening_hint(plan, read(TABLE), NAMED, importer.book())) == []


def test_for_programs_everything_stands_in_one_json_object() -> None:
    importer = Importer()
    found = summary.as_json(importer.plan(TABLE), read(TABLE.replace('"1,099.50"', '"1,909.50"')), NAMED)
    assert json.loads(json.dumps(found)) == found
    assert found["sums"] == {"asset": 29_950, "liability": 0, "equity": 0, "income": -60_000, "expense": 30_050}
    assert found["deviations"] == [
        {"row": 7, "what": "stated balance", "stated": 190_950, "expected": 109_950, "alone": True}
    ]
    assert {"row": 6, "what": "blank"} in (found["no_movements"] or [])  # type: ignore[operator]


def test_of_many_rows_that_are_not_understood_the_first_are_shown_and_the_rest_counted() -> None:
    notes = "\n".join(f"note {number},,,,,," for number in range(summary.SHOWN + 3))
    lines = list(summary.findings(read(TABLE.replace("合计", f"{notes}\n合计"))))
    assert len(lines) == summary.SHOWN + 1
    assert lines[0].startswith("not understood: row 9: ")
    assert lines[-1] == "… and 3 more such rows"
