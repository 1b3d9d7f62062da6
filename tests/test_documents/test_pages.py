"""All pages: links lead somewhere, every page can be found, no page names a host or a path of somebody's machine."""

from __future__ import annotations

import re
from itertools import pairwise
from pathlib import Path

import pytest

from tests.test_documents.markdown import ROOT, anchors, links, pages, prose

PAGES = pages()
EXAMPLE = re.compile(r"127\.0\.0\.1(?::8000)?|(?:[a-z0-9-]+\.)*example|host")
"""Hosts that are nobody's: this machine, RFC 2606 names, and the word itself."""
DOMAIN = re.compile(r"\b(?:[a-z0-9-]+\.)+(?:com|org|net|io|dev|cn|edu|gov)\b")
NAMES_OF_FORMATS = ("c2sp.org/tlog-proof@v1",)
FOREIGN_PATH = re.compile(r"(?<![\w.~$}])/(?:home|root|tmp|work|Users|mnt)/")


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def broken(page: Path, text: str) -> list[str]:
    """Return the relative links of a page that lead nowhere: to no file, or to no heading in it."""
    found = []
    for target in links(text):
        path, _, anchor = target.partition("#")
        file = (page.parent / path).resolve() if path else page
        if "://" in target:
            continue
        if not file.exists() or (anchor and anchor not in anchors(text if file == page else file.read_text("utf-8"))):
            found.append(target)
    return found


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_link_leads_somewhere(page: Path) -> None:
    assert broken(page, page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "text", ["[x](nowhere.md)", "[x](#nowhere)", "[x](README.md#nowhere)", '<img src="nowhere.png">']
)
def test_control_a_broken_link_is_found(text: str) -> None:
    assert broken(ROOT / "README.md", text)


def test_control_a_heading_twice_has_two_anchors() -> None:
    assert anchors("# One `two`!\n## 一 (x)\n## One two\n") == {"one-two", "一-x", "one-two-1"}


def test_every_page_can_be_reached_from_the_readme() -> None:
    reached: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in reached:
            continue
        reached.add(page)
        for target in links(page.read_text(encoding="utf-8")):
            linked = (page.parent / target.partition("#")[0]).resolve()
            if linked.suffix == ".md" and linked.exists():
                waiting.append(linked)
    assert set(PAGES) <= reached


def test_every_decision_is_in_the_index_under_its_own_title() -> None:
    folder = ROOT / "docs/adr"
    index = (folder / "README.md").read_text(encoding="utf-8")
    decisions = sorted(path for path in folder.glob("*.md") if path.name != "README.md")
    assert len({path.name[:4] for path in decisions}) == len(decisions)
    for path in decisions:
        number, title = re.match(r"# (\d{4})\. (.*)\n", path.read_text(encoding="utf-8")).groups()  # type: ignore[union-attr]
        assert path.name.startswith(number)
        assert f"| [{number}]({path.name}) | {title} |" in index


def hosts(text: str) -> list[str]:
    """Return the hosts that a text names, but for those that are nobody's."""
    without = text
    for allowed in NAMES_OF_FORMATS:
        without = without.replace(allowed, "")
    named = re.findall(r"https?://([A-Za-z0-9.:-]+)", without) + DOMAIN.findall(without)
    return [host for host in named if not EXAMPLE.fullmatch(host)]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_host_or_a_path_of_a_machine(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    assert hosts(text) == []
    assert FOREIGN_PATH.findall(text) == []
    assert str(ROOT) not in text


def test_control_a_host_and_a_path_are_found() -> None:
    assert hosts("see https://books.somewhere.net/x and get.it.org") == [
        "books.somewhere.net",
        "books.somewhere.net",
        "get.it.org",
    ]
    assert FOREIGN_PATH.search("cd /home/me/x")
    assert not FOREIGN_PATH.search("~/work/ and docs/root/")


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_headings_go_down_step_by_step(page: Path) -> None:
    text = prose(page.read_text(encoding="utf-8"))
    levels = [len(found) for found in re.findall(r"^(#+) ", text, re.MULTILINE)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
