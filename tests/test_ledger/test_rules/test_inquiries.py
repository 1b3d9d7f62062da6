"""Rules of owners' questions."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.log_of import Book
from tests.refusals import refused

INQUIRY = "inquiry/q-1"


def ask(book: Book, about: list[Json] | None = None) -> bytes:
    return book.record(
        "secretary", "inquiry.raised", INQUIRY, topic="money", text={"value": "水泵为何换了两次？"}, about=about or [],
        asker={"value": "样例业主"}, channel="counter",
    )  # fmt: skip


def answer(book: Book, who: str, question: bytes, *supports: bytes) -> bytes:
    refs: list[Json] = [book.cast.ref(one) for one in supports]
    return book.record(
        who, "inquiry.answered", INQUIRY, on=book.cast.ref(question), text={"value": "第二次是保修"}, supports=refs
    )


def close(book: Book, outcome: str = "answered") -> None:
    book.record("secretary", "inquiry.closed", INQUIRY, outcome=outcome)


def test_a_question_is_raised_answered_and_closed() -> None:
    book = Book().with_money()
    request = book.request()
    question = ask(book, [book.cast.ref(request)])
    answer(book, "member", question, request)
    answer(book, "vice", question)
    close(book)
    with refused("inquiry.closed_already"):
        close(book)
    with refused("inquiry.closed_already"):
        answer(book, "member", question)


def test_a_question_has_an_id_of_its_own() -> None:
    book = Book()
    ask(book)
    with refused("inquiry.id_reused"):
        ask(book)


def test_a_question_that_was_not_raised_is_not_closed() -> None:
    book = Book()
    with refused("reference.unresolved"):
        close(book)


def test_attack_a_question_is_closed_as_answered_without_an_answer() -> None:
    book = Book()
    ask(book)
    with refused("inquiry.not_answered"):
        close(book)
    close(book, "withdrawn")


def test_attack_an_answer_supported_by_what_is_not_in_the_book() -> None:
    book = Book().with_money()
    elsewhere = Book().with_money()
    question = ask(book)
    elsewhere.request()
    with refused("ref.unknown"):
        answer(book, "member", question, elsewhere.request(payment="p-2"))
    with refused("ref.unknown"):
        ask(Book(), [book.cast.ref(question)])
