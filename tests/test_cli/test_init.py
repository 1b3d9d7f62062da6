"""`mingzhang init`: a folder, a log key, and what must be known to found the book."""

from __future__ import annotations

import signal
import subprocess
import sys

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


KILLED = """
import os, signal, sys
from pathlib import Path
from ledger import application
from ledger.cli import main
from ledger.store.layout import Folder
from ledger.store.sqlite import LedgerRecorder
from ledger.store.vault import Vault

owner, name = {"folder": (Folder, "create"), "key": (application, "write_private_key"), "vault": (Vault, "close"),
               "tables": (LedgerRecorder, "create"), "side files": (application, "leave_side_files"),
               "in place": (Path, "rename")}[sys.argv.pop()]
original = getattr(owner, name)

def dying(*arguments):
    original(*arguments)
    os.kill(os.getpid(), signal.SIGKILL)

setattr(owner, name, dying)
main()
"""


@pytest.mark.parametrize("after", ["folder", "key", "vault", "tables", "side files"])
def test_an_init_that_is_killed_can_be_run_again(desk: Desk, after: str) -> None:
    command = [sys.executable, "-c", KILLED, "init", ORIGIN, after]
    assert subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == -signal.SIGKILL
    assert not (desk.home / "yuanqu-1").exists()
    desk.refused("community.missing", "status", code=2)
    desk.found()
    desk.done("publish")
    assert desk.done("status").out.startswith("community: yuanqu-1  ")


def test_an_init_that_is_killed_behind_the_last_step_has_made_a_whole_book(desk: Desk) -> None:
    command = [sys.executable, "-c", KILLED, "init", ORIGIN, "in place"]
    assert subprocess.run(command, check=False, capture_output=True, timeout=60).returncode == -signal.SIGKILL
    desk.refused("community.exists", "init", ORIGIN)
    assert desk.done("status").out == "community: yuanqu-1  stored: 0  published: 0  shown: 0\n"


def test_an_empty_folder_may_be_there_and_one_with_something_in_it_may_not(desk: Desk) -> None:
    folder = desk.home / "yuanqu-1"
    folder.mkdir(parents=True)
    (folder / "notes.txt").touch()
    desk.refused("community.exists", "init", ORIGIN)
    (folder / "notes.txt").unlink()
    desk.done("init", ORIGIN)
    assert [path.name for path in desk.home.iterdir()] == ["yuanqu-1"]
