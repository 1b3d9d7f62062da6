"""What the pages say, as text; how they look is tested in a browser (tests/test_pages)."""

from __future__ import annotations

import itertools
import re
from html.parser import HTMLParser

import httpx
import pytest

from tests.test_api.sample import HOSTILE, LONG

PAGES = [
    "",
    "funds",
    "funds/common",
    "funds/repairs",
    "movements/9",
    "movements/15",
    "movements/40",
    "movements/43",
    "movements/44",
    "motions",
    "motions/lift",
    "motions/lamps",
    "meetings",
    "meetings/m-june",
    "members",
    "rules",
    "inquiries",
    "duties",
    "findings",
    "entries",
    "entries/0",
    "entries/17",
    "check",
]
LANGUAGES = ("zh", "en")
SECRET_WORDS = ("hash", "checkpoint", "key", "Merkle", "哈希", "检查点", "密钥", "默克尔", "树根", "SHA")


class Reader(HTMLParser):
    """Collects what a page consists of."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words = ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.words += data


def page(client: httpx.Client, language: str, path: str) -> Reader:
    answer = client.get(f"/yuanqu-1/{language}/{path}")
    assert answer.status_code == 200, answer.text
    return Reader(answer.text)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_hostile_text_stays_text(client: httpx.Client, language: str, path: str) -> None:
    found = page(client, language, path)
    names = {tag for tag, _attributes in found.tags}
    assert not names & {"script", "iframe", "object", "embed", "form", "b", "style", "base"}
    for _tag, attributes in found.tags:
        assert not [name for name in attributes if name.startswith("on") or name == "style"]
    assert "49" not in re.findall(r"\{\{|&amp;(\d+)", found.words), "no template runs inside a text"


def test_control_hostile_text_is_on_these_pages(client: httpx.Client) -> None:
    for path in ("", "funds/common", "movements/43", "meetings/m-june", "members", "entries/17"):
        assert HOSTILE in page(client, "zh", path).words, path
    assert LONG in page(client, "zh", "funds/common").words


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_can_be_heard_and_walked_by_keyboard(client: httpx.Client, language: str, path: str) -> None:
    found = page(client, language, path)
    tags = [tag for tag, _attributes in found.tags]
    assert (tags.count("h1"), tags.count("main"), tags.count("header"), tags.count("footer")) == (1, 1, 1, 1)
    assert ("a", {"class": "skip", "href": "#main"}) in found.tags
    levels = [int(tag[1]) for tag in tags if re.fullmatch("h[1-6]", tag)]
    assert all(after <= before + 1 for before, after in itertools.pairwise(levels)), levels
    assert all("scope" in attributes for tag, attributes in found.tags if tag == "th")
    assert all(attributes.get("alt") is not None for tag, attributes in found.tags if tag == "img")
    assert all(attributes.get("aria-label") for tag, attributes in found.tags if tag == "svg")
    ids = [attributes["id"] for _tag, attributes in found.tags if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _tag, attributes in found.tags:
        if label := attributes.get("aria-labelledby"):
            assert label in ids


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("path", PAGES)
def test_a_page_refers_to_nothing_outside_and_no_link_is_dead(client: httpx.Client, language: str, path: str) -> None:
    for tag, attributes in page(client, language, path).tags:
        for name in ("href", "src"):
            address = attributes.get(name)
            if address is None or address == "#main":
                continue
            assert address.startswith("/"), (tag, address)
            assert not address.startswith("//"), (tag, address)
            assert client.head(address).status_code == 200, address


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_first_page_answers_in_everyday_words(client: httpx.Client, language: str) -> None:
    words = page(client, language, "").words
    assert not [word for word in SECRET_WORDS if word in words.replace("monkey", "")]
    for figure in ("¥12,555,963.50", "¥210,285.50", "¥12,345,678.00", "¥18,100.50", "¥6,315.00", "−¥4,800.00"):
        assert figure in words, figure


def test_the_first_page_in_the_order_of_its_questions(client: httpx.Client) -> None:
    words = page(client, "zh", "").words
    asked = [
        "账记到",
        "2026年6月22日",
        "最后一条记录",
        "2026年6月25日",
        "和银行核对",
        "业主的钱一共",
        "公共收益",
        "维修资金",
        "本月",
        "收了",
        "花了",
        "最近花的",
    ]
    asked += [
        "看凭据",
        "正在表决",
        "截止 2026年6月28日 19:00",
        "要说明的事",
        "需要 2 人同意，找到 1 人",
        "有疑问找谁",
        "查真伪",
    ]
    place = words.index("大家的账", words.index("跳到正文") + 40)
    for one in asked:
        assert one in words[place:], one
        place = words.index(one, place)


@pytest.mark.parametrize("path", PAGES)
def test_a_made_up_community_says_so_on_every_page(client: httpx.Client, path: str) -> None:
    assert "样例数据，纯属虚构" in page(client, "zh", path).words
    assert "Sample data, entirely made up" in page(client, "en", path).words


def test_another_day_shows_other_votes_and_another_month(client: httpx.Client) -> None:
    later = Reader(client.get("/yuanqu-1/zh/?today=2026-07-05").text).words
    assert "当时没有正在表决的事" in later
    assert "2026年7月" in later
    may = Reader(client.get("/yuanqu-1/zh/?today=2026-05-31").text).words
    assert "¥12,000.00" in may


@pytest.mark.parametrize("today", ["2026-6-5", "0", "1750000000", "2026-02-30", "0001-01-01", "tomorrow", ""])
def test_a_day_has_one_form(client: httpx.Client, today: str) -> None:
    answer = client.get("/yuanqu-1/", params={"today": today})
    assert (answer.status_code, answer.json()["rule"]) == (422, "query.invalid")


def test_an_address_without_a_slash_leads_to_the_first_page(client: httpx.Client) -> None:
    for path in ("/yuanqu-1", "/yuanqu-1/en"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (308, f"{path}/")
    assert client.get("/none").status_code == 404


def test_the_check_page_names_the_command_for_this_address(client: httpx.Client) -> None:
    words = page(client, "zh", "check").words
    assert f"mingzhang verify {str(client.base_url).rstrip('/')}/yuanqu-1 --anchor" in words
    head = client.get("/yuanqu-1/v1/status").json()["as_of"]
    assert head["root"] in words


def test_styles_and_icon_are_kept_for_ever(client: httpx.Client) -> None:
    found = page(client, "zh", "")
    files = [attributes["href"] for tag, attributes in found.tags if tag == "link" and attributes["rel"] != "alternate"]
    assert len(files) == 2
    for file in files:
        assert file is not None
        answer = client.get(file)
        assert "immutable" in answer.headers["cache-control"]
        assert answer.headers["content-type"] in ("text/css; charset=utf-8", "image/svg+xml")


def test_the_duty_calendar_shows_what_is_overdue_before_what_comes_and_what_was_done(client: httpx.Client) -> None:
    words = page(client, "zh", "duties?today=2026-09-01").words
    places = [
        words.index(one)
        for one in ("公示资金收支：公共收益，2026-H1", "公示资金收支：公共收益，2026-H2", "召开已通知的会议")
    ]
    assert places == sorted(places)
    assert "已逾期33天" in words
    assert "没有逾期的" not in words
    before = page(client, "zh", "duties?today=2026-06-01").words
    assert "没有逾期的" in before


def test_the_first_page_counts_what_is_overdue(client: httpx.Client) -> None:
    overdue = client.get("/yuanqu-1/v1/duties?today=2026-09-01&state=overdue").json()["duties"]
    assert f"逾期未办的职责： {len(overdue)}" in " ".join(page(client, "zh", "?today=2026-09-01").words.split())
