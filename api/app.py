"""The application: everything under HOME that is public, to be read and nothing else.

/                               the communities of this server
/{community}/                   pages, in the reader's language; /{community}/zh/… and /{community}/en/… fixed
/{community}/v1/…               the same as JSON
/{community}/log/…              the log itself (C2SP tlog-tiles)
/{community}/documents/{sha256} public documents
/-/…                            styles and the icon; no community id begins with a hyphen
/openapi.json                   the description of the JSON addresses
"""

from __future__ import annotations

import logging
import sqlite3
from http import HTTPStatus
from pathlib import Path

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from starlette.exceptions import HTTPException
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from api import entries, log, pages, resources
from api.books import Library
from api.middleware import ReadOnly
from api.problems import Problem, ProblemError, of_error, respond
from api.site import Site, has_page_for
from ledger.errors import MingzhangError

_COMPRESS_FROM_BYTES = 1024
_COMPRESS_LEVEL = 1
"""Signatures do not shrink further, and a bundle of long entries would hold up everybody else for seconds."""
_log = logging.getLogger(__name__)


class _Application(FastAPI):
    """FastAPI with `ReadOnly` around everything, its own last resort for errors included."""

    def build_middleware_stack(self) -> ASGIApp:
        return ReadOnly(super().build_middleware_stack())


def create_app(home: Path) -> FastAPI:
    """Return the application that serves the books under ``home``; nothing is opened before the first request."""
    app = _Application(
        title="Mingzhang 明账",
        summary="The open book of a residential community.",
        version="1",
        docs_url=None,
        redoc_url=None,
        redirect_slashes=False,
    )
    library = Library(home)
    site = Site(library)
    for router in (log.router(library), entries.router(library), resources.router(library)):
        app.include_router(router)
    app.include_router(site.router())
    app.include_router(pages.router(site))

    def answer(request: Request, error: Exception) -> Response:
        problem = _problem_of(error)
        if problem.status >= HTTPStatus.INTERNAL_SERVER_ERROR:
            _log.error("%s: %s", request.url.path, problem.rule, exc_info=error)
        return site.problem(request, problem) if has_page_for(request) else respond(problem)

    for kind in (ProblemError, MingzhangError, HTTPException, RequestValidationError, sqlite3.Error, Exception):
        app.add_exception_handler(kind, answer)
    app.add_middleware(GZipMiddleware, minimum_size=_COMPRESS_FROM_BYTES, compresslevel=_COMPRESS_LEVEL)
    return app


def _problem_of(error: Exception) -> Problem:
    """Return what a reader is told about an error; what is inside of it stays in the server's own log."""
    match error:
        case ProblemError():
            return error.problem
        case MingzhangError():
            return of_error(error)
        case RequestValidationError():
            first = error.errors()[0]
            return ProblemError(
                HTTPStatus.UNPROCESSABLE_ENTITY,
                "query.invalid",
                f"{'.'.join(map(str, first['loc']))}: {first['msg']}",
                advice="See /openapi.json for what this address takes.",
            ).problem
        case HTTPException():
            return ProblemError(
                HTTPStatus(error.status_code),
                "address.unknown",
                "there is nothing at this address",
                advice="The page / lists the communities of this server; /openapi.json the JSON addresses.",
            ).problem
        case sqlite3.Error():
            return ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "store.unreadable",
                "the book cannot be read at this moment",
                advice="Try again in a few seconds; if it stays so, tell whoever keeps this server.",
            ).problem
    return ProblemError(
        HTTPStatus.INTERNAL_SERVER_ERROR,
        "server.failed",
        "this server made an error",
        advice="Tell whoever keeps it; the address and the time are enough to find it in its log.",
    ).problem
