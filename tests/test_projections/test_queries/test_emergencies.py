"""Whose word confirms an emergency: a seat or the guiding body; in Hangzhou the guiding body alone."""

from __future__ import annotations

from pathlib import Path

import pytest

from ledger.rules.packs import pin_of
from ledger.strict_json import Json
from projections.queries.emergencies import confirmation_of
from tests.test_projections.shown import COMMON, DAY, Shown
from tests.test_projections.test_duties.shown_duties import all_duties
from tests.test_projections.test_findings.planted import pay, spans


def of_city(folder: Path, pack: str) -> tuple[Shown, bytes]:
    """Return a book in which an emergency is declared and the residents' committee has a key, and the declaration."""
    pin = pin_of(pack)
    book = Shown(folder, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}).with_money()
    guide: dict[str, Json] = {
        "member": "guide", "name": {"value": "居样例"}, "body": "supervisor", "roles": ["supervisor"], "kind": "hired",
        "term": {"from": DAY, "to": "2029-05-03"}, "basis": {"value": "街道来函"}, "key": book.cast.jwk("guide"),
    }  # fmt: skip
    book.confirm("vice", book.record("chair", "member.appointed", "community", guide))
    book.append(book.cast.enrolment("guide", book.now, "guide"))
    return book, book.record("chair", "emergency.declared", COMMON, {"case": "e-1", "estimate": 90_000})


def confirm(book: Shown, declared: bytes, who: str) -> int:
    on = book.cast.ref(declared)
    book.record(who, "emergency.confirmed", COMMON, {"on": on, "authority": "firm"})
    return book.size - 1


@pytest.mark.parametrize(("pack", "suffices"), [("cn-2021", True), ("cn-sh", True), ("cn-hz", False)])
def test_a_seat_s_word_is_enough_but_in_hangzhou(tmp_path: Path, pack: str, suffices: bool) -> None:
    book, declared = of_city(tmp_path, pack)
    index = book.size - 1
    paid = pay(book, emergency="e-1")
    book.at("2026-05-06")
    by_seat = confirm(book, declared, "vice")
    with book.tables() as tables:
        assert confirmation_of(tables, book.pack, index, DAY) == (by_seat if suffices else None)
    until = "2026-05-06" if suffices else None
    assert [one for one in spans(book, "A4") if one[0] == paid][:1] == [(paid, "2026-05-04", until)]
    assert all_duties(book, "2026-06-01")["emergency_confirmation/common/e-1"].done_on == until
    book.at("2026-05-08")
    by_guide = confirm(book, declared, "guide")
    with book.tables() as tables:
        assert confirmation_of(tables, book.pack, index, DAY) == (by_seat if suffices else by_guide)
    book.close()
