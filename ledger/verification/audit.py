"""The order of a verification, and the hand-over between its two stages."""

from __future__ import annotations

import gc
import os
import time
from base64 import b64encode
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from itertools import islice

from ledger.anchor import Anchor
from ledger.announcing import announced_keys
from ledger.bodies.community import CommunityFounded
from ledger.bundle import tile_widths
from ledger.errors import FormatError, MingzhangError, VerificationError
from ledger.events import parse_entry, parse_event
from ledger.figures import Movements
from ledger.tlog import merkle, tiles
from ledger.tlog.checkpoint import Checkpoint, open_checkpoint, parse_checkpoint
from ledger.tlog.note import parse_note
from ledger.verification.openings import Openings
from ledger.verification.package import Head, check_package, no_checkpoint
from ledger.verification.replay import Replay
from ledger.verification.report import Report
from ledger.verification.shown import Shown, are_behind, check_reflects, conclude, read_shown
from ledger.verification.sources import (
    BUNDLE_BYTES_MAX,
    CHECKPOINT_BYTES_MAX,
    FetchError,
    Folder,
    Source,
)
from ledger.verification.stage import ALTERED, Checked, Task, check
from ledger.verification.tree import Mismatch, read_tile

Progress = Callable[[int, int], None]

BUNDLES_A_TASK = 4
SMALL = 4 * BUNDLES_A_TASK
"""A log of so many bundles is checked faster than processes are started."""
TASKS_AHEAD = 2
"""Tasks in flight for each worker: enough to keep it busy, few enough for new keys to reach the next ones."""
ENTRIES_MAX = 50_000_000
ATTEMPTS = 4
"""How often a server is asked whose figures are behind what it has published."""
PAUSE_SECONDS = 1.0
_FORGED = "The checkpoint was not signed by the log's key: it is forged, or belongs to another log."


def verify(
    source: Source,
    anchor: Anchor | None = None,
    *,
    jobs: int | None = None,
    progress: Progress = lambda _done, _total: None,
) -> Report:
    """Check a published log and everything shown beside it.

    Args:
        source: where to read from.
        anchor: log key, entry 0 and witness policy, from a place that the operator does not control.
        jobs: worker processes; by default one per core, and none for a short log.
        progress: is called with (entries checked, entries in all).

    Raises:
        VerificationError: the first thing that does not hold, with the place and what it means.
        FetchError: something could not be read.
    """
    began = time.perf_counter()
    report = Report(source.name)
    names = source.files() if isinstance(source, Folder) else []
    shown, sizes, head = _begin(source, names, anchor, report)
    checkpoint = head.checkpoint
    check_reflects(shown, checkpoint.size, exported=isinstance(source, Folder))
    earlier = _earlier(source, sizes, head, report)
    movements = Movements() if isinstance(source, Folder) else None
    replay = Replay(report, lambda index: _place(index, checkpoint.size), shown, movements)
    with _collected_later():
        _check_entries(source, head, replay, report, jobs, progress)
    _check_tree(source, head, earlier, replay, report)
    if isinstance(source, Folder):
        check_package(source, names, head, replay, report)
    conclude(shown, report)
    _say_limits(source, anchor, replay, report, listed=sizes is not None)
    report.keys = len(replay.history.community.keys)
    report.seconds = time.perf_counter() - began
    return report


def _begin(
    source: Source, names: list[str], anchor: Anchor | None, report: Report
) -> tuple[list[Shown], list[int] | None, Head]:
    """Read the figures, the sizes of the earlier checkpoints, and the head; ``names``: the files of a folder.

    A server whose figures are behind what it has published may be about to catch up, so it is asked a few times.
    """
    for again in range(ATTEMPTS):
        shown = read_shown(source)
        # Before the latest checkpoint: whatever a live server publishes in between is then no contradiction to it.
        sizes = source.checkpoints()
        note = source.read("checkpoint", CHECKPOINT_BYTES_MAX)
        if note is None:
            raise no_checkpoint(source.name, names)
        head = _check_head(source, note, anchor, report)
        if isinstance(source, Folder) or not are_behind(shown, head.checkpoint.size):
            break
        if again + 1 < ATTEMPTS:
            time.sleep(PAUSE_SECONDS)
    return shown, sizes, head


