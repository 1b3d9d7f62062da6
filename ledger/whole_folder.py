"""A folder that appears when it is complete, and of which a crash leaves nothing in its place."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

Filled = TypeVar("Filled")


def write_beside(target: Path, fill: Callable[[Path], Filled]) -> Filled:
    """Have a new folder filled and put it in its place, which holds nothing or an empty folder; return what fills it.

    It is filled in ``<target>.partial-<pid>/<name>``: one level down, where nobody takes it for a book among others.
    An error removes it; a killed process leaves it there, in nobody's way.

    Raises:
        OSError: it cannot be written, or something has come to lie in its place.
    """
    beside = target.with_name(f"{target.name}.partial-{os.getpid()}")
    partial = beside / target.name
    partial.mkdir(parents=True)
    try:
        filled = fill(partial)
        if target.exists():
            target.rmdir()
        partial.rename(target)
    finally:
        shutil.rmtree(beside)
    return filled
