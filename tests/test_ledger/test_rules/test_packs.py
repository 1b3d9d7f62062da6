"""Rule packs: pinned by the hash of their files, each over the one that it extends, parameters by the day."""

from __future__ import annotations

from fractions import Fraction as Exact

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from ledger.bodies import BODIES
from ledger.bodies.shared import PackPin
from ledger.rules.packs import PACKS, Fraction, load, pack_bytes, pin_of
from tests.refusals import refused

DAY = "2026-03-05"


@pytest.mark.parametrize("pack", PACKS)
def test_every_event_type_has_a_line_in_the_table_of_acts(pack: tuple[str, int]) -> None:
    acts = load(pin_of(*pack)).acts
    assert set(BODIES) - {"community.founded", "entry.confirmed"} == set(acts)


def test_a_pack_is_pinned_by_the_hash_of_its_file() -> None:
    assert pin_of("cn-2021").sha256 != pin_of("generic").sha256


def test_a_pack_that_is_not_there_or_not_the_one_that_was_pinned_is_refused() -> None:
    pin = pin_of("cn-2021")
    with refused("pack.unknown"):
        pin_of("cn-2021", 9999)
    with refused("pack.unknown"):
        load(PackPin(id="no-such-pack", version=1, sha256=pin.sha256))
    with refused("pack.changed"):
        load(PackPin(id="cn-2021", version=1, sha256=pin_of("generic").sha256))
    assert pack_bytes("no-such-pack", 1) is None


@pytest.mark.parametrize("pack", PACKS)
def test_a_pack_has_everything_that_its_base_has_and_its_own_instead_where_it_says_so(pack: tuple[str, int]) -> None:
    base, own = load(pin_of("generic")), load(pin_of(*pack))
    assert (own.id, own.version) == pack
    for kind in ("acts", "parameters", "sides"):
        assert set(getattr(base, kind)) <= set(getattr(own, kind)), kind
    assert own.tiers
    assert [chapter.code for chapter in own.chart] == list(own.sides)


@pytest.mark.parametrize("pack", PACKS)
def test_tiers_rise_and_the_last_takes_any_amount(pack: tuple[str, int]) -> None:
    own = load(pin_of(*pack))
    limits = [own.number(tier.up_to, DAY) for tier in own.tiers if tier.up_to is not None]
    assert limits == sorted(set(limits))
    assert [tier.up_to for tier in own.tiers].index(None) == len(own.tiers) - 1
    for tier, limit in zip(own.tiers, limits, strict=False):
        assert own.tier_for(limit, DAY) == tier
        assert own.tier_for(limit + 1, DAY) == own.tiers[own.tiers.index(tier) + 1]


def test_a_parameter_is_the_version_whose_day_came_last() -> None:
    pack = load(pin_of("cn-2021"))
    name = "committee.present"
    (first,) = pack.parameters[name]
    later = Fraction(numerator=2, denominator=3, strictly=False)
    changed = pack.with_values({name: later})
    assert pack.fraction(name, DAY) == first.value != later
    assert changed.fraction(name, DAY) == later
    assert changed.parameters.keys() == pack.parameters.keys()
    versions = [first, replace(first, from_="2030-01-01", value=later)]
    for order in (versions, versions[::-1]):
        dated = replace(pack, parameters=pack.parameters | {name: order})
        assert dated.fraction(name, "2029-12-31") == first.value
        assert dated.fraction(name, "2030-01-01") == later


def test_before_the_first_day_of_a_law_its_first_version_is_read_and_it_covers_nothing() -> None:
    pack = load(pin_of("cn-2021"))
    assert pack.code("assembly.base", "2007-09-30") == pack.code("assembly.base", "2007-10-01") == "all"
    assert (pack.covers("assembly.base", "2007-09-30"), pack.covers("assembly.base", "2007-10-01")) == (False, True)


def test_a_category_is_on_the_side_of_its_chapter() -> None:
    pack = load(pin_of("cn-2021"))
    assert pack.side_of("parking") == pack.side_of("parking/north-gate") == "income"
    assert pack.side_of("repairs/parking") == "expense"
    assert pack.side_of("gambling") is pack.side_of("") is None


@given(
    numerator=st.integers(0, 10), denominator=st.integers(1, 10), part=st.integers(0, 10**6),
    whole=st.integers(1, 10**6), strictly=st.booleans(),
)  # fmt: skip
def test_a_threshold_is_exact(numerator: int, denominator: int, part: int, whole: int, strictly: bool) -> None:
    share, threshold = Exact(part, whole), Exact(numerator, denominator)
    reached = share > threshold if strictly else share >= threshold
    assert Fraction(numerator=numerator, denominator=denominator, strictly=strictly).reached_by(part, whole) == reached
