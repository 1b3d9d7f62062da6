"""What several commands share: where the book lies, whose key signs, and how a draft is filled from flags."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

HomeOption = Annotated[
    Path,
    typer.Option(
        "--home",
        envvar="MINGZHANG_HOME",
        help="Folder that holds the communities' books.",
        default_factory=lambda: Path.home() / ".local/share/mingzhang",
        show_default="~/.local/share/mingzhang",
    ),
]
CommunityOption = Annotated[
    str | None, typer.Option("--community", "-c", help="Id of the community; needed where HOME has several.")
]
KeyOption = Annotated[Path, typer.Option("--key", envvar="MINGZHANG_KEY", help="Your private key file (PEM).")]
PassphraseOption = Annotated[
    Path | None,
    typer.Option(
        "--passphrase-file", envvar="MINGZHANG_PASSPHRASE_FILE", help="File with the passphrase, else it is asked."
    ),
]
GuardOption = Annotated[
    Path | None,
    typer.Option(
        "--guard",
        envvar="MINGZHANG_GUARD",
        help="Where the last signed size and root are remembered, outside the book's folder.",
        show_default="the user's state directory",
    ),
]
ClockOkOption = Annotated[bool, typer.Option("--clock-ok", help="The clock of this machine was checked and is right.")]

Progress = Callable[[int, int], None]


def community_folder(home: Path, community: str | None) -> Path:
    """Return the folder of the one community that is meant.

    Raises:
        UsageError: ``community.missing``, ``community.ambiguous``.
    """
    found = sorted(p.parent.parent.name for p in home.glob("*/public/ledger.db"))
    if community is None and len(found) == 1:
        return home / found[0]
    if community in found:
        return home / str(community)
    if community is None and found:
        raise UsageError(
            "community.ambiguous", f"{home} holds: {', '.join(found)}", advice="Name one with --community."
        )
    raise UsageError(
        "community.missing",
        f"there is no book of {community or 'any community'} in {home}",
        advice="Set --home to the right folder, or begin one with `mingzhang init`.",
    )


def read_key(path: Path, passphrase_file: Path | None) -> Ed25519PrivateKey:
    """Open a private key with the passphrase from a file or from the prompt."""
    from ledger.keys import read_private_key

    return read_private_key(path, read_passphrase(passphrase_file, f"Passphrase of {path.name}"))


def read_passphrase(file: Path | None, prompt: str, *, confirm: bool = False) -> bytes:
    """Read a passphrase from the first line of ``file``, or ask for it.

    Raises:
        UsageError: ``passphrase.missing``, ``passphrase.empty``.
    """
    if file is not None:
        try:
            lines = file.read_bytes().splitlines()
        except OSError as error:
            raise UsageError(
                "passphrase.missing", f"cannot read {file}: {error.strerror}", advice="Correct --passphrase-file."
            ) from error
        passphrase = lines[0] if lines else b""
    elif sys.stdin.isatty():
        passphrase = str(typer.prompt(prompt, hide_input=True, confirmation_prompt=confirm)).encode()
    else:
        raise UsageError(
            "passphrase.missing",
            "a passphrase is needed and there is nobody to ask",
            advice="Give it in a file with --passphrase-file.",
        )
    if not passphrase:
        raise UsageError("passphrase.empty", "the passphrase is empty", advice="Use several words that you remember.")
    return passphrase


def now() -> datetime:
    """Return the time in whole seconds: the ledger's clock."""
    return datetime.now(UTC).replace(microsecond=0)


def local_now() -> datetime:
    """Return the time with this machine's offset: the signer's claim of when."""
    return now().astimezone()


def read_file(path: Path) -> bytes:
    """Read a file that the user named.

    Raises:
        UsageError: ``file.unreadable``.
    """
    try:
        return path.read_bytes()
    except OSError as error:
        raise UsageError(
            "file.unreadable", f"cannot read {path}: {error.strerror}", advice="Correct the path."
        ) from error


def write_file(path: Path, content: bytes) -> None:
    """Write a new file; never over one that is there.

    Raises:
        UsageError: ``file.exists``, ``file.unwritable``.
    """
    try:
        with path.open("xb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UsageError("file.exists", f"{path} is already there", advice="Choose another name with --out.") from error
    except OSError as error:
        raise UsageError(
            "file.unwritable", f"cannot write {path}: {error.strerror}", advice="Choose another place with --out."
        ) from error


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """Yield a callback that draws a bar on a terminal's standard error, and nothing elsewhere."""
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _total: None
        return
    from rich.console import Console
    from rich.progress import Progress as Bar

    with Bar(console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task(what, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)
