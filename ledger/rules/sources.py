"""Rules and folds of the stream ``source/<sha256>``: what was imported is what its completion says."""

from __future__ import annotations

from collections import Counter

from ledger.bodies.sources import ImportCompleted, SourceRegistered
from ledger.events import Event
from ledger.rules.act import Act
from ledger.rules.state import Source


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
    """Counts and totals equal what was imported from this source into all of its funds."""
    source = act.own(Source)
    if source.registered is None:
        raise act.refuse("source.not_registered", "the source is not registered", "Record source.registered first.")
    if source.completed is not None or (source.waiting and act.event.id not in source.waiting):
        raise act.refuse("source.completed", "the import of this source has been completed", "Nothing is to be done.")
    source_id = act.event.subject.partition("/")[2]
    stated: Counter[tuple[str, str, str]] = Counter()
    for total in body.totals:
        kind, code = ("account", total.account) if isinstance(total.account, str) else ("category", total.category)
        stated[total.fund, kind, str(code)] += total.amount
    imported: dict[tuple[str, str, str], int] = {}
    rows = 0
    for fund_id in source.registered.funds:
        found = act.fund(fund_id).imported.get(source_id)
        if found is not None:
            rows += len(found.rows)
            imported.update({(fund_id, *key): amount for key, amount in found.totals.items()})
    if dict(stated) != imported or len(stated) != len(body.totals):
        raise act.refuse(
            "import.totals",
            "the totals are not what was imported",
            "Run the import again; it completes what is missing.",
        )
    if (body.rows, body.added) != (source.registered.rows, rows):
        raise act.refuse(
            "import.counts",
            f"{rows} movements were imported from a source of {source.registered.rows} rows",
            "Run the import again; it completes what is missing.",
        )


def fold_completed(source: Source, _event: Event, body: ImportCompleted) -> None:
    """Close the import."""
    source.completed = body
