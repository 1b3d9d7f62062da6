"""The people and their order: community, members, parties, documents, rules, offices, questions."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.answers import json_of
from api.books import AsOf, Book, Library
from api.log import Community as CommunityId
from api.query import described
from api.resources.common import answer_of
from projections.queries import book as community_views
from projections.queries import documents, inquiries, offices, people, rules
from projections.queries.book import Community, Waiting
from projections.queries.documents import Document
from projections.queries.inquiries import Inquiry
from projections.queries.offices import Offices
from projections.queries.people import Counterparty, Member, RecoveryKey
from projections.queries.rules import RulesInForce


@dataclass(frozen=True, slots=True)
class CommunityAnswer:
    """The community, and what waits for a second person."""

    as_of: AsOf
    community: Community
    waiting: list[Waiting]


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
class Documents:
    """All documents."""

    as_of: AsOf
    documents: list[Document]


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


def add_people(routes: APIRouter, library: Library) -> None:
    """Add the community, its members, parties and documents."""

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
        return answer_of(library, request, community, Counterparties, lambda book: people.counterparties(book.tables))

    @routes.get("/documents", tags=["people"], **described(Documents))
    def list_documents(request: Request, community: CommunityId) -> Response:
        """List the documents that entries name; public ones are at /{community}/documents/{sha256}."""
        return answer_of(library, request, community, Documents, lambda book: documents.documents(book.tables))


def add_order(routes: APIRouter, library: Library) -> None:
    """Add the rules in force, how offices are kept, and owners' questions."""

    @routes.get("/rules", tags=["people"], **described(Rules))
    def show_rules(request: Request, community: CommunityId) -> Response:
        """Return the rules that hold on the day of the last entry: parameters with their sources, and who may act."""

        def find(book: Book) -> RulesInForce:
            day = community_views.last_admitted_at(book.tables).date().isoformat()
            return rules.rules_in_force(book.tables, book.details, day)

        return answer_of(library, request, community, Rules, find)

    @routes.get("/offices", tags=["people"], **described(OfficesAnswer))
    def show_offices(request: Request, community: CommunityId) -> Response:
        """Return declared interests, uses of seals, handovers, audits, duties and witnesses."""
        return answer_of(library, request, community, OfficesAnswer, lambda book: offices.offices(book.tables))

    @routes.get("/inquiries", tags=["people"], **described(Inquiries))
    def list_inquiries(request: Request, community: CommunityId) -> Response:
        """List the questions of owners with their answers, and by when they were to be answered."""

        def find(book: Book) -> list[Inquiry]:
            return inquiries.inquiries(book.tables, book.pack, book.zone)

        return answer_of(library, request, community, Inquiries, find)
