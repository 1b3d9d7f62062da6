"""Entries as JSON: the signed bytes as they are, what they say, and the proof that they stand in the log.

``entry`` is the leaf of the log, byte for byte; ``event`` is the payload that was signed, byte for byte, set into the
answer without being parsed and written again. Sealed fields stay sealed in it: what is public of them stands in
``opened``, and each opens the field that has its digest.
"""

from __future__ import annotations

from base64 import b64encode
from dataclasses import dataclass
from http import HTTPStatus
from itertools import groupby
from typing import Annotated, Any

import msgspec
from fastapi import APIRouter, Depends, Path, Query, Request, Response
from pydantic import WithJsonSchema

from api.answers import etag_of, json_of, respond
from api.books import AsOf, Book, Library
from api.log import TEXT, Community
from api.problems import ProblemError
from api.query import Index, Limit, described, strict_query
from ledger import jws, sealing
from ledger.events import Event, format_time, parse_entry, parse_payload
from ledger.store.reader import Reader
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint, parse_checkpoint
from ledger.tlog.note import parse_note
from ledger.tlog.proof import Proof, format_proof

ENTRIES_MAX = 1000


@dataclass(frozen=True, slots=True)
class EntryLine:
    """An entry in a list."""

    index: int
    admitted_at: str
    id: str
    sha256: str
    type: str
    subject: str
    time: str
    kid: str


@dataclass(frozen=True, slots=True)
class Entries:
    """A page of entries; ``next`` is the ``after`` of the page that follows, null at the end."""

    as_of: AsOf
    entries: list[EntryLine]
    next: int | None


@dataclass(frozen=True, slots=True)
class Opened:
    """A public disclosure: the digest that it opens, its value, and its text as SD-JWT carries it."""

    digest: str
    value: Any
    disclosure: str


@dataclass(frozen=True, slots=True)
class EntryAnswer:
    """One entry with everything that is public of it."""

    as_of: AsOf
    index: int
    admitted_at: str
    sha256: str
    leaf_hash: str
    type: str
    subject: str
    kid: str
    entry: str
    event: Annotated[Any, WithJsonSchema({"type": "object", "description": "CloudEvents 1.0, as signed."})]
    opened: list[Opened]


@dataclass(frozen=True, slots=True)
class DisclosureLine:
    """A public disclosure and the entry that it belongs to."""

    index: int
    disclosure: str


@dataclass(frozen=True, slots=True)
class Disclosures:
    """A page of public disclosures, whole entries at a time; ``next`` is the ``after`` of the page that follows."""

    as_of: AsOf
    disclosures: list[DisclosureLine]
    next: int | None


@dataclass(frozen=True, slots=True)
class CheckpointLine:
    """A published checkpoint: how many entries it is of, and the signed note itself."""

    size: int
    note: str


@dataclass(frozen=True, slots=True)
class Checkpoints:
    """A page of checkpoints, smallest first; ``next`` is the ``after`` of the page that follows."""

    as_of: AsOf
    checkpoints: list[CheckpointLine]
    next: int | None


@dataclass(frozen=True, slots=True)
class Status:
    """How far the book is written, published and shown."""

    community: str
    origin: str
    stored: int
    published: int
    shown: int
    as_of: AsOf


def published(book: Book) -> Checkpoint:
    """Return the latest checkpoint of a book.

    Raises:
        ProblemError: ``checkpoint.unknown``, 404.
    """
    note = book.reader.checkpoint()
    if note is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "checkpoint.unknown",
            "nothing of this book is published yet",
            advice="Whoever keeps the book publishes it with `mingzhang publish`.",
        )
    return parse_checkpoint(parse_note(note).text)


def as_of(checkpoint: Checkpoint) -> AsOf:
    """Return what an answer from the log itself reflects."""
    return AsOf(checkpoint.size, b64encode(checkpoint.root).decode("ascii"))


def event_at(reader: Reader, index: int) -> tuple[bytes, str, jws.Jws, Event]:
    """Return an entry's bytes, when it was admitted, its JWS and its event.

    Raises:
        StoreError: ``entry.unknown``.
    """
    raw = reader.entry(index)
    entry = parse_entry(raw)
    signed = jws.parse(entry.event)
    return raw, format_time(entry.admitted_at), signed, parse_payload(signed)


def entry_of(book: Book, index: int) -> EntryAnswer:
    """Return everything public about one entry.

    Raises:
        StoreError: ``entry.unknown``.
    """
    raw, admitted_at, signed, event = event_at(book.reader, index)
    opened = (sealing.parse_disclosure(text) for _index, text in book.reader.disclosures(index, index + 1))
    return EntryAnswer(
        as_of(published(book)),
        index,
        admitted_at,
        event.sha256,
        b64encode(merkle.leaf_hash(raw)).decode("ascii"),
        event.name,
        event.subject,
        event.kid,
        raw.decode(),
        msgspec.Raw(signed.payload),
        [Opened(one.digest, one.value, one.text) for one in opened],
    )


