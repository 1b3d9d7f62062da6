"""The plan of an import: which rows go in, and every event that the treasurer will sign for them, in order.

    source.registered · fund.opened · counterparty.registered · account.opened · movement.reversed · movement.imported ·
    import.completed

A newer edition of a source takes back the rows that it has otherwise or no longer, and brings in what it has otherwise
or anew; what it has as it was stays with the edition that brought it.

What the book has already is left out, so that the plan of a source that was interrupted is what is missing. That a
source is registered says that somebody has looked at its balances and at its overlap with other sources.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ledger.bodies.shared import Unset
from ledger.errors import FormatError, RuleError, UsageError
from ledger.importing.book import Book, ImportedRow
from ledger.importing.drafts import Draft, Drafts, PlannedRow
from ledger.importing.editions import Comparison, compare
from ledger.importing.maps import Map, NamedMap
from ledger.importing.parties import Parties
from ledger.importing.rows import AccountPlace, Place, Reading, Transaction
from ledger.importing.sameness import key_of, match
from ledger.rules.postings import Line
from ledger.sealing import file_hash

TOTALS_MAX = 400


_NOTHING: Comparison[ImportedRow, PlannedRow] = Comparison([], [], [], [])


class SourceFile(NamedTuple):
    """The file of a source: the name it is registered under, and its bytes."""

    name: str
    raw: bytes


class Overlap(NamedTuple):
    """A row of the file, and the row of another source that is the same movement."""

    row: int
    of: ImportedRow


@dataclass(slots=True)
class Plan:
    """What an import will do."""

    source: str
    fund: str
    drafts: list[Draft] = field(default_factory=list)
    new: int = 0
    """Movements that go in now."""
    imported: int = 0
    """Movements that this source has brought in before."""
    editions: Comparison[ImportedRow, PlannedRow] = field(default_factory=lambda: _NOTHING)
    """What became of the movements of the sources that this one replaces; without such, all are added."""
    by_hand: list[tuple[ImportedRow, PlannedRow]] = field(default_factory=list)
    """Movements of those sources that somebody took back by hand, and that this one still has: they are not taken."""
    overlaps: list[Overlap] = field(default_factory=list)
    before_opening: int = 0
    """Of the new ones, those up to the day of the fund's opening balance: history that moves no balance."""
    totals: dict[tuple[str, str], int] = field(default_factory=dict)
    """(``account`` or ``category``, code) to the sum of what this source has brought in, this import included."""
    sums: dict[str, int] = field(default_factory=dict)
    """The same by kind: asset, liability, equity, income, expense."""


def currency_of(book: Book, map_: Map) -> str:
    """Return the currency of the fund that a map names: its own, or the community's where it is not open.

    Raises:
        RuleError: ``community.not_founded``, ``fund.not_open``.
    """
    fund = book.history.funds().get(map_.fund.id)
    if fund is not None and fund.opened is not None:
        return fund.opened.currency
    founded = book.history.community.founded
    if founded is None:
        raise RuleError("community.not_founded", "the book has not been founded", advice="Record community.founded.")
    if isinstance(map_.fund.name, Unset):
        raise RuleError(
            "fund.not_open",
            f"the fund {map_.fund.id!r} of the map is not open",
            advice="Name an open fund in [fund], or give it a name there, with which it is opened.",
        )
    return founded.currency


