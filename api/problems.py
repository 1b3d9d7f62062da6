"""Every error as a problem: RFC 9457, ``application/problem+json``.

    {"type":"about:blank","title":"Not Found","status":404,"detail":"there is no published entry 99; there are 12",
     "rule":"entry.unknown","advice":"Count from 0, or publish what was appended."}

``rule`` is the id that the documentation and the tests use, ``advice`` says what to do next. A browser that asks for a
page gets the same words as a page (`api.pages.problem_page`).
"""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus
from typing import TypeVar

import msgspec
from fastapi import Response

from ledger.errors import FormatError, MingzhangError, StoreError

Found = TypeVar("Found")
MEDIA_TYPE = "application/problem+json"
_UNKNOWN = ("entry.unknown", "tile.unknown", "checkpoint.unknown", "tile.path")


@dataclass(frozen=True, slots=True)
class Problem:
    """The members of a problem, in the order in which they are written."""

    type: str
    title: str
    status: int
    detail: str
    rule: str
    advice: str


class ProblemError(Exception):
    """Raised anywhere below a route; becomes the answer."""

    def __init__(self, status: HTTPStatus, rule: str, detail: str, *, advice: str) -> None:
        super().__init__(rule, detail)
        self.problem = Problem("about:blank", status.phrase, status, detail, rule, advice)


def unknown(what: str, name: object) -> ProblemError:
    """Return the 404 for something that this book does not have."""
    return ProblemError(
        HTTPStatus.NOT_FOUND,
        f"{what}.unknown",
        f"this book has no {what} {name}",
        advice="Take the address from a page or a list of this book.",
    )


def found(what: str, name: object, thing: Found | None) -> Found:
    """Return a thing that a query has found.

    Raises:
        ProblemError: ``<what>.unknown``, 404.
    """
    if thing is None:
        raise unknown(what, name)
    return thing


def of_error(error: MingzhangError) -> Problem:
    """Return the problem that one of our own errors means to a reader; paths of this machine stay out of it."""
    detail, advice = error.message, error.advice
    if error.rule_id in _UNKNOWN:
        status = HTTPStatus.NOT_FOUND
    elif isinstance(error, FormatError):
        status = HTTPStatus.BAD_REQUEST
    elif isinstance(error, StoreError):
        status = HTTPStatus.SERVICE_UNAVAILABLE
        detail, advice = "the book cannot be read at this moment", "Try again later, or tell whoever keeps the book."
    else:
        status = HTTPStatus.INTERNAL_SERVER_ERROR
    return Problem("about:blank", status.phrase, status, detail, error.rule_id, advice)


def respond(problem: Problem) -> Response:
    """Return the answer that carries a problem."""
    headers = {"Cache-Control": "no-store"}
    if problem.status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = "GET, HEAD"
    if problem.status == HTTPStatus.SERVICE_UNAVAILABLE:
        headers["Retry-After"] = "5"
    return Response(msgspec.json.encode(problem), problem.status, headers, MEDIA_TYPE)
