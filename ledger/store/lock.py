"""The one lock that every writer command of a community holds: ``flock`` on ``private/lock``.

It is held from reading the size of the log to the commit, and around publishing. The kernel releases it when its
holder dies, so a killed writer never blocks the next one.
"""

from __future__ import annotations

import fcntl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from ledger.errors import StoreError

WAIT_SECONDS = 60.0
_PAUSE_SECONDS = 0.02


@contextmanager
def writer_lock(path: Path, wait_seconds: float = WAIT_SECONDS) -> Iterator[None]:
    """Hold the lock, waiting for another writer at most ``wait_seconds``.

    Raises:
        StoreError: ``ledger.locked``.
    """
    with path.open("r+b") as file:
        give_up_at = time.monotonic() + wait_seconds
        while True:
            try:
                fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError as error:
                if time.monotonic() > give_up_at:
                    raise StoreError(
                        "ledger.locked",
                        f"another command has been writing for more than {wait_seconds:.0f} seconds",
                        advice="Wait until it has ended, or end it, and run this command again; nothing was stored.",
                    ) from error
                time.sleep(_PAUSE_SECONDS)
        yield
