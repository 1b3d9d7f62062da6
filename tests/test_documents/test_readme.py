"""The README: its commands run, from `make demo` to a forged copy, and its Chinese sister says the same."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ledger.bodies import BODIES
from tests.test_documents.walkthrough import BIN, ROOT, blocks, page, walk

ENGLISH, CHINESE = "README.md", "docs/README.zh-CN.md"


def test_the_commands_of_the_readme_run(tmp_path: Path) -> None:
    """`make demo` takes the environment that is installed; a clean clone is tried by hand before a release."""
    folder = tmp_path / "clone"
    demo = f"make -C {ROOT} --old-file=.venv/.installed BIN={BIN} HOME_DIR={folder}/demo-home PORT=8000 demo"
    rewrite = {"make demo": demo, ".venv/bin/": f"{BIN}/"}
    # `make test` runs this very test.
    printed = walk(page(ENGLISH), folder, rewrite=rewrite, skip=("make test",))
    assert "VERIFIED: demo.example/mingzhang-garden" in printed


def test_make_test_is_what_ci_runs() -> None:
    assert "make test" in page(".ci/run").splitlines()
    assert "\ntest: " in page("Makefile")


def outline(text: str) -> list[str]:
    """Return the levels of a page's headings, and the sizes of its lists and tables, in order."""
    prose = re.sub(r"^```.*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    return re.findall(r"^(#+ |- |\|)", prose, flags=re.MULTILINE)


def test_both_readmes_have_the_same_sections_lists_and_tables() -> None:
    assert outline(page(ENGLISH)) == outline(page(CHINESE))


@pytest.mark.parametrize(("path", "words"), [(ENGLISH, "{} kinds of them"), (CHINESE, "共 {} 种")])
def test_the_number_of_kinds_of_events_is_right(path: str, words: str) -> None:
    assert words.format(len(BODIES)) in page(path)


def test_both_readmes_have_the_same_commands() -> None:
    english, chinese = ([(one.language, one.text) for one in blocks(page(path))] for path in (ENGLISH, CHINESE))
    assert english == chinese


def test_both_readmes_lead_to_the_same_places() -> None:
    def targets(path: str) -> set[Path]:
        found = re.findall(r'\]\(([^)#]+)|src="([^"]+)"', page(path))
        places = {(ROOT / path).parent.joinpath(a or b).resolve() for a, b in found}
        return places - {ROOT / ENGLISH, ROOT / CHINESE}

    assert targets(ENGLISH) == targets(CHINESE)
