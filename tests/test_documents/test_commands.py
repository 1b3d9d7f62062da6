"""The command line in the documentation: all of it is in the reference, and nothing is named that does not exist."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.test_documents.cli_reference import commands, helped, render, spellings
from tests.test_documents.markdown import code, pages

COMMANDS = dict(commands())
OPTIONS = {name: {text for one in command.params for text in spellings(one)} for name, command in COMMANDS.items()}
_END = re.compile(r"^(?:\||\|\||&&|;|>|<)")


def calls(text: str) -> Iterator[tuple[str, list[str]]]:
    """Yield each call of `mingzhang` in the code of a page: what follows the program, and the options given."""
    for line in code(text):
        for part in re.split(r"\bmingzhang(?= [a-z])", re.sub(r"\$\([^()]*\)", "", line))[1:]:
            words = [*_words(part)]
            yield " ".join(words[:2]), [word.partition("=")[0] for word in words if re.match(r"--?[a-z]", word)]


def _words(text: str) -> Iterator[str]:
    try:
        words = shlex.split(text)
    except ValueError:
        words = text.split()
    for word in words:
        if _END.match(word):
            return
        yield word


def unknown(text: str) -> list[str]:
    """Return what a page says of the command line that is not so."""
    found = []
    for start, options in calls(text):
        name = next((one for one in (start, start.partition(" ")[0]) if one in COMMANDS), None)
        if name is None:
            found.append(start)
        else:
            found += [f"{name} {option}" for option in options if option not in {*OPTIONS[name], "--help"}]
    return found


@pytest.mark.parametrize("page", pages(), ids=lambda path: path.name)
def test_no_page_names_a_command_or_an_option_that_does_not_exist(page: Path) -> None:
    assert unknown(page.read_text(encoding="utf-8")) == []


def test_control_an_invented_option_is_found() -> None:
    block = "```sh\nmingzhang vanish a\nmingzhang key new x | mingzhang sign y --quiet\n```\n"
    text = f"`mingzhang verify x --hope`\n\n{block}"
    assert unknown(text) == ["vanish a", "sign --quiet", "verify --hope"]


def test_every_command_and_every_option_is_in_the_reference() -> None:
    page = render()
    for name, command in COMMANDS.items():
        section = page.partition(f"## mingzhang {name}\n")[2].partition("\n## ")[0]
        assert f"mingzhang {name}" in section
        for parameter in command.params:
            for text in spellings(parameter):
                assert text.replace("|", r"\|") in section, (name, text)


def test_every_help_has_an_example_that_is_no_invention() -> None:
    found = dict(helped())
    assert {"", "key", "key new", "verify"} <= found.keys()
    for name, command in found.items():
        text = " ".join(command.help.split())
        assert f"Example: mingzhang {name}" in text, name
        assert unknown(f"`{text.partition('Example: ')[2]}`") == [], name
    assert unknown(render()) == []
