"""The walk through a page: it fails where a reader would stumble."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.test_documents.markdown import ROOT
from tests.test_documents.walkthrough import blocks, walk

PAGE = """\
# A page

```sh
export WORD=hello
```

## Say

```console
$ echo $WORD world
hello …
$ echo again
again
```
"""


def test_commands_run_in_one_shell_and_print_what_the_page_says(tmp_path: Path) -> None:
    assert walk(PAGE, tmp_path / "walk") == "hello world\nagain\n"


def test_a_section_is_walked_behind_the_beginning_of_its_page(tmp_path: Path) -> None:
    more = PAGE + "\n## Other\n\n```sh\necho $WORD from the other section\n```\n"
    assert walk(more, tmp_path / "walk", section="Other") == "hello from the other section\n"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("hello …", "bye …"),
        ("\nagain\n", "\nonce more\n"),
        ("\nagain\n", "\n"),
        ("echo again", "false"),
        ("export WORD=hello", "vanish\nexport WORD=hello"),
        ("echo again", "mingzhang vanish"),
    ],
)
def test_control_what_does_not_hold_fails(tmp_path: Path, old: str, new: str) -> None:
    with pytest.raises(AssertionError):
        walk(PAGE.replace(old, new), tmp_path / "walk")


def test_control_a_server_that_does_not_start_fails(tmp_path: Path) -> None:
    with pytest.raises(AssertionError, match=r"serve\.home"):
        walk("# S\n\n```sh\nmingzhang serve --home nowhere\n```\n", tmp_path / "walk")


@pytest.mark.parametrize("page", ["README.md", "docs/tutorial/first-book.md", "docs/how-to/recover.md"])
def test_no_command_stands_in_a_block_that_is_not_run(page: str) -> None:
    for block in blocks((ROOT / page).read_text(encoding="utf-8")):
        assert block.language in ("sh", "console"), (page, block.line)
