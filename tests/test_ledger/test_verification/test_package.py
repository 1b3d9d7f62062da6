"""What an export has beside the log: every file is what the log or datapackage.json says, and nothing else is there."""

from __future__ import annotations

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import bundle
from ledger.tlog.checkpoint import parse_checkpoint
from ledger.tlog.note import parse_note
from ledger.verification import Folder, Report, verify
from tests.published import founded, income, sample
from tests.refusals import unverified

NOTICE = b"a public notice, made up"
NOTICE_NAME = f"documents/{sha256(NOTICE).hexdigest()}"


@pytest.fixture
def export(tmp_path: Path) -> Path:
    """An export of a book with two public documents, one of which lies in it."""
    book = sample()
    evidence: list[Any] = [
        {"sha256": digest, "title": {"value": "公告"}, "class": "notice", "visibility": "public"}
        for digest in (sha256(NOTICE).hexdigest(), "e" * 64)
    ]
    book.admit(income(book, 700, documents=evidence))
    book.publish()
    folder = book.export(tmp_path / "export")
    (folder / "documents").mkdir()
    (folder / NOTICE_NAME).write_bytes(NOTICE)
    relist(folder)
    return folder


def relist(folder: Path) -> None:
    """Write datapackage.json anew for what lies in a folder now, as an operator can who alters a file."""
    checkpoint = parse_checkpoint(parse_note((folder / "checkpoint").read_bytes()).text)
    names = [name for name in Folder(folder).files() if name != bundle.PACKAGE]
    facts = {name: bundle.facts_of(folder / name) for name in names}
    (folder / bundle.PACKAGE).write_bytes(bundle.datapackage(checkpoint, facts))


def refused(folder: Path, rule_id: str, where: str) -> str:
    with unverified(rule_id) as caught:
        verify(Folder(folder))
    assert caught.value.where == where
    return caught.value.message


def says(report: Report, *words: str) -> bool:
    return any(all(word in line for word in words) for line in report.not_checked)


def test_control_the_untouched_export_verifies(export: Path) -> None:
    report = verify(Folder(export))
    assert (report.documents, report.files) == (1, len(Folder(export).files()) - 1)
    assert says(report, "1 public documents are named in the log and not in this folder")
    assert not says(report, "README.md")
    assert (report.balances_as_of, report.tallies_as_of, report.lacking) == (23, 23, [])


@pytest.mark.parametrize(
    "name",
    [
        "notes.txt",
        ".hidden",
        "checkpoint.bak",
        "checkpoints/x",
        "checkpoints/007",
        "checkpoints/99999999999999999999",
        "documents/readme",
        f"documents/{'A' * 64}",
        "tile/0/001",
        "tile/0/000",
        "tile/0/000.p/22",
        "tile/1/000.p/1",
        "tile/entries/000",
        "tile/64/000",
        "balances.json.gz",
        "a/balances.json",
        "样例.txt",
    ],
)
def test_a_file_of_a_name_that_no_export_has(export: Path, name: str) -> None:
    (export / name).parent.mkdir(parents=True, exist_ok=True)
    (export / name).write_bytes(b"x")
    relist(export)
    refused(export, "export.unexpected_file", name)


def test_a_document_that_is_not_the_one_of_its_name(export: Path) -> None:
    (export / NOTICE_NAME).write_bytes(b"another notice")
    relist(export)
    refused(export, "export.document", NOTICE_NAME)


def test_a_document_that_no_entry_names_as_public(export: Path) -> None:
    name = f"documents/{sha256(b'smuggled').hexdigest()}"
    (export / name).write_bytes(b"smuggled")
    relist(export)
    refused(export, "export.document_unregistered", name)


@pytest.mark.parametrize(
    ("name", "line"), [("movements.csv", "movements.csv line 2"), ("anchor.txt", "anchor.txt line 1")]
)
def test_a_file_that_the_log_gives_byte_for_byte(export: Path, name: str, line: str) -> None:
    raw = (export / name).read_bytes()
    at = raw.index(b"income.recorded") if name == "movements.csv" else 0
    (export / name).write_bytes(raw[:at] + b"X" + raw[at + 1 :])
    relist(export)
    message = refused(export, "export.differs", line)
    assert f"byte {at} differs" in message


