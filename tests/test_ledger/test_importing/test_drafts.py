"""Each event of an import, drafted alone: what the book lacks, with the names of persons nowhere in clear."""

from __future__ import annotations

import pytest

from ledger.importing.book import ImportedRow
from ledger.importing.drafts import Draft, Drafts, PlannedRow
from ledger.importing.editions import Comparison
from ledger.importing.maps import NamedMap
from ledger.importing.parties import Parties
from ledger.importing.rows import AccountPlace, CategoryPlace, Deviation, SourcePosting, Transaction
from ledger.importing.sameness import key_of
from ledger.rules.postings import Line
from ledger.strict_json import Json
from tests.refusals import malformed
from tests.test_ledger.test_importing.importer import TREASURER, Importer
from tests.test_ledger.test_importing.samples import TABLE, TABLE_MAP, map_of, read

SOURCE = "ab" * 32
BANK = AccountPlace("bank", "asset", "bank", "样例账户")
OWED = AccountPlace("owed", "liability", "payable", "Reimbursement", "丁样例")


def drafts(importer: Importer, named: NamedMap | None = None) -> Drafts:
    return Drafts(importer.book(), named or map_of(TABLE_MAP), SOURCE, "CNY")


def row(
    place: AccountPlace = BANK,
    account: str = "bank",
    *,
    text: str = "停车费",
    party: str | None = None,
    holder: str | None = None,
) -> PlannedRow:
    postings = SourcePosting(place, 700), SourcePosting(CategoryPlace("parking"), -700)
    lines = Line("account", account, 700), Line("category", "parking", -700)
    transaction = Transaction(7, "2025-01-09", postings, None, text)
    return PlannedRow(transaction, lines, party, {account: (place, holder)}, key_of("2025-01-09", lines))


EVENT = "0197f0c0-0000-7000-8000-000000000001"
HELD = ImportedRow("cd" * 32, 5, row().key, "common-income", row().content, EVENT, "ef" * 32)
NOTHING: Comparison[ImportedRow, PlannedRow] = Comparison([], [], [], [])


def test_a_reversal_names_the_row_and_the_edition_that_has_it_otherwise() -> None:
    assert drafts(Importer()).reversal(HELD) == Draft(
        "movement.reversed",
        "fund/common-income",
        {
            "on": {"id": HELD.id, "sha256": HELD.sha256}, "reason": "newer_edition", "book_date": "2025-01-09",
            "edition": SOURCE,
        },
    )  # fmt: skip


def test_a_registration_names_file_map_and_fund_and_keeps_the_nonce_sealed() -> None:
    named = map_of(TABLE_MAP)
    (draft,) = drafts(Importer()).registration("样例.csv", bytes(32), 9, None)
    assert draft == Draft(
        "source.registered",
        f"source/{SOURCE}",
        {
            "source": SOURCE, "nonce": {"value": "00" * 32}, "name": {"value": "样例.csv"}, "sheets": 1, "rows": 9,
            "map_sha256": named.sha256, "funds": ["common-income"],
        },
    )  # fmt: skip
    (newer,) = drafts(Importer()).registration("样例.csv", bytes(32), 9, "ef" * 32)
    assert newer.data == draft.data | {"replaces": "ef" * 32}


def test_a_fund_is_opened_where_it_is_not_open() -> None:
    importer = Importer()
    (draft,) = drafts(importer).fund()
    assert (draft.name, draft.subject) == ("fund.opened", "fund/common-income")
    assert (draft.data["name"], draft.data["currency"], draft.data["scope"]) == ("公共收益", "CNY", "all")
    importer.with_money()
    assert list(drafts(importer).fund()) == []


def test_a_fund_of_the_same_name_is_not_opened_a_second_time() -> None:
    importer = Importer()
    importer.with_money()
    other = TABLE_MAP.replace('id = "common-income"', 'id = "income"')
    with malformed("import.fund_alike"):
        list(drafts(importer, map_of(other)).fund())
    (draft,) = drafts(importer, map_of(other.replace('"公共收益"', '"旧公共收益"'))).fund()
    assert draft.subject == "fund/income"


