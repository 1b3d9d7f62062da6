"""Who may import whom (DESIGN section 10), and the habits that a machine can hold."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for top in ("ledger", "projections", "api") for path in (ROOT / top).rglob("*.py"))
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50

FORBIDDEN = {
    "ledger/tlog": (
        "ledger.rules", "ledger.store", "ledger.application", "ledger.events", "ledger.bodies", "projections", "api",
    ),
    "ledger/jws.py": ("ledger.rules", "ledger.store", "ledger.events", "ledger.tlog", "projections", "api"),
    "ledger/rules": (
        "ledger.store", "ledger.application", "ledger.publishing", "ledger.verification", "ledger.cli", "projections",
        "api",
    ),
    "ledger/cli": (),
    "ledger": ("projections", "api"),
    "projections": (
        "api", "ledger.cli", "ledger.application", "ledger.publishing", "ledger.drafting", "ledger.importing",
    ),
    "api": (
        "ledger.cli", "ledger.application", "ledger.publishing", "ledger.drafting", "ledger.importing", "ledger.rules",
        "ledger.store.sqlite", "ledger.store.vault", "ledger.store.guard", "ledger.demo",
    ),
}  # fmt: skip
PURE = (
    "ledger/tlog",
    "ledger/rules",
    "ledger/jws.py",
    "ledger/strict_json.py",
    "ledger/sealing.py",
    "ledger/events.py",
)
IMPURE_NAMES = {"open", "print", "input", "float"}
IMPURE_CALLS = {"now", "utcnow", "today", "time", "getenv", "urandom", "token_bytes"}


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Yield every module that a source imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def place_of(path: str) -> str:
    """Return the innermost entry of `FORBIDDEN` that a file belongs to."""
    return max((place for place in FORBIDDEN if path == place or path.startswith(f"{place}/")), key=len)


def wrong_arrows(path: str, source: str) -> list[str]:
    """Return the imports that a file at ``path`` must not have."""
    return [
        name
        for name in imports_of(ast.parse(source))
        for forbidden in FORBIDDEN[place_of(path)]
        if name == forbidden or name.startswith(f"{forbidden}.")
    ]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_imports_follow_the_arrows(path: Path) -> None:
    assert wrong_arrows(relative(path), path.read_text()) == []


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("ledger/tlog/merkle.py", "from ledger.rules import decide"),
        ("ledger/rules/money.py", "import ledger.store.sqlite"),
        ("projections/views.py", "def f():\n    from api import app"),
        ("api/app.py", "from ledger import application"),
        ("ledger/verification.py", "from projections import catch_up"),
    ],
)
def test_control_a_wrong_arrow_is_found(path: str, source: str) -> None:
    assert wrong_arrows(path, source)


def test_only_serve_imports_the_web_and_nothing_imports_projections_at_start() -> None:
    for path in (ROOT / "ledger/cli").glob("*.py"):
        tree = ast.parse(path.read_text())
        names = list(imports_of(tree))
        assert relative(path) == "ledger/cli/serve.py" or not any(n.split(".")[0] in ("api", "uvicorn") for n in names)
        at_start = [node for node in tree.body if isinstance(node, ast.Import | ast.ImportFrom)]
        assert not any(n.split(".")[0] in ("api", "projections") for node in at_start for n in imports_of(node)), path


def impurities(source: str) -> list[str]:
    """Return calls and names that pure code must not have: the clock, files, randomness, floats."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, float):
            found.append(f"float {node.value}")
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in IMPURE_NAMES:
            found.append(node.func.id)
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in IMPURE_CALLS:
            found.append(node.func.attr)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.Div):
            found.append("/")
    return found


@pytest.mark.parametrize("path", [p for p in SOURCES if relative(p).startswith(PURE)], ids=relative)
def test_the_pure_core_has_no_clock_no_file_and_no_float(path: Path) -> None:
    if relative(path) == "ledger/rules/packs/__init__.py":
        assert impurities(path.read_text()) == ["/"], "the one path of the pack files, which are part of the program"
    else:
        assert impurities(path.read_text()) == []


@pytest.mark.parametrize("source", ["x = 1.5", "datetime.now(UTC)", "open('x')", "a / b", "os.urandom(16)"])
def test_control_an_impurity_is_found(source: str) -> None:
    assert impurities(source)


@pytest.mark.parametrize("path", SOURCES, ids=relative)
def test_files_and_functions_stay_short(path: Path) -> None:
    text = path.read_text()
    assert len(text.splitlines()) <= FILE_LINES_MAX
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert (node.end_lineno or 0) - node.lineno < FUNCTION_LINES_MAX, f"{node.name} in {relative(path)}"


def test_every_module_says_what_it_is() -> None:
    for path in SOURCES:
        assert ast.get_docstring(ast.parse(path.read_text())), relative(path)
