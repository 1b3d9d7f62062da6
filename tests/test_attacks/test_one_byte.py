"""One byte changed anywhere in an export: noticed, and the place named."""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from ledger.errors import VerificationError
from ledger.verification import Folder, verify
from tests.published import sample

SAMPLES_A_FILE = 24


@pytest.fixture(scope="module")
def export(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sample(incomes=300).export(tmp_path_factory.mktemp("one-byte") / "export")


def names_the_place(error: VerificationError, name: str) -> bool:
    """Tell whether an error leads to the file: by its name, by the entry that lies in it, or by its listing."""
    text = f"{error.where} {error.message}"
    if name == "datapackage.json":
        return name in text
    number = name.removeprefix("tile/entries/").removeprefix("tile/0/").partition(".p/")[0]
    if name.startswith(("tile/entries/", "tile/0/")):
        return f"tile/entries/{number}" in text or f"tile/0/{number}" in text
    return name.removesuffix(".jsonl") in text


def test_control_the_untouched_export_verifies(export: Path) -> None:
    report = verify(Folder(export))
    assert report.files == sum(1 for path in export.rglob("*") if path.is_file()) - 1


def test_one_byte_changed_in_any_file_is_noticed_and_placed(export: Path) -> None:
    chance = random.Random(20260305)
    unnoticed, misplaced = [], []
    for name in Folder(export).files():
        path = export / name
        original = path.read_bytes()
        positions = {0, len(original) - 1} | {chance.randrange(len(original)) for _ in range(SAMPLES_A_FILE)}
        for position in sorted(positions):
            altered = bytearray(original)
            altered[position] ^= 1 << chance.randrange(8)
            path.write_bytes(altered)
            try:
                verify(Folder(export))
                unnoticed.append((name, position))
            except VerificationError as error:
                if not names_the_place(error, name):
                    misplaced.append((name, position, error.where, str(error)))
        path.write_bytes(original)
    assert unnoticed == []
    assert misplaced == []


@pytest.mark.parametrize("change", ["appended", "cut", "emptied", "removed"])
def test_file_made_longer_shorter_or_gone(export: Path, change: str) -> None:
    for name in Folder(export).files():
        path = export / name
        original = path.read_bytes()
        if change == "removed":
            path.unlink()
        else:
            path.write_bytes({"appended": original + b"\n", "cut": original[:-1], "emptied": b""}[change])
        with pytest.raises(VerificationError) as caught:
            verify(Folder(export))
        assert names_the_place(caught.value, name), (name, str(caught.value))
        path.write_bytes(original)


def test_file_that_does_not_belong_is_reported(export: Path) -> None:
    for name in ("notes.txt", "tile/0/001.p/7", "documents/readme"):
        path = export / name
        path.parent.mkdir(exist_ok=True)
        path.write_bytes(b"x")
        with pytest.raises(VerificationError) as caught:
            verify(Folder(export))
        path.unlink()
        assert (caught.value.rule_id, caught.value.where) == ("export.unexpected_file", name)
    (export / "documents").rmdir()


def test_link_to_a_file_elsewhere_is_reported(export: Path) -> None:
    link = export / "documents"
    link.symlink_to("/etc")
    with pytest.raises(VerificationError, match="not a plain file"):
        verify(Folder(export))
    link.unlink()
