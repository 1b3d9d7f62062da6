"""Takes the picture for the README from a served home: `python -m tests.test_pages.take_screenshots HOME COMMUNITY`.

It writes ``docs/images/first-page.png``: the first page as a phone shows it, in Chinese.
"""

from __future__ import annotations

import sys
from pathlib import Path

from playwright.sync_api import sync_playwright

from tests.test_api.serving import served
from tests.test_pages.conftest import CHROMIUM, NOT_RUN

PICTURE = Path(__file__).parents[2] / "docs/images/first-page.png"
PHONE = (390, 844)


def main() -> None:
    """Take the picture."""
    home, community = Path(sys.argv[1]), sys.argv[2]
    if CHROMIUM is None:
        sys.exit(NOT_RUN)
    with served(home) as address, sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=Path(CHROMIUM), args=["--no-sandbox"])
        page = chromium.new_page(viewport={"width": PHONE[0], "height": PHONE[1]}, device_scale_factor=2)
        page.goto(f"{address}/{community}/zh/")
        PICTURE.parent.mkdir(parents=True, exist_ok=True)
        page.screenshot(path=PICTURE)
        chromium.close()


if __name__ == "__main__":
    main()
