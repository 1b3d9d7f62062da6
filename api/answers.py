"""Answers with an ETag, and 304 where the reader already has them (RFC 9110 sections 8.8.3 and 13.1.2).

What is shown depends on the tree head of the book, on the day it is asked for, on the language, and on this program;
the ETag is made of these, so that 304 is answered before anything is read. ETags are weak: a proxy may compress.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path

import msgspec
from fastapi import Request, Response

from api.books import AsOf

JSON = "application/json"
REVALIDATE = "public, no-cache"
"""Anybody may keep a copy, and asks before showing it."""
IMMUTABLE = "public, max-age=31536000, immutable"


def _program() -> str:
    """Return a hash of everything here that shapes an answer: code, templates, words, styles."""
    digest = sha256()
    root = Path(__file__).parents[1]
    for folder in ("api", "projections"):
        for path in sorted((root / folder).rglob("*")):
            if path.is_file() and path.suffix in (".py", ".html", ".css", ".po", ".svg"):
                digest.update(path.read_bytes())
    return digest.hexdigest()


PROGRAM = _program()


def etag_of(*parts: object) -> str:
    """Return the weak ETag of what depends on ``parts`` and on nothing else."""
    text = "\n".join(map(str, (PROGRAM, *parts)))
    return f'W/"{sha256(text.encode()).hexdigest()[:22]}"'


def is_known(request: Request, etag: str) -> bool:
    """Tell whether the reader says that it has this version already."""
    known = request.headers.get("if-none-match", "")
    opaque = etag.removeprefix("W/")
    return known.strip() == "*" or opaque in (tag.strip().removeprefix("W/") for tag in known.split(","))


def respond(
    request: Request,
    etag: str,
    media_type: str,
    make: Callable[[], bytes],
    *,
    caching: str = REVALIDATE,
    more: Mapping[str, str] | None = None,
) -> Response:
    """Return what ``make`` gives, or 304 without asking it; ``more`` headers go with both."""
    headers = {"ETag": etag, "Cache-Control": caching, **(more or {})}
    if is_known(request, etag):
        return Response(status_code=304, headers=headers)
    return Response(make(), headers=headers, media_type=media_type)


def json_of(request: Request, as_of: AsOf, make: Callable[[], object], *parts: object) -> Response:
    """Return what ``make`` gives as compact JSON; it depends on the tree head and on ``parts``."""
    return respond(request, etag_of(as_of.root, *parts), JSON, lambda: msgspec.json.encode(make()))
