"""Who may import whom (DESIGN section 10), and the habits that a machine can hold."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
SOURCES = sorted(path for top in ("ledger", "projections", "api") for path in (ROOT / top).rglob("*.py"))
FILE_LINES_MAX = 400
FUNCTION_LINES_MAX = 50

TOPS = ("ledger", "projections", "api")
FORMS = (
    "ledger.errors", "ledger.base64url", "ledger.unicode14", "ledger.strict_json", "ledger.keys", "ledger.jws",
    "ledger.sealing",
)  # fmt: skip
"""Bytes and their forms, below everything else."""
EVENTS = (*FORMS, "ledger.bodies", "ledger.wording", "ledger.events")
READ_SIDE = (
    "ledger.store.reader", "ledger.store.wal", "ledger.store.lock", "ledger.store.layout", "ledger.store.receipts",
)  # fmt: skip
CHECKING = (
    *EVENTS, "ledger.rules", "ledger.tlog", "ledger.anchor", "ledger.announcing", "ledger.bundle", "ledger.figures",
    "ledger.whole_folder",
)  # fmt: skip
LEDGER = (
    *CHECKING, "ledger.store", "ledger.verification", "ledger.admission", "ledger.application", "ledger.drafting",
    "ledger.filling", "ledger.importing", "ledger.inbox", "ledger.publishing", "ledger.rechecking", "ledger.schemas",
    "ledger.zones",
)  # fmt: skip
ARROWS: dict[str, tuple[str, ...]] = {
    "ledger/errors.py": (),
    "ledger/base64url.py": ("ledger.errors",),
    "ledger/unicode14.py": (),
    "ledger/strict_json.py": ("ledger.errors", "ledger.unicode14"),
    "ledger/keys.py": ("ledger.errors", "ledger.base64url"),
    "ledger/jws.py": ("ledger.errors", "ledger.base64url", "ledger.strict_json", "ledger.keys"),
    "ledger/sealing.py": ("ledger.errors", "ledger.base64url", "ledger.strict_json"),
    "ledger/bodies": ("ledger.strict_json",),
    "ledger/wording.py": ("ledger.strict_json", "ledger.bodies"),
    "ledger/events.py": (*FORMS, "ledger.bodies", "ledger.wording"),
    "ledger/whole_folder.py": (),
    "ledger/zones.py": (),
    "ledger/tlog": ("ledger.errors",),
    "ledger/rules": ("ledger.errors", "ledger.strict_json", "ledger.keys", "ledger.bodies", "ledger.events"),
    "ledger/store": (*EVENTS, "ledger.rules", "ledger.tlog"),
    "ledger/drafting.py": EVENTS,
    "ledger/filling.py": EVENTS,
    "ledger/schemas": EVENTS,
    "ledger/announcing.py": EVENTS,
    "ledger/anchor.py": ("ledger.errors", "ledger.tlog"),
    "ledger/figures.py": (*EVENTS, "ledger.rules"),
    "ledger/inbox.py": (*EVENTS, "ledger.rules"),
    "ledger/bundle.py": CHECKING,
    "ledger/verification": CHECKING,
    "ledger/demo": LEDGER,
    "ledger/cli": (*LEDGER, "ledger.demo", "projections", "api"),
    "ledger": LEDGER,
    "projections": (*EVENTS, "ledger.rules", "ledger.tlog", *READ_SIDE),
    "api": (*EVENTS, "ledger.tlog", "ledger.zones", *READ_SIDE, "projections"),
}
"""What a file may import of this project beside its own place: DESIGN section 10, and the order below it."""
PURE = (
    "ledger/tlog",
    "ledger/rules",
    "ledger/jws.py",
    "ledger/strict_json.py",
    "ledger/sealing.py",
    "ledger/events.py",
    "projections",
)
OPENS_FILES = "projections/catching_up.py"
"""Finds and replaces ``views.db``; every other module of projections is given its tables."""
IMPURE_NAMES = {"open", "print", "input", "float", "round"}
IMPURE_CALLS = {
    "now", "utcnow", "today", "time", "monotonic", "getenv", "urandom", "token_bytes", "connect", "read_text",
    "write_text", "write_bytes",
}  # fmt: skip
IMPURE_MODULES = {
    "asyncio", "http", "io", "os", "pathlib", "random", "secrets", "shutil", "socket", "subprocess", "sys", "tempfile",
    "threading", "time", "urllib",
}  # fmt: skip
IMPURE_SQL = re.compile(
    r"\bcurrent_(?:date|time|timestamp)\b|'now'|\brandom\s*\(|\b(?:avg|total|round)\s*\(|\breal\b", re.IGNORECASE
)


def imports_of(tree: ast.AST) -> Iterator[str]:
    """Yield every module that a source imports, wherever in it."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (f"{'.' * node.level}{node.module or ''}.{alias.name}" for alias in node.names)


