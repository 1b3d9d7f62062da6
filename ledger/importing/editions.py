"""Two editions of one source side by side: which rows are the same, which were changed, which vanished, which are new.

What a row says of money is its day and what it changes on each account and category; two rows that agree in that, and
do not name two different payees, are the same. This alone decides what is booked: of every row that is not the same,
the old one is taken back and the new one goes in, so that the book then has the figures of the newer edition.

That an old and a new row of those are *one row that was changed* is a reading: row numbers move when a row is inserted,
and no source numbers its rows for ever. It decides between the words "changed" and "vanished, and a new one", and never
a figure. So it is read only from what speaks for it: the same day and change on the accounts; a text that stands once
in either edition; the same day or the same amounts at the same place between rows that are the same. What nothing
speaks for has vanished: nobody hides a missing row behind a new one elsewhere.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Generic, NamedTuple, TypeVar

from ledger.importing.sameness import key_of, match
from ledger.rules.postings import Lines

HeldT = TypeVar("HeldT")
NewT = TypeVar("NewT")

_BEGINNING = -1
"""Where the rows stand that have no same row before them."""


class Content(NamedTuple):
    """What a row says; ``party`` and ``text`` are None where it names none or they cannot be read any more."""

    date: str
    lines: Lines
    party: str | None = None
    text: str | None = None

    @property
    def figures(self) -> tuple[str, tuple[tuple[str, str, int], ...]]:
        """Day and change on every place, in one form whatever the order of the postings."""
        sums: Counter[tuple[str, str]] = Counter()
        for kind, code, amount in self.lines:
            sums[kind, code] += amount
        return self.date, tuple(sorted((kind, code, amount) for (kind, code), amount in sums.items() if amount))

    def written(self, write: Callable[[int], str]) -> str:
        """Return day, amounts and payee in one line; ``write`` writes an amount of minor units."""
        day, lines = self.figures
        amounts = ", ".join(f"{code} {write(amount)}" for _, code, amount in lines)
        return " ".join(filter(None, (day, amounts, self.party)))


class Comparison(NamedTuple, Generic[HeldT, NewT]):
    """What became of each row of two editions; each row stands in exactly one of the four lists, in its old order."""

    same: list[tuple[HeldT, NewT]]
    changed: list[tuple[HeldT, NewT]]
    vanished: list[HeldT]
    added: list[NewT]


def compare(held: Sequence[tuple[Content, HeldT]], read: Sequence[tuple[Content, NewT]]) -> Comparison[HeldT, NewT]:
    """Compare the rows that the book holds with those of a newer edition, both in the order of their source."""
    pairs = _Pairs([content for content, _ in held], [content for content, _ in read])
    pairs.take(lambda one: (one.figures, one.party))
    pairs.take(lambda one: one.figures, old=_has_no_party)
    pairs.take(lambda one: one.figures, new=_has_no_party)
    same = list(pairs.found)
    pairs.take(lambda one: key_of(one.date, one.lines))
    pairs.take_by_text()
    pairs.take_in_place(same, lambda one: one.date)
    pairs.take_in_place(same, lambda one: one.figures[1])
    changed = pairs.found[len(same) :]
    return Comparison(
        [(held[old][1], read[new][1]) for old, new in sorted(same)],
        [(held[old][1], read[new][1]) for old, new in sorted(changed)],
        [held[old][1] for old in pairs.old],
        [read[new][1] for new in pairs.new],
    )


def _has_no_party(content: Content) -> bool:
    return content.party is None


def _any(_content: Content) -> bool:
    return True


class _Pairs:
    """Pairs of places in two sequences of rows, taken by one criterion after the other from what is left."""

    def __init__(self, held: Sequence[Content], read: Sequence[Content]) -> None:
        self._held = held
        self._read = read
        self.old = list(range(len(held)))
        self.new = list(range(len(read)))
        self.found: list[tuple[int, int]] = []

    def take(
        self,
        key: Callable[[Content], Hashable],
        old: Callable[[Content], bool] = _any,
        new: Callable[[Content], bool] = _any,
    ) -> None:
        """Pair what has the same key among the rows asked for, the first ones first."""
        self._pair(
            ((key(self._held[place]), place) for place in self.old if old(self._held[place])),
            ((key(self._read[place]), place) for place in self.new if new(self._read[place])),
        )

    def take_by_text(self) -> None:
        """Pair rows whose text stands once in what is left of either edition."""
        old = Counter(self._held[place].text for place in self.old)
        new = Counter(self._read[place].text for place in self.new)

        def stands_once(content: Content) -> bool:
            return bool(content.text) and old[content.text] == new[content.text] == 1

        self.take(lambda one: one.text, stands_once, stands_once)

    def take_in_place(self, same: Iterable[tuple[int, int]], key: Callable[[Content], Hashable]) -> None:
        """Pair what has the same key and stands behind the same row of both editions."""
        partner = {_BEGINNING: _BEGINNING} | dict(same)
        anchors, marks = sorted(partner), sorted(partner.values())
        self._pair(
            (((partner[_last_before(anchors, place)], key(self._held[place])), place) for place in self.old),
            (((_last_before(marks, place), key(self._read[place])), place) for place in self.new),
        )

    def _pair(self, old: Iterable[tuple[Hashable, int]], new: Iterable[tuple[Hashable, int]]) -> None:
        found = [(held, read) for read, held in match(new, old).same]
        self.found += found
        gone, taken = {held for held, _ in found}, {read for _, read in found}
        self.old = [place for place in self.old if place not in gone]
        self.new = [place for place in self.new if place not in taken]


def _last_before(places: Sequence[int], place: int) -> int:
    return places[bisect_right(places, place) - 1]
