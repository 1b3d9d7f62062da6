"""Filling a draft's data from plain text: one ``member=text`` at a time, as flags or answers give it.

A text becomes whatever the member's type wants: an open sealed field, a string, or else JSON (a number, a list, an
object). ``on`` and other refs may be given as ``<event id>:<sha256>``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable
from contextlib import suppress

import msgspec

from ledger.bodies.shared import Body
from ledger.errors import UsageError
from ledger.strict_json import Json

SHOWN_CHARACTERS = 60
_MONEY = re.compile(r"[¥￥]? ?-?[0-9]{1,15}(?:[,，][0-9]{3}){0,4}(?:[.．][0-9]{1,4})?", re.ASCII)
_REF = re.compile(r"([0-9a-f-]{36}):([0-9a-f]{64})")


def members_of(body: type[Body]) -> dict[str, msgspec.structs.FieldInfo]:
    """Return the members of a body by their name on the wire, required ones first."""
    fields = msgspec.structs.fields(body)
    return {field.encode_name: field for field in sorted(fields, key=lambda field: not field.required)}


def fill(body: type[Body], texts: Iterable[str], data: dict[str, Json]) -> dict[str, Json]:
    """Return ``data`` with each ``member=text`` put in.

    Raises:
        UsageError: ``draft.flag``, ``draft.member``, ``draft.value``.
    """
    filled = dict(data)
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError("draft.flag", f"{text!r} is not member=value", advice="Write --set amount=80000.")
        filled[name] = value_of(body, name, value)
    return filled


def value_of(body: type[Body], name: str, text: str) -> Json:
    """Return ``text`` as the member ``name`` of ``body`` wants it.

    Raises:
        UsageError: ``draft.member``, ``draft.value``.
    """
    members = members_of(body)
    if name not in members:
        raise UsageError(
            "draft.member",
            f"{body.wire_name} has no member {name!r}",
            advice=f"Its members are: {', '.join(members)}.",
        )
    reasons = []
    for candidate in _candidates(text):
        try:
            msgspec.convert(candidate, members[name].type)
        except msgspec.ValidationError as error:
            reasons.append(str(error))
        else:
            return candidate
    # A reading of the wrong type says nothing about the text; one of the right type says what is wrong with it.
    telling = [reason for reason in reasons if ", got `" not in reason and "unknown field `value`" not in reason]
    wants_number = any("Expected `int`" in reason for reason in reasons)
    if wants_number and _MONEY.fullmatch(text) and not text.lstrip("-").isdecimal():
        raise UsageError(
            "draft.value",
            f"{name}={text} is no whole number of 分",
            advice="Write amounts in 分, without comma and point: 120000 for 1,200.00 yuan.",
        )
    shown = text if len(text) <= SHOWN_CHARACTERS else f"{text[:SHOWN_CHARACTERS]}…"
    raise UsageError(
        "draft.value",
        f"{name}={shown} does not fit: {(telling or reasons)[-1]}",
        advice="See docs/reference/events.md for its form.",
    )


def _candidates(text: str) -> list[Json]:
    """Return what a text may mean, itself before what it could be read as; the likeliest kind of mistake last."""
    candidates: list[Json] = [{"value": text}, text]
    if ref := _REF.fullmatch(text):
        candidates.append({"id": ref[1], "sha256": ref[2]})
    # More digits than Python converts are a ValueError; so is text that is no JSON.
    with suppress(ValueError, RecursionError):
        candidates.append(json.loads(text))
    return candidates


def ask_missing(body: type[Body], data: dict[str, Json], ask: Callable[[str], str]) -> dict[str, Json]:
    """Return ``data`` with every required member that is missing asked for, again until it fits."""
    filled = dict(data)
    for name, field in members_of(body).items():
        complaint = ""
        while field.required and name not in filled:
            try:
                filled[name] = value_of(body, name, ask(complaint + name))
            except UsageError as error:
                complaint = f"{error.message}\n"
    return filled
