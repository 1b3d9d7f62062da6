"""`mingzhang status`: how far each book is stored, published and shown."""

from __future__ import annotations

import json

import pytest

from tests.test_cli.desk import FOUNDERS, Desk


def test_every_book_of_the_home_has_its_line(book: Desk) -> None:
    book.done("init", "ledger.example/yuanqu-2")
    assert book.done("status").out.splitlines() == [
        f"community: yuanqu-1  stored: {FOUNDERS}  published: {FOUNDERS}  shown: {FOUNDERS}",
        "community: yuanqu-2  stored: 0  published: 0  shown: 0",
    ]
    lines = [json.loads(line) for line in book.done("status", "--json").out.splitlines()]
    assert lines[0] == {"community": "yuanqu-1", "stored": FOUNDERS, "published": FOUNDERS, "shown": FOUNDERS}


def test_views_that_are_behind_are_told_with_what_to_do(book: Desk) -> None:
    assert book.done("status").err == ""
    (book.home / "yuanqu-1/public/views.db").unlink()
    run = book.done("status")
    assert run.out.endswith("shown: 0\n")
    assert f"{FOUNDERS} published and 0 unpublished entries are not shown yet: run `mingzhang publish" in run.err
    book.done("publish", "--community", "yuanqu-1")
    assert book.size() == FOUNDERS


def test_a_home_without_books_is_an_error_and_not_silence(desk: Desk) -> None:
    desk.refused("community.missing", "status", code=2)


@pytest.mark.parametrize(("name", "advice"), [("views.db", "mingzhang rebuild"), ("ledger.db", "Restore ledger.db")])
def test_a_damaged_book_is_named_and_the_others_are_still_told(book: Desk, name: str, advice: str) -> None:
    book.done("init", "ledger.example/yuanqu-2")
    (book.home / "yuanqu-1/public" / name).write_bytes(b"not a database" * 1000)
    run = book.run("status")
    first, second = run.out.splitlines()
    assert (run.code, run.err) == (1, "")
    assert first.startswith("community: yuanqu-1  error: store.damaged: ")
    assert advice in first
    assert second == "community: yuanqu-2  stored: 0  published: 0  shown: 0"
    lines = [json.loads(line) for line in book.run("status", "--json").out.splitlines()]
    assert [line["community"] for line in lines] == ["yuanqu-1", "yuanqu-2"]
    assert lines[0]["error"].startswith("store.damaged: ")
