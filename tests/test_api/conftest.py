"""One sample community, served for all tests of a run that only read it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from tests.test_api.sample import build
from tests.test_api.serving import client_of


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books") / "home"
    folder.mkdir()
    build(folder)
    return folder


@pytest.fixture(scope="session")
def client(home: Path) -> Iterator[httpx.Client]:
    with client_of(home) as found:
        yield found
