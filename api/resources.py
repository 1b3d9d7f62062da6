"""The views as JSON under ``/{community}/v1/``; every answer carries ``as_of``, the checkpoint that it reflects.

Amounts are minor units of the currency beside them, debit positive; ``index`` is that of an entry of the log; a text is
null where its field is sealed and not public.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC
from typing import Annotated, TypeVar

from fastapi import APIRouter, Depends, Path, Query, Request, Response

from api.answers import json_of
from api.books import AsOf, Book, Library
from api.figures import zone_of
from api.log import Community as CommunityId
from api.problems import found
from api.query import Index, Limit, cursor_of, described, strict_query
from projections.queries import (
    assemblies,
    chain,
    documents,
    figures,
    funds,
    inquiries,
    meetings,
    motions,
    movements,
    offices,
    people,
    requests,
    rules,
)
from projections.queries import book as community_views
from projections.queries.assemblies import Assembly
from projections.queries.book import Community, Waiting
from projections.queries.chain import Chain
from projections.queries.documents import Document, Source
from projections.queries.figures import BalanceLine, Tally
from projections.queries.funds import Fund
from projections.queries.inquiries import Inquiry
from projections.queries.meetings import Meeting, MeetingDetail
from projections.queries.motions import Motion, MotionDetail
from projections.queries.movements import Movement, MovementPage
from projections.queries.offices import Offices
from projections.queries.people import Counterparty, Member, RecoveryKey
from projections.queries.requests import Asked
from projections.queries.rules import RulesInForce

Found = TypeVar("Found")
Id = Annotated[str, Path(max_length=64)]
After = Annotated[str | None, Query(max_length=30, description="`next` of the page before.")]


@dataclass(frozen=True, slots=True)
class CommunityAnswer:
    """The community, and what waits for a second person."""

    as_of: AsOf
    community: Community
    waiting: list[Waiting]


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
class Requests:
    """The requests on which money is still to go out: all of it, or a part."""

    as_of: AsOf
    unpaid: list[Asked]
    part_paid: list[Asked]


@dataclass(frozen=True, slots=True)
class ChainAnswer:
    """A movement with everything behind it."""

    as_of: AsOf
    chain: Chain


@dataclass(frozen=True, slots=True)
class Motions:
    """A page of motions; ``next`` is the ``after`` of the page that follows, null at the end."""

    as_of: AsOf
    motions: list[Motion]
    next: str | None


@dataclass(frozen=True, slots=True)
class MotionAnswer:
    """One motion; ``assembly`` is null where the committee votes on it."""

    as_of: AsOf
    motion: MotionDetail
    assembly: Assembly | None


@dataclass(frozen=True, slots=True)
class Meetings:
    """A page of meetings; ``next`` is the ``after`` of the page that follows, null at the end."""

    as_of: AsOf
    meetings: list[Meeting]
    next: str | None


@dataclass(frozen=True, slots=True)
class MeetingAnswer:
    """One meeting."""

    as_of: AsOf
    meeting: MeetingDetail


@dataclass(frozen=True, slots=True)
class Members:
    """All members, and the recovery keys, which are nobody's in office."""

    as_of: AsOf
    members: list[Member]
    recovery_keys: list[RecoveryKey]


@dataclass(frozen=True, slots=True)
class Counterparties:
    """All parties."""

    as_of: AsOf
    counterparties: list[Counterparty]


@dataclass(frozen=True, slots=True)
class Sources:
    """All imported sources."""

    as_of: AsOf
    sources: list[Source]


@dataclass(frozen=True, slots=True)
class Documents:
    """All documents."""

    as_of: AsOf
    documents: list[Document]


@dataclass(frozen=True, slots=True)
class Balances:
    """All balances, as an export has them in ``balances.json``."""

    as_of: AsOf
    balances: list[BalanceLine]


