"""What each page shows, gathered from the queries; the templates only write it down."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, tzinfo
from pathlib import Path
from stat import S_ISREG
from typing import Any

from api import figures
from api.books import Book
from api.entries import entry_of, event_at, lines_of
from api.language import CHINESE
from api.problems import found
from ledger.tlog.checkpoint import Checkpoint
from projections.queries import assemblies, chain, documents, funds, meetings, motions, movements, people
from projections.queries import book as community_views

Context = dict[str, Any]

RECENT = 100
"""Payments that the first page looks behind; it says how many they were."""
RECENT_SHOWN = 5
MOVEMENTS_A_PAGE = 30
ENTRIES_A_PAGE = 50


def common(book: Book, language: str) -> Context:
    """Return what every page of a community needs: its name, whose id means whom, and the words of the chart."""
    parties = people.counterparties(book.tables)
    return {
        "community": book.details,
        "as_of": book.as_of,
        "names": {one.id: one.name for one in people.members(book.tables) if one.name},
        "parties": {one.id: one.name for one in parties if one.name},
        "persons": {one.id for one in parties if one.kind == "person" and not one.name},
        "chart": {
            chapter.code: chapter.words.zh if language == CHINESE else chapter.words.en for chapter in book.pack.chart
        },
    }


def moment_of(book: Book, today: date | None) -> datetime:
    """Return the instant that a page is about.

    A day that is asked for is taken at its noon. Without one it is now, and in a made-up community the moment of the
    last entry, because its story has ended.
    """
    zone = figures.zone_of(book.details.timezone)
    if today is not None:
        return datetime.combine(today, time(12), zone)
    if book.details.simulated:
        return community_views.last_admitted_at(book.tables).astimezone(zone)
    return datetime.now(UTC).replace(second=0, microsecond=0).astimezone(zone)


def first(book: Book, moment: datetime) -> Context:
    """Where the money is, what came and went, what is being decided, what is to be explained, whom to ask."""
    shown = funds.funds(book.tables, book.pack)
    owners = [fund for fund in shown if fund.owner_of_money == "owners"]
    totals: dict[str, int] = {book.details.currency: 0} if not owners else {}
    for fund in owners:
        totals[fund.currency] = totals.get(fund.currency, 0) + fund.money
    month = moment.date().isoformat()
    spending = [
        (spent, movements.backing(book.tables, book.pack, spent))
        for spent in movements.recent_spending(book.tables, RECENT)
    ]
    return {
        "written_until": _last_day(book, moment.tzinfo),
        "totals": totals,
        "owners": owners,
        "others": [fund for fund in shown if fund.owner_of_money != "owners"],
        "month": month,
        "months": funds.months(book.tables, book.pack, month[:7]) or [funds.MonthTotal(book.details.currency, 0, 0)],
        "recent": spending[:RECENT_SHOWN],
        "looked_at": sum(behind is not None for _spent, behind in spending),
        "imported": sum(behind is None and spent.source is not None for spent, behind in spending),
        "unexplained": [(spent, behind) for spent, behind in spending if behind is not None and behind.missing],
        "open_motions": [one for one in motions.motions(book.tables) if motions.is_open(one, moment)],
        "waiting": community_views.waiting(book.tables),
        "committee": [one for one in people.members(book.tables) if one.body == "committee" and one.ended is None],
    }


def _last_day(book: Book, zone: tzinfo | None) -> str:
    return community_views.last_admitted_at(book.tables).astimezone(zone).date().isoformat()


def all_funds(book: Book) -> Context:
    """All funds."""
    return {"funds": funds.funds(book.tables, book.pack), "sources": documents.sources(book.tables)}


def one_fund(book: Book, fund_id: str, cursor: movements.Cursor | None) -> Context:
    """A fund with a page of its history."""
    fund = found("fund", fund_id, funds.fund(book.tables, book.pack, fund_id))
    page = movements.movements(book.tables, fund_id, cursor, MOVEMENTS_A_PAGE)
    return {"fund": fund, "movements": page.movements, "next": page.next, "later": cursor is not None}


def one_movement(book: Book, index: int) -> Context:
    """A movement with its chain."""
    shown = found("movement", index, chain.chain(book.tables, book.pack, index))
    fund = found("fund", shown.movement.fund, funds.fund(book.tables, book.pack, shown.movement.fund))
    named = [*shown.documents, *(shown.request.documents if shown.request else [])]
    return {
        "chain": shown,
        "fund": fund,
        "accounts": funds.accounts_of(book.tables, [line.code for line in shown.postings if line.kind == "account"]),
        "held": held(book, *(one.sha256 for one in named)),
    }


def held(book: Book, *documents: str | None) -> frozenset[str]:
    """Return which of these documents (SHA-256, as the views have them) lie here as public files.

    A link could lead to what is not public.
    """
    folder = book.public / "documents"
    if folder.is_symlink():
        return frozenset()
    return frozenset(sha256 for sha256 in documents if sha256 and _is_plain_file(folder / sha256))


def _is_plain_file(path: Path) -> bool:
    try:
        return S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:
        return False


def all_motions(book: Book, moment: datetime) -> Context:
    """Open votes first, then what was decided."""
    shown = motions.motions(book.tables)
    running = [one for one in shown if motions.is_open(one, moment)]
    return {"open_motions": running, "motions": [one for one in shown if one not in running], "moment": moment}


def one_motion(book: Book, motion_id: str, moment: datetime) -> Context:
    """A motion with its ballots and the payments that rest on it."""
    detail = found("motion", motion_id, motions.motion(book.tables, motion_id))
    return {
        "detail": detail,
        "motion": detail.motion,
        "is_open": motions.is_open(detail.motion, moment),
        "payments": movements.of_requests(book.tables, detail.requests),
        "assembly": assemblies.assembly(book.tables, book.pack, book.pack, motion_id),
        "in_favour": book.pack.parameter("committee.in_favour", detail.motion.opens[:10]),
        "fund_names": {fund.id: fund.name for fund in funds.funds(book.tables, book.pack)},
    }


def all_meetings(book: Book) -> Context:
    """All meetings."""
    return {"meetings": meetings.meetings(book.tables)}


def one_meeting(book: Book, meeting_id: str) -> Context:
    """A meeting with its minutes."""
    detail = found("meeting", meeting_id, meetings.meeting(book.tables, meeting_id))
    about = {item.motion: motions.motion(book.tables, item.motion) for item in detail.agenda if item.motion}
    return {
        "detail": detail,
        "meeting": detail.meeting,
        "motions": {name: one.motion for name, one in about.items() if one is not None},
        "held": held(book, *(version.document for version in detail.minutes)),
    }


def all_members(book: Book) -> Context:
    """Offices, and the firms and persons that the community deals with."""
    everybody = people.members(book.tables)
    return {
        "in_office": [one for one in everybody if one.ended is None],
        "former": [one for one in everybody if one.ended is not None],
        "counterparties": people.counterparties(book.tables),
        "waiting": [one for one in community_views.waiting(book.tables) if one.subject == "community"],
    }


def all_entries(book: Book, before: int | None) -> Context:
    """A page of entries, the latest first."""
    stop = book.as_of.size if before is None else min(before, book.as_of.size)
    start = max(stop - ENTRIES_A_PAGE, 0)
    return {
        "entries": lines_of(book.reader, start, stop)[::-1],
        "next": start if start > 0 else None,
        "later": before is not None,
        "members": members_of_keys(book),
    }


def members_of_keys(book: Book) -> dict[str, str]:
    """Return whose key is whose."""
    return {key.kid: member.id for member in people.members(book.tables) for key in member.keys}


def one_entry(book: Book, index: int, head: Checkpoint) -> Context:
    """An entry: what it says, who signed it, and its technical facts."""
    answer = entry_of(book, index)
    _raw, _admitted_at, signed, event = event_at(book.reader, index)
    return {
        "entry": answer,
        "event": event,
        "payload": signed.payload.decode(),
        "member": members_of_keys(book).get(event.kid),
        "is_movement": movements.is_movement(book.tables, index),
        "size": head.size,
    }
