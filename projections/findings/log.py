"""Findings about keys of the log that never came into use."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views, later, overdue


def g2(views: Views) -> Iterator[Found]:
    """A member's key was announced and not enrolled in time. A recovery key is never enrolled."""
    first_use = dict(views.rows("SELECT kid, min(position) FROM entry GROUP BY kid"))
    rows = views.rows(
        """
        SELECT key.position, kid, key.member, revoked_position, ended_position
        FROM key JOIN member ON member.id = key.member AND member.position = (
            SELECT max(position) FROM member WHERE member.id = key.member AND member.position <= key.position
        )
        ORDER BY key.position, kid
        """
    )
    for index, kid, member, revoked, ended in rows:
        announced = views.day_of(index)
        due = later(announced, views.pack.number("finding.enrol_days", announced))
        over = [views.day_of(one) for one in (revoked, ended, first_use.get(kid)) if one is not None]
        held = overdue(due, min(over, default=None))
        if held is not None:
            yield Found(index, *held, key=kid, facts=(Fact("member", member), Fact("due", due)))


DEFINITIONS = (
    Definition(
        "G2",
        "warn",
        Words("A key announced and never enrolled", "密钥已引荐未启用"),
        Words(
            "the book does not show that the key announced for this member came into use",
            "账本中未发现为该成员引荐的密钥已启用",
        ),
        g2,
        ("finding.enrol_days",),
    ),
)
