"""The disclosures that a source shows, handed out run by run to the stage that checks them."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.errors import MingzhangError, VerificationError
from ledger.verification.sources import Opening


class Openings:
    """Hands out disclosures by entry, which must come in the order of the entries, up to the first that is wrong."""

    def __init__(self, openings: Iterator[Opening], size: int, *, live: bool) -> None:
        self._openings = openings
        self._next: Opening | None = None
        self._failure: MingzhangError | None = None
        self._last = 0
        self._size = size
        self._live = live
        self._advance()

    def _advance(self) -> None:
        try:
            self._next = next(self._openings, None)
        except MingzhangError as error:
            self._next, self._failure = None, error
            return
        if self._next is not None and self._next.index < self._last:
            self._failure = self._misplaced(self._next, "does not come in the order of the entries")
            self._next = None

    def below(self, stop: int) -> list[tuple[int, str]]:
        """Return the disclosures of the entries below ``stop`` that were not handed out yet."""
        found = []
        while self._next is not None and self._next.index < stop:
            self._last = self._next.index
            found.append((self._next.index, self._next.disclosure))
            self._advance()
        return found

    def check(self) -> None:
        """Raise what was wrong with the disclosure that would have come next."""
        if self._failure is not None:
            raise self._failure

    def end(self) -> None:
        """Refuse disclosures beyond the log; a live server may have published more since."""
        if self._next is not None and not self._live:
            raise self._misplaced(self._next, f"but the log has {self._size} entries")

    def _misplaced(self, opening: Opening, why: str) -> VerificationError:
        return VerificationError(
            "disclosures.misplaced",
            f"a text is shown for entry {opening.index}, {why}",
            advice="The list of texts was altered; fetch it again.",
            where=f"disclosures, entry {opening.index}",
        )
