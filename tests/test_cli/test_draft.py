"""`mingzhang draft`: from flags, a file, or another event; refused where it could not be signed."""

from __future__ import annotations

import io
import json
import sys
import zoneinfo
from hashlib import sha256
from pathlib import Path

import pytest

from ledger.cli.draft import media_type_of
from ledger.strict_json import Json
from tests.log_of import FUND
from tests.test_cli.desk import ORIGIN, Desk

FLAGS = ("--set", "party=plumber", "--set", "kind=company", "--set", "name=样例水电公司")


def json_file(desk: Desk, content: str) -> Path:
    path = desk.tmp / "data.json"
    path.write_text(content, encoding="utf-8")
    return path


def test_a_draft_from_flags_works_without_a_ledger(desk: Desk) -> None:
    draft = json.loads(desk.done("draft", "counterparty.registered", *FLAGS).out)
    assert draft["source"] == ORIGIN
    assert draft["type"] == "mingzhang.counterparty.registered.v1"
    assert draft["subject"] == "community"
    assert draft["data"] == {"party": "plumber", "kind": "company", "name": {"value": "样例水电公司"}}
    assert not desk.home.exists()


def test_flags_come_on_top_of_the_data_file(desk: Desk) -> None:
    data = json_file(desk, '{\n  "party": "plumber",\n  "kind": "company",\n  "name": {"value": "公司"}\n}\n')
    draft = json.loads(desk.done("draft", "counterparty.registered", "--data", data, "--set", "kind=authority").out)
    assert draft["data"] == {"party": "plumber", "kind": "authority", "name": {"value": "公司"}}


def test_a_draft_upon_a_signed_file_takes_its_ref_and_subject(desk: Desk) -> None:
    request = desk.sign("treasurer", "payment.cancelled", FUND, on=ref(), reason="duplicate")
    draft = json.loads(desk.done("draft", "payment.approved", "--on", desk.file(request + b"\n")).out)
    assert draft["subject"] == FUND
    assert draft["data"]["on"] == desk.cast.ref(request)


def ref() -> Json:
    return {"id": "01930000-0000-7000-8000-000000000001", "sha256": "0" * 64}


def test_a_time_of_the_past_may_be_given(desk: Desk) -> None:
    run = desk.done("draft", "counterparty.registered", *FLAGS, "--time", "2024-07-01T09:00:00+08:00")
    assert json.loads(run.out)["time"] == "2024-07-01T09:00:00+08:00"


def test_a_draft_is_written_to_a_new_file_only(desk: Desk) -> None:
    out = desk.tmp / "draft.json"
    desk.done("draft", "counterparty.registered", *FLAGS, "--out", out)
    content = out.read_bytes()
    desk.refused("file.exists", "draft", "counterparty.registered", *FLAGS, "--out", out, code=2)
    assert out.read_bytes() == content
    desk.refused(
        "file.unwritable", "draft", "counterparty.registered", *FLAGS, "--out", desk.tmp / "no folder" / "x", code=2
    )


def test_personal_data_is_warned_of_and_not_refused(desk: Desk) -> None:
    run = desk.done("draft", "counterparty.registered", *FLAGS, "--set", "note=电话13812345678")
    assert "warning: " in run.err
    assert "a mobile number" in run.err


