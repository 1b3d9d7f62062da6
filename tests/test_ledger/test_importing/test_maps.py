"""A map says what it means, or is refused by the key that is wrong."""

from __future__ import annotations

import re

import pytest

from ledger.importing import maps
from ledger.importing.maps import PostingsMap, TableMap
from ledger.rules.packs import PACKS, load, pin_of
from tests.refusals import malformed, unusable
from tests.test_ledger.test_importing.samples import POSTINGS_MAP, TABLE_MAP, map_of


def test_the_two_examples_of_the_specification_are_maps() -> None:
    examples = re.findall(r"::\n\n(.*?)\n(?=\S)", maps.__doc__ or "", re.DOTALL)
    assert len(examples) == 2
    table, postings = (maps.parse(example.encode(), "example").map for example in examples)
    assert isinstance(table, TableMap)
    assert isinstance(postings, PostingsMap)


@pytest.mark.parametrize("name", ["bank", "hledger", "spreadsheet"])
def test_the_shipped_maps_are_maps_with_categories_of_every_chart(name: str) -> None:
    assert name in maps.shipped()
    found = maps.parse(maps.shipped_file(name), name).map
    if isinstance(found, TableMap):
        pairs = [(found.otherwise.in_, found.otherwise.out), *((rule.in_, rule.out) for rule in found.categories)]
        sides = [(code, side) for pair in pairs for code, side in zip(pair, ("income", "expense"), strict=True)]
    else:
        sides = [(rule.category, side_of(rule.prefix)) for rule in found.accounts]
    for pack in (load(pin_of(*pack)) for pack in PACKS):
        for code, side in sides:
            assert not isinstance(code, str) or pack.side_of(code) == side


def side_of(prefix: str) -> str:
    return "expense" if prefix.startswith("Expenses") else "income"


def test_a_map_that_is_not_shipped_is_answered_with_those_that_are() -> None:
    with unusable("map.missing") as refusal:
        maps.shipped_file("../bank")
    assert "bank, hledger, spreadsheet" in refusal.value.advice


def test_the_name_of_a_map_says_nothing_and_its_bytes_everything() -> None:
    one, other = (maps.parse(TABLE_MAP.encode(), name) for name in ("a", "b"))
    assert one.sha256 == other.sha256
    assert one.sha256 != maps.parse(TABLE_MAP.encode() + b"\n", "a").sha256


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('layout = "table"', 'layout = "pivot"', "layout"),
        ('layout = "table"\n', "", "layout"),
        ('encoding = "utf-8"', 'encoding = "ebcdic"', "encoding"),
        ('encoding = "utf-8"', 'encodign = "utf-8"', "encodign"),
        ('encoding = "utf-8"', 'encoding = "utf-8"\ndelimiter = "\\n"', "delimiter"),
        ('encoding = "utf-8"', 'encoding = "utf-8"\ndecimal = ","', "thousands"),
        ('dates = ["YYYY-MM-DD", "M月D日"]', "dates = []", "dates"),
        ('"M月D日"', '"M月"', "dates"),
        ('year = "([0-9]{4})年"', 'year = "[0-9]{4}年"', "year"),
        ('year = "([0-9]{4})年"', 'year = "("', "year"),
        ('symbols = { "¥" = "CNY" }', 'symbols = { "¥" = "yuan" }', "symbols"),
        ('id = "common-income"', 'id = "公共收益"', "fund.id"),
        ('in = "收入"\n', "", "in"),
        ('in = "parking"', 'in = "Parking"', "categories"),
        ('match = "停车"', 'match = "停车("', "categories[0].match"),
        ('match = "结转"', 'match = "*"', "not_movements[0].match"),
        ('match = "结转"', f'match = "{"(" * 3_000}"', "not_movements[0].match"),
        ('match = "结转"', f'match = "a{{{"9" * 30}}}"', "not_movements[0].match"),
        ("required = true", 'required = "yes"', "not_movements"),
        ("[fund]", "[fund", "line"),
    ],
)  # fmt: skip
def test_a_wrong_key_of_a_table_is_named(old: str, new: str, named: str) -> None:
    with malformed("map.invalid") as refusal:
        map_of(TABLE_MAP, **{old: new})
    assert named in refusal.value.message


@pytest.mark.parametrize(
    ("old", "new", "named"),
    [
        ('kind = "asset"\n', "", "accounts[0]"),
        ('kind = "asset"\n', 'kind = "asset"\ncategory = "other"\n', "accounts[0]"),
        ('category = "wages"\n', 'category = "wages"\npersons = true\n', "accounts[3]"),
        ('prefix = "Income"', 'prefix = "Expenses"', "prefix"),
        ('kind = "asset"', 'kind = "assets"', "kind"),
    ],
)
def test_a_wrong_account_is_named(old: str, new: str, named: str) -> None:
    with malformed("map.invalid") as refusal:
        map_of(POSTINGS_MAP, **{old: new})
    assert named in refusal.value.message


DEEP = b"a=" + b"[" * 3_000
LONG = b"year = " + b"1" * 5_000


@pytest.mark.parametrize(
    "raw", [b"\xff\xfe", b"layout = ", b"", b"[]", b'layout = "table"\nlayout = "table"', DEEP, LONG]
)
def test_what_is_no_toml_of_ours_is_refused(raw: bytes) -> None:
    with malformed("map.invalid"):
        maps.parse(raw, "sample.toml")
