"""Which language a page speaks, and that neither lacks a word."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

import api
from api.language import negotiate

ROOT = Path(api.__file__).parent
METHODS = [("templates/**.html", "jinja2"), ("**.py", "python")]
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2), "N_": None, "beside": None}


@pytest.mark.parametrize(
    ("header", "language"),
    [
        (None, "zh"),
        ("", "zh"),
        ("zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        ("en-GB,en;q=0.9", "en"),
        ("en;q=0.3,zh-TW;q=0.4", "zh"),
        ("zh;q=0.3, en ; q=0.4", "en"),
        ("fr-FR,de", "zh"),
        ("fr,en;q=0.1", "en"),
        ("en;q=0", "zh"),
        ("en;q=nan,zh;q=-1", "zh"),
        ("english", "zh"),
        ("*", "zh"),
    ],
)
def test_the_reader_likes(header: str | None, language: str) -> None:
    assert negotiate(header) == language


def test_the_address_wins_over_the_header(client: httpx.Client) -> None:
    for path, accept, tag in (
        ("/yuanqu-1/", "zh", "zh-CN"),
        ("/yuanqu-1/", "en", "en"),
        ("/yuanqu-1/zh/", "en", "zh-CN"),
        ("/yuanqu-1/en/", "zh", "en"),
    ):
        page = client.get(path, headers={"Accept-Language": accept})
        assert page.headers["content-language"] == tag
        assert f'<html lang="{tag}">' in page.text
        assert ("accept-language" in page.headers.get("vary", "").lower()) == (path == "/yuanqu-1/")


def test_the_address_says_the_language_of_a_problem_too(client: httpx.Client) -> None:
    for language, accept, tag in (("zh", "en", "zh-CN"), ("en", "zh", "en")):
        headers = {"Accept": "text/html", "Accept-Language": accept}
        page = client.get(f"/yuanqu-1/{language}/movements/0", headers=headers)
        assert page.status_code == 404
        assert page.headers["content-language"] == tag
        assert f'<html lang="{tag}">' in page.text


def test_a_page_links_to_itself_in_the_other_language(client: httpx.Client) -> None:
    page = client.get("/yuanqu-1/en/funds/common?after=2026-06-22.44").text
    assert '<a class="languages" href="/yuanqu-1/zh/funds/common?after=2026-06-22.44" hreflang="zh-CN"' in page
    assert 'href="/yuanqu-1/en/movements/40"' in page, "links stay in the language of the address"


def extracted() -> Catalog:
    found = Catalog()
    for _file, _line, message, _comments, _context in extract_from_dir(ROOT, METHODS, keywords=KEYWORDS):
        found.add(message)
    return found


def test_the_chinese_catalogue_has_every_word_and_no_other() -> None:
    with (ROOT / "translations/zh_CN.po").open("rb") as file:
        chinese = read_po(file, locale="zh_CN", abort_invalid=True)
    assert {message.id for message in chinese if message.id} == {message.id for message in extracted() if message.id}
    for message in chinese:
        assert not message.fuzzy, message.id
        assert message.string not in ("", ("",)), message.id
        assert not list(message.check()), message.id
