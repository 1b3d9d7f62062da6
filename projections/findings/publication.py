"""Findings about what is to be told to everybody: minutes, answers, seals."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later, overdue


def f4(views: Views) -> Iterator[Found]:
    """A meeting was held and its minutes are not there, or not signed by everybody who attended, in time.

    Money that left on a resolution of the meeting asks for its minutes at once.
    """
    for meeting in views.rows(
        "SELECT id, position, at, opened FROM meeting WHERE opened IS NOT NULL ORDER BY position"
    ):
        held_on = views.day(meeting["opened"])
        due = later(held_on, views.pack.number("minutes.signed_days", held_on))
        versions = views.rows(
            "SELECT position, superseded_position FROM minutes WHERE meeting = ? ORDER BY position", meeting["id"]
        )
        recorded = views.admitted[versions[0]["position"]] if versions else None
        paid = _paid_on(views, meeting["id"], versions[0]["position"] if versions else None)
        held = overdue(due if paid is None else min(due, later(paid, -1)), recorded)
        if held is not None:
            yield Found(meeting["position"], *held, key="minutes", facts=(Fact("due", due),))
        if versions:
            yield from _unsigned(views, meeting, versions)


def _paid_on(views: Views, meeting: str, until: int | None) -> str | None:
    """Return the day on which money first left on a resolution of a meeting without minutes."""
    rows = views.rows(
        "SELECT min(movement.position) FROM movement JOIN payment ON payment.position = request"
        " JOIN motion ON motion.id = payment.motion WHERE type = 'payment.executed' AND motion.meeting = ?"
        " AND movement.position < coalesce(?, movement.position + 1)",
        meeting,
        until,
    )
    index = rows[0][0]
    return None if index is None else views.admitted[index]


def _unsigned(views: Views, meeting: Any, versions: list[Any]) -> Iterator[Found]:
    """Yield that the minutes that hold are not signed by all attendees; whoever had an id before is somebody else."""
    (version, *_others) = [one["position"] for one in versions if one["superseded_position"] is None]
    recorded = views.admitted[version]
    due = later(recorded, views.pack.number("minutes.signed_days", recorded))
    attended = {
        (one.id, one.index)
        for index, member in views.rows(
            "SELECT position, member FROM attendance WHERE meeting = ? AND member IS NOT NULL", meeting["id"]
        )
        if (one := views.holder(member, index)) is not None
    }
    signed: dict[tuple[str, int], str] = {}
    for index, member in views.rows(
        "SELECT position, member FROM signature WHERE minutes = ? ORDER BY position", version
    ):
        one = views.holder(member, index)
        if one is not None:
            signed.setdefault((one.id, one.index), views.admitted[index])
    lacking = attended - signed.keys()
    done = None if lacking else max((signed[one] for one in attended), default=recorded)
    held = overdue(due, done)
    if held is not None:
        facts = (Fact("due", due), *(Fact("member", member) for member, _index in sorted(lacking)))
        yield Found(version, *held, refs=(meeting["position"],), key="signatures", facts=facts)


def f5(views: Views) -> Iterator[Found]:
    """An owner's question was not answered in time."""
    rows = views.rows(
        """
        SELECT position, closed_position,
            (SELECT min(position) FROM inquiry_answer WHERE inquiry_answer.inquiry = inquiry.id) AS answered
        FROM inquiry ORDER BY position
        """
    )
    for index, closed, answered in rows:
        raised = views.admitted[index]
        due = later(raised, views.pack.number("inquiry.answer_days", raised))
        ended = [views.admitted[one] for one in (closed, answered) if one is not None]
        held = overdue(due, min(ended, default=None))
        if held is not None:
            yield Found(index, *held, facts=(Fact("due", due),))


def f7(views: Views) -> Iterator[Found]:
    """A seal was used, and the entry names nothing that allowed it, or a vote that was not adopted."""
    rows = views.rows(
        """
        SELECT seal_use.position, approved FROM seal_use
        LEFT JOIN motion ON motion.closed_position = approved OR motion.position = approved
        WHERE approved IS NULL OR (motion.id IS NOT NULL AND outcome IS NOT 'adopted')
        ORDER BY seal_use.position
        """
    )
    for index, approved in rows:
        yield Found(index, views.admitted[index], refs=() if approved is None else (approved,))


DEFINITIONS = (
    Definition(
        "F4",
        "warn",
        Words("Minutes missing or unsigned", "会议纪要缺失或未签"),
        Words(
            "the book does not show minutes of this meeting signed by everybody who attended",
            "账本中未发现参会人都已签署的会议纪要",
        ),
        f4,
        ("minutes.signed_days",),
    ),
    Definition(
        "F5",
        "warn",
        Words("A question not answered", "询问未按期答复"),
        Words("the book does not show an answer to this question in time", "账本中未发现对该询问的按期答复"),
        f5,
        ("inquiry.answer_days",),
    ),
    Definition(
        "F7",
        "high",
        Words("A seal used without an approval", "用印没有批准"),
        Words("the book does not show what allowed this use of the seal", "账本中未发现批准这次用印的记录"),
        f7,
    ),
)
