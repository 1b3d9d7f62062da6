"""Public documents: only what is registered as public and lies here, and nothing that a browser would run."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import httpx
import pytest

from ledger.strict_json import Json
from tests.test_api.sample import HOSTILE, Sample
from tests.test_api.serving import client_of

DOCUMENTS = {
    "pdf": (b"%PDF-1.7 made up", "application/pdf", "public"),
    "html": (b"<script>alert(1)</script>", "text/html", "public"),
    "svg": (b"<svg onload='alert(1)'/>", "image/svg+xml", "public"),
    "sealed": (b"not for everybody", "text/plain", "owners"),
    "absent": (b"registered, and lost", "text/plain", "public"),
    "stray": (b"never registered", "text/plain", None),
}
HASHES = {name: sha256(content).hexdigest() for name, (content, _kind, _visibility) in DOCUMENTS.items()}

BESIDE_AN_ACT = {
    b"%PDF-1.4 a scan": "application/pdf",
    b"\x89PNG\r\n\x1a\n a photo": "image/png",
    b"\xff\xd8\xff\xe0 a photo": "image/jpeg",
    ("x" + "验收单：合格，" * 300).encode(): "text/plain; charset=utf-8",
    b"<script>alert(2)</script>": "text/plain; charset=utf-8",
    b"text, and then \0": "application/octet-stream",
    "GB18030 中文".encode("gb18030"): "application/octet-stream",
    b"": "text/plain; charset=utf-8",
}
"""Documents for which no entry says a media type, and as what they are served."""


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    home = tmp_path_factory.mktemp("documents") / "home"
    home.mkdir()
    sample = Sample(home)
    for name, (content, kind, visibility) in DOCUMENTS.items():
        if name != "absent":
            (sample.public / "documents" / HASHES[name]).write_bytes(content)
        if visibility is not None:
            data: dict[str, Json] = {
                "title": {"value": HOSTILE}, "class": "other", "media_type": kind, "size": len(content),
                "visibility": visibility,
            }  # fmt: skip
            if visibility != "public":
                data["nonce"] = {"value": "00" * 32}
            sample.record("secretary", "document.registered", f"document/{HASHES[name]}", data)
    beside: list[Json] = []
    for content in BESIDE_AN_ACT:
        digest = sha256(content).hexdigest()
        (sample.public / "documents" / digest).write_bytes(content)
        beside.append({"sha256": digest, "title": {"value": HOSTILE}, "class": "photo", "visibility": "public"})
    firm: dict[str, Json] = {"party": "firm", "kind": "company", "name": {"value": "样例公司"}, "documents": beside}
    sample.record("secretary", "counterparty.registered", "community", firm)
    sample.publish()
    sample.close()
    with client_of(home) as client:
        yield client


def get(client: httpx.Client, name: str) -> httpx.Response:
    return client.get(f"/yuanqu-1/documents/{HASHES[name]}")


def test_a_public_document_comes_byte_for_byte(documents: httpx.Client) -> None:
    answer = get(documents, "pdf")
    assert sha256(answer.content).hexdigest() == HASHES["pdf"]
    assert answer.headers["content-type"] == "application/pdf"
    assert "content-disposition" not in answer.headers


@pytest.mark.parametrize("name", ["html", "svg"])
def test_a_document_that_a_browser_would_run_is_offered_as_a_file(documents: httpx.Client, name: str) -> None:
    answer = get(documents, name)
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["content-disposition"].startswith(f'attachment; filename="{HASHES[name][:16]}.{name}"')
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.parametrize("name", ["sealed", "absent", "stray"])
def test_what_is_not_public_or_not_registered_or_not_here_is_unknown(documents: httpx.Client, name: str) -> None:
    answer = get(documents, name)
    assert (answer.status_code, answer.json()["rule"]) == (404, "document.unknown")


@pytest.mark.parametrize(("content", "kind"), BESIDE_AN_ACT.items(), ids=range(len(BESIDE_AN_ACT)))
def test_a_document_named_beside_an_act_is_what_it_begins_like_and_never_runs(
    documents: httpx.Client, content: bytes, kind: str
) -> None:
    answer = documents.get(f"/yuanqu-1/documents/{sha256(content).hexdigest()}")
    assert answer.content == content
    assert answer.headers["content-type"] == kind
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert ("content-disposition" in answer.headers) == (kind == "application/octet-stream")


def test_the_list_names_every_registered_document(documents: httpx.Client) -> None:
    listed: list[dict[str, object]] = documents.get("/yuanqu-1/v1/documents").json()["documents"]
    registered = {HASHES[name] for name, (_content, _kind, visibility) in DOCUMENTS.items() if visibility}
    assert {one["sha256"] for one in listed} == registered | {sha256(one).hexdigest() for one in BESIDE_AN_ACT}
    assert all(one["title"] == HOSTILE for one in listed)


def test_a_document_is_never_read_from_elsewhere(documents: httpx.Client, tmp_path: Path) -> None:
    for name in ("..%2f..%2fprivate%2flog.key", HASHES["pdf"].upper(), HASHES["pdf"] + "%00", ""):
        assert documents.get(f"/yuanqu-1/documents/{name}").status_code == 404
