"""Runs the commands of a page as its reader would: in order, in one shell, in a folder of their own.

Two kinds of fenced blocks are commands. ``sh`` is run as it stands. In ``console``, lines that begin with ``$`` are
run, and what stands below each is what it must print, where ``…`` stands for anything::

    $ mingzhang status
    community: lianxi-1  stored: …  published: 26  shown: 26

A command that serves until it is ended (`SERVERS`) runs in the background once it says that it listens, and ends with
the walk. Only what differs from the reader's machine is rewritten.
"""

from __future__ import annotations

import os
import re
import shlex
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BIN = Path(sys.executable).parent
SERVERS = ("mingzhang serve", "make demo")
PASSPHRASE = "four words to remember"
TIMEOUT_SECONDS = 600
_FENCE = re.compile(r"^```(\S*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_PORT = re.compile(r"(?<![0-9])8000(?![0-9])")
_PRELUDE = """\
set -eE
exec 3>&2
trap 'echo "failed at $place" >&3; cat "$out/last" >&3' ERR
trap 'for one in $servers; do kill -- -$one 2> /dev/null || true; done; wait' EXIT
servers=
in_background() {
  set -m  # a group of its own, because make starts a shell, and the shell the server
  "$@" > "$out/server" 2>&1 3>&- &
  set +m
  servers="$servers $!"
  for _ in $(seq 1200); do
    if grep -q Ctrl-C "$out/server"; then return; fi
    kill -0 $! || { cat "$out/server" >&2; return 1; }
    sleep 0.1
  done
  return 1
}
"""


@dataclass(frozen=True, slots=True)
class Block:
    """A fenced block of a page: its language, its text, the line that it begins on, and the heading above it."""

    language: str
    text: str
    line: int
    section: str


@dataclass(frozen=True, slots=True)
class Command:
    """One thing to run, where it stands, and what it must print (None: anything)."""

    text: str
    line: int
    expected: str | None


def blocks(text: str) -> Iterator[Block]:
    """Yield the fenced blocks of a page; the section of what stands before the first ``##`` is empty."""
    for found in _FENCE.finditer(text):
        before = _FENCE.sub("", text[: found.start()])
        section = re.findall(r"^## (.*)$", before, re.MULTILINE)[-1:]
        yield Block(found[1], found[2], text.count("\n", 0, found.start()) + 2, "".join(section))


def commands(text: str, section: str | None = None) -> Iterator[Command]:
    """Yield what a page has to run, in order: all of it, or its beginning and one section."""
    for block in blocks(text):
        if section is not None and block.section not in ("", section):
            continue
        if block.language == "sh":
            yield Command(block.text, block.line, None)
        elif block.language == "console":
            for part in re.split(r"^\$ ", block.text, flags=re.MULTILINE)[1:]:
                command, _, expected = part.partition("\n")
                yield Command(command, block.line, expected)


def free_port() -> int:
    """Return a port that nobody listens on at this moment."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def walk(
    text: str,
    folder: Path,
    *,
    section: str | None = None,
    rewrite: Mapping[str, str] | None = None,
    skip: tuple[str, ...] = (),
) -> str:
    """Run the commands of a page, in ``folder``, compare what they print, and return all that was printed.

    ``rewrite`` replaces parts of commands, beside the port, which is always a free one; a block that begins with one
    of ``skip`` is not run.

    Raises:
        AssertionError: a command failed, or printed something else; with its line.
    """
    found = [one for one in commands(text, section) if not (skip and one.text.startswith(skip))]
    assert found, f"there is nothing to run in {section or 'this page'}"
    out = folder.with_name(f"{folder.name}-output")
    out.mkdir(parents=True)
    port = str(free_port())
    script = folder.with_name(f"{folder.name}.sh")
    script.write_text(_script(found, port, rewrite or {}), encoding="utf-8")
    _run(script, folder, out)
    printed = [(out / str(number)).read_text(encoding="utf-8").replace(port, "8000") for number in range(len(found))]
    for command, said in zip(found, printed, strict=True):
        assert command.expected is None or _pattern(command.expected).fullmatch(said), (
            f"line {command.line}: {command.text!r} printed\n{said}\ninstead of\n{command.expected}"
        )
    return "".join(printed)


def page(path: str) -> str:
    """Return a page of this repository."""
    return (ROOT / path).read_text(encoding="utf-8")


def _script(found: list[Command], port: str, rewrite: Mapping[str, str]) -> str:
    parts = [_PRELUDE]
    for number, command in enumerate(found):
        text = command.text
        for old, new in rewrite.items():
            text = text.replace(old, new)
        text = _PORT.sub(port, text)
        if command.text.startswith(SERVERS):
            text = f"in_background {text}"
        parts.append(
            f'place={shlex.quote(f"line {command.line}")}; ln -sf {number} "$out/last"\n'
            f'{{\n{text.rstrip()}\n}} > "$out/{number}" 2>&1\n'
        )
    return "".join(parts)


def _run(script: Path, folder: Path, out: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    passphrase = folder.with_name("passphrase")
    passphrase.write_text(f"{PASSPHRASE}\n")
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("MINGZHANG_", "XDG_"))}
    environment |= {
        "PATH": f"{BIN}:{environment['PATH']}",
        "HOME": str(folder.with_name("user")),
        "MINGZHANG_PASSPHRASE_FILE": str(passphrase),
        "PYTHONUNBUFFERED": "1",
        "TERM": "dumb",
        "NO_PROXY": "127.0.0.1",
        "out": str(out),
    }
    said = out / "said"
    with said.open("wb") as stderr:
        process = subprocess.Popen(["bash", script], cwd=folder, env=environment, stderr=stderr, start_new_session=True)
        try:
            process.wait(TIMEOUT_SECONDS)
        finally:
            # Whatever is left of a walk that was stopped halfway.
            with suppress(ProcessLookupError):
                os.killpg(process.pid, signal.SIGTERM)
            process.wait()
    assert process.returncode == 0, said.read_text(encoding="utf-8")


def _pattern(expected: str) -> re.Pattern[str]:
    return re.compile(".*".join(map(re.escape, expected.split("…"))), re.DOTALL)
