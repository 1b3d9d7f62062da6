"""A ledger.db that a bad disk or a careless hand has damaged: every command says so, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import pytest

from ledger.store.wal import connect_writer
from tests.log_of import FUND
from tests.test_cli.desk import Desk
from tests.test_cli.test_bad_input import account, fund

PAGE = 4096
COMMANDS = (
    ("publish",),
    ("append", "late.sdjwt"),
    ("export", "copy"),
    ("inbox", "--member", "chair"),
    ("receipt", "5", "--out", "5.tlog-proof"),
    ("rebuild",),
)


@pytest.fixture
def ledger_db(book: Desk, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A closed book of some dozens of pages; what is not appended yet lies in ``late.sdjwt`` of the working folder."""
    book.append(account(book), fund(book), *(income(book, amount) for amount in range(1, 61)))
    monkeypatch.chdir(book.tmp)
    Path("late.sdjwt").write_bytes(income(book, 61))
    path = book.home / "yuanqu-1/public/ledger.db"
    connection = connect_writer(path)
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    connection.close()
    return path


def income(book: Desk, amount: int) -> bytes:
    return book.sign(
        "treasurer", "income.recorded", FUND, account="bank", amount=amount, date="2026-03-05",
        book_date="2026-03-05", category="parking", nature="income", description={"value": "停车费"},
    )  # fmt: skip


def root_of(path: Path, table: str) -> int:
    """Return the number of a table's root page, from 0."""
    connection = connect_writer(path)
    (root,) = connection.execute("SELECT rootpage FROM sqlite_schema WHERE name = ?", (table,)).fetchone()
    connection.close()
    return int(root) - 1


def damaged(path: Path, what: str) -> bytes:
    """Return the bytes of a database with one part of it damaged."""
    raw = path.read_bytes()
    match what:
        case "header":
            return bytes(100) + raw[100:]
        case "first page":
            return raw[:100] + b"\xff" * (PAGE - 100) + raw[PAGE:]
        case "middle":
            half = len(raw) // PAGE // 2
            return overwritten(raw, range(half - 6, half + 6))
        case "second half":
            return raw[: len(raw) // 2]
        case table:
            return overwritten(raw, [root_of(path, table)])


def overwritten(raw: bytes, pages: Iterable[int]) -> bytes:
    altered = bytearray(raw)
    for page in pages:
        altered[page * PAGE : (page + 1) * PAGE] = b"\xa5" * PAGE
    return bytes(altered)


@pytest.mark.parametrize(
    ("what", "refused"),
    [
        ("header", COMMANDS),
        ("first page", COMMANDS),
        ("middle", [("export", "copy"), ("inbox", "--member", "chair"), ("rebuild",)]),
        ("second half", COMMANDS),
        ("stored_events", COMMANDS),
        ("checkpoint", COMMANDS),
        ("tile", [command for command in COMMANDS if command[0] in ("append", "export", "receipt")]),
        ("log", [command for command in COMMANDS if command[0] in ("publish", "append")]),
    ],
)
def test_a_damaged_book_is_called_so_and_its_backup_is_asked_for(
    book: Desk, ledger_db: Path, what: str, refused: tuple[tuple[str, ...], ...]
) -> None:
    altered = damaged(ledger_db, what)
    for command in refused:
        ledger_db.write_bytes(altered)
        run = book.run(*command)
        assert run.code == 1, (command, run)
        said = run.err.splitlines()
        assert said[-2].startswith(("error: store.damaged: ", "error: store.altered: ")), (command, run.err)
        assert said[-1].startswith("what to do: Restore ledger.db from "), (command, run.err)
        assert "rebuild" not in said[-1]


def test_control_the_whole_book_is_taken_by_all_of_them(book: Desk, ledger_db: Path) -> None:
    assert ledger_db.stat().st_size > 24 * PAGE
    for command in COMMANDS:
        book.done(*command)
