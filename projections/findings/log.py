"""Findings about keys of the log that never came into use."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.rules.packs import Words
from projections.findings.base import Definition, Found, Views, missed


def g2(views: Views) -> Iterator[Found]:
    """A member's key was announced and not enrolled in time. A recovery key is never enrolled."""
    return missed(views, "key_enrolment")


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
