"""An owners' vote as the tables have it is the one that the rules have, and its rules are kept beside it."""

from __future__ import annotations

import json
from datetime import timedelta

import pytest

from ledger import jws
from ledger.events import parse_entry, parse_payload
from ledger.rules import assembly
from ledger.rules.history import History
from ledger.rules.packs import pin_of
from ledger.rules.tally import NOTHING
from ledger.store.reader import Reader
from ledger.strict_json import Json
from projections.votes import choices_of, vote_of
from tests.test_projections.owners_vote import MOTION, ballot, count, declare, open_vote, whole_vote
from tests.test_projections.shown import Shown

OPTIONS: list[Json] = [{"id": name, "label": {"value": f"候选人{name}"}} for name in ("a", "b")]


def compare(book: Shown) -> None:
    """Compare the vote a-1 of the tables with that of the rules, replayed from the stored entries."""
    book.publish()
    history = History()
    with Reader.open(book.public) as reader:
        for raw in reader.entries(0, book.size):
            entry = parse_entry(raw)
            history.admit(parse_payload(jws.parse(entry.event)), entry.admitted_at)
    motion = history.motions()["a-1"]
    assert motion.tabled is not None
    with book.tables() as tables:
        shown = vote_of(lambda statement, name: tables.execute(statement, (name,)).fetchall(), "a-1")
    ruled = assembly.vote_of(motion)
    assert choices_of(shown) == assembly.choices_of(motion.tabled)
    assert {choice: shown.count(choice) for choice in choices_of(shown)} == ruled.counts
    for one in ("electorate", "silent", "class_", "method", "candidates", "seats", "alternates"):
        assert getattr(shown, one) == getattr(ruled, one), one


def test_a_counted_vote_is_the_same(book: Shown) -> None:
    whole_vote(book)
    compare(book)


@pytest.mark.parametrize("method", ["choose_one", "choose_up_to"])
def test_a_choice_among_candidates_is_the_same(book: Shown, method: str) -> None:
    motion = open_vote(book, method=method, options=OPTIONS, seats=1, alternates=1)
    for number in range(1, 17):
        ballot(book, motion, number)
    book.now += timedelta(days=3)
    several: tuple[tuple[str | None, str, int], ...] = ((None, "cast", 16), (None, "a", 12), (None, "b", 9))
    count(book, *(several if method == "choose_up_to" else ((None, "a", 9), (None, "b", 7))))
    compare(book)


def test_a_range_that_is_counted_anew_counts_once(book: Shown) -> None:
    motion = open_vote(book)
    ballots = [ballot(book, motion, number) for number in range(1, 17)]
    book.now += timedelta(days=3)
    count(book, (None, "yes", 16))
    compare(book)
    on = book.cast.ref(ballots[0])
    book.confirm("teller-2", book.record("teller-1", "ballot.voided", MOTION, {"on": on, "reason": "unsigned"}))
    compare(book)
    count(book, (None, "yes", 15), (None, "void", 1))
    compare(book)


def test_without_a_roll_nobody_could_vote(book: Shown) -> None:
    book.table("a-1", body="assembly")
    with book.tables() as tables:
        shown = vote_of(lambda statement, name: tables.execute(statement, (name,)).fetchall(), "a-1")
    assert shown.electorate == shown.silent == NOTHING


def test_the_pack_that_governs_is_kept_when_a_result_takes_effect(book: Shown) -> None:
    open_vote(book)
    book.now += timedelta(days=3)
    count(book)
    assert book.rows("SELECT ruled_by FROM motion WHERE id = 'a-1'") == [(None,)]
    declare(book, {"yes": 0, "no": 0, "abstain": 0, "void": 0}, "no_quorum")
    ((kept,),) = book.rows("SELECT ruled_by FROM motion WHERE id = 'a-1'")
    pin = pin_of("cn-2021")
    assert json.loads(kept) == {"id": pin.id, "version": pin.version, "sha256": pin.sha256, "settings": {}}
