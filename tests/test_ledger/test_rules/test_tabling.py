"""How motions of the committee and of the owners are put to the vote, and which are refused."""

from __future__ import annotations

from typing import Any

import pytest

from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused
from tests.test_ledger.test_rules.assembly_book import MOTION, PAPER, Assembly, evidence


@pytest.mark.parametrize("of_an_assembly", ["special", "unanimous"])
def test_a_committee_knows_one_majority(of_an_assembly: str) -> None:
    book = Book()
    with refused("motion.class"):
        book.table(**{"class": of_an_assembly})
    book.table(**{"class": "ordinary"})


@pytest.mark.parametrize(
    ("changes", "rule_id"),
    [
        ({}, "motion.id_reused"),
        ({"method": "choose_one"}, "motion.kind"),
        ({"secrecy": "sealed"}, "motion.kind"),
        ({"closes": "2024-07-01T08:00:00+08:00"}, "motion.window"),
        ({"opens": "2024-07-01T08:00:00+08:00", "closes": "2024-07-01T09:00:00+08:00"}, "motion.window"),
        ({"opens": "2024-07-03T09:00:00+08:00", "closes": "2024-07-03T09:00:00+08:00"}, "motion.window"),
        ({"options": [{"id": "a", "label": {"value": "方案"}}]}, "motion.kind"),
        ({"candidates": [{"id": "a", "label": {"value": "候选人"}}]}, "motion.kind"),
        ({"seats": 1}, "motion.kind"),
        ({"alternates": 1}, "motion.kind"),
        ({"opens": "2024-06-31T08:00:00+08:00"}, "date.invalid"),
        ({"fund": "nowhere"}, "reference.unresolved"),
        ({"meeting": "nowhere"}, "reference.unresolved"),
        ({"scope": ["b9"]}, "building.unknown"),
    ],
)
def test_a_motion_that_cannot_be_is_refused(changes: dict[str, Any], rule_id: str) -> None:
    book = Book()
    book.table()
    with refused(rule_id):
        book.table("m-1" if not changes else "m-2", **changes)


def test_a_motion_is_tabled_for_a_meeting_that_was_called() -> None:
    book = Book().with_money()
    book.record(
        "chair", "meeting.called", "meeting/july", kind="committee", at=book.at.isoformat(), agenda=[],
        place={"value": "活动室"},
    )  # fmt: skip
    book.table(meeting="july", fund="common-income")

    assert book.motion().tabled is not None


def test_owners_table_a_motion_through_a_teller_with_their_document() -> None:
    book = Assembly()
    whole: dict[str, Json] = {
        "title": {"value": "议案"}, "text": {"value": "正文"}, "matter": "rules", "method": "yes_no", "options": [],
        "opens": "2024-07-03T09:00:00+08:00", "closes": "2024-07-13T09:00:00+08:00", "scope": "all", "body": "assembly",
        "form": "written", "secrecy": "open", "class": "ordinary",
    }  # fmt: skip
    with refused("motion.document"):
        book.record("teller-1", "motion.tabled", MOTION, **whole)
    with refused("motion.document"):
        committee = whole | {"body": "committee", "documents": evidence(PAPER)}
        book.record("teller-1", "motion.tabled", MOTION, **committee)
    book.record("teller-1", "motion.tabled", MOTION, documents=evidence(PAPER), **whole)


def test_owners_votes_of_former_days_may_be_told_and_committee_s_not() -> None:
    book = Assembly()
    window = {"opens": "2023-05-01T08:00:00+08:00", "closes": "2023-05-09T18:00:00+08:00"}
    with refused("motion.window"):
        book.table(**window)
    book.propose(**window)
    assert book.motion("a-1").tabled is not None
