"""The posting table of EVENTS.md: what each movement debits and credits; every posting sums to zero."""

from __future__ import annotations

from typing import Any, TypeVar, get_args, get_type_hints

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec import UNSET

from ledger.bodies import BODIES
from ledger.bodies.accounts import BalanceOpened, Share
from ledger.bodies.money import (
    AdvanceSettled,
    IncomeRecorded,
    MovementImported,
    OutflowRecorded,
    PaymentExecuted,
    PaymentRequested,
    PaymentReturned,
)
from ledger.bodies.shared import Body
from ledger.events import typed_body
from ledger.rules import postings
from ledger.rules.postings import BuildingShare, Line, Lines
from tests.log_of import Book
from tests.sample_bodies import REF, SAMPLES

BodyT = TypeVar("BodyT", bound=Body)
EVENT = "01930000-0000-7000-8000-00000000000a"
AMOUNTS = st.integers(1, 2**53 - 1)
SIGNED = st.integers(-(2**53) + 1, 2**53 - 1)
ACCOUNTS = st.from_regex("[a-z0-9][a-z0-9-]{0,20}", fullmatch=True)
CATEGORIES = st.from_regex("[a-z][a-z_]{0,10}(/[a-z0-9][a-z0-9-]{0,10})?", fullmatch=True)
NATURES = {
    "income": Line("category", "parking", -7), "interest": Line("category", "parking", -7),
    "deposit": Line("account", "deposits/tenant", -7), "advance_receipt": Line("account", "received-in-advance", -7),
    "refund_received": Line("category", "parking", -7),
    "transfer": Line("account", "transit/01930000-0000-7000-8000-000000000001", -7),
}  # fmt: skip
KINDS = {
    "expense": Line("category", "repairs", 7), "advance": Line("account", "advances/plumber", 7),
    "transfer": Line("account", f"transit/{EVENT}", 7),
}  # fmt: skip


def body(kind: type[BodyT], /, **changes: Any) -> BodyT:
    """Return the sample of an event type with other values."""
    found = typed_body(BODIES[kind.wire_name], dict(SAMPLES[kind.wire_name]) | changes)
    assert isinstance(found, kind)
    return found


def receipt(nature: str, **changes: Any) -> IncomeRecorded:
    return body(IncomeRecorded, **{"nature": nature, "category": "parking", "transfer_of": REF} | changes)


def execution_of(request: PaymentRequested, refunded: IncomeRecorded | None = None, **changes: Any) -> Lines:
    return postings.of_execution(EVENT, body(PaymentExecuted, **changes), request, refunded)


@pytest.mark.parametrize(("nature", "credit"), NATURES.items())
def test_a_receipt_debits_its_account_and_credits_what_its_nature_says(nature: str, credit: Line) -> None:
    assert postings.of_income(receipt(nature, amount=7)) == (Line("account", "bank", 7), credit)


def test_control_the_tables_have_every_nature_and_every_kind() -> None:
    assert set(NATURES) == set(get_args(get_type_hints(IncomeRecorded)["nature"]))
    assert {*KINDS, "refund"} == set(get_args(get_type_hints(PaymentRequested)["kind"]))


@pytest.mark.parametrize(("kind", "debit"), KINDS.items())
def test_a_payment_debits_what_its_request_is_for_and_credits_its_account(kind: str, debit: Line) -> None:
    request = body(PaymentRequested, kind=kind, category="repairs", payee="plumber")
    assert execution_of(request, amount=7) == (debit, Line("account", "bank", -7))


@pytest.mark.parametrize("nature", NATURES)
def test_a_refund_debits_what_its_receipt_has_credited(nature: str) -> None:
    lines = execution_of(body(PaymentRequested, kind="refund"), receipt(nature, amount=70), amount=7)
    assert lines == (NATURES[nature]._replace(amount=7), Line("account", "bank", -7))


def test_a_returned_payment_comes_back_to_the_account_that_it_names() -> None:
    paid = execution_of(body(PaymentRequested, kind="advance", payee="plumber"), amount=7)
    returned = postings.of_return(body(PaymentReturned, account="cash", amount=5), paid)
    assert returned == (Line("account", "cash", 5), Line("account", "advances/plumber", -5))


def test_an_outflow_is_an_expense_and_an_opening_comes_from_net_assets() -> None:
    outflow, opening = body(OutflowRecorded, amount=7), body(BalanceOpened, amount=-7)
    assert postings.of_outflow(outflow) == (Line("category", "bank_charge", 7), Line("account", "bank", -7))
    assert postings.of_opening(opening) == (Line("account", "bank", -7), Line("account", "net-assets", 7))


def test_an_imported_movement_posts_as_it_stood_in_its_order() -> None:
    rows = [
        {"account": "bank", "amount": -3},
        {"category": "repairs/lift", "amount": 0},
        {"account": "bank", "amount": 3},
    ]
    assert postings.of_imported(body(MovementImported, postings=rows)) == (
        Line("account", "bank", -3), Line("category", "repairs/lift", 0), Line("account", "bank", 3),
    )  # fmt: skip


