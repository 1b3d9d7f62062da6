"""``mingzhang serve``: the books of HOME as pages, JSON and logs, to be read and nothing else."""

from __future__ import annotations

import socket
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.common import HomeOption
from ledger.cli.status import behind
from ledger.errors import UsageError

_BACKLOG = 2048


def command(
    home: HomeOption,
    host: Annotated[
        str, typer.Option(help="Address to listen on; 0.0.0.0 for everybody in the network.")
    ] = "127.0.0.1",
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port to listen on; 0 for any free one.")] = 8000,
) -> None:
    """Serve the published books; it opens only public/, read-only, and needs no key. Ends with Ctrl-C.

    Example: mingzhang serve --home demo-home --port 8000
    """
    run(home, host, port)


def _nothing(_address: str) -> list[str]:
    """Add nothing to the greeting."""
    return []


def run(home: Path, host: str, port: int, also: Callable[[str], list[str]] = _nothing) -> None:
    """Serve until interrupted; say first what to open, how far each book's views are, and what ``also`` adds.

    ``also`` is given the address that is served, e.g. ``http://127.0.0.1:8000``.

    Raises:
        UsageError: ``serve.home``, ``serve.port``.
    """
    import uvicorn

    from api import create_app

    if not home.is_dir():
        raise UsageError(
            "serve.home", f"there is no folder {home}", advice="Set --home, or make a book: mingzhang demo"
        )
    with _listen(host, port) as listener:
        address = f"http://{f'[{host}]' if ':' in host else host}:{listener.getsockname()[1]}"
        for line in [*greeting(home, address), *also(address)]:
            typer.echo(line)
        server = uvicorn.Server(uvicorn.Config(create_app(home), log_level="warning", server_header=False))
        with suppress(KeyboardInterrupt):
            server.run(sockets=[listener])


def _listen(host: str, port: int) -> socket.socket:
    """Open the listening socket here, so that a port in use is said before anything starts."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family, socket.SOCK_STREAM)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
        listener.listen(_BACKLOG)
    except OSError as error:
        listener.close()
        raise UsageError(
            "serve.port",
            f"cannot listen on {host} port {port}: {error.strerror or error}",
            advice="Is it served already? Open it in a browser, or choose another with --port (PORT= with make demo).",
        ) from error
    return listener


def greeting(home: Path, address: str) -> list[str]:
    """Return what to open, and for each book how far behind its views are."""
    from ledger.errors import StoreError

    lines = [f"Open {address}/ in a browser; Ctrl-C ends."]
    databases = sorted(home.glob("*/public/ledger.db"))
    if not databases:
        lines.append(f"{home} holds no book yet; `mingzhang init` makes one, `mingzhang demo` a made-up one.")
    for database in databases:
        try:
            state = _state(database.parent)
        except StoreError as error:
            state = f"cannot be shown: {error} {error.advice}"
        lines.append(f"  {address}/{database.parent.parent.name}/  {state}")
    return lines


def _state(public: Path) -> str:
    """Say how far the views of a book are behind it."""
    import projections
    from ledger.store.reader import Reader

    with Reader.open(public) as reader:
        stored, published, shown = reader.stored, reader.size, projections.position(public)
    hint = behind(public.parent.name, stored, published, shown)
    return f"{shown} entries shown" + (f", {hint}" if hint else "")
