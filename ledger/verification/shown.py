"""The figures that a book shows, against those that the replayed history gives.

A figure says itself how many entries it reflects. An export shows them of its checkpoint's size and no other. A
server's views may be a moment behind what it has published; how far is part of the verdict.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import msgspec

from ledger import figures
from ledger.errors import VerificationError
from ledger.rules.history import History
from ledger.verification.report import Report
from ledger.verification.sources import FIGURES_BYTES_MAX, NOT_JSON, Source

FIGURES: Mapping[str, Callable[[History, bytes], bytes]] = {
    "balances.json": figures.balances,
    "tallies.json": figures.tallies,
}
_FALSE_FIGURE = "What is shown is not what the signed entries add up to. Trust the entries, and ask the operator."


class _AsOf(msgspec.Struct):
    size: int


class _Dated(msgspec.Struct):
    as_of: _AsOf


class Shown:
    """A published figure, waiting for the replay to reach the size that it reflects."""

    def __init__(self, name: str, raw: bytes) -> None:
        """Read which size a figure reflects.

        Raises:
            VerificationError: ``figures.malformed``.
        """
        self.name = name
        self.raw = raw
        try:
            self.size = msgspec.json.decode(raw, type=_Dated).as_of.size
        except NOT_JSON as error:
            raise VerificationError("figures.malformed", str(error), advice=_FALSE_FIGURE, where=name) from error

    def compare(self, history: History, root: bytes) -> int:
        """Compare with the replayed history and return how many rows are equal.

        Raises:
            VerificationError: ``figures.differ``, with the first row that is false.
        """
        kind = self.name.removesuffix(".json")
        expected = FIGURES[self.name](history, root)
        rows: list[object] = msgspec.json.decode(expected)[kind]
        if expected == self.raw:
            return len(rows)
        given = self._rows(kind)
        place = next(
            (i for i, (a, b) in enumerate(zip(given, rows, strict=False)) if a != b), min(len(given), len(rows))
        )
        message = f"row {place}: shown is {_row(given, place)}, the entries give {_row(rows, place)}"
        if given == rows:
            at = next((i for i, (a, b) in enumerate(zip(self.raw, expected, strict=False)) if a != b), len(expected))
            message = f"the rows agree, but byte {at} does not: shown is {self.raw[at : at + 40]!r}"
        raise VerificationError("figures.differ", message, advice=_FALSE_FIGURE, where=self.name)

    def _rows(self, kind: str) -> list[object]:
        """Return the rows that are shown; none where there is no list of them."""
        try:
            shown = msgspec.json.decode(self.raw).get(kind)
        except NOT_JSON:
            return []
        return shown if isinstance(shown, list) else []


def _row(rows: list[object], place: int) -> str:
    return msgspec.json.encode(rows[place]).decode() if place < len(rows) else "nothing"


def read_shown(source: Source) -> list[Shown]:
    """Read the figures that a source shows.

    Raises:
        FetchError: one could not be read.
        VerificationError: ``figures.malformed``.
    """
    return [Shown(name, raw) for name in FIGURES if (raw := source.read(name, FIGURES_BYTES_MAX)) is not None]


def are_behind(shown: list[Shown], size: int) -> bool:
    """Tell whether a figure reflects less than what is published."""
    return any(figure.size < size for figure in shown)


def check_reflects(shown: list[Shown], size: int, *, exported: bool) -> None:
    """Refuse figures of a size that is not published and, in an export, those of any other size than its own.

    Raises:
        VerificationError: ``figures.ahead``, ``figures.behind``.
    """
    for figure in shown:
        if not 1 <= figure.size <= size:
            raise VerificationError(
                "figures.ahead",
                f"reflects {figure.size} entries, the checkpoint has {size}",
                advice="The figures do not belong to this log; fetch both again.",
                where=figure.name,
            )
        if exported and figure.size != size:
            raise VerificationError(
                "figures.behind",
                f"reflects {figure.size} entries, the export has {size}",
                advice="An export shows what all its entries add up to. Somebody put an older file there, which hides "
                "what came after it. Ask for a fresh export.",
                where=figure.name,
            )


def conclude(shown: list[Shown], report: Report) -> None:
    """Say as of which size the figures were compared, and which of them were not compared to the end."""
    sizes = {figure.name: figure.size for figure in shown}
    report.balances_as_of = sizes.get("balances.json")
    report.tallies_as_of = sizes.get("tallies.json")
    for name in FIGURES:
        size = sizes.get(name)
        if size is None:
            report.lacking.append(f"{name}: this source shows none.")
        elif size < report.size:
            report.lacking.append(
                f"{name} reflects {size} of {report.size} entries and was compared at that size: what later entries "
                "change in it is not shown."
            )
