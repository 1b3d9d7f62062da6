"""The how-to for existing books: its commands run, and the maps in it are those that the program has."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from ledger.importing import maps
from tests.test_documents.practice import BOOK, build
from tests.test_documents.walkthrough import page, walk

PAGE = "docs/how-to/import-existing-books.md"


def test_a_committees_sheet_goes_in_as_the_page_says(tmp_path: Path) -> None:
    machines = build(tmp_path / "machines")
    walk(page(PAGE), machines)
    with closing(sqlite3.connect(machines / BOOK / "public/views.db")) as views:
        rows = views.execute(
            "SELECT source_row, date, amount, description FROM movement JOIN source ON source.id = source"
            " WHERE type = 'movement.imported' AND source.replaces IS NULL"
        )
        assert rows.fetchall() == [
            (4, "2024-01-05", 120_000, "地面停车费 · 记-001"),
            (5, "2024-03-08", -85_050, "更换水泵 · 记-002 · 附报价三份"),
            (6, "2024-03-21", 240, "活期存款利息"),
            (7, "2024-04-02", -30_000, "楼道保洁 · 记-003"),
        ]
        assert views.execute("SELECT completed_position IS NOT NULL FROM source").fetchall() == [(1,), (1,)]


def test_a_newer_edition_is_imported_as_the_page_says(tmp_path: Path) -> None:
    machines = build(tmp_path / "machines")
    walk(page(PAGE), machines)
    with closing(sqlite3.connect(machines / BOOK / "public/views.db")) as views:
        rows = views.execute(
            "SELECT source_row, type, amount FROM movement WHERE edition IS NOT NULL OR replaces IS NOT NULL"
            " OR (source_row = 8 AND source IS NOT NULL)"
        )
        assert rows.fetchall() == [
            (5, "movement.reversed", 85_050), (5, "movement.imported", -80_550), (8, "movement.imported", 1_200),
        ]  # fmt: skip
        assert views.execute("SELECT added, changed, vanished FROM source").fetchall() == [(4, 0, 0), (1, 1, 0)]
        (bank,) = views.execute("SELECT amount FROM balance WHERE fund = 'common' AND code = 'bank'").fetchone()
        assert bank == 1_200_000 + 10_890


@pytest.mark.parametrize("name", maps.shipped())
def test_each_shipped_map_stands_in_the_page_as_it_is(name: str) -> None:
    shown = re.search(f"^### {name}\n\n```toml\n(.*?)```$", page(PAGE), re.DOTALL | re.MULTILINE)
    assert shown is not None
    assert shown[1].encode() == maps.shipped_file(name)


def test_every_key_of_a_map_is_in_the_table() -> None:
    table = page(PAGE).partition("## All keys of a map")[2].partition("\n## ")[0]
    keys = {name for part in _parts(maps.Part) for name in part.__struct_encode_fields__}
    assert [key for key in keys if f"`{key}`" not in table and f"[{key}]" not in table] == []


def _parts(kind: type[maps.Part]) -> list[type[maps.Part]]:
    return [kind, *(found for child in kind.__subclasses__() for found in _parts(child))]
