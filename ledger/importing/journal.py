"""Reading a list of postings: the rows of one transaction stand one after the other and add up to zero."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import groupby

from msgspec import UNSET

from ledger.drafting import personal_patterns
from ledger.errors import FormatError
from ledger.importing.cells import AmountForm, clean, clean_line, day_pattern, parse_day
from ledger.importing.maps import AccountRule, PostingsMap
from ledger.importing.records import Row, Sheet
from ledger.importing.rows import (
    AccountPlace,
    CategoryPlace,
    OtherRow,
    Place,
    Problem,
    Reading,
    SourcePosting,
    Transaction,
)
from ledger.importing.table import BETWEEN_TEXTS, check_width, year_of

POSTINGS_MAX = 200
SLUG_MAX = 64
PERSONS_SLUG_MAX = 48
"""Leaves room behind it for the number of a person."""


class JournalReader:
    """Reads the rows of one sheet by a map."""

    def __init__(self, sheet: Sheet, map_: PostingsMap, form: AmountForm) -> None:
        self._sheet = sheet
        self._map = map_
        self._form = form
        self._days = [day_pattern(day) for day in map_.dates]
        self._year = year_of(sheet, map_)
        self._places = Places(map_.accounts)
        self._seen: set[str] = set()
        self.reading = Reading(sheet.count, form)

    def read(self) -> Reading:
        """Return what the sheet holds."""
        self.reading.others += [OtherRow(row.number, "above the header") for row in self._sheet.above]
        self.reading.others.append(OtherRow(self._sheet.header.number, "header"))
        movements = [row for row in self._sheet.below if not self._is_other(row)]
        for number, rows in groupby(movements, key=lambda row: self._sheet.cell(row, self._map.columns.transaction)):
            self._add(number, list(rows))
        return self.reading

    def _is_other(self, row: Row) -> bool:
        """List a row that has no account and is blank or known to the map as no movement."""
        if row.blank:
            self.reading.others.append(OtherRow(row.number, "blank"))
            return True
        if self._sheet.cell(row, self._map.columns.account):
            return False
        for rule in self._map.not_movements:
            if any(re.search(rule.match, cell) for cell in row.cells):
                self.reading.others.append(OtherRow(row.number, rule.is_))
                return True
        return False

    def _add(self, number: str, rows: Sequence[Row]) -> None:
        """Add the movement of these rows, or each row of it that is not understood."""
        try:
            self._check_number(number)
            self.reading.transactions.append(self._transaction(rows))
        except _RowError as error:
            self.reading.problems.append(Problem.of(error.row, error.reason))
        except FormatError as error:
            self.reading.problems.append(Problem.of(rows[0].number, error))

    def _check_number(self, number: str) -> None:
        if not number or number in self._seen:
            why = f"the transaction {number!r} stands in two places" if number else "the row has no transaction number"
            raise FormatError(
                "import.transaction",
                why,
                advice="Sort the file by transaction, so that the postings of each stand together.",
            )
        self._seen.add(number)

    def _transaction(self, rows: Sequence[Row]) -> Transaction:
        columns = self._map.columns
        days: list[str] = []
        postings: list[SourcePosting] = []
        texts: dict[str, None] = {}
        for row in rows:
            try:
                check_width(row, self._sheet)
                days.append(parse_day(self._sheet.cell(row, columns.date), self._days, self._year))
                postings.append(self._posting(row))
                texts |= dict.fromkeys(filter(None, (clean(self._sheet.cell(row, name)) for name in columns.text)))
            except FormatError as error:
                raise _RowError(row.number, error) from error
        payee = clean_line(self._sheet.cell(rows[0], columns.payee)) if isinstance(columns.payee, str) else ""
        _check(days, postings, self._form)
        return Transaction(rows[0].number, days[0], tuple(postings), payee or None, clean(BETWEEN_TEXTS.join(texts)))

    def _posting(self, row: Row) -> SourcePosting:
        columns = self._map.columns
        amount = self._form.parse(self._sheet.cell(row, columns.amount))
        if amount is None:
            raise FormatError("import.amount", "the posting has no amount", advice="Correct the row.")
        if isinstance(columns.commodity, str):
            self._form.check_commodity(self._sheet.cell(row, columns.commodity))
        return SourcePosting(self._places.of(clean_line(self._sheet.cell(row, columns.account))), amount)


class _RowError(Exception):
    """A row inside a transaction that is not understood."""

    def __init__(self, row: int, reason: FormatError) -> None:
        super().__init__(row, reason)
        self.row = row
        self.reason = reason


def _check(days: Sequence[str], postings: Sequence[SourcePosting], form: AmountForm) -> None:
    """Refuse a transaction that does not balance, or is on two days.

    Raises:
        FormatError: ``import.unbalanced``, ``import.date``.
    """
    total = sum(posting.amount for posting in postings)
    if total != 0 or len(postings) == 1:
        raise FormatError(
            "import.unbalanced",
            f"the transaction has {len(postings)} postings that add up to {form.write(total)}, not to 0",
            advice="The file was cut off or altered: export it again.",
        )
    if len(set(days)) > 1:
        raise FormatError("import.date", "the transaction is on several days", advice="Split it, or correct its days.")
    if len(postings) > POSTINGS_MAX:
        raise FormatError(
            "import.postings",
            f"the transaction has {len(postings)} postings, at most {POSTINGS_MAX} are allowed",
            advice="Split it in the source.",
        )


class Places:
    """Finds what each account of the source is in the book; two accounts are never made one by their slugs alone."""

    def __init__(self, rules: Sequence[AccountRule]) -> None:
        self._rules = sorted(rules, key=lambda rule: len(rule.prefix), reverse=True)
        self._found: dict[str, Place] = {}
        self._owners: dict[tuple[str, str], str] = {}

    def of(self, path: str) -> Place:
        """Return the account or category of an account of the source.

        Raises:
            FormatError: ``import.account_unmapped``, ``import.account_slug``, ``import.account_personal``,
                ``import.account_collision``.
        """
        if path not in self._found:
            self._found[path] = self._new(path)
        return self._found[path]

    def _new(self, path: str) -> Place:
        rule = next((rule for rule in self._rules if f"{path}:".startswith(f"{rule.prefix}:")), None)
        if rule is None:
            raise FormatError(
                "import.account_unmapped",
                f"the map does not say what the account {path!r} is",
                advice="Add its prefix to [[accounts]] in the map.",
            )
        below = path[len(rule.prefix) + 1 :]
        if isinstance(rule.category, str):
            if not below or not rule.slug or "/" in rule.category:
                return CategoryPlace(self._claimed("category", rule.category, rule.category))
            return CategoryPlace(self._claimed("category", f"{rule.category}/{_slug(below, SLUG_MAX)}", path))
        assert rule.kind is not UNSET
        name = rule.name if isinstance(rule.name, str) else rule.prefix
        if rule.persons and below:
            slug = rule.id if isinstance(rule.id, str) else _slug(rule.prefix, PERSONS_SLUG_MAX)
            return AccountPlace(slug, rule.kind, rule.subtype, name, below)
        if isinstance(rule.id, str):
            return AccountPlace(self._claimed("account", rule.id, rule.id), rule.kind, rule.subtype, name)
        slug = self._claimed("account", _slug(path, SLUG_MAX), path)
        return AccountPlace(slug, rule.kind, rule.subtype, path)

    def _claimed(self, kind: str, code: str, owner: str) -> str:
        """Return a code for its owner: the path that it is a slug of, or itself where the map gives it."""
        other = self._owners.setdefault((kind, code), owner)
        if other != owner:
            raise FormatError(
                "import.account_collision",
                f"{other!r} and {owner!r} would both be the {kind} {code!r}",
                advice="Give each of them a rule of its own in [[accounts]], with `id` or `category`.",
            )
        return code


def slug_of(text: str) -> str:
    """Return the lower-case ASCII letters and digits of a text, with hyphens for all else; empty where it has none."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.sub("[^a-z0-9]+", "-", plain.replace("'", "")).strip("-")


def _slug(path: str, limit: int) -> str:
    """Return a slug that may stand in clear for ever.

    Raises:
        FormatError: ``import.account_slug``, ``import.account_personal``.
    """
    for warning in personal_patterns(path):
        raise FormatError(
            "import.account_personal",
            f"{warning}, and would stand in clear",
            advice="Give the account a rule of its own in [[accounts]], with an `id` and a `name` without it.",
        )
    slug = slug_of(path)
    if not 1 <= len(slug) <= limit:
        raise FormatError(
            "import.account_slug",
            f"no id of 1 to {limit} letters a-z and digits can be made of {path!r}",
            advice="Give it a rule of its own in [[accounts]], with `id` or with a category such as repairs/lift.",
        )
    return slug
