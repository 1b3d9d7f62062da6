"""The pages: the same queries as the JSON, in everyday words, for a phone first.

    /{community}/                       the first page
    /{community}/funds[/{fund}]         accounts, and a fund with its history
    /{community}/movements/{index}      one movement with what backs it
    /{community}/motions[/{motion}]     votes
    /{community}/meetings[/{meeting}]   meetings with their minutes
    /{community}/members                who holds which office, with whom the community deals
    /{community}/rules                  the rules in force, with their sources
    /{community}/duties                 what must be done by when, what is overdue, what was done
    /{community}/findings               what is to be explained, and what was answered
    /{community}/inquiries              what owners asked, and what they were told
    /{community}/entries[/{index}]      the book itself, entry by entry
    /{community}/check                  how to check all this without trusting this server

Each also under ``/{community}/zh/…`` and ``/{community}/en/…`` (`api.language`). The first page, the votes, the rules,
the questions and the duties depend on the day; ``today=YYYY-MM-DD`` asks for the month of another and for what was
being decided, in force, unanswered and overdue at its noon.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, TypeAlias

from fastapi import APIRouter, Depends, Query, Request, Response

from api import contexts
from api.books import Book
from api.contexts import Context
from api.entries import published
from api.language import LANGUAGES
from api.query import Day, Index, cursor_of, strict_query
from api.site import Site

Today: TypeAlias = Annotated[Day, Query(description="What was being decided on this day, and its month.")]
After: TypeAlias = Annotated[str | None, Query(max_length=30)]
Endpoint: TypeAlias = Callable[..., Response]


def router(site: Site) -> APIRouter:
    """Return the routes of the pages, in each language and without one."""
    routes = APIRouter(dependencies=[Depends(strict_query)], include_in_schema=False)
    pages = _accounts(site) | _votes(site) | _book(site)
    for language in ("", *(f"/{language}" for language in LANGUAGES)):
        for path, endpoint in pages.items():
            routes.add_api_route(f"/{{community}}{language}/{path}", endpoint, response_class=Response)
    return routes


def _accounts(site: Site) -> dict[str, Endpoint]:
    def first(request: Request, community: str, today: Today = None) -> Response:
        def make(book: Book, moment: datetime) -> Context:
            return contexts.first(book, moment, asked=today is not None)

        return site.page_of_moment(request, community, "first.html", "", today, make)

    def all_funds(request: Request, community: str) -> Response:
        return site.page(request, community, "funds.html", "funds", contexts.all_funds)

    def one_fund(request: Request, community: str, fund: str, after: After = None) -> Response:
        cursor = cursor_of(after)
        return site.page(request, community, "fund.html", "funds", lambda book: contexts.one_fund(book, fund, cursor))

    def one_movement(request: Request, community: str, index: Index) -> Response:
        def make(book: Book, moment: datetime) -> Context:
            return contexts.one_movement(book, index, moment)

        return site.page_of_moment(request, community, "movement.html", "funds", None, make)

    return {"": first, "funds": all_funds, "funds/{fund}": one_fund, "movements/{index}": one_movement}


def _votes(site: Site) -> dict[str, Endpoint]:
    def all_motions(request: Request, community: str, today: Today = None, after: After = None) -> Response:
        cursor = cursor_of(after)
        return site.page_of_moment(
            request,
            community,
            "motions.html",
            "motions",
            today,
            lambda book, moment: contexts.all_motions(book, moment, cursor),
        )

    def one_motion(request: Request, community: str, motion: str, today: Today = None) -> Response:
        return site.page_of_moment(
            request,
            community,
            "motion.html",
            "motions",
            today,
            lambda book, moment: contexts.one_motion(book, motion, moment),
        )

    def all_meetings(request: Request, community: str, after: After = None) -> Response:
        cursor = cursor_of(after)
        return site.page(
            request, community, "meetings.html", "meetings", lambda book: contexts.all_meetings(book, cursor)
        )

    def one_meeting(request: Request, community: str, meeting: str) -> Response:
        def make(book: Book, moment: datetime) -> Context:
            return contexts.one_meeting(book, meeting, moment)

        return site.page_of_moment(request, community, "meeting.html", "meetings", None, make)

    return {
        "motions": all_motions,
        "motions/{motion}": one_motion,
        "meetings": all_meetings,
        "meetings/{meeting}": one_meeting,
    }


def _book(site: Site) -> dict[str, Endpoint]:
    def all_members(request: Request, community: str) -> Response:
        return site.page(request, community, "members.html", "members", contexts.all_members)

    def the_rules(request: Request, community: str, today: Today = None) -> Response:
        return site.page_of_moment(request, community, "rules.html", "members", today, contexts.the_rules)

    def all_inquiries(request: Request, community: str, today: Today = None) -> Response:
        return site.page_of_moment(request, community, "inquiries.html", "members", today, contexts.all_inquiries)

    def all_duties(request: Request, community: str, today: Today = None) -> Response:
        return site.page_of_moment(request, community, "duties.html", "members", today, contexts.all_duties)

    def all_findings(request: Request, community: str, today: Today = None) -> Response:
        return site.page_of_moment(request, community, "findings.html", "members", today, contexts.all_findings)

    def all_entries(request: Request, community: str, before: Index | None = None) -> Response:
        return site.page(request, community, "entries.html", "check", lambda book: contexts.all_entries(book, before))

    def one_entry(request: Request, community: str, index: Index) -> Response:
        def make(book: Book, moment: datetime) -> Context:
            return contexts.one_entry(book, index, published(book), moment)

        return site.page_of_moment(request, community, "entry.html", "check", None, make)

    def check(request: Request, community: str) -> Response:
        address = f"{request.url.scheme}://{request.url.netloc}/{community}"
        return site.page(request, community, "check.html", "check", lambda _book: {"address": address}, address)

    return {
        "members": all_members,
        "rules": the_rules,
        "inquiries": all_inquiries,
        "duties": all_duties,
        "findings": all_findings,
        "entries": all_entries,
        "entries/{index}": one_entry,
        "check": check,
    }
