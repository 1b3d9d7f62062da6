"""The plan of an import, carried out under the rules in memory: what goes in, once, and with which totals."""

from __future__ import annotations

import json
from collections import Counter
from typing import Any

import pytest

from ledger import jws, sealing
from ledger.importing.plan import Plan, check
from tests.log_of import FUND
from tests.refusals import malformed, refused, unusable
from tests.test_ledger.test_importing.importer import TREASURER, Importer
from tests.test_ledger.test_importing.samples import POSTINGS, POSTINGS_MAP, TABLE, TABLE_MAP, map_of

PERSONS = ("甲样例", "乙样例", "丙样例", "丁样例")
BALANCES = {"bank": 29_950, "parking": -60_000, "other": 30_050}
NEXT_EDITION = TABLE.replace(
    "合计,,,600.00,300.50,1299.50", "2025-02-03,停车费,甲样例,200.00,,,\n合计,,,800.00,300.50,1499.50"
)
OTHER_MAP = map_of(TABLE_MAP, **{'in = "other_income"': 'in = "premises"'})


def names(plan: Any) -> Counter[str]:
    return Counter(draft.name for draft in plan.drafts)


def counts(plan: Plan) -> tuple[int, int, int, int]:
    """Return how many rows of both editions are the same, changed, vanished and added."""
    same, changed, vanished, added = plan.editions
    return len(same), len(changed), len(vanished), len(added)


def corrected(importer: Importer, text: str, replaces: str) -> Plan:
    """Import a newer edition and have all that it corrects confirmed."""
    plan = importer.plan(text, replaces=replaces)
    signed = importer.carry_out(plan.drafts)
    for draft, one in zip(plan.drafts, signed, strict=True):
        if draft.name in ("movement.reversed", "import.completed"):
            importer.confirm("chair", one)
    return plan


def test_a_source_is_imported_between_its_registration_and_its_completion() -> None:
    importer = Importer()
    plan = importer.plan(TABLE)
    order = list(dict.fromkeys(draft.name for draft in plan.drafts))
    assert order == [
        "source.registered", "fund.opened", "counterparty.registered", "account.opened", "movement.imported",
        "import.completed",
    ]  # fmt: skip
    assert names(plan) == dict(zip(order, (1, 1, 3, 1, 4, 1), strict=True))
    importer.confirm("chair", importer.carry_out(plan.drafts)[-1])
    assert importer.balances() == BALANCES


def test_the_completion_states_counts_and_totals() -> None:
    data = Importer().plan(TABLE).drafts[-1].data
    assert (data["rows"], data["added"], data["changed"], data["vanished"]) == (9, 4, 0, 0)
    assert data["totals"] == [
        {"fund": "common-income", "account": "bank", "amount": 29_950},
        {"fund": "common-income", "category": "other", "amount": 30_050},
        {"fund": "common-income", "category": "parking", "amount": -60_000},
    ]


def test_sums_by_kind_are_those_of_the_postings() -> None:
    plan = Importer().plan(POSTINGS, map_of(POSTINGS_MAP))
    assert plan.sums == {"asset": 8_750, "liability": 0, "equity": 0, "income": -10_000, "expense": 1_250}


def test_no_name_of_a_person_stands_in_clear_and_none_is_published() -> None:
    importer = Importer()
    importer.imported(TABLE)
    importer.imported(POSTINGS, map_of(POSTINGS_MAP))
    for signed in importer.files:
        compact, disclosures = sealing.split(signed)
        payload = json.loads(jws.parse(compact).payload)
        assert not [name for name in PERSONS if name in json.dumps(payload, ensure_ascii=False)]
        for one in disclosures:
            if payload["type"] != "mingzhang.counterparty.registered.v1":
                assert one.value not in PERSONS


def test_control_the_names_are_there_for_who_has_the_vault() -> None:
    importer = Importer()
    importer.imported(TABLE)
    importer.imported(POSTINGS, map_of(POSTINGS_MAP))
    assert set(PERSONS) <= importer.book().parties.keys()


