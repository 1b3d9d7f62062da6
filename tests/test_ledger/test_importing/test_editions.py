"""Two editions of a source: what is the same, changed, vanished and new, and that the difference leads to the newer."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ledger.importing.editions import Comparison, Content, compare
from ledger.rules.postings import Line

Rows = list[Content]


def row(day: int, amount: int, category: str = "other", party: str | None = None, text: str | None = None) -> Content:
    lines = (Line("account", "bank", amount), Line("category", category, -amount))
    return Content(f"2025-01-{day:02}", lines, party, text)


ROWS = st.builds(
    row,
    st.integers(1, 4),
    st.sampled_from([-200, -100, 100, 200]),
    st.sampled_from(["other", "parking"]),
    st.sampled_from([None, "p-0001", "p-0002"]),
    st.sampled_from([None, "", "记-001", "记-002"]),
)
EDITIONS = st.lists(ROWS, max_size=12)


def compared(old: Rows, new: Rows) -> Comparison[Content, Content]:
    return compare([(one, one) for one in old], [(one, one) for one in new])


def applied(found: Comparison[Content, Content]) -> Rows:
    """Return what the book then counts: the old rows that stay, and the new ones that go in."""
    return [old for old, _ in found.same] + [new for _, new in found.changed] + found.added


def figures(rows: Rows) -> Counter[object]:
    return Counter(one.figures for one in rows)


@given(rows=EDITIONS)
def test_an_edition_differs_in_nothing_from_itself(rows: Rows) -> None:
    found = compared(rows, rows)
    assert (found.changed, found.vanished, found.added) == ([], [], [])
    assert found.same == [(one, one) for one in rows]


@given(rows=EDITIONS, data=st.data())
def test_nor_from_itself_in_another_order(rows: Rows, data: st.DataObject) -> None:
    found = compared(rows, data.draw(st.permutations(rows)))
    assert (found.changed, found.vanished, found.added) == ([], [], [])


@given(old=EDITIONS, new=EDITIONS)
def test_the_difference_leads_from_the_old_figures_to_the_new_ones(old: Rows, new: Rows) -> None:
    assert figures(applied(compared(old, new))) == figures(new)


@given(old=EDITIONS, new=EDITIONS)
def test_each_row_of_either_edition_is_told_of_once(old: Rows, new: Rows) -> None:
    found = compared(old, new)
    pairs = [*found.same, *found.changed]
    assert Counter([one for one, _ in pairs] + found.vanished) == Counter(old)
    assert Counter([one for _, one in pairs] + found.added) == Counter(new)


@given(old=EDITIONS, new=EDITIONS)
def test_rows_that_are_the_same_never_name_two_payees(old: Rows, new: Rows) -> None:
    for one, other in compared(old, new).same:
        assert one.figures == other.figures
        assert one.party == other.party or None in (one.party, other.party)


@given(old=EDITIONS, new=EDITIONS)
def test_no_more_is_taken_back_than_has_to_be(old: Rows, new: Rows) -> None:
    found = compared([one._replace(party=None) for one in old], [one._replace(party=None) for one in new])
    kept = figures(old) & figures(new)
    assert len(found.same) == kept.total()


@given(rows=EDITIONS.filter(bool), data=st.data())
def test_a_row_that_is_left_out_has_vanished_and_is_never_called_changed(rows: Rows, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows) - 1))
    found = compared(rows, rows[:place] + rows[place + 1 :])
    assert (found.changed, found.added) == ([], [])
    assert [one.figures for one in found.vanished] == [rows[place].figures]


@given(rows=EDITIONS, more=ROWS, data=st.data())
def test_a_row_that_is_put_in_between_is_new_and_moves_no_other(rows: Rows, more: Content, data: st.DataObject) -> None:
    place = data.draw(st.integers(0, len(rows)))
    found = compared(rows, [*rows[:place], more, *rows[place:]])
    assert (found.changed, found.vanished) == ([], [])
    assert [one.figures for one in found.added] == [more.figures]


def test_an_amount_that_was_changed_in_its_place_is_a_changed_row() -> None:
    old = [row(1, 100), row(2, 200), row(3, 300)]
    found = compared(old, [row(1, 100), row(2, 250), row(3, 300)])
    assert found.changed == [(row(2, 200), row(2, 250))]


def test_a_day_that_was_changed_in_its_place_is_a_changed_row() -> None:
    found = compared([row(1, 100), row(2, 200), row(3, 300)], [row(1, 100), row(4, 200), row(3, 300)])
    assert found.changed == [(row(2, 200), row(4, 200))]


def test_another_category_or_payee_makes_a_changed_row() -> None:
    assert compared([row(1, 100)], [row(1, 100, "parking")]).changed == [(row(1, 100), row(1, 100, "parking"))]
    old, new = row(1, -100, party="p-0001"), row(1, -100, party="p-0002")
    assert compared([old], [new]).changed == [(old, new)]


def test_a_payee_that_one_edition_does_not_name_changes_nothing() -> None:
    named, unnamed = row(1, -100, party="p-0001"), row(1, -100)
    assert compared([named], [unnamed]).same == [(named, unnamed)]
    assert compared([unnamed], [named]).same == [(unnamed, named)]


def test_of_equal_rows_the_one_with_the_same_payee_is_the_same() -> None:
    first, second = row(1, -100, party="p-0001"), row(1, -100, party="p-0002")
    found = compared([first, second], [second])
    assert (found.same, found.vanished) == ([(second, second)], [first])


def test_a_number_of_a_voucher_finds_its_row_wherever_it_has_moved() -> None:
    old, new = row(1, 100, text="记-001"), row(9, 170, text="记-001")
    found = compared([old, row(2, 200)], [row(2, 200), new])
    assert found.changed == [(old, new)]


def test_control_a_text_that_stands_twice_speaks_for_no_row() -> None:
    old, new = row(1, 100, text="停车费"), row(9, 170, text="停车费")
    found = compared([old, row(2, 200)], [row(2, 200), new, row(8, 180, text="停车费")])
    assert (found.changed, found.vanished) == ([], [old])


def test_a_missing_row_does_not_hide_behind_a_new_one_elsewhere() -> None:
    """The attack: drop a payment, and bring the same amount on another day far away."""
    old = [row(1, -500), row(2, 200), row(3, 300)]
    found = compared(old, [row(2, 200), row(3, 300), row(9, -500)])
    assert (found.changed, found.vanished, found.added) == ([], [row(1, -500)], [row(9, -500)])


def test_amounts_that_cancel_out_and_the_order_of_postings_are_no_change() -> None:
    noisy = Content("2025-01-01", (*row(1, 100).lines[::-1], Line("account", "cash", 5), Line("account", "cash", -5)))
    assert compared([row(1, 100)], [noisy]).same == [(row(1, 100), noisy)]
