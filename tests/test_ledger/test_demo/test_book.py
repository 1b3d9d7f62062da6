"""The story on disk: the same bytes every time, verified by a stranger, with gaps where they were planted."""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest

from ledger import anchor
from ledger.bundle import export
from ledger.cli import main
from ledger.demo import plot
from ledger.demo.book import write
from ledger.demo.home import Places
from ledger.demo.story.gaps import BANK_CHARGES, PLANTED
from ledger.store.layout import Folder
from ledger.store.reader import Reader
from ledger.verification import Folder as Exported
from ledger.verification import verify
from tests.refusals import unverified
from tests.test_api.serving import client_of

COMMUNITY = plot.ORIGIN.rpartition("/")[2]


def exported(public: Path, target: Path) -> Path:
    with Reader.open(public) as reader:
        export(reader, target, documents=public / "documents")
    return target


def files_of(folder: Path) -> dict[str, bytes]:
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


@pytest.fixture(scope="module")
def copy(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return exported(public, tmp_path_factory.mktemp("exports") / "copy")


@pytest.fixture(scope="module")
def client(demo: Places) -> Iterator[httpx.Client]:
    with client_of(demo.path) as found:
        yield found


def get(client: httpx.Client, path: str) -> Any:
    answer = client.get(f"/{COMMUNITY}/v1/{path}")
    assert answer.status_code == 200, answer.text
    return answer.json()


def movements(client: httpx.Client) -> Iterator[dict[str, Any]]:
    for fund in get(client, "funds")["funds"]:
        after: str | None = ""
        while after is not None:
            page = get(client, f"funds/{fund['id']}/movements?limit=100{after and f'&after={after}'}")
            yield from page["movements"]
            after = page["next"]


def test_a_second_build_gives_the_same_bytes(copy: Path, tmp_path: Path) -> None:
    told: list[tuple[int, int]] = []
    write(plot.tell(), tmp_path / "again", tmp_path / "guard.db", lambda done, total: told.append((done, total)))
    again = exported(Folder(tmp_path / "again").public, tmp_path / "copy")
    assert files_of(again) == files_of(copy)
    done, total = told[-1]
    assert done == total == plot.tell().length
    assert told == sorted(told)


WITHDRAWN = {"固定车位登记表（草稿）"}
OLD_BOOKS = [
    "2024年上半年公共收益流水（旧账，虚构样例）",
    "2024年上半年公共收益流水（旧账，按停车公司清单更正，虚构样例）",
]


def test_a_stranger_verifies_it_with_the_anchor_of_the_kit(demo: Places, copy: Path) -> None:
    script = plot.tell()
    report = verify(Exported(copy), anchor.load(str(demo.anchor)))
    assert report.anchored
    assert (report.size, report.signatures) == (script.length, script.length)
    assert report.checkpoints == 24, "one a month, the last of them at the end"
    assert report.documents == len(script.files) - len(WITHDRAWN)
    assert report.withheld == 0
    assert report.balances
    assert report.tallies == 21
    said = "\n".join(report.not_checked)
    assert "What stands on 45 sealed ballots of the owners" in said
    assert "4 results of official voting systems" in said


def test_control_a_changed_balance_is_noticed(copy: Path, tmp_path: Path) -> None:
    shutil.copytree(copy, tmp_path / "changed")
    balances = tmp_path / "changed" / "balances.json"
    changed = re.sub(
        rb'"amount":(\d+)', lambda found: b'"amount":%d' % (int(found[1]) + 1), balances.read_bytes(), count=1
    )
    balances.write_bytes(changed)
    with unverified("figures.differ"):
        verify(Exported(tmp_path / "changed"))


def test_views_and_rules_have_the_same_figures(client: httpx.Client, copy: Path) -> None:
    for figures in ("balances", "tallies"):
        assert client.get(f"/{COMMUNITY}/v1/{figures}").content == (copy / f"{figures}.json").read_bytes()


def test_a_fund_has_what_lies_on_its_account(client: httpx.Client) -> None:
    for fund in get(client, "funds")["funds"]:
        on_accounts = {account["code"]: account["amount"] for account in fund["accounts"] if account["kind"] == "asset"}
        assert fund["money"] == on_accounts.pop(f"bank-{fund['id']}") > 0
        assert set(on_accounts.values()) <= {0}, "the old account, and an advance that is settled"


def test_the_planted_gaps_are_shown_and_nothing_else_is(client: httpx.Client) -> None:
    missing: dict[str, list[str]] = {}
    charges = []
    for movement in movements(client):
        if movement["type"] not in ("payment.executed", "outflow.recorded"):
            continue
        chain = get(client, f"movements/{movement['index']}")["chain"]
        if movement["type"] == "outflow.recorded":
            charges.append(movement["date"])
            assert chain["backing"]["missing"] == [], "the pack lets a bank charge leave without a request"
        elif chain["backing"] is not None and chain["backing"]["missing"]:
            missing[chain["request"]["id"]] = chain["backing"]["missing"]
    assert missing == PLANTED
    assert sorted(charges) == sorted(BANK_CHARGES)


def test_a_meeting_without_minutes_and_signatures_that_differ(client: httpx.Client) -> None:
    held = [one for one in get(client, "meetings")["meetings"] if one["opened"]]
    assert [one["id"] for one in held if one["minutes"] is None] == ["2025-12"]
    parking = get(client, "meetings/2024-11")["meeting"]
    assert [one["member"] for one in parking["unsigned"]] == ["vice"]
    stances = {one["member"]: one["stance"] for one in parking["minutes"][0]["signatures"]}
    assert stances == {"chair": "agree", "treasurer": "dissent", "secretary": "agree", "member": "agree"}
    assert len(get(client, "meetings/2025-01")["meeting"]["minutes"]) == 2, "a version and the one that corrects it"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_page_says_that_it_is_made_up(client: httpx.Client, language: str) -> None:
    for path in ("", "funds", "funds/repairs", "motions/charging-2026", "meetings/2024-11", "members", "entries/0"):
        text = client.get(f"/{COMMUNITY}/{language}/{path}").text
        assert "样例数据，纯属虚构" in text
        assert "虚构样例" in text


def test_the_first_page_answers_its_questions(client: httpx.Client) -> None:
    text = client.get(f"/{COMMUNITY}/zh/").text
    for words in (
        "公共收益", "维修资金", "业委会经费", "大修用的钱", "2026年6月", "收了", "花了", "地下车库照明更换为感应灯",
        "发票 1 张", "2 人同意", "决议：地下车库照明更换为感应灯", "东门旁新建电动自行车充电棚",
        "截止 2026年7月6日 18:00", "没有找到作出决定的会议的纪要", "和银行核对", "等第二个人确认",
    ):  # fmt: skip
        assert words in text, words


def test_pages_give_the_reasons_and_name_nobody_who_is_sealed(client: httpx.Client, public: Path) -> None:
    with closing(sqlite3.connect(f"file:{public / 'views.db'}?mode=ro", uri=True)) as tables:
        found = tables.execute(
            "SELECT payment.id, movement.position FROM movement JOIN payment ON payment.position = request"
        )
        paid = dict(found.fetchall())
    for path, words in (
        (f"movements/{paid['pumping-2025']}", "出差在外，今天才看到申请，补签同意。"),
        (f"movements/{paid['rubble-2026']}", "个人（worker-1，姓名不公开）"),
        (f"movements/{paid['topup-2026']}", "本小区"),
        ("meetings/2024-11", "当晚只有到场的23位业主发言，没有统计。"),
        ("members", "随离任停用"),
    ):
        assert words in client.get(f"/{COMMUNITY}/zh/{path}").text, path
    assert "孙样例" not in client.get(f"/{COMMUNITY}/zh/members").text


def test_papers_open_in_the_browser_as_text(client: httpx.Client) -> None:
    public = [one for one in get(client, "documents")["documents"] if one["visibility"] == "public"]
    assert len(public) == len(plot.tell().files)
    papers, withdrawn = ([one for one in public if (one["withdrawn"] is None) is held] for held in (True, False))
    assert {one["title"] for one in withdrawn} == WITHDRAWN
    for one in withdrawn:
        assert client.get(f"/{COMMUNITY}/documents/{one['sha256']}").status_code == 404
    kinds = {}
    for paper in papers:
        answer = client.get(f"/{COMMUNITY}/documents/{paper['sha256']}")
        assert answer.status_code == 200
        kinds[paper["sha256"]] = answer.headers["content-type"]
    assert set(kinds.values()) == {"text/plain; charset=utf-8", "application/octet-stream"}
    offered = [paper["title"] for paper in papers if kinds[paper["sha256"]] == "application/octet-stream"]
    assert offered == OLD_BOOKS, "a table is offered as a file"


def test_history_from_the_older_books_moves_no_balance(public: Path) -> None:
    with closing(sqlite3.connect(f"file:{public / 'views.db'}?mode=ro", uri=True)) as tables:
        rows = tables.execute("SELECT count(*), sum(counted) FROM movement WHERE source IS NOT NULL").fetchone()
    assert rows == (12, 0), "ten rows, one of them taken back and brought in again"


def test_an_audit_finds_the_one_misprint_in_the_reports_and_what_was_left_undone(
    demo: Places, copy: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(sys, "argv", ["mingzhang", "audit", str(copy), "--anchor", str(demo.anchor), "--json"])
    capsys.readouterr()
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 5
    found = json.loads(capsys.readouterr().out)
    assert found["verified"]
    assert found["misnamed"] == []
    differing = [(one["code"], one["stated"], one["found"]) for one in found["figures"] if one["verdict"] != "equal"]
    assert differing == [("lockers", 8_400_00, 4_800_00)]
    undone = {one["code"] for one in found["overdue"]}
    assert undone == {"fund_audit", "handover", "inquiry_answer", "key_enrolment", "minutes_recorded", "minutes_signed"}
    answered = [one["code"] for one in found["findings"] if one["open"] and one["answers"]]
    assert sorted(answered) == ["A0", "B1", "D2"], "an answer leaves the finding open; what was put right is not"
