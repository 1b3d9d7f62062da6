"""A published log on a server, read with nothing but the standard library.

A community's address is ``https://host/<community>``; a bare C2SP log (``<prefix>/checkpoint``) is read too, without
the figures and disclosures that only our server has. Redirects are followed on the same host alone, bodies are read
against a limit and a deadline, and gzip is unpacked against the same limit.
"""

from __future__ import annotations

import re
import time
import urllib.error
import urllib.request
import zlib
from collections.abc import Iterator
from http.client import HTTPException, HTTPMessage, HTTPResponse
from typing import IO, Annotated, TypeVar
from urllib.parse import urlsplit

import msgspec
from msgspec import Meta

from ledger.errors import UsageError, VerificationError
from ledger.verification.sources import (
    CHECKPOINT_BYTES_MAX,
    DISCLOSURE_LINE_BYTES_MAX,
    NOT_JSON,
    FetchError,
    Opening,
    check_size,
)

TIMEOUT_SECONDS = 30
"""For one connection and for one read from it."""
DEADLINE_SECONDS = 300
"""For one answer as a whole: a server that sends a byte a minute is not waited for."""
PAGE = 1000
CHECKPOINTS_BYTES_MAX = 64 * 1024 * 1024
"""For the whole list, which is held in memory: tens of thousands of notes with the signatures of many witnesses."""
_NOTE_OVERHEAD = 200
_CHUNK = 64 * 1024
_NOT_THERE = (403, 404, 410)
_GZIP = 16 + zlib.MAX_WBITS
_PRINTABLE = re.compile("[!-~]+")


class _Page(msgspec.Struct):
    next: int | None


class _Disclosures(_Page):
    disclosures: list[Opening]


class _Checkpoint(msgspec.Struct):
    size: Annotated[int, Meta(ge=0)]
    note: str


class _Checkpoints(_Page):
    checkpoints: list[_Checkpoint]


_PageT = TypeVar("_PageT", bound=_Page)


class _SameHost(urllib.request.HTTPRedirectHandler):
    def redirect_request(
        self, req: urllib.request.Request, fp: IO[bytes], code: int, msg: str, headers: HTTPMessage, newurl: str
    ) -> urllib.request.Request | None:
        old, new = urlsplit(req.full_url), urlsplit(newurl)
        if (old.scheme, old.netloc) != (new.scheme, new.netloc):
            fp.close()
            raise FetchError(
                "source.redirected",
                f"{req.full_url} redirects to another host, {new.netloc}",
                advice="If that is where the book is now, give that address yourself.",
            )
        return super().redirect_request(req, fp, code, msg, headers, newurl)


