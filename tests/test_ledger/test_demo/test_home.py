"""A demo lies whole in its place, or not at all."""

from __future__ import annotations

import os
import signal
import stat
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

import projections
from api.books import Library
from ledger.application import Ledger
from ledger.cli.serve import greeting
from ledger.demo.cast import Cast
from ledger.demo.home import PASSPHRASE, Places, build, is_there
from ledger.demo.story.people import KEYS_AT_THE_END
from ledger.errors import UsageError
from ledger.keys import kid_of, read_private_key
from ledger.store.reader import Reader
from tests.refusals import unusable

ROOT = Path(__file__).parents[3]
KILLED = """
import os, signal, sys
from pathlib import Path
import projections
from ledger.demo import home

def die(*_anything):
    os.kill(os.getpid(), signal.SIGKILL)

def progress(done, total):
    if sys.argv[2] == "story" and done > total // 2:
        die()

def show(public):
    projections.catch_up(public)
    if sys.argv[2] == "views":
        die()

if sys.argv[2] == "move":
    rename, place = Path.rename, Path(sys.argv[1]) / "mingzhang-garden"
    Path.rename = lambda self, target: die() if target == place else rename(self, target)
home.build(Path(sys.argv[1]), show, progress)
"""


def ignore(_done: int, _total: int) -> None:
    """Show no progress."""


@pytest.mark.parametrize("moment", ["story", "views", "move"])
def test_a_killed_build_is_not_served_and_the_next_one_begins_anew(tmp_path: Path, public: Path, moment: str) -> None:
    home = tmp_path / "home"
    killed = subprocess.run([sys.executable, "-c", KILLED, str(home), moment], check=False, cwd=ROOT)
    assert killed.returncode == -signal.SIGKILL
    assert (home / ".demo-building" / "mingzhang-garden" / "public" / "ledger.db").exists(), "control: it had begun"
    assert not is_there(home)
    assert Library(home).communities() == []
    assert "holds no book yet" in greeting(home, "http://x")[1]
    assert build(home, projections.catch_up, ignore)
    assert Library(home).communities() == ["mingzhang-garden"]
    assert not Places(home).unfinished.path.exists()
    with Reader.open(home / "mingzhang-garden" / "public") as built, Reader.open(public) as whole:
        assert built.checkpoint() == whole.checkpoint()


def test_a_whole_demo_is_left_as_it_is(demo: Places) -> None:
    def fail(*_anything: object) -> None:
        pytest.fail("nothing is built a second time")

    def content() -> dict[Path, bytes]:
        return {
            path: path.read_bytes()
            for path in demo.path.rglob("*")
            if path.is_file() and not path.name.endswith("-shm")
        }

    before = content()
    assert not build(demo.path, fail, fail)
    assert content() == before


def test_two_who_build_at_once_build_it_once(tmp_path: Path) -> None:
    with ThreadPoolExecutor(2) as pool:
        built = list(pool.map(lambda _who: build(tmp_path, projections.catch_up, ignore), range(2)))
    assert sorted(built) == [False, True]
    assert projections.position(tmp_path / "mingzhang-garden" / "public") > 300


def test_another_book_in_its_place_is_not_touched(tmp_path: Path) -> None:
    folder = tmp_path / "mingzhang-garden"
    Ledger.create(folder, "ledger.example/mingzhang-garden", Cast().log_key)
    before = (folder / "public" / "ledger.db").read_bytes()
    with unusable("demo.other_book"):
        build(tmp_path, projections.catch_up, ignore)
    assert (folder / "public" / "ledger.db").read_bytes() == before


def test_a_home_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(UsageError) as refused:
        build(tmp_path / "file", projections.catch_up, ignore)
    assert refused.value.rule_id == "home.unwritable"
    assert "--home" in refused.value.advice


def test_control_a_build_that_nobody_kills_ends_and_writes_nothing_outside_its_home(tmp_path: Path) -> None:
    user = tmp_path / "user"
    user.mkdir()
    environment = {**os.environ, "HOME": str(user), "XDG_STATE_HOME": str(user)}
    command = [sys.executable, "-c", KILLED, str(tmp_path / "home"), "never"]
    subprocess.run(command, check=True, cwd=ROOT, env=environment)
    assert is_there(tmp_path / "home")
    assert list(user.iterdir()) == []
    assert sorted(path.name for path in tmp_path.iterdir()) == ["home", "user"]
    assert Places(tmp_path / "home").guard.exists()


@pytest.mark.parametrize("member", KEYS_AT_THE_END)
def test_the_kit_has_the_keys_in_force_behind_a_passphrase_for_all(demo: Places, member: str) -> None:
    path = demo.key(member)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert demo.passphrase.read_text() == f"{PASSPHRASE}\n"
    assert kid_of(read_private_key(path, PASSPHRASE.encode())) == kid_of(Cast().key(KEYS_AT_THE_END[member]))
