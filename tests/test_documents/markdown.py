"""The pages of the documentation, and what a reader of Markdown sees in them: headings, links, code."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
_FENCED = re.compile(r"^```\S*\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_LINK = re.compile(r'\]\(([^)\s]+)\)|(?:src|href)="([^"]+)"')


def pages() -> list[Path]:
    """Return the README and every page below docs/."""
    return [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]


def prose(text: str) -> str:
    """Return a page without its fenced blocks."""
    return _FENCED.sub("", text)


def links(text: str) -> Iterator[str]:
    """Yield the targets of all links and pictures of a page, but for what stands in code."""
    for found in _LINK.finditer(re.sub(r"`[^`\n]*`", lambda code: "" if "](" in code[0] else code[0], prose(text))):
        yield found[1] or found[2]


def anchors(text: str) -> set[str]:
    """Return what a link into a page may name, as GitHub makes it from the headings."""
    seen: Counter[str] = Counter()
    found = set()
    for heading in re.findall(r"^#+ (.*)$", prose(text), re.MULTILINE):
        words = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading.lower()).strip()
        name = re.sub(r"[^\w\- ]", "", words).replace(" ", "-")
        found.add(f"{name}-{seen[name]}" if seen[name] else name)
        seen[name] += 1
    return found


def code(text: str) -> Iterator[str]:
    """Yield the code of a page: spans, and the lines of fenced blocks with continued ones joined."""
    for block in _FENCED.findall(text):
        yield from block.replace("\\\n", " ").splitlines()
    yield from re.findall(r"`([^`\n]+)`", prose(text))
