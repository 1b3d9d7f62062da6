"""Finds every rule id that the source may raise, with its words, by reading the source.

An error is made by a call of its class, whose first argument is the rule id (of `ProblemError`: the second). Where
that argument is a parameter of the function around it, the function's callers name the rule, and are read the same
way. An error whose rule can be found by none of these stops the search, so that no rule hides from the reference.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[2]
TOPS = ("ledger", "projections", "api")
RULE = re.compile(r"[a-z0-9_]+\.[a-z0-9_]+")
ANYTHING = "…"
_PLACES = {"ProblemError": 1}
"""Place of the rule id among the arguments of an error's class; 0 where none is given here."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef


class Raised(NamedTuple):
    """One place that raises: rule id, class of the error, file, what it says and what to do (… for what varies)."""

    rule: str
    kind: str
    path: str
    says: str
    advice: str


class _Maker(NamedTuple):
    """How an error is made: its class, and what gives rule, words and advice, as written where it is defined."""

    kind: str
    path: str
    parameters: list[str]
    rule: ast.expr
    says: ast.expr | None
    advice: ast.expr | None


class _Call(NamedTuple):
    path: str
    name: str
    node: ast.Call
    around: tuple[Definition, ...]
    """The functions around it, the outermost first."""


def all_raised() -> list[Raised]:
    """Return everything that may be raised, by rule and file."""
    calls = [call for path in sources() for call in _calls(path)]
    classes = _error_classes()
    makers = [(call, _maker_of_class(call, _PLACES.get(call.name, 0))) for call in calls if call.name in classes]
    found: set[Raised] = set()
    seen: set[tuple[str, str]] = set()
    while makers:
        call, maker = makers.pop()
        rule = _text(maker.rule, maker.path)
        if RULE.fullmatch(rule):
            found.add(Raised(rule, maker.kind, call.path, _text(maker.says, call.path), _text(maker.advice, call.path)))
            continue
        if isinstance(maker.rule, ast.Attribute) and maker.rule.attr == "rule_id":
            continue  # an error that is passed on under its own rule
        definition = _naming(maker.rule, call.around)
        if definition is None:
            if call.name in classes:
                raise ValueError(f"no rule id can be found in {call.path} line {call.node.lineno}")
            continue  # another function of the same name
        key = (call.path, definition.name)
        if key not in seen:
            seen.add(key)
            makers += [(one, _through(one, definition, maker)) for one in calls if _may_call(one, call, definition)]
    return sorted(found)


def sources() -> list[str]:
    """Return the files of the program, relative to the repository."""
    return sorted(path.relative_to(ROOT).as_posix() for top in TOPS for path in (ROOT / top).rglob("*.py"))


@cache
def _tree(path: str) -> ast.Module:
    return ast.parse((ROOT / path).read_text(encoding="utf-8"))


def _calls(path: str) -> Iterator[_Call]:
    def below(node: ast.AST, around: tuple[Definition, ...]) -> Iterator[_Call]:
        if isinstance(node, Definition):
            around = (*around, node)
        if isinstance(node, ast.Call):
            yield _Call(path, _name(node.func), node, around)
        for child in ast.iter_child_nodes(node):
            yield from below(child, around)

    return below(_tree(path), ())


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


@cache
def _error_classes() -> frozenset[str]:
    """Return the names of our own errors: whatever descends from `MingzhangError`, and `ProblemError`."""
    bases = {
        node.name: {_name(base) for base in node.bases}
        for path in sources()
        for node in ast.walk(_tree(path))
        if isinstance(node, ast.ClassDef)
    }
    found = {"MingzhangError", "ProblemError"}
    while more := {name for name, over in bases.items() if over & found} - found:
        found |= more
    return frozenset(found)


def _maker_of_class(call: _Call, place: int) -> _Maker:
    arguments = call.node.args
    advice = next((one.value for one in call.node.keywords if one.arg == "advice"), None)
    return _Maker(call.name, call.path, [], arguments[place], arguments[place + 1], advice)


def _naming(rule: ast.expr, around: tuple[Definition, ...]) -> Definition | None:
    """Return the innermost function whose parameter names the rule, or None."""
    if not isinstance(rule, ast.Name | ast.JoinedStr):
        return None
    names = {node.id for node in ast.walk(rule) if isinstance(node, ast.Name)}
    for definition in reversed(around):
        if names & set(_parameters(definition)):
            return definition
    return None


def _parameters(definition: Definition) -> list[str]:
    names = [one.arg for one in definition.args.args]
    return names[1:] if names[:1] == ["self"] else names


def _may_call(one: _Call, call: _Call, definition: Definition) -> bool:
    """Tell whether a call is one of the function: by its name, and as such a function can be called."""
    is_method = definition.args.args[:1] and definition.args.args[0].arg == "self"
    is_inner = definition is not call.around[0]
    is_attribute = isinstance(one.node.func, ast.Attribute)
    if one.name != definition.name or (is_method and not is_attribute) or (is_inner and is_attribute):
        return False
    return one.path == call.path or not (is_inner or definition.name.startswith("_"))


def _through(one: _Call, definition: Definition, maker: _Maker) -> _Maker:
    """Return how a call of the function makes the error: its arguments put where its parameters stand."""
    given = dict(zip(_parameters(definition), one.node.args, strict=False))
    given |= {keyword.arg: keyword.value for keyword in one.node.keywords if keyword.arg}

    def put(expression: ast.expr | None) -> ast.expr | None:
        match expression:
            case ast.Name(id=name):
                return given.get(name, expression)
            case ast.FormattedValue(value=ast.Name(id=name)) if name in given:
                return ast.FormattedValue(given[name], -1)
            case ast.JoinedStr(values=parts):
                return ast.JoinedStr([put(part) or part for part in parts])
        return expression

    rule = put(maker.rule)
    assert rule is not None
    return maker._replace(rule=rule, says=put(maker.says), advice=put(maker.advice))


def _text(expression: ast.expr | None, path: str) -> str:
    """Return what a string expression says, … for what varies."""
    match expression:
        case ast.Constant(value=str(text)):
            return text
        case ast.JoinedStr(values=parts):
            return "".join(_text(part, path) for part in parts)
        case ast.FormattedValue(value=value):
            return _text(value, path)
        case ast.Name(id=name):
            return _text(_constant(name, path), path)
    return ANYTHING


def _constant(name: str, path: str) -> ast.expr | None:
    """Return the value of a constant of a file, or of one that it imports."""
    for node in _tree(path).body:
        match node:
            case ast.Assign(targets=[ast.Name(id=found)], value=value) if found == name:
                return value
            case ast.ImportFrom(module=str(module), names=names) if name in [one.name for one in names]:
                source = f"{module.replace('.', '/')}.py"
                return _constant(name, source) if (ROOT / source).exists() else None
    return None
