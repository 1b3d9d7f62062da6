"""A server on this machine that answers as a test wants: honestly, hostilely, slowly, or not at all."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

Answer = Callable[[BaseHTTPRequestHandler], None]


def body(content: bytes, status: int = 200, **headers: str) -> Answer:
    """Answer with this content; members of ``headers`` have ``_`` for ``-``."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            handler.send_header(name.replace("_", "-"), value)
        handler.end_headers()
        handler.wfile.write(content)

    return answer


def redirect(target: str) -> Answer:
    """Send the reader elsewhere."""
    return body(b"", 302, Location=target)


def raw(content: bytes) -> Answer:
    """Answer with exactly these bytes, status line and all."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        handler.wfile.write(content)

    return answer


@contextmanager
def serving(routes: Mapping[str, Answer]) -> Iterator[str]:
    """Serve the answers by path (with its query) on a free port; yield the address. All else is 404."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            try:
                routes.get(self.path, body(b"not here", 404))(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class calls it so
            """Stay silent."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