def test_a_receipt_for_one_building_is_all_of_it_that_building_s_unless_it_is_shared() -> None:
    plain = msgspec.structs.replace(receipt("income", account="cash", amount=7), allocation=UNSET, belongs_to=UNSET)
    whole = msgspec.structs.replace(plain, belongs_to="b1")
    parts = [Share(building="b1", amount=5), Share(building="b2", amount=2)]
    assert postings.shares_of_income(plain) == ()
    assert postings.shares_of_income(whole) == (BuildingShare("b1", "cash", 7),)
    assert postings.shares_of_income(msgspec.structs.replace(whole, allocation=parts)) == (
        BuildingShare("b1", "cash", 5),
        BuildingShare("b2", "cash", 2),
    )


def test_nothing_brought_forward_is_shared_among_no_building() -> None:
    assert postings.shares_of_opening(body(BalanceOpened, amount=0, allocation=[])) == ()


@pytest.mark.parametrize(("returned", "lines"), [(0, 2), (1, 3)])
def test_a_settlement_has_a_line_for_what_came_back_only_where_something_did(returned: int, lines: int) -> None:
    request = body(PaymentRequested, kind="advance", payee="plumber")
    spent = [{"category": "repairs", "amount": 6}]
    settled = body(AdvanceSettled, lines=spent, returned=returned)
    found = postings.of_settlement(settled, body(PaymentExecuted, account="cash"), request)
    assert len(found) == lines
    assert found[0] == Line("category", "repairs", 6)
    assert found[1:-1] == (Line("account", "cash", 1),)[:returned]
    assert found[-1] == Line("account", "advances/plumber", -6 - returned)


@given(nature=st.sampled_from(list(NATURES)), amount=AMOUNTS, account=ACCOUNTS, payer=ACCOUNTS, category=CATEGORIES)
def test_every_receipt_sums_to_zero_and_moves_its_amount(
    nature: str, amount: int, account: str, payer: str, category: str
) -> None:
    lines = postings.of_income(receipt(nature, amount=amount, account=account, payer=payer, category=category))
    assert sum(line.amount for line in lines) == 0
    assert lines[0] == ("account", account, amount)


@given(kind=st.sampled_from([*KINDS, "refund"]), nature=st.sampled_from(list(NATURES)), amount=AMOUNTS, data=st.data())
def test_every_payment_and_what_comes_back_of_it_sum_to_zero(
    kind: str, nature: str, amount: int, data: st.DataObject
) -> None:
    request = body(PaymentRequested, kind=kind, payee=data.draw(ACCOUNTS), category=data.draw(CATEGORIES))
    paid = execution_of(request, receipt(nature), amount=amount, account=data.draw(ACCOUNTS))
    back = postings.of_return(
        body(PaymentReturned, amount=data.draw(st.integers(1, amount)), account=data.draw(ACCOUNTS)), paid
    )
    for lines in (paid, back):
        assert sum(line.amount for line in lines) == 0
        assert len(lines) == 2
    assert (back[1].kind, back[1].code) == (paid[0].kind, paid[0].code)


@given(amount=SIGNED, account=ACCOUNTS)
def test_every_opening_sums_to_zero_whatever_its_sign(amount: int, account: str) -> None:
    lines = postings.of_opening(body(BalanceOpened, amount=amount, account=account))
    assert [line.amount for line in lines] == [amount, -amount]


@pytest.mark.parametrize(
    ("nature", "changes", "credited"),
    [
        ("income", {}, "parking"),
        ("interest", {"category": "interest"}, "interest"),
        ("deposit", {"payer": "plumber"}, "deposits/plumber"),
        ("advance_receipt", {}, "received-in-advance"),
        ("refund_received", {"category": "repairs"}, "repairs"),
    ],
)
def test_what_a_receipt_credits(nature: str, changes: dict[str, Any], credited: str) -> None:
    book = Book().with_money()
    book.income(nature=nature, **changes)
    balances = {code: amount for (_kind, code), amount in book.fund.balances.items()}

    assert balances["bank"] == 500_000 + 120_000
    assert balances[credited] == -120_000


@given(
    amounts=st.lists(st.integers(1, 10**12), min_size=1, max_size=8),
    kinds=st.lists(st.sampled_from(["expense", "advance"]), min_size=8, max_size=8),
)
def test_every_payment_posts_to_zero(amounts: list[int], kinds: list[str]) -> None:
    book = Book().with_money()
    for number, amount in enumerate(amounts):
        request = book.request(payment=f"p-{number}", amount=amount, kind=kinds[number])
        book.execute(request, amount=amount, bank_ref=f"bank-{number}")
        assert sum(book.fund.balances.values()) == 0

    assert book.fund.balances["account", "bank"] == 500_000 - sum(amounts)