def test_on_a_terminal_what_is_missing_is_asked_for(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    answers = io.StringIO("plumber\nfriend\ncompany\n样例水电公司\n")
    monkeypatch.setattr(answers, "isatty", lambda: True)
    monkeypatch.setattr(sys, "stdin", answers)
    run = desk.done("draft", "counterparty.registered")
    assert json.loads(run.out)["data"] == {"party": "plumber", "kind": "company", "name": {"value": "样例水电公司"}}
    assert "kind: one of company, person, authority, member, not 'friend'" in run.err


PAPER = ("--set", "title=样例合同", "--set", "class=contract")


def test_a_public_document_is_drafted_from_its_file(desk: Desk) -> None:
    paper = desk.tmp / "合同.pdf"
    paper.write_bytes(b"%PDF-1.7 made up")
    run = desk.done("draft", "document.registered", "--file", paper, *PAPER, "--set", "visibility=public")
    draft = json.loads(run.out)
    digest = sha256(b"%PDF-1.7 made up").hexdigest()
    assert draft["subject"] == f"document/{digest}"
    assert f"public/documents/{digest}" in run.err
    assert draft["data"] == {
        "size": 16, "media_type": "application/pdf", "title": {"value": "样例合同"}, "class": "contract",
        "visibility": "public",
    }  # fmt: skip


@pytest.mark.parametrize("visibility", ["owners", "sealed"])
def test_a_document_that_is_not_public_is_hashed_behind_a_new_nonce(desk: Desk, visibility: str) -> None:
    paper = desk.file(b"made up")
    flags = ("--file", paper, *PAPER, "--set", f"visibility={visibility}", "--set", "media_type=text/plain")
    drafts = [json.loads(desk.done("draft", "document.registered", *flags).out) for _ in range(2)]
    nonces = [bytes.fromhex(draft["data"]["nonce"]["value"]) for draft in drafts]
    for draft, nonce in zip(drafts, nonces, strict=True):
        assert draft["subject"] == f"document/{sha256(nonce + b'made up').hexdigest()}"
        assert draft["data"]["media_type"] == "text/plain"
    assert len(nonces[0]) == 32
    assert nonces[0] != nonces[1]


def test_a_file_gives_what_nobody_else_may_give(desk: Desk) -> None:
    paper = desk.file(b"made up")
    flags = (*PAPER, "--set", "visibility=owners", "--file", paper)
    desk.refused("draft.file", "draft", "counterparty.registered", *FLAGS, "--file", paper, code=2)
    desk.refused("draft.file", "draft", "document.registered", *flags, "--set", f"nonce={'00' * 32}", code=2)
    desk.refused("draft.file", "draft", "document.registered", *flags, "--subject", f"document/{'0' * 64}", code=2)
    desk.refused("schema.invalid", "draft", "document.registered", *PAPER, "--file", paper)


@pytest.mark.parametrize(
    ("name", "media_type"),
    [
        ("a.pdf", "application/pdf"),
        ("A.JPG", "image/jpeg"),
        ("a", "application/octet-stream"),
        ("a.txt.gz", "application/octet-stream"),
    ],
)
def test_the_media_type_is_what_the_name_of_the_file_says(name: str, media_type: str) -> None:
    assert media_type_of(Path(name)) == media_type


@pytest.mark.parametrize(
    ("rule_id", "code", "arguments"),
    [
        ("event.type_unknown", 1, ["counterparty.vanished", *FLAGS]),
        ("schema.invalid", 1, ["counterparty.registered", "--set", "party=plumber"]),
        ("event.subject", 1, ["counterparty.registered", *FLAGS, "--subject", "fund/f"]),
        ("draft.time", 2, ["counterparty.registered", *FLAGS, "--time", "2025-03-06"]),
        ("draft.time", 2, ["counterparty.registered", *FLAGS, "--time", "2025-03-06T19:30:00"]),
        ("json.text", 1, ["counterparty.registered", *FLAGS, "--set", "note=a\u202eb"]),
        ("json.text", 1, ["counterparty.registered", *FLAGS, "--set", "note=e\u0301"]),
        ("draft.member", 2, ["counterparty.registered", "--set", "colour=red"]),
        ("draft.value", 2, ["counterparty.registered", "--set", "kind=friend"]),
        ("draft.flag", 2, ["counterparty.registered", "--set", "kind"]),
        ("draft.subject", 2, ["meeting.opened", "--set", "at=2026-03-05T10:00:00+08:00"]),
        ("file.unreadable", 2, ["counterparty.registered", "--data", "nobody.json"]),
    ],
)
def test_what_cannot_be_drafted_is_told_why(desk: Desk, rule_id: str, code: int, arguments: list[str]) -> None:
    desk.refused(rule_id, "draft", *arguments, code=code)


@pytest.mark.parametrize("timezone", ["Nowhere/Atall", "Asia/shanghai", "CET2"])
def test_a_book_is_founded_in_a_time_zone_that_there_is(desk: Desk, timezone: str) -> None:
    data = json_file(desk, json.dumps(desk.cast.founding_data()))
    desk.refused(
        "timezone.unknown", "draft", "community.founded", "--data", data, "--set", f"timezone={timezone}", code=2
    )
    draft = json.loads(desk.done("draft", "community.founded", "--data", data).out)
    assert draft["data"]["timezone"] == "Asia/Shanghai"


def test_a_machine_that_knows_no_time_zone_refuses_none(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(zoneinfo, "available_timezones", set)
    data = json_file(desk, json.dumps(desk.cast.founding_data()))
    desk.done("draft", "community.founded", "--data", data)


@pytest.mark.parametrize(
    "content", ["", "[]", "{", '{"party": "a", "party": "b"}', '{"a": {"b": 1, "b": 2}}', "[" * 100_000, "1" * 5_000]
)
def test_a_data_file_that_is_no_plain_object_is_refused(desk: Desk, content: str) -> None:
    desk.refused("draft.data", "draft", "counterparty.registered", "--data", json_file(desk, content), code=2)


def test_a_data_file_in_another_encoding_is_refused(desk: Desk) -> None:
    path = desk.file('{"name": "样例"}'.encode("gb18030"))
    desk.refused("draft.data", "draft", "counterparty.registered", "--data", path, code=2)


@pytest.mark.parametrize(
    "origin", ["BAD ORIGIN", "yuanqu-1", "ledger.example/Yuanqu", "https://ledger.example/yuanqu-1"]
)
def test_a_name_that_no_log_can_have_is_refused_where_it_is_given(desk: Desk, origin: str) -> None:
    desk.refused("origin.malformed", "draft", "counterparty.registered", *FLAGS, "--origin", origin, code=2)


def test_a_day_that_no_calendar_has_is_refused_from_a_data_file_too(desk: Desk) -> None:
    for day, refused in (("2025-02-30", True), ("2024-02-29", False)):
        data = desk.file(json.dumps({"member": "chair", "reason": "resigned", "date": day}).encode())
        command = ("draft", "member.ended", "--data", data)
        run = desk.refused("date.invalid", *command) if refused else desk.done(*command)
        assert (f"date: there is no day {day}" in run.err) == refused
