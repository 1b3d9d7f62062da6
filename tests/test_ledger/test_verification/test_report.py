"""What a verification says: a headline that promises nothing by itself, every count, and what was not checked."""

from __future__ import annotations

import re
from dataclasses import fields, replace
from typing import Any

import pytest

from ledger.anchor import Anchor
from ledger.cli.verify import said
from ledger.tlog import merkle
from ledger.verification import Report, verify
from tests.published import PublishedBook, Served, founded, income, sample

COUNTS = {field.name: 1_000_003 + 2 * place for place, field in enumerate(fields(Report)) if field.type == "int"}
"""A number of its own for every count."""
IN_WORDS = {"withheld", "sealed"}
"""Counts that stand among what was not checked."""
TIMES = "The times at which entries were admitted"


def shown(report: Report) -> str:
    return "".join(f"{line}\n" for line in said(report))


def filled(**changes: Any) -> Report:
    report = Report("here", origin="ledger.example/yuanqu-1", root="cm9vdA==", seconds=2.0)
    return replace(report, **(dict[str, Any](COUNTS) | changes))


def lines_of(report: Report) -> str:
    return "\n".join(report.not_checked)


def anchor_of(book: PublishedBook) -> Anchor:
    return Anchor.alone(book.cast.log_vkey, merkle.leaf_hash(book.raw[0]))


def test_a_new_report_has_shown_nothing() -> None:
    report = Report("here")
    assert report.anchored is False
    for field in fields(Report):
        if field.name not in ("source", "jobs"):
            assert not getattr(report, field.name), field.name
    report.not_checked.append("x")
    assert Report("there").not_checked == []


@pytest.mark.parametrize("name", sorted(set(COUNTS) - IN_WORDS - {"bytes", "jobs"}))
def test_every_count_is_shown(name: str) -> None:
    """The number is looked for as a whole: 1,000,005 is not found in 11,000,005."""
    number = re.compile(f"(?<![0-9,])(?:{COUNTS[name]:,}|{COUNTS[name]})(?![0-9,])")
    assert number.search(shown(filled()))
    assert not number.search(shown(filled(**{name: 7})))


def test_the_headline_names_the_book_its_size_and_its_root() -> None:
    first = shown(filled(size=22, anchored=True)).splitlines()[0]
    assert first == "VERIFIED: ledger.example/yuanqu-1, 22 entries, root cm9vdA=="


@pytest.mark.parametrize(
    ("anchored", "words"), [(True, "the anchor you gave · 核验通过"), (False, "itself only (no --anchor): a book")]
)
def test_the_second_line_says_against_what(anchored: bool, words: str) -> None:
    assert shown(filled(anchored=anchored)).splitlines()[1].startswith(f"checked against {words}")


def test_whatever_was_not_checked_stands_at_the_end_line_by_line() -> None:
    limits = ["What nobody looked at.", "What nobody can look at."]
    assert shown(filled(not_checked=limits)).endswith(
        "\nnot checked:\n  - What nobody looked at.\n  - What nobody can look at.\n"
    )


@pytest.mark.parametrize("anchored", [True, False])
def test_the_anchor_is_missed_first_and_only_where_there_is_none(anchored: bool) -> None:
    book = sample()
    report = verify(Served(book), anchor_of(book) if anchored else None)
    assert report.anchored is anchored
    assert report.not_checked[0].startswith("Without --anchor") is not anchored
    assert ("Without --anchor" in lines_of(report)) is not anchored


@pytest.mark.parametrize("book", [founded(), sample()], ids=["without a vote", "with a vote"])
def test_no_verification_says_that_what_was_recorded_is_true(book: PublishedBook) -> None:
    book.publish()
    report = verify(Served(book))
    assert report.not_checked[-1].startswith(TIMES)
    assert "true, approved and wise" in report.not_checked[-1]
    assert "No witness was asked for" in lines_of(report)
    assert ("Whether a declared outcome is what its tally means" in lines_of(report)) == bool(report.tallies)
    assert "ballots of the owners" not in lines_of(report)
    assert "official voting systems" not in lines_of(report)


def test_what_is_withdrawn_and_what_only_the_vault_opens_is_counted() -> None:
    book = founded()
    person = book.admit(
        book.cast.sign(
            "secretary", "counterparty.registered", "community",
            {"party": "neighbour", "kind": "person", "name": {"value": "样例"}}, book.now,
        )
    )  # fmt: skip
    book.admit(income(book))
    book.publish()
    served = Served(book)
    served.openings = [one for one in served.openings if one.index != person]
    whole = verify(served)
    assert (whole.withheld, whole.sealed) == (0, 1)
    assert "0 public texts that are withdrawn or not shown, and 1 fields" in lines_of(whole)
    del served.openings[-1]
    less = verify(served)
    assert (less.withheld, less.sealed, less.disclosures) == (1, 1, whole.disclosures - 1)
    assert "1 public texts that are withdrawn or not shown, and 1 fields" in lines_of(less)


def test_documents_that_only_an_export_has_are_counted() -> None:
    book = founded()
    book.admit(
        income(book, documents=[
            {"sha256": f"{number:064x}", "title": {"value": "公告"}, "class": "notice", "visibility": visibility}
            for number, visibility in enumerate(("public", "public", "owners"))
        ])
    )  # fmt: skip
    book.publish()
    assert (
        "The files of the 2 public documents named in the log: only an export has them."
        in verify(Served(book)).not_checked
    )