def _check_head(source: Source, note: bytes, anchor: Anchor | None, report: Report) -> Head:
    """Check the checkpoint's signature, and who must have made it."""
    try:
        claimed = parse_checkpoint(parse_note(note).text)
    except FormatError as error:
        raise VerificationError(error.rule_id, error.message, advice=_FORGED, where="checkpoint") from error
    if not 1 <= claimed.size <= ENTRIES_MAX:
        raise VerificationError(
            "log.size",
            f"the checkpoint claims {claimed.size} entries",
            advice=f"A book has at least its founding entry, and this program reads up to {ENTRIES_MAX}.",
            where="checkpoint",
        )
    founding, body = _founding(source, claimed.size)
    if anchor is not None:
        anchor.check_founding(founding, body.log_vkey)
    try:
        checkpoint = open_checkpoint(note, body.log_vkey)
        report.witnesses = 0 if anchor is None else anchor.check_witnesses(note)
    except (FormatError, VerificationError) as error:
        raise VerificationError(error.rule_id, error.message, advice=_FORGED, where="checkpoint") from error
    report.anchored = anchor is not None
    report.origin, report.size = checkpoint.origin, checkpoint.size
    report.root = b64encode(checkpoint.root).decode("ascii")
    return Head(checkpoint, body, merkle.leaf_hash(founding))


def _founding(source: Source, size: int) -> tuple[bytes, CommunityFounded]:
    """Return entry 0 and its body; it is checked like all others when its turn comes."""
    name, raw = read_tile(source, None, 0, min(size, tiles.TILE_WIDTH), BUNDLE_BYTES_MAX)
    try:
        # What is wrong behind the founding is said in its turn, after what stands before it.
        entries, _rest = tiles.split_bundle(raw)
        body = parse_event(parse_entry(entries[0]).event).data if entries else None
    except FormatError as error:
        raise VerificationError(error.rule_id, error.message, advice=ALTERED, where=f"entry 0 in {name}") from error
    if not isinstance(body, CommunityFounded):
        raise VerificationError(
            "community.not_founded",
            "the first entry does not found a book",
            advice="This is no log of Mingzhang, or its beginning was cut off.",
            where=f"entry 0 in {name}",
        )
    return entries[0], body


def _earlier(source: Source, sizes: list[int] | None, head: Head, report: Report) -> list[tuple[str, Checkpoint]]:
    """Open the earlier checkpoints that the source has kept."""
    if sizes is None:
        report.not_checked.append("Earlier checkpoints: this source has no list of them.")
        return []
    found = []
    for size in sizes:
        name = f"checkpoints/{size}"
        try:
            earlier = open_checkpoint(source.read(name, CHECKPOINT_BYTES_MAX) or b"", head.founding.log_vkey)
        except (FormatError, VerificationError) as error:
            raise VerificationError(error.rule_id, error.message, advice=_FORGED, where=name) from error
        if (earlier.origin, earlier.size) != (head.checkpoint.origin, size) or size > head.checkpoint.size:
            raise VerificationError(
                "checkpoint.misplaced",
                f"holds the checkpoint of {earlier.size} entries of {earlier.origin}",
                advice="The latest checkpoint was exchanged for an older one, or the file was exchanged.",
                where=name,
            )
        found.append((name, earlier))
    return found


def _place(index: int, size: int) -> str:
    number = index // tiles.TILE_WIDTH
    width = min(size - number * tiles.TILE_WIDTH, tiles.TILE_WIDTH)
    return f"entry {index} in {tiles.tile_path(None, number, None if width == tiles.TILE_WIDTH else width)}"


