"""The frame of all pages: language, caching, links, problems as pages, styles and public documents."""

from __future__ import annotations

import mimetypes
import sqlite3
from codecs import getincrementaldecoder
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from http import HTTPStatus
from pathlib import Path

from fastapi import APIRouter, Depends, Request, Response

from api import contexts
from api.answers import IMMUTABLE, REVALIDATE, etag_of, respond
from api.books import Book, Library
from api.contexts import Context
from api.language import LANGUAGES, negotiate
from api.problems import Problem, ProblemError, unknown
from api.query import strict_query
from api.rendering import STATIC, Page, Renderer
from ledger.errors import MingzhangError, StoreError
from ledger.zones import zone_of
from projections.queries import book as community_views
from projections.queries.documents import document

HTML = "text/html; charset=utf-8"
_SHOWN_IN_PLACE = {"application/pdf", "image/png", "image/jpeg", "text/plain"}
"""Everything else that was registered as a document is offered as a file and never drawn by the browser."""
_SIGNATURES = {b"%PDF-": "application/pdf", b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg"}
_HEAD_BYTES = 4096
_NOT_PAGES = ("v1", "log", "documents")


class Site:
    """Draws pages of the books of a library."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._renderer = Renderer()

    def page(
        self,
        request: Request,
        community: str,
        template: str,
        section: str,
        make: Callable[[Book], Context],
        *depends_on: object,
    ) -> Response:
        """Return a page of a community; it depends on the tree head, the language and ``depends_on``."""
        with self._library.open(community) as book:
            return self._page(request, book, template, section, make, *depends_on)

    def page_of_moment(
        self,
        request: Request,
        community: str,
        template: str,
        section: str,
        today: date | None,
        make: Callable[[Book, datetime], Context],
    ) -> Response:
        """Return a page that also depends on the day that it is asked for or about."""
        with self._library.open(community) as book:
            moment = contexts.moment_of(book, today)

            def draw(book: Book) -> Context:
                return contexts.of_moment(book, moment, asked=today is not None) | make(book, moment)

            return self._page(request, book, template, section, draw, moment)

    def _page(
        self,
        request: Request,
        book: Book,
        template: str,
        section: str,
        make: Callable[[Book], Context],
        *depends_on: object,
    ) -> Response:
        page = _place(request, f"/{book.community}", section, book.details.timezone)
        etag = etag_of(book.as_of.root, page.language, page.base, *depends_on)

        def draw() -> bytes:
            context = contexts.common(book, page.language) | make(book)
            return self._renderer.render(template, page, **context)

        return respond(request, etag, HTML, draw, more=_language_headers(page))

    def problem(self, request: Request, problem: Problem) -> Response:
        """Return a problem as a page: of the book that the address lies in, where there is one to be read."""
        name = request.scope["path"].split("/")[1]
        try:
            with self._library.open(name) as book:
                page = _place(request, f"/{name}", "", book.details.timezone)
                context = contexts.common(book, page.language)
        except (MingzhangError, ProblemError, sqlite3.Error):
            page, context = _place(request, "", ""), {"community": None}
            asked = request.scope["path"].split("/")[2:3]
            if asked and asked[0] in LANGUAGES:
                page = replace(page, language=asked[0], fixed=True)
        content = self._renderer.render("problem.html", page, **context, problem=problem)
        headers = {"Cache-Control": "no-store"} | _language_headers(page)
        return Response(content, problem.status, headers, HTML)

    def router(self) -> APIRouter:
        """Return the routes that are not pages of a book."""
        routes = APIRouter(dependencies=[Depends(strict_query)], include_in_schema=False)
        routes.add_api_route("/", self._communities, response_class=Response)
        routes.add_api_route("/-/{name}", _static, response_class=Response)
        routes.add_api_route("/{community}", self._to_first_page, response_class=Response)
        routes.add_api_route("/{community}/documents/{sha256}", self._document, response_class=Response)
        for language in LANGUAGES:
            routes.add_api_route(f"/{{community}}/{language}", self._to_first_page, response_class=Response)
        return routes

    def _communities(self, request: Request) -> Response:
        page = _place(request, "", "")
        found = []
        for community in self._library.communities():
            shown, unreadable = None, False
            try:
                with self._library.open(community) as book:
                    shown = community_views.community(book.tables) if book.has_views else None
            except (ProblemError, StoreError, sqlite3.Error):
                # One damaged book must not hide the others; its own pages say what is wrong with it.
                unreadable = True
            found.append((community, shown, unreadable))
        content = self._renderer.render("communities.html", page, community=None, communities=found)
        return respond(request, etag_of(content), HTML, lambda: content, more=_language_headers(page))

    def _to_first_page(self, request: Request, community: str) -> Response:
        with self._library.open(community):
            path: str = request.scope["path"]
        return Response(status_code=HTTPStatus.PERMANENT_REDIRECT, headers={"Location": f"{path}/"})

    def _document(self, request: Request, community: str, sha256: str) -> Response:
        """Return the bytes of a public document that is registered and lies here."""
        with self._library.open(community) as book:
            registered = document(book.tables, sha256)
            withdrawn = registered is not None and registered.withdrawn is not None
            if registered is None or withdrawn or registered.visibility != "public":
                raise unknown("document", sha256)
            if not contexts.held(book, registered.sha256):
                raise unknown("document", sha256)
            file = book.public / "documents" / sha256
            headers = {}
            kind = registered.media_type or _media_type_of(file)
            if kind not in _SHOWN_IN_PLACE:
                kind = "application/octet-stream"
                extension = mimetypes.guess_extension(registered.media_type or "") or ""
                headers["Content-Disposition"] = f'attachment; filename="{sha256[:16]}{extension}"'
            return respond(request, etag_of(sha256), kind, file.read_bytes, caching=REVALIDATE, more=headers)


def _media_type_of(file: Path) -> str:
    """Return what a document is that was only named beside an act, where no media type stands: by its first bytes."""
    with file.open("rb") as opened:
        head = opened.read(_HEAD_BYTES)
    for signature, media_type in _SIGNATURES.items():
        if head.startswith(signature):
            return media_type
    try:
        text = getincrementaldecoder("utf-8")().decode(head)
    except UnicodeDecodeError:
        return "application/octet-stream"
    return "application/octet-stream" if "\0" in text else "text/plain"


def has_page_for(request: Request) -> bool:
    """Tell whether a problem at this address is shown as a page: a browser asks, and not for data."""
    parts = request.scope["path"].split("/")
    return "text/html" in request.headers.get("accept", "") and not set(parts[2:3]) & set(_NOT_PAGES)


def _place(request: Request, root: str, section: str, timezone: str = "") -> Page:
    """Return where a page stands; its language is the one in the address, or the one that the reader likes."""
    path: str = request.scope["path"]
    rest = path.removeprefix(root)
    first = rest.removeprefix("/").partition("/")[0]
    fixed = first if root and first in LANGUAGES else None
    if fixed:
        rest = rest.removeprefix(f"/{fixed}")
    if request.url.query:
        rest = f"{rest}?{request.url.query}"
    zone = zone_of(timezone)
    return Page(
        language=fixed or negotiate(request.headers.get("accept-language")),
        base=f"{root}/{fixed}" if fixed else root,
        root=root,
        rest=rest,
        fixed=fixed is not None,
        section=section,
        zone=zone or UTC,
        unknown_zone="" if zone else timezone,
    )


def _language_headers(page: Page) -> dict[str, str]:
    headers = {"Content-Language": page.tag}
    return headers if page.fixed else headers | {"Vary": "Accept-Language"}


def _static(request: Request, name: str) -> Response:
    """Return a style or an icon."""
    if name not in STATIC:
        raise ProblemError(
            HTTPStatus.NOT_FOUND, "address.unknown", "there is no such file", advice="Load the page again."
        )
    kind = mimetypes.guess_type(name)[0] or "application/octet-stream"
    return respond(request, etag_of(name), kind, STATIC[name].read_bytes, caching=IMMUTABLE)
