"""Rows of registered documents."""

from __future__ import annotations

from ledger.strict_json import Json
from tests.test_projections.shown import Shown


def test_a_document_shows_what_it_is_and_who_may_see_it(founded: Shown) -> None:
    paper = "ef" * 32
    data: dict[str, Json] = {
        "title": {"value": "合同"}, "class": "contract", "media_type": "application/pdf", "size": 1_000,
        "visibility": "owners", "nonce": {"value": "00" * 32},
    }  # fmt: skip
    founded.record("member", "document.registered", f"document/{paper}", data)
    assert founded.rows("SELECT sha256, title, class, media_type, size, visibility, position FROM document") == [
        (paper, "合同", "contract", "application/pdf", 1_000, "owners", 5)
    ]
