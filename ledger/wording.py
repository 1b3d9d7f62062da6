"""What a body wants, and what is wrong with it, in words that a person can act upon.

The words come from the forms themselves (`ledger.bodies`): their descriptions, examples and bounds, which the
published schemas carry as well. So the door of the book, `mingzhang draft` and its questions say the same.
"""

from __future__ import annotations

import json
import types
from collections.abc import Iterator
from datetime import date, datetime
from functools import cache
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec
from msgspec import Meta, Struct, UnsetType
from msgspec.structs import FieldInfo, fields

from ledger.bodies.shared import MONEY, Date, Ref, Sealed, Time
from ledger.strict_json import INTEGER_MAX, Json

FAULTS_SHOWN = 12
SHOWN_CHARACTERS = 60
_CALENDAR = {Date: ("day", date.fromisoformat), Time: ("time", datetime.fromisoformat)}


def members_of(kind: type[Struct]) -> dict[str, FieldInfo]:
    """Return the members of a body or part by their name on the wire, required ones first."""
    return {one.encode_name: one for one in sorted(fields(kind), key=lambda one: not one.required)}


def faults_in(kind: type[Struct], data: Json) -> str:
    """Return everything that keeps ``data`` from being a ``kind``, each with its place; empty where nothing does."""
    found = list(_faults(kind, data, ""))
    shown = [fault.removeprefix(": ") for fault in found[:FAULTS_SHOWN]]
    if len(found) > FAULTS_SHOWN:
        shown.append(f"and {len(found) - FAULTS_SHOWN} more")
    return "; ".join(shown)


def faults_of(annotation: Any, value: Json, place: str) -> list[str]:
    """Return what keeps ``value`` from being what the member at ``place`` wants."""
    return list(_faults(annotation, value, place))


def missing(kind: type[Struct], data: dict[str, Json], place: str = "") -> list[str]:
    """Return the required members that ``data`` lacks, and what each of them wants."""
    return [
        f"{_under(place, name)} is missing: {wanted(field.type)}"
        for name, field in members_of(kind).items()
        if field.required and name not in data
    ]


def wanted(annotation: Any) -> str:
    """Return what a member wants, with an example where there is one."""
    return " or ".join(dict.fromkeys(_wanted(form) for form in forms_of(annotation)))


def forms_of(annotation: Any) -> list[Any]:
    """Return the forms that a member may have, one of which it is; that it may be absent is none of them."""
    if get_origin(annotation) in (Union, types.UnionType):
        return [form for inner in get_args(annotation) if inner is not UnsetType for form in forms_of(inner)]
    return [annotation]


def bare(form: Any) -> tuple[Any, Meta]:
    """Return a form without its annotation, and the annotation."""
    if get_origin(form) is Annotated:
        inner, *metas = get_args(form)
        return inner, metas[-1]
    return form, Meta()


def is_money(annotation: Any) -> bool:
    """Tell whether a member is an amount of money."""
    return any(bare(form)[1].extra == MONEY for form in forms_of(annotation))


def value_type(kind: type[Sealed]) -> Any:
    """Return what stands in a sealed field."""
    return next(one.type for one in fields(kind) if one.name == "value")


def is_sealed(form: Any) -> bool:
    """Tell whether a form is a sealed field."""
    return isinstance(form, type) and issubclass(form, Sealed)


@cache
def _holder(annotation: Any) -> type[Struct]:
    """Return a struct with one member, ``value``, of this form.

    msgspec 0.22 frees what it has made of a bare form after each use, and crashes over some unions with patterns in
    them; what it has made of a struct lives as long as the struct.
    """
    return msgspec.defstruct("Holder", [("value", annotation)])


def _faults(annotation: Any, value: Json, place: str) -> Iterator[str]:
    try:
        msgspec.convert({"value": value}, _holder(annotation))
    except msgspec.ValidationError as error:
        inside = [fault for form in forms_of(annotation) for fault in _inside(form, value, place)]
        if inside:
            yield from inside
        elif isinstance(value, dict) and any(_is_struct(form) for form in forms_of(annotation)):
            # Its members are right, each by itself: what is wrong is how they go together.
            yield f"{place}: {str(error).partition(' - at `')[0]}"
        else:
            yield f"{place}: {wanted(annotation)}, not {shown(value)}"
    else:
        yield from _off_the_calendar(annotation, value, place)


