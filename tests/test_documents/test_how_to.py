"""The how-to pages: each command in them runs, on a book that is in the trouble that the section is about."""

from __future__ import annotations

import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.bundle import export
from ledger.demo.cast import Cast
from ledger.store.reader import Reader
from tests.test_api.serving import served
from tests.test_documents.practice import BOOK, GUARD, ORIGIN, append, build, late
from tests.test_documents.walkthrough import BIN, page, walk

RECOVER = "docs/how-to/recover.md"
needs_curl = pytest.mark.skipif(
    shutil.which("curl") is None and os.environ.get("CI") != "true", reason="NOT RUN: there is no curl"
)


@pytest.fixture(scope="module")
def pristine(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("practice") / "machines")


@pytest.fixture
def machines(pristine: Path, tmp_path: Path) -> Path:
    """The machines of the tutorial; whatever a test does to them, the next one has fresh ones."""
    return Path(shutil.copytree(pristine, tmp_path / "machines"))


@contextmanager
def reader(machines: Path) -> Iterator[dict[str, str]]:
    """Serve the book, give the owner an anchor and an export, and yield what to rewrite in the pages."""
    owner = machines / "owner"
    with Reader.open(machines / BOOK / "public") as book:
        export(book, owner / "lianxi-1-export")
    shutil.copy(owner / "lianxi-1-export/anchor.txt", owner / "notice.txt")
    with served((machines / BOOK).parent) as address:
        yield {"https://ledger.example": address}


def test_members_come_and_go_and_keys_are_replaced(machines: Path) -> None:
    printed = walk(page("docs/how-to/members-and-keys.md"), machines)
    assert printed.count("appended") == 14


def test_documents_are_registered_and_lie_where_they_belong(machines: Path) -> None:
    walk(page("docs/how-to/register-a-document.md"), machines)
    [notice] = (machines / BOOK / "public/documents").iterdir()
    assert notice.name == sha256(notice.read_bytes()).hexdigest()
    [contract] = (machines / BOOK / "private/documents").iterdir()
    assert contract.name != sha256(contract.read_bytes()).hexdigest()


def test_a_backup_has_all_of_the_book_and_not_the_guard(machines: Path) -> None:
    walk(page(RECOVER), machines, section="What to back up")
    [copy] = (machines / "backups").iterdir()
    kept = {path.relative_to(copy).as_posix() for path in copy.rglob("*") if path.is_file()}
    assert {"public/ledger.db", "private/log.key", "private/vault.db"} <= kept
    assert not [name for name in kept if "guard" in name]


def test_an_old_copy_is_replaced_by_the_newest(machines: Path, pristine: Path) -> None:
    append(machines, late())
    shutil.move(machines / BOOK, machines / "newest/lianxi-1")
    shutil.copytree(pristine / BOOK, machines / BOOK)
    assert "\n9\n" in walk(page(RECOVER), machines, section="The book is an old copy")


def test_two_histories_are_told_apart(machines: Path, pristine: Path) -> None:
    append(machines, late(1))
    shutil.move(machines / BOOK, machines / "other-copy/lianxi-1")
    shutil.copytree(pristine / BOOK, machines / BOOK)
    append(machines, late(2), guard="another-guard.db")
    printed = walk(page(RECOVER), machines, section="There are two histories")
    assert "this-export/tile/entries/000.p/9 and other-export/tile/entries/000.p/9 differ" in printed


def test_a_damaged_book_is_replaced_by_its_backup(machines: Path, pristine: Path) -> None:
    append(machines, late(), publish=False)
    with closing(sqlite3.connect(machines / BOOK / "public/ledger.db")) as book, book:
        book.execute("DROP TRIGGER entry_unchanged")
        book.execute("UPDATE stored_events SET state = CAST(replace(state, '2', '3') AS BLOB) WHERE rowid = 9")
    shutil.copytree(pristine / BOOK, machines / "newest/lianxi-1")
    assert "\n8\n" in walk(page(RECOVER), machines, section="The book is damaged")


def test_a_lost_guard_is_begun_anew(machines: Path) -> None:
    (machines / GUARD).unlink()
    walk(page(RECOVER), machines, section="The guard is lost")
    append(machines, late())


@pytest.mark.parametrize("views", [None, b"no database"])
def test_lost_and_damaged_views_are_made_again(machines: Path, views: bytes | None) -> None:
    shown = machines / BOOK / "public/views.db"
    if views is None:
        shown.unlink()
    else:
        shown.write_bytes(views)
    walk(page(RECOVER), machines, section="The views are lost")


