"""A server as a source: whatever it answers, the reader ends with a verdict or a plain word on what is wrong."""

from __future__ import annotations

import gzip
import json
import socket
import threading
import time
import tracemalloc
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from ledger.anchor import Anchor
from ledger.store.reader import Reader
from ledger.tlog import merkle
from ledger.verification import FetchError, verify, web
from ledger.verification.sources import Opening
from ledger.verification.web import Web
from tests.published import PublishedBook, Served, sample
from tests.refusals import unusable, unverified
from tests.test_api.sample import build
from tests.test_api.serving import served
from tests.test_ledger.test_verification.loopback import Answer, body, raw, redirect, serving


@pytest.fixture(autouse=True)
def no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reach the loopback address without whatever proxy the machine has."""
    monkeypatch.setenv("no_proxy", "*")


def log_of(book: PublishedBook, prefix: str) -> dict[str, Answer]:
    """Return the routes of a bare C2SP log."""
    files = Served(book).files
    return {f"{prefix}/{name}": body(raw) for name, raw in files.items() if not name.startswith("checkpoints/")}


def fetched(answer: Answer, limit: int = 100) -> bytes | None:
    """Read one file of a bare log whose server answers so."""
    with serving({"/log-1/checkpoint": body(b"c"), "/log-1/tile/0/000": answer}) as address:
        return Web(f"{address}/log-1").read("tile/0/000", limit)


def unfetched(answer: Answer, limit: int = 100) -> str:
    """Expect that an answer is no answer; return what is said."""
    with pytest.raises(FetchError) as caught:
        fetched(answer, limit)
    assert caught.value.rule_id == "source.unreachable"
    assert caught.value.message.startswith("cannot fetch http://127.0.0.1:")
    return caught.value.message.partition("tile/0/000: ")[2]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("books") / "home"
    folder.mkdir()
    build(folder)
    return folder


def test_a_book_that_our_server_shows_is_verified_with_everything_it_shows(home: Path) -> None:
    with Reader.open(home / "yuanqu-1/public") as reader:
        size, texts = reader.size, len(list(reader.disclosures(0, reader.size)))
    with served(home) as address:
        report = verify(Web(f"{address}/yuanqu-1/"))
    assert (report.source, report.size, report.signatures) == (f"{address}/yuanqu-1", size, size)
    assert (report.balances > 5, report.tallies, report.withheld, report.disclosures) == (True, 1, 0, texts)
    assert not any("this source shows none" in line for line in report.not_checked)
    assert report.checkpoints == 2
    assert not any("has no list" in line for line in report.not_checked)
    assert any("that the server does not list" in line for line in report.not_checked)


def test_a_server_that_serves_another_book_is_found_out_by_the_anchor(home: Path) -> None:
    book = sample()
    anchor = Anchor.alone(book.cast.log_vkey, merkle.leaf_hash(book.raw[0]))
    with served(home) as address, unverified("anchor.entry0"):
        verify(Web(f"{address}/yuanqu-1"), anchor)


def test_a_bare_log_is_verified_without_the_rest() -> None:
    book = sample()
    with serving(log_of(book, "/anywhere/log-1")) as address:
        report = verify(Web(f"{address}/anywhere/log-1"))
    assert (report.size, report.disclosures, report.withheld) == (22, 0, 13)
    for words in ("Names and texts", "balances.json", "tallies.json"):
        assert any(words in line for line in report.not_checked)


def test_a_tampered_bare_log_is_refused_with_the_place() -> None:
    book = sample()
    routes = log_of(book, "/log-1")
    routes["/log-1/tile/entries/000.p/22"] = body(
        Served(book).files["tile/entries/000.p/22"].replace(b"2026-03-05T02:10:00Z", b"2026-03-05T02:10:01Z")
    )
    with serving(routes) as address, unverified("log.leaf") as caught:
        verify(Web(f"{address}/log-1"))
    assert caught.value.where == "entry 9, tile/0/000.p/22"


def test_an_address_without_a_log_is_said() -> None:
    with serving({}) as address, pytest.raises(FetchError) as caught:
        verify(Web(address))
    assert caught.value.rule_id == "source.no_log"


@pytest.mark.parametrize("status", [403, 404, 410])
def test_what_is_not_there_is_none(status: int) -> None:
    assert fetched(body(b"gone", status)) is None


@pytest.mark.parametrize("status", [401, 429, 500, 503])
def test_a_server_in_trouble_is_no_forgery(status: int) -> None:
    assert unfetched(body(b"x", status)).startswith(f"the server answered {status} ")


def test_an_answer_up_to_the_limit_is_taken_and_no_byte_more() -> None:
    assert fetched(body(b"x" * 100)) == b"x" * 100
    for answer in (body(b"x" * 101), raw(b"HTTP/1.0 200 OK\r\n\r\n" + b"x" * 101)):
        with unverified("source.oversized") as caught:
            fetched(answer)
        assert caught.value.where.endswith("/log-1/tile/0/000")


def test_an_answer_without_end_is_left_after_the_limit() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while True:
            handler.wfile.write(b"x" * 65_536)

    with unverified("source.oversized"):
        fetched(endless)


def packed(content: bytes) -> Answer:
    return body(content, Content_Encoding="gzip")


def test_a_packed_answer_is_unpacked_against_the_same_limit() -> None:
    assert fetched(packed(gzip.compress(b"x" * 100))) == b"x" * 100
    with unverified("source.oversized"):
        fetched(packed(gzip.compress(b"x" * 101)))


def test_gzip_bomb() -> None:
    """Of 64 MiB of zeros in 64 KiB only as much as the limit is ever unpacked."""
    bomb = gzip.compress(bytes(1 << 26))
    tracemalloc.start()
    with unverified("source.oversized"):
        fetched(packed(bomb))
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 1 << 22


def test_garbage_without_end_behind_a_packed_answer() -> None:
    def endless(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.send_header("Content-Encoding", "gzip")
        handler.end_headers()
        handler.wfile.write(gzip.compress(b"x"))
        while True:
            handler.wfile.write(b"x" * 65_536)

    assert unfetched(endless) == "the answer goes on after its end"


def test_a_packed_answer_that_is_cut_off_or_none() -> None:
    whole = gzip.compress(b"x" * 50)
    assert unfetched(packed(whole[:-1])) == "the answer is cut off"
    assert "incorrect header check" in unfetched(packed(b"not packed at all"))
    assert unfetched(body(b"x", Content_Encoding="br")) == "the answer comes packed as br, which was not asked for"


@pytest.mark.parametrize(
    "answer",
    [
        raw(b"HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nonly this"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n50\r\nhello"),
        raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nnonsense\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX: 1\r\n" + b"Y: 2\r\n" * 200 + b"\r\n"),
        raw(b"HTTP/1.1 200 OK\r\nX: " + b"y" * 70_000 + b"\r\n\r\n"),
        raw(b"SSH-2.0-server\r\n"),
        raw(b""),
    ],
)
def test_an_answer_that_is_cut_off_or_no_http(answer: Answer) -> None:
    unfetched(answer)


def test_a_server_that_sends_a_byte_now_and_then_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "DEADLINE_SECONDS", 0.3)
    stop = threading.Event()

    def drip(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(200)
        handler.end_headers()
        while not stop.wait(0.02):
            handler.wfile.write(b"x")

    began = time.monotonic()
    assert unfetched(drip, 1_000_000) == "not complete after 0.3 s"
    stop.set()
    assert time.monotonic() - began < 20


def test_a_server_that_says_nothing_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "TIMEOUT_SECONDS", 0.2)
    stop = threading.Event()

    def silent(_handler: BaseHTTPRequestHandler) -> None:
        stop.wait(30)

    with serving({"/log/checkpoint": silent}) as address:
        with pytest.raises(FetchError, match="timed out"):
            Web(address).read("checkpoint", 10)
        stop.set()


def test_a_server_that_is_not_there() -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
    with pytest.raises(FetchError) as caught:
        Web(address).read("checkpoint", 10)
    assert "Connection refused" in caught.value.message


def test_a_redirect_on_the_same_host_is_followed() -> None:
    assert fetched(redirect("/log-1/checkpoint")) == b"c"


def test_a_redirect_to_another_host_port_or_scheme_is_not_followed() -> None:
    asked: list[str] = []
    with serving({"/secret": lambda handler: asked.append(handler.path)}) as elsewhere:
        for target in (f"{elsewhere}/secret", "https://127.0.0.1/secret", "http://metadata.example/secret"):
            with pytest.raises(FetchError) as caught:
                fetched(redirect(target))
            assert caught.value.rule_id == "source.redirected"
    assert asked == []


def test_a_redirect_into_a_file_or_in_a_circle_leads_nowhere() -> None:
    assert "302" in unfetched(redirect("file:///etc/passwd"))
    assert "302" in unfetched(redirect("/log-1/tile/0/000"))


@pytest.mark.parametrize(
    "url",
    [
        "ftp://host/c",
        "file:///etc/passwd",
        "http://",
        "http:///c",
        "https://host/c?x=1",
        "https://host/c#f",
        "http://[::1/c",
        "http://host:port/c",
        "http://host:99999/c",
        "http://host:0/c",
        "http://host/c d",
        "http://host/c\n",
        "http://host/样例",
        "http://host/c\x1b[2J",
    ],
)
def test_what_is_no_address_of_a_book(url: str) -> None:
    with unusable("source.url"):
        Web(url)


def openings(*pages: object) -> Iterator[Opening]:
    """Read the public texts of a server that answers with these pages, one after the other."""
    cursors = ["", "&after=1", "&after=2"]
    routes = {"/log/checkpoint": body(b"c")}
    for cursor, page in zip(cursors, pages, strict=False):
        content = page if isinstance(page, bytes) else json.dumps(page).encode()
        routes[f"/v1/disclosures?limit=1000{cursor}"] = body(content)
    with serving(routes) as address:
        found = Web(address).disclosures()
        assert found is not None
        yield from found


def page(*indexes: int, after: int | None = None) -> object:
    return {"as_of": {}, "disclosures": [{"index": i, "disclosure": f"W{i}"} for i in indexes], "next": after}


def test_public_texts_come_page_by_page() -> None:
    found = list(openings(page(0, 1, after=1), page(2, after=2), page()))
    assert found == [Opening(0, "W0"), Opening(1, "W1"), Opening(2, "W2")]


@pytest.mark.parametrize(
    "pages",
    [
        [b"not json"],
        [b"[]"],
        [{"disclosures": []}],
        [{"disclosures": [{"index": 0}], "next": None}],
        [{"disclosures": [{"index": 0, "disclosure": "W", "more": 1}], "next": None}],
        [b"[" * 100_000],
        [b'{"disclosures":[],"next":"\xff"}'],
        [page(0, after=1), page(1, after=1)],
        [page(0, after=2), page(1, after=1)],
        [page(0, after=1)],
    ],
)
def test_pages_that_are_none_or_do_not_move_on(pages: list[object]) -> None:
    with unverified("list.malformed") as caught:
        list(openings(*pages))
    assert "/v1/disclosures?limit=1000" in caught.value.where


def test_a_list_of_checkpoints_without_end(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(web, "CHECKPOINTS_BYTES_MAX", 10_000)
    asked: list[str] = []

    class Endless(dict[str, Answer]):
        def get(self, path: str, default: Answer) -> Answer:  # type: ignore[override]
            if "/v1/checkpoints" not in path:
                return super().get(path, default)
            asked.append(path)
            size = len(asked)
            return body(json.dumps({"checkpoints": [{"size": size, "note": "n"}], "next": size}).encode())

    with serving(Endless({"/log/checkpoint": body(b"c")})) as address, unverified("source.oversized"):
        Web(address).checkpoints()
    assert len(asked) == 10_000 // 201 + 1
