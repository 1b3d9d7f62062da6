"""A table: every row is a movement, listed as none, or a problem; nothing is dropped, nothing guessed."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError
from ledger.importing.rows import AccountPlace, CategoryPlace, OtherRow, SourcePosting, Transaction, check
from tests.refusals import malformed
from tests.test_ledger.test_importing.samples import TABLE, TABLE_MAP, map_of, read

BANK = AccountPlace("bank", "asset", "bank", "样例账户")


def with_row(row: str) -> str:
    """The sample with one row more behind its last movement."""
    return TABLE.replace("合计,,,600", f"{row}\n合计,,,600")


def category(transaction: Transaction) -> str:
    place = transaction.postings[1].place
    assert isinstance(place, CategoryPlace)
    return place.code


def test_each_movement_with_day_amounts_payee_and_text() -> None:
    found = read(TABLE)
    assert not found.problems
    assert not found.deviations
    first, second, third, fourth = found.transactions
    postings = SourcePosting(BANK, 20_000), SourcePosting(CategoryPlace("parking"), -20_000)
    assert first == Transaction(4, "2025-01-03", postings, "甲样例", "停车费 · 一月")
    assert (second.row, second.date, second.payee, second.text) == (5, "2025-01-05", "样例水电公司", "换水泵")
    assert (second.postings[0].amount, second.postings[1]) == (-30_050, (CategoryPlace("other"), 30_050))
    assert (third.row, fourth.row) == (7, 8)
    assert found.opening == 100_000


def test_rows_that_are_no_movements_are_listed_with_what_they_are() -> None:
    assert sorted(read(TABLE).others) == [
        OtherRow(1, "above the header"),
        OtherRow(2, "header"),
        OtherRow(3, "carried forward"),
        OtherRow(6, "blank"),
        OtherRow(9, "total"),
    ]


@pytest.mark.parametrize(
    ("row", "rule_id"),
    [
        ("2025-13-01,停车费,,1.00,,,", "import.date"),
        ("2025-01-10,停车费,,1.000,,,", "import.amount"),
        ("2025-01-10,停车费,,,,,", "import.amount"),
        ("2025-01-10,停车费,,1.00,2.00,,", "import.both_sides"),
        ("2025-01-10,停车费,,1.00", "import.width"),
        ("2025-01-10,停车费,,1,200.00,,,", "import.width"),
        ("2025-01-10,停车费,,$1.00,,,", "import.amount"),
        ("2025-01-10,停车\N{RIGHT-TO-LEFT OVERRIDE}费,,1.00,,,", "json.text"),
        ("一季度小计,,,1.00,,,", "import.date"),
        ("注：虚构,,,,,,", "import.date"),
    ],
)
def test_a_row_that_is_not_understood_stops_the_import_with_its_number(row: str, rule_id: str) -> None:
    found = read(with_row(row))
    assert [(problem.row, problem.rule_id) for problem in found.problems] == [(9, rule_id)]
    with malformed(rule_id) as refusal:
        check(found, balances_ok=True)
    assert refusal.value.message.startswith("row 9: ")


def test_all_rows_that_are_not_understood_are_listed() -> None:
    found = read(with_row("一,,,,,,\n二,,,,,,"))
    assert [problem.row for problem in found.problems] == [9, 10]
    with malformed("import.date") as refusal:
        check(found, balances_ok=True)
    assert "and 1 more row" in refusal.value.message


@given(st.lists(st.sampled_from([*TABLE.splitlines()[2:], "x,,,,,,", "2025-01-09", ",,"]), max_size=12))
def test_every_row_is_in_exactly_one_list(rows: list[str]) -> None:
    found = read("\n".join([*TABLE.splitlines()[:2], *rows, TABLE.splitlines()[-1]]))
    numbers = [one.row for one in found.transactions] + [one.row for one in found.others]
    numbers += [one.row for one in found.problems]
    assert sorted(numbers) == list(range(1, found.count + 1))


def test_no_pattern_can_hide_a_movement() -> None:
    found = read(with_row("2025-01-10,上年结转停车费,,1.00,,1300.50,"))
    assert found.transactions[-1].row == 9
    assert [other.row for other in found.others if other.what == "carried forward"] == [3]


def test_a_truncated_file_lacks_the_row_that_must_end_it() -> None:
    cut = TABLE[: TABLE.index("合计")]
    with malformed("import.cut_off"):
        check(read(cut), balances_ok=True)
    check(read(cut, map_of(TABLE_MAP, **{"required = true": ""}).map), balances_ok=False)


def test_a_truncated_file_ends_within_a_row() -> None:
    for length in range(TABLE.index("2025-01-09"), len(TABLE) - 2):
        with pytest.raises(FormatError, check=lambda error: error.rule_id.startswith("import.")):
            check(read(TABLE[:length]), balances_ok=False)


def test_a_miswritten_balance_is_reported_and_neither_refused_nor_repaired() -> None:
    found = read(TABLE.replace('"1,099.50"', '"1,909.50"'))
    check(found, balances_ok=False)
    (deviation,) = found.deviations
    assert (deviation.row, deviation.stated, deviation.expected) == (7, 190_950, 109_950)
    assert found.transactions == read(TABLE).transactions


def test_a_stated_total_must_be_the_sum() -> None:
    found = read(TABLE.replace("合计,,,600.00,300.50", "合计,,,600.00,300.05"))
    assert [(one.row, one.what, one.stated, one.expected) for one in found.deviations] == [
        (9, "total out", 30_005, 30_050)
    ]
    with malformed("import.balance"):
        check(found, balances_ok=False)


def test_a_correction_in_red_lowers_its_own_side() -> None:
    found = read(with_row("2025-01-10,冲红,,,-26.00,1325.50,").replace("300.50,1299.50", "274.50,1325.50"))
    assert found.deviations == []
    assert [posting.amount for posting in found.transactions[-1].postings] == [2_600, -2_600]
    assert category(found.transactions[-1]) == "other"


def test_zero_beside_an_amount_is_no_second_amount() -> None:
    found = read(with_row("2025-01-10,停车费,,0.00,5.00,,\n2025-01-11,停车费,,5.00,0.00,,\n2025-01-12,免费,,0.00,,,"))
    assert [one.postings[0].amount for one in found.transactions[-3:]] == [-500, 500, 0]
    assert [category(one) for one in found.transactions[-3:]] == ["other", "parking", "other_income"]


def test_a_statement_that_begins_with_its_latest_row_is_turned_round() -> None:
    head, *rows, last = TABLE.splitlines()[1:]
    newest_first = map_of(
        TABLE_MAP, **{"[fund]": "newest_first = true\nyear = 2025\n[fund]", 'year = "([0-9]{4})年"\n': ""}
    )
    found = read("\n".join([head, last, *reversed(rows)]), newest_first.map)
    assert [one.date for one in found.transactions] == ["2025-01-03", "2025-01-05", "2025-01-09", "2025-01-09"]
    assert not [one for one in found.deviations if one.what == "stated balance"]


@pytest.mark.parametrize("pattern", ["(?:([0-9]+)x)?年", "([0-9]+)年", "(样例)"])
def test_a_year_that_is_none_is_no_year(pattern: str) -> None:
    title = TABLE.replace("2025年", "99999999999999999999年")
    found = read(title, map_of(TABLE_MAP, **{"([0-9]{4})年": pattern}).map)
    assert [(problem.row, problem.rule_id) for problem in found.problems] == [(5, "import.date")]


def test_a_year_that_stands_nowhere_is_missing_on_each_row_that_needs_it() -> None:
    found = read(TABLE.replace("2025年", ""))
    assert [(problem.row, problem.rule_id) for problem in found.problems] == [(5, "import.date")]
    assert "year" in found.problems[0].advice
