"""Answers: what an ETag depends on, 304 before anything is read, and how long a copy may be kept."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from fastapi import Request
from hypothesis import given
from hypothesis import strategies as st

from api import answers
from api.answers import IMMUTABLE, REVALIDATE, etag_of, is_known, json_of, respond
from api.books import AsOf
from tests.test_api.sample import Sample
from tests.test_api.serving import EVERYWHERE, client_of

HEAD = AsOf(12, "root")


def request(if_none_match: str | None = None) -> Request:
    headers = [] if if_none_match is None else [(b"if-none-match", if_none_match.encode("latin-1"))]
    return Request({"type": "http", "headers": headers})


def never() -> bytes:
    raise AssertionError("read, although the reader has it")


@pytest.mark.parametrize("path", [path for path in EVERYWHERE if path != "/openapi.json"])
def test_a_known_version_is_answered_with_304(client: httpx.Client, path: str) -> None:
    first = client.get(path)
    tag = first.headers["etag"]
    for known in (tag, tag.removeprefix("W/"), f'"other", {tag}', "*"):
        again = client.get(path, headers={"If-None-Match": known})
        assert (again.status_code, again.content, again.headers["etag"]) == (304, b"", tag)
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_a_new_entry_changes_the_etag(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home)
    sample.publish()
    with client_of(home) as client:
        tag = client.get("/yuanqu-1/v1/members").headers["etag"]
        sample.record(
            "secretary",
            "counterparty.registered",
            "community",
            {"party": "firm", "kind": "company", "name": {"value": "样例公司"}},
        )
        assert client.get("/yuanqu-1/v1/members", headers={"If-None-Match": tag}).status_code == 304
        assert client.get("/yuanqu-1/v1/status").json()["stored"] == 6, "stored, and not published yet"
        sample.publish()
        assert client.get("/yuanqu-1/v1/members", headers={"If-None-Match": tag}).status_code == 200
        assert client.get("/yuanqu-1/v1/status").json()["published"] == 6
    sample.close()


def test_an_etag_is_weak_and_well_formed() -> None:
    assert etag_of("root", 1).startswith('W/"')
    assert len(etag_of("root", 1)) == len('W/""') + 22
    assert etag_of("root", 1).isascii()


@given(st.lists(st.text(st.characters(codec="utf-8", exclude_characters="\n")), min_size=1, max_size=3))
def test_an_etag_depends_on_every_part_and_on_their_order(parts: list[str]) -> None:
    assert etag_of(*parts) == etag_of(*parts)
    assert etag_of(*parts, "") != etag_of(*parts)
    assert etag_of(parts[0] + "x", *parts[1:]) != etag_of(*parts)
    if parts != parts[::-1]:
        assert etag_of(*parts[::-1]) != etag_of(*parts)


def test_another_program_gives_other_etags(monkeypatch: pytest.MonkeyPatch) -> None:
    before = etag_of("root")
    monkeypatch.setattr(answers, "PROGRAM", "another")
    assert etag_of("root") != before


@pytest.mark.parametrize("file", ["templates/first.html", "static/style.css", "translations/zh_CN.po", "contexts.py"])
def test_whatever_shapes_an_answer_is_part_of_the_program(file: str, monkeypatch: pytest.MonkeyPatch) -> None:
    read_bytes = Path.read_bytes
    changed = Path(answers.__file__).parent / file
    assert changed.is_file()
    assert answers._program() == answers.PROGRAM
    monkeypatch.setattr(Path, "read_bytes", lambda path: read_bytes(path) + (b"x" if path == changed else b""))
    assert answers._program() != answers.PROGRAM


@pytest.mark.parametrize(
    ("header", "known"),
    [
        (None, False), ("", False), ("*", True), (" * ", True), ('W/"a"', True), ('"a"', True), ('"b", W/"a"', True),
        ('"b","a"', True), ('W/"b"', False), ("a", False), ('"a', False), ('w/"a"', False), ('*, "b"', False),
    ],
)  # fmt: skip
def test_a_reader_names_what_it_has_weakly_or_strongly(header: str | None, known: bool) -> None:
    assert is_known(request(header), 'W/"a"') is known


def test_what_the_reader_has_is_not_even_made() -> None:
    answer = respond(request('"a"'), 'W/"a"', "text/plain", never, more={"Vary": "Accept-Language"})
    assert (answer.status_code, answer.body) == (304, b"")
    assert answer.headers["etag"] == 'W/"a"'
    assert answer.headers["vary"] == "Accept-Language"
    assert "content-type" not in answer.headers


def test_what_the_reader_has_not_is_made_with_the_same_headers() -> None:
    answer = respond(request('"b"'), 'W/"a"', "text/plain", lambda: b"new", more={"Vary": "Accept-Language"})
    assert (answer.status_code, answer.body) == (200, b"new")
    headers = {name: answer.headers[name] for name in ("etag", "cache-control", "vary", "content-type")}
    assert headers == {
        "etag": 'W/"a"', "cache-control": REVALIDATE, "vary": "Accept-Language",
        "content-type": "text/plain; charset=utf-8",
    }  # fmt: skip


@pytest.mark.parametrize("known", [None, '"a"'])
def test_only_what_can_never_change_is_kept_without_asking(known: str | None) -> None:
    kept = respond(request(known), 'W/"a"', "text/plain", lambda: b"", caching=IMMUTABLE)
    assert kept.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert respond(request(known), 'W/"a"', "text/plain", lambda: b"").headers["cache-control"] == "public, no-cache"


def test_json_is_compact_and_depends_on_the_tree_head_and_its_parts() -> None:
    answer = json_of(request(), HEAD, lambda: {"name": "样例", "n": [1, 2]}, "part")
    assert answer.body == '{"name":"样例","n":[1,2]}'.encode()
    assert answer.headers["content-type"] == "application/json"
    assert answer.headers["etag"] == etag_of("root", "part")
    others = (json_of(request(), AsOf(12, "other"), dict, "part"), json_of(request(), HEAD, dict, "more"))
    assert answer.headers["etag"] not in [other.headers["etag"] for other in others]
    assert json_of(request(answer.headers["etag"]), HEAD, never, "part").status_code == 304