def place_of(path: str) -> str:
    """Return the innermost entry of `ARROWS` that a file belongs to."""
    return max((place for place in ARROWS if path == place or path.startswith(f"{place}/")), key=len)


def wrong_arrows(path: str, source: str) -> list[str]:
    """Return the imports that a file at ``path`` must not have; relative ones hide where they lead."""
    place = place_of(path)
    own = () if place == "ledger" else (place.removesuffix(".py").replace("/", "."),)
    return [
        name
        for name in imports_of(ast.parse(source))
        if name.split(".")[0] in (*TOPS, "tests", "")
        and not any(f"{name}.".startswith(f"{allowed}.") for allowed in (*own, *ARROWS[place]))
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
        ("ledger/tlog/note.py", "from ledger import keys"),
        ("ledger/jws.py", "from ledger.events import Event"),
        ("ledger/bodies/money.py", "from ledger.events import Event"),
        ("ledger/rules/money.py", "import ledger.store.sqlite"),
        ("ledger/rules/act.py", "from ledger.drafting import sign"),
        ("ledger/rules/act.py", "from ledger.importing.rows import Reading"),
        ("ledger/rules/act.py", "from ledger import bundle"),
        ("ledger/rules/act.py", "import ledger.admission"),
        ("ledger/rules/act.py", "from ledger.tlog import merkle"),
        ("ledger/rules/act.py", "from ...store import vault"),
        ("ledger/store/sqlite.py", "from ledger.application import Ledger"),
        ("ledger/verification/audit.py", "from ledger.store.reader import Reader"),
        ("ledger/verification/audit.py", "from projections import catch_up"),
        ("ledger/drafting.py", "from ledger.application import Ledger"),
        ("ledger/application.py", "from ledger.cli.common import fail"),
        ("ledger/application.py", "from ledger.demo.cast import Cast"),
        ("ledger/application.py", "import tests.log_of"),
        ("ledger/new.py", "import api"),
        ("projections/views.py", "def f():\n    from api import app"),
        ("projections/views.py", "from ledger.store.vault import Vault"),
        ("projections/views.py", "from ledger.store.guard import Guard"),
        ("projections/views.py", "from ledger.store import sqlite"),
        ("projections/views.py", "import ledger.drafting"),
        ("projections/views.py", "import ledger"),
        ("api/app.py", "from ledger import application"),
        ("api/app.py", "from ledger.rules.packs import Pack"),
        ("api/app.py", "from ledger.store.vault import Vault"),
        ("api/app.py", "from ledger import drafting"),
    ],
)
def test_control_a_wrong_arrow_is_found(path: str, source: str) -> None:
    assert wrong_arrows(path, source)


def test_every_arrow_leads_somewhere() -> None:
    modules = {relative(path).removesuffix(".py").removesuffix("/__init__").replace("/", ".") for path in SOURCES}
    for place, allowed in ARROWS.items():
        assert (ROOT / place).exists(), place
        assert not [name for name in allowed if name not in modules], place


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
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and (sql := IMPURE_SQL.search(node.value)):
            found.append(sql[0])
    return found + [name for name in imports_of(ast.parse(source)) if name.split(".")[0] in IMPURE_MODULES]


@pytest.mark.parametrize("path", [p for p in SOURCES if relative(p).startswith(PURE)], ids=relative)
def test_the_pure_core_has_no_clock_no_file_and_no_float(path: Path) -> None:
    found = impurities(path.read_text())
    if relative(path) == "ledger/rules/packs/__init__.py":
        assert found == ["/"], "the one path of the pack files, which are part of the program"
    elif relative(path) == OPENS_FILES:
        assert set(found) <= {"/", "pathlib.Path"}, "paths of files, and still no clock and no float"
    else:
        assert found == []


@pytest.mark.parametrize(
    "source",
    [
        "x = 1.5", "datetime.now(UTC)", "open('x')", "a / b", "os.urandom(16)", "import os",
        "from random import Random", "time.monotonic()", "sqlite3.connect('x')", "round(x)", "from pathlib import Path",
        "tables.execute(\"SELECT date('now')\")", "x = 'SELECT avg(amount) FROM posting'",
        "x = 'SELECT CURRENT_DATE'", "x = 'CREATE TABLE t (x REAL)'",
    ],
)  # fmt: skip
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


