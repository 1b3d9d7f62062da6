"""`mingzhang init`: a folder, a log key, and what must be known to found the book."""

from __future__ import annotations

import pytest

from ledger.rules.packs import PACKS, pin_of
from tests.test_cli.desk import ORIGIN, Desk


def test_a_book_is_begun_and_tells_what_the_founding_needs(desk: Desk) -> None:
    run = desk.done("init", ORIGIN)
    folder = desk.home / "yuanqu-1"
    assert f"book:     {folder}" in run.out
    assert f"log_vkey: {ORIGIN}+" in run.out
    for pack in PACKS:
        assert pin_of(*pack).sha256 in run.out
    assert "key new" in run.err
    assert (folder / "private").stat().st_mode & 0o777 == 0o700
    assert (folder / "private" / "log.key").stat().st_mode & 0o777 == 0o600


def test_a_book_is_begun_once(desk: Desk) -> None:
    desk.done("init", ORIGIN)
    key = (desk.home / "yuanqu-1" / "private" / "log.key").read_bytes()
    desk.refused("community.exists", "init", ORIGIN)
    assert (desk.home / "yuanqu-1" / "private" / "log.key").read_bytes() == key


@pytest.mark.parametrize(
    "origin",
    ["", "yuanqu-1", "ledger.example/", "ledger.example/..", "../x", "/tmp/x", "Ledger.example/a", "a/b c", "a/账"],
)
def test_a_name_that_no_log_can_have_makes_no_folder(desk: Desk, origin: str) -> None:
    desk.refused("origin.malformed", "init", origin, code=2)
    assert not list(desk.home.glob("*"))


def test_a_home_that_is_no_folder_is_an_error_with_advice(desk: Desk) -> None:
    desk.refused("home.unwritable", "init", ORIGIN, "--home", desk.file(b""), code=2)


def test_an_origin_of_many_parts_names_the_folder_by_its_last(desk: Desk) -> None:
    desk.done("init", "ledger.example/shanghai/yuanqu-1")
    assert (desk.home / "yuanqu-1" / "public" / "ledger.db").exists()
