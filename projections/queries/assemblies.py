"""Owners' votes: who could vote, what was counted, and what it means, every fraction in full."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

from ledger.bodies.shared import PackPin
from ledger.rules import tally
from ledger.rules.packs import Pack, load
from projections.queries.book import community, pack_of, plain_pack_of, value_of
from projections.queries.motions import Count
from projections.votes import choices_of, vote_of


@dataclass(frozen=True, slots=True)
class Share:
    """A part of a whole, beside the least share that is needed (``strictly``: more than it)."""

    part: int
    whole: int
    numerator: int
    denominator: int
    strictly: bool
    reached: bool


@dataclass(frozen=True, slots=True)
class Shares:
    """The same question asked of area (0.01 m²) and of heads; ``choice`` is what a share in favour is in favour of."""

    choice: str | None
    area: Share
    heads: Share


@dataclass(frozen=True, slots=True)
class Result:
    """What the counts mean; ``tied`` are those between whom a tie leaves a seat or a place open."""

    outcome: str
    participation: Shares
    approval: list[Shares]
    elected: list[str]
    alternates: list[str]
    tied: list[str]


@dataclass(frozen=True, slots=True)
class Ruling:
    """The result without silent ballots, and with them as ``silent_ballots`` says, which counts."""

    silent_ballots: str
    without_silent: Result
    with_silent: Result


@dataclass(frozen=True, slots=True)
class Weight:
    """Ballots with their area (0.01 m²) and heads."""

    ballots: int
    area: int
    heads: int


@dataclass(frozen=True, slots=True)
class Building:
    """The electorate of one building, and what was counted for it alone."""

    building: str
    units: int
    area: int
    heads: int
    counted: list[Count]


@dataclass(frozen=True, slots=True)
class Subtotal:
    """A range of ballot numbers and who counted it; ``dropped`` where a ballot of it was voided later."""

    index: int
    first: int | None
    last: int | None
    member: str | None
    dropped: bool


@dataclass(frozen=True, slots=True)
class Assembly:
    """A vote of the owners.

    ``labels`` is by candidate; ``silent`` what was delivered and never came back; ``roll`` the SHA-256 of the roll and
    ``system`` the official system whose result is taken over. ``article`` and ``status`` say where the majority comes
    from and how sure we are of it. ``statutory`` is by the pack as it stands, ``community``
    with the community's own settings; both are null while it is not known who could vote.
    """

    article: str
    status: str
    labels: dict[str, str | None]
    electorate: Weight
    silent: Weight
    frozen: int | None
    roll: str | None
    system: str | None
    recorded: int
    voided: int
    buildings: list[Building]
    subtotals: list[Subtotal]
    elected: list[str]
    alternates: list[str]
    statutory: Ruling | None
    community: Ruling | None


def assembly(tables: sqlite3.Connection, motion: str) -> Assembly | None:
    """Return an owners' vote as it stands; None where the committee votes on the motion."""
    row = tables.execute("SELECT body, opens, ruled_by FROM motion WHERE id = ?", (motion,)).fetchone()
    if row is None or row[0] != "assembly":
        return None
    statutory, own = _packs(tables, row[2])
    vote = vote_of(lambda statement, name: tables.execute(statement, (name,)).fetchall(), motion)
    means = tally.tally(vote, statutory, own, row[1][:10]) if vote.electorate.heads else None
    roll = tables.execute("SELECT position, roll, system FROM electorate WHERE motion = ?", (motion,)).fetchone()
    recorded, voided = tables.execute(
        "SELECT count(*), count(voided_position) FROM paper WHERE motion = ?", (motion,)
    ).fetchone()
    chosen = tables.execute("SELECT candidate, alternate FROM elected WHERE motion = ? ORDER BY line", (motion,))
    names = [tuple(one) for one in chosen]
    source = own.parameter(f"assembly.{vote.class_}.area", row[1][:10])
    return Assembly(
        article=source.article,
        status=source.status,
        labels=_labels(tables, motion),
        electorate=Weight(*vote.electorate),
        silent=Weight(*vote.silent),
        frozen=roll[0] if roll else None,
        roll=roll[1] if roll else None,
        system=roll[2] if roll else None,
        recorded=recorded,
        voided=voided,
        buildings=_buildings(tables, motion, choices_of(vote)),
        subtotals=_subtotals(tables, motion),
        elected=[name for name, alternate in names if not alternate],
        alternates=[name for name, alternate in names if alternate],
        statutory=None if means is None else _ruling(means.statutory),
        community=None if means is None else _ruling(means.community),
    )


def _packs(tables: sqlite3.Connection, ruled_by: str | None) -> tuple[Pack, Pack]:
    """Return the pack as published and with the community's settings: those of the result, or today's before it."""
    if ruled_by is None:
        today = community(tables)
        return plain_pack_of(today), pack_of(today)
    pin = json.loads(ruled_by)
    settings = pin.pop("settings")
    plain = load(PackPin(**pin))
    return plain, plain.with_values({name: value_of(text) for name, text in settings.items()})


def _labels(tables: sqlite3.Connection, motion: str) -> dict[str, str | None]:
    return dict(tables.execute("SELECT id, label FROM candidate WHERE motion = ? ORDER BY line", (motion,)).fetchall())


def _ruling(found: tally.Ruling) -> Ruling:
    return Ruling(found.silent_ballots, _result(found.without_silent), _result(found.with_silent))


def _result(found: tally.Result) -> Result:
    return Result(
        found.outcome,
        _shares(None, found.participation),
        [_shares(choice, shares) for choice, shares in found.approval.items()],
        list(found.elected),
        list(found.alternates),
        list(found.tied),
    )


def _shares(choice: str | None, found: tally.Shares) -> Shares:
    return Shares(choice, _share(found.area), _share(found.heads))


def _share(found: tally.Share) -> Share:
    needed = found.threshold
    return Share(found.part, found.whole, needed.numerator, needed.denominator, needed.strictly, found.reached)


def _buildings(tables: sqlite3.Connection, motion: str, choices: tuple[str, ...]) -> list[Building]:
    counted: dict[str, dict[str, Count]] = {}
    for building, choice, *count in tables.execute(
        "SELECT building, choice, sum(ballots), sum(area), sum(heads) FROM cell JOIN subtotal USING (position)"
        " WHERE motion = ? AND NOT dropped AND building IS NOT NULL GROUP BY building, choice",
        (motion,),
    ):
        counted.setdefault(building, {})[choice] = Count(choice, *count)
    rows = tables.execute(
        "SELECT building, units, area, heads FROM electorate_building WHERE motion = ? ORDER BY rowid", (motion,)
    )
    return [
        Building(name, units, area, heads, _in_order(counted.get(name, {}), choices))
        for name, units, area, heads in rows
    ]


def _in_order(counts: Mapping[str, Count], choices: tuple[str, ...]) -> list[Count]:
    return [counts[choice] for choice in choices if choice in counts]


def _subtotals(tables: sqlite3.Connection, motion: str) -> list[Subtotal]:
    rows = tables.execute(
        "SELECT position, first, last, member, dropped FROM subtotal WHERE motion = ? ORDER BY position", (motion,)
    )
    return [Subtotal(index, first, last, who, bool(dropped)) for index, first, last, who, dropped in rows]
