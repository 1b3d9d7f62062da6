"""The open book from one end to the other, by the installed command alone, each command a process of its own.

Two machines: the one that keeps the book, and a member's laptop, which has a key and no book. What travels between
them is a file. Then a server is started, read, verified by a stranger, and stopped.
"""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.rules.packs import pin_of

ORIGIN = "ledger.example/yuanqu-1"
MINGZHANG = Path(sys.executable).with_name("mingzhang")
SECONDS = 120
TODAY = datetime.now(UTC).date().isoformat()


class Machine:
    """A computer with a home of its own; it has a book only if one is founded there."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir()
        (folder / "passphrase").write_text("four words to remember\n")

    @property
    def environment(self) -> dict[str, str]:
        return {
            "PATH": os.environ["PATH"], "HOME": str(self.folder), "LANG": "C.UTF-8", "TERM": "dumb", "no_proxy": "*",
            "MINGZHANG_PASSPHRASE_FILE": str(self.folder / "passphrase"), "MINGZHANG_ORIGIN": ORIGIN,
            "PYTHONUNBUFFERED": "1",
        }  # fmt: skip

    def run(self, *arguments: object) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        return subprocess.run(
            [MINGZHANG, *map(str, arguments)], cwd=self.folder, env=self.environment, capture_output=True, text=True,
            check=False, timeout=SECONDS,
        )  # fmt: skip

    def done(self, *arguments: object) -> str:
        """Run a command that must succeed; return what it printed."""
        done = self.run(*arguments)
        assert done.returncode == 0, (arguments, done.stdout, done.stderr)
        return done.stdout

    def file(self, name: str, content: object) -> Path:
        """Write a file of JSON."""
        path = self.folder / name
        path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
        return path

    @contextmanager
    def serving(self) -> Iterator[str]:
        """Serve the books of this machine on a free port; yield the address without a slash at its end."""
        command = [str(MINGZHANG), "serve", "--port", "0"]
        with subprocess.Popen(
            command, cwd=self.folder, env=self.environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        ) as server:
            try:
                assert server.stdout is not None
                yield server.stdout.readline().split()[1].rstrip("/")
                server.send_signal(signal.SIGINT)
                assert server.wait(timeout=SECONDS) == 0
            finally:
                server.kill()


def send(what: Path, to: Machine) -> Path:
    """Carry a file to another machine, by mail or on a stick."""
    return Path(shutil.copy(what, to.folder))


def get(address: str) -> bytes:
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    with opener.open(address, timeout=SECONDS) as answer:
        assert answer.status == 200
        content: bytes = answer.read()
    return content


def new_key(machine: Machine, who: str) -> Any:
    """Make a member's key and return its public half."""
    return json.loads(machine.done("key", "new", f"{who}.pem"))


def founding(log_vkey: str, keys: dict[str, Any]) -> dict[str, Any]:
    """Return what the chair drafts: a made-up community of two seats."""
    pin = pin_of("cn-2021")
    roles = {"chair": "和样例", "treasurer": "钱样例"}
    members = [
        {
            "id": who,
            "name": {"value": name},
            "body": "committee",
            "seat_no": seat,
            "roles": [who],
            "key": keys[who]["key"],
        }
        for seat, (who, name) in enumerate(roles.items(), 1)
    ]
    return {
        "name": "样例园区（虚构）", "origin": ORIGIN, "log_vkey": log_vkey, "timezone": "Asia/Shanghai",
        "currency": "CNY", "pack": {"id": pin.id, "version": pin.version, "sha256": pin.sha256}, "rules": 1,
        "buildings": [{"id": "b1", "name": "1幢", "units": 60, "area": 540_000}], "units_total": 60,
        "area_total": 540_000, "seats": 2, "members": members, "recovery": [], "simulated": True,
    }  # fmt: skip


def found_and_enrol(office: Machine, laptop: Machine) -> None:
    """Begin the book: the chair sits at the machine that keeps it, the treasurer at a laptop."""
    begun = office.done("init", ORIGIN)
    log_vkey = begun.partition("log_vkey: ")[2].split()[0]
    keys = {"chair": new_key(office, "chair"), "treasurer": new_key(laptop, "treasurer")}
    office.done(
        "record", "community.founded", "--data", office.file("founding.json", founding(log_vkey, keys)),
        "--key", "chair.pem",
    )  # fmt: skip
    kid = keys["treasurer"]["kid"]
    laptop.done("draft", "key.enrolled", "--set", "member=treasurer", "--set", f"kid={kid}", "--out", "enrol.json")
    laptop.done("sign", "enrol.json", "--key", "treasurer.pem")
    office.done("append", send(laptop.folder / "enrol.sdjwt", office))


