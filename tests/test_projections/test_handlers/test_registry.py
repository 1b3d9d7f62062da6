"""Every type of event of the catalogue has its handler, and every one leaves a row when it takes effect."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import pytest

import projections
from ledger.bodies import BODIES
from ledger.bodies.community import EntryConfirmed
from ledger.store.wal import connect_reader
from projections.handlers import HANDLERS
from tests.random_books import RandomBook, StoredBook, random_book

ROWS = {
    "community.founded": "SELECT position FROM member",
    "ruleset.adopted": "SELECT position FROM ruleset",
    "seats.set": "SELECT position FROM seats_set",
    "roles.changed": "SELECT position FROM role_change",
    "log_key.rotated": "SELECT position FROM log_key",
    "witness.enrolled": "SELECT position FROM witness",
    "witness.removed": "SELECT removed_position FROM witness",
    "interest.declared": "SELECT position FROM interest",
    "handover.signed": "SELECT position FROM handover",
    "seal.used": "SELECT position FROM seal_use",
    "duty.performed": "SELECT position FROM duty",
    "audit.reported": "SELECT position FROM audit",
    "field.erased": "SELECT position FROM erasure",
    "entry.annotated": "SELECT position FROM annotation",
    "finding.answered": "SELECT position FROM finding_answer",
    "meeting.requested": "SELECT position FROM meeting_request",
    "meeting.cancelled": "SELECT cancelled_position FROM meeting",
    "item.noted": "SELECT position FROM item_note",
    "document.withdrawn": "SELECT position FROM withdrawal",
    "inquiry.raised": "SELECT position FROM inquiry",
    "inquiry.answered": "SELECT position FROM inquiry_answer",
    "inquiry.closed": "SELECT closed_position FROM inquiry",
    "member.appointed": "SELECT position FROM member",
    "member.ended": "SELECT ended_position FROM member",
    "key.introduced": "SELECT position FROM key",
    "key.enrolled": "SELECT entry.position FROM entry JOIN key USING (kid) WHERE status <> 'announced'",
    "key.revoked": "SELECT entry.position FROM entry JOIN key USING (member) WHERE status = 'revoked'",
    "counterparty.registered": "SELECT position FROM party",
    "entry.confirmed": "SELECT confirmed_position FROM waiting",
    "account.opened": "SELECT position FROM account",
    "account.closed": "SELECT e.position FROM entry e JOIN account a ON subject = 'account/' || a.id WHERE closed > ''",
    "fund.opened": "SELECT position FROM fund",
    "balance.opened": "SELECT position FROM movement WHERE type = 'balance.opened'",
    "income.recorded": "SELECT position FROM movement WHERE type = 'income.recorded'",
    "outflow.recorded": "SELECT position FROM movement WHERE type = 'outflow.recorded'",
    "movement.imported": "SELECT position FROM movement WHERE source IS NOT NULL AND reverses IS NULL",
    "movement.reversed": "SELECT position FROM movement WHERE reverses IS NOT NULL",
    "receipt.released": "SELECT position FROM movement WHERE type = 'receipt.released'",
    "advance.settled": "SELECT position FROM movement WHERE type = 'advance.settled'",
    "payment.requested": "SELECT position FROM payment",
    "payment.approved": "SELECT position FROM decision WHERE approved",
    "payment.rejected": "SELECT position FROM decision WHERE NOT approved",
    "payment.cancelled": "SELECT cancelled_position FROM payment",
    "payment.executed": "SELECT position FROM movement WHERE request IS NOT NULL AND amount < 0",
    "payment.returned": "SELECT position FROM movement WHERE request IS NOT NULL AND amount > 0",
    "budget.adopted": "SELECT position FROM budget_line",
    "contract.signed": "SELECT position FROM contract",
    "contract.amended": "SELECT position FROM amendment",
    "income.expected": "SELECT position FROM expected",
    "emergency.declared": "SELECT position FROM emergency",
    "emergency.confirmed": "SELECT position FROM emergency_confirmation",
    "work.accepted": "SELECT position FROM work WHERE result IS NOT NULL",
    "work.reviewed": "SELECT position FROM work WHERE approved IS NOT NULL",
    "statement.recorded": "SELECT position FROM statement",
    "statement.reconciled": "SELECT position FROM reconciliation",
    "period.closed": "SELECT position FROM period",
    "disclosure.published": "SELECT position FROM publication",
    "posting.evidenced": "SELECT position FROM sighting",
    "source.registered": "SELECT position FROM source",
    "import.completed": "SELECT completed_position FROM source",
    "motion.tabled": "SELECT position FROM motion",
    "motion.withdrawn": "SELECT withdrawn_position FROM motion",
    "motion.extended": "SELECT entry.position FROM entry JOIN motion ON subject = 'motion/' || id"
    " WHERE extended_position >= entry.position",
    "ballot.cast": "SELECT position FROM ballot WHERE NOT transcribed",
    "ballot.transcribed": "SELECT position FROM ballot WHERE transcribed",
    "electorate.frozen": "SELECT position FROM electorate",
    "ballots.delivered": "SELECT position FROM delivery",
    "ballot.recorded": "SELECT position FROM paper",
    "ballot.voided": "SELECT voided_position FROM paper",
    "ballots.counted": "SELECT position FROM subtotal WHERE first > 0",
    "result.recorded": "SELECT position FROM subtotal WHERE first IS NULL",
    "objection.raised": "SELECT position FROM objection",
    "objection.answered": "SELECT answer_position FROM objection",
    "motion.closed": "SELECT closed_position FROM motion",
    "resolution.ended": "SELECT position FROM fate WHERE type = 'resolution.ended'",
    "resolution.challenged": "SELECT position FROM fate WHERE type = 'resolution.challenged'",
    "resolution.annulled": "SELECT position FROM fate WHERE type = 'resolution.annulled'",
    "meeting.called": "SELECT position FROM meeting",
    "meeting.opened": "SELECT entry.position FROM entry JOIN meeting ON subject = 'meeting/' || id WHERE opened > ''",
    "meeting.closed": "SELECT entry.position FROM entry JOIN meeting ON subject = 'meeting/' || id WHERE closed > ''",
    "attendance.recorded": "SELECT position FROM attendance",
    "minutes.recorded": "SELECT position FROM minutes",
    "minutes.signed": "SELECT position FROM signature",
    "document.registered": "SELECT position FROM document",
}


@pytest.fixture(scope="module")
def shown(tmp_path_factory: pytest.TempPathFactory) -> tuple[RandomBook, Path]:
    """A random book in which every type of event stands, and its views."""
    book = random_book(15, 3500)
    stored = StoredBook(book, tmp_path_factory.mktemp("books") / "yuanqu-1")
    stored.store(0, len(book.signed))
    projections.catch_up(stored.public)
    return book, stored.public / projections.VIEWS


def test_every_type_but_the_confirmation_has_a_handler() -> None:
    assert HANDLERS.keys() == set(BODIES.values()) - {EntryConfirmed}


@pytest.mark.parametrize("name", BODIES)
def test_every_event_that_took_effect_left_its_row(shown: tuple[RandomBook, Path], name: str) -> None:
    _, views = shown
    with closing(connect_reader(views)) as tables:
        events = {row[0] for row in tables.execute("SELECT position FROM entry WHERE type = ?", (name,))}
        rows = {row[0] for row in tables.execute(ROWS[name])}
        waiting = {row[0] for row in tables.execute("SELECT position FROM waiting WHERE confirmed_position IS NULL")}
    assert events
    assert events - waiting <= rows