class Web:
    """A log on a server."""

    def __init__(self, url: str) -> None:
        """Open a server's address.

        Raises:
            UsageError: ``source.url``.
        """
        if not _is_address(url):
            raise UsageError(
                "source.url", f"{url} is no address of a book", advice="Write it as https://host/<community>."
            )
        self.name = url.rstrip("/")
        self._log: str | None = None
        self._notes: dict[str, bytes] = {}
        self._opener = urllib.request.build_opener(_SameHost)

    def read(self, name: str, limit: int) -> bytes | None:
        """Fetch one resource; see `Source.read`."""
        if name in self._notes:
            return self._notes[name]
        if name.endswith(".json"):
            return self._get(f"{self.name}/v1/{name.removesuffix('.json')}", limit) if self._is_ours() else None
        return self._get(f"{self._log_prefix()}/{name}", limit)

    def _is_ours(self) -> bool:
        return self._log_prefix() != self.name

    def _log_prefix(self) -> str:
        """Return the prefix of the log's resources: ours has ``log/`` in it, a bare C2SP log has not."""
        if self._log is None:
            ours = f"{self.name}/log"
            self._log = self.name if self._get(f"{ours}/checkpoint", CHECKPOINT_BYTES_MAX) is None else ours
        return self._log

    def disclosures(self) -> Iterator[Opening] | None:
        """Fetch page after page; see `Source.disclosures`."""
        if not self._is_ours():
            return None
        pages = self._pages("disclosures", _Disclosures, PAGE * DISCLOSURE_LINE_BYTES_MAX)
        return (opening for page in pages for opening in page.disclosures)

    def checkpoints(self) -> list[int] | None:
        """Fetch page after page, and keep the notes for `read`; see `Source.checkpoints`."""
        if not self._is_ours():
            return None
        held = 0
        for page in self._pages("checkpoints", _Checkpoints, CHECKPOINTS_BYTES_MAX):
            held += sum(_NOTE_OVERHEAD + len(one.note) for one in page.checkpoints)
            check_size(f"{self.name}/v1/checkpoints", held, CHECKPOINTS_BYTES_MAX)
            self._notes |= {f"checkpoints/{one.size}": one.note.encode() for one in page.checkpoints}
        return sorted(int(name.partition("/")[2]) for name in self._notes)

    def _pages(self, name: str, kind: type[_PageT], limit: int) -> Iterator[_PageT]:
        """Fetch the pages of a list, each of which names the one that follows.

        Raises:
            VerificationError: ``list.malformed``.
        """
        after: int | None = None
        while True:
            cursor = "" if after is None else f"&after={after}"
            where = f"{self.name}/v1/{name}?limit={PAGE}{cursor}"
            try:
                page = msgspec.json.decode(self._get(where, limit) or b"", type=kind)
            except NOT_JSON as error:
                raise _malformed_list(str(error), where) from error
            yield page
            if page.next is None:
                return
            if page.next < 0 or (after is not None and page.next <= after):
                raise _malformed_list("the pages do not move on", where)
            after = page.next

    def _get(self, url: str, limit: int) -> bytes | None:
        request = urllib.request.Request(url, headers={"Accept-Encoding": "gzip", "User-Agent": "mingzhang-verify"})  # noqa: S310 - the scheme was checked
        try:
            with self._opener.open(request, timeout=TIMEOUT_SECONDS) as response:
                return _body(response, url, limit)
        except urllib.error.HTTPError as error:
            with error:
                if error.code in _NOT_THERE:
                    return None
            raise _unreachable(url, f"the server answered {error.code} {error.reason}") from error
        except (OSError, HTTPException, ValueError, zlib.error) as error:
            raise _unreachable(url, str(getattr(error, "reason", error) or type(error).__name__)) from error


def _is_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        usable = parts.port != 0
    except ValueError:
        return False
    known = parts.scheme in ("http", "https") and bool(parts.hostname)
    return usable and known and not (parts.query or parts.fragment) and _PRINTABLE.fullmatch(url) is not None


def _malformed_list(why: str, where: str) -> VerificationError:
    return VerificationError("list.malformed", why, advice="Ask the operator; the server is broken.", where=where)


def _unreachable(url: str, why: str) -> FetchError:
    return FetchError(
        "source.unreachable", f"cannot fetch {url}: {why}", advice="Check the address and the connection; try again."
    )


def _body(response: HTTPResponse, url: str, limit: int) -> bytes:
    """Read an answer up to ``limit`` bytes, after unpacking."""
    deadline = time.monotonic() + DEADLINE_SECONDS
    encoding = response.headers.get("Content-Encoding", "identity")
    if encoding not in ("identity", "gzip"):
        raise OSError(f"the answer comes packed as {encoding}, which was not asked for")
    unpack = zlib.decompressobj(_GZIP) if encoding == "gzip" else None
    parts: list[bytes] = []
    size = 0
    while chunk := response.read1(_CHUNK):
        if time.monotonic() > deadline:
            raise TimeoutError(f"not complete after {DEADLINE_SECONDS} s")
        part = chunk if unpack is None else unpack.decompress(chunk, limit + 1 - size)
        size += len(part)
        check_size(url, size, limit)
        if unpack is not None and unpack.unused_data:
            raise OSError("the answer goes on after its end")
        parts.append(part)
    if response.length or (unpack is not None and not unpack.eof):
        raise OSError("the answer is cut off")
    return b"".join(parts)