def open_money(office: Machine, laptop: Machine) -> None:
    account = {
        "kind": "asset",
        "subtype": "bank",
        "name": {"value": "公共收益专户"},
        "holder": "community",
        "currency": "CNY",
    }
    fund = {"name": "公共收益", "kind": "common_income", "currency": "CNY", "owner_of_money": "owners", "scope": "all"}
    for name, subject, data in (("account.opened", "account/bank", account), ("fund.opened", "fund/common", fund)):
        draft = laptop.folder / f"{name}.json"
        laptop.done("draft", name, "--subject", subject, "--data", laptop.file(f"{name}.data", data), "--out", draft)
        laptop.done("sign", draft, "--key", "treasurer.pem")
        office.done("append", send(draft.with_suffix(".sdjwt"), office))


def receive(office: Machine, laptop: Machine) -> Path:
    """Record a receipt of ¥1,200.00 on the laptop; append it at the office; return the receipt of the log."""
    income = {
        "account": "bank", "amount": 120_000, "date": TODAY, "book_date": TODAY, "category": "parking",
        "nature": "income", "description": {"value": "停车费"},
    }  # fmt: skip
    data = laptop.file("income.data", income)
    laptop.done("draft", "income.recorded", "--subject", "fund/common", "--data", data, "--out", "income.json")
    laptop.done("sign", "income.json", "--key", "treasurer.pem")
    office.done("append", send(laptop.folder / "income.sdjwt", office), "--receipts", "receipts")
    return office.folder / "receipts/yuanqu-1-4.tlog-proof"


@pytest.fixture
def office(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "office")


@pytest.fixture
def laptop(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "laptop")


def test_from_the_first_key_to_a_stranger_who_checks_everything(
    office: Machine, laptop: Machine, tmp_path: Path
) -> None:
    found_and_enrol(office, laptop)
    open_money(office, laptop)
    assert receive(office, laptop).is_file()
    checkpoint = office.done("publish")
    assert checkpoint.splitlines()[:2] == [ORIGIN, "5"]
    assert not (laptop.folder / ".local").exists(), "a member's machine has no book"

    office.done("export", "for-the-notice")
    stranger = Machine(tmp_path / "stranger")
    notice = send(office.folder / "for-the-notice/anchor.txt", stranger)

    with office.serving() as address:
        page = get(f"{address}/yuanqu-1/").decode()
        assert "样例园区（虚构）" in page
        assert "1,200.00" in page
        funds = json.loads(get(f"{address}/yuanqu-1/v1/funds"))
        assert (funds["as_of"]["size"], funds["funds"][0]["money"]) == (5, 120_000)
        assert get(f"{address}/yuanqu-1/log/checkpoint").decode() == checkpoint
        report = json.loads(stranger.done("verify", f"{address}/yuanqu-1", "--anchor", notice, "--json"))
        assert (report["verified"], report["anchored"], report["size"], report["signatures"]) == (True, True, 5, 5)
        assert (report["balances"], report["withheld"], report["keys"]) == (2, 0, 2)
    unreachable = stranger.run("verify", f"{address}/yuanqu-1", "--anchor", notice)
    assert unreachable.returncode == 3, "the server is gone"

    office.done("export", "export")
    export = Path(shutil.copytree(office.folder / "export", stranger.folder / "export"))
    assert "VERIFIED: ledger.example/yuanqu-1, 5 entries" in stranger.done("verify", export, "--anchor", notice)
    _tamper(export / "tile/entries/000.p/5")
    forged = stranger.run("verify", export, "--anchor", notice)
    assert forged.returncode == 1
    assert forged.stderr.startswith("NOT VERIFIED: entry 4 in tile/entries/000.p/5\n")
    assert "Traceback" not in forged.stderr


def _tamper(bundle: Path) -> None:
    """Change one byte in the signature of the last entry."""
    raw = bytearray(bundle.read_bytes())
    raw[-20] = ord("A") if raw[-20] != ord("A") else ord("B")
    bundle.write_bytes(raw)
