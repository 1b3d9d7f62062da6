"""From a plan to the book: sign every draft, judge all of them, and only then append, batch by batch.

The whole import is judged under the rules before its first event is stored, so that a refusal stores nothing. A batch
is atomic; an import that is interrupted between two batches is continued by the next run, whose plan is what is
missing.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger import drafting, jws, sealing
from ledger.application import Appended, Ledger
from ledger.errors import StoreError
from ledger.events import parse_event
from ledger.importing.book import Completion
from ledger.importing.drafts import Draft
from ledger.rules.history import History
from ledger.tlog.tiles import TILE_WIDTH

BATCH = TILE_WIDTH

Progress = Callable[[int, int], None]


def sign(drafts: Sequence[Draft], origin: str, key: Ed25519PrivateKey, at: datetime, progress: Progress) -> list[bytes]:
    """Draft and sign every event at the time ``at``; return the SD-JWTs.

    Raises:
        FormatError: a draft does not follow its schema.
    """
    files = []
    for done, (name, subject, data) in enumerate(drafts, 1):
        files.append(drafting.sign(drafting.draft(name, origin=origin, subject=subject, time=at, data=data), key))
        progress(done, len(drafts))
    return files


def judge(history: History, files: Sequence[bytes], admitted_at: datetime, progress: Progress) -> None:
    """Admit every file to a history in memory, which is then no longer that of the book.

    Raises:
        RuleError, FormatError: the ledger would refuse the file.
    """
    for done, file in enumerate(files, 1):
        history.admit(parse_event(sealing.split(file)[0]), admitted_at)
        progress(done, len(files))


def write(ledger: Ledger, files: Sequence[bytes], planned_at: int, progress: Progress, *, clock_ok: bool) -> Completion:
    """Append files in order, in atomic batches of `BATCH`; return where the last one, import.completed, stands.

    ``planned_at`` is the size of the book that the plan was made from; ``progress`` is told after each batch.

    Raises:
        RuleError, StoreError: a batch was refused, ``ledger.conflict`` the first one; those before it are stored.
    """
    if ledger.size != planned_at:
        raise StoreError(
            "ledger.conflict",
            "the book has changed since the import was planned, perhaps by an import of the same file",
            advice="Run the import again.",
        )
    appended: list[Appended] = []
    for start in range(0, len(files), BATCH):
        appended += ledger.append(files[start : start + BATCH], clock_ok=clock_ok)
        progress(len(appended), len(files))
    last = appended[-1]
    return Completion(last.index, last.event_id, jws.parse(sealing.split(files[-1])[0]).sha256)
