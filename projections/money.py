"""Views of accounts, funds, movements and payments. What a movement posts is what `ledger.rules.postings` says."""

from __future__ import annotations

from msgspec import UNSET

from ledger.bodies.accounts import AccountOpened, BalanceOpened, FundOpened
from ledger.bodies.money import (
    IncomeRecorded,
    MovementImported,
    OutflowRecorded,
    PaymentApproved,
    PaymentCancelled,
    PaymentExecuted,
    PaymentRejected,
    PaymentRequested,
    PaymentReturned,
)
from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.rules import postings
from ledger.rules.postings import Line
from projections.view import Effect


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
        position=effect.position,
    )


def balance_opened(effect: Effect, body: BalanceOpened) -> None:
    """Bring the balance forward; with a fund's first one, imported rows up to that day stop counting."""
    fund = effect.stream_id
    first = effect.execute("SELECT opening_as_of IS NULL FROM fund WHERE id = ?", fund).fetchone()[0]
    if first:
        effect.execute("UPDATE fund SET opening_as_of = ? WHERE id = ?", body.as_of, fund)
        history = effect.execute(
            "SELECT kind, code, sum(posting.amount) FROM posting JOIN movement USING (position)"
            " WHERE movement.fund = ? AND source IS NOT NULL AND counted AND date <= ? GROUP BY kind, code",
            fund,
            body.as_of,
        ).fetchall()
        for kind, code, amount in history:
            effect.add_to_balance(kind, code, -amount)
        effect.execute(
            "UPDATE movement SET counted = 0 WHERE fund = ? AND source IS NOT NULL AND date <= ?", fund, body.as_of
        )
    _movement(effect, body.as_of, body.amount, account=body.account)
    effect.post(postings.of_opening(body))


def _movement(effect: Effect, date: str, amount: int, *, counted: bool = True, **columns: object) -> None:
    """Insert a movement; ``amount`` is what arrived on (positive) or left (negative) the account."""
    row = {
        "position": effect.position,
        "fund": effect.stream_id,
        "type": effect.event.name,
        "date": date,
        "amount": amount,
        "counted": counted,
    }
    effect.insert("movement", **(row | columns))


def income(effect: Effect, body: IncomeRecorded) -> None:
    """Show the receipt."""
    _movement(
        effect,
        body.date,
        body.amount,
        account=body.account,
        category=body.category,
        party=body.payer,
        description=effect.text(body.description),
    )
    effect.post(postings.of_income(body))


def requested(effect: Effect, body: PaymentRequested) -> None:
    """Show the request and the invoices behind it."""
    effect.insert(
        "payment",
        position=effect.position,
        fund=effect.stream_id,
        id=body.payment,
        kind=body.kind,
        amount=body.amount,
        category=body.category,
        payee=body.payee,
        purpose=effect.text(body.purpose),
        motion=body.motion,
        requester=effect.member,
    )
    for invoice in body.invoices:
        effect.execute(
            "INSERT OR IGNORE INTO invoice VALUES (?, ?, ?, ?, ?)",
            effect.position,
            invoice.issuer,
            invoice.number,
            invoice.date,
            invoice.amount,
        )


def decided(effect: Effect, body: PaymentApproved | PaymentRejected) -> None:
    """Show the yes or no, with the roles that its signer held then."""
    member = effect.member
    roles = effect.community.members[member].roles if member else frozenset[str]()
    effect.insert(
        "decision",
        position=effect.position,
        request=effect.position_of(body.on.id),
        member=member,
        roles=" ".join(sorted(roles)),
        approved=isinstance(body, PaymentApproved),
    )


def cancelled(effect: Effect, body: PaymentCancelled) -> None:
    """Show that the request was taken back."""
    request = effect.position_of(body.on.id)
    effect.execute("UPDATE payment SET cancelled_position = ? WHERE position = ?", effect.position, request)


def executed(effect: Effect, body: PaymentExecuted) -> None:
    """Show the payment."""
    request = effect.position_of(body.on.id)
    category, payee, purpose = effect.execute(
        "SELECT category, payee, purpose FROM payment WHERE position = ?", request
    ).fetchone()
    _movement(
        effect,
        body.date,
        -body.amount,
        account=body.account,
        category=category,
        party=payee,
        description=purpose,
        request=request,
    )
    effect.post(_lines_of_execution(effect, body, request))


def _lines_of_execution(effect: Effect, body: PaymentExecuted, request: int) -> postings.Lines:
    """Return what the execution posts; the request's kind and the refunded receipt come from their own entries."""
    asked = effect.body_at(request, PaymentRequested)
    refunded = None
    if not isinstance(asked.refund_of, type(UNSET)):
        refunded = effect.body_at(effect.position_of(asked.refund_of.id), IncomeRecorded)
    return postings.of_execution(effect.event.id, body, asked, refunded)


def returned(effect: Effect, body: PaymentReturned) -> None:
    """Show what came back, against what the execution had posted."""
    execution = effect.position_of(body.on.id)
    request, category, payee, purpose = effect.execute(
        "SELECT request, category, party, description FROM movement WHERE position = ?", execution
    ).fetchone()
    _movement(
        effect,
        body.date,
        body.amount,
        account=body.account,
        category=category,
        party=payee,
        description=purpose,
        request=request,
    )
    lines = effect.execute("SELECT kind, code, amount FROM posting WHERE position = ? ORDER BY line", execution)
    effect.post(postings.of_return(body, tuple(Line(*line) for line in lines)))


def outflow(effect: Effect, body: OutflowRecorded) -> None:
    """Show the outflow."""
    _movement(effect, body.date, -body.amount, account=body.account, category=body.category, party=body.party)
    effect.post(postings.of_outflow(body))


def imported(effect: Effect, body: MovementImported) -> None:
    """Show the row; up to the fund's opening balance it is history and moves no balance."""
    as_of = effect.execute("SELECT opening_as_of FROM fund WHERE id = ?", effect.stream_id).fetchone()[0]
    counted = as_of is None or body.date > as_of
    lines = postings.of_imported(body)
    on_accounts = [line for line in lines if line.kind == "account"]
    categories = [line.code for line in lines if line.kind == "category"]
    _movement(
        effect,
        body.date,
        sum(line.amount for line in on_accounts),
        counted=counted,
        account=on_accounts[0].code if on_accounts else None,
        category=categories[0] if categories else None,
        party=body.party,
        description=effect.text(body.description),
        source=body.source.id,
        source_row=body.source.row,
    )
    effect.post(lines, counted=counted)


def source_registered(effect: Effect, body: SourceRegistered) -> None:
    """Show the source."""
    effect.insert("source", id=body.source, name=effect.text(body.name), rows=body.rows, position=effect.position)


def import_completed(effect: Effect, _body: ImportCompleted) -> None:
    """Show that the import is complete and confirmed."""
    effect.execute("UPDATE source SET completed_position = ? WHERE id = ?", effect.position, effect.stream_id)
