"""Signing, judging and storing an import: nothing is stored before everything is judged, and each batch is whole."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.application import Ledger
from ledger.demo.cast import Cast
from ledger.errors import StoreError
from ledger.importing import writing
from ledger.importing.drafts import Draft
from tests.refusals import refused
from tests.test_ledger.test_importing.importer import Importer
from tests.test_ledger.test_importing.samples import TABLE

AT = datetime(2026, 3, 5, 2, 0, 0, tzinfo=UTC)


@pytest.fixture
def ledger(tmp_path: Path) -> Iterator[Ledger]:
    cast = Cast()
    Ledger.create(tmp_path / "book", cast.origin, cast.log_key)
    with Ledger.open(tmp_path / "book", clock=lambda: AT, guard=tmp_path / "guard.db") as opened:
        opened.append([cast.founding(AT), *cast.enrolments(AT)])
        yield opened


def silent(_done: int, _total: int) -> None:
    """Tell nobody."""


def signed(drafts: list[Draft]) -> list[bytes]:
    cast = Cast()
    return writing.sign(drafts, cast.origin, cast.key("treasurer"), AT, silent)


def test_every_draft_is_signed_and_judged_with_progress() -> None:
    drafts = Importer().plan(TABLE).drafts
    seen: list[tuple[int, int]] = []
    cast = Cast()
    files = writing.sign(drafts, cast.origin, cast.key("treasurer"), AT, lambda *done: seen.append(done))
    history = Importer().history
    writing.judge(history, files, AT, lambda *done: seen.append(done))
    assert seen == [(done, len(drafts)) for done in range(1, len(drafts) + 1)] * 2
    assert history.funds()["common-income"].imported


def test_a_refusal_far_behind_is_found_before_anything_is_stored() -> None:
    drafts = Importer().plan(TABLE).drafts
    with refused("import.totals"):
        writing.judge(Importer().history, signed([*drafts[:-2], drafts[-1]]), AT, silent)


def test_control_the_same_drafts_whole_are_admitted() -> None:
    drafts = Importer().plan(TABLE).drafts
    writing.judge(Importer().history, signed(drafts), AT, silent)


def test_batches_are_stored_in_order_with_progress(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(writing, "BATCH", 4)
    files = signed(Importer().plan(TABLE).drafts)
    seen: list[tuple[int, int]] = []
    size = ledger.size
    completed = writing.write(ledger, files, size, lambda *done: seen.append(done), clock_ok=False)
    assert {"id": completed.id, "sha256": completed.sha256} == Cast.ref(files[-1])
    assert (completed.position, ledger.size) == (size + len(files) - 1, size + len(files))
    assert seen == [(4, 11), (8, 11), (11, 11)]


def test_a_book_that_has_changed_since_the_plan_is_left_alone(ledger: Ledger) -> None:
    files = signed(Importer().plan(TABLE).drafts)
    with pytest.raises(StoreError, check=lambda error: error.rule_id == "ledger.conflict"):
        writing.write(ledger, files, ledger.size - 1, silent, clock_ok=False)
    assert ledger.size == 5
