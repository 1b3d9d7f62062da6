"""When an event takes effect: at once, or by its confirmation, near or far behind it."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings

import projections
from ledger.store.wal import connect_reader
from ledger.strict_json import Json
from tests.random_books import RandomBook, StoredBook, books
from tests.test_projections.shown import DAY, Shown


@given(books(60))
@settings(max_examples=15)
def test_people_keys_and_what_waits_are_those_of_the_rules(book: RandomBook) -> None:
    community = book.history.community
    with TemporaryDirectory() as folder:
        stored = StoredBook(book, Path(folder) / "yuanqu-1")
        stored.store(0, len(book.signed))
        projections.catch_up(stored.public, page=23)
        with closing(connect_reader(stored.public / projections.VIEWS)) as tables:
            members = tables.execute("SELECT id, seat_no, roles, ended_position IS NOT NULL FROM member").fetchall()
            assert {row[0]: (row[1], frozenset(row[2].split()), bool(row[3])) for row in members} == {
                one.id: (one.seat_no, one.roles, one.ended) for one in community.members.values()
            }
            keys = tables.execute("SELECT kid, member, x, status FROM key").fetchall()
            assert {tuple(row) for row in keys} == {
                (key.kid, key.member, key.x, key.status) for key in community.keys.values()
            }
            assert {row[0] for row in tables.execute("SELECT id FROM party")} == community.parties.keys()
            waiting = tables.execute(
                "SELECT event_id FROM waiting JOIN entry USING (position) WHERE confirmed_position IS NULL"
            )
            assert {row[0] for row in waiting} == {
                event_id for state in book.history.states.values() for event_id in state.waiting
            }
            entries = tables.execute("SELECT position, event_id, sha256, type, subject FROM entry").fetchall()
            assert len(entries) == book.history.size
            for row in entries:
                target = book.history.target(row[1])
                assert target is not None
                assert (target.position, target.sha256, target.subject) == (row[0], row[2], row[4])


@pytest.mark.parametrize("far", [False, True])
def test_a_confirmed_event_takes_effect_with_its_own_texts_near_or_far(founded: Shown, far: bool) -> None:
    """Far: the appointment was shown as waiting by an earlier run, and is read back from the log."""
    index = founded.size
    auditor: dict[str, Json] = {
        "member": "auditor", "name": {"value": "审样例"}, "body": "auditor", "roles": ["auditor"], "kind": "hired",
        "term": {"from": DAY, "to": "2027-04-30"}, "basis": {"value": "委托书"},
    }  # fmt: skip
    appointed = founded.record("chair", "member.appointed", "community", auditor)
    if far:
        founded.publish()
    founded.confirm("vice", appointed)
    assert founded.rows("SELECT name, position FROM member WHERE id = 'auditor'") == [("审样例", index)]
    assert founded.rows("SELECT position, author, confirmed_position, confirmed_by FROM waiting") == [
        (index, "chair", index + 1, "vice")
    ]


def test_notes_and_evidence_stand_beside_their_entry(book: Shown) -> None:
    index = book.size
    evidence: list[Json] = [
        {"sha256": "ef" * 32, "title": {"value": "发票"}, "class": "invoice", "visibility": "owners"}
    ]
    book.income(documents=evidence, note={"value": "现金"})
    assert book.rows("SELECT note FROM entry WHERE position = ?", index) == [("现金",)]
    assert book.rows("SELECT * FROM evidence") == [(index, "ef" * 32, "发票", "invoice", "owners")]


def test_times_stand_as_they_were_signed_and_as_the_ledger_admitted_them(founded: Shown) -> None:
    assert founded.rows("SELECT time, admitted_at FROM entry WHERE position = 0") == [
        ("2026-05-04T19:00:00+08:00", "2026-05-04T11:00:00Z")
    ]
