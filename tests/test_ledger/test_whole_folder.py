"""A folder that appears when it is complete."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.whole_folder import write_beside


def test_a_folder_appears_with_all_its_files_and_nothing_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder"

    def fill(partial: Path) -> int:
        (partial / "a").write_bytes(b"a")
        assert not target.exists()
        return 7

    assert write_beside(target, fill) == 7
    assert [path.name for path in target.iterdir()] == ["a"]
    assert list(target.parent.iterdir()) == [target]


def test_of_one_that_was_not_filled_to_the_end_nothing_is_left(tmp_path: Path) -> None:
    def fill(partial: Path) -> None:
        (partial / "a").write_bytes(b"a")
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        write_beside(tmp_path / "folder", fill)
    assert list(tmp_path.iterdir()) == []


def test_an_empty_folder_is_replaced_and_one_with_a_file_is_left_alone(tmp_path: Path) -> None:
    target = tmp_path / "folder"
    target.mkdir()
    write_beside(target, lambda partial: (partial / "a").write_bytes(b"a"))
    with pytest.raises(OSError, match="not empty"):
        write_beside(target, lambda partial: (partial / "b").write_bytes(b"b"))
    assert [path.name for path in target.iterdir()] == ["a"]
    assert list(tmp_path.iterdir()) == [target]
