"""The catalogue: every finding of it is there, with careful words, and rests on parameters that every pack has."""

from __future__ import annotations

import ast
import re
from collections import Counter
from contextlib import closing
from pathlib import Path

import pytest

import projections
from ledger.rules.packs import PACKS, load, pin_of
from ledger.store.wal import connect_reader
from projections.duties.duty import KINDS
from projections.findings import base
from projections.findings.authority import FINDING_OF
from projections.findings.base import FACTS, SEVERITIES, Definition, Views
from projections.findings.catalogue import CATALOGUE
from projections.queries.book import community, pack_of
from projections.queries.findings import Finding, findings
from tests.random_books import StoredBook, random_book
from tests.test_projections.test_findings.planted import ZONE

ELSEWHERE = {"G1": "who has witnessed a checkpoint stands beside the log and in no entry"}
"""Findings of the first set that the views cannot show, and why."""
FIRST_SET = {"A": 9, "B": 7, "C": 6, "D": 8, "E": 6, "F": 8, "G": 2}
HARSH = re.compile(r"illegal|unlawful|violat|fraud|违法|违规|非法|舞弊|贪", re.IGNORECASE)


def test_the_first_set_is_whole() -> None:
    first = {f"{family}{number}" for family, last in FIRST_SET.items() for number in range(1, last + 1)} | {"A0"}
    assert set(CATALOGUE) == first - set(ELSEWHERE)
    assert all(code == definition.code for code, definition in CATALOGUE.items())


@pytest.mark.parametrize("definition", CATALOGUE.values(), ids=CATALOGUE)
def test_a_finding_says_what_the_book_does_not_show_and_never_accuses(definition: Definition) -> None:
    assert definition.severity in SEVERITIES
    assert definition.find.__doc__
    assert definition.find.__name__ == definition.code.lower()
    assert re.search(r"\b(?:not|neither)\b", definition.says.en)
    assert re.search("未|不", definition.says.zh)
    for text in (definition.says.en, definition.says.zh, definition.title.en, definition.title.zh):
        assert not HARSH.search(text)
        assert not text.endswith((".", "。"))


def test_control_a_harsh_word_is_found() -> None:
    assert all(HARSH.search(text) for text in ("an illegal payment", "涉嫌违规"))


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack[0])
def test_every_pack_has_the_parameters_that_findings_rest_on(pack: tuple[str, int]) -> None:
    parameters = load(pin_of(*pack)).parameters
    used = {name for definition in CATALOGUE.values() for name in definition.parameters}
    assert used <= set(parameters)
    own = {name for name in parameters if name.startswith("finding.")} - {
        "finding.witness_days",
        "finding.advance_days",
    }
    assert own <= used, "a parameter that no finding uses is none"


def test_every_duty_of_the_calendar_is_spoken_of_by_one_finding() -> None:
    folder = Path(base.__file__).parent
    named = Counter(
        code
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Constant) and (code := node.value) in KINDS
    )
    named.subtract(FINDING_OF.keys() & KINDS.keys())
    assert named == dict.fromkeys(KINDS, 1)


@pytest.mark.parametrize("pack", PACKS, ids=lambda pack: pack[0])
def test_every_ground_is_that_of_a_finding(pack: tuple[str, int]) -> None:
    grounds = load(pin_of(*pack)).grounds
    assert set(grounds) <= set(CATALOGUE)
    assert all(ground.article for ground in grounds.values())


def of(folder: Path, seed: int, page: int, today: str) -> list[Finding]:
    book = random_book(seed, 500)
    stored = StoredBook(book, folder / f"{seed}-{page}")
    stored.store(0, len(book.signed))
    projections.catch_up(stored.public, page=page)
    with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
        return findings(tables, pack_of(community(tables)), ZONE, today)


@pytest.mark.parametrize("seed", [3, 11])
def test_findings_are_the_same_for_any_size_of_page(tmp_path: Path, seed: int) -> None:
    found = [of(tmp_path, seed, page, "2026-01-01") for page in (1, 7, 500)]
    assert found[0] == found[1] == found[2]
    assert len({one.code for one in found[0]}) > 8


@pytest.mark.parametrize("seed", [5, 17])
def test_each_finding_of_a_random_book_is_whole(tmp_path: Path, seed: int) -> None:
    book = random_book(seed, 500)
    stored = StoredBook(book, tmp_path / "yuanqu-1")
    stored.store(0, len(book.signed))
    projections.catch_up(stored.public)
    with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
        pack, size = pack_of(community(tables)), len(book.signed)
        shown = findings(tables, pack, ZONE, "2026-01-01")
        earlier = {one.id: one for one in findings(tables, pack, ZONE, "2025-01-01")}
        views = Views(tables, pack, ZONE, "2026-01-01")
        begun = {
            code
            for code, definition in CATALOGUE.items()
            if any(one.held and one.since <= views.today for one in definition.find(views))
        }
    assert {one.code for one in shown} == begun
    assert len({one.id for one in shown}) == len(shown) > 20
    for one in shown:
        entries = [one.index, *one.refs]
        assert len(set(entries)) == len(entries)
        assert all(0 <= index < size for index in entries)
        assert one.since <= "2026-01-01"
        assert one.until is None or one.since < one.until
        assert {fact.name for fact in one.facts} <= set(FACTS)
        assert all((fact.currency is not None) == (FACTS[fact.name].form == "money") for fact in one.facts)
        if one.since <= "2025-01-01" and one.code != "E1":
            assert earlier[one.id].since == one.since, "a later day takes no finding away"
