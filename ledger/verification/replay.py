"""The sequential stage: the rules, replayed over the whole history, and the figures that come out of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime

import msgspec

from ledger import figures, keys
from ledger.errors import FormatError, RuleError, VerificationError
from ledger.events import Event, format_time
from ledger.figures import Movements
from ledger.jws import Jws
from ledger.rules import public
from ledger.rules.history import History
from ledger.verification.report import Report
from ledger.verification.sources import NOT_JSON
from ledger.verification.stage import Admitted, Checked, decode, verify_signature
from ledger.verification.tree import Tree

FIGURES: Mapping[str, Callable[[History, bytes], bytes]] = {
    "balances.json": figures.balances,
    "tallies.json": figures.tallies,
}
_FORBIDDEN = (
    "The rules that the book was founded with forbid this entry. An honest ledger would have refused it: the "
    "operator's program is not the one that is published, or somebody wrote past it."
)
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


class Replay:
    """Takes checked runs of entries in the order of the log."""

    def __init__(
        self, report: Report, name_of: Callable[[int], str], shown: list[Shown], movements: Movements | None
    ) -> None:
        self.history = History()
        self.tree = Tree()
        self.movements = movements
        self.documents: set[str] = set()
        """SHA-256 of the documents that are registered as public."""
        self._report = report
        self._name_of = name_of
        self.shown = shown
        self._last: datetime | None = None

    def take(self, checked: Checked, stop: int) -> None:
        """Replay a run of entries, which the tree holds already, up to index ``stop`` (excluded).

        Raises:
            VerificationError: the first entry that the rules forbid, or a figure that differs.
        """
        report = self._report
        for index, admitted in enumerate(decode(checked.events), checked.first):
            if index == stop:
                return
            event = admitted.event
            try:
                self._check_order(admitted)
                if index in checked.unsettled:
                    self._settle(checked.unsettled[index])
                self.history.admit(event, admitted.admitted_at)
            except (RuleError, FormatError) as error:
                raise VerificationError(
                    error.rule_id, error.message, advice=_FORBIDDEN, where=self._name_of(index)
                ) from error
            except VerificationError as error:
                error.where = self._name_of(index)
                raise
            self._note(index, event)
        report.disclosures += checked.opened
        report.withheld += checked.published - checked.opened
        report.sealed -= checked.published

    def _check_order(self, admitted: Admitted) -> None:
        if self._last is not None and admitted.admitted_at < self._last:
            raise VerificationError(
                "entry.back_dated",
                f"admitted at {format_time(admitted.admitted_at)}, the entry before it at {format_time(self._last)}",
                advice="The ledger's times never go back: this entry was back-dated, or put in later.",
            )
        self._last = admitted.admitted_at

    def _settle(self, signed: Jws) -> None:
        """Check a signature whose key no worker had met, under the keys announced so far."""
        key = self.history.community.keys.get(signed.kid)
        if key is None:
            raise RuleError("key.unknown", f"no key {signed.kid} was announced before this entry", advice=_FORBIDDEN)
        verify_signature(signed, keys.public_key_bytes(key.x))

    def _note(self, index: int, event: Event) -> None:
        report = self._report
        report.signatures += 1
        report.sealed += len(event.digests)
        self.documents.update(public.documents(event))
        if self.movements is not None:
            self.movements.note(index, event, self.history)
        for shown in self.shown:
            if shown.size == index + 1:
                rows = shown.compare(self.history, self.tree.root(shown.size))
                if shown.name == "balances.json":
                    report.balances = rows
                else:
                    report.tallies = rows
