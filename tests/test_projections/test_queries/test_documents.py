"""Documents, registered by themselves or beside an act; and what was imported."""

from __future__ import annotations

from ledger.strict_json import Json
from projections.queries import documents
from projections.queries.documents import Document, OtherRows, Source
from tests.test_api.serving import client_of
from tests.test_api.test_reading import words
from tests.test_projections.shown import SOURCE, Shown

PAPER, PHOTO = "ef" * 32, "cd" * 32


def beside(sha256: str, title: str, visibility: str = "public") -> Json:
    return {"sha256": sha256, "title": {"value": title}, "class": "photo", "visibility": visibility}


def register(book: Shown, sha256: str, **changes: Json) -> None:
    data: dict[str, Json] = {
        "title": {"value": "合同"}, "class": "contract", "media_type": "text/plain", "size": 9, "visibility": "public",
    }  # fmt: skip
    book.record("secretary", "document.registered", f"document/{sha256}", data | changes)


def test_a_document_is_listed_once_whoever_names_it(book: Shown) -> None:
    index = book.size
    book.income(documents=[beside(PHOTO, "照片"), beside(PAPER, "扫描件")])
    book.income(documents=[beside(PHOTO, "照片二")])
    register(book, PAPER)
    with book.tables() as tables:
        assert documents.documents(tables) == [
            Document(PHOTO, "照片", "photo", "public", None, None, index, None),
            Document(PAPER, "合同", "contract", "public", "text/plain", 9, index + 2, None),
        ]
        assert documents.document(tables, PHOTO) == Document(PHOTO, "照片", "photo", "public", None, None, index, None)
        assert documents.document(tables, "ab" * 32) is None


def test_a_document_registered_anew_as_public_is_shown_as_such(book: Shown) -> None:
    register(book, PAPER, visibility="sealed", nonce={"value": "ab" * 32})
    index = book.size
    register(book, PAPER)
    with book.tables() as tables:
        assert documents.documents(tables) == [
            Document(PAPER, "合同", "contract", "public", "text/plain", 9, index, None)
        ]


def test_the_documents_of_an_entry_come_in_its_order_with_what_is_known_of_them(book: Shown) -> None:
    register(book, PAPER)
    index = book.size
    book.income(documents=[beside(PHOTO, "照片"), beside(PAPER, "扫描件", "owners")])
    with book.tables() as tables:
        assert documents.documents_of(tables, index) == [
            Document(PHOTO, "照片", "photo", "public", None, None, index, None),
            Document(PAPER, "扫描件", "photo", "owners", "text/plain", 9, index, None),
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
        assert documents.sources(tables) == [Source(SOURCE, "旧账", 9, 2, index, None, None, None, None, None, [], [])]


def test_a_source_says_how_many_of_its_rows_move_nothing_and_why(book: Shown) -> None:
    book.register_source(rows=9)
    book.import_row(1, "2026-05-01")
    other = "不是收支的行 · no movements:"
    note = f"第 3 行：余额写作 1 · row 3\n{other} 1: above the header\n{other} 4, 6-8: 小计 subtotal"
    totals: list[Json] = [
        {"fund": "common", "account": "bank", "amount": 700},
        {"fund": "common", "category": "parking", "amount": -700},
    ]
    completed: dict[str, Json] = {
        "rows": 9, "added": 1, "changed": 0, "vanished": 0, "totals": totals, "note": {"value": note},
    }  # fmt: skip
    book.record("treasurer", "import.completed", f"source/{SOURCE}", completed)
    with book.tables() as tables:
        (source,) = documents.sources(tables)
    assert source.completed is None, "it still waits for its second person"
    assert source.no_movements == [OtherRows(1, "above the header"), OtherRows(4, "小计 subtotal")]
    book.publish()
    with client_of(book.folder.parent) as client:
        english, chinese = (words(client.get(f"/yuanqu-1/{language}/funds").text) for language in ("en", "zh"))
    for one in ("1 movements from 9 rows", "1 row that moves nothing: above the header", "4 rows that move nothing"):
        assert one in english
    assert "3 rows are further lines of these movements" in english
    for one in ("1 行不是收支：表头以上的行", "4 行不是收支：小计 subtotal"):
        assert one in chinese


def test_a_document_that_stood_as_public_beside_an_act_stays_public(book: Shown) -> None:
    book.income(documents=[beside("ab" * 32, "合同")])
    taken_away: dict[str, Json] = {
        "title": {"value": "合同"}, "class": "contract", "media_type": "application/pdf", "size": 9,
        "visibility": "owners", "nonce": {"value": "cd" * 32},
    }  # fmt: skip
    book.record("member", "document.registered", f"document/{'ab' * 32}", taken_away)
    with book.tables() as tables:
        found = documents.document(tables, "ab" * 32)
    assert found is not None
    assert found.visibility == "public"
