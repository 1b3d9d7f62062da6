"""Strict query parameters: what a route does not know, and what is given twice, is refused and never ignored."""

from __future__ import annotations

import re
from collections import Counter
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any, TypeAlias

from fastapi import Query, Request, Response
from pydantic import BeforeValidator

from api.problems import MEDIA_TYPE, Problem, ProblemError
from ledger.strict_json import INTEGER_MAX
from projections.queries.paging import Cursor, parse_cursor

LIMIT_MAX = 1000
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
_NUMBER = re.compile(r"0|[1-9][0-9]{0,15}", re.ASCII)


def _index(text: object) -> object:
    """Read a number in its one form: neither ``007`` nor ``+7`` nor ``7.0`` nor ``٧`` names entry 7."""
    if isinstance(text, str) and (_NUMBER.fullmatch(text) is None or int(text) > INTEGER_MAX):
        raise ValueError("not the number of an entry, counted from 0")
    return text


def _day(text: object) -> object:
    """Read ``YYYY-MM-DD`` and nothing else that a date could be written as."""
    if isinstance(text, str) and _DAY.fullmatch(text) is None:
        raise ValueError("not a day, written YYYY-MM-DD")
    return text


Index: TypeAlias = Annotated[int, BeforeValidator(_index)]
"""0-based index of an entry of the log."""
Day: TypeAlias = Annotated[date | None, BeforeValidator(_day)]
"""A day, or none."""
Limit: TypeAlias = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="How many at most.")]


def strict_query(request: Request) -> None:
    """Refuse parameters that the route has not declared; a dependency of every route.

    Raises:
        ProblemError: ``query.unknown``, ``query.repeated``, 400.
    """
    declared = {field.alias for field in request.scope["route"].dependant.query_params}
    for name, times in Counter(key for key, _value in request.query_params.multi_items()).items():
        if name not in declared:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST,
                "query.unknown",
                f"there is no parameter {name!r} here",
                advice=f"This address takes: {', '.join(sorted(declared)) or 'none'}.",
            )
        if times > 1:
            raise ProblemError(
                HTTPStatus.BAD_REQUEST, "query.repeated", f"{name!r} is given {times} times", advice="Give it once."
            )


def cursor_of(text: str | None) -> Cursor | None:
    """Return the cursor that a reader has sent.

    Raises:
        ProblemError: ``query.cursor``, 422.
    """
    cursor = None if text is None else parse_cursor(text)
    if text is not None and cursor is None:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "query.cursor",
            f"{text!r} is no cursor of this list",
            advice="Take `after` from `next` of the page before; begin without it.",
        )
    return cursor


def described(answer: type) -> dict[str, Any]:
    """Return what a JSON route's decorator needs to describe its answers in /openapi.json."""
    return {"response_model": None, "responses": {200: {"model": answer}, **_OTHERWISE}}


def described_file(media_type: str) -> dict[str, Any]:
    """Return the same for a route that answers with a file of another kind."""
    return {"response_class": Response, "responses": {200: {"content": {media_type: {}}}, **_OTHERWISE}}


_PROBLEMS: dict[str, Any] = {"model": Problem, "content": {MEDIA_TYPE: {}}}
_OTHERWISE: dict[int | str, Any] = {
    304: {"description": "The reader has this version already."},
    **dict.fromkeys((400, 404, 422, 503), _PROBLEMS),
}
