"""Documents, registered by themselves or beside an act; and what was imported."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries import documents
from projections.queries.documents import Document, Source
from tests.test_projections.shown import SOURCE, Shown

PAPER, PHOTO = "ef" * 32, "cd" * 32


def beside(sha256: str, title: str, visibility: str = "public") -> Json:
    return {"sha256": sha256, "title": {"value": title}, "class": "photo", "visibility": visibility}


def register(book: Shown, sha256: str) -> None:
    data: dict[str, Json] = {
        "title": {"value": "合同"}, "class": "contract", "media_type": "text/plain", "size": 9, "visibility": "public",
    }  # fmt: skip
    book.record("secretary", "document.registered", f"document/{sha256}", data)


def test_a_document_is_listed_once_whoever_names_it(book: Shown) -> None:
    index = book.size
    book.income(documents=[beside(PHOTO, "照片"), beside(PAPER, "扫描件")])
    book.income(documents=[beside(PHOTO, "照片二")])
    register(book, PAPER)
    with book.tables() as tables:
        assert documents.documents(tables) == [
            Document(PHOTO, "照片", "photo", "public", None, None, index),
            Document(PAPER, "合同", "contract", "public", "text/plain", 9, index + 2),
        ]
        assert documents.document(tables, PHOTO) == Document(PHOTO, "照片", "photo", "public", None, None, index)
        assert documents.document(tables, "ab" * 32) is None


def test_the_documents_of_an_entry_come_in_its_order_with_what_is_known_of_them(book: Shown) -> None:
    register(book, PAPER)
    index = book.size
    book.income(documents=[beside(PHOTO, "照片"), beside(PAPER, "扫描件", "owners")])
    with book.tables() as tables:
        assert documents.documents_of(tables, index) == [
            Document(PHOTO, "照片", "photo", "public", None, None, index),
            Document(PAPER, "扫描件", "photo", "owners", "text/plain", 9, index),
        ]
        assert documents.documents_of(tables, 0) == []


def test_a_document_named_twice_by_one_entry_is_shown_once(book: Shown) -> None:
    index = book.size
    book.income(documents=[beside(PHOTO, "照片"), beside(PHOTO, "又一次")])
    with book.tables() as tables:
        assert [one.title for one in documents.documents_of(tables, index)] == ["照片"]


def test_a_source_counts_what_was_imported_of_it(book: Shown) -> None:
    index = book.size
    book.register_source(rows=9)
    for row in (1, 2):
        book.import_row(row, "2026-05-01")
    with book.tables() as tables:
        assert documents.sources(tables) == [Source(SOURCE, "旧账", 9, 2, index, None)]
