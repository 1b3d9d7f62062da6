"""The rules in force: every parameter with its source, what the community set otherwise, and who may act."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass

from ledger.rules.packs import ALWAYS, Fraction, Pack, Value
from projections.queries.book import Community, pack_of, plain_pack_of


@dataclass(frozen=True, slots=True)
class Threshold:
    """More than (``strictly``), or at least, this part of the whole."""

    numerator: int
    denominator: int
    strictly: bool


Shown = int | str | list[str] | Threshold
"""A number (days, minor units, counts), a code, several codes, or a threshold."""


@dataclass(frozen=True, slots=True)
class OtherDays:
    """What the pack says of a parameter for other days: from ``since`` on and before ``until``, None where open."""

    since: str | None
    until: str | None
    value: Shown
    kind: str
    article: str
    status: str


@dataclass(frozen=True, slots=True)
class RuleLine:
    """One parameter: the value that holds, and where it differs what the pack says (``statutory``).

    ``kind`` is law, local or ours; ``status`` verified, secondary or memory: how sure we are of the article.
    ``clause`` and ``index`` tell where the community set it. ``since`` is the day from which this version of the rule
    holds, None where it always did; ``other_days`` are its other versions, the latest first.
    """

    name: str
    words_en: str
    words_zh: str
    value: Shown
    statutory: Shown | None
    kind: str
    article: str
    status: str
    clause: str | None
    index: int | None
    since: str | None
    other_days: list[OtherDays]


@dataclass(frozen=True, slots=True)
class ActLine:
    """Who may issue a type of event, and who confirms it where it needs a second person."""

    type: str
    by: list[str]
    confirmed_by: list[str]


@dataclass(frozen=True, slots=True)
class RulesInForce:
    """The pack that governs, with its settings, as it holds on a day; ``index`` is that of the adopting entry."""

    pack: str
    version: int
    name_en: str
    name_zh: str
    rules: int
    on: str
    index: int | None
    motion: str | None
    parameters: list[RuleLine]
    acts: list[ActLine]


def rules_in_force(tables: sqlite3.Connection, found: Community, on: str) -> RulesInForce:
    """Return the rules that hold on a day; a parameter of which the law of that day says nothing is not among them."""
    pack, plain = pack_of(found), plain_pack_of(found)
    settings = {setting.parameter: setting for setting in found.settings}
    lines = []
    for name in sorted(name for name in pack.parameters if pack.covers(name, on)):
        holding, statutory = pack.parameter(name, on), plain.parameter(name, on)
        setting = settings.get(name)
        lines.append(
            RuleLine(
                name,
                holding.words.en,
                holding.words.zh,
                _shown(holding.value),
                None if statutory.value == holding.value else _shown(statutory.value),
                holding.kind,
                holding.article,
                holding.status,
                setting.clause if setting else None,
                setting.index if setting else None,
                _day(holding.from_),
                _other_days(plain, name, holding.from_),
            )
        )
    return RulesInForce(
        pack.id, pack.version, pack.words.en, pack.words.zh, found.rules, on, *_adoption(tables), lines, _acts(pack)
    )


def _day(since: str) -> str | None:
    return None if since == ALWAYS else since


def _other_days(plain: Pack, name: str, holding: str) -> list[OtherDays]:
    versions = sorted(plain.parameters[name], key=lambda one: one.from_)
    ends = [*(one.from_ for one in versions[1:]), None]
    return [
        OtherDays(_day(one.from_), end, _shown(one.value), one.kind, one.article, one.status)
        for one, end in reversed(list(zip(versions, ends, strict=True)))
        if one.from_ != holding
    ]


def _shown(value: Value) -> Shown:
    return Threshold(value.numerator, value.denominator, value.strictly) if isinstance(value, Fraction) else value


def _adoption(tables: sqlite3.Connection) -> tuple[int | None, str | None]:
    row = tables.execute(
        "SELECT position, motion FROM ruleset WHERE motion IS NOT NULL ORDER BY position DESC LIMIT 1"
    ).fetchone()
    return (None, None) if row is None else (row[0], row[1])


def _acts(pack: Pack) -> list[ActLine]:
    return [ActLine(name, act.by, act.confirmed_by) for name, act in pack.acts.items()]
