"""What an import tells the treasurer: in lines for the screen, and as one JSON object for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import date, timedelta

from ledger import drafting
from ledger.bodies.money import MovementReversed
from ledger.bodies.sources import ImportCompleted
from ledger.importing.book import Book, Completion
from ledger.importing.maps import NamedMap, TableMap
from ledger.importing.notes import listed
from ledger.importing.plan import Plan
from ledger.importing.rows import Deviation, Reading
from ledger.rules.act import COMMUNITY_PARTY
from ledger.strict_json import Json

SHOWN = 20
"""Rows of one kind that are shown one by one."""


def findings(reading: Reading) -> Iterator[str]:
    """Yield a line for each of the first rows that are not understood, state a wrong figure, or look personal."""
    problems = [
        f"not understood: row {problem.row}: {problem.message} ({problem.rule_id})"
        for problem in sorted(reading.problems)
    ]
    deviations = [f"does not follow: {_deviation(deviation, reading)}" for deviation in reading.deviations]
    warnings = [
        f"warning: row {transaction.row}: {warning}; what is published cannot be unread"
        for transaction in reading.transactions
        for warning in drafting.personal_patterns(transaction.text)
    ]
    for found in (problems, deviations, warnings):
        yield from _first(found)


def comparison(plan: Plan) -> Iterator[str]:
    """Yield a line for each of the first rows that other sources share with the file."""
    yield from _first(
        [f"in the book already: row {row} as row {other.row} of {other.source}" for row, other in plan.overlaps]
    )


def corrections(plan: Plan, reading: Reading) -> Iterator[str]:
    """Yield a line for every row that a newer edition has otherwise or no longer, with the old and the new figures.

    All of them, however many: each is a correction that somebody signs.
    """
    write = reading.form.write
    for old, new in plan.editions.changed:
        before, after = old.content.written(write), new.content.written(write)
        yield f"changed:  row {old.row} of {old.source[:8]} is now row {new.transaction.row}: {before} -> {after}"
    for old in plan.editions.vanished:
        yield f"vanished: row {old.row} of {old.source[:8]}: {old.content.written(write)}"
    for old, new in plan.by_hand:
        yield (
            f"not taken: row {new.transaction.row}: {new.content.written(write)}; as row {old.row} of "
            f"{old.source[:8]} it was taken back by hand"
        )
    reworded = [
        f"reworded: row {old.row} of {old.source[:8]} reads otherwise in row {new.transaction.row}; its figures are "
        "the same, and the old words stay"
        for old, new in plan.editions.same
        if None not in (old.content.text, new.content.text) and old.content.text != new.content.text
    ]
    yield from _first(reworded)
    if plan.editions.same or plan.editions.changed or plan.editions.vanished:
        yield from _first(
            [f"added:    row {new.transaction.row}: {new.content.written(write)}" for new in plan.editions.added]
        )


def _first(found: list[str]) -> Iterator[str]:
    """Yield the first lines of one kind, and how many there are beyond them."""
    yield from found[:SHOWN]
    if len(found) > SHOWN:
        yield f"… and {len(found) - SHOWN} more such rows"


def lines(plan: Plan, reading: Reading, named: NamedMap) -> Iterator[str]:
    """Yield what an import does, for a person."""
    days = sorted(transaction.date for transaction in reading.transactions)
    yield f"read:   {reading.count} rows with the map {named.name} (SHA-256 {named.sha256})"
    if days:
        postings = sum(len(transaction.postings) for transaction in reading.transactions)
        yield f"        {len(days)} movements with {postings} postings, {days[0]} to {days[-1]}"
    for line in listed(reading):
        yield f"        no movements: {line}"
    yield f"rows:   {plan.new} go in, {plan.imported} went in before"
    found = plan.editions
    if found.same or found.changed or found.vanished:
        yield f"        {len(found.same)} are in the book as they stand here, from the sources that this one replaces"
        yield (
            f"        {len(found.added)} added, {len(found.changed)} changed, {len(found.vanished)} vanished; what is "
            "taken back stays in the book, beside its correction"
        )
    if plan.before_opening:
        yield f"        {plan.before_opening} are history, up to the day of the opening balance: they move nothing"
    registered = Counter(draft.name for draft in plan.drafts)
    for name in ("fund.opened", "account.opened", "counterparty.registered"):
        if registered[name]:
            yield f"        {registered[name]} × {name}"
    for kind, amount in plan.sums.items():
        yield f"        {kind:<9} {reading.form.write(amount):>18} {reading.form.currency}"


def in_clear(plan: Plan, book: Book) -> list[str]:
    """Return a line for each name that will stand in clear for ever and does not yet: accounts, categories, firms."""
    accounts, parties = [], []
    for draft in plan.drafts:
        match draft.name, draft.data:
            case "account.opened", {"holder": holder, "name": {"value": name}} if holder == COMMUNITY_PARTY:
                accounts.append(f"account {draft.subject.partition('/')[2]}: {name}")
            case "counterparty.registered", {"kind": "company", "party": party, "name": {"value": name}}:
                parties.append(f"firm {party}: {name}")
    fund = book.history.funds().get(plan.fund)
    known = set() if fund is None else fund.balances.keys()
    categories = sorted(code for kind, code in plan.totals.keys() - known if kind == "category" and "/" in code)
    return [*accounts, *(f"category {code}" for code in categories), *parties]


def opening_hint(plan: Plan, reading: Reading, named: NamedMap, book: Book) -> Iterator[str]:
    """Yield how to bring forward what a table begins with, where the book has nothing on that account yet."""
    if not isinstance(named.map, TableMap) or not reading.opening or not reading.transactions:
        return
    fund = book.history.funds().get(plan.fund)
    account = named.map.account.id
    if fund is not None and ("account", account) in fund.balances:
        return
    first = date.fromisoformat(min(transaction.date for transaction in reading.transactions))
    yield f"The source begins with {reading.form.write(reading.opening)}. Bring it forward:"
    yield (
        f"  mingzhang record balance.opened --subject fund/{plan.fund} --set account={account} "
        f"--set amount={reading.opening} --set as_of={first - timedelta(days=1)} --key <key of the treasurer>"
    )


def waiting(source: str, completed: Completion, corrections: int) -> Iterator[str]:
    """Yield how a second person confirms an import, here and on a machine without the book."""
    if corrections:
        yield (
            f"{corrections} rows of the older edition are taken back once a second person agrees; until then old and "
            "new both count. That person compares the figures with those of the source and confirms them all, and the "
            "import after them:"
        )
        yield f"  mingzhang confirm {source} --key <key of another seat>"
        return
    yield "Compare the figures with those of the source. The import waits for a second person, who confirms it:"
    yield (
        f"  mingzhang record entry.confirmed --on {completed.position} --set purpose=second_person "
        "--key <key of another seat>"
    )
    yield "or, on a machine without the book, drafts this, signs it, and sends it to be appended:"
    yield (
        f"  mingzhang draft entry.confirmed --subject source/{source} --set on={completed.id}:{completed.sha256} "
        "--set purpose=second_person --out confirmed.json"
    )


def waits(book: Book, source: str, write: Callable[[int], str]) -> Iterator[str]:
    """Yield what of an import waits for its second person: each row that is taken back, and what the completion states.

    ``write`` writes an amount of minor units.
    """
    rows = {row.id: row for row in book.rows}
    instead = {row.replaces: row for row in book.rows if row.source == source and row.replaces is not None}
    for event in book.waiting(source):
        match event.data:
            case MovementReversed(on=on):
                old = rows[on.id]
                new = instead.get(on.id)
                line = f"row {old.row} of {old.source[:8]}: {old.content.written(write)}"
                yield (
                    f"vanished: {line}"
                    if new is None
                    else (f"changed:  {line} -> row {new.row}: {new.content.written(write)}")
                )
            case ImportCompleted() as body:
                yield (
                    f"complete: {body.rows} rows, {body.added} added, {body.changed} changed, {body.vanished} "
                    "vanished; in all it has brought in:"
                )
                for total in body.totals:
                    code = total.account if isinstance(total.account, str) else total.category
                    yield f"          {total.fund} {code} {write(total.amount)}"


def as_json(plan: Plan, reading: Reading, named: NamedMap) -> dict[str, Json]:
    """Return what an import does, for a program; amounts in minor units, debit positive.

    In a dry run of a file that the book does not know, ``source`` is not the id that it will have.
    """
    return {
        "source": plan.source,
        "fund": plan.fund,
        "map": named.name,
        "map_sha256": named.sha256,
        "currency": reading.form.currency,
        "rows": reading.count,
        "movements": len(reading.transactions),
        "new": plan.new,
        "imported_before": plan.imported,
        "replaced": len(plan.editions.same),
        "added": len(plan.editions.added),
        "changed": [
            {"source": old.source, "row": old.row, "is_now": new.transaction.row} for old, new in plan.editions.changed
        ],
        "before_opening": plan.before_opening,
        "sums": dict(plan.sums),
        "no_movements": [{"row": row, "what": what} for row, what in sorted(reading.others)],
        "deviations": [dict(deviation._asdict()) for deviation in reading.deviations],
        "vanished": [{"source": row.source, "row": row.row} for row in plan.editions.vanished],
    }


def _deviation(one: Deviation, reading: Reading) -> str:
    form = reading.form
    why = "the rows after it go on from the right one" if one.alone else "something is missing or wrong"
    return f"row {one.row}: {one.what} {form.write(one.stated)}, its rows give {form.write(one.expected)}; {why}"
