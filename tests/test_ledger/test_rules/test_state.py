"""The states of streams: empty at first, each of its own family, none sharing anything with another."""

from __future__ import annotations

import dataclasses
from typing import Any

import pytest

from ledger.bodies.motions import MotionClosed
from ledger.rules.state import (
    Account,
    Commitments,
    Community,
    Document,
    Fund,
    ImportedRows,
    Meeting,
    Member,
    Minutes,
    Motion,
    Source,
    StreamState,
    new_state,
)
from tests.log_of import Book

HASH = "ab" * 32
FAMILIES = {
    "community": Community, "account/bank": Account, "fund/common": Fund, f"source/{HASH}": Source,
    "motion/m-1": Motion, "meeting/t-1": Meeting, f"document/{HASH}": Document,
}  # fmt: skip


@pytest.mark.parametrize(("stream", "family"), FAMILIES.items())
def test_a_stream_has_the_state_of_its_family_and_it_is_empty(stream: str, family: type[StreamState]) -> None:
    state = new_state(stream)
    assert type(state) is family
    for field in dataclasses.fields(state):
        value = getattr(state, field.name)
        assert value in (None, "", 0, {}, [], set(), "in_force") or value == Commitments(), field.name


def test_a_stream_of_no_family_has_no_state() -> None:
    with pytest.raises(KeyError):
        new_state("vault/x")


@pytest.mark.parametrize("kind", [*FAMILIES.values(), Minutes, ImportedRows])
def test_no_two_states_share_what_they_hold(kind: type[StreamState]) -> None:
    first, second = kind(), kind()
    for field in dataclasses.fields(kind):
        held = getattr(first, field.name)
        if isinstance(held, dict | set | list):
            assert held is not getattr(second, field.name), field.name
    assert first == second


def test_states_take_no_member_that_nobody_has_declared() -> None:
    with pytest.raises(AttributeError):
        new_state("fund/common").balance = 1  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    ("body", "seat_no", "ended", "holds"),
    [
        ("committee", 1, False, True),
        ("committee", 1, True, False),
        ("committee", None, False, False),
        ("staff", 1, False, False),
        ("supervisor", None, False, False),
    ],
)
def test_a_seat_is_held_by_a_member_of_the_committee_in_office(
    body: str, seat_no: int | None, ended: bool, holds: bool
) -> None:
    member = Member("vice", body, seat_no, frozenset(), ended)
    assert member.holds_seat is holds
    assert Community(members={"vice": member}).seats_held == ([member] if holds else [])


def test_seats_held_are_those_of_now_in_the_order_of_appointment() -> None:
    book = Book()
    seats = [member.id for member in book.history.community.seats_held]
    book.record("vice", "member.ended", "community", member="vice", reason="resigned", date="2024-07-01")
    assert [member.id for member in book.history.community.seats_held] == [one for one in seats if one != "vice"]


def test_sums_of_imported_rows_begin_at_nought() -> None:
    rows = ImportedRows()
    rows.totals["account", "bank"] += 7
    assert rows.totals == {("account", "bank"): 7}
    fund = Fund()
    fund.balances["category", "other"] -= 7
    assert fund.balances == {("category", "other"): -7}


@pytest.mark.parametrize(
    ("outcome", "resolution", "holds"),
    [
        ("adopted", "in_force", True), ("rejected", "in_force", False), ("elected", "in_force", False),
        ("adopted", "ended", False), ("adopted", "annulled", False),
    ],
)  # fmt: skip
def test_a_motion_holds_once_it_is_adopted_and_until_it_ends(outcome: Any, resolution: Any, holds: bool) -> None:
    closed = MotionClosed(tally=[], outcome=outcome, elected=[], alternates=[])
    assert Motion(closed=closed, resolution=resolution).holds is holds
    assert not Motion(resolution=resolution).holds
