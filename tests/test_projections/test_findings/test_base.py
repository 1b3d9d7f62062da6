"""Days, shares, and what the functions that look for findings are given."""

from __future__ import annotations

from datetime import timedelta

import msgspec
import pytest

from ledger.rules.packs import Fraction, pin_of
from ledger.strict_json import Json
from projections.findings.base import FACTS, Found, Views, exceeds, later, missed, overdue
from projections.queries.book import community, pack_of
from tests.test_projections.owners_vote import whole_vote
from tests.test_projections.shown import DAY, Shown
from tests.test_projections.test_findings.planted import END, ZONE, found, pay


@pytest.mark.parametrize(
    ("day", "days", "expected"),
    [("2026-02-27", 2, "2026-03-01"), ("2026-03-01", -1, "2026-02-28"), ("9999-12-31", 1, "9999-12-31"),
     ("2026-13-01", 1, "9999-12-31")],
)  # fmt: skip
def test_a_day_so_many_days_later_never_leaves_the_calendar(day: str, days: int, expected: str) -> None:
    assert later(day, days) == expected


@pytest.mark.parametrize(
    ("done", "not_before", "expected"),
    [
        (None, "", ("2026-05-05", None)),
        ("2026-05-04", "", None),
        ("2026-05-05", "", None),
        ("2026-05-06", "", ("2026-05-05", "2026-05-06")),
        (None, "2026-05-09", ("2026-05-09", None)),
        ("2026-05-09", "2026-05-09", None),
    ],
)
def test_what_is_overdue_is_so_from_the_day_after_until_it_is_done(
    done: str | None, not_before: str, expected: tuple[str, str | None] | None
) -> None:
    one = Found(0, *overdue(DAY, done, not_before=not_before))
    assert one.held == (expected is not None)
    assert expected in (None, (one.since, one.until))


def test_the_most_that_a_share_allows_is_allowed_and_one_more_exceeds_it() -> None:
    share = Fraction(30, 100, strictly=False)
    assert not exceeds(share, 30, 100)
    assert exceeds(share, 31, 100)


def test_an_entry_that_waited_is_of_the_day_on_which_it_was_confirmed(book: Shown) -> None:
    index = book.size
    opened = book.opening()
    book.at("2026-05-06")
    book.confirm("chair", opened)
    with book.tables() as tables:
        views = Views(tables, pack_of(community(tables)), ZONE, END)
        assert (views.admitted[index], views.day_of(index), views.effective(index)) == (DAY, "2026-05-06", index + 1)
        assert (views.day_of(0), views.effective(0)) == (DAY, 0), "control: nothing waited"


def test_a_missed_duty_is_about_the_entry_that_it_arises_from(book: Shown) -> None:
    with book.tables() as tables:
        views = Views(tables, pack_of(community(tables)), ZONE, "2026-12-31")
        (one,) = [found for found in missed(views, "fund_publication") if found.held and found.since <= "2026-12-31"]
    assert (one.about, one.key, one.since, one.ground) == (
        6, "2026-H1", "2026-07-31", "publication.common_income_months",
    )  # fmt: skip


def test_every_kind_of_fact_has_its_words_in_both_languages() -> None:
    assert all(kind.words.en and kind.words.zh for kind in FACTS.values())


def test_rules_of_their_own_say_nothing_about_what_was_done_before_them(book: Shown) -> None:
    book.record("member", "member.ended", "community", {"member": "member", "reason": "resigned", "date": DAY})
    for amount in (60_000, 30_000):
        pay(book, amount, "chair")
    whole_vote(book)
    own: dict[str, Json] = {
        "committee.seats_filled": {"numerator": 4, "denominator": 5, "strictly": True},
        "approval.one_up_to": 50_000,
    }
    settings: list[Json] = [
        {"parameter": name, "value": value, "clause": {"value": "第九条"}} for name, value in own.items()
    ]
    data: dict[str, Json] = {"pack": msgspec.to_builtins(pin_of("cn-2021")), "rules": 1, "settings": settings}
    book.record("chair", "ruleset.adopted", "community", data | {"motion": "a-1"})
    assert [found(book, code) for code in ("A0", "B2", "C5")] == [[], [], []]
    day = (book.now + timedelta(days=40)).date().isoformat()
    book.at(day)
    index = pay(book, 60_000, "chair")
    assert [one.index for one in found(book, "A0")] == [index], "what is paid afterwards"
