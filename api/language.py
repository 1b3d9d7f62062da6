"""Which language a page speaks, and its words.

The address decides: ``/{community}/zh/…`` is Chinese, ``/{community}/en/…`` English. Addresses without either follow
``Accept-Language`` (RFC 9110 section 12.5.4), Chinese where it says nothing that we have. The English words stand in
the templates and are the keys; ``translations/zh_CN.po`` (gettext) gives the Chinese ones. The catalogue is compiled
in memory at start, so that no binary file can differ from its source.
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations

ENGLISH, CHINESE = "en", "zh"
LANGUAGES = {CHINESE: "zh-CN", ENGLISH: "en"}
"""Part of the address to language tag (BCP 47), the default first."""
LOCALES = {CHINESE: "zh_CN", ENGLISH: "en_GB"}
_CATALOGUES = Path(__file__).parent / "translations"
_TAG = re.compile(r"(<[^>]*>)")
_NAME = re.compile(r"<([a-z0-9]+)")
_VOID = ("meta", "link", "img", "br", "input", "hr")
_NO_SPANS = ("title", "pre", "style")
_HAN = r"[\u3000-\u303f\u3400-\u9fff\uf900-\ufaff\uff00-\uffef]"
_CHINESE_RUN = re.compile(rf"{_HAN}+(?:[^\n]{{0,12}}?{_HAN}+)*")
_ENGLISH_WORDS = re.compile(r"[A-Za-z]{2,}[ ,]+[A-Za-z]{2,}")
_RANGE = re.compile(r"(zh|en)(?:-[a-z0-9-]+)?(?:;q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.ASCII)


def N_(word: str) -> str:  # noqa: N802 - the name that gettext's tools look for
    """Mark a word for the catalogue."""
    return word


def negotiate(header: str | None) -> str:
    """Return the part of the address for the language that a reader's ``Accept-Language`` likes best."""
    liked: dict[str, Decimal] = {}
    for item in (header or "").lower().split(","):
        match = _RANGE.fullmatch("".join(item.split()))
        if match:
            liked[match[1]] = max(liked.get(match[1], Decimal(0)), Decimal(match[2] or 1))
    best = max(liked, key=lambda language: liked[language], default=CHINESE)
    return best if liked.get(best) else CHINESE


def marked(html: str, language: str) -> str:
    """Mark the text of a page that is in the other language, so that it is read out and drawn as what it is.

    What people have written into a book is mostly Chinese, whatever the language of the page. In an English page every
    run of Chinese is marked, in a Chinese page each text of two English words and more; what an element already says
    of its language stays. ``html`` is ours: no text and no attribute in it has a bare ``<`` or ``>``.
    """
    open_tags: list[bool] = []
    parts = _TAG.split(html)
    for place, part in enumerate(parts):
        tag = _NAME.match(part)
        if place % 2 == 0:
            if not any(open_tags):
                parts[place] = _marked_text(part, language)
        elif part.startswith("</"):
            open_tags.pop()
        elif tag and tag[1] not in _VOID and not part.endswith("/>"):
            open_tags.append(tag[1] in _NO_SPANS or (" lang=" in part and tag[1] != "html"))
    return "".join(parts)


def _marked_text(text: str, language: str) -> str:
    if language == ENGLISH:
        return _CHINESE_RUN.sub(rf'<span lang="{LANGUAGES[CHINESE]}">\g<0></span>', text)
    if _ENGLISH_WORDS.search(text) and not _CHINESE_RUN.search(text):
        return f'<span lang="{LANGUAGES[ENGLISH]}">{text}</span>'
    return text


@cache
def words_of(language: str) -> NullTranslations:
    """Return the catalogue of a language; the English one is empty, because its words are the keys."""
    path = _CATALOGUES / f"{LOCALES[language]}.po"
    if not path.exists():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=LOCALES[language], abort_invalid=True)
    compiled = BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)
