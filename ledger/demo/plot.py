"""The whole story: all themes in one script.

A new kind of event belongs into the theme that it is about, or into a new one that `THEMES` names; its acts find their
place by their time.
"""

from __future__ import annotations

from collections.abc import Callable

from ledger.demo.cast import Cast
from ledger.demo.script import Script
from ledger.demo.story import (
    bank,
    contracts,
    corrections,
    gaps,
    incomes,
    large_repairs,
    meetings,
    offices,
    official_votes,
    older_books,
    open_ends,
    owners_votes,
    people,
    questions,
    reports,
    resolutions,
    setting,
    slips,
    small_votes,
    transfers,
    turns,
    upkeep,
    votes,
)

ORIGIN = "demo.example/mingzhang-garden"

THEMES: tuple[Callable[[Script], None], ...] = (
    people.tell,
    setting.tell,
    older_books.tell,
    incomes.tell,
    upkeep.tell,
    large_repairs.tell,
    transfers.tell,
    turns.tell,
    gaps.tell,
    slips.tell,
    votes.tell,
    official_votes.tell,
    owners_votes.tell,
    small_votes.tell,
    resolutions.tell,
    meetings.tell,
    offices.tell,
    questions.tell,
    contracts.tell,
    corrections.tell,
    bank.tell,
    reports.tell,
    open_ends.tell,
)


def tell() -> Script:
    """Return the script of the whole story."""
    script = Script(Cast(ORIGIN))
    for theme in THEMES:
        theme(script)
    return script
