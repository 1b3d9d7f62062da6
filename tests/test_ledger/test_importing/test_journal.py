"""A list of postings: transactions that balance, accounts by the longest prefix, persons by themselves."""

from __future__ import annotations

import pytest

from ledger.importing.journal import Places
from ledger.importing.maps import PostingsMap
from ledger.importing.rows import AccountPlace, CategoryPlace, OtherRow, Place, check
from tests.refusals import malformed
from tests.test_ledger.test_importing.samples import POSTINGS, POSTINGS_MAP, map_of, read_postings

PERSON = AccountPlace("liabilities-reimbursement", "liability", "payable", "Liabilities:Reimbursement", "丁样例")
LAST = '"2025-01-05","丙样例","","Assets:Bank","0"'
BANK = AccountPlace("assets-bank", "asset", "bank", "Assets:Bank")


def place_of(path: str, map_text: str = POSTINGS_MAP) -> Place:
    map_ = map_of(map_text).map
    assert isinstance(map_, PostingsMap)
    return Places(map_.accounts).of(path)


def test_each_transaction_with_its_postings_payee_and_text() -> None:
    found = read_postings()
    assert found.problems == []
    assert found.others == [OtherRow(1, "header")]
    assert [(one.row, one.date, one.payee, one.text) for one in found.transactions] == [
        (2, "2025-01-03", "丙样例", ""),
        (4, "2025-01-04", None, "two\nlines"),
        (6, "2025-01-05", "丙样例", ""),
    ]
    assert found.transactions[0].postings == ((CategoryPlace("other/food-tea"), 1_250), (PERSON, -1_250))
    assert found.transactions[2].postings == ((PERSON, 1_250), (BANK, -1_250), (BANK, 0))


@pytest.mark.parametrize(
    ("path", "place"),
    [
        ("Expenses", CategoryPlace("other")),
        ("Expenses:Ä und Ö", CategoryPlace("other/a-und-o")),
        ("Expenses:Wages:戊样例", CategoryPlace("wages")),
        ("Expenses:Repairs:Lift:West", CategoryPlace("repairs/all")),
        ("Expenses:WagesTax", CategoryPlace("other/wagestax")),
        (
            "Liabilities:Reimbursement",
            AccountPlace("liabilities-reimbursement", "liability", "payable", "Liabilities:Reimbursement"),
        ),
        (
            "Assets:Wells & Sons:Checking",
            AccountPlace("assets-wells-sons-checking", "asset", "bank", "Assets:Wells & Sons:Checking"),
        ),
    ],
)
def test_an_account_is_what_the_longest_prefix_says(path: str, place: Place) -> None:
    assert place_of(path) == place


@pytest.mark.parametrize(
    ("path", "rule_id"),
    [
        ("Equity", "import.account_unmapped"),
        ("ExpensesOther", "import.account_unmapped"),
        ("Expenses:维修", "import.account_slug"),
        (f"Expenses:{'x' * 65}", "import.account_slug"),
        ("Assets:6222021234567890123", "import.account_personal"),
    ],
)
def test_an_account_without_a_sound_id_is_refused(path: str, rule_id: str) -> None:
    with malformed(rule_id):
        place_of(path)


def test_two_accounts_are_never_made_one_by_their_slugs() -> None:
    map_ = map_of(POSTINGS_MAP).map
    assert isinstance(map_, PostingsMap)
    places = Places(map_.accounts)
    places.of("Expenses:A:B")
    assert places.of("Expenses:A:B") == places.of("Expenses:A:B")
    with malformed("import.account_collision"):
        places.of("Expenses:A B")


def test_an_id_of_the_map_takes_all_below_its_prefix_but_no_slug_of_another() -> None:
    named = (
        '[[accounts]]\nprefix = "Assets:Safe"\nkind = "asset"\nsubtype = "cash"\nid = "assets-bank"\nname = "Safe"\n'
    )
    map_ = map_of(POSTINGS_MAP + named).map
    assert isinstance(map_, PostingsMap)
    places = Places(map_.accounts)
    assert places.of("Assets:Safe:Left") == places.of("Assets:Safe:Right")
    with malformed("import.account_collision"):
        places.of("Assets:Bank")


def test_a_truncated_file_leaves_a_transaction_unbalanced() -> None:
    cut = "\n".join(POSTINGS.splitlines()[:-2]) + "\n"
    with malformed("import.unbalanced") as refusal:
        check(read_postings(cut), balances_ok=True)
    assert refusal.value.message.startswith("row 6: ")


@pytest.mark.parametrize(
    ("old", "new", "rule_id", "row"),
    [
        ('"-100.00","元"', '"-100.01","元"', "import.unbalanced", 4),
        ('"-100.00","元"', '"-100.000","元"', "import.amount", 5),
        ('"-100.00","元"', '"","元"', "import.amount", 5),
        ('"-100.00","元"', '"-100.00","$"', "import.currency", 5),
        ('"-100.00","元"', '"-100.00"', "import.width", 5),
        ('lines","Income"', 'lines","Equity"', "import.account_unmapped", 5),
        ('"2","2025-01-04","","two\nlines","Income"', '"2","2025-01-06","","two\nlines","Income"', "import.date", 4),
        ('"2","2025-01-04","","two\nlines","Income"', '"2","2025-02-30","","two\nlines","Income"', "import.date", 5),
        (f'"3",{LAST}', f'"1",{LAST}', "import.transaction", 8),
        (f'"3",{LAST}', f'"",{LAST}', "import.transaction", 8),
        (f'"3",{LAST}', f'"4",{LAST}', "import.unbalanced", 8),
    ],
)
def test_a_transaction_that_is_not_understood_is_listed(old: str, new: str, rule_id: str, row: int) -> None:
    assert old in POSTINGS
    found = read_postings(POSTINGS.replace(old, new))
    assert (row, rule_id) in [(problem.row, problem.rule_id) for problem in found.problems]


def test_more_postings_than_an_event_holds_are_refused() -> None:
    head = POSTINGS.splitlines()[0]
    rows = [f'"1","2025-01-03","","","Assets:Bank","{amount}","元"' for amount in [*([1] * 200), -200]]
    found = read_postings("\n".join([head, *rows]))
    assert [problem.rule_id for problem in found.problems] == ["import.postings"]


def test_rows_without_an_account_are_listed_or_not_understood() -> None:
    rules = '[[not_movements]]\nmatch = "Total"\nis = "total"\n'
    more = POSTINGS + ",,,,,,\nTotal,,,,,0,\n"
    found = read_postings(more, POSTINGS_MAP + rules)
    assert found.problems == []
    assert found.others[1:] == [OtherRow(9, "blank"), OtherRow(10, "total")]
    assert [problem.row for problem in read_postings(more).problems] == [10]