def test_the_account_of_a_person_is_known_by_its_number_and_held_by_that_person() -> None:
    importer = Importer()
    importer.imported(POSTINGS, map_of(POSTINGS_MAP))
    person = importer.book().parties["丁样例"]
    account = importer.history.accounts()[f"liabilities-reimbursement-{person}"].opened
    assert account is not None
    assert (account.holder, account.kind) == (person, "liability")


def test_a_movement_without_a_text_says_where_to_look() -> None:
    drafts = Importer().plan(POSTINGS, map_of(POSTINGS_MAP)).drafts
    texts = [draft.data["description"] for draft in drafts if draft.name == "movement.imported"]
    assert texts == [{"value": "第 2 行 · row 2"}, {"value": "two\nlines"}, {"value": "第 6 行 · row 6"}]


def test_accounts_and_funds_that_are_open_are_used_as_they_are() -> None:
    importer = Importer()
    importer.with_money()
    plan = importer.plan(TABLE)
    assert names(plan).keys().isdisjoint({"fund.opened", "account.opened"})
    importer.confirm("chair", importer.carry_out(plan.drafts)[-1])
    assert importer.balances()["bank"] == 500_000 + 29_950


def test_rows_up_to_the_opening_balance_are_counted_as_history() -> None:
    importer = Importer()
    importer.imported(TABLE)
    importer.confirm(
        "chair", importer.record(TREASURER, "balance.opened", FUND, account="bank", amount=1, as_of="2025-01-31")
    )
    more = TABLE.replace("2025-01-09", "2025-01-10").replace("2025-01-03", "2025-02-03").replace("200", "201")
    plan = importer.plan(more, OTHER_MAP)
    assert (plan.new, plan.before_opening) == (4, 3)


def test_an_account_that_is_something_else_in_the_book_is_refused() -> None:
    importer = Importer()
    importer.with_money()
    with malformed("import.account_differs"):
        importer.plan(TABLE, map_of(TABLE_MAP, **{'id = "bank"': 'id = "bank"\nkind = "liability"'}))


def test_a_fund_that_is_neither_open_nor_named_is_refused() -> None:
    with refused("fund.not_open"):
        Importer().plan(TABLE, map_of(TABLE_MAP, **{'name = "公共收益"\n': ""}))


def test_a_category_that_no_chart_has_is_refused_before_anything_is_signed() -> None:
    with refused("category.unknown"):
        Importer().plan(TABLE, map_of(TABLE_MAP, **{'in = "parking"': 'in = "gambling"'}))


def test_more_totals_than_an_event_holds_are_refused() -> None:
    head = POSTINGS.splitlines()[0]
    rows = [
        f'"{n}","2025-01-03","","","{account}","{amount}","元"'
        for n in range(401)
        for account, amount in ((f"Expenses:E{n}", 1), ("Assets:Bank", -1))
    ]
    with malformed("import.totals"):
        Importer().plan("\n".join([head, *rows]), map_of(POSTINGS_MAP))


@pytest.mark.parametrize("stored", range(1, 11))
def test_an_interrupted_import_is_continued_where_it_stopped(stored: int) -> None:
    importer = Importer()
    plan = importer.plan(TABLE)
    importer.carry_out(plan.drafts[:stored])
    again = importer.plan(TABLE)
    assert again.source == plan.source
    assert (again.new + again.imported, len(again.drafts)) == (4, len(plan.drafts) - stored)
    assert again.drafts == plan.drafts[stored:]
    importer.confirm("chair", importer.carry_out(again.drafts)[-1])
    assert importer.balances() == BALANCES


def test_an_interrupted_import_is_continued_with_its_own_map_only() -> None:
    importer = Importer()
    importer.carry_out(importer.plan(TABLE).drafts[:5])
    with unusable("import.map_changed"):
        importer.plan(TABLE, OTHER_MAP)
    with unusable("import.replaces_changed"):
        importer.plan(TABLE, replaces="ab" * 32)


