"""``mingzhang audit``: verify a book, and then say what in it is to be explained."""

from __future__ import annotations

import re
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, date
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.cli.common import now, printable, progress_bar
from ledger.cli.verify import (
    EXIT_IN_PART,
    AnchorOption,
    JsonOption,
    SourceArgument,
    failures_shown,
    said,
    verified,
)
from ledger.zones import zone_of

if TYPE_CHECKING:
    import sqlite3

    from ledger.verification import Report, Source
    from ledger.verification.kept import Kept
    from projections.queries.duties import DutyLine
    from projections.queries.findings import Finding
    from projections.queries.published import ComparedFigure

EXIT_TO_EXPLAIN = 5
_DAY = re.compile(r"[12][0-9]{3}-[0-9]{2}-[0-9]{2}", re.ASCII)
_UNCOMPARED = "(the official text was not compared)"


@dataclass(frozen=True, slots=True)
class Audit:
    """What is to be explained on a day: duties that are overdue, reports and their figures against the books.

    ``misnamed`` are the entries of reports that name a state of the book which it never had.
    """

    on: date
    duties: list[DutyLine]
    findings: list[Finding]
    """All that had begun, ended ones too."""
    figures: list[ComparedFigure]
    misnamed: list[int]

    @property
    def open(self) -> list[Finding]:
        """The findings that hold on the day, answered or not: an answer explains, and the finding stays."""
        return [one for one in self.findings if one.holds_on(self.on.isoformat())]

    @property
    def differing(self) -> list[ComparedFigure]:
        """The figures of reports in force that are not those of the books."""
        return [one for one in self.figures if one.verdict == "different" and one.superseded is None]

    @property
    def is_clean(self) -> bool:
        """Whether nothing was found."""
        return not (self.duties or self.open or self.differing or self.misnamed)


def command(
    source: SourceArgument,
    anchor: AnchorOption = None,
    today: Annotated[
        str | None,
        typer.Option("--today", metavar="YYYY-MM-DD", help="The day to judge by; a made-up book has its last entry's."),
    ] = None,
    json_: JsonOption = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", min=1, help="Processes to verify with; by default one per core.")
    ] = None,
) -> None:
    """Verify a book, then list overdue duties, findings, and published figures that are not those of the books.

    Exit codes: 0 everything holds and nothing is to be explained · 1 something does not hold · 2 called in a way that
    cannot work · 3 something could not be fetched · 4 verified in part, as with `verify` · 5 everything holds, and
    something is to be explained: it says nothing against the record itself.

    Example: mingzhang audit yuanqu-1-2026-03 --anchor notice.txt --today 2026-03-31
    """
    day = None if today is None else _day(today)
    with failures_shown(json_=json_):
        opened, report = verified(source, anchor, jobs)
        audit = _audit(opened, report, day)
    if json_:
        _print_json(report, audit)
    else:
        typer.echo("\n".join([*said(report), "", *_lines(audit)]))
    if report.lacking:
        raise typer.Exit(EXIT_IN_PART)
    if not audit.is_clean:
        raise typer.Exit(EXIT_TO_EXPLAIN)


def _day(text: str) -> date:
    """Read a day in its one form.

    Raises:
        UsageError: ``day.malformed``.
    """
    from ledger.errors import UsageError

    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UsageError("day.malformed", f"{text!r} is no day", advice="Write it as 2026-03-31.")


def _audit(source: Source, report: Report, today: date | None) -> Audit:
    """Make the views of the verified entries in a folder of their own, and ask them."""
    import projections
    from ledger.store.wal import connect_reader
    from ledger.verification.kept import Kept

    with TemporaryDirectory(prefix="mingzhang-audit-") as folder:
        views = Path(folder) / projections.VIEWS
        with closing(Kept(Path(folder) / "log.db")) as kept:
            with progress_bar("reading") as progress:
                checkpoint = kept.take(source, report, progress)
            with progress_bar("views") as progress:
                projections.project(views, kept, checkpoint, progress)
            with closing(connect_reader(views)) as tables:
                return _asked(tables, kept, today)


