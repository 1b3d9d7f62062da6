"""A real Chromium, and the sample community served to it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright

from tests.test_api.sample import build
from tests.test_api.serving import served

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
NOT_RUN = (
    "NOT RUN: the pages were not looked at, because there is no Chromium. "
    "Install it (Debian, Ubuntu: apt-get install chromium fonts-noto-cjk) and run the tests again."
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("pages") / "home"
    home.mkdir()
    build(home)
    with served(home) as address:
        yield f"{address}/yuanqu-1"


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        if os.environ.get("CI") == "true":
            pytest.fail(NOT_RUN)
        pytest.skip(NOT_RUN)
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(
            executable_path=Path(CHROMIUM), args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        yield chromium
        chromium.close()
