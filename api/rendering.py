"""From what the queries give to the bytes of a page: Jinja2 with autoescape everywhere, one environment a language."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, tzinfo
from hashlib import sha256
from pathlib import Path
from urllib.parse import quote

from babel.support import NullTranslations
from jinja2 import Environment, FileSystemLoader, StrictUndefined, pass_context
from jinja2.runtime import Context
from markupsafe import Markup

from api import figures
from api.language import CHINESE, ENGLISH, LANGUAGES, marked, words_of
from api.words import SECTIONS, WORDS
from ledger.bodies import BODIES

_HERE = Path(__file__).parent
STATIC = {
    f"{path.stem}-{sha256(path.read_bytes()).hexdigest()[:12]}{path.suffix}": path
    for path in sorted((_HERE / "static").iterdir())
}
"""Served name to file. The name changes with the content, so that a reader may keep it for ever."""
_OWN_NAMES = {CHINESE: "中文", ENGLISH: "English"}


def _static(stem: str) -> str:
    return next(f"/-/{name}" for name, path in STATIC.items() if path.stem == stem)


@dataclass(frozen=True, slots=True)
class Switch:
    """A link to the same page in another language."""

    tag: str
    name: str
    address: str


@dataclass(frozen=True, slots=True)
class Page:
    """Where a page stands: its community, language, section, and the time zone of its hours."""

    language: str
    base: str
    """What its links begin with: ``/yuanqu-1`` or ``/yuanqu-1/en``."""
    root: str
    """The same without a language: ``/yuanqu-1``; empty for the page of all communities."""
    rest: str
    """What follows: ``/funds/common?after=2026-06-22.44``."""
    fixed: bool = False
    """Whether the address itself says the language."""
    section: str = ""
    zone: tzinfo = UTC
    unknown_zone: str = ""
    """The community's time zone, where this machine does not know it and hours are UTC."""
    style: str = _static("style")
    icon: str = _static("icon")

    @property
    def tag(self) -> str:
        """The language tag of the page."""
        return LANGUAGES[self.language]

    @property
    def home(self) -> str:
        """The first page."""
        return f"{self.base}/"

    @property
    def others(self) -> list[Switch]:
        """The same page in the other languages; pages that belong to no community have one address for all."""
        if not self.root:
            return []
        return [
            Switch(tag, _OWN_NAMES[language], f"{self.root}/{language}{self.rest}")
            for language, tag in LANGUAGES.items()
            if language != self.language
        ]

    @property
    def sections(self) -> Sequence[tuple[str, str, str]]:
        """Name, address and words of the main sections."""
        return [(name, f"{self.base}/{name}", words) for name, words in SECTIONS.items()]


class Renderer:
    """The templates in all languages."""

    def __init__(self) -> None:
        self._environments = {language: _environment(language) for language in LANGUAGES}

    def render(self, template: str, page: Page, **context: object) -> bytes:
        """Return a page as UTF-8."""
        text = self._environments[page.language].get_template(template).render(page=page, **context)
        return marked(text, page.language).encode()


def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(_HERE / "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
    )
    words = words_of(language)
    environment.install_gettext_translations(words, newstyle=True)  # type: ignore[attr-defined]
    environment.filters |= {
        "money": figures.money,
        "signed_money": figures.signed_money,
        "area": figures.area,
        "percent": lambda share: figures.percent(share.part, share.whole),
        "day": lambda text: figures.day(text, language),
        "month": lambda text: figures.month(text, language),
        "moment": _moment,
        "local_day": _local_day,
        "word": lambda code, family: word(words, family, code),
        "event": lambda name: BODIES[name].titles[language == CHINESE],
    }
    other = ENGLISH if language == CHINESE else CHINESE
    environment.globals |= {"to": _to, "days_after": _days_after, "beside": lambda text: _beside(text, other)}
    return environment


def word(words: NullTranslations, family: str, code: str | None) -> str:
    """Return the everyday word of a code, or the code where there is none."""
    found = WORDS[family].get(code or "")
    return str(words.gettext(found)) if found else (code or "")


def _beside(text: str, language: str) -> Markup:
    """Return the same heading, smaller, in the other language."""
    translated = str(words_of(language).gettext(text))
    return Markup('<span class="beside" lang="{}">{}</span>').format(LANGUAGES[language], translated)


@pass_context
def _moment(context: Context, text: str) -> str:
    page: Page = context["page"]
    return figures.moment(text, page.language, page.zone)


@pass_context
def _local_day(context: Context, text: str) -> str:
    page: Page = context["page"]
    return figures.local_day(text, page.language, page.zone)


@pass_context
def _days_after(context: Context, text: str | None, day: str) -> int:
    page: Page = context["page"]
    return figures.days_after(text, day, page.zone) if text else 0


@pass_context
def _to(context: Context, *parts: object) -> str:
    """Return the address of a page of this community, in this page's language."""
    page: Page = context["page"]
    return "/".join([page.base, *(quote(str(part), safe="") for part in parts)])
