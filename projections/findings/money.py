"""Findings about money: invoices, parties, accounts, and money on its way."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later, overdue
from projections.queries.movements import Backing, Movement


def b1(views: Views) -> Iterator[Found]:
    """The same invoice behind several requests that together ask for more than it, or that state it differently.

    Instalments of one invoice name it too; they stay within it.
    """
    rows = views.rows(
        "SELECT issuer, number, line, invoice.amount AS invoiced, payment.position, payment.amount * times AS asked,"
        " currency, cancelled_position FROM invoice JOIN payment USING (position) JOIN fund ON fund.id = payment.fund"
        " ORDER BY invoice.position, line"
    )
    named: defaultdict[tuple[str, str], list[Any]] = defaultdict(list)
    for row in rows:
        earlier = [one for one in named[_number_of(row)] if _stood(one, row)]
        if earlier and _exceeds([*earlier, row]):
            yield _same_invoice(views, earlier, row)
        named[_number_of(row)].append(row)


def _number_of(row: Any) -> tuple[str, str]:
    return row["issuer"], "".join(row["number"].split()).casefold()


def _stood(earlier: Any, row: Any) -> bool:
    """Tell whether an earlier request still stood when the later one was made."""
    return earlier["cancelled_position"] is None or earlier["cancelled_position"] > row["position"]


def _exceeds(rows: list[Any]) -> bool:
    if len({row["position"] for row in rows}) < len(rows) or len({row["invoiced"] for row in rows}) > 1:
        return True
    return sum(int(row["asked"]) for row in rows) > int(rows[0]["invoiced"])


def _same_invoice(views: Views, earlier: list[Any], row: Any) -> Found:
    cancelled = row["cancelled_position"]
    if cancelled is None and all(one["cancelled_position"] is not None for one in earlier):
        cancelled = max(one["cancelled_position"] for one in earlier)
    return Found(
        row["position"],
        views.admitted[row["position"]],
        None if cancelled is None else views.admitted[cancelled],
        tuple(sorted({one["position"] for one in earlier} - {row["position"]})),
        key=str(row["line"]),
        facts=(
            Fact("invoice", row["number"]),
            Fact("party", row["issuer"]),
            Fact("amount", row["invoiced"], row["currency"]),
        ),
    )


def b2(views: Views) -> Iterator[Found]:
    """Payments to one party within some days that together fall into a higher tier than each of them.

    Standing requests are approved once for all their payments and are left out; so are payments that have behind them
    what the tier of their sum needs.
    """
    roles = _roles_of_approvals(views)
    by_party: defaultdict[tuple[str, str], list[tuple[Movement, Backing]]] = defaultdict(list)
    single = {index for (index,) in views.rows("SELECT position FROM payment WHERE times = 1 AND kind = 'expense'")}
    for movement, backing in views.backed:
        if movement.request in single and movement.party is not None and movement.reversed is None:
            by_party[movement.party, movement.currency].append((movement, backing))
    for (party, _currency), paid in sorted(by_party.items()):
        window: list[tuple[Movement, Backing]] = []
        for one in sorted(paid, key=lambda pair: (pair[0].date, pair[0].index)):
            day = one[0].date
            days = views.pack_on(day).number("finding.split_days", day)
            window = [before for before in window if later(before[0].date, days) > day] + [one]
            total = _split(views, window, roles)
            if total is not None:
                yield _found_split(views, party, [movement for movement, _backing in window], total)
                window = []


def _roles_of_approvals(views: Views) -> dict[int, set[str]]:
    found: defaultdict[int, set[str]] = defaultdict(set)
    for request, held in views.rows("SELECT request, roles FROM decision WHERE approved"):
        found[request].update(held.split())
    return found


def _split(views: Views, window: list[tuple[Movement, Backing]], roles: dict[int, set[str]]) -> int | None:
    """Return the sum of payments that needs what they do not have behind them; None where nothing is to be explained.

    Several payments on one request are judged as one by the chain of each.
    """
    asked = {movement.request for movement, _backing in window}
    if len(asked) < 2:
        return None
    day = window[-1][0].date
    total = -sum(movement.amount for movement, _backing in window)
    pack = views.pack_on(day)
    tier = pack.tier_for(total, day)
    if tier == pack.tier_for(max(-movement.amount for movement, _backing in window), day):
        return None
    enough = all(
        backing.approvals >= tier.approvers
        and (backing.motion is not None or not tier.motion)
        and roles.get(movement.request or 0, set()).issuperset(tier.including)
        for movement, backing in window
    )
    return None if enough else total


def _found_split(views: Views, party: str, window: list[Movement], total: int) -> Found:
    last = max(window, key=lambda one: one.index)
    return Found(
        last.index,
        views.admitted[last.index],
        refs=tuple(sorted(one.index for one in window if one is not last)),
        facts=(Fact("party", party), Fact("total", total, last.currency), Fact("number", len(window))),
    )


def b3(views: Views) -> Iterator[Found]:
    """An expense was paid on a request behind which stands neither invoice nor document.

    A document that is registered beside a remark on the request or the payment ends it.
    """
    rows = views.rows(
        """
        SELECT movement.position, request, movement.amount, currency, (
            SELECT min(annotation.position) FROM annotation JOIN evidence USING (position)
            WHERE target IN (movement.position, request)
        ) AS supplied, reversed_position
        FROM movement JOIN payment ON payment.position = request JOIN fund ON fund.id = movement.fund
        WHERE type = 'payment.executed' AND payment.kind = 'expense'
        AND NOT EXISTS (SELECT 1 FROM invoice WHERE invoice.position = request)
        AND NOT EXISTS (SELECT 1 FROM evidence WHERE evidence.position IN (movement.position, request))
        ORDER BY movement.position
        """
    )
    for index, request, amount, currency, *ends in rows:
        since = views.admitted[index]
        until = min((views.day_of(one) for one in ends if one is not None), default=None)
        yield Found(index, since, until, (request,), facts=(Fact("amount", -amount, currency),))


def b4(views: Views) -> Iterator[Found]:
    """What was paid to a party came back from it as income within some days; or one request was paid back twice."""
    rows = views.rows(
        """
        SELECT movement.position, movement.date, movement.amount, movement.party, movement.category, currency, type
        FROM movement JOIN fund ON fund.id = movement.fund LEFT JOIN payment ON payment.position = request
        WHERE party IS NOT NULL AND counted AND reversed_position IS NULL
        AND (type = 'income.recorded' OR (type = 'payment.executed' AND payment.kind = 'expense'))
        ORDER BY date, movement.position
        """
    )
    came = [row for row in rows if row["amount"] > 0 and views.pack.side_of(row["category"] or "") == "income"]
    for row in rows:
        if row["amount"] > 0:
            continue
        back = next((one for one in came if _mirrors(views, row, one)), None)
        if back is not None:
            came.remove(back)
            first, last = sorted((row["position"], back["position"]))
            facts = (Fact("party", row["party"]), Fact("amount", -row["amount"], row["currency"]))
            yield Found(last, views.admitted[last], refs=(first,), facts=facts)
    yield from _returned_again(views)


def _mirrors(views: Views, paid: Any, came: Any) -> bool:
    if (paid["party"], -paid["amount"], paid["currency"]) != (came["party"], came["amount"], came["currency"]):
        return False
    days = views.pack_on(paid["date"]).number("finding.round_trip_days", paid["date"])
    first, last = sorted((paid["date"], came["date"]))
    return bool(last <= later(first, days))


def _returned_again(views: Views) -> Iterator[Found]:
    """Yield what the bank sent back a second time on one request, or what was taken back a second time for a party."""
    rows = views.rows(
        """
        SELECT 'request ' || request AS same, position FROM movement WHERE type = 'payment.returned'
        UNION ALL SELECT fund || ' ' || party || ' ' || abs(amount), position FROM movement
            WHERE type = 'movement.reversed' AND party IS NOT NULL AND edition IS NULL
        ORDER BY same, position
        """
    )
    for _same, group in groupby(rows, key=itemgetter("same")):
        first, *again = [row["position"] for row in group]
        if again:
            facts = (Fact("number", len(again) + 1),)
            yield Found(again[0], views.day_of(again[0]), refs=(first, *again[1:]), facts=facts)


def b5(views: Views) -> Iterator[Found]:
    """Money that left one fund or account has not arrived at the other after some days."""
    rows = views.rows(
        "SELECT code, posting.position, posting.amount, date, currency FROM posting JOIN movement USING (position)"
        " JOIN fund ON fund.id = posting.fund WHERE posting.kind = 'account' AND substr(code, 1, 8) = 'transit/'"
        " AND counted ORDER BY code, posting.position"
    )
    for _code, group in groupby(rows, key=lambda row: row["code"]):
        lines = list(group)
        left = lines[0]
        on_its_way, arrived = 0, None
        for line in lines:
            on_its_way += line["amount"]
            arrived = views.admitted[line["position"]] if on_its_way == 0 else None
        day = left["date"]
        due = later(day, views.pack_on(day).number("finding.transit_days", day))
        held = overdue(due, arrived, not_before=views.admitted[left["position"]])
        facts = (Fact("amount", on_its_way or left["amount"], left["currency"]), Fact("due", due))
        yield Found(left["position"], *held, facts=facts)


def b6(views: Views) -> Iterator[Found]:
    """What an account holds for a fund was below zero at the end of a day, by the days of the bank."""
    rows = views.rows(
        "SELECT posting.fund, code, date, posting.position, posting.amount, fund.currency FROM posting"
        " JOIN movement USING (position) JOIN account ON account.id = code JOIN fund ON fund.id = posting.fund"
        " WHERE posting.kind = 'account' AND account.kind = 'asset' AND counted"
        " ORDER BY posting.fund, code, date, posting.position"
    )
    for (_fund, code), lines in groupby(rows, key=lambda row: (row["fund"], row["code"])):
        balance, below = 0, None
        for day, group in groupby(lines, key=lambda row: row["date"]):
            last = list(group)
            balance += sum(line["amount"] for line in last)
            if balance < 0 and below is None:
                below = (last[-1], Fact("amount", balance, last[-1]["currency"]))
            elif balance >= 0 and below is not None:
                yield Found(below[0]["position"], below[0]["date"], day, key=code, facts=(below[1],))
                below = None
        if below is not None:
            yield Found(below[0]["position"], below[0]["date"], key=code, facts=(below[1],))


def b7(views: Views) -> Iterator[Found]:
    """One party got more than a share of what the owners' funds spent in a calendar year that is over."""
    rows = views.rows(
        """
        SELECT substr(date, 1, 4) AS year, currency, movement.party, movement.amount, movement.category
        FROM movement JOIN fund ON fund.id = movement.fund LEFT JOIN payment ON payment.position = request
        WHERE owner_of_money = 'owners' AND counted AND reversed_position IS NULL AND reverses IS NULL
        AND type IN ('payment.executed', 'payment.returned', 'outflow.recorded', 'movement.imported')
        AND (request IS NULL OR payment.kind = 'expense') ORDER BY date
        """
    )
    spent: defaultdict[tuple[str, str], defaultdict[str | None, list[int]]] = defaultdict(lambda: defaultdict(list))
    for row in rows:
        if views.pack.side_of(row["category"] or "") == "expense":
            spent[row["year"], row["currency"]][row["party"]].append(-row["amount"])
    registered = dict(
        views.rows(
            "SELECT id, min(position) FROM (SELECT id, position FROM member UNION ALL SELECT id, position FROM party)"
            " GROUP BY id"
        )
    )
    for (year, currency), parties in sorted(spent.items()):
        total = sum(sum(amounts) for amounts in parties.values())
        end = f"{year}-12-31"
        pack = views.pack_on(end)
        share, fewest = pack.fraction("finding.party_share", end), pack.number(_FEWEST, end)
        for party in sorted(name for name in parties if name is not None):
            amounts = parties[party]
            if end < views.today and total > 0 and len(amounts) >= fewest and share.reached_by(sum(amounts), total):
                facts = (Fact("party", party), Fact("amount", sum(amounts), currency), Fact("total", total, currency))
                yield Found(
                    registered[party], later(end, 1), key=f"{year}-{currency}", facts=(*facts, Fact("period", year))
                )


