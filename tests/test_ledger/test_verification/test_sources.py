"""A folder as a source: what is there, what is too long, what is no plain file, what cannot be read."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from ledger.verification import FetchError, Folder
from ledger.verification.sources import DISCLOSURE_LINE_BYTES_MAX, Opening
from tests.other_user import as_nobody, let_others_in, needs_root
from tests.published import sample
from tests.refusals import unusable, unverified

VERIFY = """
from pathlib import Path
from ledger.rules.packs import load, pin_of
from ledger.verification import FetchError, Folder, verify
load(pin_of("cn-2021"))
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "checkpoints").mkdir()
    (tmp_path / "checkpoints/5").write_bytes(b"five")
    (tmp_path / "checkpoint").write_bytes(b"twelve bytes")
    return tmp_path


def test_a_file_is_read_up_to_its_limit(folder: Path) -> None:
    source = Folder(folder)
    assert source.read("checkpoint", 12) == b"twelve bytes"
    with unverified("source.oversized") as caught:
        source.read("checkpoint", 11)
    assert caught.value.where == "checkpoint"


@pytest.mark.parametrize("name", ["balances.json", "checkpoint/5", "checkpoints", "tile/0/000"])
def test_what_is_not_there_is_none(folder: Path, name: str) -> None:
    assert Folder(folder).read(name, 100) is None


def test_files_are_listed_with_their_folders(folder: Path) -> None:
    assert Folder(folder).files() == ["checkpoint", "checkpoints/5"]


def test_a_place_that_is_no_folder(folder: Path) -> None:
    with unusable("source.no_folder"):
        Folder(folder / "nowhere")
    with unusable("source.no_folder"):
        Folder(folder / "checkpoint")


def make_link(path: Path) -> None:
    path.symlink_to("checkpoint")


def make_dangling_link(path: Path) -> None:
    path.symlink_to("nowhere")


def make_link_to_a_folder(path: Path) -> None:
    path.symlink_to("/")


def make_socket(path: Path) -> None:
    with socket.socket(socket.AF_UNIX) as listener:
        listener.bind(str(path))


@pytest.mark.parametrize("make", [make_link, make_dangling_link, make_link_to_a_folder, make_socket, os.mkfifo])
def test_what_is_no_plain_file_is_refused_and_not_opened(folder: Path, make: object) -> None:
    assert callable(make)
    make(folder / "checkpoints/6")
    with unverified("export.not_a_file") as caught:
        Folder(folder).files()
    assert caught.value.where == "checkpoints/6"


def test_folders_nested_without_end_are_walked(folder: Path) -> None:
    deep = folder
    for _ in range(1500):
        deep /= "d"
        deep.mkdir()
    try:
        assert len(Folder(folder).files()) == 2
    finally:
        while deep != folder:
            deep.rmdir()
            deep = deep.parent


def lines(folder: Path, content: bytes) -> list[Opening]:
    (folder / "disclosures.jsonl").write_bytes(content)
    opened = Folder(folder).disclosures()
    assert opened is not None
    return list(opened)


def test_disclosures_are_read_line_by_line(folder: Path) -> None:
    assert Folder(folder).disclosures() is None
    assert lines(folder, b"") == []
    content = b'{"index":0,"disclosure":"WyJ"}\n{"index":7,"disclosure":"Wzz"}\n'
    assert lines(folder, content) == [Opening(0, "WyJ"), Opening(7, "Wzz")]


@pytest.mark.parametrize(
    "line",
    [
        b'{"index":0,"disclosure":"W"}',
        b'{"index":0, "disclosure":"W"}\n',
        b'{"disclosure":"W","index":0}\n',
        b'{"index":0,"disclosure":"W"}\r\n',
        b'{"index":0,"disclosure":"W","x":1}\n',
        b'{"index":0,"index":0,"disclosure":"W"}\n',
        b'{"index":"0","disclosure":"W"}\n',
        b'{"index":0}\n',
        b"\n",
        b'{"index":0,"disclosure":"\xff"}\n',
        b"[" * 100_000 + b"\n",
        b'{"index":0,"disclosure":"' + b"W" * DISCLOSURE_LINE_BYTES_MAX + b'"}\n',
    ],
)
def test_a_line_in_any_other_form_is_refused_by_its_number(folder: Path, line: bytes) -> None:
    with unverified("disclosures.malformed") as caught:
        lines(folder, b'{"index":0,"disclosure":"WyJ"}\n' + line)
    assert caught.value.where == "disclosures.jsonl line 2"


def test_earlier_checkpoints_are_listed_by_size(folder: Path) -> None:
    for name in ("12", "0", "007", "x", "5.old"):
        (folder / "checkpoints" / name).write_bytes(b"")
    assert Folder(folder).checkpoints() == [0, 5, 12]
    assert Folder(folder / "checkpoints").checkpoints() is None


@pytest.fixture
def readable_export(tmp_path: Path) -> Iterator[Path]:
    """An export that another user may read."""
    export = sample().export(tmp_path / "export")
    let_others_in(export)
    yield export
    for path in (export, *export.rglob("*")):
        path.chmod(0o755)


def verified_by_nobody(export: Path) -> str:
    code = """
try:
    print(verify(Folder(Path(sys.argv[1]))).size)
except FetchError as error:
    print(error)
"""
    return as_nobody(VERIFY, code, export).strip()


@needs_root
def test_control_another_user_can_verify_what_he_may_read(readable_export: Path) -> None:
    assert verified_by_nobody(readable_export) == "22"


@needs_root
@pytest.mark.parametrize("name", ["README.md", "checkpoint", "disclosures.jsonl", "tile/0", "checkpoints", "."])
def test_what_may_not_be_read_is_no_forgery(readable_export: Path, name: str) -> None:
    (readable_export / name).chmod(0)
    said = verified_by_nobody(readable_export)
    assert said.startswith("source.unreadable: cannot read ")
    assert said.endswith("Permission denied")
    assert str(readable_export / name) in said


def test_a_disk_that_fails_is_no_forgery(folder: Path) -> None:
    with pytest.raises(FetchError) as caught:
        Folder(folder).read("x" * 300, 10)
    assert caught.value.rule_id == "source.unreadable"
    assert "File name too long" in caught.value.message
