"""The page of formats: its examples are what the program reads and writes."""

from __future__ import annotations

import json
from base64 import b64encode
from pathlib import Path

from ledger import anchor, bundle, figures, jws, strict_json
from ledger.anchor import Anchor
from ledger.events import TYPE_PREFIX, check_envelope
from ledger.store.layout import Folder
from ledger.tlog.checkpoint import Checkpoint, format_checkpoint
from tests.published import sample
from tests.test_documents.walkthrough import Block, blocks, page

TEXT = page("docs/reference/formats.md")


def section(title: str) -> list[Block]:
    return [block for block in blocks(TEXT) if block.section == title]


def test_the_payload_has_the_members_of_an_envelope() -> None:
    [payload] = section("Payload")
    assert check_envelope(json.loads(payload.text)).type.startswith(TYPE_PREFIX)


def test_the_header_is_one_that_is_accepted() -> None:
    [header] = section("Signature")
    encoded = b64encode(header.text.strip().encode(), altchars=b"-_").rstrip(b"=")
    assert jws._kid(encoded) == json.loads(header.text)["kid"]


def test_the_anchor_is_read() -> None:
    written, uri = section("Anchor")
    assert Anchor.parse(written.text).text == written.text
    assert uri.text.startswith(f"{anchor.URI_PREFIX}vkey=")


def test_the_checkpoint_begins_as_ours_do() -> None:
    [note] = section("Checkpoint")
    origin, size, root = note.text.split("\n")[:3]
    assert format_checkpoint(Checkpoint(origin, int(size), bytes(32))).count(b"\n") == 3
    assert len(root) == len(b64encode(bytes(32)))


def test_the_files_of_an_export_are_all_listed(tmp_path: Path) -> None:
    written = sample().export(tmp_path / "export")
    table = TEXT.partition("## Export\n")[2].partition("\n## ")[0]
    for path in written.iterdir():
        assert f"`{path.name}" in table, path.name
        assert path.is_dir() or bundle.is_known(path.name)


def test_the_figures_have_the_members_of_the_page(tmp_path: Path) -> None:
    written = sample().export(tmp_path / "export")
    balances, tallies, movements = section("Figures")
    for example, name in ((balances, "balances"), (tallies, "tallies")):
        shown, real = json.loads(example.text), json.loads((written / f"{name}.json").read_bytes())
        assert list(shown) == list(real)
        assert list(shown[name][0]) == list(real[name][0])
    assert movements.text.splitlines()[0] == ",".join(figures.CSV_COLUMNS)


def test_the_folder_of_a_community_is_the_one_of_the_page() -> None:
    table = TEXT.partition("## Folder of a community\n")[2]
    folder = Folder(Path("x"))
    for path in (
        folder.ledger_db, folder.views_db, folder.documents, folder.log_key, folder.vault_db,
        folder.private_documents, folder.lock,
    ):  # fmt: skip
        assert f"`{path.relative_to('x').as_posix()}" in table


def test_limits_are_those_of_the_code() -> None:
    assert f"at most {strict_json.DEPTH_MAX} levels" in TEXT
    assert "65,535 bytes" in TEXT
