"""What the views cost: making all of them anew, against only reading and decoding the same entries.

Both sides read the same ``ledger.db``. The other side reads every entry from SQLite and parses what a handler needs
of it: the entry, its JWS, the payload, the typed body. Ours does that too, opens the public texts, and writes all
tables into a new ``views.db`` (WAL, synchronous=FULL) that takes the place of the old one.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import projections
from ledger import sealing
from ledger.application import Ledger
from ledger.events import parse_entry, parse_event
from ledger.store.reader import Reader
from tests.bench.bench_verify import book
from tests.bench.harness import Measure, paired
from tests.published import PublishedBook

ENTRIES = 10_000
ROUNDS = 7
BATCH = 500


def store(made: PublishedBook, folder: Path) -> None:
    """Put a book's events into a ledger of its own, and publish them."""
    texts: defaultdict[int, list[str]] = defaultdict(list)
    for index, text in made.opened:
        texts[index].append(text)
    events = [sealing.join(parse_entry(raw).event, texts[index]) for index, raw in enumerate(made.raw)]
    Ledger.create(folder, made.cast.origin, made.cast.log_key)
    with Ledger.open(folder, clock=lambda: made.now, guard=folder / "guard.db") as ledger:
        for first in range(0, len(events), BATCH):
            ledger.append(events[first : first + BATCH])
        ledger.publish()


def measures() -> Iterator[Measure]:
    """Yield the ratio of a rebuild to a scan."""
    made = book(ENTRIES)
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch) / "yuanqu-1"
        store(made, folder)
        public = folder / "public"

        def scan() -> int:
            with Reader.open(public) as reader:
                events = (parse_event(parse_entry(raw).event) for raw in reader.entries(0, ENTRIES))
                return len({event.id for event in events})

        ratios = paired(lambda: projections.rebuild(public), scan, ROUNDS)
        assert scan() == projections.position(public) == ENTRIES
    what = (
        f"{ENTRIES} entries of {sum(map(len, made.raw)) // ENTRIES} B (receipts; payments with two approvals), "
        f"{len(made.opened)} public texts; one process each"
    )
    yield Measure.of("rebuild.views", ratios, goal=0.2, better="higher", conditions=what)
