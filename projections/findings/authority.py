"""Findings about authority: what should have stood in the book before money left. They say what the chain says."""

from __future__ import annotations

from collections.abc import Iterator

from ledger.rules.packs import Words
from projections.findings.base import Definition, Fact, Found, Views

FINDING_OF = {
    "request": "A0", "approvals": "A0", "approval_of_chair": "A0", "approval_of_chair_after": "A0", "cancelled": "A0",
    "outvoted": "A0", "motion": "A1", "motion_not_adopted": "A1", "motion_of_other_fund": "A1", "above_motion": "A2",
    "above_request": "A2", "invoice": "B3", "minutes": "F4",
}  # fmt: skip
"""The finding that speaks of each thing that a chain may lack (`projections.queries.movements.MISSING`)."""


def lacking(views: Views, code: str) -> Iterator[Found]:
    """Yield the payments whose chain lacks what a finding is about. What came later does not change what was paid."""
    for movement, backing in views.backed:
        missing = [one for one in backing.missing if FINDING_OF[one] == code]
        if missing:
            refs = () if movement.request is None else (movement.request,)
            facts = [Fact("amount", -movement.amount, movement.currency), Fact("lacking", " ".join(missing))]
            if "approvals" in missing:
                facts += [Fact("approvals", backing.approvals), Fact("needed", backing.approvals_needed)]
            yield Found(movement.index, views.admitted[movement.index], refs=refs, facts=tuple(facts))


def a0(views: Views) -> Iterator[Found]:
    """Money left without the approvals of its tier."""
    return lacking(views, "A0")


def a1(views: Views) -> Iterator[Found]:
    """Money above the limit left without an adopted motion."""
    return lacking(views, "A1")


def a2(views: Views) -> Iterator[Found]:
    """More was paid than the motion or the request allows."""
    return lacking(views, "A2")


DEFINITIONS = (
    Definition(
        "A0",
        "high",
        Words("Money left without its approvals", "付款缺少应有的同意"),
        Words(
            "the book does not show, before this payment, the request and the approvals that its amount needs",
            "账本中未发现付款之前有该金额所需的申请和同意",
        ),
        a0,
        ("approval.one_up_to", "approval.two_up_to", "outflow.unasked", "outflow.unasked_up_to"),
    ),
    Definition(
        "A1",
        "critical",
        Words("No adopted resolution behind a large payment", "大额付款没有通过的决议"),
        Words(
            "the book does not show that a resolution for this payment had been adopted before it",
            "账本中未发现付款之前已有通过的决议",
        ),
        a1,
        ("approval.two_up_to",),
    ),
    Definition(
        "A2",
        "high",
        Words("More was paid than allowed", "付款超过批准的金额"),
        Words(
            "the book does not show a resolution or a request that allows as much as was paid",
            "账本中未发现允许支付这么多金额的决议或申请",
        ),
        a2,
    ),
)
