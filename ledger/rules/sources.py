"""Rules and folds of the stream ``source/<sha256>``: what was imported is what its completion says."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.events import Event
from ledger.rules import editions
from ledger.rules.act import Act
from ledger.rules.state import ImportedRows, Source


def check_registered(act: Act, body: SourceRegistered) -> None:
    """Once, in its own stream, each fund once; a newer edition names one that the book knows."""
    if act.event.subject != f"source/{body.source}":
        raise act.refuse("source.stream", "the subject must be source/<source id>", f"Set it to source/{body.source}.")
    if act.own(Source).registered is not None:
        raise act.refuse("source.registered_twice", "this source is registered", "Nothing is to be done.")
    if len(set(body.funds)) != len(body.funds):
        raise act.refuse("source.funds_repeated", "the same fund stands twice", "Name each fund once.")
    if isinstance(body.replaces, str) and act.source(body.replaces).registered is None:
        raise act.unresolved("source", body.replaces)


def fold_registered(source: Source, _event: Event, body: SourceRegistered) -> None:
    """Announce the source."""
    source.registered = body


def check_completed(act: Act, body: ImportCompleted) -> None:
    """Counts and totals equal what was imported from this source into all of its funds, and taken back for it."""
    source = act.own(Source)
    if source.registered is None:
        raise act.refuse("source.not_registered", "the source is not registered", "Record source.registered first.")
    if source.completed is not None or any(one.id != act.event.id for one in act.waiting(source)):
        raise act.refuse("source.completed", "the import of this source has been completed", "Nothing is to be done.")
    source_id = act.event.subject.partition("/")[2]
    funds = {fund_id: act.fund(fund_id) for fund_id in source.registered.funds}
    imported = {fund_id: fund.imported[source_id] for fund_id, fund in funds.items() if source_id in fund.imported}
    _check_totals(act, body, imported)
    waiting = {row for fund in funds.values() for row in editions.waiting_reversals(act, fund, source_id)}
    if waiting and act.event.id in source.waiting:
        raise act.refuse(
            "import.reversals_waiting",
            f"{len(waiting)} rows that this edition takes back wait for their second person",
            "Confirm those first; `mingzhang inbox` lists them.",
        )
    taken_back = waiting.union(*(rows.taken_back for rows in imported.values()))
    replaced: set[str] = set().union(*(rows.replaced for rows in imported.values()))
    brought = sum(len(rows.rows) for rows in imported.values())
    counts = (source.registered.rows, brought - len(replaced), len(replaced), len(taken_back - replaced))
    if (body.rows, body.added, body.changed, body.vanished) != counts or not replaced <= taken_back:
        raise act.refuse(
            "import.counts",
            f"the source has {counts[0]} rows; {counts[1]} were added, {counts[2]} changed, {counts[3]} have vanished",
            "Run the import again; it completes what is missing.",
        )


def _check_totals(act: Act, body: ImportCompleted, imported: Mapping[str, ImportedRows]) -> None:
    stated: Counter[tuple[str, str, str]] = Counter()
    for total in body.totals:
        kind, code = ("account", total.account) if isinstance(total.account, str) else ("category", total.category)
        stated[total.fund, kind, str(code)] += total.amount
    found = {(fund_id, *key): amount for fund_id, rows in imported.items() for key, amount in rows.totals.items()}
    if dict(stated) != found or len(stated) != len(body.totals):
        raise act.refuse(
            "import.totals",
            "the totals are not what was imported",
            "Run the import again; it completes what is missing.",
        )


def fold_completed(source: Source, _event: Event, body: ImportCompleted) -> None:
    """Close the import."""
    source.completed = body
