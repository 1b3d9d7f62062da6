"""The process that is killed: appends batch after batch, publishes and brings the views up to date, as commands do.

    python -m tests.test_crashes.writer BOOK GUARD BATCHES [SEAM AT]

It prints a line for each batch once that is acknowledged: the batch and the numbers of its entries. At batch ``AT``
it arms a seam of `tests.test_crashes.seams`, at which it then kills itself without any farewell.
"""

from __future__ import annotations

import sys
from pathlib import Path

import projections
from ledger.application import Ledger
from tests.log_of import START
from tests.test_crashes import seams

PAGE = 7


def main() -> None:
    """Append the batches that lie in a folder, in the order of their names."""
    folder, guard, batches, *seam = sys.argv[1:]
    _say("ready")
    for batch in sorted(Path(batches).iterdir()):
        if seam and batch.name == seam[1]:
            seams.SEAMS[seam[0]]()
        files = [file.read_bytes() for file in sorted(batch.iterdir())]
        with Ledger.open(Path(folder), clock=lambda: START, guard=Path(guard)) as ledger:
            answers = ledger.append(files)
            _say(batch.name, *(answer.index for answer in answers))
            ledger.publish()
        projections.catch_up(Path(folder) / "public", seams.between_pages, page=PAGE)


def _say(*words: object) -> None:
    sys.stdout.write(" ".join(map(str, words)) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
