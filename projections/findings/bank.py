"""Findings about the book held against the bank."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby, pairwise
from operator import itemgetter
from typing import Any

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later, missed


def e1(views: Views) -> Iterator[Found]:
    """An account was not compared with the bank in time, or the comparison left something open."""
    yield from _not_compared(views)
    yield from _with_difference(views)
    yield from _second_look(views)
    for account in views.rows("SELECT id, currency FROM account ORDER BY position"):
        statements = views.rows("SELECT * FROM statement WHERE account = ? ORDER BY position", account["id"])
        if statements:
            yield from _gaps(views, statements)
            yield from _unlike_the_book(views, account, statements)


def _not_compared(views: Views) -> Iterator[Found]:
    """Yield one finding for months on end in which an account was not compared, from the first of them on."""
    begun = (found for found in missed(views, "reconciliation") if found.held and found.since <= views.today)
    in_order = sorted(begun, key=lambda found: (found.about, found.since))
    for about, group in groupby(in_order, key=lambda found: found.about):
        run: list[Found] = []
        for found in [*group, None]:
            if run and (found is None or (run[-1].until is not None and run[-1].until < found.since)):
                until = None if any(one.until is None for one in run) else run[-1].until
                facts = (*run[0].facts, Fact("number", len(run)))
                yield Found(about, run[0].since, until, key=run[0].key, facts=facts)
                run = []
            run += [] if found is None else [found]


def _with_difference(views: Views) -> Iterator[Found]:
    looks = views.rows(
        "SELECT reconciliation.*, currency FROM reconciliation JOIN account ON account.id = account"
        " ORDER BY reconciliation.position"
    )
    for look in looks:
        if look["difference"] != 0:
            after = (one for one in looks if one["position"] > look["position"] and one["account"] == look["account"])
            clear = next((one for one in after if one["difference"] == 0 and one["until"] >= look["until"]), None)
            until = None if clear is None else views.admitted[clear["position"]]
            facts = (Fact("amount", look["difference"], look["currency"]),)
            yield Found(
                look["position"], views.admitted[look["position"]], until, key="difference", facts=facts,
                severity="critical",
            )  # fmt: skip


def _second_look(views: Views) -> Iterator[Found]:
    """Yield the second comparison of a statement by somebody who did not look at the bank's own."""
    rows = views.rows("SELECT * FROM reconciliation ORDER BY account, until, position")
    for _statement, group in groupby(rows, key=itemgetter("account", "until")):
        first, *others = list(group)
        seconds = [one for one in others if one["member"] != first["member"]]
        if seconds and not seconds[0]["seen_in_bank"]:
            index = seconds[0]["position"]
            until = next((views.admitted[one["position"]] for one in seconds if one["seen_in_bank"]), None)
            yield Found(index, views.admitted[index], until, key="unseen")


def _gaps(views: Views, statements: list[Any]) -> Iterator[Found]:
    """Yield the statements of an account that do not follow on from the one before, until one comes in between."""
    known: list[Any] = []
    broken: dict[tuple[int, int], str] = {}
    for statement in statements:
        today = views.admitted[statement["position"]]
        known = sorted([*known, statement], key=lambda one: (one["begins"], one["position"]))
        now = {
            (before["position"], after["position"])
            for before, after in pairwise(known)
            if before["closing"] != after["opening"] or later(before["until"], 1) != after["begins"]
        }
        for pair in sorted(broken.keys() - now):
            yield _gap(pair, broken.pop(pair), today)
        broken |= {pair: today for pair in now if pair not in broken}
    for pair, since in sorted(broken.items()):
        yield _gap(pair, since, None)


def _gap(pair: tuple[int, int], since: str, until: str | None) -> Found:
    return Found(pair[1], since, until, refs=pair[:1], key=f"gap-{pair[0]}")


def _unlike_the_book(views: Views, account: Any, statements: list[Any]) -> Iterator[Found]:
    """Yield the statements whose closing balance the book does not have, days after their end, and nobody explained."""
    lines = views.rows(
        "SELECT posting.position, posting.amount, date FROM posting JOIN movement USING (position)"
        " WHERE posting.kind = 'account' AND code = ? AND counted ORDER BY posting.position, line",
        account["id"],
    )
    explained = dict(
        views.rows(
            "SELECT until, min(position) FROM reconciliation WHERE account = ? AND (unmatched > 0 OR difference <> 0)"
            " GROUP BY until",
            account["id"],
        )
    )
    for statement in statements:
        days = views.pack_on(statement["until"]).number("finding.reconcile_days", statement["until"])
        came = views.admitted[statement["position"]]
        since = max(came, later(statement["until"], days + 1))
        book, agreed = 0, "" if statement["closing"] == 0 else None
        for line in lines:
            if line["date"] <= statement["until"]:
                book += line["amount"]
                agreed = views.day_of(line["position"]) if book == statement["closing"] else None
        ends = [agreed, explained.get(statement["until"]) and views.admitted[explained[statement["until"]]]]
        until = min((day for day in ends if day is not None), default=None)
        facts = (
            Fact("stated", statement["closing"], account["currency"]),
            *([Fact("book", book, account["currency"])] if agreed is None else []),
        )
        yield Found(statement["position"], since, until, key="balance", facts=facts, severity="critical")


DEFINITIONS = (
    Definition(
        "E1",
        "high",
        Words("Not compared with the bank, or a difference", "未和银行核对，或有差额"),
        Words(
            "the book does not show that two people compared this account with the bank in time and found the same",
            "账本中未发现两人按期和银行核对该账户且结果相符",
        ),
        e1,
        ("finding.reconcile_days",),
    ),
)
