"""Findings about votes: what was declared against what the ballots mean, and the notice given."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later

_IN_FAVOUR = ("adopted", "elected")


def _declared(views: Views) -> list[Any]:
    return views.rows(
        "SELECT id, position, closed_position, outcome, recomputed FROM motion WHERE closed_position IS NOT NULL"
        " AND outcome <> recomputed ORDER BY closed_position"
    )


def _against_the_ballots(views: Views, motion: Any) -> Found:
    index = motion["closed_position"]
    facts = (Fact("declared", motion["outcome"]), Fact("recomputed", motion["recomputed"]))
    return Found(index, views.day_of(index), refs=(motion["position"],), facts=facts)


def d1(views: Views) -> Iterator[Found]:
    """A motion was declared adopted in which too few took part."""
    for motion in _declared(views):
        if motion["recomputed"] == "no_quorum" and motion["outcome"] in _IN_FAVOUR:
            yield _against_the_ballots(views, motion)


def d2(views: Views) -> Iterator[Found]:
    """An outcome was declared that is not what the ballots mean, for another reason than the quorum."""
    for motion in _declared(views):
        if motion["recomputed"] != "no_quorum" or motion["outcome"] not in _IN_FAVOUR:
            yield _against_the_ballots(views, motion)


def d6(views: Views) -> Iterator[Found]:
    """A meeting was called later than the notice that the pack wants; a motion of a meeting is not on its agenda."""
    called = views.rows("SELECT id, position, kind, at FROM meeting WHERE kind <> 'hearing' ORDER BY position")
    for meeting in called:
        at = views.day(meeting["at"])
        days = views.pack.number(f"{meeting['kind']}.notice_days", at)
        notice = views.admitted[meeting["position"]]
        if later(notice, days) > at:
            facts = (Fact("day", at), Fact("needed", days))
            yield Found(meeting["position"], notice, facts=facts)
    for index, notice in views.rows(
        "SELECT motion.position, meeting.position FROM motion JOIN meeting ON meeting.id = motion.meeting"
        " WHERE NOT EXISTS (SELECT 1 FROM agenda WHERE agenda.meeting = meeting.id AND agenda.motion = motion.id)"
        " ORDER BY motion.position"
    ):
        yield Found(index, views.admitted[index], refs=(notice,), key="agenda")


DEFINITIONS = (
    Definition(
        "D1",
        "critical",
        Words("Too few took part", "参加表决的人数不足"),
        Words(
            "the ballots do not show that as many took part as a decision needs",
            "账本中的表决票未显示参加表决的达到所需比例",
        ),
        d1,
        ("committee.present",),
    ),
    Definition(
        "D2",
        "critical",
        Words("The declared result is not what the ballots mean", "宣布的结果与表决票不符"),
        Words(
            "the ballots do not show the result that was declared",
            "账本中的表决票未显示所宣布的结果",
        ),
        d2,
        ("committee.in_favour",),
    ),
    Definition(
        "D6",
        "high",
        Words("Late notice, or not on the agenda", "通知过晚或未列入议程"),
        Words(
            "the book does not show the notice that the members were to have",
            "账本中未发现按期发出的通知或议程",
        ),
        d6,
        ("committee.notice_days", "assembly.notice_days"),
    ),
)
