"""Finds the rule ids that an event may be refused under, by reading the source of `ledger.rules`.

A rule id is the first argument of ``refuse(…)`` or of an error; calls are followed through the modules of the rules
and into `ledger.keys`. What is found is what may be raised, whatever the path.
"""

from __future__ import annotations

import ast
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from ledger.bodies.community import CommunityFounded, EntryConfirmed
from ledger.bodies.shared import Body
from ledger.rules import dispatch

RULES = Path(dispatch.__file__).parent
ERRORS = {"refuse", "RuleError", "FormatError", "unresolved"}
UNRESOLVED = "reference.unresolved"
Function = tuple[str, str]
"""Module and name; a method counts as a function of its module."""


def rules_of_every_event() -> list[str]:
    """Return what any event may be refused under, whatever its type."""
    parts = [("ledger.rules.dispatch", "_check_identity"), ("ledger.rules.authority", "signer")]
    own = {"community.not_founded", "community.other"}
    return sorted(own.union(*map(_reachable, [*parts, ("ledger.rules.authority", "check_role")])))


def rules_of_type(body: type[Body]) -> list[str]:
    """Return what an event of this type may be refused under, beyond what holds for all."""
    if body is CommunityFounded:
        start = ("ledger.rules.community", "check_founding")
    elif body is EntryConfirmed:
        start = ("ledger.rules.confirmation", "check")
    else:
        check = dispatch._RULES[body].check
        start = (check.__module__, check.__name__)
    return sorted(_reachable(start) - set(rules_of_every_event() if body is not CommunityFounded else ()))


def _reachable(start: Function) -> set[str]:
    found: set[str] = set()
    seen: set[Function] = set()
    waiting = [start]
    while waiting:
        function = waiting.pop()
        if function in seen:
            continue
        seen.add(function)
        node = _functions(function[0]).get(function[1])
        if node is None:
            continue
        for call in (inner for inner in ast.walk(node) if isinstance(inner, ast.Call)):
            found |= _raised(call)
            waiting += _called(call, function[0])
    return found


def _raised(call: ast.Call) -> set[str]:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name not in ERRORS:
        return set()
    if name == "unresolved":
        return {UNRESOLVED}
    first = call.args[0]
    return {str(first.value)} if isinstance(first, ast.Constant) else set()


def _called(call: ast.Call, module: str) -> list[Function]:
    match call.func:
        case ast.Name(id=name):
            return [(_imported(module).get(name, module), name)]
        case ast.Attribute(value=ast.Name(id="act" | "self"), attr=name):
            return [("ledger.rules.act", name)]
        case ast.Attribute(value=ast.Name(id=owner), attr=name):
            return [(f"{_imported(module).get(owner, '')}.{owner}", name)]
    return []


@cache
def _tree(module: str) -> ast.Module:
    spec = find_spec(module) if module.startswith("ledger.") else None
    if spec is None or spec.origin is None:
        return ast.Module([], [])
    return ast.parse(Path(spec.origin).read_text(encoding="utf-8"))


@cache
def _functions(module: str) -> dict[str, ast.FunctionDef]:
    if not module.startswith(("ledger.rules.", "ledger.keys")):
        return {}
    return {node.name: node for node in ast.walk(_tree(module)) if isinstance(node, ast.FunctionDef)}


@cache
def _imported(module: str) -> dict[str, str]:
    imports = (node for node in ast.walk(_tree(module)) if isinstance(node, ast.ImportFrom) and node.module)
    return {alias.asname or alias.name: str(node.module) for node in imports for alias in node.names}
