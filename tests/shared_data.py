"""Where the outside data and vectors lie that some tests read; they are not part of the project."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

_CANDIDATE = Path(os.environ.get("MINGZHANG_SHARED", Path(__file__).parents[2] / "shared"))

SHARED: Path | None = _CANDIDATE if _CANDIDATE.is_dir() else None

needs_shared = pytest.mark.skipif(SHARED is None, reason="NOT RUN: no shared/ folder (set MINGZHANG_SHARED)")


def shared(*parts: str) -> Path:
    """Return a path below the shared folder; only for tests marked `needs_shared`."""
    assert SHARED is not None
    return SHARED.joinpath(*parts)
