"""`mingzhang rebuild`: the views anew, the same as before, and whatever state they were in."""

from __future__ import annotations

import json

from tests.test_cli.desk import FOUNDERS, Desk


def test_the_views_are_made_anew_and_are_the_same(book: Desk) -> None:
    before = book.stored()
    assert book.done("rebuild").out == f"the views of yuanqu-1 show {FOUNDERS} entries\n"
    assert book.stored() == before


def test_as_json(book: Desk) -> None:
    run = book.done("rebuild", "--json", "--community", "yuanqu-1")
    assert json.loads(run.out) == {"community": "yuanqu-1", "shown": FOUNDERS}


def test_views_that_are_gone_or_damaged_are_made_again(book: Desk) -> None:
    before = book.stored()
    views = book.home / "yuanqu-1/public/views.db"
    for damage in (views.unlink, lambda: views.write_bytes(b"garbage" * 999)):
        damage()
        for suffix in ("-wal", "-shm"):
            views.with_name(f"{views.name}{suffix}").unlink(missing_ok=True)
        assert book.done("rebuild").code == 0
        assert book.stored() == before
    assert book.size() == FOUNDERS


def test_a_book_of_which_nothing_is_published(desk: Desk) -> None:
    desk.done("init", "ledger.example/yuanqu-1")
    assert desk.done("rebuild").out == "the views of yuanqu-1 show 0 entries\n"


def test_a_book_that_is_not_there(desk: Desk) -> None:
    desk.refused("community.missing", "rebuild", code=2)
