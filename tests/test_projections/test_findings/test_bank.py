"""The book against the bank: what is planted is found, and what is in order beside it is not."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries.findings import Finding
from tests.test_projections.shown import Shown
from tests.test_projections.test_findings.planted import found

FIRST, LAST = "2026-05-01", "2026-05-31"


def statement(book: Shown, first: str = FIRST, last: str = LAST, opening: int = 0, closing: int = 0) -> int:
    data: dict[str, Json] = {
        "from": first, "to": last, "opening": opening, "closing": closing, "lines_sha256": "ab" * 32,
        "obtained": "download",
    }  # fmt: skip
    book.record("treasurer", "statement.recorded", "account/bank", data)
    return book.size - 1


def compare(book: Shown, who: str, last: str = LAST, **changes: Json) -> int:
    data: dict[str, Json] = {"to": last, "matched": 0, "unmatched": [], "difference": 0, "seen_in_bank": True}
    book.record(who, "statement.reconciled", "account/bank", data | changes)
    return book.size - 1


def of(book: Shown, key: str, on: str = "2029-12-31") -> list[tuple[str, str | None]]:
    """Return the spans of the findings whose id ends in a key."""
    return [(one.since, one.until) for one in found(book, "E1", on) if key in one.id]


def test_months_without_a_comparison_are_one_finding_until_the_last_of_them_was_compared(book: Shown) -> None:
    (one,) = found(book, "E1", "2026-09-15")
    assert (one.id, one.since, one.until, one.severity) == ("E1-5-2026-05", "2026-07-01", None, "high")
    assert number_of(one) == 3
    book.at("2026-09-20")
    for last in ("2026-07-31", "2026-08-31"):
        statement(book, f"{last[:8]}01", last)
        for who in ("treasurer", "chair"):
            compare(book, who, last)
    assert of(book, "2026-05", "2026-09-25") == [("2026-07-01", "2026-09-20")], (
        "a later comparison covers earlier months"
    )
    (_past, now) = found(book, "E1", "2026-11-15")
    assert (now.id, now.since) == ("E1-5-2026-09", "2026-10-31")


def number_of(one: Finding) -> int | str:
    return next(fact.value for fact in one.facts if fact.name == "number")


def test_control_months_that_two_people_compared_in_time_are_in_order(book: Shown) -> None:
    book.at("2026-06-10")
    statement(book)
    for who in ("treasurer", "chair"):
        compare(book, who)
    assert found(book, "E1", "2026-07-15") == []


def test_a_difference_is_found_until_a_comparison_has_none(book: Shown) -> None:
    book.at("2026-06-10")
    statement(book)
    compare(book, "treasurer", difference=5)
    assert of(book, "difference") == [("2026-06-10", None)]
    assert found(book, "E1")[0].severity == "critical"
    book.at("2026-06-20")
    compare(book, "chair")
    assert of(book, "difference") == [("2026-06-10", "2026-06-20")]


def test_a_second_look_without_the_bank_is_found_and_the_first_one_may_be_so(book: Shown) -> None:
    book.at("2026-06-10")
    statement(book)
    compare(book, "treasurer", seen_in_bank=False)
    assert of(book, "unseen") == []
    compare(book, "chair", seen_in_bank=False)
    assert of(book, "unseen") == [("2026-06-10", None)]
    book.at("2026-06-12")
    compare(book, "vice")
    assert of(book, "unseen") == [("2026-06-10", "2026-06-12")]


def test_statements_that_do_not_follow_on_are_found_until_one_comes_in_between(book: Shown) -> None:
    book.at("2026-08-10")
    first = statement(book, closing=7)
    statement(book, "2026-07-01", "2026-07-31", opening=9)
    assert of(book, f"gap-{first}") == [("2026-08-10", None)]
    book.at("2026-08-12")
    statement(book, "2026-06-01", "2026-06-30", 7, 9)
    assert of(book, "gap") == [("2026-08-10", "2026-08-12")]


def test_a_closing_balance_that_the_book_does_not_have_is_found_until_the_book_agrees(book: Shown) -> None:
    book.at("2026-06-05")
    statement(book, closing=120_000)
    assert of(book, "balance") == [("2026-07-01", None)], "thirty days to book what the statement has"
    book.at("2026-07-08")
    book.income(120_000)
    assert of(book, "balance") == [("2026-07-01", "2026-07-08")]


def test_control_a_balance_that_agrees_or_whose_difference_is_listed_is_in_order(book: Shown) -> None:
    book.income(120_000)
    book.at("2026-06-05")
    statement(book, closing=120_000)
    assert of(book, "balance") == []
    statement(book, "2026-06-01", "2026-06-03", 120_000, 130_000)
    line: Json = {"side": "bank", "date": "2026-06-02", "amount": 10_000, "ref": "x-1"}
    compare(book, "treasurer", "2026-06-03", unmatched=[line], difference=10_000)
    assert of(book, "balance") == []
