"""The log over HTTP (C2SP tlog-tiles): what a tile client that knows nothing of us reads, and what it is refused."""

from __future__ import annotations

from hashlib import sha256

import httpx
import pytest

from ledger.demo.cast import Cast
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import open_checkpoint
from tests.test_api.serving import raw_get

LOG = "/yuanqu-1/log"


def test_the_tree_of_the_served_entries_is_the_one_that_was_signed(client: httpx.Client) -> None:
    checkpoint = open_checkpoint(client.get(f"{LOG}/checkpoint").content, Cast().log_vkey)
    entries = tiles.parse_bundle(client.get(f"{LOG}/tile/entries/000.p/{checkpoint.size}").content)
    hashes = client.get(f"{LOG}/tile/0/000.p/{checkpoint.size}").content
    assert tiles.split_hashes(hashes) == [merkle.leaf_hash(entry) for entry in entries]
    assert merkle.root_of_leaf_hashes(tiles.split_hashes(hashes)) == checkpoint.root


def test_types_and_caching_are_what_tile_clients_expect(client: httpx.Client) -> None:
    checkpoint = client.get(f"{LOG}/checkpoint")
    assert checkpoint.headers["content-type"] == "text/plain; charset=utf-8"
    assert "no-cache" in checkpoint.headers["cache-control"]
    for path in ("tile/0/000.p/49", "tile/entries/000.p/49"):
        tile = client.get(f"{LOG}/{path}")
        assert tile.headers["content-type"] == "application/octet-stream"
        assert "immutable" in tile.headers["cache-control"]
        assert tile.headers["access-control-allow-origin"] == "*"


def test_earlier_checkpoints_stay_and_their_tiles_are_prefixes(client: httpx.Client) -> None:
    earlier = open_checkpoint(client.get(f"{LOG}/checkpoints/15").content, Cast().log_vkey)
    assert earlier.size == 15
    partial = client.get(f"{LOG}/tile/0/000.p/15").content
    assert partial == client.get(f"{LOG}/tile/0/000.p/49").content[: 32 * 15]
    assert merkle.root_of_leaf_hashes(tiles.split_hashes(partial)) == earlier.root
    assert client.get(f"{LOG}/checkpoints/16").status_code == 404


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/000",
        "tile/0/000.p/50",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/049",
        "tile/0/001.p/1",
        "tile/0/0.p/49",
        "tile/0/x000/000.p/49",
        "tile/00/000.p/49",
        "tile/1/000.p/1",
        "tile/64/000",
        "tile/-1/000",
        "tile/0/000.p/49/",
        "tile/0//000.p/49",
        "tile/0/%30%30%30.p/49",
        "tile/0/000%2ep/49",
        "tile/entries/000",
        "tile/entries/000.p/50",
        "tile/entries/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/0/x999/x999/x999/x999/x999/x999/x999/999",
        "tile/data/000.p/49",
        "tile/../checkpoint",
        "tile/%2e%2e/checkpoint",
        "tile/..%2f..%2f..%2fprivate/log.key",
        "tile/",
        "checkpoints/049",
        "checkpoints/+49",
        "checkpoints/99999999999999999999",
        "checkpoint/",
        "",
        "nothing",
    ],
)
def test_only_the_one_form_of_a_path_that_is_published_is_served(client: httpx.Client, path: str) -> None:
    status, kind, _body = raw_get(client, f"{LOG}/{path}")
    assert (status, kind) == (404, "application/problem+json")


def test_a_bundle_may_come_compressed(client: httpx.Client) -> None:
    path = f"{LOG}/tile/entries/000.p/49"
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip"})
    assert "content-encoding" not in plain.headers
    assert packed.headers["content-encoding"] == "gzip"
    assert sha256(plain.content).digest() == sha256(packed.content).digest()