def test_lines_left_off_at_the_end(export: Path) -> None:
    raw = (export / "movements.csv").read_bytes()
    lines = raw.splitlines(keepends=True)
    (export / "movements.csv").write_bytes(b"".join(lines[:-1]))
    relist(export)
    refused(export, "export.differs", f"movements.csv line {len(lines)}")


@pytest.mark.parametrize("name", [*bundle.ALWAYS, "checkpoints/23"])
def test_an_export_that_is_not_whole(export: Path, name: str) -> None:
    (export / name).unlink()
    if name not in (bundle.PACKAGE, "checkpoint"):
        relist(export)
    refused(export, "export.incomplete", name)


@pytest.mark.parametrize("name", ["tile/0/000.p/23", "tile/entries/000.p/23"])
def test_an_export_without_a_part_of_its_log(export: Path, name: str) -> None:
    (export / name).unlink()
    relist(export)
    refused(export, "log.tile_missing", name)


def test_other_words_in_the_readme_under_an_honest_listing(export: Path) -> None:
    readme = export / "README.md"
    readme.write_bytes(readme.read_bytes() + b"Trust me.")
    refused(export, "export.changed", "README.md")
    relist(export)
    refused(export, "export.readme", "README.md")


@pytest.mark.parametrize("name", ["balances.json", "tallies.json"])
def test_true_figures_of_an_earlier_day_in_an_export(export: Path, tmp_path: Path, name: str) -> None:
    """They hold as of their own size; what the export's later entries have changed would be hidden behind them."""
    early = sample().export(tmp_path / "early")
    (export / name).write_bytes((early / name).read_bytes())
    relist(export)
    message = refused(export, "figures.behind", name)
    assert message == "reflects 22 entries, the export has 23"


def listing(export: Path) -> Any:
    return json.loads((export / bundle.PACKAGE).read_bytes())


def relisted(export: Path, content: Any) -> None:
    (export / bundle.PACKAGE).write_bytes(json.dumps(content, indent=1).encode() + b"\n")


def test_a_file_that_is_listed_and_gone_or_there_and_not_listed(export: Path) -> None:
    (export / NOTICE_NAME).unlink()
    assert "is listed and not there" in refused(export, "export.unlisted", NOTICE_NAME)
    (export / NOTICE_NAME).write_bytes(NOTICE)
    package = listing(export)
    package["resources"] = [one for one in package["resources"] if one["path"] != "README.md"]
    relisted(export, package)
    assert "is there and not listed" in refused(export, "export.unlisted", "README.md")


@pytest.mark.parametrize("change", ["size", "name", "order", "twice", "more"])
def test_a_listing_in_another_form(export: Path, change: str) -> None:
    package = listing(export)
    match change:
        case "size":
            package["mingzhang"]["size"] += 1
        case "name":
            package["resources"][0]["name"] = "x"
        case "order":
            package["resources"].reverse()
        case "twice":
            package["resources"].append(package["resources"][0])
        case "more":
            package["note"] = "x"
    relisted(export, package)
    with unverified("export.differs") as caught:
        verify(Folder(export))
    assert caught.value.where.startswith("datapackage.json line ")


@pytest.mark.parametrize("raw", [b"", b"{}", b"[]", b"x", b'{"resources":[{"path":1}]}', b"\xff", b"[" * 100_000])
def test_a_listing_that_is_none(export: Path, raw: bytes) -> None:
    (export / bundle.PACKAGE).write_bytes(raw)
    refused(export, "export.differs", "datapackage.json line 1")


def test_a_bare_folder_of_a_log_is_no_export(tmp_path: Path) -> None:
    book = founded()
    book.publish()
    export = book.export(tmp_path / "export")
    for name in Folder(export).files():
        if name != "checkpoint" and not name.startswith("tile/"):
            (export / name).unlink()
    refused(export, "export.incomplete", "disclosures.jsonl")
