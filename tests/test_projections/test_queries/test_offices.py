"""How offices are kept, and the words beside entries."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries import documents, meetings, offices
from tests.test_projections.shown import COMMON, Shown

PAPER = "ab" * 32
EVIDENCE: list[Json] = [{"sha256": PAPER, "title": {"value": "合同"}, "class": "contract", "visibility": "public"}]


def test_words_answers_and_withdrawals_stand_beside_their_entry(book: Shown) -> None:
    index = book.size
    income = book.income()
    on = book.cast.ref(income)
    book.record(
        "treasurer", "entry.annotated", COMMON, {"on": on, "says": {"value": "票据后补"}, "reason": "clarification"}
    )
    book.record(
        "vice", "finding.answered", COMMON,
        {"finding": "B3", "on": [on], "text": {"value": "票据已补"}, "outcome": "corrected"},
    )  # fmt: skip
    with book.tables() as tables:
        found = offices.remarks_of(tables, index)
        assert offices.remarks_of(tables, index + 1) == []
    assert [(one.index, one.kind, one.code, one.text, one.member) for one in found] == [
        (index + 1, "annotation", "clarification", "票据后补", "treasurer"),
        (index + 2, "answer", "B3", "票据已补", "vice"),
    ]


def test_offices_are_listed_with_what_is_known_of_them(book: Shown) -> None:
    index = book.size
    book.record("vice", "interest.declared", "community", {"relation": "owner", "party": "firm", "since": "2026-01-01"})
    seal: dict[str, Json] = {
        "seal": "committee", "purpose": {"value": "签订合同"}, "document": PAPER, "copies": 2, "documents": EVIDENCE,
    }  # fmt: skip
    book.record("secretary", "seal.used", "community", seal)
    handed: dict[str, Json] = {
        "side": "outgoing", "inventory": [{"title": {"value": "账册一箱"}}], "balances": [], "open_contracts": ["c-1"],
        "seals": ["committee"], "hosting_and_keys": {"value": "一并移交"},
        "checkpoint": {"size": 9, "root": "CsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I="},
    }  # fmt: skip
    book.record("chair", "handover.signed", "community", handed)
    with book.tables() as tables:
        found = offices.offices(tables)
    assert found.interests == [offices.Interest(index, "vice", "owner", "firm", "2026-01-01")]
    assert found.seals == [offices.SealUse(index + 1, "committee", "签订合同", PAPER, None, 2)]
    assert found.handovers == [
        offices.HandoverSide(index + 2, "outgoing", "chair", ["committee"], ["c-1"], "一并移交", 9, ["账册一箱"])
    ]


def test_a_meeting_shows_who_asked_for_it_what_was_noted_and_that_it_is_off(founded: Shown) -> None:
    founded.record("vice", "meeting.requested", "meeting/t-1", {"topic": {"value": "电梯大修"}})
    founded.meet()
    noted = founded.size
    founded.record(
        "secretary", "item.noted", "meeting/t-1", {"no": 1, "speaker": "owner", "text": {"value": "先修三号楼"}}
    )
    called: dict[str, Json] = {
        "kind": "committee", "at": founded.now.isoformat(), "place": {"value": "活动室"}, "agenda": [],
    }  # fmt: skip
    founded.record("chair", "meeting.called", "meeting/t-2", called)
    off = founded.size
    founded.record("chair", "meeting.cancelled", "meeting/t-2", {"reason": "postponed"})
    with founded.tables() as tables:
        first, second = meetings.meeting(tables, "t-1"), meetings.meeting(tables, "t-2")
    assert first is not None
    assert [(one.member, one.topic, one.petition) for one in first.requests] == [("vice", "电梯大修", False)]
    assert first.notes == [meetings.Noted(noted, 1, "owner", "先修三号楼")]
    assert second is not None
    assert (second.meeting.cancelled, second.meeting.cancelled_reason) == (off, "postponed")


def test_a_withdrawn_document_says_so(book: Shown) -> None:
    book.income(documents=EVIDENCE)
    index = book.size
    book.record("secretary", "document.withdrawn", f"document/{PAPER}", {"reason": "personal_data"})
    with book.tables() as tables:
        found = documents.document(tables, PAPER)
    assert found is not None
    assert found.withdrawn == index