def _inside(form: Any, value: Json, place: str) -> Iterator[str]:
    """Yield what is wrong inside an object or a list that is one."""
    form, _meta = bare(form)
    if is_sealed(form):
        if isinstance(value, dict) and value.keys() == {"value"}:
            yield from _faults(value_type(form), value["value"], place)
    elif _is_struct(form) and isinstance(value, dict):
        members = members_of(form)
        for name, member in value.items():
            if name in members:
                yield from _faults(members[name].type, member, _under(place, name))
            else:
                yield f"{_under(place, name)}: there is no such member; there are {', '.join(members)}"
        yield from missing(form, value, place)
    elif get_origin(form) is list and isinstance(value, list):
        for number, item in enumerate(value):
            yield from _faults(get_args(form)[0], item, f"{place}[{number}]")


def _off_the_calendar(annotation: Any, value: Json, place: str) -> Iterator[str]:
    """Yield the days and times that have the right form and that no calendar has, such as 2026-02-30."""
    for form in forms_of(annotation):
        if form in _CALENDAR and isinstance(value, str):
            what, parse = _CALENDAR[form]
            try:
                parse(value)
            except ValueError:
                yield f"{place}: there is no {what} {value}"
        else:
            yield from _inside(form, value, place)


def _is_struct(form: Any) -> bool:
    return isinstance(form, type) and issubclass(form, Struct)


def _under(place: str, name: str) -> str:
    return f"{place}.{name}" if place else name


def shown(value: Json) -> str:
    """Return a value as it was written, shortened."""
    text = json.dumps(value, ensure_ascii=False) if not isinstance(value, str) else repr(value)
    return text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"


def _wanted(form: Any) -> str:
    if is_sealed(form):
        return wanted(value_type(form))
    inner, meta = bare(form)
    words = _words_of(inner, meta)
    example = "".join(str(one) for one in (meta.examples or [])[:1])
    return f"{words}, e.g. {example}" if example and example not in words else words


def _words_of(inner: Any, meta: Meta) -> str:
    description = _inline(meta.description or "")
    if get_origin(inner) is Literal:
        choices = [str(choice) for choice in get_args(inner)]
        return choices[0] if len(choices) == 1 else f"one of {', '.join(choices)}"
    if inner is bool:
        return "true or false"
    if inner is int:
        return f"a whole number{_bounds(meta.ge, meta.le)}" + (f" ({description})" if description else "")
    if inner is str:
        length = f", {meta.min_length} to {meta.max_length:,} characters" if meta.min_length and meta.max_length else ""
        return f"{description or 'a text'}{length}"
    if get_origin(inner) is list:
        none = "" if meta.min_length else ", or [] for none"
        return f"a list, [{_sketch(get_args(inner)[0])}, …]{none}"
    return _words_of_object(inner)


def _words_of_object(inner: Any) -> str:
    if inner is Ref:
        return "the event that is acted upon, <event id>:<sha256>"
    return f"an object, {_sketch(inner)}" if _is_struct(inner) else "an object"


def _sketch(form: Any) -> str:
    """Return how an object with its required members is written, or any other form in a list."""
    inner, _meta = bare(form)
    if not _is_struct(inner):
        return '"…"'
    names = [name for name, field in members_of(inner).items() if field.required]
    return "{" + ", ".join(f'"{name}": …' for name in names) + "}"


def _bounds(least: float | None, most: float | None) -> str:
    if least == -INTEGER_MAX:
        return ""
    return f" from {least} on" if most == INTEGER_MAX else f" from {least} to {most}"


def _inline(sentence: str) -> str:
    """Return a sentence as a part of another; what begins with capitals, as an abbreviation does, keeps them."""
    lower = sentence[:1] if sentence[1:2].isupper() else sentence[:1].lower()
    return f"{lower}{sentence[1:]}".removesuffix(".")
