"""The money: funds, movements with their chains, requests, balances, sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Path, Query, Request, Response

from api.answers import json_of
from api.books import AsOf, Book, Library
from api.log import Community as CommunityId
from api.problems import found
from api.query import Index, Limit, cursor_of, described
from api.resources.common import After, Id, answer_of
from projections.queries import chain, documents, earlier, figures, funds, movements, requests
from projections.queries.chain import Chain
from projections.queries.documents import Source
from projections.queries.figures import BalanceLine
from projections.queries.funds import Fund
from projections.queries.movements import Movement
from projections.queries.requests import Asked

Size = Annotated[Index | None, Query(description="The figures of the time when the book had so many entries.")]


@dataclass(frozen=True, slots=True)
class Funds:
    """All funds."""

    as_of: AsOf
    funds: list[Fund]


@dataclass(frozen=True, slots=True)
class FundAnswer:
    """One fund."""

    as_of: AsOf
    fund: Fund


@dataclass(frozen=True, slots=True)
class Movements:
    """A page of a fund's history; ``next`` is the ``after`` of the page that follows, null at the end."""

    as_of: AsOf
    movements: list[Movement]
    next: str | None


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """A movement with everything behind it."""

    as_of: AsOf
    chain: Chain


@dataclass(frozen=True, slots=True)
class Requests:
    """The requests on which money is still to go out: all of it, or a part."""

    as_of: AsOf
    unpaid: list[Asked]
    part_paid: list[Asked]


@dataclass(frozen=True, slots=True)
class Balances:
    """All balances, as an export has them in ``balances.json``."""

    as_of: AsOf
    balances: list[BalanceLine]


@dataclass(frozen=True, slots=True)
class Sources:
    """All imported sources."""

    as_of: AsOf
    sources: list[Source]


def add_funds(routes: APIRouter, library: Library) -> None:
    """Add the funds, their movements and the chain of a movement."""

    @routes.get("/funds", tags=["money"], **described(Funds))
    def list_funds(request: Request, community: CommunityId) -> Response:
        """List the funds with their balances."""
        return answer_of(library, request, community, Funds, lambda book: funds.funds(book.tables, book.pack))

    @routes.get("/funds/{fund}", tags=["money"], **described(FundAnswer))
    def show_fund(request: Request, community: CommunityId, fund: Id) -> Response:
        """Return one fund with its balances per account and category."""

        def find(book: Book) -> Fund:
            return found("fund", fund, funds.fund(book.tables, book.pack, fund))

        return answer_of(library, request, community, FundAnswer, find)

    @routes.get("/funds/{fund}/movements", tags=["money"], **described(Movements))
    def list_movements(
        request: Request,
        community: CommunityId,
        fund: Id,
        after: After = None,
        limit: Limit = 50,
        size: Size = None,
    ) -> Response:
        """List the movements of a fund, the latest day first; with ``size``, as the book told it then."""
        cursor = cursor_of(after)
        with library.open(community) as book:
            as_of = book.at(size)

            def find() -> Movements:
                found("fund", fund, funds.fund(book.tables, book.pack, fund))
                if as_of is book.as_of:
                    page = movements.movements(book.tables, fund, cursor, limit)
                else:
                    page = earlier.movements_at(book.tables, fund, as_of.size, cursor, limit)
                return Movements(as_of, page.movements, page.next)

            # Texts may have been withdrawn since, so that an earlier state is not for ever the same.
            return json_of(request, as_of, find, book.as_of.root)

    @routes.get("/movements/{index}", tags=["money"], **described(ChainAnswer))
    def show_movement(request: Request, community: CommunityId, index: Annotated[Index, Path()]) -> Response:
        """Return a movement with its chain: request, approvals, motion, ballots, minutes, and what is missing."""

        def find(book: Book) -> Chain:
            return found("movement", index, chain.chain(book.tables, book.pack, index))

        return answer_of(library, request, community, ChainAnswer, find)


def add_requests(routes: APIRouter, library: Library) -> None:
    """Add what is asked for and not yet paid."""

    @routes.get("/requests", tags=["money"], **described(Requests))
    def list_requests(request: Request, community: CommunityId) -> Response:
        """List what is asked for and not yet paid, or paid in part, with what a payment would still lack."""
        return answer_of(
            library,
            request,
            community,
            lambda as_of, due: Requests(as_of, due.unpaid, due.part_paid),
            lambda book: requests.outstanding(book.tables, book.pack),
        )


def add_books(routes: APIRouter, library: Library) -> None:
    """Add the balances and the imported sources."""

    @routes.get("/balances", tags=["money"], **described(Balances))
    def balances(request: Request, community: CommunityId, size: Size = None) -> Response:
        """List all balances, byte for byte what an export has in balances.json; with ``size``, what one had then."""
        with library.open(community) as book:
            as_of = book.at(size)

            def find() -> Balances:
                newest = as_of is book.as_of
                lines = figures.balances(book.tables) if newest else figures.balances_at(book.tables, as_of.size)
                return Balances(as_of, lines)

            return json_of(request, as_of, find)

    @routes.get("/sources", tags=["money"], **described(Sources))
    def list_sources(request: Request, community: CommunityId) -> Response:
        """List the files that rows were imported from."""
        return answer_of(library, request, community, Sources, lambda book: documents.sources(book.tables))