class Planner:
    """Makes the plan of one file against one book that does not have it complete."""

    def __init__(self, book: Book, named: NamedMap, file: SourceFile, nonce: bytes, replaces: str | None) -> None:
        """Take ``nonce``, 32 random bytes, for a file that the book does not know.

        Raises:
            UsageError: ``import.map_changed``, ``import.replaces_unknown``, ``import.replaces_changed``.
        """
        self._book = book
        self._named = named
        self._file = file
        self._nonce = nonce
        self._known = book.source_of(file.raw)
        self._replaces = self._replaced(replaces)
        self._taken_back = book.taken_back()
        self._parties = Parties(book, named.map.firms)

    def plan(self, reading: Reading) -> Plan:
        """Return what is to be done so that the book holds what was read.

        Raises:
            FormatError: ``import.account_differs``, ``import.totals``.
            RuleError: ``category.unknown``.
        """
        source = self._known or file_hash(self._file.raw, self._nonce)
        plan = Plan(source, self._named.map.fund.id)
        rows = self._choose(plan, [self._row(one) for one in reading.transactions])
        self._add_totals(plan, rows)
        self._add_sums(plan, rows)
        drafts = Drafts(self._book, self._named, source, currency_of(self._book, self._named.map))
        if self._known is None:
            plan.drafts += drafts.registration(self._file.name, self._nonce, reading.count, self._replaces)
        plan.drafts += drafts.fund()
        plan.drafts += drafts.parties(self._parties, rows)
        plan.drafts += drafts.accounts(rows)
        plan.drafts += map(drafts.reversal, self._to_take_back(plan))
        replaced = {new.transaction.row: old for old, new in plan.editions.changed}
        plan.drafts += (drafts.movement(row, replaced.get(row.transaction.row)) for row in rows)
        plan.drafts += drafts.completion(reading, plan.editions, plan.totals)
        return plan

    def _row(self, transaction: Transaction) -> PlannedRow:
        lines = []
        accounts = {}
        for place, amount in transaction.postings:
            kind, code, holder = self._code(place)
            lines.append(Line(kind, code, amount))
            if isinstance(place, AccountPlace):
                accounts[code] = (place, holder)
        party = None if transaction.payee is None else self._parties.id_of(transaction.payee)
        return PlannedRow(transaction, tuple(lines), party, accounts, key_of(transaction.date, tuple(lines)))

    def _code(self, place: Place) -> tuple[Literal["account", "category"], str, str | None]:
        """Return kind and code of a place in the book, and the person whose account it is."""
        if not isinstance(place, AccountPlace):
            return "category", place.code, None
        if place.person is None:
            return "account", place.id, None
        holder = self._parties.id_of(place.person)
        return "account", f"{place.id}-{holder}", holder

    def _choose(self, plan: Plan, rows: Sequence[PlannedRow]) -> list[PlannedRow]:
        """Return the rows that go in, and count the others."""
        editions = self._editions()
        self._compare(plan, rows, editions)
        held = {row.row for row in self._book.rows if row.source == plan.source}
        plan.imported = len(held)
        going_in = [*(new for _, new in plan.editions.changed), *plan.editions.added]
        missing = [row for row in going_in if row.transaction.row not in held]
        missing.sort(key=lambda row: row.transaction.row)
        plan.new = len(missing)
        if self._known is None:
            standing = (row for row in self._book.rows if row.id not in self._taken_back)
            elsewhere = ((row.key, row) for row in standing if row.source not in editions)
            same = match(((row.key, row) for row in missing), elsewhere).same
            plan.overlaps = [Overlap(row.transaction.row, other) for row, other in same]
        return missing

    def _editions(self) -> list[str]:
        """Return the sources that this one replaces, the oldest first."""
        return [*self._book.editions(self._replaces)][::-1] if self._replaces else []

    def _compare(self, plan: Plan, rows: Sequence[PlannedRow], editions: Sequence[str]) -> None:
        """Find what became of each row of the sources that this one replaces.

        Raises:
            UsageError: ``import.replaces_fund``.
        """
        order = {source: number for number, source in enumerate(editions)}
        held = sorted(
            (row for row in self._book.rows if row.source in order), key=lambda row: (order[row.source], row.row)
        )
        elsewhere = next((row.fund for row in held if row.fund != plan.fund), None)
        if elsewhere is not None:
            raise UsageError(
                "import.replaces_fund",
                f"rows of the source that is replaced stand in the fund {elsewhere!r}, the map says {plan.fund!r}",
                advice="Import a newer edition into the fund of the older one; import another file without --replaces.",
            )
        taken_back = self._taken_back
        counted = [row for row in held if taken_back.get(row.id, plan.source) == plan.source]
        found = compare([(row.content, row) for row in counted], [(row.content, row) for row in rows])
        by_hand = [row for row in held if row.id in taken_back and taken_back[row.id] is None]
        known = match(
            ((row.content.figures, row) for row in found.added), ((row.content.figures, row) for row in by_hand)
        )
        plan.editions = found._replace(added=known.new)
        plan.by_hand = [(old, new) for new, old in known.same]

    def _to_take_back(self, plan: Plan) -> list[ImportedRow]:
        rows = [*(old for old, _ in plan.editions.changed), *plan.editions.vanished]
        return [row for row in rows if row.id not in self._taken_back]

    def _add_totals(self, plan: Plan, rows: Sequence[PlannedRow]) -> None:
        fund = self._book.history.funds().get(plan.fund)
        before = fund.imported.get(plan.source) if fund else None
        totals = Counter(before.totals if before else {})
        for row in rows:
            for kind, code, amount in row.lines:
                totals[kind, code] += amount
        if len(totals) > TOTALS_MAX:
            raise FormatError(
                "import.totals",
                f"the source has {len(totals)} accounts and categories, at most {TOTALS_MAX} can be totalled",
                advice="Bring several together in the map: `slug = false`, or one `id` for a prefix.",
            )
        plan.totals = dict(sorted(totals.items()))
        opening = fund.opening_as_of if fund else None
        plan.before_opening = sum(opening is not None and row.transaction.date <= opening for row in rows)

    def _add_sums(self, plan: Plan, rows: Sequence[PlannedRow]) -> None:
        opened = self._book.history.accounts().items()
        kinds = {account: state.opened.kind for account, state in opened if state.opened is not None}
        kinds |= {account: place.kind for row in rows for account, (place, _holder) in row.accounts.items()}
        pack = self._book.history.community.pack
        assert pack is not None
        plan.sums = dict.fromkeys(("asset", "liability", "equity", "income", "expense"), 0)
        for (kind, code), amount in plan.totals.items():
            side = kinds[code] if kind == "account" else pack.side_of(code)
            if side is None:
                raise RuleError(
                    "category.unknown",
                    f"the chart has no category {code!r}",
                    advice=f"Use one of these in the map: {', '.join(chapter.code for chapter in pack.chart)}.",
                )
            plan.sums[side] += amount

    def _replaced(self, replaces: str | None) -> str | None:
        """Return the source that is replaced: what the user says, or what an import that was begun has said."""
        if self._known is None:
            if replaces is not None and replaces not in self._book.registered:
                sources = ", ".join(self._book.registered) or "none"
                raise UsageError(
                    "import.replaces_unknown",
                    f"there is no source {replaces!r} in the book",
                    advice=f"Name one of the sources that were imported: {sources}.",
                )
            return replaces
        begun = self._book.registered[self._known]
        if begun.map_sha256 != self._named.sha256:
            raise UsageError(
                "import.map_changed",
                "the import of this file was begun with another map",
                advice=f"Continue it with the map whose SHA-256 is {begun.map_sha256}.",
            )
        if replaces not in (None, begun.replaces):
            raise UsageError(
                "import.replaces_changed",
                "the import of this file was begun without --replaces, or with another source",
                advice="Leave --replaces out: the import goes on as it was begun.",
            )
        return begun.replaces if isinstance(begun.replaces, str) else None


def check(plan: Plan, *, also: bool) -> None:
    """Refuse rows that another source has brought already; ``also`` says that they only look the same.

    Raises:
        RuleError: ``import.rows_known``.
    """
    if plan.overlaps and not also:
        row, other = plan.overlaps[0]
        raise RuleError(
            "import.rows_known",
            f"{len(plan.overlaps)} of {plan.new} movements are in the book from another source, the first one of row "
            f"{row} as row {other.row} of {other.source}",
            advice="They would count twice. If this file is a newer edition of that one, add --replaces with its id; "
            "if the movements only look the same, add --also.",
        )
