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
_RANGE = re.compile(r"(zh|en)(?:-[a-z0-9-]+)?(?:;q=(0(?:\.[0-9]{0,3})?|1(?:\.0{0,3})?))?", re.ASCII)


def negotiate(header: str | None) -> str:
    """Return the part of the address for the language that a reader's ``Accept-Language`` likes best."""
    liked: dict[str, Decimal] = {}
    for item in (header or "").lower().split(","):
        match = _RANGE.fullmatch("".join(item.split()))
        if match:
            liked[match[1]] = max(liked.get(match[1], Decimal(0)), Decimal(match[2] or 1))
    best = max(liked, key=lambda language: liked[language], default=CHINESE)
    return best if liked.get(best) else CHINESE


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
