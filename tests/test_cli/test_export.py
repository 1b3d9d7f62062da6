"""`mingzhang export`: the published book in a folder that verifies."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

import pytest

from ledger.strict_json import Json
from ledger.verification import Folder, verify
from tests.test_cli.desk import FOUNDERS, Desk
from tests.test_cli.test_bad_input import fund


def files(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in Folder(folder).files()}


def test_an_export_verifies_with_the_program_itself(book: Desk) -> None:
    target = book.tmp / "export"
    run = book.done("export", target)
    assert run.out.splitlines() == [
        f"{target}: {FOUNDERS} entries of ledger.example/yuanqu-1",
        f"check it: mingzhang verify {target} --anchor <the anchor from the printed notice>",
    ]
    assert book.done("verify", target, "--anchor", target / "anchor.txt").code == 0


def test_the_same_book_gives_the_same_bytes_and_exporting_changes_nothing(book: Desk) -> None:
    before = book.stored()
    book.done("export", book.tmp / "a")
    book.done("export", book.tmp / "b", "--community", "yuanqu-1")
    assert files(book.tmp / "a") == files(book.tmp / "b")
    assert book.stored() == before


def test_only_what_is_published_is_exported(book: Desk) -> None:
    book.append(fund(book))
    book.done("export", book.tmp / "a")
    assert verify(Folder(book.tmp / "a")).size == FOUNDERS + 1


def test_public_documents_of_the_book_lie_in_it(book: Desk) -> None:
    paper = b"a public notice, made up"
    name = sha256(paper).hexdigest()
    data: dict[str, Json] = {
        "title": {"value": "公告"}, "class": "notice", "media_type": "text/plain", "size": len(paper),
        "visibility": "public",
    }  # fmt: skip
    (book.home / "yuanqu-1/public/documents" / name).write_bytes(paper)
    book.done("export", book.tmp / "before")
    assert not (book.tmp / "before/documents").exists()
    book.append(book.sign("secretary", "document.registered", f"document/{name}", **data))
    book.done("export", book.tmp / "after")
    assert verify(Folder(book.tmp / "after")).documents == 1
    (book.home / "yuanqu-1/public/documents" / name).write_bytes(b"another")
    book.refused("document.altered", "export", book.tmp / "altered")


def test_a_folder_that_is_there_is_left_alone(book: Desk) -> None:
    target = book.tmp / "export"
    target.mkdir()
    (target / "notes.txt").write_bytes(b"mine")
    book.refused("export.exists", "export", target, code=2)
    assert [path.name for path in target.iterdir()] == ["notes.txt"]


def test_a_place_that_cannot_be_written(book: Desk) -> None:
    (book.tmp / "file").write_bytes(b"x")
    book.refused("export.unwritable", "export", book.tmp / "file" / "export", code=2)


def test_nothing_published_and_no_book_at_all(desk: Desk) -> None:
    desk.refused("community.missing", "export", desk.tmp / "export", code=2)
    desk.done("init", "ledger.example/yuanqu-1")
    desk.refused("export.nothing_published", "export", desk.tmp / "export")
    assert not (desk.tmp / "export").exists()


def test_interrupted_by_the_keyboard_it_leaves_nothing(book: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> bytes:
        raise KeyboardInterrupt

    monkeypatch.setattr("ledger.figures.tallies", interrupt)
    before = sorted(book.tmp.iterdir())
    assert book.run("export", book.tmp / "export").code != 0
    assert sorted(book.tmp.iterdir()) == before
