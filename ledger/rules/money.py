"""Rules and folds of accounts, funds and movements. What the bank has done is never refused for lack of approvals."""

from __future__ import annotations

from collections.abc import Iterable

from msgspec import UNSET

from ledger.bodies.accounts import AccountClosed, AccountOpened, BalanceOpened, FundOpened
from ledger.bodies.money import IncomeRecorded, MovementImported, OutflowRecorded
from ledger.bodies.shared import Ref, Unset
from ledger.events import Event
from ledger.rules import editions, postings
from ledger.rules.act import Act
from ledger.rules.booking import book, check_balances, check_book_date, check_movement, check_shares, in_transit, post
from ledger.rules.commitments import check_contract
from ledger.rules.packs import Side
from ledger.rules.state import Account, Fund, ImportedRows, Posted, Receipt

_SIDES_OF_NATURE: dict[str, tuple[Side, ...]] = {
    "income": ("income",),
    "interest": ("income",),
    "advance_receipt": ("income",),
    "refund_received": ("expense",),
    "deposit": ("income", "expense"),
    "transfer": ("income", "expense"),
}


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


def check_account_closed(act: Act, body: AccountClosed) -> None:
    """An open account, once. Money that is left on it is for the views to show, not for the rules to refuse."""
    account = act.own(Account)
    act.check_happened(body.date)
    if account.opened is None:
        raise act.refuse("account.not_open", f"{act.event.subject} is not open", "Record account.opened for it first.")
    if account.closed is not None:
        raise act.refuse("account.closed_twice", f"{act.event.subject} is closed", "Nothing is to be done.")


def fold_account_closed(account: Account, _event: Event, body: AccountClosed) -> None:
    """Close the account."""
    account.closed = body


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
    act.check_happened(body.as_of, *_named(body.book_date))
    act.check_account(body.account, fund, body.as_of)
    act.check_shares(body.allocation, body.amount)
    if body.account in fund.openings:
        raise act.refuse(
            "balance.opened_twice", f"{body.account!r} has its opening balance", "Correct it by a movement instead."
        )
    if fund.opening_as_of not in (None, body.as_of):
        raise act.refuse(
            "balance.as_of", f"the fund's opening balances are as of {fund.opening_as_of}", "Use the same day."
        )
    waits = act.event.id in fund.waiting
    if not waits:
        _check_in_time(act, fund, body)
    posted = posted_opening(body)
    check_book_date(act, fund, posted.book_date)
    for one in _replaced(fund, body):
        check_book_date(act, fund, one.book_date)
    if waits:
        replaced = (line for one in _replaced(fund, body) for line in postings.mirror(one.lines))
        check_balances(act, fund, (*replaced, *posted.lines))
        check_shares(act, fund, posted)


def _check_in_time(act: Act, fund: Fund, body: BalanceOpened) -> None:
    """Refuse a second one, and a late one.

    Issued in time is in time: movements recorded while it waited for its second person do not spoil it, nor one that
    replaces what was taken back.
    """
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
    if fund.last_date > body.as_of and not in_time and body.account not in fund.openings_reversed:
        raise act.refuse(
            "balance.too_late",
            f"a movement dated {fund.last_date}, after {body.as_of}, is already recorded",
            "An opening balance comes before the first movement that is dated after it.",
        )


def _openings(account: str, events: Iterable[Event]) -> list[BalanceOpened]:
    return [one.data for one in events if isinstance(one.data, BalanceOpened) and one.data.account == account]


def _named(day: str | Unset) -> tuple[str, ...]:
    return (day,) if isinstance(day, str) else ()


def _replaced(fund: Fund, body: BalanceOpened) -> list[Posted]:
    """Return the imported rows that a fund's first opening balance turns into history."""
    if fund.opening_as_of is not None:
        return []
    return [one for one in fund.posted.values() if one.imported and one.date <= body.as_of]


def posted_opening(body: BalanceOpened) -> Posted:
    """Return what an opening balance books, on its day or the day that it names instead."""
    book_date = body.book_date if isinstance(body.book_date, str) else body.as_of
    return Posted(body.as_of, book_date, postings.of_opening(body), postings.shares_of_opening(body))


