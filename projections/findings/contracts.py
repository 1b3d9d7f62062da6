"""Findings about contracts and works: what may be paid when, what was settled, and who allowed how much."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import groupby
from operator import itemgetter
from typing import Any

from ledger.rules.packs import Words
from projections.findings.authority import lacking
from projections.findings.base import LAPSED, Definition, Fact, Found, Views, exceeds


def a6(views: Views) -> Iterator[Found]:
    """More was paid first, or before the cost review, than the pack's share of the contract.

    Only contracts whose payments name a stage are drawn in shares.
    """
    rows = views.rows(
        """
        SELECT movement.position, movement.date, movement.amount, movement.reversed_position, stage,
            payment.position AS request, payment.fund, payment.contract, currency, contract.position AS signed,
            contract.amount AS agreed,
            (
                SELECT amendment.amount FROM amendment WHERE amendment.fund = payment.fund
                AND amendment.contract = payment.contract AND amendment.amount IS NOT NULL
                AND amendment.position < movement.position ORDER BY amendment.position DESC LIMIT 1
            ) AS amended,
            (
                SELECT min(work.position) FROM work WHERE work.fund = payment.fund
                AND work.contract = payment.contract AND approved IS NOT NULL
            ) AS reviewed
        FROM movement JOIN payment ON payment.position = movement.request JOIN fund ON fund.id = movement.fund
            JOIN contract ON contract.fund = payment.fund AND contract.id = payment.contract
        ORDER BY payment.fund, payment.contract, movement.position
        """
    )
    for _contract, group in groupby(rows, key=itemgetter("fund", "contract")):
        payments = list(group)
        if any(row["stage"] for row in payments):
            yield from _drawn(views, payments)


def _drawn(views: Views, payments: list[Any]) -> Iterator[Found]:
    paid = 0
    for row in payments:
        paid -= row["amount"]
        reviewed = row["reviewed"] is not None and row["reviewed"] < row["position"]
        first = row["stage"] == "first"
        if row["amount"] >= 0 or (reviewed and not first):
            continue
        ground = "fund.first_draw_max" if first else "fund.before_review_max"
        whole = row["agreed"] if row["amended"] is None else row["amended"]
        pack = views.pack_on(row["date"])
        unreviewed = not first and whole <= pack.number("fund.unreviewed_up_to", row["date"])
        if unreviewed or not exceeds(pack.fraction(ground, row["date"]), paid, whole):
            continue
        since = views.admitted[row["position"]]
        ends = [row["reversed_position"], None if first else row["reviewed"]]
        until = min((views.day_of(one) for one in ends if one is not None), default=None)
        facts = (Fact("total", paid, row["currency"]), Fact("agreed", whole, row["currency"]))
        yield Found(row["position"], since, until, (row["request"], row["signed"]), facts=facts, ground=ground)


def a7(views: Views) -> Iterator[Found]:
    """A final payment left before the work was accepted or its cost reviewed."""
    return (found for _movement, _backing, found in lacking(views, "A7"))


def a8(views: Views) -> Iterator[Found]:
    """A cost review approved more than the pack's share of the contract, and no later amendment allows it."""
    rows = views.rows(
        """
        SELECT work.position, work.approved, contract.position AS signed, contract.amount, contract.fund,
            contract.id, currency
        FROM work JOIN contract ON contract.fund = work.fund AND contract.id = work.contract
            JOIN fund ON fund.id = work.fund
        WHERE approved IS NOT NULL ORDER BY work.position
        """
    )
    amendments = _amendments(views)
    for row in rows:
        index, since = row["position"], views.admitted[row["position"]]
        changes = amendments.get((row["fund"], row["id"]), [])
        agreed = next((one["amount"] for one in reversed(changes) if one["position"] < index), row["amount"])
        share = views.pack_on(since).fraction("fund.settlement_max", since)
        if exceeds(share, row["approved"], agreed):
            covered = (one for one in changes if one["position"] > index and one["amount"] >= row["approved"])
            until = next((views.admitted[one["position"]] for one in covered), None)
            facts = (Fact("amount", row["approved"], row["currency"]), Fact("agreed", agreed, row["currency"]))
            yield Found(index, since, until, (row["signed"],), facts=facts)


