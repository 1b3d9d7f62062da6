"""kill -9 at any moment: what was acknowledged is there, what was not is there whole or not at all, and it heals.

Not shown: loss of power. That a commit is on the disk when it is answered rests on WAL with synchronous=FULL, which
test_store holds to be in force.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

import projections
from tests.open_book import FOUNDED
from tests.test_crashes.seams import CONTROLS, SEAMS
from tests.test_crashes.victim import Victim

SIZES = [5, 260, 4]
"""The batch in the middle, where the writer dies, reaches beyond the first tile."""
AT = "001"
FIRST, SECOND = FOUNDED + SIZES[0], FOUNDED + SIZES[0] + SIZES[1]

# What a crash leaves: batches stored, batches acknowledged, entries guarded, published and shown.
LEFT = {
    "before the vault": (1, 1, FIRST, FIRST, FIRST),
    "behind the vault": (1, 1, FIRST, FIRST, FIRST),
    "among the entries": (1, 1, FIRST, FIRST, FIRST),
    "entries without index": (1, 1, FIRST, FIRST, FIRST),
    "index without tiles": (1, 1, FIRST, FIRST, FIRST),
    "between two tiles": (1, 1, FIRST, FIRST, FIRST),
    "before the commit": (1, 1, FIRST, FIRST, FIRST),
    "behind the commit": (2, 1, FIRST, FIRST, FIRST),
    "before the answer": (2, 1, FIRST, FIRST, FIRST),
    "behind the answer": (2, 2, FIRST, FIRST, FIRST),
    "before the guard": (2, 2, FIRST, FIRST, FIRST),
    "behind the guard": (2, 2, SECOND, FIRST, FIRST),
    "signed and not stored": (2, 2, SECOND, FIRST, FIRST),
    "behind the checkpoint": (2, 2, SECOND, SECOND, FIRST),
    "within a page of the views": (2, 2, SECOND, SECOND, FIRST + 7),
    "between two pages of the views": (2, 2, SECOND, SECOND, FIRST + 7),
}

# What the same checks find where a protection is taken away.
CAUGHT = {
    "leaves in a second transaction": "the tiles are not those of the entries",
    "vault behind the entries": "the vault has lost a disclosure",
    "checkpoint before the guard": "the guard does not lie between",
    "answer before the entries": "was acknowledged and is lost",
}


def test_every_seam_and_every_control_is_tried() -> None:
    assert LEFT.keys() == SEAMS.keys() - CONTROLS.keys()
    assert CAUGHT.keys() == CONTROLS.keys()


@pytest.fixture(scope="module")
def founded(tmp_path_factory: pytest.TempPathFactory) -> Victim:
    return Victim(tmp_path_factory.mktemp("founded"), SIZES)


@pytest.fixture
def victim(founded: Victim, tmp_path: Path) -> Victim:
    return founded.copied(tmp_path)


@pytest.mark.parametrize("seam", LEFT)
def test_a_writer_that_dies_at_a_seam_leaves_a_book_that_is_whole_and_heals(victim: Victim, seam: str) -> None:
    victim.run(seam, AT)
    stored = victim.check()
    shown = projections.position(victim.book.folder.public)
    left = (stored, len(victim.acknowledged), victim.guarded(), victim.published(), shown)
    assert left == LEFT[seam]
    victim.heal()


def test_a_writer_killed_at_any_moment_round_after_round(tmp_path: Path) -> None:
    """Each round goes on where the one before it died, without any help in between."""
    moments = random.Random(20240701)  # which moment of the writer they meet is the machine's own chance
    victim = Victim(tmp_path, [moments.choice([1, 1, 2, 5, 40]) for _ in range(40)])
    for _ in range(5):
        victim.run(kill_after=moments.uniform(0.01, 0.6))
        victim.check()
    victim.heal()


@pytest.mark.parametrize("control", CAUGHT)
def test_control_a_writer_without_one_of_the_protections_is_caught(victim: Victim, control: str) -> None:
    victim.run(control, AT)
    with pytest.raises(AssertionError, match=CAUGHT[control]):
        victim.check()
