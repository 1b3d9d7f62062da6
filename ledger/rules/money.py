"""Rules and folds of accounts, funds and movements. What the bank has done is never refused for lack of approvals."""

from __future__ import annotations

from msgspec import UNSET

from ledger.bodies.accounts import AccountOpened, BalanceOpened, FundOpened
from ledger.bodies.money import IncomeRecorded, MovementImported, OutflowRecorded
from ledger.bodies.shared import Ref
from ledger.events import Event
from ledger.rules import postings
from ledger.rules.act import Act
from ledger.rules.packs import Side
from ledger.rules.postings import Line, Lines
from ledger.rules.state import Account, Fund, ImportedRows, Receipt
from ledger.strict_json import INTEGER_MAX

_SIDES_OF_NATURE: dict[str, tuple[Side, ...]] = {
    "income": ("income",),
    "interest": ("income",),
    "advance_receipt": ("income",),
    "refund_received": ("expense",),
    "deposit": ("income", "expense"),
    "transfer": ("income", "expense"),
}


def post(fund: Fund, lines: Lines) -> None:
    """Add lines to the fund's balances."""
    for kind, code, amount in lines:
        fund.balances[kind, code] += amount


def check_balances(act: Act, fund: Fund, lines: Lines) -> None:
    """No balance becomes longer than a number of strict JSON: whoever shows or sums it could not hold it."""
    added: dict[tuple[str, str], int] = {}
    for line in lines:
        added[line[:2]] = added.get(line[:2], 0) + line.amount
    for (kind, code), amount in added.items():
        if abs(fund.balances.get((kind, code), 0) + amount) > INTEGER_MAX:
            raise act.refuse(
                "balance.limit",
                f"the balance of {code!r} would lie beyond ±{INTEGER_MAX}",
                "Correct the amount: no community has that much money.",
            )


def check_account_opened(act: Act, body: AccountOpened) -> None:
    """Once, for a holder that the book knows, under an id that no posting rule uses for its own accounts."""
    if act.event.subject.partition("/")[2] in (postings.NET_ASSETS, postings.RECEIVED_IN_ADVANCE):
        raise act.refuse(
            "account.reserved", f"{act.event.subject} arises by itself and is never opened", "Choose another id."
        )
    if act.own(Account).opened is not None:
        raise act.refuse("account.opened_twice", f"{act.event.subject} is open", "Choose another id.")
    act.check_party(body.holder)


def fold_account_opened(account: Account, _event: Event, body: AccountOpened) -> None:
    """Open the account."""
    account.opened = body


def check_fund_opened(act: Act, body: FundOpened) -> None:
    """Once, for buildings that exist."""
    if act.own(Fund).opened is not None:
        raise act.refuse("fund.opened_twice", f"{act.event.subject} is open", "Choose another id.")
    act.check_date(body.cutover)
    if isinstance(body.scope, list):
        act.check_buildings(body.scope)


def fold_fund_opened(fund: Fund, _event: Event, body: FundOpened) -> None:
    """Open the fund."""
    fund.opened = body


def check_balance_opened(act: Act, body: BalanceOpened) -> None:
    """Once per account and fund; one day per fund, before the first movement dated after it."""
    fund = act.open_fund()
    act.check_happened(body.as_of)
    act.check_account(body.account, fund)
    act.check_shares(body.allocation, body.amount)
    if body.account in fund.openings:
        raise act.refuse(
            "balance.opened_twice", f"{body.account!r} has its opening balance", "Correct it by a movement instead."
        )
    if fund.opening_as_of not in (None, body.as_of):
        raise act.refuse(
            "balance.as_of", f"the fund's opening balances are as of {fund.opening_as_of}", "Use the same day."
        )
    # Issued in time is in time: movements recorded while it waited for its second person do not spoil it.
    if act.event.id in fund.waiting:
        check_balances(act, fund, (*_replaced(fund, body), *postings.of_opening(body)))
        return
    if any(isinstance(one.data, BalanceOpened) and one.data.account == body.account for one in fund.waiting.values()):
        raise act.refuse(
            "balance.waiting",
            f"an opening balance of {body.account!r} waits for its second person",
            "Have that one confirmed; `mingzhang inbox` lists it.",
        )
    if fund.last_date > body.as_of:
        raise act.refuse(
            "balance.too_late",
            f"a movement dated {fund.last_date}, after {body.as_of}, is already recorded",
            "An opening balance comes before the first movement that is dated after it.",
        )


def _replaced(fund: Fund, body: BalanceOpened) -> Lines:
    """Return the mirror of the imported rows that a fund's first opening balance turns into history."""
    if fund.opening_as_of is not None:
        return ()
    return tuple(
        Line("account" if kind == "account" else "category", code, -amount)
        for day, sums in fund.imported_on.items()
        if day <= body.as_of
        for (kind, code), amount in sums.items()
    )


def fold_balance_opened(fund: Fund, _event: Event, body: BalanceOpened) -> None:
    """Bring the balance forward; imported rows up to that day become history and stop counting."""
    fund.openings.add(body.account)
    post(fund, (*_replaced(fund, body), *postings.of_opening(body)))
    fund.opening_as_of = body.as_of


