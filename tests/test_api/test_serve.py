"""``mingzhang serve``: says what to open, and refuses clearly."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from ledger.cli.serve import greeting, run
from ledger.errors import UsageError
from tests.test_api.sample import Sample

ROOT = Path(__file__).parents[2]


def test_a_running_server_says_what_to_open_and_ends_on_interrupt(home: Path) -> None:
    command = [sys.executable, "-c", "from ledger.cli import main; main()", "serve", "--home", str(home), "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, "PYTHONUNBUFFERED": "1"}
    ) as process:
        try:
            assert process.stdout is not None
            first, second = process.stdout.readline(), process.stdout.readline()
            address = first.split()[1]
            assert address in second
            assert second.split()[1:4] == ["49", "entries", "shown"]
            with urllib.request.urlopen(f"{address}yuanqu-1/v1/status", timeout=10) as answer:
                assert answer.status == 200
            process.send_signal(signal.SIGINT)
            assert process.wait(timeout=20) == 0
        finally:
            process.kill()


def test_a_port_in_use_is_refused_before_anything_starts(home: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(UsageError) as refused:
            run(home, "127.0.0.1", taken.getsockname()[1])
    assert refused.value.rule_id == "serve.port"
    assert "--port" in refused.value.advice


def test_a_home_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(UsageError) as refused:
        run(tmp_path / "nowhere", "127.0.0.1", 0)
    assert refused.value.rule_id == "serve.home"


def test_the_greeting_says_how_far_the_views_are_behind(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    assert "holds no book yet" in greeting(home, "http://x")[1]
    sample = Sample(home)
    sample.publish()
    assert greeting(home, "http://x")[1] == "  http://x/yuanqu-1/  5 entries shown"
    sample.record(
        "secretary",
        "counterparty.registered",
        "community",
        {"party": "firm", "kind": "company", "name": {"value": "样例公司"}},
    )
    line = greeting(home, "http://x")[1]
    assert "0 published and 1 unpublished" in line
    assert "mingzhang publish --community yuanqu-1" in line
    sample.close()


def test_the_greeting_names_a_damaged_book_and_goes_on(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    sample = Sample(home)
    sample.publish()
    sample.close()
    (home / "yuanqu-2").symlink_to(shutil.copytree(home / "yuanqu-1", tmp_path / "sound"))
    (home / "yuanqu-1/public/views.db").write_bytes(b"not a database" * 1000)
    _, damaged, sound = greeting(home, "http://x")
    assert damaged.startswith("  http://x/yuanqu-1/  cannot be shown: store.damaged: ")
    assert "mingzhang rebuild" in damaged
    assert sound == "  http://x/yuanqu-2/  5 entries shown"
