"""The duty calendar: what is due, overdue and done on a day, as JSON, CSV and iCalendar."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Query, Request, Response

from api import contexts
from api.answers import etag_of, json_of, respond
from api.books import AsOf, Book, Library
from api.calendar import ICS, Feed, ics
from api.log import Community as CommunityId
from api.query import Day, described, described_file
from api.spreadsheet import CSV, csv_of
from projections.queries import duties
from projections.queries.duties import DutyLine

Today: TypeAlias = Annotated[Day, Query(description="The day of which the states are; without it, this one.")]
State: TypeAlias = Annotated[
    Literal["done", "due", "overdue"] | None, Query(description="Only those that are in this state.")
]
From: TypeAlias = Annotated[Day, Query(alias="from", description="Only those due on this day or later.")]
To: TypeAlias = Annotated[Day, Query(description="Only those due on this day or earlier.")]
Language: TypeAlias = Annotated[Literal["zh", "en"], Query(description="The language of the words.")]


@dataclass(frozen=True, slots=True)
class Duties:
    """The duties that have arisen, the first due first, as they stand on the day ``on``."""

    as_of: AsOf
    on: str
    duties: list[DutyLine]


@dataclass(frozen=True, slots=True)
class Kept:
    """Which duties a reader asks for: those in a state, due from one day to another."""

    state: Literal["done", "due", "overdue"] | None
    due_from: date | None
    due_to: date | None


def add_duties(routes: APIRouter, library: Library) -> None:
    """Add the calendar in its three forms."""
    _add_lists(routes, library)
    _add_calendar(routes, library)


def _add_lists(routes: APIRouter, library: Library) -> None:
    @routes.get("/duties", tags=["people"], **described(Duties))
    def list_duties(
        request: Request,
        community: CommunityId,
        today: Today = None,
        state: State = None,
        from_: From = None,
        to: To = None,
    ) -> Response:
        """List what must be published, held, reconciled or answered by when, and whether and by what it was done."""
        with library.open(community) as book:
            on, kept = contexts.moment_of(book, today).date(), Kept(state, from_, to)
            return json_of(request, book.as_of, lambda: Duties(book.as_of, on.isoformat(), _lines(book, on, kept)), on)

    @routes.get("/duties.csv", tags=["people"], **described_file(CSV))
    def duties_csv(
        request: Request,
        community: CommunityId,
        today: Today = None,
        state: State = None,
        from_: From = None,
        to: To = None,
    ) -> Response:
        """List the same as CSV (UTF-8), one line a duty; several indexes are parted by spaces."""
        with library.open(community) as book:
            on, kept = contexts.moment_of(book, today).date(), Kept(state, from_, to)
            return respond(request, etag_of(book.as_of.root, on), CSV, lambda: csv_of(DutyLine, _lines(book, on, kept)))


def _add_calendar(routes: APIRouter, library: Library) -> None:
    @routes.get("/duties.ics", tags=["people"], **described_file(ICS))
    def duties_ics(
        request: Request,
        community: CommunityId,
        today: Today = None,
        state: State = None,
        from_: From = None,
        to: To = None,
        language: Language = "zh",
    ) -> Response:
        """Return the same as a calendar to subscribe to (RFC 5545): an all-day event on the day of each duty."""
        with library.open(community) as book:
            on, kept = contexts.moment_of(book, today).date(), Kept(state, from_, to)
            address = f"{request.url.scheme}://{request.url.netloc}/{community}/{language}/duties"
            feed = Feed(book.details.name, book.details.origin, address, language)
            etag = etag_of(book.as_of.root, on, address)
            return respond(request, etag, ICS, lambda: ics(_lines(book, on, kept), feed))


def _lines(book: Book, on: date, kept: Kept) -> list[DutyLine]:
    return duties.duties(book.tables, book.zone, on, state=kept.state, due_from=kept.due_from, due_to=kept.due_to)
