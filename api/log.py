"""The log itself over HTTP (C2SP tlog-tiles): any tile client reads and checks it without knowing us.

/{community}/log/checkpoint               signed note, text/plain
/{community}/log/checkpoints/<size>       every earlier published checkpoint
/{community}/log/tile/<L>/<N>[.p/<W>]     hashes, application/octet-stream, immutable
/{community}/log/tile/entries/<N>[.p/<W>] entry bundles, application/octet-stream, immutable
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated

from fastapi import APIRouter, Depends, Path, Request, Response

from api.answers import IMMUTABLE, etag_of, respond
from api.books import Library
from api.problems import ProblemError
from api.query import strict_query
from ledger.store.reader import Reader
from ledger.tlog.tiles import TILE_WIDTH, TileCoordinate, format_bundle, parse_tile_path

TEXT = "text/plain; charset=utf-8"
BINARY = "application/octet-stream"
_SIZE = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)

Community = Annotated[str, Path(description="Id of the community: the last part of the log's origin.")]


def router(library: Library) -> APIRouter:
    """Return the routes of the log."""
    routes = APIRouter(prefix="/{community}/log", tags=["log"], dependencies=[Depends(strict_query)])

    @routes.get("/checkpoint", response_class=Response)
    def checkpoint(request: Request, community: Community) -> Response:
        """Return the latest checkpoint: size and tree head, signed by the log."""
        with library.open(community) as book:
            note = book.reader.checkpoint()
        return _note(request, note, "the latest checkpoint")

    @routes.get("/checkpoints/{size}", response_class=Response)
    def checkpoint_of(request: Request, community: Community, size: str) -> Response:
        """Return the checkpoint that was published for a size."""
        with library.open(community) as book:
            note = book.reader.checkpoint_of(int(size)) if _SIZE.fullmatch(size) else None
        return _note(request, note, f"a checkpoint of size {size}")

    @routes.get("/tile/{path:path}", response_class=Response)
    def tile(request: Request, community: Community, path: str) -> Response:
        """Return a tile of hashes or a bundle of entries."""
        if b"%" in request.scope["raw_path"]:
            raise _unknown(f"tile/{path}")
        place = parse_tile_path(f"tile/{path}")
        with library.open(community) as book:
            content = _bundle(book.reader, place) if place.level is None else _hashes(book.reader, place)
        if not content:
            raise _unknown(f"tile/{path}")
        return respond(request, etag_of(content), BINARY, lambda: content, caching=IMMUTABLE)

    return routes


def _note(request: Request, note: bytes | None, what: str) -> Response:
    if note is None:
        raise ProblemError(
            HTTPStatus.NOT_FOUND,
            "checkpoint.unknown",
            f"{what} is not published",
            advice="The latest one is at log/checkpoint, if anything was published yet.",
        )
    return respond(request, etag_of(note), TEXT, lambda: note)


def _hashes(reader: Reader, place: TileCoordinate) -> bytes:
    """Return exactly as many hashes as the path says, or none."""
    assert place.level is not None
    wanted = 32 * (place.width or TILE_WIDTH)
    held = reader.tile(place.level, place.n)
    return held[:wanted] if len(held) >= wanted else b""


def _bundle(reader: Reader, place: TileCoordinate) -> bytes:
    start, width = TILE_WIDTH * place.n, place.width or TILE_WIDTH
    if start + width > reader.size:
        return b""
    return format_bundle(list(reader.entries(start, start + width)))


def _unknown(name: str) -> ProblemError:
    return ProblemError(
        HTTPStatus.NOT_FOUND,
        "tile.unknown",
        f"{name} is not published",
        advice="Ask only for tiles of a published size, written as C2SP tlog-tiles says.",
    )