def test_a_clock_that_looks_wrong_takes_a_person(tmp_path: Path) -> None:
    machines = build(tmp_path / "machines", age=timedelta(days=500))
    (machines / "late.sdjwt").write_bytes(late())
    assert "appended" in walk(page(RECOVER), machines, section="The clock looks wrong")


def test_after_a_crash_everything_stored_is_published_and_nothing_taken_twice(machines: Path) -> None:
    (machines / "late.sdjwt").write_bytes(late())
    append(machines, (machines / "late.sdjwt").read_bytes(), publish=False)
    assert "\n9\n" in walk(page(RECOVER), machines, section="After a crash")


def test_the_files_that_readers_need_come_back(machines: Path) -> None:
    public = machines / BOOK / "public"
    for path in [*public.glob("*-wal"), *public.glob("*-shm")]:
        path.unlink()
    walk(page(RECOVER), machines, section="Readers are refused")
    assert sorted(path.name for path in public.glob("*.db-*")) == [
        "ledger.db-shm", "ledger.db-wal", "views.db-shm", "views.db-wal",
    ]  # fmt: skip


def test_a_lost_vault_is_begun_anew(machines: Path) -> None:
    (machines / BOOK / "private/vault.db").unlink()
    walk(page(RECOVER), machines, section="The log key or the vault is lost")
    append(machines, late())


def test_a_book_is_verified_as_the_page_says(machines: Path) -> None:
    with reader(machines) as rewrite:
        walk(page("docs/how-to/verify-a-book.md"), machines / "owner", rewrite=rewrite)
    assert (machines / "owner/log.vkey").read_text() == f"{Cast(ORIGIN).log_vkey}\n"


def test_a_book_is_audited_as_the_page_says(machines: Path) -> None:
    with reader(machines) as rewrite:
        walk(page("docs/how-to/audit-a-book.md"), machines / "owner", rewrite=rewrite)
    assert '"verified":true' in (machines / "owner/audit.json").read_text("utf-8")


@needs_curl
def test_the_duties_are_read_and_recorded_as_the_page_says(machines: Path) -> None:
    with reader(machines) as rewrite:
        walk(page("docs/how-to/follow-the-duties.md"), machines / "owner", rewrite=rewrite)
    overdue = (machines / "owner/duties.csv").read_text("utf-8-sig").splitlines()
    assert overdue[0].startswith("id,code,words_en,words_zh,")
    assert '"state":"due"' in (machines / "owner/duties.json").read_text("utf-8")
    assert '"duty":"filing"' in (machines / "owner/filing.json").read_text("utf-8").replace(" ", "")


@needs_curl
def test_one_record_is_checked_with_our_code_and_without(machines: Path) -> None:
    with reader(machines) as rewrite:
        walk(page("docs/how-to/check-one-record.md"), machines / "owner", rewrite=rewrite)


@needs_curl
@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("record.json", '"entry":"{\\"admitted_at\\":\\"2', '"entry":"{\\"admitted_at\\":\\"1'),
        ("record.tlog-proof", "index 7", "index 6"),
        ("record.tlog-proof", "lianxi-1\n8\n", "lianxi-1\n9\n"),
        ("notice.txt", Cast(ORIGIN).log_vkey, Cast(ORIGIN, seed="another log").log_vkey),
    ],
)
def test_control_a_false_record_is_refused_by_both_checks(machines: Path, file: str, old: str, new: str) -> None:
    owner = machines / "owner"
    with reader(machines) as rewrite:
        walk(page("docs/how-to/check-one-record.md"), owner, rewrite=rewrite)
    false = (owner / file).read_text().replace(old, new)
    assert false != (owner / file).read_text()
    (owner / file).write_text(false)
    ours = "receipt record.json --check record.tlog-proof --anchor notice.txt"
    for check in ([str(BIN / "mingzhang"), *ours.split()], [sys.executable, "check_alone.py"]):
        done = subprocess.run(check, cwd=owner, capture_output=True, check=False)
        assert done.returncode == 1, check
        assert check[0] == sys.executable or b"what to do: " in done.stderr


def test_the_permissions_are_those_of_the_page(machines: Path) -> None:
    walk(page("docs/how-to/serve-to-the-public.md"), machines, skip=("sudo",))
