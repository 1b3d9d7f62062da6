"""Each dependency has its line on the page of dependencies, and the page names no other."""

from __future__ import annotations

import re
import tomllib

from tests.test_documents.walkthrough import page


def names(requirements: list[str]) -> list[str]:
    return [re.match(r"[A-Za-z0-9_-]+", one)[0] for one in requirements]  # type: ignore[index]


def listed(section: str) -> list[str]:
    text = page("docs/reference/dependencies.md").partition(f"## {section}\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| ([\w-]+) \| (.+) \|$", text, re.MULTILINE)[1:]
    return [name for name, saves in rows if len(saves) > 10]


def test_every_dependency_has_a_line_that_says_what_it_saves() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]
    assert listed("To run") == names(project["dependencies"])
    assert listed("To develop") == names(project["optional-dependencies"]["dev"])


def test_every_dependency_is_pinned() -> None:
    project = tomllib.loads(page("pyproject.toml"))["project"]
    pinned = {line.partition("==")[0].lower().replace("_", "-") for line in page("constraints.txt").splitlines()}
    assert {name.lower() for name in names(project["dependencies"] + project["optional-dependencies"]["dev"])} <= pinned
