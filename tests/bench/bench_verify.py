"""What verification costs beside the signatures themselves, and how fast the command starts.

The other side is libsodium alone: the same signatures over the same bytes under the same keys, in as many processes,
with everything parsed beforehand. Its processes run already; those of the whole verification are started anew. All of
them run without the cyclic collector, as those of `verify` do.
"""

from __future__ import annotations

import gc
import multiprocessing
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import NamedTuple

from nacl.bindings import crypto_sign_open

from ledger import jws, keys
from ledger.events import parse_entry
from ledger.tlog import tiles
from ledger.verification import Folder, verify
from ledger.verification.audit import BUNDLES_A_TASK
from ledger.verification.stage import Task, check
from tests.bench.harness import Measure, paired
from tests.published import PublishedBook, approval, execution, founded, income, request

ENTRIES = 20_000
ROUNDS = 7
STARTS = 5
HELP_MILLISECONDS = 100


class Signed(NamedTuple):
    """What libsodium needs of one entry."""

    message: bytes
    key: bytes


_signed: list[Signed] = []
"""Filled before the processes are forked, so that they inherit it."""


def book(entries: int) -> PublishedBook:
    """Return a published book of ``entries`` entries: receipts, and payments with two approvals."""
    made = founded()
    numbers = count(1)
    while len(made.raw) < entries:
        made.admit(*(income(made, 1000 + next(numbers)) for _ in range(4)))
        number = next(numbers)
        asked = request(made, 500, f"p{number}")
        made.now += timedelta(minutes=1)
        made.admit(asked, approval(made, asked), approval(made, asked, "vice"))
        made.admit(execution(made, asked, 500, f"b{number}"))
    del made.raw[entries:]
    made.opened = [opening for opening in made.opened if opening[0] < entries]
    made.publish()
    return made


def _raw(bounds: tuple[int, int]) -> int:
    for message, key in _signed[slice(*bounds)]:
        crypto_sign_open(message, key)
    return bounds[1] - bounds[0]


def _signed_of(made: PublishedBook) -> list[Signed]:
    public = {keys.kid_of(key): key.public_key().public_bytes_raw() for key in map(made.cast.key, _PEOPLE)}
    parsed = [jws.parse(parse_entry(entry).event) for entry in made.raw]
    return [Signed(one.signature + one.signing_input, public[one.kid]) for one in parsed]


_PEOPLE = ("chair", "vice", "treasurer", "secretary", "member")


def _tasks(made: PublishedBook, known: dict[str, bytes], *, texts: bool) -> list[Task]:
    """Cut a book into the tasks of the parallel stage."""
    step = BUNDLES_A_TASK * tiles.TILE_WIDTH
    found = []
    for first in range(0, len(made.raw), step):
        stop = min(first + step, len(made.raw))
        bundles = [
            ("bundle", tiles.format_bundle(made.raw[begin : min(begin + 256, stop)]), min(256, stop - begin))
            for begin in range(first, stop, 256)
        ]
        openings = [opening for opening in made.opened if first <= opening[0] < stop] if texts else []
        found.append(Task(first, bundles, openings, known))
    return found


def measures() -> Iterator[Measure]:
    """Measure both stages and the start of the command."""
    made = book(ENTRIES)
    _signed[:] = _signed_of(made)
    workers = len(os.sched_getaffinity(0))
    known = {keys.kid_of(key): key.public_key().public_bytes_raw() for key in map(made.cast.key, _PEOPLE)}
    bounds = [(first, min(first + 1024, ENTRIES)) for first in range(0, ENTRIES, 1024)]
    conditions = f"{ENTRIES} entries of {sum(map(len, made.raw)) // ENTRIES} B against libsodium, {workers} processes"
    with tempfile.TemporaryDirectory() as scratch:
        folder = made.export(Path(scratch) / "export")
        with ProcessPoolExecutor(workers, multiprocessing.get_context("fork"), initializer=gc.disable) as pool:

            def raw() -> int:
                return sum(pool.map(_raw, bounds))

            def stage(tasks: list[Task]) -> int:
                results = list(pool.map(check, tasks))
                assert not any(checked.failure or checked.unsettled for checked in results)
                return sum(len(checked.hashes) for checked in results)

            for name, texts in (("verify.parallel", False), ("verify.parallel_with_texts", True)):
                tasks = _tasks(made, known, texts=texts)
                ratios = paired(lambda tasks=tasks: stage(tasks), raw, ROUNDS)  # type: ignore[misc]
                what = f"{conditions}; {'every' if texts else 'no'} public text opened and checked"
                yield Measure.of(name, ratios, goal=0.6, better="higher", conditions=what)
            ratios = paired(lambda: verify(Folder(folder), jobs=workers).size, raw, ROUNDS)
            what = f"{conditions}; an export on disk with all texts, figures and file hashes; pool start included"
            yield Measure.of("verify.whole", ratios, goal=0.45, better="higher", conditions=what)
    yield start_of_help()


def start_of_help() -> Measure:
    """Measure the start of ``mingzhang verify --help``."""

    def run(code: str, *arguments: str) -> int:
        for _ in range(STARTS):
            subprocess.run([sys.executable, "-c", code, *arguments], check=True, stdout=subprocess.DEVNULL)
        return STARTS

    ratios = paired(
        lambda: run(f"import time; time.sleep({HELP_MILLISECONDS / 1000})"),
        lambda: run("from ledger.cli import main; main()", "verify", "--help"),
        ROUNDS,
    )
    what = f"`mingzhang verify --help` over a bare interpreter that waits {HELP_MILLISECONDS} ms; {STARTS} starts"
    return Measure.of("verify.help", ratios, goal=1.0, better="lower", conditions=what)
