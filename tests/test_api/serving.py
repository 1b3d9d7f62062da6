"""A server on a free port, in a thread, for the length of a test."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path

import httpx
import uvicorn

from api import create_app
from tests.test_projections.shown import Shown

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
"""An address of every kind, of the community of `tests.test_api.sample`."""


@contextmanager
def served(home: Path) -> Iterator[str]:
    """Serve the books under ``home``; yield the address, without a slash at its end."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        server = uvicorn.Server(uvicorn.Config(create_app(home), log_level="critical"))
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        try:
            while not server.started:
                time.sleep(0.01)
            yield f"http://127.0.0.1:{listener.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()


@contextmanager
def client_of(home: Path) -> Iterator[httpx.Client]:
    """Serve ``home`` and yield a client that follows no redirects and takes no proxy from the environment."""
    with served(home) as address, httpx.Client(base_url=address, trust_env=False) as client:
        yield client


def raw_get(client: httpx.Client, path: str) -> tuple[int, str, bytes]:
    """Ask for a path exactly as it is written, which clients for people tidy up; return status, type, body."""
    connection = HTTPConnection(client.base_url.host, client.base_url.port or 80)
    try:
        connection.putrequest("GET", path, skip_accept_encoding=True)
        connection.endheaders()
        answer = connection.getresponse()
        return answer.status, answer.headers["content-type"], answer.read()
    finally:
        connection.close()


def pages_of(book: Shown, *paths: str) -> list[str]:
    """Publish a book, serve it, and return its pages."""
    book.publish()
    with client_of(book.folder.parent) as client:
        answers = [client.get(f"/yuanqu-1/{path}") for path in paths]
    assert [answer.status_code for answer in answers] == [200] * len(paths)
    return [answer.text for answer in answers]
