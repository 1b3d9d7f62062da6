"""Acting as another user of this machine: one who owns nothing, may read what is public, and has no writer running."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

NOBODY = 65534
ROOT = Path(__file__).parents[1]

needs_root = pytest.mark.skipif(os.getuid() != 0, reason="NOT RUN: only root can become another user")

_DROP_RIGHTS = f"""
import os
os.setgroups([])
os.setgid({NOBODY})
os.setuid({NOBODY})
"""


def let_others_in(folder: Path) -> None:
    """Let other users pass through the test's own folders down to ``folder``; what lies in it keeps its modes."""
    for parent in (folder, *folder.parents):
        if parent.is_relative_to("/tmp") and parent != Path("/tmp") and parent.stat().st_uid == os.getuid():
            parent.chmod(0o755)


def as_nobody(imports: str, code: str, *arguments: object) -> str:
    """Run Python that imports as this user and acts as nobody; return what it printed.

    The interpreter's own folders may be this user's alone, hence the imports before the rights are dropped.
    """
    script = f"import sys\n{imports}\n{_DROP_RIGHTS}\n{code}"
    done = subprocess.run(
        [sys.executable, "-c", script, *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        cwd=ROOT,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout
