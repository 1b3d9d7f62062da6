"""Where a demo lies, and how it gets there whole or not at all.

    <home>/mingzhang-garden/      the community's book
    <home>/demo-kit/              what a visitor tries it with: everybody may have all of it
        keys/<member>.pem         the members' keys, encrypted with the passphrase
        passphrase.txt            which is public
        anchor.txt                the trust anchor, as the notice in the lobby would have it
        guard.db                  the last signed state
    <home>/.demo-building/        both of them while they are being built
    <home>/.demo-lock             held by who builds

The book is moved into its place last, in one step: what lies there was built to its end. What a killed build has left
behind is thrown away by the next one.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger.anchor import Anchor
from ledger.demo import plot
from ledger.demo.book import write
from ledger.demo.cast import Cast
from ledger.demo.story.people import KEYS_AT_THE_END
from ledger.errors import UsageError
from ledger.keys import write_private_key
from ledger.store.layout import Folder
from ledger.store.lock import writer_lock
from ledger.store.reader import Reader
from ledger.tlog.merkle import leaf_hash

Progress = Callable[[int, int], None]

PASSPHRASE = "everybody may know this"  # noqa: S105 - it protects nothing, which is the point of a demo


@dataclass(frozen=True, slots=True)
class Places:
    """The paths of a demo below one folder."""

    path: Path

    @property
    def community(self) -> Path:
        """The community's folder."""
        return self.path / plot.ORIGIN.rpartition("/")[2]

    @property
    def kit(self) -> Path:
        """The visitor's kit."""
        return self.path / "demo-kit"

    @property
    def guard(self) -> Path:
        """The guard."""
        return self.kit / "guard.db"

    @property
    def anchor(self) -> Path:
        """The trust anchor."""
        return self.kit / "anchor.txt"

    @property
    def passphrase(self) -> Path:
        """The file with the passphrase of all keys."""
        return self.kit / "passphrase.txt"

    @property
    def unfinished(self) -> Places:
        """The same places while they are being built; what lies there was not built to its end."""
        return Places(self.path / ".demo-building")

    def key(self, member: str) -> Path:
        """The key file of a member."""
        return self.kit / "keys" / f"{member}.pem"


def is_there(home: Path) -> bool:
    """Tell whether a whole demo lies in ``home``.

    Raises:
        UsageError: ``demo.other_book`` where another book has its place.
    """
    public = Folder(Places(home).community).public
    if not public.exists():
        return False
    with Reader.open(public) as reader:
        origin = reader.origin
    if origin != plot.ORIGIN:
        raise UsageError(
            "demo.other_book",
            f"{public.parent} is the book of {origin}, not the demo",
            advice="Choose an empty folder with --home (HOME_DIR= with make demo).",
        )
    return True


def build(home: Path, show: Callable[[Path], object], progress: Progress) -> bool:
    """Build the demo in ``home`` unless a whole one lies there; return whether it was built now.

    ``show`` is given the book's ``public/`` and brings its views up to date. ``progress`` is told how many events are
    in the book, of how many.

    Raises:
        UsageError: ``demo.other_book``, ``home.unwritable``.
        StoreError: ``ledger.locked`` while another process builds, and what writing a book raises.
    """
    with _only_builder(home):
        if is_there(home):
            return False
        places = Places(home)
        unfinished = places.unfinished
        _discard(unfinished.path)
        unfinished.path.mkdir()
        script = plot.tell()
        write(script, unfinished.community, unfinished.guard, progress)
        show(Folder(unfinished.community).public)
        _fill_kit(unfinished, script.cast)
        _move(unfinished, places)
    return True


@contextmanager
def _only_builder(home: Path) -> Iterator[None]:
    lock = home / ".demo-lock"
    try:
        home.mkdir(parents=True, exist_ok=True)
        lock.touch(0o600)
        with writer_lock(lock):
            yield
    except OSError as error:
        raise UsageError(
            "home.unwritable",
            f"cannot write into the folder {home}: {error.strerror}",
            advice="Choose a folder that you can write to, with room for it, with --home (HOME_DIR= with make demo).",
        ) from error


def _discard(leftover: Path) -> None:
    if leftover.exists():
        shutil.rmtree(leftover)


def _fill_kit(places: Places, cast: Cast) -> None:
    places.key("chair").parent.mkdir(mode=0o700)
    for member, name in KEYS_AT_THE_END.items():
        write_private_key(places.key(member), cast.key(name), PASSPHRASE.encode())
    places.passphrase.write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    with Reader.open(Folder(places.community).public) as reader:
        anchor = Anchor.alone(cast.log_vkey, leaf_hash(reader.entry(0)))
    places.anchor.write_text(anchor.text, encoding="utf-8")


def _move(unfinished: Places, places: Places) -> None:
    """Put everything in its place, the book last; a kit without a book is what a killed build has left."""
    _discard(places.kit)
    unfinished.kit.rename(places.kit)
    unfinished.community.rename(places.community)
    unfinished.path.rmdir()
