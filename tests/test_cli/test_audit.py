"""`mingzhang audit`: verified first, then overdue duties and published figures; exit codes 0 to 5."""

from __future__ import annotations

import json
import shutil
from base64 import b64encode
from pathlib import Path

import pytest

from ledger.bundle import export
from ledger.rules.packs import pin_of
from ledger.store.reader import Reader
from ledger.strict_json import Json
from ledger.tlog import tiles
from tests.test_api.serving import served
from tests.test_cli.desk import Desk
from tests.test_projections.shown import COMMON, Shown

PARKING = 120_000


def written(folder: Path, stated: int, *, root: str | None = None) -> Path:
    """Return the export of a book in which a report says so much of the parking of the second quarter."""
    folder.mkdir()
    pin = pin_of("generic")
    book = Shown(folder, pack={"id": pin.id, "version": pin.version, "sha256": pin.sha256}, simulated=True).with_money()
    book.income(PARKING)
    book.publish()
    book.at("2026-07-02")
    with Reader.open(book.public) as reader:
        size = reader.size
        held = b64encode(tiles.root(reader.tile, size)).decode()
    data: dict[str, Json] = {
        "report": "common_income", "period": "2026-H1", "channels": ["web"], "from": "2026-07-02", "to": "2026-07-20",
        "figures": [{"code": "parking", "amount": stated}], "checkpoint": {"size": size, "root": root or held},
    }  # fmt: skip
    book.record("chair", "disclosure.published", COMMON, data)
    book.publish()
    with Reader.open(book.public) as reader:
        export(reader, folder / "export")
    book.close()
    return folder / "export"


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return written(tmp_path_factory.mktemp("books") / "sound", PARKING)


def test_a_book_in_which_nothing_is_overdue_ends_with_0(desk: Desk, sound: Path) -> None:
    run = desk.done("audit", sound, "--anchor", sound / "anchor.txt", "--today", "2026-05-20")
    assert run.out.startswith("VERIFIED: ledger.example/yuanqu-1, ")
    assert "audited as of 2026-05-20" in run.out
    assert "        0 duties overdue" in run.out
    assert "        1 published figures: 1 equal to the books" in run.out
    assert "没有要说明的事" in run.out


def test_what_is_overdue_is_listed_with_its_entry_and_source_and_ends_with_5(desk: Desk, sound: Path) -> None:
    run = desk.run("audit", sound, "--anchor", sound / "anchor.txt", "--today", "2026-08-05")
    assert run.code == 5
    (line,) = [one for one in run.out.splitlines() if "Hold a committee meeting" in one]
    assert line == (
        "  - since 2026-08-04: Hold a committee meeting 召开业主委员会会议; 1 days; entry 0; default of this program"
    )
    assert "2026-05 to 2026-06 (2 periods)" in run.out, "periods of the same duty stand in one line"


def test_the_day_of_a_made_up_book_is_that_of_its_last_entry(desk: Desk, sound: Path) -> None:
    run = desk.run("audit", sound, "--json")
    assert json.loads(run.out)["on"] == "2026-07-02"


def test_control_a_published_figure_that_is_not_that_of_the_books_is_reported(desk: Desk, tmp_path: Path) -> None:
    false = written(tmp_path / "false", PARKING + 1)
    run = desk.run("audit", false, "--anchor", false / "anchor.txt", "--today", "2026-05-20")
    assert run.code == 5
    assert "entry 10: common 2026-H1 parking 120001, the books give 120000 CNY" in run.out
    as_json = json.loads(desk.run("audit", false, "--today", "2026-05-20", "--json").out)
    assert as_json["verified"] is True
    assert as_json["to_explain"] is True
    assert [(one["stated"], one["found"], one["verdict"]) for one in as_json["figures"]] == [
        (PARKING + 1, PARKING, "different")
    ]


def test_control_a_report_of_a_book_that_never_was_is_reported(desk: Desk, tmp_path: Path) -> None:
    false = written(tmp_path / "false", PARKING, root="A" * 43 + "=")
    run = desk.run("audit", false, "--today", "2026-05-20")
    assert run.code == 5
    assert "entry 10: the report names a state of the book that it never had" in run.out


def test_control_a_changed_byte_is_refused_before_anything_is_said(desk: Desk, sound: Path, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(sound, tmp_path / "copy"))
    (bundle,) = (copy / "tile/entries").glob("000.p/*")
    content = bytearray(bundle.read_bytes())
    content[200] ^= 1
    bundle.write_bytes(content)
    run = desk.run("audit", copy, "--anchor", copy / "anchor.txt")
    assert run.code == 1
    assert "NOT VERIFIED" in run.err
    assert "overdue" not in run.out


def test_a_book_is_audited_where_it_is_served(desk: Desk, sound: Path) -> None:
    with served(sound.parent) as address:
        run = desk.run("audit", f"{address}/yuanqu-1", "--anchor", sound / "anchor.txt", "--json")
        assert run.code in (0, 5), run.err
        local = desk.run("audit", sound, "--anchor", sound / "anchor.txt", "--json")
    away, here = json.loads(run.out), json.loads(local.out)
    for member in ("root", "on", "overdue", "figures", "misnamed"):
        assert away[member] == here[member], member


@pytest.mark.parametrize("today", ["tomorrow", "2026-02-30", "2026-3-5"])
def test_a_day_has_one_form(desk: Desk, sound: Path, today: str) -> None:
    desk.refused("day.malformed", "audit", sound, "--today", today, code=2)


def test_what_cannot_be_fetched_says_nothing_about_the_book(desk: Desk) -> None:
    assert desk.run("audit", "http://127.0.0.1:9/yuanqu-1").code == 3
    desk.refused("source.no_folder", "audit", desk.tmp / "nowhere", code=2)