READ_BACK = "test_projections/test_queries/test_"
TESTED_ELSEWHERE = {
    "ledger/bodies": ("test_ledger/test_bodies.py", "declarations of one catalogue, each judged by the same questions"),
    "ledger/rules/packs": ("test_ledger/test_rules/test_packs.py", "one module and its data"),
    "ledger/rules/state": ("test_ledger/test_rules/test_state.py", "plain records that only the folds change"),
    "ledger/schemas": ("test_ledger/test_schemas.py", "one module, and the command that writes what it gives"),
    "ledger/demo/story": ("test_ledger/test_demo/test_plot.py", "chapters of one story, which is judged as a whole"),
    "ledger/cli/__init__.py": ("test_cli/test_main.py", "the program around the commands, which have a file each"),
    "ledger/cli/common.py": ("test_cli/test_bad_input.py", "what the commands share, met through all of them"),
    "ledger/cli/known.py": ("test_cli/test_record.py", "what a command knows of the book, met where it asks"),
    "ledger/cli/receipt_check.py": ("test_cli/test_receipt.py", "the option --check of that command"),
    "ledger/verification/shown.py": (
        "test_ledger/test_verification/test_replay.py",
        "a figure is compared where the replay reaches its size",
    ),
    "api/resources": ("test_api/test_resources.py", "one list of addresses, each asked the same questions"),
    "api/rule_words.py": ("test_api/test_words.py", "families of the words, in a file of their own for its length"),
    "api/reasons.py": ("test_api/test_reading.py", "one family of the words, in a file of its own for its length"),
    "api/labels.py": ("test_api/test_reading.py", "the words of the renderer of entries"),
    "projections/queries/standing.py": (
        "test_projections/test_findings/test_authority.py",
        "one question of the chain, met through the finding that asks it",
    ),
    "projections/handlers/inquiries.py": (READ_BACK + "inquiries.py", "rows that one query reads back"),
    "projections/handlers/notes.py": (READ_BACK + "offices.py", "rows that one query reads back"),
    "projections/handlers/offices.py": (READ_BACK + "offices.py", "rows that one query reads back"),
    "projections/handlers/rulesets.py": (READ_BACK + "rules.py", "rows that one query reads back"),
    "projections/queries/names.py": (
        "test_api/test_reading.py",
        "two lists that only the renderer of entries asks for",
    ),
    "projections/queries/choices.py": ("test_cli/test_record.py", "lists that only a command's questions show"),
    "ledger/cli/import_.py": ("test_cli/test_import.py", "only Python needs the underscore"),
    "ledger/cli/serve.py": (
        "test_api/test_serve.py",
        "starts the server, so it stands among the tests of what is served",
    ),
    "projections/handlers/__init__.py": (
        "test_projections/test_handlers/test_registry.py",
        "the table of all handlers",
    ),
}
"""Files and folders whose tests do not stand where the tree would have them, and why."""


def has_content(source: str) -> bool:
    """Tell whether a module says anything of its own: not only its docstring and what it hands on."""
    return any(
        not isinstance(node, ast.Import | ast.ImportFrom | ast.Expr)
        and not (
            isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name) and node.targets[0].id == "__all__"
        )
        for node in ast.parse(source).body
    )


def file_of_tests(path: str) -> str:
    """Return where the tests of a module stand, below ``tests``."""
    shared = [place for place in TESTED_ELSEWHERE if path == place or path.startswith(f"{place}/")]
    if shared:
        return TESTED_ELSEWHERE[max(shared, key=len)][0]
    if path.startswith("ledger/cli/"):
        return f"test_cli/test_{path.removeprefix('ledger/cli/')}"
    return "/".join(f"test_{part}" for part in path.split("/"))


@pytest.mark.parametrize("path", [path for path in SOURCES if has_content(path.read_text())], ids=relative)
def test_every_module_has_its_test_file(path: Path) -> None:
    tests = ROOT / "tests" / file_of_tests(relative(path))
    assert tests.is_file(), f"{relative(path)} wants tests in {tests.relative_to(ROOT)}, or a line in TESTED_ELSEWHERE"
    assert any(
        isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
        for node in ast.parse(tests.read_text()).body
    )


def test_control_a_module_without_a_test_file_is_found() -> None:
    assert file_of_tests("ledger/rules/budget.py") == "test_ledger/test_rules/test_budget.py"
    assert file_of_tests("ledger/rules/state/budget.py") == "test_ledger/test_rules/test_state.py"
    assert file_of_tests("ledger/cli/witness.py") == "test_cli/test_witness.py"
    for path in ("ledger/rules/budget.py", "ledger/cli/witness.py"):
        with pytest.raises(AssertionError, match="TESTED_ELSEWHERE"):
            test_every_module_has_its_test_file(ROOT / path)


@pytest.mark.parametrize(
    ("source", "content"),
    [
        ('"""Nothing."""\nfrom x import y\n__all__ = ["y"]', False),
        ('"""Something."""\nx = 1', True),
        ('"""Something."""\ndef f(): ...', True),
    ],
)
def test_control_only_a_module_that_says_nothing_of_its_own_needs_no_tests(source: str, content: bool) -> None:
    assert has_content(source) is content


def test_no_line_of_the_table_is_left_over() -> None:
    for place, (tests, reason) in TESTED_ELSEWHERE.items():
        assert (ROOT / place).exists(), place
        assert (ROOT / "tests" / tests).is_file(), tests
        assert reason
