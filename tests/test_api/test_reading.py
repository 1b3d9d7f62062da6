"""The page of an entry says in words what the entry says, whatever its type."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import httpx
import pytest
from msgspec import Struct
from msgspec.structs import fields

from api.labels import FAMILIES, LABELS, THINGS
from api.words import WORDS
from ledger.bodies import BODIES
from ledger.bodies.shared import Jwk, Ref, Sealed
from ledger.strict_json import Json
from projections.queries.book import waiting
from tests.test_api.serving import pages_of
from tests.test_projections.shown import COMMON, DAY, Shown, with_money


@pytest.fixture
def book(tmp_path: Path) -> Iterator[Shown]:
    yield from with_money(tmp_path)


def words(text: str) -> str:
    """Return what a page says in its main part, one space between words."""
    main = text[text.index("<main") : text.index("</main>")]
    without = re.sub(r'<span lang="[^"]*">([^<]*)</span>', r"\1", main)
    return " ".join(unescape(re.sub(r"<[^>]*>", " ", without)).split())


def said(book: Shown, *indexes: int, language: str = "zh") -> list[str]:
    """Publish the book and return what the pages of these entries say above what was signed, letter by letter."""
    pages = pages_of(book, *(f"{language}/entries/{index}" for index in indexes))
    return [words(page.partition("<details>")[0] + "</main>") for page in pages]


def members() -> Iterator[tuple[str, str, Any]]:
    """Yield owner, name and type of every member of every body and of every part of one."""
    seen: set[str] = set()

    def walk(kind: type[Struct], owner: str) -> Iterator[tuple[str, str, Any]]:
        for field in fields(kind):
            yield owner, field.name, field.type
            for part in parts(field.type):
                if part.__name__ not in seen and not issubclass(part, (Ref, Jwk)):
                    seen.add(part.__name__)
                    yield from walk(part, part.__name__)

    for body in BODIES.values():
        yield from walk(body, body.wire_name)


def parts(annotation: Any) -> Iterator[type[Struct]]:
    if isinstance(annotation, type) and issubclass(annotation, Sealed):
        for field in fields(annotation):
            yield from parts(field.type)
    elif isinstance(annotation, type) and issubclass(annotation, Struct):
        yield annotation
    for argument in get_args(annotation):
        yield from parts(argument)


def codes(annotation: Any) -> Iterator[str]:
    if get_origin(annotation) is Literal:
        yield from get_args(annotation)
    for argument in get_args(annotation):
        yield from codes(argument)


def test_every_member_of_every_type_has_a_label_and_no_other_has() -> None:
    found = list(members())
    streams = {"source", "meeting"}
    assert [(owner, name) for owner, name, _ in found if not {name, f"{owner}.{name}"} & set(LABELS)] == []
    known = {name for _, name, _ in found} | {f"{owner}.{name}" for owner, name, _ in found} | streams
    assert [one for table in (LABELS, THINGS, FAMILIES) for one in table if one not in known] == []


def test_every_code_of_every_member_has_a_word() -> None:
    for owner, name, annotation in members():
        choices = set(codes(annotation)) - {"all", "Ed25519", "OKP"}
        if choices and owner != "Evidence":
            family = FAMILIES.get(f"{owner}.{name}", FAMILIES.get(name))
            assert family, (owner, name)
            assert choices <= set(WORDS[family]), (owner, name)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_entry_of_the_sample_is_said_with_its_raw_form_folded(client: httpx.Client, language: str) -> None:
    for index in range(client.get("/yuanqu-1/v1/status").json()["shown"]):
        answer = client.get(f"/yuanqu-1/{language}/entries/{index}")
        assert answer.status_code == 200, index
        assert answer.text.index('<dl class="words said">') < answer.text.index("<details>") < answer.text.index("<pre")


def test_a_ballot_says_the_choice_and_the_motion_that_it_is_on(book: Shown) -> None:
    motion = book.table()
    index = book.size
    book.record("vice", "ballot.cast", "motion/m-1", {"on": book.cast.ref(motion), "choice": "no"})
    (page,) = said(book, index)
    for one in ("议案 维修", f"表决的是 第 {index - 1} 条：议案提出", "同意维修", "投票 反对"):
        assert one in page


def test_an_approval_says_which_payment_of_how_much_to_whom_from_what(book: Shown) -> None:
    request = book.request(80_000, payee="firm", category="repairs/lift")
    index = book.size
    book.decide("chair", request)
    for page in said(book, index, index - 1):
        for one in ("资金 common", "种类 支出", "金额 ¥800.00", "付给 样例公司", "用途 维修"):
            assert one in page
    approval, asked = said(book, index, index - 1)
    assert f"同意的是 第 {index - 1} 条：付款申请" in approval
    assert f"第 {index} 条：同意付款" in asked, "what followed"


def appoint(book: Shown) -> bytes:
    data: dict[str, Json] = {
        "member": "reviewer", "name": {"value": "审样例"}, "body": "auditor", "roles": ["auditor"], "kind": "hired",
        "term": {"from": "2026-07-01", "to": "2027-06-30"}, "basis": {"value": "委托书"},
    }  # fmt: skip
    return book.record("chair", "member.appointed", "community", data)


def test_an_appointment_says_whom_to_what_and_that_it_waits_until_it_is_confirmed(book: Shown) -> None:
    index = book.size
    signed = appoint(book)
    (page,) = said(book, index)
    whole = (
        "名称 审样例",
        "所属机构 审计单位",
        "职务 审计人",
        "种类 聘任",
        "起 2026年7月1日",
        "止 2027年6月30日",
        "依据 委托书",
    )
    for one in ("等第二个人确认", *whole):
        assert one in page
    book.confirm("vice", signed)
    appointed, confirmation = said(book, index, index + 1)
    assert "等第二个人确认" not in appointed
    assert re.search(r"第二个人 \S+ 确认，2026年5月4日", appointed)
    assert f"第 {index + 1} 条：第二人确认" in appointed
    for one in (f"确认的是 第 {index} 条：任职", *whole):
        assert one in confirmation


def test_an_entry_whose_member_left_before_it_was_confirmed_says_so(book: Shown) -> None:
    index = book.size
    ended: dict[str, Json] = {"member": "member", "reason": "removed", "date": DAY, "basis": {"value": "决议"}}
    book.record("chair", "member.ended", "community", ended)
    book.record("member", "member.ended", "community", {"member": "member", "reason": "resigned", "date": DAY})
    (page,) = said(book, index)
    assert "这条记录没有生效" in page
    assert f"第 {index + 1} 条" in page
    with book.tables() as tables:
        assert waiting(tables) == []


def test_a_new_holder_of_an_id_is_not_called_by_the_name_of_the_former(book: Shown) -> None:
    book.succeed()
    (page,) = said(book, book.size - 3)
    assert "继样例" in page
    assert page.count("成员编号 member") == 1


def test_a_request_that_was_taken_back_says_by_which_entry(book: Shown) -> None:
    request = book.request()
    index = book.size
    book.record("chair", "payment.cancelled", COMMON, {"on": book.cast.ref(request), "reason": "duplicate"})
    asked, cancelled = said(book, index - 1, index)
    assert f"第 {index} 条：撤回付款申请" in asked
    assert "原因 重复申请" in cancelled


def test_money_of_another_currency_has_its_sign_and_what_is_sealed_says_so(book: Shown) -> None:
    person: dict[str, Json] = {"party": "worker-1", "kind": "person", "name": {"value": "某人"}}
    book.record("secretary", "counterparty.registered", "community", person)
    fund: dict[str, Json] = {
        "name": "dollars", "kind": "other", "currency": "USD", "owner_of_money": "others", "scope": "all",
    }  # fmt: skip
    book.record("treasurer", "fund.opened", "fund/dollars", fund)
    motion = book.size
    book.table("m-usd", fund="dollars", amount_cap=12_300)
    party, opened, tabled = said(book, motion - 2, motion - 1, motion, language="en")
    assert "Name not public" in party
    assert "For which buildings all buildings" in opened
    assert "At most US$123.00" in tabled
