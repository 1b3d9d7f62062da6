"""Findings about what everybody is to be told: publications, minutes, answers, audits, seals, other duties."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.rules.packs import Words
from projections.findings.base import LAPSED, Definition, Fact, Found, Views, later, missed
from projections.queries.published import compared_figures

_OTHER_DUTIES = (
    "meeting_held", "committee_meeting", "assembly_meeting", "vote_result", "election", "filing",
    "seal_use_publication", "member_fees_publication",
)  # fmt: skip
"""Duties of which no other finding speaks."""
_WITNESSES = 2
"""Persons who see a notice hang, one entry each."""


def f1(views: Views) -> Iterator[Found]:
    """The accounts of a fund were not published for a period, or late."""
    return missed(views, "fund_publication")


def f2(views: Views) -> Iterator[Found]:
    """A report was posted for a shorter time than the pack wants, or two people did not see it hang.

    One that another report has replaced need not hang any longer. The result of an audit (report ``audit``) has a time
    of its own.
    """
    for row in views.rows("SELECT * FROM publication ORDER BY position"):
        ground = "audit.posting_days" if row["report"] == "audit" else "publication.min_days"
        days = views.pack_on(row["begins"]).number(ground, row["begins"])
        index, least, since = row["position"], later(row["begins"], days - 1), views.admitted[row["position"]]
        replaced = None if row["superseded_position"] is None else views.admitted[row["superseded_position"]]
        seen = views.rows("SELECT * FROM sighting WHERE publication = ? ORDER BY position", index)
        if row["until"] < least:
            facts = (Fact("day", row["until"]), Fact("needed", days))
            yield Found(index, since, replaced, key="stated", facts=facts, ground=ground)
        down = next((one for one in seen if one["state"] == "down" and one["date"] <= least), None)
        if down is not None:
            facts = (Fact("day", down["date"]), Fact("needed", days))
            yield Found(index, views.admitted[down["position"]], replaced, (down["position"],), "down", facts, ground)
        up = [one for one in seen if one["state"] == "up"]
        number, until = _unseen(views, up, replaced)
        seen_by = (Fact("number", number),)
        yield Found(index, later(max(least, since), 1), until, key="unseen", facts=seen_by, ground=ground)


def _unseen(views: Views, up: list[Any], replaced: str | None) -> tuple[int, str | None]:
    """Return how many saw a report hang, and the day on which the second one said so, or another one replaced it."""
    witnesses: set[str | None] = set()
    ends = [] if replaced is None else [replaced]
    for one in up:
        if one["member"] not in witnesses and len(witnesses) == _WITNESSES - 1:
            ends.append(views.admitted[one["position"]])
        witnesses.add(one["member"])
    return len(witnesses), min(ends, default=None)


def f3(views: Views) -> Iterator[Found]:
    """A published figure is not what the book had, at the size that the report names; another report may correct it."""
    for one in compared_figures(views.tables, views.pack.sides):
        if one.verdict == "different":
            until = None if one.superseded is None else views.admitted[one.superseded]
            facts = (
                Fact("code", one.code),
                Fact("stated", one.stated, one.currency),
                Fact("book", one.found or 0, one.currency),
            )
            yield Found(one.index, views.admitted[one.index], until, key=one.code, facts=facts)


def f4(views: Views) -> Iterator[Found]:
    """Minutes were not written, or not signed by everybody who attended, in time; or not before money left on them."""
    yield from missed(views, "minutes_recorded", "minutes_signed")
    rows = views.rows(
        """
        SELECT movement.position, motion.position AS tabled, (
            SELECT min(position) FROM minutes WHERE minutes.meeting = motion.meeting
        ) AS written, reversed_position
        FROM movement JOIN payment ON payment.position = request JOIN motion ON motion.id = payment.motion
        WHERE type = 'payment.executed' AND motion.meeting IS NOT NULL ORDER BY movement.position
        """
    )
    for index, tabled, *ends in rows:
        since = views.admitted[index]
        until = min((views.day_of(one) for one in ends if one is not None), default=None)
        yield Found(index, since, until, (tabled,), key="minutes")


def f5(views: Views) -> Iterator[Found]:
    """An owner's question, or an objection to a vote, was not answered in time."""
    return missed(views, "inquiry_answer", "objection_answer")


