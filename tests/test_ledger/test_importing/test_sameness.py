"""When two rows are the same movement, and how multisets of them are compared."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from ledger.importing.sameness import Key, key_of, match
from ledger.rules.postings import Line, Lines

KEYS = st.builds(lambda day, amount: key_of(f"2025-01-0{day}", _lines(amount)), st.integers(1, 3), st.integers(-2, 2))


def _lines(amount: int, account: str = "bank", category: str = "other") -> Lines:
    return Line("account", account, amount), Line("category", category, -amount)


def test_the_day_and_what_changes_on_accounts_make_a_movement_the_same() -> None:
    key = key_of("2025-01-03", _lines(500))
    assert key == key_of("2025-01-03", _lines(500, category="repairs/lift"))
    assert key == key_of("2025-01-03", (Line("account", "bank", 200), *_lines(300)))
    assert key == key_of("2025-01-03", (*_lines(500), Line("account", "cash", 0)))
    assert key != key_of("2025-01-04", _lines(500))
    assert key != key_of("2025-01-03", _lines(-500))
    assert key != key_of("2025-01-03", _lines(500, account="cash"))


def test_a_movement_on_no_account_is_compared_by_its_categories() -> None:
    between = (Line("category", "other", 500), Line("category", "repairs", -500))
    assert key_of("2025-01-03", between) == key_of("2025-01-03", between[::-1])
    assert key_of("2025-01-03", between) != key_of("2025-01-03", (Line("category", "tax", 500), between[1]))


def test_of_three_equal_rows_as_many_are_known_as_the_book_has() -> None:
    key = key_of("2025-01-03", _lines(500))
    found = match([(key, "a"), (key, "b"), (key, "c")], [(key, 1), (key, 2)])
    assert (found.new, found.same, found.left) == (["c"], [("a", 1), ("b", 2)], [])


@given(items=st.lists(KEYS), held=st.lists(KEYS))
def test_matching_is_the_difference_of_multisets(items: list[Key], held: list[Key]) -> None:
    found = match(((key, key) for key in items), ((key, key) for key in held))
    assert Counter(found.new) == Counter(items) - Counter(held)
    assert Counter(found.left) == Counter(held) - Counter(items)
    assert Counter(one for one, _ in found.same) == Counter(items) & Counter(held)
    assert all(one == other for one, other in found.same)


@given(items=st.lists(KEYS))
def test_a_source_is_the_same_as_itself_in_any_order(items: list[Key]) -> None:
    found = match(((key, key) for key in items), ((key, key) for key in reversed(items)))
    assert (found.new, found.left) == ([], [])
