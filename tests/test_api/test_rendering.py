"""From what the queries give to the bytes of a page: escaped, strict, in the language and zone of the page."""

from __future__ import annotations

from hashlib import sha256
from html import unescape
from zoneinfo import ZoneInfo

import pytest
from babel.support import NullTranslations
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import DictLoader, UndefinedError

from api.rendering import STATIC, Page, Renderer, word
from api.words import SECTIONS
from ledger.bodies import BODIES
from tests.test_api.sample import HOSTILE

SHANGHAI = ZoneInfo("Asia/Shanghai")


def page(language: str = "en", base: str = "/yuanqu-1/en", *, root: str = "/yuanqu-1", rest: str = "/funds") -> Page:
    return Page(language, base, root, rest, zone=SHANGHAI)


def render(template: str, language: str = "en", **context: object) -> str:
    """Return what a template of our environment gives."""
    renderer = Renderer()
    renderer._environments[language].loader = DictLoader({"x": template})
    return renderer.render("x", page(language), **context).decode()


def test_a_code_without_a_word_is_shown_as_it_is() -> None:
    assert word(NullTranslations(), "role", "night_watch") == "night_watch"
    assert word(NullTranslations(), "role", None) == ""


def test_text_stays_text_wherever_it_stands() -> None:
    assert "<" not in render("{{ text }}", text=HOSTILE)
    assert unescape(render("{{ text }}", text=HOSTILE)) == HOSTILE
    assert '"' not in render("{{ text }}", text=HOSTILE)


def test_a_name_that_a_page_does_not_know_is_an_error_and_no_gap() -> None:
    for template in ("{{ nothing }}", "{{ thing.nothing }}", "{% if nothing %}{% endif %}"):
        with pytest.raises(UndefinedError):
            render(template, thing={})


@given(st.text(min_size=1, max_size=20))
def test_an_address_holds_whatever_an_id_is_made_of(text: str) -> None:
    written = unescape(_TO.render("x", page(), part=text).decode())
    assert written.startswith("/yuanqu-1/en/funds/")
    assert not set("/?#<>\"' ") & set(written.removeprefix("/yuanqu-1/en/funds/"))
    assert written.isascii()


_TO = Renderer()
_TO._environments["en"].loader = DictLoader({"x": "{{ to('funds', part) }}"})


def test_figures_days_and_hours_are_those_of_the_page() -> None:
    instant = "2026-06-24T20:30:00Z"
    assert render("{{ text|moment }}", text=instant) == "25 June 2026, 04:30"
    assert render("{{ text|local_day }}", "zh", text=instant) == "2026年6月25日"
    assert render("{{ 123456|money('CNY') }} {{ 1250|area }}") == "¥1,234.56 12.50\N{NO-BREAK SPACE}m²"
    assert render("{{ '2026-03-05'|day }} {{ '2026-03-05'|month }}", "zh") == "2026年3月5日 2026年3月"


@pytest.mark.parametrize("name", BODIES)
def test_an_event_is_called_by_its_title_in_the_language_of_the_page(name: str) -> None:
    english, chinese = BODIES[name].titles
    assert render("{{ name|event }}", "en", name=name) == english
    assert render("{{ name|event }}", "zh", name=name) == chinese


def test_a_heading_stands_beside_itself_in_the_other_language() -> None:
    assert render("{{ beside('Votes') }}", "zh") == '<span class="beside" lang="en">Votes</span>'
    assert 'lang="zh-CN"' in render("{{ beside('Votes') }}", "en")
    assert "<b>" not in render("{{ beside(text) }}", "zh", text="<b>")


def test_a_page_links_to_itself_in_the_other_language_and_not_to_its_own() -> None:
    (other,) = page(rest="/funds/common?after=2026-06-22.44").others
    assert (other.tag, other.name, other.address) == ("zh-CN", "中文", "/yuanqu-1/zh/funds/common?after=2026-06-22.44")
    assert page("zh", "/yuanqu-1").others[0].address == "/yuanqu-1/en/funds"
    assert page(base="", root="", rest="/").others == [], "the page of all communities has one address"


def test_links_of_a_page_begin_with_its_own_language_where_the_address_has_one() -> None:
    assert page().home == "/yuanqu-1/en/"
    assert page("zh", "/yuanqu-1").home == "/yuanqu-1/"
    assert [(name, address) for name, address, _ in page().sections] == [
        (name, f"/yuanqu-1/en/{name}") for name in SECTIONS
    ]
    assert (page().tag, page("zh").tag) == ("en", "zh-CN")


def test_a_served_file_is_named_by_its_content() -> None:
    assert {path.suffix for path in STATIC.values()} >= {".css", ".svg"}
    for name, path in STATIC.items():
        assert name == f"{path.stem}-{sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}"
    assert {page().style.removeprefix("/-/"), page().icon.removeprefix("/-/")} <= set(STATIC)
