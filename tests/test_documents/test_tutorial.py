"""The tutorial: every command in it runs, prints what the page says, and leaves the book that the page describes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

from ledger.rules.packs import load, pin_of
from ledger.store.wal import connect_reader
from projections.queries.chain import chain
from tests.test_documents.walkthrough import page, walk

PAYMENT = 25


def test_the_first_book_is_founded_filled_published_and_verified(tmp_path: Path) -> None:
    walk(page("docs/tutorial/first-book.md"), tmp_path / "clone")
    lesson = tmp_path / "clone/first-book"
    check_that_nothing_is_missing_behind_the_payment(lesson)
    check_that_no_key_has_left_its_machine(lesson)


def check_that_nothing_is_missing_behind_the_payment(lesson: Path) -> None:
    with closing(connect_reader(lesson / "treasurer/books/lianxi-1/public/views.db")) as tables:
        found = chain(tables, load(pin_of("cn-2021")), PAYMENT)
    assert found is not None
    assert found.request is not None
    assert [decision.act.member for decision in found.decisions] == ["chair", "secretary"]
    assert found.motion is not None
    assert found.motion.motion.outcome == "adopted"
    assert len(found.motion.ballots) == 3
    assert found.meeting is not None
    assert found.meeting.meeting.signed == 3
    assert found.backing is not None
    assert found.backing.missing == []


def check_that_no_key_has_left_its_machine(lesson: Path) -> None:
    keys = [path.relative_to(lesson).as_posix() for path in lesson.rglob("*") if b"PRIVATE KEY" in _content(path)]
    assert sorted(keys) == [
        "chair/key.pem", "recovery/key.pem", "secretary/key.pem", "treasurer/books/lianxi-1/private/log.key",
        "treasurer/key.pem",
    ]  # fmt: skip


def _content(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""
