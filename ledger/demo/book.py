"""Writes the story into a book on disk, as if its two years went by: sitting by sitting, published every month.

The same program gives the same entries, checkpoints and exports every time.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime
from itertools import groupby
from pathlib import Path

from ledger.application import Ledger
from ledger.demo.script import Script, Signed, sitting_of
from ledger.store.layout import Folder


def write(script: Script, folder: Path, guard: Path, progress: Callable[[int, int], None]) -> None:
    """Found the community in ``folder`` and write its whole story, with the last signed state in ``guard``.

    ``progress`` is told how many events are in the book, of how many.

    Raises:
        StoreError: ``community.exists``, ``store.failed``, ``guard.*``.
    """
    Ledger.create(folder, script.cast.origin, script.cast.log_key)
    for digest, content in script.files.items():
        (Folder(folder).documents / digest).write_bytes(content)
    clock = _Clock()
    with Ledger.open(folder, clock=clock, guard=guard) as ledger:
        done = 0
        for sitting in _sittings(script.signed()):
            if clock.shows_another_month_than(sitting[-1].at):
                ledger.publish()
            clock.now = sitting[-1].at
            ledger.append([signed.sd_jwt for signed in sitting])
            done += len(sitting)
            progress(done, script.length)
        ledger.publish()


class _Clock:
    """The ledger's clock, which goes through the times of the story."""

    now: datetime | None = None

    def __call__(self) -> datetime:
        assert self.now is not None
        return self.now

    def shows_another_month_than(self, then: datetime) -> bool:
        return self.now is not None and (self.now.year, self.now.month) != (then.year, then.month)


def _sittings(signed: Iterator[Signed]) -> Iterator[list[Signed]]:
    for _hour, sitting in groupby(signed, key=lambda one: sitting_of(one.at)):
        yield list(sitting)
