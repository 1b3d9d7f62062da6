"""What binds the money of a fund before it moves: budgets, contracts with their works, emergencies, receivables."""

from __future__ import annotations

from dataclasses import dataclass

from fastapi import APIRouter, Request, Response

from api.books import AsOf, Book, Library
from api.log import Community as CommunityId
from api.problems import found
from api.query import described
from api.resources.common import Id, answer_of
from projections.queries import commitments, funds
from projections.queries.commitments import Commitments


@dataclass(frozen=True, slots=True)
class CommitmentsAnswer:
    """What binds one fund before money moves."""

    as_of: AsOf
    commitments: Commitments


def add_commitments(routes: APIRouter, library: Library) -> None:
    """Add the route of what binds a fund."""

    @routes.get("/funds/{fund}/commitments", tags=["money"], **described(CommitmentsAnswer))
    def show_commitments(request: Request, community: CommunityId, fund: Id) -> Response:
        """Return what binds a fund: budget against actual, contracts with works, emergencies, receivables."""

        def find(book: Book) -> Commitments:
            found("fund", fund, funds.fund(book.tables, book.pack, fund))
            return commitments.commitments(book.tables, fund)

        return answer_of(library, request, community, CommitmentsAnswer, find)
