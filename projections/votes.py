"""An owners' vote as the tables have it, for `ledger.rules.tally`: read when it is closed and when it is shown."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from ledger.rules.tally import NOTHING, Count, Vote

Rows = Callable[[str, str], list[tuple[Any, ...]]]
"""Returns the rows of a statement with one parameter, the motion."""
KEEP_RULES = """
UPDATE motion SET ruled_by = (
    SELECT json_object('id', pack, 'version', pack_version, 'sha256', pack_sha256, 'settings', json((
        SELECT json_group_object(parameter, value) FROM (
            SELECT parameter, value FROM setting WHERE position = (SELECT max(position) FROM ruleset)
            ORDER BY parameter
        )
    ))) FROM community
) WHERE id = ?
"""
"""Keeps the pack and the settings that govern when a result takes effect: later ones do not change what it meant."""


def vote_of(rows: Rows, motion: str) -> Vote:
    """Return the vote as it is counted so far; without a roll nobody could vote."""
    ((class_, method, seats, alternates),) = rows(
        "SELECT class, method, seats, alternates FROM motion WHERE id = ?", motion
    )
    wholes = rows("SELECT lines, area, heads FROM electorate WHERE motion = ?", motion)
    candidates = rows("SELECT id FROM candidate WHERE motion = ? ORDER BY line", motion)
    counts = {
        choice: Count(*count)
        for choice, *count in rows(
            "SELECT choice, sum(ballots), sum(area), sum(heads) FROM cell JOIN subtotal USING (position)"
            " WHERE motion = ? AND NOT dropped GROUP BY choice",
            motion,
        )
    }
    ((units, area, heads),) = rows(
        "SELECT coalesce(sum(units), 0), coalesce(sum(area), 0), coalesce(sum(heads), 0) FROM delivery"
        " WHERE motion = ?",
        motion,
    )
    cast = Vote(
        Count(*wholes[0]) if wholes else NOTHING, counts, NOTHING, class_, method,
        tuple(candidate for (candidate,) in candidates), seats or 1, alternates or 0,
    )  # fmt: skip
    return cast.after(Count(units, area, heads))


def choices_of(vote: Vote) -> tuple[str, ...]:
    """Return every choice that is counted, in the order of a tally."""
    if vote.method == "yes_no":
        return ("yes", "no", "abstain", "void")
    return (*vote.candidates, *(("cast",) if vote.method == "choose_up_to" else ()), "abstain", "void")