def lines_of(reader: Reader, start: int, stop: int) -> list[EntryLine]:
    """Return the lines of the entries from ``start`` to ``stop - 1``."""
    lines = []
    for index, raw in enumerate(reader.entries(start, stop), start):
        entry = parse_entry(raw)
        event = parse_payload(jws.parse(entry.event))
        lines.append(
            EntryLine(
                index,
                format_time(entry.admitted_at),
                event.id,
                event.sha256,
                event.name,
                event.subject,
                event.time.isoformat(),
                event.kid,
            )
        )
    return lines


def router(library: Library) -> APIRouter:
    """Return the routes of entries, receipts, disclosures and status."""
    routes = APIRouter(prefix="/{community}/v1", tags=["entries"], dependencies=[Depends(strict_query)])
    _add_lists(routes, library)
    _add_log(routes, library)
    _add_entry(routes, library)
    return routes


def _add_lists(routes: APIRouter, library: Library) -> None:
    @routes.get("/entries", **described(Entries))
    def entries(
        request: Request,
        community: Community,
        after: Annotated[Index | None, Query(description="Index of the last entry of the page before.")] = None,
        limit: Limit = 50,
        id: Annotated[str | None, Query(max_length=36, description="Only the event with this id.")] = None,  # noqa: A002
        sha256: Annotated[str | None, Query(max_length=64, description="Only the event with this JWS hash.")] = None,
    ) -> Response:
        """List entries in the order of the log, or find the one with an id or a hash."""
        with library.open(community) as book:
            head = published(book)
            start, stop = 0 if after is None else after + 1, head.size
            for wanted, found in ((id, book.reader.index_of_event), (sha256, book.reader.index_of_hash)):
                if wanted is not None:
                    index = found(wanted)
                    start = max(start, head.size if index is None else index)
                    stop = min(stop, 0 if index is None else index + 1)
            end = min(start + limit, stop)

            def page() -> Entries:
                return Entries(as_of(head), lines_of(book.reader, start, end), end - 1 if end < stop else None)

            return json_of(request, as_of(head), page)

    @routes.get("/disclosures", **described(Disclosures))
    def disclosures(
        request: Request,
        community: Community,
        after: Annotated[Index | None, Query(description="Index of the last entry of the page before.")] = None,
        limit: Limit = 1000,
    ) -> Response:
        """List the public disclosures in the order of their entries."""
        with library.open(community) as book:
            head = published(book)
            return json_of(request, as_of(head), lambda: _disclosures(book, head, after, limit))


def _add_log(routes: APIRouter, library: Library) -> None:
    @routes.get("/checkpoints", **described(Checkpoints))
    def checkpoints(
        request: Request,
        community: Community,
        after: Annotated[Index, Query(description="Size of the last checkpoint of the page before.")] = 0,
        limit: Limit = 1000,
    ) -> Response:
        """List every checkpoint ever published: the log must be consistent with each of them."""
        with library.open(community) as book:
            head = published(book)
            return json_of(request, as_of(head), lambda: _checkpoints(book, head, after, limit))

    @routes.get("/status", **described(Status))
    def status(request: Request, community: Community) -> Response:
        """Say how far the book is written, published and shown."""
        with library.open(community) as book:
            reader = book.reader
            answer = Status(community, reader.origin, reader.stored, reader.size, book.as_of.size, book.as_of)
            return json_of(request, book.as_of, lambda: answer, answer)


def _add_entry(routes: APIRouter, library: Library) -> None:
    @routes.get("/entries/{index}", **described(EntryAnswer))
    def entry(request: Request, community: Community, index: Annotated[Index, Path()]) -> Response:
        """Return one entry: the signed bytes, what they say, and what is public of its sealed fields."""
        with library.open(community) as book:
            answer = entry_of(book, index)
            return json_of(request, answer.as_of, lambda: answer)

    @routes.get("/entries/{index}/receipt", response_class=Response)
    def receipt(request: Request, community: Community, index: Annotated[Index, Path()]) -> Response:
        """Return the receipt (C2SP tlog-proof): the way from the entry to the signed head of the log."""
        with library.open(community) as book:
            head = published(book)
            book.reader.entry(index)
            note = book.reader.checkpoint_of(head.size)
            assert note is not None
            proof = format_proof(Proof(index, tiles.inclusion_proof(book.reader.tile, index, head.size), note))
        return respond(request, etag_of(proof), TEXT, lambda: proof)


def _checkpoints(book: Book, head: Checkpoint, after: int, limit: int) -> Checkpoints:
    found = book.reader.checkpoint_page(after, limit + 1)
    lines = [CheckpointLine(size, note.decode()) for size, note in found[:limit]]
    return Checkpoints(as_of(head), lines, lines[-1].size if len(found) > limit else None)


def _disclosures(book: Book, head: Checkpoint, after: int | None, limit: int) -> Disclosures:
    """Return at most ``limit`` lines and always all of an entry's, so that a cursor stands between entries."""
    lines: list[DisclosureLine] = []
    public = book.reader.disclosures(0 if after is None else after + 1, head.size)
    for _index, group in groupby(public, key=lambda pair: pair[0]):
        of_entry = [DisclosureLine(index, text) for index, text in group]
        if lines and len(lines) + len(of_entry) > limit:
            return Disclosures(as_of(head), lines, lines[-1].index)
        lines += of_entry
    return Disclosures(as_of(head), lines, None)
