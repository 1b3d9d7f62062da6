"""Rows of accounts, funds and movements. What a movement posts is what `ledger.rules.postings` says."""

from __future__ import annotations

from ledger.bodies.accounts import AccountClosed, AccountOpened, BalanceOpened, FundOpened
from ledger.bodies.money import IncomeRecorded, MovementImported, OutflowRecorded
from ledger.bodies.shared import Ref
from ledger.rules import postings
from projections.effect import Effect


def account_opened(effect: Effect, body: AccountOpened) -> None:
    """Show the account."""
    effect.insert(
        "account",
        id=effect.stream_id,
        kind=body.kind,
        subtype=body.subtype,
        name=effect.text(body.name),
        bank=body.bank,
        masked_number=body.masked_number,
        holder=body.holder,
        currency=body.currency,
        position=effect.position,
    )


def account_closed(effect: Effect, body: AccountClosed) -> None:
    """Show the day on which the account was closed."""
    effect.execute("UPDATE account SET closed = ? WHERE id = ?", body.date, effect.stream_id)


def fund_opened(effect: Effect, body: FundOpened) -> None:
    """Show the fund."""
    effect.insert(
        "fund",
        id=effect.stream_id,
        name=body.name,
        kind=body.kind,
        currency=body.currency,
        owner_of_money=body.owner_of_money,
        scope=body.scope if isinstance(body.scope, str) else " ".join(body.scope),
        cutover=body.cutover,
        position=effect.position,
    )


def balance_opened(effect: Effect, body: BalanceOpened) -> None:
    """Bring the balance forward; with a fund's first one, imported rows up to that day stop counting."""
    fund = effect.stream_id
    first = effect.execute("SELECT opening_as_of IS NULL FROM fund WHERE id = ?", fund).fetchone()[0]
    if first:
        effect.execute("UPDATE fund SET opening_as_of = ? WHERE id = ?", body.as_of, fund)
        history = effect.execute(
            "SELECT kind, code, posting.amount FROM posting JOIN movement USING (position)"
            " WHERE movement.fund = ? AND source IS NOT NULL AND counted AND date <= ?",
            fund,
            body.as_of,
        ).fetchall()
        for kind, code, amount in history:
            effect.add_to_balance(kind, code, -amount)
        effect.execute(
            "UPDATE movement SET counted = 0 WHERE fund = ? AND source IS NOT NULL AND date <= ?", fund, body.as_of
        )
    if isinstance(body.first_deposit, int):
        effect.execute(
            "UPDATE fund SET first_deposit = coalesce(first_deposit, 0) + ? WHERE id = ?", body.first_deposit, fund
        )
    book_date = body.book_date if isinstance(body.book_date, str) else body.as_of
    add_movement(effect, body.as_of, book_date, body.amount, account=body.account)
    effect.post(postings.of_opening(body), postings.shares_of_opening(body))


def add_movement(
    effect: Effect, date: str, book_date: str, amount: int, *, counted: bool = True, **columns: object
) -> None:
    """Insert a movement: the world's day, the day it counts in, and what arrived on (positive) or left the account."""
    row = {
        "position": effect.position,
        "fund": effect.stream_id,
        "type": effect.event.name,
        "date": date,
        "book_date": book_date,
        "amount": amount,
        "counted": counted,
    }
    effect.insert("movement", **(row | columns))


def income(effect: Effect, body: IncomeRecorded) -> None:
    """Show the receipt."""
    add_movement(
        effect,
        body.date,
        body.book_date,
        body.amount,
        account=body.account,
        category=body.category,
        party=body.payer,
        description=effect.text(body.description),
        contract=body.for_contract,
        expected=effect.position_of(body.for_expected.id) if isinstance(body.for_expected, Ref) else None,
    )
    effect.post(postings.of_income(body), postings.shares_of_income(body))


def outflow(effect: Effect, body: OutflowRecorded) -> None:
    """Show the outflow."""
    add_movement(
        effect,
        body.date,
        body.book_date,
        -body.amount,
        account=body.account,
        category=body.category,
        party=body.party,
        outflow=body.kind,
    )
    effect.post(postings.of_outflow(body))


def imported(effect: Effect, body: MovementImported) -> None:
    """Show the row; up to the fund's opening balance it is history and moves no balance."""
    as_of = effect.execute("SELECT opening_as_of FROM fund WHERE id = ?", effect.stream_id).fetchone()[0]
    counted = as_of is None or body.date > as_of
    lines = postings.of_imported(body)
    on_accounts = [line for line in lines if line.kind == "account"]
    categories = [line.code for line in lines if line.kind == "category"]
    add_movement(
        effect,
        body.date,
        body.book_date if isinstance(body.book_date, str) else body.date,
        sum(line.amount for line in on_accounts),
        counted=counted,
        account=on_accounts[0].code if on_accounts else None,
        category=categories[0] if categories else None,
        party=body.party,
        description=effect.text(body.description),
        source=body.source.id,
        source_row=body.source.row,
        replaces=effect.position_of(body.replaces.id) if isinstance(body.replaces, Ref) else None,
    )
    effect.post(lines, counted=counted)
