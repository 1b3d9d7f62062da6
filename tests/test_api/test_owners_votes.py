"""Pages and JSON of owners' votes: both bars with their words, fractions in full, elections, ties."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
from jsonschema import Draft202012Validator

from ledger.strict_json import Json
from tests.test_api.serving import client_of, pages_of
from tests.test_projections.owners_vote import MOTION, ballot, cast_openly, count, declare, open_vote, whole_vote
from tests.test_projections.shown import Shown

OPTIONS: list[Json] = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b")]


def served(folder: Path) -> Shown:
    home = folder / "home"
    home.mkdir()
    return Shown(home)


@pytest.fixture(scope="module")
def votes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    """A community whose owners have voted."""
    folder = tmp_path_factory.mktemp("votes")
    book = served(folder)
    closed = whole_vote(book)
    on = book.cast.ref(closed)
    book.record("secretary", "objection.raised", MOTION, {"on": on, "grounds": {"value": "请复核第三页"}})
    book.record("secretary", "resolution.challenged", MOTION, {"on": on, "court": {"value": "样例区人民法院"}})
    withdrawn = book.table("m-2")
    book.record("chair", "motion.withdrawn", "motion/m-2", {"on": book.cast.ref(withdrawn), "reason": "error"})
    open_motion = book.table("m-3", closes=(book.now + timedelta(days=9)).isoformat())
    closes = (book.now + timedelta(days=10)).isoformat()
    book.record("chair", "motion.extended", "motion/m-3", {"on": book.cast.ref(open_motion), "closes": closes})
    book.table("a-2", body="assembly")
    book.publish()
    book.close()
    with client_of(folder / "home") as found:
        yield found


def text(client: httpx.Client, path: str) -> str:
    answer = client.get(f"/yuanqu-1/{path}")
    assert answer.status_code == 200
    return re.sub(r'<span lang="[^"]*">([^<]*)</span>', r"\1", answer.text)


def test_the_page_says_what_is_needed_and_what_is_reached_in_both_languages(votes: httpx.Client) -> None:
    page = text(votes, "zh/motions/a-1")
    assert "需要 2/3，已到 75.0%（面积）、75.0%（人数）" in page
    assert "需要 超过 1/2，已到 66.6%（面积）、66.6%（人数）" in page
    assert "Needed 2/3, reached 75.0% (area), 75.0% (owners)" in text(votes, "en/motions/a-1")


def test_every_numerator_and_denominator_is_on_the_page(votes: httpx.Client) -> None:
    page = text(votes, "en/motions/a-1")
    for shown in ("1,500.00\xa0m² / 2,000.00\xa0m²", "15 / 20", "10 / 15", "民法典第二百七十八条", "1幢"):
        assert shown in page
    assert "did not come back do not count" in page


def test_objections_and_the_way_to_court_are_on_the_page(votes: httpx.Client) -> None:
    page = text(votes, "zh/motions/a-1")
    for shown in ("请复核第三页", "尚未答复", "决议已被起诉", "样例区人民法院"):
        assert shown in page


def test_a_withdrawn_an_extended_and_an_unprepared_motion_say_so(votes: httpx.Client) -> None:
    assert "Withdrawn" in text(votes, "en/motions/m-2")
    assert "extended" in text(votes, "en/motions/m-3")
    assert "Who may vote is not recorded yet." in text(votes, "en/motions/a-2")
    listed = text(votes, "en/motions")
    assert "Withdrawn" in listed
    assert "All owners vote on it." in listed
    assert "All owners vote on it." in text(votes, "en/")


def test_the_json_has_the_form_that_openapi_describes(votes: httpx.Client) -> None:
    openapi = votes.get("/openapi.json").json()
    described = {"$ref": "#/components/schemas/MotionAnswer", "components": openapi["components"]}
    for motion in ("a-1", "a-2", "m-2"):
        answer = votes.get(f"/yuanqu-1/v1/motions/{motion}").json()
        Draft202012Validator(described).validate(answer)
        assert (answer["assembly"] is None) == motion.startswith("m")


def test_an_election_names_candidates_and_a_tie(tmp_path: Path) -> None:
    book = served(tmp_path)
    motion = open_vote(book, method="choose_up_to", options=[], candidates=OPTIONS, seats=1, alternates=1)
    for number in range(1, 17):
        ballot(book, motion, number)
    book.now += timedelta(days=3)
    count(book, (None, "a", 12), (None, "b", 12), (None, "cast", 16))
    declare(book, {"a": 12, "b": 12, "cast": 16, "abstain": 0, "void": 0}, "elected", elected=["a"], alternates=["b"])
    book.publish()
    book.close()
    with client_of(tmp_path / "home") as client:
        page = text(client, "en/motions/a-1")
    for shown in (
        "Elected: 候选人a",
        "Alternates: 候选人b",
        "A tie: 候选人a, 候选人b",
        "The ballots mean something else under the rules: Not adopted",
    ):
        assert shown in page


def test_a_resolution_of_the_committee_that_was_annulled_says_so_wherever_its_outcome_stands(tmp_path: Path) -> None:
    book = served(tmp_path)
    closed = book.decide_motion(book.table(), yes=5)
    said = "The resolution was annulled"
    paths = ("en/motions", "en/motions/m-1")
    assert not any(said in page for page in pages_of(book, *paths))
    data: dict[str, Json] = {"on": book.cast.ref(closed), "basis": "judgment", "by": {"value": "样例区人民法院"}}
    book.confirm("chair", book.record("secretary", "resolution.annulled", "motion/m-1", data))
    assert all(said in page for page in pages_of(book, *paths))


def test_the_entry_of_an_open_ballot_says_the_vote_and_that_of_a_sealed_one_keeps_it(tmp_path: Path) -> None:
    for name in ("open", "sealed"):
        (tmp_path / name).mkdir()
    book = served(tmp_path / "open")
    cast_openly(book, "b", method="choose_one", options=OPTIONS)
    (opened,) = pages_of(book, f"en/entries/{book.size - 1}")
    other = served(tmp_path / "sealed")
    ballot(other, open_vote(other, method="choose_one", options=OPTIONS), 1)
    (sealed,) = pages_of(other, f"en/entries/{other.size - 1}")
    for page, says in ((opened, True), (sealed, False)):
        vote = page.partition("<dt>The vote</dt>")[2].partition("<dt>Who signed")[0].partition("<details")[0]
        assert vote
        assert ("候选人</span>b" in vote) is says
        assert ("100.00" in vote) is says
