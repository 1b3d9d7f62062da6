"""`mingzhang publish`: the signed state of the book, the same every time, and never without its guard."""

from __future__ import annotations

from ledger.tlog.checkpoint import open_checkpoint
from tests.test_cli.desk import FOUNDERS, ORIGIN, Desk


def test_the_checkpoint_is_that_of_all_entries_and_signed_by_the_log(desk: Desk) -> None:
    log_vkey = desk.done("init", ORIGIN).out.partition("log_vkey: ")[2].split()[0]
    desk.append(desk.cast.founding(desk.at, log_vkey=log_vkey))
    run = desk.done("publish")
    checkpoint = open_checkpoint(run.out.encode(), log_vkey)
    assert (checkpoint.origin, checkpoint.size) == (ORIGIN, 1)
    before = desk.stored()
    assert desk.done("publish").out == run.out
    assert desk.stored() == before


def test_an_empty_book_is_not_published(desk: Desk) -> None:
    desk.done("init", ORIGIN)
    desk.refused("ledger.empty", "publish")


def test_a_lost_guard_stops_publishing_until_a_person_has_looked(book: Desk) -> None:
    (book.tmp / "guard" / "guard.db").unlink()
    run = book.refused("guard.missing", "publish")
    assert "--new-guard" in run.err
    book.done("publish", "--new-guard")
    book.done("publish")
    assert book.size() == FOUNDERS


def test_a_lost_vault_is_never_made_up_and_an_empty_file_begins_a_new_one(book: Desk) -> None:
    vault = book.home / "yuanqu-1" / "private" / "vault.db"
    vault.unlink()
    book.refused("vault.missing", "publish")
    assert not vault.exists()
    vault.touch(0o600)
    book.done("publish")
    assert vault.stat().st_mode & 0o777 == 0o600