def fold_balance_opened(fund: Fund, event: Event, body: BalanceOpened) -> None:
    """Bring the balance forward; imported rows up to that day become history and stop counting."""
    fund.openings.add(body.account)
    fund.undoable[event.id] = body
    for one in _replaced(fund, body):
        post(fund, one.book_date, postings.mirror(one.lines))
    fund.opening_as_of = body.as_of
    last_date = fund.last_date
    book(fund, event.id, posted_opening(body))
    fund.last_date = last_date


def check_income(act: Act, body: IncomeRecorded) -> None:
    """A receipt on an open account, in a category of the right side, from a known payer."""
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund, body.date)
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
    check_contract(act, fund, body.for_contract)
    if not isinstance(body.for_expected, type(UNSET)):
        act.target(body.for_expected, "income.expected")
    check_movement(act, fund, posted_income(body))


def posted_income(body: IncomeRecorded) -> Posted:
    """Return what a receipt books."""
    return Posted(body.date, body.book_date, postings.of_income(body), postings.shares_of_income(body))


def _check_refund(act: Act, fund: Fund, body: IncomeRecorded, ref: Ref) -> None:
    """Money that comes back lowers the very expense that it was paid for, by no more than was paid."""
    act.target(ref, "payment.executed")
    act.check_standing(fund, ref.id)
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
    if body.amount > execution.rest:
        raise act.refuse(
            "return.exceeds",
            f"of this payment {execution.rest} can still come back, not {body.amount}",
            "Correct the amount; what a payee gives beyond the payment is an income without refund_of.",
        )


def _check_arrival(act: Act, fund: Fund, body: IncomeRecorded, ref: Ref) -> None:
    """Refuse more money than was sent to this fund, be it from another one or from another of its own accounts."""
    sent = act.any_target(ref, "payment.executed")
    source = act.fund(sent.subject.partition("/")[2])
    act.check_standing(source, ref.id)
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


def fold_income(fund: Fund, event: Event, body: IncomeRecorded) -> None:
    """Book the receipt."""
    fund.receipts[event.id] = Receipt(body)
    if isinstance(body.refund_of, Ref):
        fund.executions[body.refund_of.id].returned += body.amount
    book(fund, event.id, posted_income(body))


def check_outflow(act: Act, body: OutflowRecorded) -> None:
    """Money that left without a request, truly recorded."""
    fund = act.open_fund()
    act.check_happened(body.date, body.book_date)
    act.check_account(body.account, fund, body.date)
    act.check_category(body.category, "expense")
    act.check_party(body.party)
    check_movement(act, fund, Posted(body.date, body.book_date, postings.of_outflow(body)))


def fold_outflow(fund: Fund, event: Event, body: OutflowRecorded) -> None:
    """Book the outflow."""
    fund.outflows[body.account, body.bank_ref, body.date, body.amount] += 1
    fund.undoable[event.id] = body
    book(fund, event.id, Posted(body.date, body.book_date, postings.of_outflow(body)))


def check_imported(act: Act, body: MovementImported) -> None:
    """A row of a registered source, once in each of its funds, that balances on open accounts and known categories."""
    fund = act.open_fund()
    act.check_happened(body.date, *_named(body.book_date))
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
    editions.check_replacement(act, fund, body)
    posted = posted_imported(body)
    total = sum(line.amount for line in posted.lines)
    if total != 0:
        raise act.refuse("postings.unbalanced", f"the postings add up to {total}, not to 0", "Correct the amounts.")
    for kind, code, _amount in posted.lines:
        if kind == "account":
            act.check_account(code, fund, body.date)
        else:
            act.check_category(code, "income", "expense")
    check_movement(act, fund, posted)


def posted_imported(body: MovementImported) -> Posted:
    """Return what an imported row books, on its day or the day that it names instead."""
    book_date = body.book_date if isinstance(body.book_date, str) else body.date
    return Posted(body.date, book_date, postings.of_imported(body), imported=True)


def fold_imported(fund: Fund, event: Event, body: MovementImported) -> None:
    """Book the row, unless it lies before the opening balance."""
    imported = fund.imported.setdefault(body.source.id, ImportedRows())
    imported.rows.add(body.source.row)
    imported.events.add(event.id)
    if isinstance(body.replaces, Ref):
        imported.replaced.add(body.replaces.id)
    posted = posted_imported(body)
    for kind, code, amount in posted.lines:
        imported.totals[kind, code] += amount
    book(fund, event.id, posted)