def f6(views: Views) -> Iterator[Found]:
    """A fund was not audited in time."""
    return missed(views, "fund_audit")


def f7(views: Views) -> Iterator[Found]:
    """A seal was used, and the entry names nothing that allowed it, or a vote not adopted or that holds no longer."""
    rows = views.rows(
        f"""
        SELECT seal_use.position, approved FROM seal_use
        LEFT JOIN motion ON motion.closed_position = approved OR motion.position = approved
        WHERE approved IS NULL OR (
            motion.id IS NOT NULL AND (outcome IS NOT 'adopted' OR {LAPSED} < seal_use.position)
        )
        ORDER BY seal_use.position
        """  # noqa: S608 - our own words
    )
    for index, approved in rows:
        yield Found(index, views.admitted[index], refs=() if approved is None else (approved,))


def f8(views: Views) -> Iterator[Found]:
    """Another duty was not done in time."""
    return missed(views, *_OTHER_DUTIES, grace="duty.grace_days")


DEFINITIONS = (
    Definition(
        "F1",
        "high",
        Words("Publication late or missing", "公示逾期或缺失"),
        Words("the book does not show that these accounts were published in time", "账本中未发现按期公示"),
        f1,
        ("publication.maintenance_fund_months", "publication.common_income_months", "publication.grace_days"),
    ),
    Definition(
        "F2",
        "warn",
        Words("Posted for too short a time", "张贴时间不足"),
        Words(
            "the book does not show that two people saw this report hang for long enough",
            "账本中未发现两人见证该公示张贴满规定天数",
        ),
        f2,
        ("publication.min_days", "audit.posting_days"),
    ),
    Definition(
        "F3",
        "high",
        Words("Published figures are not those of the book", "公示数字与账本不一致"),
        Words("the book does not show the figure that was published", "账本中未发现所公示的数字"),
        f3,
    ),
    Definition(
        "F4",
        "warn",
        Words("Minutes missing or unsigned", "会议纪要缺失或未签"),
        Words(
            "the book does not show, in time, minutes of this meeting signed by everybody who attended",
            "账本中未发现按期写成并由参会人签署的会议纪要",
        ),
        f4,
        ("minutes.signed_days", "committee.publish_days", "assembly.publish_days"),
    ),
    Definition(
        "F5",
        "warn",
        Words("A question or objection not answered", "询问或异议未按期答复"),
        Words("the book does not show an answer in time", "账本中未发现按期答复"),
        f5,
        ("inquiry.answer_days", "objection.answer_days"),
    ),
    Definition(
        "F6",
        "high",
        Words("Audit overdue", "审计逾期"),
        Words("the book does not show that this fund was audited in time", "账本中未发现该资金按期审计"),
        f6,
        ("audit.months", "audit.grace_days"),
    ),
    Definition(
        "F7",
        "high",
        Words("A seal used without an approval", "用印没有批准"),
        Words("the book does not show what allowed this use of the seal", "账本中未发现批准这次用印的记录"),
        f7,
    ),
    Definition(
        "F8",
        "warn",
        Words("A duty done late or not at all", "履职逾期"),
        Words("the book does not show that this was done in time", "账本中未发现按期完成这件事"),
        f8,
        (
            "committee.meeting_months",
            "assembly.meeting_months",
            "committee.publish_days",
            "term.prepare_days",
            "filing.days",
            "duty.seal_use_months",
            "duty.member_fees_months",
            "duty.grace_days",
        ),
    ),
)
