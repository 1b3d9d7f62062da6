"""The books under HOME: every folder with ``public/ledger.db`` is one, and only its ``public/`` is ever opened."""

from __future__ import annotations

import re
import sqlite3
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, tzinfo
from functools import cached_property
from http import HTTPStatus
from pathlib import Path

from api.problems import ProblemError
from ledger.errors import StoreError
from ledger.store.reader import Reader
from ledger.store.wal import connect_reader, is_damage
from ledger.tlog import tiles
from ledger.zones import zone_of
from projections import VIEWS, position
from projections.queries.book import Community, Pack, community, pack_of

_UNREAD = "the tables behind the pages of this book cannot be read; its log is not affected"
COMMUNITY = re.compile(r"[a-z0-9][a-z0-9-]{0,63}", re.ASCII)


@dataclass(frozen=True, slots=True)
class AsOf:
    """The checkpoint that an answer reflects: number of entries and tree head (base64)."""

    size: int
    root: str


class Book:
    """One book, open for the length of a request; everything that is asked of it shows the same moment."""

    def __init__(self, public: Path) -> None:
        self.public = public
        self.community = public.parent.name

    @cached_property
    def reader(self) -> Reader:
        """The published log."""
        return Reader.open(self.public)

    @property
    def has_views(self) -> bool:
        """Whether anything of this book is shown yet, in tables that this version knows."""
        return position(self.public) > 0

    @cached_property
    def tables(self) -> sqlite3.Connection:
        """The views, in one read transaction.

        Raises:
            ProblemError: ``views.missing``, ``views.damaged``, 503.
        """
        try:
            return self._open_tables()
        except (StoreError, sqlite3.DatabaseError) as error:
            raise damaged_views(error) from error

    def _open_tables(self) -> sqlite3.Connection:
        if not self.has_views:
            raise ProblemError(
                HTTPStatus.SERVICE_UNAVAILABLE,
                "views.missing",
                "nothing of this book is shown yet",
                advice="Whoever keeps the book publishes it with `mingzhang publish`.",
            )
        tables = connect_reader(self.public / VIEWS)
        tables.execute("BEGIN")
        return tables

    @cached_property
    def as_of(self) -> AsOf:
        """What the views reflect. A catch-up that is under way shows its last full page, whose root is computed."""
        size, root = self.tables.execute("SELECT size, root FROM progress").fetchone()
        return AsOf(size, root or b64encode(tiles.root(self.reader.tile, size)).decode("ascii"))

    def at(self, size: int | None) -> AsOf:
        """Return what an answer about an earlier size reflects: None is the newest.

        Raises:
            ProblemError: ``size.unknown``, 404.
        """
        newest = self.as_of
        if size is None or size == newest.size:
            return newest
        if not 0 < size < newest.size:
            raise ProblemError(
                HTTPStatus.NOT_FOUND,
                "size.unknown",
                f"this book has not had {size} published entries yet",
                advice=f"Ask for a size from 1 to {newest.size}.",
            )
        return AsOf(size, b64encode(tiles.root(self.reader.tile, size)).decode("ascii"))

    @cached_property
    def details(self) -> Community:
        """What entry 0 says of the community."""
        return community(self.tables)

    @cached_property
    def zone(self) -> tzinfo:
        """The community's time zone; UTC where this machine does not know it."""
        return zone_of(self.details.timezone) or UTC

    @cached_property
    def pack(self) -> Pack:
        """The rule pack that governs."""
        return pack_of(self.details)

    def close(self) -> None:
        """Close what was opened."""
        for handle in ("reader", "tables"):
            if handle in self.__dict__:
                self.__dict__[handle].close()


def damaged_views(error: StoreError | sqlite3.Error) -> ProblemError:
    """Return the problem of views that cannot be read: damaged ones stay so until somebody makes them anew."""
    if is_damage(error) if isinstance(error, sqlite3.Error) else error.rule_id == "store.damaged":
        return ProblemError(
            HTTPStatus.SERVICE_UNAVAILABLE,
            "views.damaged",
            _UNREAD,
            advice="Whoever keeps the book makes them anew with `mingzhang rebuild`.",
        )
    return ProblemError(
        HTTPStatus.SERVICE_UNAVAILABLE,
        "views.unreadable",
        _UNREAD,
        advice="Try again in a few seconds; if it stays so, tell whoever keeps this server.",
    )


class Library:
    """All books of one HOME."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def communities(self) -> list[str]:
        """Return the ids of all communities, sorted."""
        found = (path.parent.parent.name for path in self._home.glob("*/public/ledger.db"))
        return sorted(filter(COMMUNITY.fullmatch, found))

    @contextmanager
    def open(self, community: str) -> Iterator[Book]:
        """Open the book of a community.

        Raises:
            ProblemError: ``community.unknown``, 404.
        """
        public = self._home / community / "public"
        if COMMUNITY.fullmatch(community) is None or not (public / "ledger.db").is_file():
            raise ProblemError(
                HTTPStatus.NOT_FOUND,
                "community.unknown",
                "there is no such community here",
                advice="The page / lists the communities of this server.",
            )
        book = Book(public)
        try:
            yield book
        finally:
            book.close()
