"""`mingzhang status`: how far each book is stored, published and shown."""

from __future__ import annotations

import json

from tests.test_cli.desk import FOUNDERS, Desk


def test_every_book_of_the_home_has_its_line(book: Desk) -> None:
    book.done("init", "ledger.example/yuanqu-2")
    assert book.done("status").out.splitlines() == [
        f"community: yuanqu-1  stored: {FOUNDERS}  published: {FOUNDERS}  shown: {FOUNDERS}",
        "community: yuanqu-2  stored: 0  published: 0  shown: 0",
    ]
    lines = [json.loads(line) for line in book.done("status", "--json").out.splitlines()]
    assert lines[0] == {"community": "yuanqu-1", "stored": FOUNDERS, "published": FOUNDERS, "shown": FOUNDERS}


def test_a_home_without_books_is_an_error_and_not_silence(desk: Desk) -> None:
    desk.refused("community.missing", "status", code=2)
