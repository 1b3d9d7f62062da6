"""What is to be explained on a day: the findings of the catalogue, with their article, their words and their answers.

A finding has an id that stays: its code, the index of the entry that it is about, and where one entry has several of
that code a further key: ``A0-371``, ``B7-8-2026-CNY``. An answer (finding.answered) names the code and entries; it
stands beside every finding of that code that names one of these entries and had begun on the day of the answer.
"""

from __future__ import annotations

import sqlite3
from collections import defaultdict
from dataclasses import dataclass
from datetime import tzinfo

from ledger.rules.packs import Pack
from projections.findings.base import SEVERITIES, Definition, Fact, Found, Severity, Views
from projections.findings.catalogue import CATALOGUE


@dataclass(frozen=True, slots=True)
class FindingAnswer:
    """What was answered: the entry, who signed it, the day, the words (null where they are not public), the outcome."""

    index: int
    member: str | None
    day: str
    text: str | None
    outcome: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that the book does not show, and what to explain.

    ``index`` is the entry that it is about, ``refs`` are further ones. It holds from the day ``since`` on, and no more
    from ``until`` on; null where it still holds. ``article`` is empty where no law but only this book's rules ask for
    it; ``status`` says how sure we are of the article: verified, secondary, memory.
    """

    id: str
    code: str
    severity: Severity
    title_en: str
    title_zh: str
    says_en: str
    says_zh: str
    article: str
    status: str
    index: int
    refs: list[int]
    since: str
    until: str | None
    facts: list[Fact]
    answers: list[FindingAnswer]

    def holds_on(self, day: str) -> bool:
        """Tell whether it is to be explained on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def findings(tables: sqlite3.Connection, pack: Pack, zone: tzinfo, today: str) -> list[Finding]:
    """Return all findings that had begun by a day, ended ones too: the most serious first, then the latest.

    ``today`` is a day in the community's time ``zone``; nothing here knows which day it is.
    """
    views = Views(tables, pack, zone, today)
    answers = _answers(views)
    shown = [
        _shown(views.pack_on(found.since), definition, found, answers)
        for definition in CATALOGUE.values()
        for found in definition.find(views)
        if found.held and found.since <= today
    ]
    shown.sort(key=lambda one: one.id)
    shown.sort(key=lambda one: (one.since, one.index), reverse=True)
    order = list(SEVERITIES)
    return sorted(shown, key=lambda one: order.index(one.severity))


def findings_about(shown: list[Finding], *indexes: int) -> list[Finding]:
    """Return those of some findings that name one of these entries."""
    asked = set(indexes)
    return [one for one in shown if one.index in asked or not asked.isdisjoint(one.refs)]


def _answers(views: Views) -> dict[tuple[str, int], list[FindingAnswer]]:
    found: defaultdict[tuple[str, int], list[FindingAnswer]] = defaultdict(list)
    rows = views.rows(
        "SELECT finding, target, position, entry.member, text, outcome FROM finding_answer JOIN entry USING (position)"
        " ORDER BY position, target"
    )
    for code, target, index, member, text, outcome in rows:
        found[code, target].append(FindingAnswer(index, member, views.admitted[index], text, outcome))
    return found


def _shown(
    pack: Pack, definition: Definition, found: Found, answers: dict[tuple[str, int], list[FindingAnswer]]
) -> Finding:
    article, status = _ground(pack, definition, found)
    given = {
        one.index: one
        for target in (found.about, *found.refs)
        for one in answers.get((definition.code, target), ())
        if one.day >= found.since
    }
    parts = [definition.code, str(found.about), *([found.key.replace("/", "_")] if found.key else [])]
    return Finding(
        id="-".join(parts),
        code=definition.code,
        severity="hint" if article and status == "memory" else found.severity or definition.severity,
        title_en=definition.title.en,
        title_zh=definition.title.zh,
        says_en=f"By {article or _OUR_RULES_EN}, {definition.says.en}; please explain.",
        says_zh=f"依据{article or _OUR_RULES_ZH}，{definition.says.zh}，请说明。",
        article=article,
        status=status,
        index=found.about,
        refs=list(found.refs),
        since=found.since,
        until=found.until,
        facts=list(found.facts),
        answers=[given[index] for index in sorted(given)],
    )


_OUR_RULES_EN, _OUR_RULES_ZH = "the rules of this book", "本账本的规则"


def _ground(pack: Pack, definition: Definition, found: Found) -> tuple[str, str]:
    """Return the article that a finding rests on and how sure we are of it; empty where it is a default of ours."""
    name = found.ground or next(iter(definition.parameters), None)
    if name is not None:
        parameter = pack.parameter(name, found.ruled_on or found.since)
        if parameter.article:
            return parameter.article, parameter.status
    ground = pack.grounds.get(definition.code)
    return ("", "verified") if ground is None else (ground.article, ground.status)
