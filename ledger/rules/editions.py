"""Rules of a newer edition of a source: which rows it takes back, and which of its own stand in their place.

A reversal names the edition because of which a row is taken back; a row of the edition names the row in whose place it
stands. Both are about rows of the sources that the edition replaces, directly or through others, so that
``import.completed`` can be held against them: so many added, so many changed, so many vanished.
"""

from __future__ import annotations

from collections.abc import Iterator

from ledger.bodies.money import MovementImported, MovementReversed
from ledger.bodies.shared import Ref, Unset
from ledger.rules.act import Act
from ledger.rules.state import Fund, ImportedRows


def _replaced(act: Act, source_id: str) -> Iterator[str]:
    """Yield all sources that a source replaces, the newest first."""
    registered = act.source(source_id).registered
    while registered is not None and isinstance(registered.replaces, str):
        yield registered.replaces
        registered = act.source(registered.replaces).registered


def _check_row(act: Act, fund: Fund, event_id: str, edition: str) -> None:
    """Refuse a movement that is no row of a source that the edition replaces."""
    if not any(event_id in fund.imported[one].events for one in _replaced(act, edition) if one in fund.imported):
        raise act.refuse(
            "edition.row",
            "the movement is no row of a source that this edition replaces",
            "Name a row of the older edition, or correct it without naming an edition.",
        )


def check_reversal(act: Act, fund: Fund, body: MovementReversed) -> None:
    """Refuse an edition that is none of this fund's, whose import has ended, or that does not replace the row."""
    if isinstance(body.edition, Unset):
        return
    source = act.source(body.edition)
    if source.registered is None:
        raise act.unresolved("source", body.edition)
    fund_id = act.event.subject.partition("/")[2]
    if fund_id not in source.registered.funds:
        raise act.refuse(
            "source.fund",
            f"the source was not registered for the fund {fund_id!r}",
            f"Its rows go into: {', '.join(source.registered.funds)}.",
        )
    # Issued before the completion is in time: the completion takes effect only after it.
    if source.completed is not None or (act.event.id not in fund.waiting and act.waiting(source)):
        raise act.refuse(
            "source.completed", "the import of this source has been completed", "Import a newer edition for this."
        )
    _check_row(act, fund, body.on.id, body.edition)


def check_replacement(act: Act, fund: Fund, body: MovementImported) -> None:
    """Refuse a row that stands in the place of one that its edition does not take back, or of one that has another."""
    if not isinstance(body.replaces, Ref):
        return
    act.target(body.replaces, "movement.imported")
    edition = fund.imported.get(body.source.id, ImportedRows())
    if body.replaces.id not in edition.taken_back | waiting_reversals(act, fund, body.source.id):
        raise act.refuse(
            "edition.not_taken_back",
            "the row in whose place this one stands is not taken back for this edition",
            "Record its movement.reversed with this edition first, or leave `replaces` out.",
        )
    if body.replaces.id in edition.replaced:
        raise act.refuse(
            "edition.replaced_twice",
            "another row of this edition stands in the place of that one",
            "Leave `replaces` out: the row is an added one.",
        )


def waiting_reversals(act: Act, fund: Fund, edition: str) -> set[str]:
    """Return the ids of the rows whose reversal for an edition is issued and waits for its second person."""
    issued = (event.data for event in act.waiting(fund) if isinstance(event.data, MovementReversed))
    return {body.on.id for body in issued if body.edition == edition and body.on.id not in fund.reversed}
