"""The desk, with and without a book."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_cli.desk import Desk


@pytest.fixture
def desk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Desk:
    """A desk without a book."""
    return Desk(tmp_path, monkeypatch, capsys)


@pytest.fixture
def book(desk: Desk) -> Desk:
    """A desk with a founded book whose members have enrolled."""
    return desk.found()
