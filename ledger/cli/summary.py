"""An event in words for whoever is about to sign it: money as money, ids with their names, and what it acts upon."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args, get_origin

import typer

if TYPE_CHECKING:
    from ledger.bodies.shared import Body
    from ledger.strict_json import Json
    from projections.queries.choices import Names

CHARACTERS_SHOWN = 200
YesOption = Annotated[
    bool, typer.Option("--yes", "-y", envvar="MINGZHANG_YES", help="Sign without asking; else a terminal is asked.")
]


@dataclass(frozen=True, slots=True)
class Known:
    """What is known: of each member by name its choices in words, the names behind ids, and the currency."""

    words: dict[str, str] = field(default_factory=dict)
    names: dict[str, Names] = field(default_factory=dict)
    currency: str | None = None


class Acted(NamedTuple):
    """The entry that an event acts upon: its number, its body's type, its time, and its data as far as it is public."""

    number: int
    body: type[Body]
    time: str
    data: dict[str, Json]


def approve(payload: dict[str, Json], *, yes: bool, known: Known | None = None, acted: Acted | None = None) -> None:
    """Show an open draft in words and ask whether to sign it; silent where nobody sits at a terminal.

    Raises:
        typer.Exit: the answer was no.
    """
    from ledger.cli.common import printable

    if not sys.stdin.isatty():
        return
    for line in lines(payload, known or Known(), acted):
        typer.echo(printable(line), err=True)
    if not yes and not typer.confirm("Sign this? What is in the book stays in it for ever.", err=True):
        typer.echo("nothing was signed", err=True)
        raise typer.Exit(1)


def lines(payload: dict[str, Json], known: Known, acted: Acted | None = None) -> Iterator[str]:
    """Yield the lines that say what an open draft is about."""
    from ledger.events import body_type

    body = body_type(str(payload["type"]))
    data = payload["data"]
    assert isinstance(data, dict)
    if isinstance(currency := data.get("currency"), str):
        known = replace(known, currency=currency)
    yield f"{_title(body)}, {payload['subject']}, in {payload['source']}, {payload['time']}"
    yield from _members(body, data, known, "  ")
    if acted is not None:
        yield f"  on: entry {acted.number}, {_title(acted.body)}, {acted.time}"
        yield from _members(acted.body, acted.data, known, "      ")
        if "amount" in data and data["amount"] != acted.data.get("amount", data["amount"]):
            yield f"  note: the amount is not that of entry {acted.number}"


def _title(body: type[Body]) -> str:
    return " ".join(body.titles)


def _members(kind: type, data: dict[str, Json], known: Known, indent: str) -> Iterator[str]:
    from ledger import wording

    for name, member in wording.members_of(kind).items():
        if name in data and name != "on":
            yield f"{indent}{name}: {_value(name, member.type, data[name], known)}"


def _value(name: str, annotation: Any, value: Json, known: Known) -> str:
    from ledger import wording

    if isinstance(value, int) and wording.is_money(annotation):
        return money(value, known.currency)
    if isinstance(value, str):
        meant = known.names.get(name, {}).get(value)
        return f"{value} ({meant})" if meant else _short(value)
    if isinstance(value, list):
        item = next((get_args(form)[0] for form in _bare_forms(annotation) if get_origin(form) is list), None)
        return "; ".join(_value(name, item, one, known) for one in value) or "none"
    return _object(annotation, value, known) if isinstance(value, dict) else str(value)


def _object(annotation: Any, value: dict[str, Json], known: Known) -> str:
    from ledger import wording

    if "_sd" in value:
        return "(sealed)"
    kind = next(form for form in _bare_forms(annotation) if isinstance(form, type))
    if value.keys() == {"value"}:
        return _value("value", wording.members_of(kind)["value"].type, value["value"], known)
    return ", ".join(_members(kind, value, known, ""))


def _bare_forms(annotation: Any) -> list[Any]:
    from ledger import wording

    return [wording.bare(form)[0] for form in wording.forms_of(annotation)]


def _short(text: str) -> str:
    return text if len(text) <= CHARACTERS_SHOWN else f"{text[:CHARACTERS_SHOWN]}…"


def money(amount: int, currency: str | None) -> str:
    """Write an amount in minor units with its currency; without one, which a draft by itself has not, with both."""
    if not currency:
        return f"{Decimal(amount).scaleb(-2):,.2f} ({amount} in minor units 分)"
    from babel.numbers import get_currency_precision

    digits = get_currency_precision(currency)
    return f"{currency} {Decimal(amount).scaleb(-digits):,.{digits}f}"
