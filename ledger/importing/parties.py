"""The parties of a source: persons under numbers, firms under readable ids, each name once in the book.

A person's id is ``p-`` and the next free number, in the order in which the names first appear; it says nothing about
the name. The memory of who is who is the book itself: the sealed names of its registered parties, which the vault
opens. So the same name is the same party in every later import, and two persons of one name are one party until
somebody who knows them registers the second.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable

from ledger.importing.book import Book
from ledger.importing.journal import SLUG_MAX, slug_of
from ledger.rules.act import COMMUNITY_PARTY
from ledger.strict_json import Json


class Parties:
    """Gives every name of a source its party."""

    def __init__(self, book: Book, firms: Iterable[str]) -> None:
        community = book.history.community
        self._known = book.parties
        self._taken = {COMMUNITY_PARTY, *community.parties, *community.members}
        self._firms = frozenset(firms)
        self._new: dict[str, str] = {}

    def id_of(self, name: str) -> str:
        """Return the party of a name, a new one where the book has none."""
        party = self._known.get(name) or self._new.get(name)
        if party is None:
            party = self._firm_id(name) if name in self._firms else self._next("p")
            self._new[name] = party
            self._taken.add(party)
        return party

    def registrations(self, used: Collection[str | None]) -> list[dict[str, Json]]:
        """Return the data of counterparty.registered for each of the ids ``used`` that the book does not have."""
        return [
            {"party": party, "kind": "company" if name in self._firms else "person", "name": {"value": name}}
            for name, party in self._new.items()
            if party in used
        ]

    def _firm_id(self, name: str) -> str:
        slug = slug_of(name)
        return slug if 1 <= len(slug) <= SLUG_MAX and slug not in self._taken else self._next("f")

    def _next(self, letter: str) -> str:
        numbers = [int(found[1]) for party in self._taken if (found := re.fullmatch(f"{letter}-([0-9]{{1,9}})", party))]
        return f"{letter}-{max(numbers, default=0) + 1:04}"
