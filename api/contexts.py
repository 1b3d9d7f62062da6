"""What each page shows, gathered from the queries; the templates only write it down."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from pathlib import Path
from stat import S_ISREG
from typing import Any

from api import calendar, explained, reading
from api.books import Book
from api.entries import entry_of, event_at, lines_of
from api.language import CHINESE
from api.problems import ProblemError, found
from ledger.tlog.checkpoint import Checkpoint
from projections.queries import (
    assemblies,
    chain,
    documents,
    duties,
    funds,
    inquiries,
    meetings,
    motions,
    movements,
    names,
    offices,
    people,
    requests,
    rules,
    statements,
)
from projections.queries import book as community_views
from projections.queries.paging import Cursor

Context = dict[str, Any]

RECENT = 100
"""Payments that the first page looks behind; it says how many they were."""
RECENT_SHOWN = 5
ROWS_A_PAGE = 30
ENTRIES_A_PAGE = 50
YEARS_AHEAD = 10
DONE_SHOWN_DAYS = 365


def common(book: Book, language: str) -> Context:
    """Return what every page of a community needs: its name, whose id means whom, and the words of the chart."""
    parties = people.counterparties(book.tables)
    everybody = people.members(book.tables)

    def name_of(member: str, index: int | None) -> str | None:
        found = people.holder(everybody, member, index)
        return None if found is None else found.name

    def quorum_of(motion: motions.Motion) -> int:
        """Return how many seats must take part in a vote, by the rules of the day on which it opened."""
        present, seats = book.pack.fraction("committee.present", motion.opens[:10]), book.details.seats
        return next(number for number in range(seats + 2) if number > seats or present.reached_by(number, seats))

    return {
        "facts_of": lambda one: explained.facts_of(one, language),
        "quorum_of": quorum_of,
        "community": book.details,
        "as_of": book.as_of,
        "name_of": name_of,
        "parties": {one.id: one.name for one in parties if one.name},
        "persons": {one.id for one in parties if one.kind == "person" and not one.name},
        "chart": {
            chapter.code: chapter.words.zh if language == CHINESE else chapter.words.en for chapter in book.pack.chart
        },
    }


def moment_of(book: Book, today: date | None) -> datetime:
    """Return the instant that a page is about.

    A day that is asked for is taken at its noon. Without one it is now, and never before the last entry, which in a
    made-up community is the end of the story.

    Raises:
        ProblemError: ``day.too_far``, 422: what comes again and again would be reckoned for every year up to it.
    """
    last = community_views.last_admitted_at(book.tables)
    now = last if book.details.simulated else datetime.now(UTC).replace(second=0, microsecond=0)
    now = max(last, now).astimezone(book.zone)
    if today is None:
        return now
    if today.year - now.year > YEARS_AHEAD:
        raise ProblemError(
            HTTPStatus.UNPROCESSABLE_ENTITY,
            "day.too_far",
            f"{today} lies more than {YEARS_AHEAD} years ahead",
            advice="Ask for an earlier day.",
        )
    return datetime.combine(today, time(12), book.zone)


def of_moment(book: Book, moment: datetime, *, asked: bool) -> Context:
    """Whether somebody asked for that day, and how far the book goes, of which all else on the page is."""
    written_until = community_views.last_admitted_at(book.tables).astimezone(moment.tzinfo).date().isoformat()
    return {
        "asked": moment.isoformat() if asked else None,
        "written_until": written_until,
        "last_movement": community_views.last_movement(book.tables),
    }


def _month_of(book: Book, moment: datetime) -> str:
    """Return a day of the month that the first page adds up.

    Nobody lives in a made-up community: where its story has ended, the month in which money moved last says more than
    the one in which somebody tried the program on it.
    """
    day = moment.date().isoformat()
    last = community_views.last_movement(book.tables)
    return last if book.details.simulated and last is not None and last < day else day


def first(book: Book, moment: datetime, *, asked: bool) -> Context:
    """Where the money is, what came and went, what is being decided, what is to be explained, whom to ask."""
    shown = funds.funds(book.tables, book.pack)
    owners = [fund for fund in shown if fund.owner_of_money == "owners"]
    totals: dict[str, int] = {book.details.currency: 0} if not owners else {}
    for fund in owners:
        totals[fund.currency] = totals.get(fund.currency, 0) + fund.money
    month = moment.date().isoformat() if asked else _month_of(book, moment)
    outgoing = [
        (left, movements.backing(book.tables, book.pack, left)) for left in movements.outgoing(book.tables, RECENT)
    ]
    recent = movements.recent_spending(book.tables, book.pack, RECENT_SHOWN)
    due = requests.outstanding(book.tables, book.pack)
    return {
        "reconciled": statements.reconciled(book.tables),
        "totals": totals,
        "owners": owners,
        "others": [fund for fund in shown if fund.owner_of_money != "owners"],
        "month": month,
        "this_month": month[:7] == moment.date().isoformat()[:7],
        "months": funds.months(book.tables, book.pack, month[:7]) or [funds.MonthTotal(book.details.currency, 0, 0)],
        "recent": [(spent, movements.backing(book.tables, book.pack, spent.movement)) for spent in recent],
        "looked_at": sum(behind is not None for _left, behind in outgoing),
        "imported": [left.date for left, behind in outgoing if behind is None and left.source is not None],
        "unexplained": [(left, behind) for left, behind in outgoing if behind is not None and behind.missing],
        "unpaid": due.unpaid,
        "part_paid": due.part_paid,
        "noted": [fund for fund in shown if _is_noted(fund, due.part_paid)],
        "open_motions": motions.open_at(book.tables, moment),
        "undeclared": motions.undeclared_at(book.tables, moment),
        "waiting": community_views.waiting(book.tables),
        "explain": explained.open_on(book, moment),
        "counted": lambda language: explained.counted(explained.open_on(book, moment), language),
        "overdue": duties.count_overdue(book.tables, moment.tzinfo or UTC, moment.date()),
        "committee": [one for one in people.members(book.tables) if one.body == "committee" and one.ended is None],
    }


def all_funds(book: Book) -> Context:
    """All funds."""
    return {"funds": funds.funds(book.tables, book.pack), "sources": documents.sources(book.tables)}


def one_fund(book: Book, fund_id: str, cursor: Cursor | None) -> Context:
    """A fund with a page of its history."""
    fund = found("fund", fund_id, funds.fund(book.tables, book.pack, fund_id))
    page = movements.movements(book.tables, fund_id, cursor, ROWS_A_PAGE)
    due = requests.outstanding(book.tables, book.pack)
    return {
        "fund": fund,
        "buildings": funds.buildings(book.tables, fund_id),
        "building_names": {building.id: building.name for building in book.details.buildings},
        "movements": page.movements,
        "next": page.next,
        "later": cursor is not None,
        "unpaid": [one for one in due.unpaid if one.fund == fund_id],
        "part_paid": due.part_paid,
        "noted": _is_noted(fund, due.part_paid),
    }


def _is_noted(fund: funds.Fund, part_paid: list[requests.Asked]) -> bool:
    """Tell whether something of a fund is to be explained beside its payments."""
    below_zero = any(one.kind == "asset" and one.amount < 0 for one in fund.accounts)
    return below_zero or bool(fund.overpaid) or any(one.fund == fund.id for one in part_paid)


def one_movement(book: Book, index: int, moment: datetime) -> Context:
    """A movement with its chain."""
    shown = found("movement", index, chain.chain(book.tables, book.pack, index))
    fund = found("fund", shown.movement.fund, funds.fund(book.tables, book.pack, shown.movement.fund))
    named = [*shown.documents, *(shown.request.documents if shown.request else [])]
    return {
        "chain": shown,
        "findings": explained.open_about(book, moment, index),
        "fund": fund,
        "accounts": funds.accounts_of(book.tables, [line.code for line in shown.postings if line.kind == "account"]),
        "held": held(book, *(one.sha256 for one in named if one.withdrawn is None)),
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


def all_motions(book: Book, moment: datetime, cursor: Cursor | None) -> Context:
    """Open votes first, then a page of what was decided."""
    running = motions.open_at(book.tables, moment)
    page = motions.motions(book.tables, cursor, ROWS_A_PAGE)
    others = [one for one in page.motions if one.id not in {shown.id for shown in running}]
    coming = {one.id for one in others if datetime.fromisoformat(one.opens) > moment}
    return {
        "open_motions": running,
        "motions": others,
        "coming": coming,
        "next": page.next,
        "later": cursor is not None,
    }


def one_motion(book: Book, motion_id: str, moment: datetime) -> Context:
    """A motion with its ballots and the payments that rest on it."""
    detail = found("motion", motion_id, motions.motion(book.tables, motion_id))
    return {
        "detail": detail,
        "motion": detail.motion,
        "findings": explained.open_about_stream(book, moment, f"motion/{motion_id}"),
        "is_open": motions.is_open(detail.motion, moment),
        "has_ended": datetime.fromisoformat(detail.motion.closes) <= moment,
        "payments": movements.of_requests(book.tables, detail.requests),
        "present": book.pack.parameter("committee.present", detail.motion.opens[:10]),
        "assembly": assemblies.assembly(book.tables, motion_id),
        "in_favour": book.pack.parameter("committee.in_favour", detail.motion.opens[:10]),
        "fund_names": {fund.id: fund.name for fund in funds.funds(book.tables, book.pack)},
    }


def all_meetings(book: Book, cursor: Cursor | None) -> Context:
    """A page of meetings."""
    page = meetings.meetings(book.tables, cursor, ROWS_A_PAGE)
    return {"meetings": page.meetings, "next": page.next, "later": cursor is not None}


def one_meeting(book: Book, meeting_id: str, moment: datetime) -> Context:
    """A meeting with its minutes."""
    detail = found("meeting", meeting_id, meetings.meeting(book.tables, meeting_id))
    about = {item.motion: motions.motion(book.tables, item.motion) for item in detail.agenda if item.motion}
    return {
        "detail": detail,
        "meeting": detail.meeting,
        "findings": explained.open_about_stream(book, moment, f"meeting/{meeting_id}"),
        "motions": {name: one.motion for name, one in about.items() if one is not None},
        "held": held(book, *(version.document for version in detail.minutes)),
    }


def all_members(book: Book) -> Context:
    """Offices, and the firms and persons that the community deals with."""
    everybody = people.members(book.tables)
    return {
        "in_office": [one for one in everybody if one.ended is None],
        "former": [one for one in everybody if one.ended is not None],
        "recovery_keys": people.recovery_keys(book.tables),
        "counterparties": people.counterparties(book.tables),
        "waiting": [one for one in community_views.waiting(book.tables) if one.subject == "community"],
        "offices": offices.offices(book.tables),
    }


def the_rules(book: Book, moment: datetime) -> Context:
    """The rules in force on a day, with their sources."""
    return {"rules": rules.rules_in_force(book.tables, book.details, moment.date().isoformat())}


def all_inquiries(book: Book, moment: datetime) -> Context:
    """What owners asked, what they were told, and what is overdue."""
    return {"inquiries": inquiries.inquiries(book.tables, book.pack, book.zone), "today": moment.date().isoformat()}


def all_findings(book: Book, moment: datetime) -> Context:
    """What is to be explained, and what was and no longer is."""
    day = moment.date().isoformat()
    open_ = explained.open_on(book, moment)
    return {
        "open": open_,
        "ended": [one for one in explained.findings_of(book, moment) if not one.holds_on(day)],
        "counted": lambda language: explained.counted(open_, language),
        "today": day,
    }


def all_duties(book: Book, moment: datetime) -> Context:
    """What is overdue, what comes, and what was done of that which was due in the last year."""
    today = moment.date()
    lines = duties.duties(book.tables, book.zone, today)
    since = (today - timedelta(days=DONE_SHOWN_DAYS)).isoformat()
    return {
        "overdue": duties.grouped(one for one in lines if one.state == "overdue"),
        "due": [[one] for one in lines if one.state == "due"],
        "done": [[one] for one in lines if one.state == "done" and one.due >= since][::-1],
        "since": since,
        "what": calendar.what,
        "today": today.isoformat(),
    }


def all_entries(book: Book, before: int | None) -> Context:
    """A page of entries, the latest first."""
    stop = book.as_of.size if before is None else min(before, book.as_of.size)
    start = max(stop - ENTRIES_A_PAGE, 0)
    return {
        "entries": lines_of(book.reader, start, stop)[::-1],
        "next": start if start > 0 else None,
        "later": before is not None,
        **signers(book),
    }


def signers(book: Book) -> Context:
    """Whose key is whose: the members' keys, and who keeps each recovery key."""
    return {
        "members": {key.kid: member.id for member in people.members(book.tables) for key in member.keys},
        "keepers": {key.kid: key.holder for key in people.recovery_keys(book.tables)},
    }


def one_entry(book: Book, index: int, head: Checkpoint, moment: datetime) -> Context:
    """An entry: what it says, who signed it, and its technical facts."""
    answer = entry_of(book, index)
    _raw, _admitted_at, signed, event = event_at(book.reader, index)
    says = reading.read(book, index)
    return {
        "entry": answer,
        "event": event,
        "payload": signed.payload.decode(),
        "says": says,
        "findings": explained.open_about(book, moment, index),
        "standing": chain.standing(book.tables, index),
        "acts": chain.acts_on(book.tables, index),
        "names": names.names(book.tables),
        "held": held(book, *reading.documents_in(says)),
        **signers(book),
        "remarks": offices.remarks_of(book.tables, index),
        "is_movement": movements.is_movement(book.tables, index),
        "size": head.size,
    }