_FEWEST = "finding.party_min_payments"
DEFINITIONS = (
    Definition(
        "B1",
        "high",
        Words("The same invoice twice", "同一张发票重复使用"),
        Words(
            "the book does not show why one invoice stands behind several requests",
            "账本中未发现同一张发票用于几笔申请的原因",
        ),
        b1,
    ),
    Definition(
        "B2",
        "high",
        Words("Payments to one party that together need more approvals", "分次付给同一方，合计须更多人同意"),
        Words(
            "the book does not show the approvals that these payments to one party would need together",
            "账本中未发现这几笔付给同一方的款项合计所需的同意",
        ),
        b2,
        ("finding.split_days", "approval.one_up_to", "approval.two_up_to"),
    ),
    Definition(
        "B3",
        "high",
        Words("No invoice or document", "没有发票或单据"),
        Words(
            "the book shows neither an invoice nor a document behind this payment",
            "账本中未发现这笔付款的发票或单据",
        ),
        b3,
    ),
    Definition(
        "B4",
        "warn",
        Words("Money that went out and came back", "款项一出一进"),
        Words(
            "the book does not show why this money went out and came back",
            "账本中未发现这笔款项付出又收回的原因",
        ),
        b4,
        ("finding.round_trip_days",),
    ),
    Definition(
        "B5",
        "warn",
        Words("Money still on its way", "款项在途未到"),
        Words("the book does not show that this money has arrived", "账本中未发现这笔款项已经到账"),
        b5,
        ("finding.transit_days",),
    ),
    Definition(
        "B6",
        "high",
        Words("A balance below zero", "余额为负"),
        Words(
            "the book does not show the money that this account paid out",
            "账本中未发现该账户付出这些款项所需的余额",
        ),
        b6,
    ),
    Definition(
        "B7",
        "warn",
        Words("Most of a year's payments to one party", "一年内多数款项付给同一方"),
        Words(
            "the book does not show why so large a part of the year's payments went to one party",
            "账本中未发现一年中这么大比例的款项付给同一方的原因",
        ),
        b7,
        ("finding.party_share", _FEWEST),
    ),
)