def _amendments(views: Views) -> dict[tuple[str, str], list[Any]]:
    rows = views.rows("SELECT * FROM amendment WHERE amount IS NOT NULL ORDER BY fund, contract, position")
    return {key: list(group) for key, group in groupby(rows, key=itemgetter("fund", "contract"))}


def a9(views: Views) -> Iterator[Found]:
    """A contract to pay, or an amendment of it, is above what its motion allows; or above the limit without one.

    Each state of the contract, as signed and as amended, is judged for itself and ends with the next one.
    """
    rows = views.rows(
        "SELECT contract.*, currency FROM contract JOIN fund ON fund.id = contract.fund WHERE direction = 'pay'"
        " ORDER BY contract.position"
    )
    amendments = _amendments(views)
    for contract in rows:
        states = [contract, *amendments.get((contract["fund"], contract["id"]), ())]
        motion = None
        for state, following in zip(states, [*states[1:], None], strict=True):
            motion = state["motion"] or motion
            until = None if following is None else views.admitted[following["position"]]
            yield from _above_authority(views, contract, state, motion, until)


def _above_authority(views: Views, contract: Any, state: Any, motion: str | None, until: str | None) -> Iterator[Found]:
    index, since, amount = state["position"], views.admitted[state["position"]], state["amount"]
    refs = () if index == contract["position"] else (contract["position"],)
    allowed, granted = views.pack_on(since).number("approval.two_up_to", since), None
    for tabled, closed, cap in views.rows(_ADOPTED, motion, index):
        refs = (*refs, tabled)
        if cap is None or amount <= cap:
            granted = views.day_of(closed)
        else:
            allowed = cap
    if amount <= allowed or (granted is not None and granted <= since):
        return
    ends = [day for day in (until, granted) if day is not None]
    facts = (Fact("amount", amount, contract["currency"]), Fact("allowed", allowed, contract["currency"]))
    yield Found(index, since, min(ends, default=None), refs, facts=facts)


_ADOPTED = f"""
SELECT position, closed_position, amount_cap FROM motion
WHERE outcome = 'adopted' AND recomputed = 'adopted' AND id = ? AND NOT ({LAPSED} < ?)
"""  # noqa: S608 - our own words
DEFINITIONS = (
    Definition(
        "A6",
        "high",
        Words("Drawn above the share of the contract", "支取超过合同的规定比例"),
        Words(
            "the book does not show why more of the contract was drawn than the share allows at this stage",
            "账本中未发现本阶段支取超过合同规定比例的原因",
        ),
        a6,
        ("fund.first_draw_max", "fund.before_review_max"),
    ),
    Definition(
        "A7",
        "high",
        Words("Final payment before acceptance or review", "未验收或未审价即付尾款"),
        Words(
            "the book does not show that the work had been accepted and its cost reviewed before the final payment",
            "账本中未发现付尾款之前已完成验收和审价",
        ),
        a7,
    ),
    Definition(
        "A8",
        "high",
        Words("Settlement above the share of the contract", "结算超过合同的规定比例"),
        Words(
            "the book does not show a decision that allows a settlement so far above the contract",
            "账本中未发现允许结算超出合同这么多的决定",
        ),
        a8,
        ("fund.settlement_max",),
    ),
    Definition(
        "A9",
        "high",
        Words("Contract above the authorised amount", "合同超过授权金额"),
        Words(
            "the book does not show an adopted resolution that allows a contract of this amount",
            "账本中未发现允许签订这一金额合同的已通过决议",
        ),
        a9,
        ("approval.two_up_to",),
    ),
)
