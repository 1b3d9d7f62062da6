"""The sequential stage: the rules, replayed over the whole history."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ledger import keys
from ledger.errors import FormatError, RuleError, VerificationError
from ledger.events import Event, format_time
from ledger.figures import Movements
from ledger.jws import Jws
from ledger.rules import public
from ledger.rules.history import History
from ledger.verification.report import Report
from ledger.verification.shown import Shown
from ledger.verification.stage import Checked, decode, verify_signature
from ledger.verification.tree import Tree

_FORBIDDEN = (
    "The rules that the book was founded with forbid this entry. An honest ledger would have refused it: the "
    "operator's program is not the one that is published, or somebody wrote past it."
)


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
        index = checked.first
        for bundle in checked.events:
            # All bodies first: decoding and the rules each fill the processor's caches.
            admitted = [(one.admitted_at, one.event) for one in decode(bundle)]
            for admitted_at, event in admitted[: stop - index]:
                self._admit(index, event, admitted_at, checked.unsettled.get(index))
                index += 1
        report = self._report
        report.disclosures += checked.opened
        report.withheld += checked.published - checked.opened
        report.sealed -= checked.published

    def _admit(self, index: int, event: Event, admitted_at: datetime, unsettled: Jws | None) -> None:
        try:
            self._check_order(admitted_at)
            if unsettled is not None:
                self._settle(unsettled)
            self.history.admit(event, admitted_at)
        except (RuleError, FormatError) as error:
            raise VerificationError(
                error.rule_id, error.message, advice=_FORBIDDEN, where=self._name_of(index)
            ) from error
        except VerificationError as error:
            error.where = self._name_of(index)
            raise
        self._note(index, event)

    def _check_order(self, admitted_at: datetime) -> None:
        if self._last is not None and admitted_at < self._last:
            raise VerificationError(
                "entry.back_dated",
                f"admitted at {format_time(admitted_at)}, the entry before it at {format_time(self._last)}",
                advice="The ledger's times never go back: this entry was back-dated, or put in later.",
            )
        self._last = admitted_at

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
