"""Keys of the log: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.shown import Shown
from tests.test_projections.test_findings.planted import found, spans


def introduce(book: Shown, who: str) -> None:
    data: dict[str, Json] = {"member": who, "key": book.cast.jwk(f"{who}-2")}
    book.record(who, "key.introduced", "community", data)


def test_a_key_that_was_announced_and_never_enrolled_is_found_until_it_is(founded: Shown) -> None:
    index = founded.size
    introduce(founded, "vice")
    assert spans(founded, "G2") == [(index, "2026-06-04", None)], "thirty days after it was announced"
    assert found(founded, "G2", "2026-06-03") == []
    founded.at("2026-06-10")
    founded.append(founded.cast.enrolment("vice-2", founded.now, "vice"))
    assert spans(founded, "G2") == [(index, "2026-06-04", "2026-06-10")]


def test_control_a_key_that_was_enrolled_in_time_and_a_recovery_key_are_in_order(founded: Shown) -> None:
    introduce(founded, "vice")
    founded.append(founded.cast.enrolment("vice-2", founded.now, "vice"))
    assert found(founded, "G2") == []
