"""Rules and folds of accounts, funds and movements. What the bank has done is never refused for lack of approvals."""

from __future__ import annotations

from collections.abc import Iterable

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
    # One of another day than the fund's can never be confirmed, and keeps nobody waiting.
    waiting = [one for one in _openings(body.account, act.waiting(fund)) if fund.opening_as_of in (None, one.as_of)]
    if waiting:
        raise act.refuse(
            "balance.waiting",
            f"an opening balance of {body.account!r} waits for its second person",
            "Have that one confirmed; `mingzhang inbox` lists it. If it is wrong, whoever signed it changes to a new "
            "key and revokes the old one; then it waits no more.",
        )
    # Nor do they spoil the one that somebody else issues anew, when whoever issued it in time has left.
    left = _openings(body.account, fund.waiting.values())
    in_time = bool(left) and (body.as_of == fund.opening_as_of or any(one.as_of == body.as_of for one in left))
    if fund.last_date > body.as_of and not in_time:
        raise act.refuse(
            "balance.too_late",
            f"a movement dated {fund.last_date}, after {body.as_of}, is already recorded",
            "An opening balance comes before the first movement that is dated after it.",
        )


def _openings(account: str, events: Iterable[Event]) -> list[BalanceOpened]:
    return [one.data for one in events if isinstance(one.data, BalanceOpened) and one.data.account == account]


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
        _check_arrival(act, fund, body, body.transfer_of)
    if isinstance(body.refund_of, Ref):
        _check_refund(act, fund, body, body.refund_of)
    if isinstance(body.for_contract, str):
        raise act.unresolved("contract", body.for_contract)
    if not isinstance(body.for_expected, type(UNSET)):
        raise act.unresolved("expected income", body.for_expected.id)
    check_balances(act, fund, postings.of_income(body))


def _check_refund(act: Act, fund: Fund, body: IncomeRecorded, ref: Ref) -> None:
    """Money that comes back lowers the very expense that it was paid for, by no more than was paid."""
    act.target(ref, "payment.executed")
    execution = fund.executions[ref.id]
    paid_for = execution.request.category
    if execution.request.kind != "expense":
        raise act.refuse(
            "refund.origin",
            f"that payment was no expense but of kind {execution.request.kind}",
            "Record payment.returned if the bank has sent it back, or leave refund_of out.",
        )
    if body.nature != "refund_received" or body.category != paid_for:
        raise act.refuse(
            "refund.origin",
            f"what comes back of that payment is a refund_received under {paid_for!r}",
            "Correct nature and category, or leave refund_of out.",
        )
    rest = execution.body.amount - execution.returned
    if body.amount > rest:
        raise act.refuse(
            "return.exceeds",
            f"of this payment {rest} can still come back, not {body.amount}",
            "Correct the amount; what a payee gives beyond the payment is an income without refund_of.",
        )


def _check_arrival(act: Act, fund: Fund, body: IncomeRecorded, ref: Ref) -> None:
    """Refuse more money than was sent to this fund, be it from another one or from another of its own accounts."""
    sent = act.any_target(ref, "payment.executed")
    source = act.fund(sent.subject.partition("/")[2])
    execution = source.executions[ref.id]
    to_fund = execution.request.to_fund
    goes_to = f"fund/{to_fund}" if isinstance(to_fund, str) else sent.subject
    if execution.request.kind != "transfer" or goes_to != act.event.subject:
        raise act.refuse("transfer.other_fund", "that payment did not go to this fund", "Name the payment that did.")
    if source is fund and body.account == execution.body.account:
        raise act.refuse(
            "transfer.same_account",
            f"the money left {body.account!r}, and its fund",
            "Name the account that it arrived on; if the bank has sent it back, record payment.returned.",
        )
    rest = in_transit(act, source, ref.id)
    if body.amount > rest:
        raise act.refuse(
            "transfer.exceeds", f"of that payment {rest} can still arrive, not {body.amount}", "Correct it."
        )


def in_transit(act: Act, source: Fund, execution_id: str) -> int:
    """Return what of a transfer out of ``source`` has neither arrived nor come back."""
    to_fund = source.executions[execution_id].request.to_fund
    target = act.fund(to_fund) if isinstance(to_fund, str) else source
    transit = ("account", postings.transit_of(execution_id))
    return sum(fund.balances.get(transit, 0) for fund in ((source,) if source is target else (source, target)))


def fold_income(fund: Fund, event: Event, body: IncomeRecorded) -> None:
    """Book the receipt."""
    fund.receipts[event.id] = Receipt(body)
    if isinstance(body.refund_of, Ref):
        fund.executions[body.refund_of.id].returned += body.amount
    fund.last_date = max(fund.last_date, body.date)
    post(fund, postings.of_income(body))


def check_outflow(act: Act, body: OutflowRecorded) -> None:
    """Money that left without a request, truly recorded."""
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund)
    act.check_category(body.category, "expense")
    act.check_party(body.party)
    check_balances(act, fund, postings.of_outflow(body))


def fold_outflow(fund: Fund, _event: Event, body: OutflowRecorded) -> None:
    """Book the outflow."""
    fund.outflows.add((body.account, body.bank_ref, body.date, body.amount))
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
    if source.completed is not None or act.waiting(source):
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
