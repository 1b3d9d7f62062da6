"""What is to be explained, as JSON and CSV."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Literal, TypeAlias

from fastapi import APIRouter, Path, Query, Request, Response

from api import contexts
from api.answers import etag_of, json_of, respond
from api.books import AsOf, Book, Library
from api.explained import findings_of
from api.log import Community as CommunityId
from api.problems import found
from api.query import Day, Index, described, described_file
from api.spreadsheet import CSV, csv_of
from projections.findings.base import Severity
from projections.queries.findings import Finding, findings_about

Today: TypeAlias = Annotated[Day, Query(description="The day that is asked about; without it, this one.")]
Code: TypeAlias = Annotated[
    str | None, Query(pattern="^[A-G][0-9]{1,2}$", description="Only findings of this code: A0, F5.")
]
Serious: TypeAlias = Annotated[Severity | None, Query(description="Only those that are so serious.")]
State: TypeAlias = Annotated[
    Literal["open", "ended"] | None, Query(description="Only those that hold on that day, or that held before it.")
]
About: TypeAlias = Annotated[Index | None, Query(description="Only those that name this entry.")]


@dataclass(frozen=True, slots=True)
class Findings:
    """The findings that had begun on the day ``on``, ended ones too: the most serious first, then the latest."""

    as_of: AsOf
    on: str
    findings: list[Finding]


@dataclass(frozen=True, slots=True)
class FindingAnswered:
    """One finding."""

    as_of: AsOf
    on: str
    finding: Finding


@dataclass(frozen=True, slots=True)
class FindingRow:
    """One line of the CSV; ``facts`` are written ``amount=720000 CNY``, ``answers`` are indexes of entries."""

    id: str
    code: str
    severity: str
    title_en: str
    title_zh: str
    says_en: str
    says_zh: str
    article: str
    status: str
    index: int
    refs: list[int]
    since: str
    until: str | None
    facts: str
    answers: list[int]


def add_findings(routes: APIRouter, library: Library) -> None:
    """Add the list in its two forms, and one finding."""

    @routes.get("/findings", tags=["findings"], **described(Findings))
    def list_findings(
        request: Request,
        community: CommunityId,
        today: Today = None,
        code: Code = None,
        severity: Serious = None,
        state: State = None,
        about: About = None,
    ) -> Response:
        """List what the book does not show where a rule would have it, and what was answered to it."""
        with library.open(community) as book:
            moment = contexts.moment_of(book, today)
            day = moment.date().isoformat()

            def make() -> Findings:
                return Findings(book.as_of, day, list(_kept(book, moment, code, severity, state, about)))

            return json_of(request, book.as_of, make, day)

    @routes.get("/findings.csv", tags=["findings"], **described_file(CSV))
    def findings_csv(
        request: Request,
        community: CommunityId,
        today: Today = None,
        code: Code = None,
        severity: Serious = None,
        state: State = None,
        about: About = None,
    ) -> Response:
        """List the same as CSV (UTF-8), one line a finding; several indexes are parted by spaces."""
        with library.open(community) as book:
            moment = contexts.moment_of(book, today)

            def make() -> bytes:
                return csv_of(FindingRow, map(_row, _kept(book, moment, code, severity, state, about)))

            return respond(request, etag_of(book.as_of.root, moment.date()), CSV, make)

    _add_one(routes, library)


def _add_one(routes: APIRouter, library: Library) -> None:
    @routes.get("/findings/{finding}", tags=["findings"], **described(FindingAnswered))
    def show_finding(
        request: Request, community: CommunityId, finding: Annotated[str, Path(max_length=200)], today: Today = None
    ) -> Response:
        """Return one finding with its answers."""
        with library.open(community) as book:
            moment = contexts.moment_of(book, today)
            day = moment.date().isoformat()

            def make() -> FindingAnswered:
                named = (one for one in findings_of(book, moment) if one.id == finding)
                return FindingAnswered(book.as_of, day, found("finding", finding, next(named, None)))

            return json_of(request, book.as_of, make, day)


def _kept(
    book: Book, moment: datetime, code: str | None, severity: Severity | None, state: str | None, about: int | None
) -> Iterable[Finding]:
    shown = findings_of(book, moment)
    day = moment.date().isoformat()
    for one in shown if about is None else findings_about(shown, about):
        is_open = "open" if one.holds_on(day) else "ended"
        if code in (None, one.code) and severity in (None, one.severity) and state in (None, is_open):
            yield one


def _row(one: Finding) -> FindingRow:
    facts = (f"{fact.name}={fact.value}{f' {fact.currency}' if fact.currency else ''}" for fact in one.facts)
    return FindingRow(
        one.id, one.code, one.severity, one.title_en, one.title_zh, one.says_en, one.says_zh, one.article, one.status,
        one.index, one.refs, one.since, one.until, "; ".join(facts), [answer.index for answer in one.answers],
    )  # fmt: skip