def _asked(tables: sqlite3.Connection, kept: Kept, today: date | None) -> Audit:
    from projections.queries import book
    from projections.queries.duties import duties
    from projections.queries.findings import findings
    from projections.queries.published import compared_figures

    found = book.community(tables)
    pack = book.pack_of(found)
    zone = zone_of(found.timezone) or UTC
    last = book.last_admitted_at(tables)
    on = today or (last if found.simulated else max(last, now())).astimezone(zone).date()
    return Audit(
        on,
        duties(tables, zone, on, state="overdue"),
        findings(tables, pack, zone, on.isoformat()),
        compared_figures(tables, pack.sides),
        [
            index
            for index, size, root in tables.execute("SELECT position, size, root FROM publication ORDER BY position")
            if size > index or kept.root(size) != root
        ],
    )


def _lines(audit: Audit) -> list[str]:
    """Say what was found, each with the entry to look at; nothing of it says that somebody did wrong."""
    from projections.queries.duties import grouped

    unknown = [one for one in audit.figures if one.verdict == "unknown"]
    answered, ended = sum(bool(one.answers) for one in audit.open), len(audit.findings) - len(audit.open)
    equal = sum(one.verdict == "equal" for one in audit.figures)
    return [
        f"audited as of {audit.on}",
        "",
        f"{len(audit.duties):>9,} duties overdue · 逾期未办",
        *(f"  - {_duty(group)}" for group in grouped(audit.duties)),
        f"{len(audit.open):>9,} findings that hold, {answered:,} of them answered; {ended:,} held before · 要说明的事",
        *(f"  - {_finding(one)}" for one in audit.open),
        f"{len(audit.figures):>9,} published figures: {equal:,} equal to the books · 公示的数字",
        *(f"  - {_figure(one)}" for one in audit.figures if one.verdict == "different"),
        *(f"  - entry {index}: the report names a state of the book that it never had" for index in audit.misnamed),
        *(f"  - {_where(one)}: not compared, the books have no such figure" for one in unknown),
        "",
        "Nothing is to be explained. 没有要说明的事"
        if audit.is_clean
        else "This is not found in the book, or differs from it; please explain. 账本中未查到或不一致，请说明",
    ]


def _duty(group: list[DutyLine]) -> str:
    """Say one duty, or the periods in which the same one is overdue."""
    one = group[0]
    periods = one.period if len(group) == 1 else f"{one.period} to {group[-1].period} ({len(group)} periods)"
    about = " ".join(part for part in (one.name or one.about, periods) if part)
    source = one.article or ("default of this program" if one.parameter else "the notice itself")
    sure = "" if one.status == "verified" else f" {_UNCOMPARED}"
    entries = ", ".join(map(str, one.refs))
    return printable(
        f"since {one.due}: {one.words_en} {one.words_zh}{f': {about}' if about else ''}; {one.late_days} days; "
        f"entry {entries}; {source}{sure}"
    )


def _finding(one: Finding) -> str:
    """Say one finding with its entries, its days, its article and who answered it."""
    entries = ", ".join(map(str, [one.index, *one.refs]))
    given = "".join(f"; answered in entry {answer.index} ({answer.outcome})" for answer in one.answers)
    sure = "" if one.status == "verified" else f" {_UNCOMPARED}"
    until = "" if one.until is None else f" until {one.until}"
    return printable(
        f"{one.code} {one.severity} since {one.since}{until}: {one.title_en} {one.title_zh}; entry {entries}; "
        f"{one.article or 'rules of this book'}{sure}{given}"
    )


def _where(one: ComparedFigure) -> str:
    return printable(f"entry {one.index}: {one.fund} {one.period} {one.code} {one.stated}")


def _figure(one: ComparedFigure) -> str:
    later = "" if one.superseded is None else f"; replaced by entry {one.superseded}"
    return f"{_where(one)}, the books give {one.found} {one.currency} (minor units){later}"


def _print_json(report: Report, audit: Audit) -> None:
    import msgspec

    found = {
        "verified": not report.lacking,
        **msgspec.to_builtins(report),
        "on": audit.on,
        "to_explain": not audit.is_clean,
        "overdue": audit.duties,
        "findings": [{"open": one in audit.open} | asdict(one) for one in audit.findings],
        "figures": [asdict(one) | {"verdict": one.verdict} for one in audit.figures],
        "misnamed": audit.misnamed,
    }
    typer.echo(msgspec.json.encode(found).decode())
