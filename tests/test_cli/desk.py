"""A member's desk for tests of the command line: a home, a guard, key files, and a way to run a command."""

from __future__ import annotations

import json
import sqlite3
import sys
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

import pytest

from ledger.cli import main
from ledger.demo.cast import SEATS, Cast
from ledger.keys import write_private_key
from ledger.strict_json import Json
from tests.log_of import START

ORIGIN = "ledger.example/yuanqu-1"
PASSPHRASE = b"four words to remember"


class Run(NamedTuple):
    """What a command left behind: exit code, standard output, standard error."""

    code: int
    out: str
    err: str


class Desk:
    """Runs `mingzhang` in this process, with everything it writes below ``tmp``."""

    def __init__(self, tmp: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.tmp = tmp
        self.home = tmp / "home"
        self.cast = Cast(ORIGIN)
        self.at = START
        """When the cast signs; the ledger's clock is the real one."""
        self._monkeypatch = monkeypatch
        self._capsys = capsys
        self._files = 0
        (tmp / "passphrase").write_bytes(PASSPHRASE + b"\n")
        for name, value in {
            "MINGZHANG_HOME": self.home,
            "MINGZHANG_GUARD": tmp / "guard" / "guard.db",
            "MINGZHANG_PASSPHRASE_FILE": tmp / "passphrase",
            "MINGZHANG_ORIGIN": ORIGIN,
            "TERM": "dumb",
        }.items():
            monkeypatch.setenv(name, str(value))

    def run(self, *arguments: object) -> Run:
        """Run one command to its end."""
        self._monkeypatch.setattr(sys, "argv", ["mingzhang", *map(str, arguments)])
        self._capsys.readouterr()
        with pytest.raises(SystemExit) as exited:
            main()
        out, err = self._capsys.readouterr()
        return Run(int(exited.value.code or 0), out, err)

    def done(self, *arguments: object) -> Run:
        """Run a command that must succeed."""
        run = self.run(*arguments)
        assert run.code == 0, run.err
        return run

    def refused(self, rule_id: str, *arguments: object, code: int = 1) -> Run:
        """Run a command that must be refused: by that rule, with advice, without a traceback, storing nothing."""
        before = self.stored()
        run = self.run(*arguments)
        assert run.code == code, (run.out, run.err)
        said = run.err.splitlines()
        assert said[-2].startswith(f"error: {rule_id}: "), run.err
        assert said[-1].startswith("what to do: "), run.err
        assert len(said[-1]) > len("what to do: ") + 10
        assert self.stored() == before
        return run

    def stored(self) -> list[str]:
        """Return every row of all databases of the home and of the guard."""
        dumps = []
        for database in sorted(self.tmp.rglob("*.db")):
            with sqlite3.connect(f"file:{database}?mode=ro", uri=True) as connection:
                dumps += [line for line in connection.iterdump() if line.startswith("INSERT")]
            connection.close()
        return dumps

    def file(self, content: bytes) -> Path:
        """Write a file of its own name."""
        self._files += 1
        path = self.tmp / f"{self._files}.sdjwt"
        path.write_bytes(content)
        return path

    def key(self, who: str) -> Path:
        """Return the key file of a member of the cast."""
        path = self.tmp / f"{who}.pem"
        if not path.exists():
            write_private_key(path, self.cast.key(who), PASSPHRASE)
        return path

    def sign(self, who: str, name: str, subject: str, /, **data: Json) -> bytes:
        """Sign an event as a member of the cast."""
        return self.cast.sign(who, name, subject, data, self.at)

    def found(self, *, enrolled: bool = True) -> Desk:
        """Begin a book with `init` and append its founding and the enrolment of every member."""
        log_vkey = self.done("init", ORIGIN).out.partition("log_vkey: ")[2].split()[0]
        events = [self.cast.founding(self.at, log_vkey=log_vkey)]
        if enrolled:
            events += self.cast.enrolments(self.at)
        self.done("append", *map(self.file, events))
        return self

    def append(self, *events: bytes) -> Run:
        """Append signed events that must be admitted."""
        return self.done("append", *map(self.file, events))

    def size(self) -> int:
        """Return how many entries are published."""
        status = json.loads(self.done("status", "--json").out)
        assert status["stored"] == status["published"] == status["shown"]
        return int(status["published"])

    def set_clock(self, command: str, clock: Callable[[], datetime]) -> None:
        """Give a command another clock."""
        self._monkeypatch.setattr(f"ledger.cli.{command}.now", clock)


FOUNDERS = len(SEATS)
