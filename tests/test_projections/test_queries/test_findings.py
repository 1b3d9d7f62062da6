"""What is to be explained on a day: article, severity, words, answers, and what is about an entry."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries.book import community, pack_of
from projections.queries.findings import findings, findings_about
from tests.test_projections.shown import COMMON, Shown
from tests.test_projections.test_findings.planted import END, ZONE, found, pay


def answer(book: Shown, who: str, code: str, *on: bytes) -> int:
    data: dict[str, Json] = {
        "finding": code, "on": [book.cast.ref(one) for one in on], "text": {"value": "当时电梯困人"},
        "outcome": "explained",
    }  # fmt: skip
    book.record(who, "finding.answered", COMMON, data)
    return book.size - 1


def test_an_answer_stands_beside_its_finding_which_stays(book: Shown) -> None:
    asked = book.request()
    paid = book.execute(asked)
    book.execute(asked, 1)
    book.at("2026-05-06")
    index = answer(book, "chair", "A0", paid)
    first, second = found(book, "A0")
    (one,) = first.answers
    assert (one.index, one.member, one.day, one.text, one.outcome) == (
        index, "chair", "2026-05-06", "当时电梯困人", "explained",
    )  # fmt: skip
    assert second.answers == [], "control: it was about the other payment"
    assert first.holds_on(END)


def test_an_answer_to_another_code_or_from_before_the_finding_answers_nothing(book: Shown) -> None:
    asked = book.request()
    answer(book, "chair", "A0", asked)
    book.at("2026-05-06")
    paid = book.execute(asked, date="2026-05-06", book_date="2026-05-06")
    answer(book, "chair", "A1", paid)
    assert found(book, "A0")[0].answers == []
    index = answer(book, "chair", "A0", asked)
    assert [one.index for one in found(book, "A0")[0].answers] == [index], "it names the request"


def test_a_finding_holds_from_since_on_and_from_until_on_no_more(book: Shown) -> None:
    book.confirm("chair", book.opening(100))
    pay(book, 101)
    book.at("2026-05-07")
    book.income(1, date="2026-05-07", book_date="2026-05-07")
    (one,) = found(book, "B6")
    assert [one.holds_on(day) for day in ("2026-05-03", "2026-05-04", "2026-05-06", "2026-05-07")] == [
        False, True, True, False,
    ]  # fmt: skip
    assert found(book, "B6", "2026-05-03") == [], "it had not begun"


def test_what_rests_on_an_article_that_nobody_read_is_a_hint(book: Shown) -> None:
    book.meet()
    (one,) = found(book, "D6")
    assert (one.severity, one.status) == ("hint", "memory")
    assert one.article.endswith("第三十九条")
    assert one.says_en.startswith(f"By {one.article}, the book does not show")
    assert one.says_en.endswith("; please explain.")


def test_control_what_rests_on_a_default_or_a_read_article_is_as_serious_as_the_catalogue_says(book: Shown) -> None:
    book.execute(book.request())
    (one,) = found(book, "A0")
    assert (one.severity, one.article, one.status) == ("high", "", "verified")
    assert one.says_zh == "依据本账本的规则，账本中未发现付款之前有该金额所需的申请和同意，请说明。"


def test_the_most_serious_comes_first_and_then_the_latest(book: Shown) -> None:
    book.meet()
    for _time in range(2):
        book.execute(book.request(2_000_000), 2_000_000)
    with book.tables() as tables:
        shown = findings(tables, pack_of(community(tables)), ZONE, "2026-05-04")
    assert [one.severity for one in shown] == sorted(
        (one.severity for one in shown), key=["critical", "high", "warn", "hint"].index
    )
    assert shown[0].index > shown[1].index


def test_what_is_about_an_entry_names_it(book: Shown) -> None:
    asked = book.request()
    index = book.size
    book.execute(asked)
    book.outflow()
    shown = found(book, "A0")
    assert [one.index for one in findings_about(shown, index - 1)] == [index]
    assert [one.index for one in findings_about(shown, index, index + 1)] == [index, index + 1]
    assert findings_about(shown, 0) == []
