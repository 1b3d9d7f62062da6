"""``mingzhang draft``: write down what you are about to sign."""

from __future__ import annotations

import json
import mimetypes
import secrets
import sys
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import local_now, read_file, read_object, read_signed, write_file
from ledger.errors import UsageError

if TYPE_CHECKING:
    from ledger.strict_json import Json

TypeArgument = Annotated[str, typer.Argument(metavar="TYPE", help="The event, e.g. payment.requested.")]
SubjectOption = Annotated[
    str | None, typer.Option(help="The stream: fund/<id>, motion/<id>, …; not needed for community.")
]
OriginOption = Annotated[
    str, typer.Option(envvar="MINGZHANG_ORIGIN", help="The book's name, e.g. ledger.example/yuanqu-1.")
]
DataOption = Annotated[Path | None, typer.Option(help="JSON file with the event's data; flags come on top of it.")]
SetOption = Annotated[
    list[str] | None, typer.Option("--set", "-s", metavar="MEMBER=VALUE", help="One member of the data; repeatable.")
]
OnOption = Annotated[
    Path | None, typer.Option("--on", help="The signed file that this event acts upon; fills `on` and the subject.")
]
TIME_EXAMPLE = "2025-03-06T19:30:00+08:00"


def _time(text: str) -> datetime:
    try:
        return datetime.strptime(text, "%Y-%m-%dT%H:%M:%S%z")
    except ValueError as error:
        raise UsageError(
            "draft.time",
            f"--time {text} is no time with its offset from UTC",
            advice=f"Write --time {TIME_EXAMPLE}, or leave it out for now.",
        ) from error


TimeOption = Annotated[
    datetime | None,
    typer.Option(
        help=f"When it happened, with offset, e.g. {TIME_EXAMPLE}; default now.", parser=_time, metavar="TIME"
    ),
]
FileOption = Annotated[
    Path | None,
    typer.Option(
        "--file",
        help="The document itself, for document.registered; fills the subject, size, media_type and, unless it is "
        "public, a nonce.",
    ),
]
OutOption = Annotated[Path | None, typer.Option(help="File to write; default: standard output.")]


def command(
    type_: TypeArgument,
    origin: OriginOption,
    subject: SubjectOption = None,
    data: DataOption = None,
    set_: SetOption = None,
    on: OnOption = None,
    file: FileOption = None,
    time: TimeOption = None,
    out: OutOption = None,
) -> None:
    """Write a draft from flags, a JSON file or questions; works without a ledger.

    Example: mingzhang draft counterparty.registered --origin ledger.example/yuanqu-1
    --set party=plumber --set kind=company --set name=样例水电公司 --out plumber.json
    """
    drafted = make(type_, origin, subject, data, set_ or [], on, time, file)
    text = json.dumps(drafted, ensure_ascii=False, indent=2) + "\n"
    if out is None:
        typer.echo(text, nl=False)
    else:
        write_file(out, text.encode())


def make(
    name: str,
    origin: str,
    subject: str | None,
    data: Path | None,
    texts: list[str],
    on: Path | None,
    time: datetime | None,
    file: Path | None,
    known: Mapping[str, str] | None = None,
) -> dict[str, Json]:
    """Return a draft from what the user gave; ask for what is missing where there is somebody to ask.

    ``known`` says for members by name what there is to choose from in the book.

    Raises:
        UsageError: ``draft.*``, ``file.unreadable``, ``timezone.unknown``.
        FormatError: the draft does not follow its schema.
    """
    from ledger import drafting, filling
    from ledger.events import body_type, wire_type

    body = body_type(wire_type(name))
    content = {} if data is None else read_object(data)
    if on is not None:
        ref, target_subject = _ref_of(on)
        content["on"] = ref
        subject = subject or target_subject
    if subject is None and file is None and body.stream != "community":
        raise _without_subject(name, body.stream, known)
    asking = sys.stdin.isatty()
    raw = b"" if file is None else read_file(file)
    if file is not None:
        content = {"size": len(raw), "media_type": media_type_of(file), **content}
    content = filling.fill(body, texts, content, complete=not asking)
    if file is not None:
        _check_alone(name, file, subject, content)
    if asking:
        content = filling.ask_missing(body, content, lambda prompt: str(typer.prompt(prompt, err=True)), known)
    if name == "community.founded":
        _check_timezone(content.get("timezone"))
    if file is not None:
        subject = _name_by_hash(raw, content)
    drafted = drafting.draft(
        name, origin=origin, subject=subject or "community", time=time or local_now(), data=content
    )
    drafting.check(drafted)
    for warning in drafting.personal_patterns(drafted["data"]):
        typer.echo(f"warning: {warning}; what is published cannot be unread", err=True)
    return drafted


def _without_subject(name: str, stream: str, known: Mapping[str, str] | None) -> UsageError:
    of_book = f"; {known[stream]}" if known and stream in known else ""
    return UsageError(
        "draft.subject", f"{name} needs a subject", advice=f"Give the stream, e.g. --subject {stream}/<id>{of_book}."
    )


def _check_alone(name: str, file: Path, subject: str | None, content: dict[str, Json]) -> None:
    """Refuse a file for an event that is no document's, or beside what the file itself gives."""
    if name != "document.registered" or subject is not None or "nonce" in content:
        raise UsageError(
            "draft.file",
            f"{file} cannot be taken into this draft",
            advice="Use --file for document.registered alone, without --subject and nonce: the file gives them.",
        )


def media_type_of(file: Path) -> str:
    """Return the media type that the file's name speaks of."""
    guessed, encoding = mimetypes.guess_type(file.name)
    return "application/octet-stream" if guessed is None or encoding is not None else guessed.lower()


def _name_by_hash(raw: bytes, content: dict[str, Json]) -> str:
    """Return the subject of a document, and put its nonce into ``content`` unless everybody may see it."""
    from ledger.sealing import NONCE_BYTES, file_hash

    nonce = b"" if content.get("visibility") == "public" else secrets.token_bytes(NONCE_BYTES)
    if nonce:
        content["nonce"] = {"value": nonce.hex()}
    sha256 = file_hash(raw, nonce)
    place = "private/documents" if nonce else "public/documents"
    typer.echo(f"keep the file: in the book's folder it is {place}/{sha256}", err=True)
    return f"document/{sha256}"


def _check_timezone(timezone: Json) -> None:
    """Refuse a zone that nobody knows: rules look at no database of zones, and a book keeps its zone for ever.

    Where this machine has no such database, nothing is known and nothing is refused.

    Raises:
        UsageError: ``timezone.unknown``.
    """
    from zoneinfo import available_timezones

    known = available_timezones()
    if known and isinstance(timezone, str) and timezone not in known:
        raise UsageError(
            "timezone.unknown",
            f"there is no time zone {timezone!r}",
            advice="Take its name from the IANA database, e.g. timezone=Asia/Shanghai.",
        )


def _ref_of(file: Path) -> tuple[dict[str, Json], str]:
    """Return the ref and the subject of a signed event in a file."""
    from ledger import sealing
    from ledger.events import parse_event

    event = parse_event(sealing.split(read_signed(file))[0])
    return {"id": event.id, "sha256": event.sha256}, event.subject
