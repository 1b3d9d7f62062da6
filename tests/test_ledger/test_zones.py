"""A community's time zone by its name."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from ledger.zones import zone_of


def test_a_zone_is_the_one_of_its_name() -> None:
    assert zone_of("Asia/Shanghai") == ZoneInfo("Asia/Shanghai")


@pytest.mark.parametrize("name", ["Nowhere/Else", "Asia", ""])
def test_an_unknown_zone_is_none_of_ours(name: str) -> None:
    assert zone_of(name) is None
