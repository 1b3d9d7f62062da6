"""The API opens ``public/`` alone and can only read it."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from api.books import Library
from tests.test_api.sample import build
from tests.test_api.serving import client_of

READ_EVERYTHING = """
import os, sys
from pathlib import Path
from tests.test_api.serving import client_of

home, other_home = map(Path, sys.argv[1:])

def read(home):
    with client_of(home) as client:
        for path in ("", "v1/balances", "v1/entries/40", "v1/entries/40/receipt", "log/checkpoint",
                     "log/tile/0/000.p/49", "log/tile/entries/000.p/49"):
            answer = client.get(f"/yuanqu-1/{path}")
            if answer.status_code != 200:
                sys.exit(f"{path}: {answer.status_code} {answer.text}")

read(other_home)  # imports what Python imports late, from folders that only this user may read
os.setgid(65534)
os.setuid(65534)
for action in (lambda: (home / "yuanqu-1/private/log.key").read_bytes(), lambda: (home / "yuanqu-1/public/x").touch()):
    try:
        action()
    except PermissionError:
        continue
    sys.exit("this user may do more than read public/")
read(home)
print("read as", os.getuid())
"""


@pytest.mark.skipif(os.getuid() != 0, reason="NOT RUN: only root can become another user")
def test_another_user_reads_public_with_no_writer_running(tmp_path: Path) -> None:
    home, other_home = tmp_path / "home", tmp_path / "other"
    for folder in (home, other_home):
        folder.mkdir()
        build(folder)
    for folder in (*tmp_path.parents, tmp_path, home):
        if str(folder).startswith("/tmp/") and folder.owner() == "root":
            folder.chmod(0o755)
    before = sorted((path.name, path.stat().st_mtime_ns) for path in (home / "yuanqu-1/public").iterdir())
    done = subprocess.run(
        [sys.executable, "-c", READ_EVERYTHING, str(home), str(other_home)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "read as 65534" in done.stdout
    after = sorted((path.name, path.stat().st_mtime_ns) for path in (home / "yuanqu-1/public").iterdir())
    assert after == before, "reading leaves nothing behind"


def test_a_handle_cannot_write(home: Path) -> None:
    with Library(home).open("yuanqu-1") as book, pytest.raises(sqlite3.OperationalError, match="readonly"):
        book.tables.execute("DELETE FROM entry")


def test_everything_that_one_request_sees_is_of_one_moment(home: Path) -> None:
    with Library(home).open("yuanqu-1") as book:
        assert book.tables.in_transaction
        assert book.as_of.size == 49


def test_only_folders_with_a_book_are_communities(tmp_path: Path, home: Path) -> None:
    assert Library(home).communities() == ["yuanqu-1"]
    for name in ("empty", "Upper-Case", ".hidden"):
        (tmp_path / name / "public").mkdir(parents=True)
    (tmp_path / "Upper-Case/public/ledger.db").touch()
    (tmp_path / ".hidden/public/ledger.db").touch()
    assert Library(tmp_path).communities() == []


@pytest.mark.parametrize("state", ["empty", "another version"])
def test_views_that_are_not_begun_or_of_another_version_are_none(tmp_path: Path, state: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    views = build(home).public / "views.db"
    if state == "empty":
        views.write_bytes(b"")
    else:
        with closing(sqlite3.connect(views)) as tables:
            tables.execute("PRAGMA user_version=999")
    with client_of(home) as client:
        answer = client.get("/yuanqu-1/v1/funds")
        assert (answer.status_code, answer.json()["rule"]) == (503, "views.missing")
        assert client.get("/").status_code == 200
        assert client.get("/yuanqu-1/log/checkpoint").status_code == 200


def damaged(views: Path, what: str) -> None:
    """Damage the views: the whole file, the table of the position, or the pages behind the first one."""
    raw = views.read_bytes()
    match what:
        case "whole":
            views.write_bytes(b"not a database" * 1000)
        case "position":
            with closing(sqlite3.connect(views)) as tables:
                tables.execute("DROP TABLE progress")
                tables.commit()
        case "pages":
            views.write_bytes(raw[:4096] + b"\xa5" * (len(raw) - 4096))


@pytest.mark.parametrize("what", ["whole", "position", "pages"])
def test_damaged_views_of_one_book_are_told_there_and_hide_no_other(tmp_path: Path, what: str) -> None:
    home = tmp_path / "home"
    home.mkdir()
    public = build(home).public
    with closing(sqlite3.connect(public / "views.db")) as tables:
        tables.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    shutil.copytree(public, home / "yuanqu-2/public")
    damaged(public / "views.db", what)
    with client_of(home) as client:
        answer = client.get("/yuanqu-1/v1/funds")
        assert (answer.status_code, answer.json()["rule"]) == (503, "views.damaged")
        assert "mingzhang rebuild" in answer.json()["advice"]
        page = client.get("/yuanqu-1/zh/")
        assert page.status_code == 503
        assert "mingzhang rebuild" in page.text
        assert client.get("/yuanqu-1/log/checkpoint").status_code == 200
        assert client.get("/yuanqu-2/zh/").status_code == 200
        listed = client.get("/")
        assert listed.status_code == 200
        assert 'href="/yuanqu-2/"' in listed.text
        assert "cannot be shown at this moment" in client.get("/", headers={"Accept-Language": "en"}).text