def check_income(act: Act, body: IncomeRecorded) -> None:
    """A receipt on an open account, in a category of the right side, from a known payer."""
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund)
    act.check_category(body.category, *_SIDES_OF_NATURE[body.nature])
    act.check_party(body.payer)
    act.check_shares(body.allocation, body.amount)
    if isinstance(body.belongs_to, str):
        act.check_buildings([body.belongs_to])
    if body.nature == "deposit" and body.payer is UNSET:
        raise act.refuse("deposit.payer", "a deposit belongs to somebody", "Name the payer.")
    if (body.nature == "transfer") != (body.transfer_of is not UNSET):
        raise act.refuse(
            "transfer.origin", "a transfer, and only a transfer, names the payment it comes from", "Set transfer_of."
        )
    if isinstance(body.transfer_of, Ref):
        _check_arrival(act, fund, body.transfer_of, body.amount)
    if not isinstance(body.refund_of, type(UNSET)):
        act.target(body.refund_of, "payment.executed")
    if isinstance(body.for_contract, str):
        raise act.unresolved("contract", body.for_contract)
    if not isinstance(body.for_expected, type(UNSET)):
        raise act.unresolved("expected income", body.for_expected.id)
    check_balances(act, fund, postings.of_income(body))


def _check_arrival(act: Act, fund: Fund, ref: Ref, amount: int) -> None:
    """Refuse more money from another fund than was sent from there to this one."""
    sent = act.any_target(ref, "payment.executed")
    execution = act.fund(sent.subject.partition("/")[2]).executions[ref.id]
    if f"fund/{execution.request.to_fund}" != act.event.subject:
        raise act.refuse("transfer.other_fund", "that payment did not go to this fund", "Name the payment that did.")
    arrived = -fund.balances.get(("account", postings.transit_of(ref.id)), 0)
    rest = execution.body.amount - execution.returned - arrived
    if amount > rest:
        raise act.refuse("transfer.exceeds", f"of that payment {rest} can still arrive, not {amount}", "Correct it.")


def fold_income(fund: Fund, event: Event, body: IncomeRecorded) -> None:
    """Book the receipt."""
    fund.receipts[event.id] = Receipt(body)
    fund.last_date = max(fund.last_date, body.date)
    post(fund, postings.of_income(body))


def check_bank_ref(act: Act, fund: Fund, account: str, bank_ref: str) -> None:
    """One booking of the bank is recorded once per fund and account."""
    if (account, bank_ref) in fund.bank_refs:
        raise act.refuse(
            "bank_ref.reused",
            f"the bank's booking {bank_ref!r} on {account!r} is already recorded",
            "Look whether this very movement stands in the book; it must not stand there twice.",
        )


def check_outflow(act: Act, body: OutflowRecorded) -> None:
    """Money that left without a request, truly recorded."""
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund)
    act.check_category(body.category, "expense")
    act.check_party(body.party)
    check_bank_ref(act, fund, body.account, body.bank_ref)
    check_balances(act, fund, postings.of_outflow(body))


def fold_outflow(fund: Fund, _event: Event, body: OutflowRecorded) -> None:
    """Book the outflow."""
    fund.bank_refs.add((body.account, body.bank_ref))
    fund.last_date = max(fund.last_date, body.date)
    post(fund, postings.of_outflow(body))


def check_imported(act: Act, body: MovementImported) -> None:
    """A row of a registered source, once in each of its funds, that balances on open accounts and known categories."""
    fund = act.open_fund()
    act.check_happened(body.date)
    act.check_party(body.party)
    source = act.source(body.source.id)
    if source.registered is None:
        raise act.refuse("source.not_registered", "the source is not registered", "Record source.registered first.")
    if source.completed is not None or source.waiting:
        raise act.refuse(
            "source.completed", "the import of this source has been completed", "Import new rows as a new source."
        )
    fund_id = act.event.subject.partition("/")[2]
    if fund_id not in source.registered.funds:
        raise act.refuse(
            "source.fund",
            f"the source was not registered for the fund {fund_id!r}",
            f"Import it into one of these: {', '.join(source.registered.funds)}.",
        )
    if body.source.row > source.registered.rows:
        raise act.refuse(
            "source.row_unknown", f"the source has {source.registered.rows} rows", "Correct the row number."
        )
    imported = fund.imported.get(body.source.id)
    if imported is not None and body.source.row in imported.rows:
        raise act.refuse(
            "source.row_reused", f"row {body.source.row} of the source is already imported", "Nothing is to be done."
        )
    lines = postings.of_imported(body)
    total = sum(line.amount for line in lines)
    if total != 0:
        raise act.refuse("postings.unbalanced", f"the postings add up to {total}, not to 0", "Correct the amounts.")
    for kind, code, _amount in lines:
        if kind == "account":
            act.check_account(code, fund)
        else:
            act.check_category(code, "income", "expense")
    if _counts(fund, body):
        check_balances(act, fund, lines)


def _counts(fund: Fund, body: MovementImported) -> bool:
    return fund.opening_as_of is None or body.date > fund.opening_as_of


def fold_imported(fund: Fund, _event: Event, body: MovementImported) -> None:
    """Book the row, unless it lies before the opening balance."""
    imported = fund.imported.setdefault(body.source.id, ImportedRows())
    imported.rows.add(body.source.row)
    lines = postings.of_imported(body)
    day = fund.imported_on.setdefault(body.date, type(fund.balances)(int))
    for kind, code, amount in lines:
        imported.totals[kind, code] += amount
        day[kind, code] += amount
    if _counts(fund, body):
        post(fund, lines)
