"""How the book was held against the bank and the public: reconciliations, closed periods, reports, buildings."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.books import AsOf, Book, Library
from api.log import Community as CommunityId
from api.problems import found
from api.query import described
from api.resources.common import Found, Id, answer_of
from projections.queries import funds, statements
from projections.queries.funds import BuildingBalance
from projections.queries.statements import Period, Publication, Reconciled


@dataclass(frozen=True, slots=True)
class Reconciliations:
    """Up to which day each bank account was compared with the bank by two people."""

    as_of: AsOf
    accounts: list[Reconciled]


@dataclass(frozen=True, slots=True)
class Publications:
    """The reports of one fund."""

    as_of: AsOf
    publications: list[Publication]


@dataclass(frozen=True, slots=True)
class Periods:
    """The closed periods of one fund."""

    as_of: AsOf
    periods: list[Period]


@dataclass(frozen=True, slots=True)
class Buildings:
    """One fund by building; the last line, without a building, is what is not allocated."""

    as_of: AsOf
    buildings: list[BuildingBalance]


def add_statements(routes: APIRouter, library: Library) -> None:
    """Add the routes of reconciliations, and of a fund's buildings, closed periods and reports."""

    @routes.get("/reconciliations", tags=["money"], **described(Reconciliations))
    def list_reconciliations(request: Request, community: CommunityId) -> Response:
        """List up to which day each bank account was compared with the bank."""
        return answer_of(library, request, community, Reconciliations, lambda book: statements.reconciled(book.tables))

    def of_fund(
        request: Request,
        community: str,
        fund: str,
        answer: Callable[[AsOf, Found], object],
        find: Callable[[sqlite3.Connection, str], Found],
    ) -> Response:
        def look(book: Book) -> Found:
            found("fund", fund, funds.fund(book.tables, book.pack, fund))
            return find(book.tables, fund)

        return answer_of(library, request, community, answer, look)

    @routes.get("/funds/{fund}/buildings", tags=["money"], **described(Buildings))
    def list_buildings(request: Request, community: CommunityId, fund: Id) -> Response:
        """List what of a fund is allocated to each building."""
        return of_fund(request, community, fund, Buildings, funds.buildings)

    @routes.get("/funds/{fund}/periods", tags=["money"], **described(Periods))
    def list_periods(request: Request, community: CommunityId, fund: Id) -> Response:
        """List the closed periods of a fund."""
        return of_fund(request, community, fund, Periods, statements.periods)

    @routes.get("/funds/{fund}/publications", tags=["money"], **described(Publications))
    def list_publications(request: Request, community: CommunityId, fund: Id) -> Response:
        """List the reports of a fund that were put up, with who saw them where."""
        return of_fund(request, community, fund, Publications, statements.publications)
