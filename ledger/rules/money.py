"""Rules and folds of accounts, funds and movements. What the bank has done is never refused for lack of approvals."""

from __future__ import annotations

from msgspec import UNSET

from ledger.bodies.accounts import AccountClosed, AccountOpened, BalanceOpened, FundOpened
from ledger.bodies.money import IncomeRecorded, MovementImported, OutflowRecorded
from ledger.bodies.shared import Ref, Unset
from ledger.events import Event
from ledger.rules import postings
from ledger.rules.act import Act
from ledger.rules.commitments import check_contract
from ledger.rules.packs import Side
from ledger.rules.postings import Lines
from ledger.rules.state import Account, Fund, ImportedRows, Posted, Receipt
from ledger.strict_json import INTEGER_MAX

_SIDES_OF_NATURE: dict[str, tuple[Side, ...]] = {
    "income": ("income",),
    "interest": ("income",),
    "advance_receipt": ("income",),
    "refund_received": ("expense",),
    "deposit": ("income", "expense"),
    "transfer": ("income", "expense"),
}


def counts(fund: Fund, posted: Posted) -> bool:
    """Tell whether a movement moves balances: imported rows up to the opening balance are history."""
    return not posted.imported or fund.opening_as_of is None or posted.date > fund.opening_as_of


def check_movement(act: Act, fund: Fund, posted: Posted) -> None:
    """Booked in an open period, and within the numbers of the format; history is neither."""
    if not counts(fund, posted):
        return
    check_book_date(act, fund, posted.book_date)
    check_balances(act, fund, posted.lines)
    _check_shares(act, fund, posted)


def _check_shares(act: Act, fund: Fund, posted: Posted) -> None:
    for building, account, amount in posted.shares:
        if abs(fund.shares.get((building, account), 0) + amount) > INTEGER_MAX:
            raise act.refuse(
                "balance.limit",
                f"the share of {building!r} would lie beyond ±{INTEGER_MAX}",
                "Correct the allocation: no building has that much money.",
            )


def check_book_date(act: Act, fund: Fund, book_date: str) -> None:
    """A day of an open period."""
    if book_date <= fund.closed_until:
        raise act.refuse(
            "book_date.closed",
            f"the fund's books are closed up to {fund.closed_until}, {book_date} lies before that",
            "Set book_date to a day of the open period; the movement is then shown as one of an earlier period.",
        )


def book(fund: Fund, event_id: str, posted: Posted) -> None:
    """Book a movement."""
    fund.posted[event_id] = posted
    if not posted.imported:
        fund.last_date = max(fund.last_date, posted.date)
    if counts(fund, posted):
        post(fund, posted.book_date, posted.lines)
    for building, account, amount in posted.shares:
        fund.shares[building, account] += amount


def post(fund: Fund, book_date: str, lines: Lines) -> None:
    """Add lines to the fund's balances."""
    day = fund.booked_on.setdefault(book_date, type(fund.balances)(int))
    for kind, code, amount in lines:
        fund.balances[kind, code] += amount
        day[kind, code] += amount


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
    # Issued in time is in time: movements recorded while it waited for its second person do not spoil it.
    waits = act.event.id in fund.waiting
    others = (one.data for one in fund.waiting.values())
    if not waits and any(isinstance(one, BalanceOpened) and one.account == body.account for one in others):
        raise act.refuse(
            "balance.waiting",
            f"an opening balance of {body.account!r} waits for its second person",
            "Have that one confirmed; `mingzhang inbox` lists it.",
        )
    if not waits and body.account not in fund.openings_reversed and fund.last_date > body.as_of:
        raise act.refuse(
            "balance.too_late",
            f"a movement dated {fund.last_date}, after {body.as_of}, is already recorded",
            "An opening balance comes before the first movement that is dated after it.",
        )
    posted = posted_opening(body)
    check_book_date(act, fund, posted.book_date)
    if waits:
        replaced = (line for one in _replaced(fund, body) for line in postings.mirror(one.lines))
        check_balances(act, fund, (*replaced, *posted.lines))
        _check_shares(act, fund, posted)


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
        _check_arrival(act, fund, body.transfer_of, body.amount)
    if not isinstance(body.refund_of, type(UNSET)):
        act.target(body.refund_of, "payment.executed")
        act.check_standing(fund, body.refund_of.id)
    check_contract(act, fund, body.for_contract)
    if not isinstance(body.for_expected, type(UNSET)):
        act.target(body.for_expected, "income.expected")
    check_movement(act, fund, posted_income(body))


def posted_income(body: IncomeRecorded) -> Posted:
    """Return what a receipt books."""
    return Posted(body.date, body.book_date, postings.of_income(body), postings.shares_of_income(body))


def _check_arrival(act: Act, fund: Fund, ref: Ref, amount: int) -> None:
    """Refuse more money from another fund than was sent from there to this one."""
    sent = act.any_target(ref, "payment.executed")
    origin = act.fund(sent.subject.partition("/")[2])
    act.check_standing(origin, ref.id)
    execution = origin.executions[ref.id]
    if f"fund/{execution.request.to_fund}" != act.event.subject:
        raise act.refuse("transfer.other_fund", "that payment did not go to this fund", "Name the payment that did.")
    arrived = -fund.balances.get(("account", postings.transit_of(ref.id)), 0)
    rest = execution.body.amount - execution.returned - arrived
    if amount > rest:
        raise act.refuse("transfer.exceeds", f"of that payment {rest} can still arrive, not {amount}", "Correct it.")


def fold_income(fund: Fund, event: Event, body: IncomeRecorded) -> None:
    """Book the receipt."""
    fund.receipts[event.id] = Receipt(body)
    book(fund, event.id, posted_income(body))


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
    act.check_account(body.account, fund, body.date)
    act.check_category(body.category, "expense")
    act.check_party(body.party)
    check_bank_ref(act, fund, body.account, body.bank_ref)
    check_movement(act, fund, Posted(body.date, body.book_date, postings.of_outflow(body)))


def fold_outflow(fund: Fund, event: Event, body: OutflowRecorded) -> None:
    """Book the outflow."""
    fund.bank_refs.add((body.account, body.bank_ref))
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
    posted = posted_imported(body)
    for kind, code, amount in posted.lines:
        imported.totals[kind, code] += amount
    book(fund, event.id, posted)
