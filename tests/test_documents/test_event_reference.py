"""The event reference is generated, current, and names rules that exist."""

from __future__ import annotations

from pathlib import Path

from ledger.bodies import BODIES
from ledger.bodies.accounts import FundOpened
from ledger.bodies.money import PaymentApproved
from ledger.bodies.motions import BallotCast
from tests.test_documents.event_reference import render
from tests.test_documents.rule_ids import rules_of_every_event, rules_of_type

PAGE = Path(__file__).parents[2] / "docs" / "reference" / "events.md"


def test_the_event_reference_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == render(), "run: make docs"


def test_every_event_has_the_section_that_error_messages_point_to() -> None:
    headings = [line for line in render().splitlines() if line.startswith("### ")]
    assert len(headings) == len(set(headings))
    assert {f"### {name}" for name in BODIES} <= set(headings)


def test_rules_are_found_in_their_checks_and_in_what_these_call() -> None:
    assert {"key.revoked", "event.id_reused", "role.not_held", "community.other"} <= set(rules_of_every_event())
    assert {"payment.own_request", "payment.decided_twice", "ref.mismatch", "fund.not_open"} <= set(
        rules_of_type(PaymentApproved)
    )
    assert {"ballot.window", "ballot.twice"} <= set(rules_of_type(BallotCast))
    assert "date.invalid" in rules_of_type(FundOpened)


def test_links_inside_the_page_lead_somewhere() -> None:
    page = render()
    anchors = {
        line.lstrip("# ").lower().replace(".", "").replace(" ", "-") for line in page.splitlines() if line[:1] == "#"
    }
    linked = {part.partition(")")[0] for part in page.split("](#")[1:]}
    assert linked <= anchors
