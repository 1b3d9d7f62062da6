"""What the resources share: the envelope of an answer, and the parameters that several of them take."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, TypeVar

from fastapi import Path, Query, Request, Response

from api.answers import json_of
from api.books import AsOf, Book, Library

Found = TypeVar("Found")
Id = Annotated[str, Path(max_length=64)]
After = Annotated[str | None, Query(max_length=30, description="`next` of the page before.")]


def answer_of(
    library: Library,
    request: Request,
    community: str,
    answer: Callable[[AsOf, Found], object],
    find: Callable[[Book], Found],
) -> Response:
    """Find something in the book and answer with it, or with nothing new where the reader has that state."""
    with library.open(community) as book:
        return json_of(request, book.as_of, lambda: answer(book.as_of, find(book)))
