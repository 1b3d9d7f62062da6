"""Filling a draft's data from plain text: one ``member=text`` at a time, as flags or answers give it.

A text becomes whatever the member's type wants: an open sealed field, a string, or else JSON (a number, a list, an
object). ``on`` and other refs may be given as ``<event id>:<sha256>``.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress

from ledger import wording
from ledger.bodies.shared import Body
from ledger.errors import UsageError
from ledger.strict_json import Json

_MONEY = re.compile(r"[¥￥]? ?-?[0-9]{1,15}(?:[,，][0-9]{3}){0,4}(?:[.．][0-9]{1,4})?", re.ASCII)
_REF = re.compile(r"([0-9a-f-]{36}):([0-9a-f]{64})")


def fill(body: type[Body], texts: Iterable[str], data: dict[str, Json], *, complete: bool = False) -> dict[str, Json]:
    """Return ``data`` with each ``member=text`` put in; all that do not fit are named together.

    ``complete`` says that nobody can be asked for what is missing, so that an error names it as well.

    Raises:
        UsageError: ``draft.flag``, ``draft.member``, ``draft.value``.
    """
    filled = dict(data)
    refused: list[UsageError] = []
    for text in texts:
        name, equals, value = text.partition("=")
        if not equals:
            raise UsageError("draft.flag", f"{text!r} is not member=value", advice="Write --set amount=80000.")
        try:
            filled[name] = value_of(body, name, value)
        except UsageError as error:
            filled[name] = value
            refused.append(error)
    if not refused:
        return filled
    faults = [error.message for error in refused] + (wording.missing(body, filled) if complete else [])
    raise UsageError(refused[0].rule_id, "; ".join(faults), advice=refused[0].advice)


def value_of(body: type[Body], name: str, text: str) -> Json:
    """Return ``text`` as the member ``name`` of ``body`` wants it.

    Raises:
        UsageError: ``draft.member``, ``draft.value``.
    """
    members = wording.members_of(body)
    if name not in members:
        raise UsageError(
            "draft.member",
            f"{body.wire_name} has no member {name!r}",
            advice=f"Its members are: {', '.join(members)}.",
        )
    wanted = members[name].type
    for candidate in _candidates(text):
        if not (faults := wording.faults_of(wanted, candidate, name)):
            return candidate
        if isinstance(candidate, dict | list) or candidate is text:
            told = faults
    if wording.is_money(wanted) and _MONEY.fullmatch(text) and not text.lstrip("-").isdecimal():
        raise UsageError(
            "draft.value",
            f"{name}={text} is no whole number of 分",
            advice="Write amounts in 分, without comma and point: 120000 for 1,200.00 yuan.",
        )
    raise UsageError(
        "draft.value",
        "; ".join(told),
        advice=f"Write it in that form; docs/reference/events.md#{body.wire_name.replace('.', '')} has all members.",
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


def ask_missing(
    body: type[Body], data: dict[str, Json], ask: Callable[[str], str], known: Mapping[str, str] | None = None
) -> dict[str, Json]:
    """Return ``data`` with every required member that is missing asked for, again until it fits.

    ``known`` says for members by name what there is to choose from in the book.
    """
    filled = dict(data)
    for name, field in wording.members_of(body).items():
        says = f"{name}: {wording.wanted(field.type)}"
        if known and name in known:
            says += f"\n  {known[name]}"
        while field.required and name not in filled:
            try:
                filled[name] = value_of(body, name, ask(f"{says}\n{name}"))
            except UsageError as error:
                says = error.message
    return filled
