"""The pages in a real browser: on a phone and on a desk, by keyboard, in the dark, on paper, without JavaScript."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

PAGES = [
    "/",
    "/funds",
    "/funds/common",
    "/movements/40",
    "/movements/43",
    "/motions",
    "/motions/lift",
    "/motions/lamps",
    "/meetings",
    "/meetings/m-june",
    "/members",
    "/entries",
    "/entries/17",
    "/entries/39",
    "/entries/48",
    "/check",
    "/nothing-here",
]
NARROW, PHONE, DESK = (320, 640), (360, 740), (1280, 900)
FIRST_PAGE_BYTES_MAX = 100_000

LOW_CONTRAST = """() => {
  const rgba = text => { const p = text.match(/[\\d.]+/g).map(Number); return p.length === 3 ? [...p, 1] : p; };
  const channel = c => { c /= 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; };
  const light = ([r, g, b]) => 0.2126 * channel(r) + 0.7152 * channel(g) + 0.0722 * channel(b);
  const behind = element => {
    for (; element; element = element.parentElement) {
      const colour = rgba(getComputedStyle(element).backgroundColor);
      if (colour[3] > 0) return colour;
    }
    return [255, 255, 255, 1];
  };
  const found = [];
  const needed = 4.5;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    if (!walker.currentNode.data.trim()) continue;
    const element = walker.currentNode.parentElement;
    const [a, b] = [light(rgba(getComputedStyle(element).color)), light(behind(element))].sort((x, y) => y - x);
    const ratio = (a + 0.05) / (b + 0.05);
    if (ratio < needed) found.push([ratio, walker.currentNode.data.trim().slice(0, 40)]);
  }
  return found;
}"""
"""Texts whose contrast with what is painted behind them is below 4.5 to 1 (WCAG 2.2, 1.4.3)."""


@contextmanager
def opened(browser: Browser, size: tuple[int, int] = PHONE, **options: Any) -> Iterator[Page]:
    """Open a page that fails the test on any console message, dialog, or request to anywhere else."""
    context: BrowserContext = browser.new_context(
        viewport={"width": size[0], "height": size[1]}, **({"locale": "zh-CN"} | options)
    )
    page = context.new_page()
    trouble: list[str] = []
    hosts: set[str] = set()
    page.on("console", lambda message: trouble.append(message.text))
    page.on("pageerror", lambda error: trouble.append(str(error)))
    page.on("dialog", lambda dialog: trouble.append(dialog.message))
    page.on("requestfailed", lambda request: trouble.append(f"{request.failure} {request.url}"))
    page.on("request", lambda request: hosts.add(request.url.split("/")[2]))
    try:
        yield page
    finally:
        context.close()
    expected = ("404 (Not Found)", "ERR_ABORTED")  # the page that is not there; an icon that was left behind
    assert [one for one in trouble if not any(words in one for words in expected)] == []
    assert len(hosts) == 1, hosts


def overflow(page: Page) -> int:
    width: int = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    return width


@pytest.mark.parametrize("size", [NARROW, PHONE, DESK], ids=["narrow", "phone", "desk"])
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_page_overflows_complains_or_asks_elsewhere(
    browser: Browser, site: str, language: str, size: tuple[int, int]
) -> None:
    with opened(browser, size) as page:
        for path in PAGES:
            page.goto(f"{site}/{language}{path}")
            assert overflow(page) == 0, f"{path} scrolls sideways"
            assert page.locator("h1").is_visible()


def test_control_a_wide_page_is_noticed(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/")
        page.evaluate("document.querySelector('main').style.width = '2000px'")
        assert overflow(page) > 0


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_word_can_be_read_against_its_ground(
    browser: Browser, site: str, scheme: Literal["light", "dark"]
) -> None:
    with opened(browser, color_scheme=scheme) as page:
        for path in PAGES:
            page.goto(f"{site}/zh{path}")
            assert page.evaluate(LOW_CONTRAST) == [], path


def test_control_a_faint_word_is_noticed(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/")
        page.evaluate("document.querySelector('h1').style.color = '#999'")
        assert page.evaluate(LOW_CONTRAST)


def test_letters_are_large_and_links_can_be_hit_by_a_thumb(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/")
        size = page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        assert size >= 18
        smallest = page.evaluate(
            "Math.min(...[...document.querySelectorAll('main *')].map(e => parseFloat(getComputedStyle(e).fontSize)))"
        )
        assert smallest >= 13
        for link in page.locator("nav.main a, .brand a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 24, "WCAG 2.2, 2.5.8"
        for link in page.locator("nav.main a").all():
            box = link.bounding_box()
            assert box is not None
            assert box["height"] >= 44
        for path in PAGES:
            page.goto(f"{site}/zh{path}")
            for link in page.locator("main a").all():
                box = link.bounding_box()
                assert box is None or box["height"] >= 24, (path, link.inner_text())


def test_no_text_touches_the_edge_of_its_card(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        for path in ("/", "/meetings", "/entries"):
            page.goto(f"{site}/zh{path}")
            for card in page.locator(".card").all():
                assert card.evaluate("card => parseFloat(getComputedStyle(card).paddingLeft)") >= 10, path


def test_the_keyboard_reaches_the_content_first(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/zh/")
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement.textContent") == "跳到正文"
        assert page.locator(".skip").bounding_box() is not None
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "main"


def test_an_owner_follows_a_payment_by_clicking(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        page.goto(f"{site}/zh/")
        page.get_by_role("link", name="看凭据：二号楼电梯维修").click()
        assert "¥4,800.00" in page.locator("main").inner_text()
        page.get_by_role("link", name="维修二号楼电梯").first.click()
        assert "通过" in page.locator("main").inner_text()
        page.get_by_role("link", name="看会议").click()
        assert "同意维修二号楼电梯" in page.locator("main").inner_text()
        page.get_by_role("link", name="English").click()
        assert page.locator("html").get_attribute("lang") == "en"
        assert "Minutes" in page.locator("main").inner_text()


def test_the_pages_work_without_javascript(browser: Browser, site: str) -> None:
    with opened(browser, java_script_enabled=False) as page:
        page.goto(f"{site}/zh/")
        page.get_by_role("link", name="公共收益").click()
        assert page.get_by_role("heading", name="流水").is_visible()


@pytest.mark.parametrize(
    ("locale", "tag"), [("zh-CN", "zh-CN"), ("zh-TW", "zh-CN"), ("en-US", "en"), ("fr-FR", "zh-CN")]
)
def test_the_browser_says_which_language(browser: Browser, site: str, locale: str, tag: str) -> None:
    with opened(browser, locale=locale) as page:
        page.goto(f"{site}/")
        assert page.locator("html").get_attribute("lang") == tag


def test_paper_has_the_content_and_the_notice_and_no_navigation(browser: Browser, site: str) -> None:
    with opened(browser, DESK) as page:
        page.goto(f"{site}/zh/")
        page.emulate_media(media="print")
        assert not page.locator("nav.main").is_visible()
        assert not page.locator(".languages").is_visible()
        assert page.locator(".made-up").is_visible()
        assert page.locator(".total").is_visible()
        assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_the_first_page_is_light(browser: Browser, site: str) -> None:
    with opened(browser) as page:
        bodies: dict[str, int] = {}
        page.on("response", lambda response: bodies.update({response.url: len(response.body())}))
        page.goto(f"{site}/", wait_until="networkidle")
        assert len(bodies) == 3, "the page, its style, its icon"
        assert sum(bodies.values()) < FIRST_PAGE_BYTES_MAX
