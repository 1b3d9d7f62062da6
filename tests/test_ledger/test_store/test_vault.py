"""The vault: disclosures that are nobody's business, kept for good or gone for good."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.store.layout import Folder
from ledger.store.vault import PlacedDisclosure, Vault
from tests.refusals import unstorable

SECRET = "c2FtcGxlLWRpc2Nsb3N1cmU" * 40
PLACED = [PlacedDisclosure(3, 1, "b"), PlacedDisclosure(3, 0, "a"), PlacedDisclosure(4, 0, SECRET)]


@pytest.fixture
def path(tmp_path: Path) -> Path:
    folder = Folder(tmp_path / "book")
    folder.create()
    return folder.vault_db


@pytest.fixture
def vault(path: Path) -> Iterator[Vault]:
    opened = Vault(path)
    yield opened
    opened.close()


def test_disclosures_come_back_in_the_order_of_their_fields(vault: Vault) -> None:
    vault.write(PLACED)
    assert list(vault.disclosures(3)) == [PLACED[1], PLACED[0]]
    assert list(vault.disclosures(4)) == [PLACED[2]]
    assert list(vault.disclosures(5)) == []


def test_what_was_written_is_there_after_the_vault_was_opened_again(vault: Vault, path: Path) -> None:
    vault.write(PLACED)
    other = Vault(path)
    assert list(other.disclosures(4)) == [PLACED[2]]
    other.close()


def test_nothing_is_written_where_there_is_nothing(vault: Vault) -> None:
    """An append without private fields costs no commit here."""
    asked: list[str] = []
    vault._connection.set_trace_callback(asked.append)
    vault.write([])
    assert asked == []
    vault.write(PLACED)
    assert asked


def test_all_or_none(vault: Vault) -> None:
    vault.write(PLACED[:1])
    with unstorable("ledger.conflict"):
        vault.write([PlacedDisclosure(9, 0, "x"), PLACED[0]])
    assert list(vault.disclosures(9)) == []
    vault.write([PlacedDisclosure(9, 0, "x")])


def test_orphans_are_dropped_and_nothing_else(vault: Vault) -> None:
    vault.write(PLACED)
    assert vault.drop_orphans(5) == 0
    assert vault.drop_orphans(4) == 1
    assert list(vault.disclosures(4)) == []
    assert len(list(vault.disclosures(3))) == 2
    assert vault.drop_orphans(0) == 2
    assert vault.drop_orphans(0) == 0


def test_what_was_dropped_is_nowhere_in_the_files(vault: Vault, path: Path) -> None:
    vault.write(PLACED)
    assert vault._connection.execute("PRAGMA secure_delete").fetchone() == (1,)
    vault.drop_orphans(4)
    vault.close()
    files = list(path.parent.glob("vault.db*"))
    assert files
    assert not any(SECRET.encode() in file.read_bytes() for file in files)


def test_control_without_secure_delete_it_would_be_found(vault: Vault, path: Path) -> None:
    vault._connection.execute("PRAGMA secure_delete=OFF")
    vault.write(PLACED)
    vault._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    vault.drop_orphans(4)
    vault.close()
    assert any(SECRET.encode()[:200] in file.read_bytes() for file in path.parent.glob("vault.db*"))


def test_its_settings_are_durable(vault: Vault) -> None:
    assert vault._connection.execute("PRAGMA synchronous").fetchone() == (2,)
    assert vault._connection.execute("PRAGMA journal_mode").fetchone() == ("wal",)


def test_its_side_files_are_as_private_as_itself(vault: Vault, path: Path) -> None:
    vault.write(PLACED)
    assert {file.name: file.stat().st_mode & 0o777 for file in path.parent.glob("vault.db*")} == {
        "vault.db": 0o600,
        "vault.db-wal": 0o600,
        "vault.db-shm": 0o600,
    }


def test_a_vault_that_is_gone_is_not_made_up(path: Path) -> None:
    path.unlink()
    with unstorable("vault.missing"):
        Vault(path)
    assert not path.exists()


def test_a_file_that_is_no_vault(path: Path) -> None:
    path.write_bytes(b"not a database" * 100)
    with unstorable("vault.unusable"):
        Vault(path)


def test_a_disk_without_room(vault: Vault) -> None:
    pages = vault._connection.execute("PRAGMA page_count").fetchone()[0]
    vault._connection.execute(f"PRAGMA max_page_count={pages}")
    with unstorable("vault.unusable"):
        vault.write([PlacedDisclosure(number, 0, "x" * 60_000) for number in range(10)])
    assert vault._connection.execute("SELECT count(*) FROM disclosure").fetchone() == (0,)
    assert not vault._connection.in_transaction


def test_a_vault_that_another_process_holds(vault: Vault, path: Path) -> None:
    other = sqlite3.connect(path, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    vault._connection.execute("PRAGMA busy_timeout=50")
    with unstorable("vault.unusable"):
        vault.write(PLACED)
    other.execute("ROLLBACK")
    other.close()
    vault.write(PLACED)
