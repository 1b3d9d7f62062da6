"""When two rows of two sources are the same movement: compared as multisets, because a day may see the same twice.

The key of a movement is its day and what it changes on each account. Nothing else: the same payment reads differently
in a bank's file and in the committee's own, another map gives it another category, and a name may stand in one file
only. Counting money twice is worse than asking once too often; what only looks the same is imported with ``--also``.
Movements that change no account are compared by what they change on each category.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Hashable, Iterable
from typing import Generic, NamedTuple, TypeAlias, TypeVar

from ledger.rules.postings import Lines

Key: TypeAlias = tuple[str, tuple[tuple[str, str, int], ...]]
NewT = TypeVar("NewT")
HeldT = TypeVar("HeldT")


def key_of(date: str, lines: Lines) -> Key:
    """Return the key of a movement."""
    sums: defaultdict[tuple[str, str], int] = defaultdict(int)
    for kind, code, amount in lines:
        sums[kind, code] += amount
    changed = sorted((*place, amount) for place, amount in sums.items() if amount != 0)
    on_accounts = [one for one in changed if one[0] == "account"]
    return date, tuple(on_accounts or changed)


class Match(NamedTuple, Generic[NewT, HeldT]):
    """Two multisets side by side: what only the first has, what both have, what only the second has."""

    new: list[NewT]
    same: list[tuple[NewT, HeldT]]
    left: list[HeldT]


def match(items: Iterable[tuple[Hashable, NewT]], held: Iterable[tuple[Hashable, HeldT]]) -> Match[NewT, HeldT]:
    """Pair items with what is held under the same key, each once and the first ones first."""
    waiting: defaultdict[Hashable, deque[HeldT]] = defaultdict(deque)
    for key, one in held:
        waiting[key].append(one)
    new: list[NewT] = []
    same: list[tuple[NewT, HeldT]] = []
    for key, item in items:
        if waiting[key]:
            same.append((item, waiting[key].popleft()))
        else:
            new.append(item)
    return Match(new, same, [one for queue in waiting.values() for one in queue])
