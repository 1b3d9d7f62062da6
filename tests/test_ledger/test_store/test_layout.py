"""The folder of a community: who may look where, whatever the umask, and what is no folder of a book."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.application import Ledger
from ledger.store.layout import Folder
from tests.other_user import as_nobody, let_others_in, needs_root
from tests.refusals import unstorable

MODES = {
    "": 0o755,
    "public": 0o755,
    "public/documents": 0o755,
    "public/ledger.db": 0o644,
    "private": 0o700,
    "private/documents": 0o700,
    "private/vault.db": 0o600,
    "private/lock": 0o600,
}


def modes(folder: Path) -> dict[str, int]:
    found = [folder, *sorted(folder.rglob("*"))]
    return {path.relative_to(folder).as_posix().removeprefix("."): stat.S_IMODE(path.stat().st_mode) for path in found}


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077, 0o777])
def test_modes_do_not_depend_on_the_umask(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        Folder(tmp_path / "book").create()
    finally:
        os.umask(before)
    assert modes(tmp_path / "book") == MODES


@pytest.mark.parametrize("umask", [0o000, 0o022, 0o077])
def test_the_files_of_a_new_book_can_be_read_by_all_or_by_the_owner_alone(tmp_path: Path, umask: int) -> None:
    before = os.umask(umask)
    try:
        Ledger.create(tmp_path / "book", "ledger.example/yuanqu-1", Ed25519PrivateKey.generate())
    finally:
        os.umask(before)
    found = modes(tmp_path / "book")
    assert found.pop("private/log.key") == 0o600
    for side in ("public/ledger.db-wal", "public/ledger.db-shm"):
        assert found.pop(side) == 0o644
    assert found == MODES


def test_a_book_is_never_made_over_another(tmp_path: Path) -> None:
    Ledger.create(tmp_path / "book", "ledger.example/yuanqu-1", Ed25519PrivateKey.generate())
    before = {path: path.read_bytes() for path in (tmp_path / "book").rglob("*") if path.is_file()}
    with unstorable("community.exists"):
        Ledger.create(tmp_path / "book", "ledger.example/yuanqu-1", Ed25519PrivateKey.generate())
    assert {path: path.read_bytes() for path in (tmp_path / "book").rglob("*") if path.is_file()} == before


@pytest.mark.parametrize("gone", ["public/ledger.db", "private/lock"])
def test_a_folder_that_holds_no_book(tmp_path: Path, gone: str) -> None:
    with unstorable("community.missing"):
        Folder(tmp_path / "nowhere").check()
    folder = Folder(tmp_path / "book")
    folder.create()
    folder.check()
    (folder.path / gone).unlink()
    with unstorable("community.missing"):
        folder.check()


def test_everything_private_lies_below_private() -> None:
    folder = Folder(Path("/book"))
    private = (folder.log_key, folder.vault_db, folder.lock, folder.private_documents)
    assert all(path.is_relative_to("/book/private") for path in private)
    assert all(path.is_relative_to("/book/public") for path in (folder.ledger_db, folder.views_db, folder.documents))


@needs_root
def test_whoever_may_not_look_into_private_is_told_so_and_not_that_there_is_no_book(tmp_path: Path) -> None:
    folder = Folder(tmp_path / "book")
    folder.create()
    let_others_in(folder.path)
    imports = "from pathlib import Path\nfrom ledger.store.layout import Folder\nfrom ledger.errors import StoreError"
    check = """
try:
    Folder(Path(sys.argv[1])).check()
except StoreError as error:
    print(error.rule_id)
"""
    assert as_nobody(imports, check, folder.path) == "community.denied\n"
