"""What holds for the application as a whole: reading only, problems instead of accidents, safe headers."""

from __future__ import annotations

import sqlite3
from pathlib import Path

import httpx
import pytest

from tests.test_api.sample import Sample
from tests.test_api.serving import client_of, raw_get

EVERYWHERE = [
    "/",
    "/openapi.json",
    "/yuanqu-1/",
    "/yuanqu-1/en/funds",
    "/yuanqu-1/v1/funds",
    "/yuanqu-1/v1/entries/0/receipt",
    "/yuanqu-1/log/checkpoint",
    "/yuanqu-1/log/tile/0/000.p/49",
]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "PROPFIND", "get"])
def test_nothing_but_get_and_head_is_answered(client: httpx.Client, path: str, method: str) -> None:
    if method == "get":
        method = "QUERY"
    answer = client.request(method, path)
    assert answer.status_code == 405
    assert answer.headers["allow"] == "GET, HEAD"
    assert answer.json()["rule"] == "request.method"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_head_answers_as_get_does_without_the_body(client: httpx.Client, path: str) -> None:
    get, head = client.get(path), client.head(path)
    assert head.status_code == get.status_code == 200
    assert head.content == b""
    left_out = ("date", "transfer-encoding")
    assert {k: v for k, v in head.headers.items() if k not in left_out} == {
        k: v for k, v in get.headers.items() if k not in left_out
    }


@pytest.mark.parametrize("path", EVERYWHERE)
def test_a_request_with_a_body_is_refused(client: httpx.Client, path: str) -> None:
    for body in (b"{}", iter([b"{}"])):
        answer = client.request("GET", path, content=body)
        assert (answer.status_code, answer.json()["rule"]) == (400, "request.body")


@pytest.mark.parametrize("path", [*EVERYWHERE, "/nothing/at/all", "/yuanqu-1/v1/funds?x=1"])
def test_every_answer_has_the_safe_headers_and_no_cookie(client: httpx.Client, path: str) -> None:
    headers = client.get(path).headers
    assert headers["content-security-policy"].startswith("default-src 'none'; style-src 'self'; img-src 'self';")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "no-referrer"
    assert "set-cookie" not in headers


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


@pytest.mark.parametrize(
    ("query", "status", "rule"),
    [
        ("?x=1", 400, "query.unknown"),
        ("?limit=1&limit=2", 400, "query.repeated"),
        ("?Limit=1", 400, "query.unknown"),
        ("?limit=0", 422, "query.invalid"),
        ("?limit=1001", 422, "query.invalid"),
        ("?limit=one", 422, "query.invalid"),
        ("?limit=", 422, "query.invalid"),
        ("?after=", 422, "query.cursor"),
        ("?after=2026-06-22", 422, "query.cursor"),
        ("?after=2026-06-22.44'--", 422, "query.cursor"),
        (f"?after={'9' * 31}", 422, "query.invalid"),
    ],
)
def test_a_parameter_that_is_not_understood_is_a_problem(
    client: httpx.Client, query: str, status: int, rule: str
) -> None:
    answer = client.get(f"/yuanqu-1/v1/funds/common/movements{query}")
    assert (answer.status_code, answer.json()["rule"]) == (status, rule)
    assert answer.headers["content-type"] == "application/problem+json"
    assert set(answer.json()) == {"type", "title", "status", "detail", "rule", "advice"}


@pytest.mark.parametrize(
    "path",
    [
        "/%2e%2e/",
        "/..%2fetc/",
        "/yuanqu-1%2f..%2f/",
        "/YUANQU-1/",
        "/yuanqu-1./",
        "/private/",
        "//",
        "/yuanqu-1//",
        "/yuanqu-1/private/log.key",
        "/yuanqu-1/public/ledger.db",
        "/-/../app.py",
        "/-/%2e%2e%2fapp.py",
        "/-/style.css",
        "/yuanqu-1/documents/..%2fledger.db",
        f"/yuanqu-1/documents/{'0' * 64}",
        "/yuanqu-1/fr/",
        "/%00/",
        "/yuanqu-1/%00",
    ],
)
def test_no_path_leads_out_of_what_is_public(client: httpx.Client, path: str) -> None:
    status, kind, _body = raw_get(client, path)
    assert (status, kind) == (404, "application/problem+json")


def test_a_browser_gets_problems_as_pages_and_programs_as_data(client: httpx.Client) -> None:
    browser = {"Accept": "text/html,*/*;q=0.8", "Accept-Language": "zh-CN"}
    page = client.get("/yuanqu-1/funds/none", headers=browser)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "这里什么也没有" in page.text
    assert client.get("/yuanqu-1/funds/none").headers["content-type"] == "application/problem+json"
    data = client.get("/yuanqu-1/v1/funds/none", headers=browser)
    assert data.headers["content-type"] == "application/problem+json"


def test_a_book_without_views_says_so_and_its_log_is_served(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home)
    with client_of(home) as client:
        assert client.get("/yuanqu-1/log/checkpoint").status_code == 404, "nothing is published"
        assert client.get("/yuanqu-1/v1/entries").json()["rule"] == "checkpoint.unknown"
        sample.publish()
        sample.close()
        for side in ("", "-wal", "-shm"):
            (sample.public / f"views.db{side}").unlink()
        answer = client.get("/yuanqu-1/v1/funds")
        assert (answer.status_code, answer.json()["rule"]) == (503, "views.missing")
        assert answer.headers["retry-after"]
        assert client.get("/yuanqu-1/log/checkpoint").status_code == 200
        assert client.get("/yuanqu-1/v1/entries").status_code == 200
        assert client.get("/").status_code == 200


def test_an_accident_is_a_500_problem_without_its_inside(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home)
    sample.publish()
    sample.close()
    with sqlite3.connect(sample.public / "views.db") as tables:
        tables.execute("UPDATE community SET pack = 'gone'")
    tables.close()
    with client_of(home) as client:
        answer = client.get("/yuanqu-1/v1/funds")
        assert answer.status_code == 500
        assert answer.headers["content-type"] == "application/problem+json"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "Traceback" not in answer.text


def test_several_communities_stay_apart(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    for community, name in (("one", "第一园区"), ("two", "第二园区")):
        sample = Sample(home, community, name=name, simulated=False)
        sample.publish()
        sample.close()
    with client_of(home) as client:
        index = client.get("/").text
        assert "第一园区" in index
        assert "第二园区" in index
        assert "第二园区" not in client.get("/one/").text
        assert client.get("/one/v1/status").json()["origin"] == "ledger.example/one"
        assert client.get("/three/").status_code == 404
