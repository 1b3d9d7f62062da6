"""What several commands share: where the book lies, whose key signs, and how a draft is filled from flags."""

from __future__ import annotations

import json
import os
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from ledger.errors import UsageError

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

    from ledger.strict_json import Json

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

FILE_BYTES_MAX = 64 << 20
"""A payload has room for some 800 sealed fields, and each of their disclosures has at most 64 KiB."""

Progress = Callable[[int, int], None]
BAR_AFTER_SECONDS = 1
OWNER_ALONE = 0o600


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
        UsageError: ``file.unreadable``, ``file.oversized``.
    """
    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MAX + 1)
    except OSError as error:
        raise UsageError(
            "file.unreadable", f"cannot read {path}: {error.strerror}", advice="Correct the path."
        ) from error
    if len(content) > FILE_BYTES_MAX:
        raise UsageError(
            "file.oversized",
            f"{path} has more than {FILE_BYTES_MAX >> 20} MiB, which no draft, signed event or statement has",
            advice="Name the file that `mingzhang draft` or `mingzhang sign` wrote, or the CSV file that is meant.",
        )
    return content


def read_object(path: Path) -> dict[str, Json]:
    """Read a JSON object that people write and edit by hand: white space is free, a member stands once.

    Raises:
        UsageError: ``file.unreadable``, ``file.oversized``, ``draft.data``.
    """

    def refuse(why: object) -> UsageError:
        return UsageError("draft.data", f"{path} {why}", advice="Correct the file, or draft it with `mingzhang draft`.")

    def once(members: list[tuple[str, Json]]) -> dict[str, Json]:
        content = dict(members)
        if len(content) != len(members):
            twice = Counter(name for name, _ in members).most_common(1)[0][0]
            raise refuse(f"has the member {twice!r} twice, and one of the two would be lost")
        return content

    try:
        content = json.loads(read_file(path), object_pairs_hook=once)
    except (ValueError, RecursionError) as error:
        raise refuse(f"is not JSON: {error}") from error
    if not isinstance(content, dict):
        raise refuse("holds no JSON object")
    return content


def write_file(path: Path, content: bytes) -> None:
    """Write a new file that its owner alone can read, because drafts hold what is sealed; never over one that is there.

    Raises:
        UsageError: ``file.exists``, ``file.unwritable``.
    """
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, OWNER_ALONE), "wb") as file:
            file.write(content)
    except FileExistsError as error:
        raise UsageError("file.exists", f"{path} is already there", advice="Choose another name with --out.") from error
    except OSError as error:
        raise UsageError(
            "file.unwritable", f"cannot write {path}: {error.strerror}", advice="Choose another place with --out."
        ) from error


def printable(text: str) -> str:
    """Write out what a hostile name, text or answer could steer the terminal with."""
    return "".join(one if one.isprintable() else ascii(one)[1:-1] for one in text)


@contextmanager
def progress_bar(what: str) -> Iterator[Progress]:
    """Yield a callback that draws a bar on a terminal's standard error once a second has passed; nothing elsewhere.

    The bar has a thread of its own, and so comes after the processes that the work itself may start.
    """
    if not sys.stderr.isatty() or os.environ.get("TERM") == "dumb":
        yield lambda _done, _total: None
        return
    began = time.monotonic()
    with ExitStack() as stack:
        draw: Progress | None = None

        def progress(done: int, total: int) -> None:
            nonlocal draw
            if draw is None and time.monotonic() - began > BAR_AFTER_SECONDS:
                draw = _drawn(what, stack)
            if draw is not None:
                draw(done, total)

        yield progress


def _drawn(what: str, stack: ExitStack) -> Progress:
    from rich.console import Console
    from rich.progress import Progress as Bar

    bar = stack.enter_context(Bar(console=Console(stderr=True), transient=True))
    task = bar.add_task(what, total=None)
    return lambda done, total: bar.update(task, completed=done, total=total)