def test_rows_that_another_source_has_brought_are_refused_one_by_one() -> None:
    importer = Importer()
    source = importer.imported(TABLE).source
    plan = importer.plan(NEXT_EDITION)
    assert [(row, other.source, other.row) for row, other in plan.overlaps] == [(n, source, n) for n in (4, 5, 7, 8)]
    with refused("import.rows_known") as refusal:
        check(plan, also=False)
    assert "4 of 5 movements" in refusal.value.message
    check(plan, also=True)


def test_with_another_map_text_and_payee_the_same_rows_are_the_same() -> None:
    importer = Importer()
    importer.imported(TABLE)
    other = TABLE.replace("停车费", "场地费").replace("甲样例", "").replace("2025年收支", "2025年度收支")
    assert len(importer.plan(other, OTHER_MAP).overlaps) == 4


def test_control_rows_of_other_days_or_amounts_are_no_overlap() -> None:
    importer = Importer()
    importer.imported(TABLE)
    plan = importer.plan(TABLE.replace("2025-01-", "2025-02-").replace("1月5日", "2月5日"))
    assert (plan.new, plan.overlaps) == (4, [])
    check(plan, also=False)


def test_without_the_vault_the_same_file_is_an_overlap_and_not_a_second_import() -> None:
    importer = Importer()
    importer.imported(TABLE)
    assert len(importer.plan(TABLE, vault=False).overlaps) == 4


def test_a_newer_edition_brings_only_what_is_new() -> None:
    importer = Importer()
    first = importer.imported(TABLE).source
    plan = importer.plan(NEXT_EDITION, replaces=first)
    assert counts(plan) == (4, 0, 0, 1)
    assert (plan.new, plan.overlaps) == (1, [])
    importer.confirm("chair", importer.carry_out(plan.drafts)[-1])
    assert importer.balances() == BALANCES | {"bank": 49_950, "parking": -80_000}


def test_an_edition_of_an_edition_counts_no_row_of_either_again() -> None:
    importer = Importer()
    first = importer.imported(TABLE).source
    second = importer.imported(NEXT_EDITION, replaces=first).source
    third = NEXT_EDITION.replace(
        "合计,,,800.00,300.50,1499.50", "2025-03-03,停车费,甲样例,200.00,,,\n合计,,,1000.00,300.50,1699.50"
    )
    plan = importer.plan(third, replaces=second)
    assert counts(plan) == (5, 0, 0, 1)


CHANGED = TABLE.replace(
    '2025-01-09,停车费,甲样例,200.00,,"1,099.50"', '2025-01-09,停车费,甲样例,250.00,,"1,149.50"'
).replace('"1,299.50"', '"1,349.50"')
"""Row 7 has another amount, and the total is not repaired."""
SHORTER = TABLE.replace("1月5日,换水泵,样例水电公司,,￥300.50,899.50,\n", "")
"""Row 5, the only payment, is left out."""


def test_a_changed_row_is_taken_back_and_brought_in_as_it_is_now() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    plan = importer.plan(CHANGED, replaces=first.source)
    assert counts(plan) == (3, 1, 0, 0)
    assert dict(names(plan)) == {
        "source.registered": 1, "movement.reversed": 1, "movement.imported": 1, "import.completed": 1,
    }  # fmt: skip
    reversal, movement, completion = (draft.data for draft in plan.drafts[1:])
    assert (reversal["edition"], reversal["on"]) == (plan.source, movement["replaces"])
    assert (completion["added"], completion["changed"], completion["vanished"]) == (0, 1, 0)
    signed = importer.carry_out(plan.drafts)
    with refused("import.reversals_waiting"):
        importer.confirm("chair", signed[-1])
    importer.confirm("chair", signed[1])
    importer.confirm("chair", signed[-1])
    assert importer.balances() == BALANCES | {"bank": 34_950, "parking": -65_000}


def test_a_row_that_vanished_is_taken_back_and_nothing_comes_in_its_place() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    plan = importer.plan(SHORTER, replaces=first.source)
    assert counts(plan) == (3, 0, 1, 0)
    signed = importer.carry_out(plan.drafts)
    importer.confirm("chair", signed[1])
    importer.confirm("chair", signed[-1])
    assert importer.balances() == {"bank": 60_000, "parking": -60_000}


