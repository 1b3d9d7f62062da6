"""What is written in the other language is marked as that (WCAG 2.2, 3.1.2), and nothing else is changed."""

from __future__ import annotations

import httpx
import pytest

from api.language import marked
from tests.test_api.test_pages import PAGES

ZH, EN = '<span lang="zh-CN">', '<span lang="en">'


@pytest.mark.parametrize(
    ("language", "html", "expected"),
    [
        ("en", "<p>Paid to 样例公司, 2024</p>", f"<p>Paid to {ZH}样例公司</span>, 2024</p>"),
        ("en", "<p>2号楼12层 lift</p>", f"<p>2{ZH}号楼12层</span> lift</p>"),
        ("en", '<a title="维修">x</a><br>维修', f'<a title="维修">x</a><br>{ZH}维修</span>'),
        ("en", '<span lang="zh-CN">维<b>修</b></span>修', f'<span lang="zh-CN">维<b>修</b></span>{ZH}修</span>'),
        ("en", "<title>维修</title><pre>维修</pre>", "<title>维修</title><pre>维修</pre>"),
        ("zh", "<p>维修 lift</p><p>JSON</p>", "<p>维修 lift</p><p>JSON</p>"),
        ("zh", "<p>paint the fence</p>", f"<p>{EN}paint the fence</span></p>"),
        ("zh", '<p lang="en">no such page</p>', '<p lang="en">no such page</p>'),
    ],
)
def test_runs_of_the_other_language_are_marked(language: str, html: str, expected: str) -> None:
    assert marked(html, language) == expected


@pytest.mark.parametrize("path", PAGES)
def test_marking_adds_spans_to_a_page_and_nothing_else(client: httpx.Client, path: str) -> None:
    for language, span in (("en", ZH), ("zh", EN)):
        page = client.get(f"/yuanqu-1/{language}/{path}").text
        assert marked(page, language) == page, "what is marked is not marked again"
        assert page.count("<span") == page.count("</span>")
        assert language == "zh" or span in page
