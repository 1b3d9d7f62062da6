"""Rules and folds of bank statements, closed periods and publications."""

from __future__ import annotations

from collections import Counter

from ledger.bodies.shared import Ref
from ledger.bodies.statements import (
    DisclosurePublished,
    PeriodClosed,
    PostingEvidenced,
    StatementReconciled,
    StatementRecorded,
)
from ledger.events import Event
from ledger.rules import periods
from ledger.rules.act import Act
from ledger.rules.state import Account, Fund


def _open_account(act: Act) -> Account:
    account = act.own(Account)
    if account.opened is None:
        raise act.refuse("account.not_open", f"{act.event.subject} is not open", "Record account.opened for it first.")
    return account


def check_statement(act: Act, body: StatementRecorded) -> None:
    """Of an account that was opened, with days in their order. Gaps and jumps are findings."""
    _open_account(act)
    act.check_happened(body.from_, body.to)
    if body.to < body.from_:
        raise act.refuse("statement.dates", "the statement ends before it begins", "Correct from and to.")


def fold_statement(account: Account, _event: Event, body: StatementRecorded) -> None:
    """Keep the day up to which there is a statement."""
    account.reconciled.setdefault(body.to, [])


def check_reconciled(act: Act, body: StatementReconciled) -> None:
    """A statement up to that day is in the book; the treasurer looks first, then a second seat, once each."""
    account = _open_account(act)
    act.check_date(body.to, *(line.date for line in body.unmatched))
    if body.to not in account.reconciled:
        raise act.unresolved("bank statement up to", body.to)
    looked = account.reconciled[body.to]
    if act.community.has_spoken(act.member, looked):
        raise act.refuse(
            "statement.reconciled_twice",
            f"{act.member.id}, or the seat before, has reconciled this statement",
            "Ask another member of the committee to compare it with the bank.",
        )
    if not looked and "treasurer" not in act.member.roles:
        raise act.refuse(
            "statement.first_look", "the treasurer reconciles first", "Wait for the treasurer's statement.reconciled."
        )


def fold_reconciled(account: Account, event: Event, body: StatementReconciled) -> None:
    """Keep who looked."""
    account.reconciled[body.to].append(event.kid)


def check_closed(act: Act, body: PeriodClosed) -> None:
    """A period that is over and not closed yet, with the balances that the ledger has at its end."""
    fund = act.open_fund()
    end = periods.last_day(body.period)
    if end > act.admitted_at.date().isoformat():
        raise act.refuse("period.not_over", f"the period runs until {end}", "Close it after that.")
    if end <= fund.closed_until:
        raise act.refuse(
            "period.closed", f"the fund's books are closed up to {fund.closed_until}", "Nothing is to be done."
        )
    stated = {line.account: line.amount for line in body.balances if line.amount}
    held = balances_at(fund, end)
    if stated != held or len({line.account for line in body.balances}) != len(body.balances):
        lines = ", ".join(f"{account} {amount}" for account, amount in sorted(held.items()))
        raise act.refuse(
            "period.balances",
            f"the balances are not those of the ledger at the end of {end}",
            f"The ledger has: {lines or 'nothing'}.",
        )


def balances_at(fund: Fund, end: str) -> dict[str, int]:
    """Return the balances by account that are not zero at the end of a day, by what was booked up to it."""
    sums: Counter[str] = Counter()
    for day, booked in fund.booked_on.items():
        if day <= end:
            for (kind, code), amount in booked.items():
                if kind == "account":
                    sums[code] += amount
    return {code: amount for code, amount in sums.items() if amount}


def fold_closed(fund: Fund, _event: Event, body: PeriodClosed) -> None:
    """Close the books up to the end of the period."""
    fund.closed_until = periods.last_day(body.period)


def check_published(act: Act, body: DisclosurePublished) -> None:
    """Days in their order, each figure once; what it supersedes is a report of this fund."""
    act.open_fund()
    act.check_date(body.from_, body.to)
    if body.to < body.from_:
        raise act.refuse("publication.dates", "the posting ends before it begins", "Correct from and to.")
    if len({figure.code for figure in body.figures}) != len(body.figures):
        raise act.refuse("publication.figures", "the same figure stands twice", "Give each figure a code of its own.")
    if isinstance(body.supersedes, Ref):
        act.target(body.supersedes, "disclosure.published")


def fold_published(fund: Fund, event: Event, _body: DisclosurePublished) -> None:
    """Keep the report, for those who will see it hang."""
    fund.seen_posted[event.id] = []


def check_evidenced(act: Act, body: PostingEvidenced) -> None:
    """A report of this fund; each person says once that it hangs in a place, and once that it does not."""
    act.target(body.on, "disclosure.published")
    act.check_happened(body.date)
    seen = act.open_fund().seen_posted[body.on.id]
    said = [kid for kid, place, state in seen if (place, state) == (body.place, body.state)]
    if act.community.has_spoken(act.member, said):
        raise act.refuse(
            "posting.twice",
            f"{act.member.id}, or the seat before, has said this about {body.place!r}",
            "Nothing is to be done.",
        )


def fold_evidenced(fund: Fund, event: Event, body: PostingEvidenced) -> None:
    """Keep who saw it where."""
    fund.seen_posted[body.on.id].append((event.kid, body.place, body.state))
