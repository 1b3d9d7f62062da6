"""The export: the same bytes every time, whole or not there at all, and with instructions that work."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import bundle
from ledger.anchor import Anchor
from ledger.bundle import datapackage, export, is_known, log_files, readme, tile_widths
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import parse_checkpoint
from ledger.tlog.note import parse_note
from ledger.verification import Folder, verify
from tests.published import PublishedBook, founded, income, sample
from tests.refusals import unstorable, unusable

PAPER = b"a public notice, made up"
PAPER_SHA256 = sha256(PAPER).hexdigest()


def bytes_of(folder: Path) -> dict[str, bytes]:
    return {name: (folder / name).read_bytes() for name in Folder(folder).files()}


def with_paper(visibility: str = "public") -> PublishedBook:
    """Return a book that names a document."""
    book = sample()
    evidence: list[Any] = [
        {"sha256": PAPER_SHA256, "title": {"value": "公告"}, "class": "notice", "visibility": visibility}
    ]
    book.admit(income(book, 700, documents=evidence))
    book.publish()
    return book


def documents(tmp_path: Path, **files: bytes) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for name, content in files.items():
        (folder / name.removeprefix("_")).write_bytes(content)
    return folder


def test_the_same_checkpoint_gives_the_same_bytes(tmp_path: Path) -> None:
    first, second = sample().export(tmp_path / "a"), sample().export(tmp_path / "elsewhere")
    assert bytes_of(first) == bytes_of(second)


def test_what_is_appended_later_changes_nothing_of_what_was_published(tmp_path: Path) -> None:
    book = sample()
    before = bytes_of(book.export(tmp_path / "a"))
    book.admit(income(book, 7))
    assert bytes_of(book.export(tmp_path / "b")) == before, "it is not published yet"
    book.publish()
    after = bytes_of(book.export(tmp_path / "c"))
    assert after["checkpoints/22"] == before["checkpoint"]
    assert after["disclosures.jsonl"].startswith(before["disclosures.jsonl"])
    assert after["tile/0/000.p/23"].startswith(before["tile/0/000.p/22"])


def test_an_export_has_these_files(tmp_path: Path) -> None:
    book = with_paper()
    export(book, tmp_path / "a", documents=documents(tmp_path, **{f"_{PAPER_SHA256}": PAPER}))
    assert Folder(tmp_path / "a").files() == [
        "README.md", "anchor.txt", "balances.json", "checkpoint", "checkpoints/11", "checkpoints/22", "checkpoints/23",
        "checkpoints/5", "datapackage.json", "disclosures.jsonl", f"documents/{PAPER_SHA256}", "movements.csv",
        "tallies.json", "tile/0/000.p/23", "tile/entries/000.p/23",
    ]  # fmt: skip
    assert all(is_known(name) for name in Folder(tmp_path / "a").files())
    assert verify(Folder(tmp_path / "a")).documents == 1


def test_tiles_of_a_longer_log_have_their_levels(tmp_path: Path) -> None:
    book = founded()
    book.admit(*(income(book, 1 + number) for number in range(600 - len(book.raw))))
    book.publish()
    folder = book.export(tmp_path / "a")
    names = [name for name in Folder(folder).files() if name.startswith("tile/")]
    assert sorted(names) == sorted(log_files(600)) == [
        "tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2", "tile/entries/000", "tile/entries/001",
        "tile/entries/002.p/88",
    ]  # fmt: skip
    held = b"".join((folder / name).read_bytes() for name in names if name.startswith("tile/0/"))
    checkpoint = parse_checkpoint(parse_note((folder / "checkpoint").read_bytes()).text)
    assert merkle.root_of_leaf_hashes(tiles.split_hashes(held[:8192]) + tiles.split_hashes(held[8192:16384])
                                      + tiles.split_hashes(held[16384:])) == checkpoint.root  # fmt: skip


@pytest.mark.parametrize("size", [1, 255, 256, 257, 65_535, 65_536, 65_537, 70_000])
def test_widths_cover_every_level(size: int) -> None:
    for level in range(4):
        widths = [width for at, _, width in tile_widths(size) if at == level]
        assert sum(widths) == size >> (8 * level)
        assert all(width == tiles.TILE_WIDTH for width in widths[:-1])


def test_the_listing_has_size_and_hash_of_every_other_file(tmp_path: Path) -> None:
    folder = sample().export(tmp_path / "a")
    package = json.loads((folder / "datapackage.json").read_bytes())
    assert (package["profile"], package["name"]) == ("data-package", "yuanqu-1")
    assert package["mingzhang"]["size"] == 22
    files = bytes_of(folder)
    del files["datapackage.json"]
    assert {one["path"]: (one["bytes"], one["hash"]) for one in package["resources"]} == {
        name: (len(content), f"sha256:{sha256(content).hexdigest()}") for name, content in files.items()
    }
    names = [one["name"] for one in package["resources"]]
    assert len(set(names)) == len(names), "names are unique, as Frictionless Data wants them"
    checkpoint = parse_checkpoint(parse_note(files["checkpoint"]).text)
    assert (
        datapackage(checkpoint, {name: bundle.facts_of(folder / name) for name in files})
        == (folder / "datapackage.json").read_bytes()
    )


def test_the_anchor_is_that_of_this_book(tmp_path: Path) -> None:
    book = sample()
    anchor = Anchor.parse((book.export(tmp_path / "a") / "anchor.txt").read_text())
    assert anchor == Anchor.alone(book.cast.log_vkey, merkle.leaf_hash(book.raw[0]))
    assert verify(Folder(tmp_path / "a"), anchor).anchored


def test_nothing_published_is_nothing_exported(tmp_path: Path) -> None:
    with unstorable("export.nothing_published"):
        export(PublishedBook(sample().cast), tmp_path / "a")
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_export_leaves_nothing(tmp_path: Path) -> None:
    def interrupt(_done: int, _total: int) -> None:
        assert list(tmp_path.iterdir()) != []
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        export(sample(), tmp_path / "a", progress=interrupt)
    assert list(tmp_path.iterdir()) == []


def test_what_lies_at_the_target_is_left_alone(tmp_path: Path) -> None:
    folder = sample().export(tmp_path / "a")
    before = bytes_of(folder)
    with unusable("export.exists"):
        export(sample(incomes=5), folder)
    assert bytes_of(folder) == before
    (tmp_path / "file").write_bytes(b"x")
    with unusable("export.exists"):
        export(sample(), tmp_path / "file")


def test_an_empty_folder_is_filled_by_whatever_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "link").symlink_to("empty")
    export(sample(), tmp_path / "link")
    assert verify(Folder(tmp_path / "empty")).size == 22

    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    export(sample(), Path())
    monkeypatch.chdir(tmp_path)
    assert verify(Folder(tmp_path / "here")).size == 22
    assert sorted(path.name for path in tmp_path.iterdir()) == ["empty", "here", "link"]


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"x")
    with unusable("export.unwritable") as caught:
        export(sample(), tmp_path / "file" / "a")
    assert "Not a directory" in caught.value.message


def test_only_documents_that_an_entry_names_as_public_are_exported(tmp_path: Path) -> None:
    files = {f"_{PAPER_SHA256}": PAPER, f"_{sha256(b'x').hexdigest()}": b"x", "_notes.txt": b"x"}
    folder = documents(tmp_path, **files)
    for name, book, expected in (
        ("a", with_paper(), [PAPER_SHA256]),
        ("b", with_paper("owners"), []),
        ("c", sample(), []),
    ):
        export(book, tmp_path / name, documents=folder)
        found = [one for one in Folder(tmp_path / name).files() if one.startswith("documents/")]
        assert found == [f"documents/{one}" for one in expected]
        verify(Folder(tmp_path / name))


def test_a_withdrawn_document_is_not_exported_nor_missed(tmp_path: Path) -> None:
    folder = documents(tmp_path, **{f"_{PAPER_SHA256}": PAPER})
    for name, withdrawn, expected in (("a", False, [PAPER_SHA256]), ("b", True, [])):
        book = with_paper()
        if withdrawn:
            reason: dict[str, Any] = {"reason": "personal_data"}
            book.admit(book.cast.sign("secretary", "document.withdrawn", f"document/{PAPER_SHA256}", reason, book.now))
            book.publish()
        export(book, tmp_path / name, documents=folder)
        found = [one for one in Folder(tmp_path / name).files() if one.startswith("documents/")]
        assert found == [f"documents/{one}" for one in expected]
        assert not [line for line in verify(Folder(tmp_path / name)).not_checked if "public documents" in line]


def test_a_document_that_was_altered_on_this_machine_stops_the_export(tmp_path: Path) -> None:
    folder = documents(tmp_path, **{f"_{PAPER_SHA256}": PAPER + b"!"})
    with unstorable("document.altered") as caught:
        export(with_paper(), tmp_path / "a", documents=folder)
    assert PAPER_SHA256 in caught.value.message
    assert not (tmp_path / "a").exists()


def commands_of(folder: Path) -> list[str]:
    """Return the indented blocks of the README, without their indent."""
    blocks: list[list[str]] = [[]]
    for line in (folder / "README.md").read_text().splitlines():
        if line.startswith("    ") or (not line and blocks[-1]):
            blocks[-1].append(line[4:])
        elif blocks[-1]:
            blocks.append([])
    return ["\n".join(block).strip() + "\n" for block in blocks if any(block)]


def command_of(folder: Path, word: str) -> str:
    (found,) = (command for command in commands_of(folder) if word in command)
    return found


def run(folder: Path, *command: str) -> subprocess.CompletedProcess[str]:
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        command, cwd=folder, capture_output=True, text=True, check=False, env=os.environ | {"PATH": path}, timeout=60
    )


@pytest.fixture(scope="module")
def exported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample().export(tmp_path_factory.mktemp("export") / "yuanqu-1")


def test_the_readme_names_this_book_and_leaves_no_blank(exported: Path) -> None:
    text = (exported / "README.md").read_text()
    checkpoint = parse_checkpoint(parse_note((exported / "checkpoint").read_bytes()).text)
    for word in (checkpoint.origin, "22 signed entries", sample().cast.log_vkey, "tile/entries/000.p/22"):
        assert word in text
    assert readme(checkpoint, sample().cast.log_vkey).decode() == text
    for line in text.splitlines():
        assert "{origin}" not in line
        assert "{bundle}" not in line


def test_the_readmes_first_command_verifies(exported: Path, tmp_path: Path) -> None:
    (tmp_path / "notice.txt").write_bytes((exported / "anchor.txt").read_bytes())
    command = command_of(exported, "mingzhang verify").replace(
        "anchor-from-the-notice.txt", str(tmp_path / "notice.txt")
    )
    done = run(exported, "sh", "-c", command)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("VERIFIED: ledger.example/yuanqu-1, 22 entries")


def test_the_readmes_python_checks_a_signature_with_joserfc_alone(exported: Path) -> None:
    code = command_of(exported, "joserfc")
    done = run(exported, sys.executable, "-W", "error", "-c", code)
    assert (done.returncode, done.stderr) == (0, "")
    assert json.loads(done.stdout)["type"] == "mingzhang.community.founded.v1"


def test_control_the_readmes_python_notices_a_changed_entry(exported: Path, tmp_path: Path) -> None:
    name = "tile/entries/000.p/22"
    (tmp_path / name).parent.mkdir(parents=True)
    raw = bytearray((exported / name).read_bytes())
    raw[2 + int.from_bytes(raw[:2], "big") - 20] ^= 1
    (tmp_path / name).write_bytes(raw)
    done = run(tmp_path, sys.executable, "-c", command_of(exported, "joserfc"))
    assert done.returncode == 1
    assert "BadSignatureError" in done.stderr


def test_the_readmes_last_command_compares_every_file(exported: Path, tmp_path: Path) -> None:
    command = command_of(exported, "sha256sum")
    done = run(exported, "sh", "-c", command)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

    copy = sample().export(tmp_path / "copy")
    (copy / "balances.json").write_bytes(b"{}")
    done = run(copy, "sh", "-c", command)
    assert (done.returncode, done.stdout) == (1, "balances.json: FAILED\n")


def test_the_readme_leads_nobody_to_put_a_file_into_the_export(exported: Path) -> None:
    """What is put there is reported as foreign by the first command."""
    for command in commands_of(exported):
        assert "> log.vkey" not in command
    assert "> ../log.vkey" in command_of(exported, "fsck")
