"""Where the outside data and vectors lie that some tests read; they are not part of the project.

They are looked for in ``MINGZHANG_SHARED``, or beside the working tree in ``../shared``. Without them the tests marked
`needs_shared` are skipped, and the run says at its end how many and in which files (`tests.conftest`). An empty
``MINGZHANG_SHARED`` says that there are none; one that leads nowhere is a mistake and fails. What every run tests at
that size and in that shape it makes up itself (`tests.made_up_books`).
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_NAMED = os.environ.get("MINGZHANG_SHARED")
_CANDIDATE = Path(__file__).parents[2] / "shared" if _NAMED is None else Path(_NAMED)

if _NAMED and not _CANDIDATE.is_dir():
    raise pytest.UsageError(f"MINGZHANG_SHARED leads nowhere: there is no folder {_CANDIDATE}")

SHARED: Path | None = _CANDIDATE if _NAMED != "" and _CANDIDATE.is_dir() else None
WITHOUT = "NOT RUN: no shared/ folder (set MINGZHANG_SHARED)"

needs_shared = pytest.mark.skipif(SHARED is None, reason=WITHOUT)


def shared(*parts: str) -> Path:
    """Return a path below the shared folder; only for tests marked `needs_shared`."""
    assert SHARED is not None
    return SHARED.joinpath(*parts)
