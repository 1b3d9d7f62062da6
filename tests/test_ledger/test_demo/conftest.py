"""The demo, built once for all tests of a run that only read it."""

from __future__ import annotations

from pathlib import Path

import pytest

import projections
from ledger.demo.home import Places, build


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Places:
    home = tmp_path_factory.mktemp("demo") / "home"
    assert build(home, projections.catch_up, lambda _done, _total: None)
    return Places(home)


@pytest.fixture(scope="session")
def public(demo: Places) -> Path:
    return demo.community / "public"
