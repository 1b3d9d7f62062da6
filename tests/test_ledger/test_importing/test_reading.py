"""Whatever bytes come, reading them ends in rows or in a refusal that names its rule."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.errors import FormatError
from ledger.importing import reading
from ledger.importing.maps import Map
from tests.test_ledger.test_importing.samples import POSTINGS, POSTINGS_MAP, TABLE, TABLE_MAP, map_of

MAPS = [map_of(TABLE_MAP).map, map_of(POSTINGS_MAP).map]
HEADS = [TABLE.split("\n")[1], POSTINGS.split("\n", 1)[0]]
CELLS = st.text(st.characters(blacklist_categories=["Cs"]), max_size=8) | st.sampled_from(
    ["2025-01-03", "1月5日", "200.00", "￥1", "-", "Assets:Bank", "Expenses:A", "元", "合计", "1", '"', "\n"]
)


@given(raw=st.binary(max_size=200), map_=st.sampled_from(MAPS))
def test_any_bytes_are_read_or_refused(raw: bytes, map_: Map) -> None:
    with pytest.raises(FormatError):
        reading.read(raw, map_, "CNY", 2)


@given(rows=st.lists(st.lists(CELLS, max_size=9), max_size=8), place=st.integers(0, 1))
def test_any_cells_below_a_header_are_read_or_refused(rows: list[list[str]], place: int) -> None:
    text = "\n".join([HEADS[place], *(",".join(row) for row in rows)])
    try:
        found = reading.read(text.encode(), MAPS[place], "CNY", 2)
    except FormatError:
        return
    assert all(sum(posting.amount for posting in one.postings) == 0 for one in found.transactions)


@given(data=st.data(), place=st.integers(0, 1))
def test_any_character_put_anywhere_is_read_or_refused(data: st.DataObject, place: int) -> None:
    text = (TABLE, POSTINGS)[place]
    at = data.draw(st.integers(0, len(text)))
    changed = (
        text[:at] + data.draw(st.sampled_from([",", '"', "\n", "\0", "9", ":", "é", "\u202e", ""])) + text[at + 1 :]
    )
    with suppress(FormatError):
        assert reading.read(changed.encode(), MAPS[place], "CNY", 2).count > 0