def test_control_until_a_second_person_agrees_the_old_row_counts() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    importer.carry_out(importer.plan(SHORTER, replaces=first.source).drafts)
    assert importer.balances() == BALANCES


def test_what_an_edition_took_back_may_come_again_with_the_next_one() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    second = corrected(importer, SHORTER, first.source)
    again = corrected(importer, TABLE.replace("收支明细表", "收支表"), second.source)
    assert counts(again) == (3, 0, 0, 1)
    assert importer.balances() == BALANCES


def test_a_row_that_somebody_took_back_by_hand_stays_taken_back() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    row = next(row for row in importer.book().rows if row.row == 5)
    by_hand = importer.record(
        TREASURER, "movement.reversed", FUND, on={"id": row.id, "sha256": row.sha256}, reason="mistake",
        book_date="2025-01-05",
    )  # fmt: skip
    importer.confirm("chair", by_hand)
    plan = importer.plan(NEXT_EDITION, replaces=first.source)
    assert counts(plan) == (3, 0, 0, 1)
    assert [old.row for old, _ in plan.by_hand] == [5]


def test_corrections_of_a_closed_period_count_in_the_open_one() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    closed = importer.record(
        TREASURER, "period.closed", FUND, period="2025-01", balances=[{"account": "bank", "amount": 29_950}]
    )
    importer.confirm("chair", closed)
    plan = importer.plan(CHANGED, replaces=first.source)
    assert [draft.data["book_date"] for draft in plan.drafts[1:3]] == ["2025-02-01", "2025-02-01"]
    signed = importer.carry_out(plan.drafts)
    importer.confirm("chair", signed[1])
    importer.confirm("chair", signed[-1])
    assert importer.balances()["bank"] == 34_950


def test_a_newer_edition_goes_into_the_fund_of_the_older_one() -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    with unusable("import.replaces_fund"):
        importer.plan(
            CHANGED,
            map_of(TABLE_MAP, **{'id = "common-income"': 'id = "works"', "公共收益": "维修"}),
            replaces=first.source,
        )


@pytest.mark.parametrize("stored", range(1, 4))
def test_a_newer_edition_with_corrections_goes_on_where_it_stopped(stored: int) -> None:
    importer = Importer()
    first = importer.imported(TABLE)
    plan = importer.plan(CHANGED, replaces=first.source)
    importer.carry_out(plan.drafts[:stored])
    assert importer.plan(CHANGED).drafts == plan.drafts[stored:]


@pytest.mark.parametrize("stored", [1, 2])
def test_a_newer_edition_that_was_interrupted_goes_on_as_it_began(stored: int) -> None:
    importer = Importer()
    first = importer.imported(TABLE).source
    plan = importer.plan(NEXT_EDITION, replaces=first)
    importer.carry_out(plan.drafts[:stored])
    assert importer.plan(NEXT_EDITION).drafts == plan.drafts[stored:]


def test_a_source_that_is_not_there_cannot_be_replaced() -> None:
    importer = Importer()
    source = importer.imported(TABLE).source
    with unusable("import.replaces_unknown") as refusal:
        importer.plan(NEXT_EDITION, replaces="ab" * 32)
    assert source in refusal.value.advice


def test_deviations_and_rows_set_aside_are_noted_in_public_without_any_text_of_the_source() -> None:
    data = Importer().plan(TABLE.replace('"1,099.50"', '"1,909.50"')).drafts[-1].data
    note = data["note"]
    assert isinstance(note, dict)
    text = str(note["value"])
    assert "第 7 行：余额写作 1,909.50，按各行推算为 1,099.50" in text
    assert "row 7: stated balance 1,909.50, its rows give 1,099.50; nothing was repaired" in text
    assert "6: blank" in text
    assert not [word for word in (*PERSONS, "停车费", "收支明细表") if word in text]