def test_an_account_is_opened_once_and_belongs_to_the_community_or_to_its_person() -> None:
    importer = Importer()
    opened = list(drafts(importer).accounts([row(), row(), row(OWED, "owed-p-0001", holder="p-0001")]))
    assert [(draft.subject, draft.data["kind"], draft.data["holder"], draft.data["name"]) for draft in opened] == [
        ("account/bank", "asset", "community", {"value": "样例账户"}),
        ("account/owed-p-0001", "liability", "p-0001", {"value": "Reimbursement p-0001"}),
    ]
    assert "丁样例" not in repr(opened)
    importer.with_money()
    assert list(drafts(importer).accounts([row()])) == []


def test_an_account_that_is_something_else_in_the_book_is_named() -> None:
    importer = Importer()
    importer.with_money()
    with malformed("import.account_differs") as refusal:
        list(drafts(importer).accounts([row(BANK), row(OWED, "bank")]))
    assert refusal.value.message == "the account 'bank' is open as asset, the map says liability"


def test_only_parties_of_these_rows_are_registered_holders_of_accounts_among_them() -> None:
    importer = Importer()
    parties = Parties(importer.book(), firms=["Sample Firm"])
    ids = [parties.id_of(name) for name in ("甲样例", "Sample Firm", "丁样例")]
    found = list(drafts(importer).parties(parties, [row(party=ids[1]), row(OWED, "owed-x", holder=ids[2])]))
    assert [(draft.subject, draft.data["party"], draft.data["kind"]) for draft in found] == [
        ("community", "sample-firm", "company"), ("community", "p-0002", "person"),
    ]  # fmt: skip


def test_a_movement_has_its_row_its_day_and_its_lines_in_order() -> None:
    draft = drafts(Importer()).movement(row(party="p-0001"))
    assert draft == Draft(
        "movement.imported",
        "fund/common-income",
        {
            "source": {"id": SOURCE, "row": 7}, "date": "2025-01-09",
            "postings": [{"account": "bank", "amount": 700}, {"category": "parking", "amount": -700}],
            "description": {"value": "停车费"}, "party": "p-0001",
        },
    )  # fmt: skip


def test_a_movement_without_party_and_text_names_no_party_and_its_row() -> None:
    data = drafts(Importer()).movement(row(text="")).data
    assert "party" not in data
    assert data["description"] == {"value": "第 7 行 · row 7"}


def test_a_completion_states_counts_totals_and_what_is_wrong_in_the_source() -> None:
    reading = read(TABLE)
    totals = {("account", "bank"): 700, ("category", "parking"): -700}
    (draft,) = drafts(Importer()).completion(reading, Comparison([], [(HELD, row())], [HELD] * 2, [row()] * 3), totals)
    assert (draft.name, draft.subject) == ("import.completed", f"source/{SOURCE}")
    stated: Json = [
        {"fund": "common-income", "account": "bank", "amount": 700},
        {"fund": "common-income", "category": "parking", "amount": -700},
    ]
    assert {name: draft.data[name] for name in ("rows", "added", "changed", "vanished", "totals")} == {
        "rows": 9, "added": 3, "changed": 1, "vanished": 2, "totals": stated,
    }  # fmt: skip
    assert "6: blank" in str(draft.data["note"])


def test_a_completion_of_which_there_is_nothing_to_say_has_no_note() -> None:
    reading = read(TABLE)
    reading.others.clear()
    (draft,) = drafts(Importer()).completion(reading, NOTHING, {})
    assert "note" not in draft.data
    reading.deviations.append(Deviation(7, "stated balance", 1, 2, alone=True))
    (draft,) = drafts(Importer()).completion(reading, NOTHING, {})
    assert "第 7 行" in str(draft.data["note"])


@pytest.mark.parametrize("with_money", [False, True])
def test_everything_that_is_drafted_can_be_signed_and_is_admitted(with_money: bool) -> None:
    importer = Importer()
    if with_money:
        importer.with_money()
    made = drafts(importer)
    rows = [row()]
    totals = {("account", "bank"): 700, ("category", "parking"): -700}
    for draft in (
        *made.registration("样例.csv", bytes(32), 9, None), *made.fund(), *made.accounts(rows), made.movement(rows[0]),
        *made.completion(read(TABLE), Comparison([], [], [], rows), totals),
    ):  # fmt: skip
        importer.record(TREASURER, draft.name, draft.subject, **draft.data)
