"""Books for tests of what is shown."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_projections.shown import Shown, fresh


@pytest.fixture
def founded(tmp_path: Path) -> Iterator[Shown]:
    """A founded book whose members have enrolled."""
    book = fresh(tmp_path)
    yield book
    book.close()


@pytest.fixture
def book(founded: Shown) -> Shown:
    """A founded book with an account, two funds and a firm."""
    return founded.with_money()
