"""What holds for every request: reading alone, no body, and headers that keep a browser from harm."""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import httpx
import pytest
from starlette.types import Receive, Scope, Send

from api.middleware import CONTENT_SECURITY_POLICY, ReadOnly
from tests.test_api.serving import EVERYWHERE

SAFE = {
    b"content-security-policy": CONTENT_SECURITY_POLICY.encode(), b"x-content-type-options": b"nosniff",
    b"referrer-policy": b"no-referrer", b"access-control-allow-origin": b"*",
    b"access-control-expose-headers": b"ETag, Link",
}  # fmt: skip


class Behind:
    """An application that notes what reaches it and answers in two pieces."""

    def __init__(self) -> None:
        self.seen: list[Scope] = []

    async def __call__(self, scope: Scope, _receive: Receive, send: Send) -> None:
        self.seen.append(scope)
        await send({"type": "http.response.start", "status": 200, "headers": [(b"content-length", b"10")]})
        await send({"type": "http.response.body", "body": b"first", "more_body": True})
        await send({"type": "http.response.body", "body": b" last", "more_body": False})


def ask(
    method: str, headers: list[tuple[bytes, bytes]] | None = None, kind: str = "http"
) -> tuple[list[Scope], list[MutableMapping[str, Any]]]:
    """Send one request through; return what reached the application, and the answer's messages."""
    behind, sent = Behind(), []

    async def receive() -> MutableMapping[str, Any]:
        raise AssertionError("nothing here reads a body")

    async def send(message: MutableMapping[str, Any]) -> None:
        sent.append(message)

    asyncio.run(ReadOnly(behind)({"type": kind, "method": method, "headers": headers or []}, receive, send))
    return behind.seen, sent


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


def test_get_goes_through_as_it_is() -> None:
    (scope,), (start, *bodies) = ask("GET")
    assert (scope["method"], start["status"]) == ("GET", 200)
    assert b"".join(message["body"] for message in bodies) == b"first last"


def test_head_is_asked_as_get_and_every_piece_of_the_body_is_left_out() -> None:
    (scope,), (start, *bodies) = ask("HEAD")
    assert scope["method"] == "GET"
    assert (b"content-length", b"10") in start["headers"], "the length that GET would have"
    assert [(message["body"], message["more_body"]) for message in bodies] == [(b"", True), (b"", False)]


@pytest.mark.parametrize("method", ["GET", "HEAD", "POST"])
def test_safe_headers_stand_beside_those_of_the_answer_once_each(method: str) -> None:
    _, (start, *_) = ask(method)
    names = [name for name, _ in start["headers"]]
    for name, value in SAFE.items():
        assert dict(start["headers"])[name] == value
        assert names.count(name) == 1


def test_the_policy_allows_styles_and_images_of_this_server_and_nothing_else() -> None:
    policy = dict(part.split(" ", 1) for part in CONTENT_SECURITY_POLICY.split("; "))
    assert policy == {
        "default-src": "'none'", "style-src": "'self'", "img-src": "'self'", "base-uri": "'none'",
        "form-action": "'none'", "frame-ancestors": "'none'",
    }  # fmt: skip


@pytest.mark.parametrize("method", ["POST", "PUT", "OPTIONS", "get", "Head", ""])
def test_what_only_looks_like_get_does_not_reach_the_application(method: str) -> None:
    seen, (start, *_) = ask(method)
    assert (seen, start["status"]) == ([], 405)
    assert dict(start["headers"])[b"allow"] == b"GET, HEAD"


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ([(b"content-length", b"0")], 200),
        ([(b"content-length", b"1")], 400),
        ([(b"content-length", b"00")], 400),
        ([(b"content-length", b"-1")], 400),
        ([(b"transfer-encoding", b"chunked")], 400),
        ([(b"transfer-encoding", b"identity")], 400),
        ([(b"content-type", b"text/plain")], 200),
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD"])
def test_a_request_that_announces_a_body_does_not_reach_the_application(
    method: str, headers: list[tuple[bytes, bytes]], status: int
) -> None:
    seen, (start, *_) = ask(method, headers)
    assert (start["status"], len(seen)) == (status, status == 200)


def test_a_refusal_of_head_has_no_body_either() -> None:
    _, (start, body) = ask("HEAD", [(b"content-length", b"1")])
    assert (start["status"], body["body"]) == (400, b"")


@pytest.mark.parametrize("kind", ["lifespan", "websocket"])
def test_what_is_no_http_is_left_alone(kind: str) -> None:
    (scope,), (start, *_) = ask("POST", kind=kind)
    assert scope["method"] == "POST"
    assert start["headers"] == [(b"content-length", b"10")]
