"""The views as JSON under ``/{community}/v1/``; every answer carries ``as_of``, the checkpoint that it reflects.

Amounts are minor units of the currency beside them, debit positive; ``index`` is that of an entry of the log; a text is
null where its field is sealed and not public.
"""

from __future__ import annotations

from fastapi import APIRouter, Depends

from api.books import Library
from api.query import strict_query
from api.resources.commitments import add_commitments
from api.resources.duties import add_duties
from api.resources.findings import add_findings
from api.resources.money import add_books, add_funds, add_requests
from api.resources.people import add_order, add_people
from api.resources.statements import add_statements
from api.resources.votes import add_votes


def router(library: Library) -> APIRouter:
    """Return the routes of the views."""
    routes = APIRouter(prefix="/{community}/v1", dependencies=[Depends(strict_query)])
    money = (add_funds, add_requests, add_commitments, add_statements, add_books)
    for add in (*money, add_people, add_order, add_duties, add_votes, add_findings):
        add(routes, library)
    return routes