@dataclass(frozen=True, slots=True)
class Tallies:
    """The tallies of closed motions, as an export has them in ``tallies.json``."""

    as_of: AsOf
    tallies: list[Tally]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules in force."""

    as_of: AsOf
    rules: RulesInForce


@dataclass(frozen=True, slots=True)
class OfficesAnswer:
    """How offices are kept."""

    as_of: AsOf
    offices: Offices


@dataclass(frozen=True, slots=True)
class Inquiries:
    """All questions of owners."""

    as_of: AsOf
    inquiries: list[Inquiry]


def router(library: Library) -> APIRouter:
    """Return the routes of the views."""
    routes = APIRouter(prefix="/{community}/v1", dependencies=[Depends(strict_query)])
    _add_funds(routes, library)
    _add_requests(routes, library)
    _add_books(routes, library)
    _add_people(routes, library)
    _add_order(routes, library)
    _add_votes(routes, library)
    return routes


def _answer(
    library: Library,
    request: Request,
    community: str,
    answer: Callable[[AsOf, Found], object],
    find: Callable[[Book], Found],
) -> Response:
    with library.open(community) as book:
        return json_of(request, book.as_of, lambda: answer(book.as_of, find(book)))


def _add_funds(routes: APIRouter, library: Library) -> None:
    @routes.get("/funds", tags=["money"], **described(Funds))
    def list_funds(request: Request, community: CommunityId) -> Response:
        """List the funds with their balances."""
        return _answer(library, request, community, Funds, lambda book: funds.funds(book.tables, book.pack))

    @routes.get("/funds/{fund}", tags=["money"], **described(FundAnswer))
    def show_fund(request: Request, community: CommunityId, fund: Id) -> Response:
        """Return one fund with its balances per account and category."""

        def find(book: Book) -> Fund:
            return found("fund", fund, funds.fund(book.tables, book.pack, fund))

        return _answer(library, request, community, FundAnswer, find)

    @routes.get("/funds/{fund}/movements", tags=["money"], **described(Movements))
    def list_movements(
        request: Request,
        community: CommunityId,
        fund: Id,
        after: After = None,
        limit: Limit = 50,
    ) -> Response:
        """List the movements of a fund, the latest day first."""
        cursor = cursor_of(after)

        def find(book: Book) -> MovementPage:
            found("fund", fund, funds.fund(book.tables, book.pack, fund))
            return movements.movements(book.tables, fund, cursor, limit)

        return _answer(
            library, request, community, lambda as_of, page: Movements(as_of, page.movements, page.next), find
        )

    @routes.get("/movements/{index}", tags=["money"], **described(ChainAnswer))
    def show_movement(request: Request, community: CommunityId, index: Annotated[Index, Path()]) -> Response:
        """Return a movement with its chain: request, approvals, motion, ballots, minutes, and what is missing."""

        def find(book: Book) -> Chain:
            return found("movement", index, chain.chain(book.tables, book.pack, index))

        return _answer(library, request, community, ChainAnswer, find)


def _add_requests(routes: APIRouter, library: Library) -> None:
    @routes.get("/requests", tags=["money"], **described(Requests))
    def list_requests(request: Request, community: CommunityId) -> Response:
        """List what is asked for and not yet paid, or paid in part, with what a payment would still lack."""
        return _answer(
            library,
            request,
            community,
            lambda as_of, due: Requests(as_of, due.unpaid, due.part_paid),
            lambda book: requests.outstanding(book.tables, book.pack),
        )


def _add_books(routes: APIRouter, library: Library) -> None:
    @routes.get("/balances", tags=["money"], **described(Balances))
    def balances(request: Request, community: CommunityId) -> Response:
        """List all balances, byte for byte what an export has in balances.json."""
        return _answer(library, request, community, Balances, lambda book: figures.balances(book.tables))

    @routes.get("/sources", tags=["money"], **described(Sources))
    def list_sources(request: Request, community: CommunityId) -> Response:
        """List the files that rows were imported from."""
        return _answer(library, request, community, Sources, lambda book: documents.sources(book.tables))


def _add_people(routes: APIRouter, library: Library) -> None:
    @routes.get("/community", tags=["people"], **described(CommunityAnswer))
    def show_community(request: Request, community: CommunityId) -> Response:
        """Return what the founding says, and what waits for a second person."""
        with library.open(community) as book:
            return json_of(
                request,
                book.as_of,
                lambda: CommunityAnswer(book.as_of, book.details, community_views.waiting(book.tables)),
            )

    @routes.get("/members", tags=["people"], **described(Members))
    def list_members(request: Request, community: CommunityId) -> Response:
        """List the members with their offices and keys, and the recovery keys with who keeps them."""
        with library.open(community) as book:
            return json_of(
                request,
                book.as_of,
                lambda: Members(book.as_of, people.members(book.tables), people.recovery_keys(book.tables)),
            )

    @routes.get("/counterparties", tags=["people"], **described(Counterparties))
    def list_counterparties(request: Request, community: CommunityId) -> Response:
        """List the firms, persons and authorities that the community deals with."""
        return _answer(library, request, community, Counterparties, lambda book: people.counterparties(book.tables))

    @routes.get("/documents", tags=["people"], **described(Documents))
    def list_documents(request: Request, community: CommunityId) -> Response:
        """List the documents that entries name; public ones are at /{community}/documents/{sha256}."""
        return _answer(library, request, community, Documents, lambda book: documents.documents(book.tables))


def _add_order(routes: APIRouter, library: Library) -> None:
    @routes.get("/rules", tags=["people"], **described(Rules))
    def show_rules(request: Request, community: CommunityId) -> Response:
        """Return the rules that hold on the day of the last entry: parameters with their sources, and who may act."""

        def find(book: Book) -> RulesInForce:
            day = community_views.last_admitted_at(book.tables).date().isoformat()
            return rules.rules_in_force(book.tables, book.details, day)

        return _answer(library, request, community, Rules, find)

    @routes.get("/offices", tags=["people"], **described(OfficesAnswer))
    def show_offices(request: Request, community: CommunityId) -> Response:
        """Return declared interests, uses of seals, handovers, audits, duties and witnesses."""
        return _answer(library, request, community, OfficesAnswer, lambda book: offices.offices(book.tables))

    @routes.get("/inquiries", tags=["people"], **described(Inquiries))
    def list_inquiries(request: Request, community: CommunityId) -> Response:
        """List the questions of owners with their answers, and by when they were to be answered."""

        def find(book: Book) -> list[Inquiry]:
            return inquiries.inquiries(book.tables, book.pack, zone_of(book.details.timezone) or UTC)

        return _answer(library, request, community, Inquiries, find)


def _add_votes(routes: APIRouter, library: Library) -> None:
    @routes.get("/motions", tags=["votes"], **described(Motions))
    def list_motions(request: Request, community: CommunityId, after: After = None, limit: Limit = 50) -> Response:
        """List the motions with the ballots counted so far, the latest day of opening first."""
        cursor = cursor_of(after)
        return _answer(
            library,
            request,
            community,
            lambda as_of, page: Motions(as_of, page.motions, page.next),
            lambda book: motions.motions(book.tables, cursor, limit),
        )

    @routes.get("/motions/{motion}", tags=["votes"], **described(MotionAnswer))
    def show_motion(request: Request, community: CommunityId, motion: Id) -> Response:
        """Return one motion with its text and its ballots, or with the owners' vote and what it means."""

        def find(book: Book) -> tuple[MotionDetail, Assembly | None]:
            detail = found("motion", motion, motions.motion(book.tables, motion))
            return detail, assemblies.assembly(book.tables, motion)

        return _answer(library, request, community, lambda as_of, both: MotionAnswer(as_of, *both), find)

    @routes.get("/tallies", tags=["votes"], **described(Tallies))
    def tallies(request: Request, community: CommunityId) -> Response:
        """List the tallies of closed motions, byte for byte what an export has in tallies.json."""
        return _answer(library, request, community, Tallies, lambda book: figures.tallies(book.tables))

    @routes.get("/meetings", tags=["votes"], **described(Meetings))
    def list_meetings(request: Request, community: CommunityId, after: After = None, limit: Limit = 50) -> Response:
        """List the meetings, the latest day first."""
        cursor = cursor_of(after)
        return _answer(
            library,
            request,
            community,
            lambda as_of, page: Meetings(as_of, page.meetings, page.next),
            lambda book: meetings.meetings(book.tables, cursor, limit),
        )

    @routes.get("/meetings/{meeting}", tags=["votes"], **described(MeetingAnswer))
    def show_meeting(request: Request, community: CommunityId, meeting: Id) -> Response:
        """Return one meeting with its agenda, attendance, minutes and signatures."""

        def find(book: Book) -> MeetingDetail:
            return found("meeting", meeting, meetings.meeting(book.tables, meeting))

        return _answer(library, request, community, MeetingAnswer, find)