def _check_entries(
    source: Source, head: Head, replay: Replay, report: Report, jobs: int | None, progress: Progress
) -> None:
    """Run both stages over all entries."""
    size = head.checkpoint.size
    bundles = -(-size // tiles.TILE_WIDTH)
    workers = len(os.sched_getaffinity(0)) if jobs is None else jobs
    report.jobs = 1 if bundles <= SMALL or workers < 1 else workers
    keys = announced_keys(head.founding)
    done = 0
    for checked in _parallel(_tasks(source, size, keys, report), report.jobs if bundles > SMALL else 0):
        keys.update(checked.keys)
        _take(checked, source, size, replay, report)
        done += len(checked.hashes)
        progress(done, size)


def _tasks(source: Source, size: int, keys: dict[str, bytes], report: Report) -> Iterator[Task]:
    """Read the log run by run, also up to a bundle that cannot be read; ``keys`` grows meanwhile."""
    opened = source.disclosures()
    if opened is None:
        report.not_checked.append("Names and texts: this source shows none.")
    openings = Openings(opened or iter(()), size, live=not isinstance(source, Folder))
    per_task = BUNDLES_A_TASK * tiles.TILE_WIDTH
    for first in range(0, size, per_task):
        stop = min(first + per_task, size)
        bundles: list[tuple[str, bytes, int]] = []
        for begin in range(first, stop, tiles.TILE_WIDTH):
            width = min(tiles.TILE_WIDTH, stop - begin)
            try:
                name, raw = read_tile(source, None, begin // tiles.TILE_WIDTH, width, BUNDLE_BYTES_MAX)
            except MingzhangError:
                yield Task(first, bundles, openings.below(begin), dict(keys))
                openings.check()
                raise
            report.bytes += len(raw)
            bundles.append((name, raw, width))
        yield Task(first, bundles, openings.below(stop), dict(keys))
        openings.check()
    openings.end()


def _parallel(tasks: Iterator[Task], workers: int) -> Iterator[Checked]:
    """Check tasks in ``workers`` processes (0: in this one) and yield the results in order.

    Tasks are read ahead; what cannot be read is raised after the results of the tasks before it.
    """
    if workers == 0:
        yield from map(check, tasks)
        return
    unread: MingzhangError | None = None
    with ProcessPoolExecutor(workers, initializer=gc.disable) as pool:
        ahead: deque[Future[Checked]] = deque()
        try:
            while True:
                try:
                    ahead.extend(pool.submit(check, task) for task in islice(tasks, workers * TASKS_AHEAD - len(ahead)))
                except MingzhangError as error:
                    unread = error
                if not ahead and unread is not None:
                    raise unread
                if not ahead:
                    return
                yield ahead.popleft().result()
        except BrokenProcessPool as error:
            raise FetchError(
                "verify.worker_lost",
                "a process that checked entries was ended, which says nothing about the book",
                advice="The machine may be short of memory. Run it again with --jobs 1.",
            ) from error
        finally:
            pool.shutdown(wait=False, cancel_futures=True)


def _take(checked: Checked, source: Source, size: int, replay: Replay, report: Report) -> None:
    """Hand a checked run to the rules, compare its leaf tiles, and raise the earliest failure of the three."""
    good = checked.first + len(checked.hashes)
    stop = good
    replay.tree.extend(checked.hashes)
    mismatch: Mismatch | None = None
    for number in range(checked.first // tiles.TILE_WIDTH, -(-good // tiles.TILE_WIDTH)):
        width = min(tiles.TILE_WIDTH, size - number * tiles.TILE_WIDTH)
        try:
            mismatch = replay.tree.check_tile(source, 0, number, width)
        except MingzhangError:
            if checked.failure is not None and number == good // tiles.TILE_WIDTH:
                # The bundle beside this tile is broken as well, and says more: where entries were dropped, both are.
                break
            replay.take(checked, number * tiles.TILE_WIDTH)
            raise
        report.tiles += 1
        if mismatch is not None:
            stop = number * tiles.TILE_WIDTH + mismatch.place
            break
    replay.take(checked, stop)
    if mismatch is not None:
        raise mismatch.error
    if checked.failure is not None:
        raise checked.failure.error


def _check_same_founding(head: Head, replay: Replay) -> None:
    """Refuse a server that shows one founding to the anchor and another to the rules: entry 0 is read twice."""
    if replay.tree.root(1) != head.entry_hash:
        raise VerificationError(
            "log.two_foundings",
            "the server gave two different entries 0, one after the other",
            advice="It shows one beginning to be compared with the notice and keeps another. Do not trust it.",
            where="entry 0",
        )


def _check_tree(
    source: Source, head: Head, earlier: list[tuple[str, Checkpoint]], replay: Replay, report: Report
) -> None:
    """Compare the founding, the upper tiles, the earlier roots, and the signed root."""
    _check_same_founding(head, replay)
    for level, number, width in tile_widths(head.checkpoint.size):
        if level == 0:
            continue
        mismatch = replay.tree.check_tile(source, level, number, width)
        if mismatch is not None:
            raise mismatch.error
        report.tiles += 1
    agreed = 0
    for name, older in earlier:
        replay.tree.check_root(older, name, agreed)
        agreed = older.size
        report.checkpoints += 1
    replay.tree.check_root(head.checkpoint, "checkpoint", agreed)


def _say_limits(source: Source, anchor: Anchor | None, replay: Replay, report: Report, *, listed: bool) -> None:
    """Say what no verification of this kind can show; ``listed``: the source lists its earlier checkpoints."""
    if replay.documents and not isinstance(source, Folder):
        report.not_checked.append(
            f"The files of the {len(replay.documents)} public documents named in the log: only an export has them."
        )
    if anchor is None:
        report.not_checked.insert(
            0,
            "Without --anchor the history was checked only against itself: a whole book made up from the beginning "
            "would look the same. Take the anchor from the printed notice, not from the server.",
        )
    if not report.witnesses:
        report.not_checked.append(
            "No witness was asked for: whether other readers are shown the same history. Compare size and root with "
            "somebody, or keep this checkpoint."
        )
    report.not_checked += report.lacking
    if listed and not isinstance(source, Folder):
        report.not_checked.append("Earlier checkpoints that the server does not list: keep your own copies.")
    if report.tallies:
        report.not_checked.append("Whether a declared outcome is what its tally means: the motion's page says so.")
    report.not_checked += _unseen_votes(replay)
    if report.withheld or report.sealed:
        report.not_checked.append(
            f"{report.withheld} public texts that are withdrawn or not shown, and {report.sealed} fields that only "
            "the committee can open: nothing in the checks above depends on them."
        )
    report.not_checked.append(
        "The times at which entries were admitted, beyond their order; and whether what was recorded is true, "
        "approved and wise: the findings on the pages speak of that."
    )


def _unseen_votes(replay: Replay) -> Iterator[str]:
    """Say of which owners' votes only sums stand in the log."""
    owners = [motion for motion in replay.history.motions().values() if motion.roll or motion.result]
    sealed = sum(len(motion.live) for motion in owners if motion.tabled and motion.tabled.secrecy == "sealed")
    if sealed:
        yield (
            f"What stands on {sealed} sealed ballots of the owners: that each has a number of the roll, once, and that "
            "the tellers' sums give the result was checked. Each vote is checked by an auditor with the vault."
        )
    official = sum(motion.result is not None for motion in owners)
    if official:
        yield f"{official} results of official voting systems: their ballots are not in this log."


@contextmanager
def _collected_later() -> Iterator[None]:
    """Keep the cyclic collector from walking over a history that only grows."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
